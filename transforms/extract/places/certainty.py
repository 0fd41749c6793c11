"""Resolved places → whether the article bears each of them out.

The resolver always takes its best guess, because a point that is right four times in five is worth
having. An id that joins articles is not: it is given only to a place that something else confirms.
Countries and states confirm themselves, unless a local story has a town of their name; a town needs
the place beside it, its state, a neighbour, or the rank of a city that no namesake comes near. On
articles of local news whose places were read while these conditions were written (LGL's read half)
they keep 67 % of the places, 99 % of them right, of 81 % before.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import CITY, COUNTRY, FIRST_LEVEL, SECOND_LEVEL, PlaceRecord
from transforms.extract.places.prior import is_capital, prior
from transforms.extract.places.toponyms import (
    ELSEWHERE,
    FAMOUS,
    SMALL,
    Toponym,
    distance_km,
)
from transforms.extract.wordlists import words

#: Where towns are named after countries and cities abroad, and stories call them by that alone.
_ENGLISH: Final = words("USA GBR CAN AUS NZL IRL")
#: Who is called by a town, and who by a nationality: "a Lebanon woman", "a Lebanese woman".
_OF_TOWN: Final = re.compile(
    r"\s(?:man|men|woman|women|teen\w*|residents?|natives?|couple|boy|girl|mother|father|family"
    r"|students?|police|firefighters?|mayor|schools?|(?:city|town) council"
    r"|(?:High|Middle|Elementary|Junior High) School|City (?:Council|Hall)|Township|Borough)\b"
)
#: Km to what confirms a town, alone or together with a second.
_BESIDE: Final = 60.0
_AROUND: Final = 150.0
#: Places of a degree square that confirm others: a bound on the time that a list of towns takes.
_SQUARE: Final = 20
_TOWN: Final = 20_000


class Verdict(NamedTuple):
    """What the resolver knows of one mention's place.

    ``margin`` has the points to the best namesake elsewhere; ``qualified`` says that the words
    beside the mention, or another one of its name, hold the place; ``at_home`` that the story is a
    local one; ``own`` that the outlet has its name from it; ``home`` is the outlet's country, None
    where its address does not tell; ``surname`` says that somebody in the story has the name.
    """

    place: PlaceRecord
    margin: float
    qualified: bool
    at_home: bool
    own: bool
    home: Optional[str]
    surname: bool


class Witnesses:
    """The places of an article as witnesses for one another, by name, division and square."""

    def __init__(
        self,
        text: str,
        mentions: Sequence[Toponym],
        resolved: Sequence[Optional[PlaceRecord]],
        abroad: bool,
    ) -> None:
        self.abroad = abroad
        self.towns: set[str] = set()
        self._countries: defaultdict[str, set[str]] = defaultdict(set)
        self._divisions: defaultdict[str, set[str]] = defaultdict(set)
        self._squares: defaultdict[tuple[int, int], dict[str, PlaceRecord]] = defaultdict(dict)
        for mention, place in zip(mentions, resolved, strict=True):
            key = mention.text.casefold()
            if _OF_TOWN.match(text, mention.end):
                self.towns.add(key)
            if place is None or math.isnan(place.latitude):
                continue
            if place.country:
                self._countries[place.country].add(key)
            if place.kind == FIRST_LEVEL and place.division:
                self._divisions[place.division].add(key)
            if place.kind in (CITY, SECOND_LEVEL):
                square = self._squares[_square(place)]
                if len(square) < _SQUARE:
                    square.setdefault(key, place)

    def country(self, key: str, place: PlaceRecord) -> bool:
        """Whether another name lies in the country of a place."""
        return any(other != key for other in self._countries.get(place.country or "", ()))

    def foreign(self, key: str, countries: frozenset[Optional[str]]) -> bool:
        """Whether another name lies outside ``countries``."""
        return self.abroad or any(
            other != key
            for country, names in self._countries.items()
            if country not in countries
            for other in names
        )

    def division(self, key: str, place: PlaceRecord) -> bool:
        """Whether the state of a town is named."""
        names = self._divisions.get(place.division or "", ())
        return any(_apart(key, other) for other in names)

    def near(self, key: str, place: PlaceRecord, km: float) -> int:
        """Other names that lie within ``km`` of a place."""
        row, column = _square(place)
        return sum(
            _apart(key, other) and distance_km(place, record) < km
            for r in (row - 1, row, row + 1)
            for c in (column - 1, column, column + 1)
            for other, record in self._squares.get((r, c), {}).items()
        )


def _square(place: PlaceRecord) -> tuple[int, int]:
    return math.floor(place.latitude), math.floor(place.longitude)


def _apart(key: str, other: str) -> bool:
    return key not in other and other not in key


def namesakes(place: PlaceRecord, options: Sequence[PlaceRecord]) -> list[PlaceRecord]:
    """The places of one name that lie elsewhere."""
    return [o for o in options if o != place and distance_km(o, place) > ELSEWHERE]


def is_certain(
    key: str, verdict: Verdict, options: Sequence[PlaceRecord], witnesses: Witnesses
) -> bool:
    """Whether the article bears a mention's place out."""
    place, rivals = verdict.place, namesakes(verdict.place, options)
    if math.isnan(place.latitude):
        return False
    if verdict.qualified:
        return True
    if place.kind == COUNTRY:
        return _country_is_certain(key, verdict, rivals, witnesses)
    lead = prior(place) - max(map(prior, rivals), default=0.0)
    if place.kind == FIRST_LEVEL:
        return verdict.margin >= 1 or lead > 1
    if place.kind in (CITY, SECOND_LEVEL):
        if _is_called_otherwise(verdict, rivals):
            return False
        return _town_is_certain(key, verdict, rivals, lead, witnesses)
    if place.country is None or not rivals:
        return verdict.margin >= 2
    own = any(o.kind == CITY and o.country == place.country for o in rivals)
    return witnesses.country(key, place) and not own  # Harlem, Georgia


def _is_called_otherwise(verdict: Verdict, rivals: Sequence[PlaceRecord]) -> bool:
    """Whether a town's name means a person, or a town of the outlet's own country."""
    place, home = verdict.place, verdict.home
    if verdict.surname and place.population < FAMOUS:
        return True
    return home not in (None, place.country) and any(
        o.kind == CITY and o.country == home and o.population >= SMALL for o in rivals
    )


def _country_is_certain(
    key: str, verdict: Verdict, rivals: Sequence[PlaceRecord], witnesses: Witnesses
) -> bool:
    towns = {o.country for o in rivals if o.kind in (CITY, FIRST_LEVEL) and o.country in _ENGLISH}
    if not towns or witnesses.country(key, verdict.place):
        return True
    if key in witnesses.towns or verdict.own:
        return False
    local = verdict.at_home and not witnesses.foreign(
        key, frozenset(("USA", verdict.place.country, None))
    )
    return not local


def _town_is_certain(
    key: str,
    verdict: Verdict,
    rivals: Sequence[PlaceRecord],
    lead: float,
    witnesses: Witnesses,
) -> bool:
    place, margin = verdict.place, verdict.margin
    towns = [o for o in rivals if o.kind in (CITY, SECOND_LEVEL)]
    contested = any(witnesses.division(key, o) or witnesses.near(key, o, _BESIDE) for o in towns)
    if (
        witnesses.division(key, place)
        or witnesses.near(key, place, _BESIDE)
        or witnesses.near(key, place, _AROUND) > 1
    ):
        return margin >= (2.0 if contested else 0.5)
    told = witnesses.country(key, place)
    if not told and any(witnesses.country(key, o) for o in rivals):
        return False
    if told and is_capital(place) and margin >= 0.9:
        return True
    if not told and not rivals and witnesses.foreign(key, frozenset((place.country, None))):
        return False  # a name that only a country far from the story has
    return not contested and _stands_alone(place, margin, lead, told, bool(rivals))


def _stands_alone(place: PlaceRecord, margin: float, lead: float, told: bool, rivals: bool) -> bool:
    """Whether a town that no neighbour confirms is ahead of all its namesakes by itself."""
    if told and place.country != "USA" and place.population >= _TOWN and margin >= 1.5:
        return True
    if place.population >= SMALL and lead >= 2:
        return True
    if place.population >= FAMOUS and lead >= 1 and margin >= 1:
        return True
    # the tables have few of the townships, and those of one name are many
    alone = not rivals and place.primary and place.population >= _TOWN
    return alone and not place.name.endswith(" Township")
