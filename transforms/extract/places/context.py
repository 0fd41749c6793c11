"""All mentions of an article → what it says about where it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import Final, NamedTuple

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
)
from transforms.extract.places.candidates import candidates_for
from transforms.extract.places.containment import contained
from transforms.extract.places.prior import is_capital, prior, sure
from transforms.extract.places.toponyms import FAMOUS, SMALL, Hints, Options, Toponym

_NONE: Final[Counter[str]] = Counter()
#: Squares that a name may lie in and still be a full neighbour of what is beside it.
_SQUARES: Final = 4
#: Places that others are held against: a bound on the time that a list of all towns takes.
_NEIGHBOURS: Final = 300


class Context(NamedTuple):
    """Evidence of an article for its places: counts a country and a division, certain places.

    ``sure`` keeps the order of the text and no more than `_NEIGHBOURS`; ``own`` has, for a name,
    what that name alone put in: it does not speak for itself. ``local`` counts the towns and
    divisions of each country: a state that acts is not where the story is. ``states`` counts the
    countries that are named themselves. ``cells`` has, for a degree square, the names that may lie
    there and what each weighs as a neighbour.
    """

    countries: Counter[str]
    divisions: Counter[str]
    local: Counter[str]
    states: Counter[str]
    sure: dict[tuple[str, PlaceRecord], None]
    own: dict[str, Counter[str]]
    cells: dict[tuple[int, int], dict[str, float]]

    def of_country(self, key: str, country: str) -> int:
        return self.countries[country] - self.own.get(key, _NONE)[country]

    def of_division(self, key: str, division: str) -> int:
        return self.divisions[division] - self.own.get(key, _NONE)[division]

    def neighbours(self, key: str, place: PlaceRecord) -> float:
        """The weight of the other names that may lie in the squares around a place."""
        row, column = _square_of(place)
        names: dict[str, float] = {}
        for square in product(range(row - 1, row + 2), range(column - 1, column + 2)):
            names.update(self.cells.get(square, {}))
        return sum(w for name, w in names.items() if name not in key and key not in name)

    def total(self, key: str) -> int:
        own = self.own.get(key, _NONE)
        return sum(self.countries.values()) - sum(n for c, n in own.items() if len(c) == 3)


def build_context(
    gaz: Gazetteer,
    mentions: Sequence[Toponym],
    found: list[Options],
    parents: list[tuple[PlaceRecord, ...]],
    hints: Hints,
) -> Context:
    """What needs no context: countries, big and unambiguous places, and those qualified."""
    context = Context(
        countries=Counter(hints.named),
        divisions=Counter(),
        local=Counter(),
        states=Counter(hints.named),
        sure={},
        own={},
        cells=_cells(mentions, found),
    )
    small: list[tuple[str, PlaceRecord]] = []
    for mention, (options, _), parent in zip(mentions, found, parents, strict=True):
        held = contained(options, parent) if parent else None
        best = sure(options) or held
        if best is None or (not best.primary and best.population < SMALL):
            continue  # a far-off place's other name is no evidence
        key = mention.text.casefold()
        best = _capital_of_its_name(best, options, parent)
        above = any(p.kind in (COUNTRY, FIRST_LEVEL) for p in parent)
        if above and held is None and best.kind == CITY and best.population < FAMOUS:
            continue  # the text puts it elsewhere
        if best.kind in (CITY, SECOND_LEVEL) and best.population < SMALL and held is None:
            small.append((key, best))
        else:
            _testify(context, key, best, options, held is not None)
    if hints.dateline:
        options, _ = candidates_for(gaz, hints.dateline)
        if options:
            best = max(options, key=lambda r: (prior(r), -(r.geonames_id or 0)))
            _testify(context, hints.dateline.casefold(), best, options, True)
    if hints.home:
        context.countries[hints.home] += 1
    backed = set(context.countries)
    for key, record in small:
        # a small town of a name of its own says something where its country is named, too
        if not backed or record.country in backed:
            _testify(context, key, record, (record,), False)
    return context


def _cells(
    mentions: Sequence[Toponym], found: list[Options]
) -> dict[tuple[int, int], dict[str, float]]:
    """Degree square → the names that may lie there, with the weight that each has as a neighbour.

    A name of many towns ("Springfield") is near to everything: its weight falls with the squares
    that it may mean.
    """
    cells: dict[tuple[int, int], dict[str, float]] = {}
    names = {m.text.casefold(): options for m, (options, _) in zip(mentions, found, strict=True)}
    for key, options in names.items():
        squares = {
            _square_of(option)
            for option in options
            if option.kind in (CITY, SECOND_LEVEL) and option.primary
        }
        for square in squares:
            cells.setdefault(square, {})[key] = min(1.0, _SQUARES / len(squares))
    return cells


def _square_of(place: PlaceRecord) -> tuple[int, int]:
    return math.floor(place.latitude), math.floor(place.longitude)


def _capital_of_its_name(
    best: PlaceRecord, options: tuple[PlaceRecord, ...], parent: tuple[PlaceRecord, ...]
) -> PlaceRecord:
    """The capital, where a division has its name: "Washington" says nothing of Washington State."""
    if best.kind != FIRST_LEVEL or parent:
        return best
    seats = [o for o in options if o.kind == CITY and o.country == best.country and is_capital(o)]
    return max(seats, key=lambda o: o.population, default=best)


def _testify(
    context: Context,
    key: str,
    record: PlaceRecord,
    options: tuple[PlaceRecord, ...],
    told: bool,
) -> None:
    if key in context.own and not told and record.kind != COUNTRY:
        return  # a name that is said ten times says where the story is no more than once
    own = context.own.setdefault(key, Counter())
    known = record.kind in (CITY, FIRST_LEVEL) and record.population >= FAMOUS
    lonely = record.kind == REGION and all(o.country in (None, record.country) for o in options)
    alone = told or known or lonely or record.kind == COUNTRY
    if record.country:
        context.countries[record.country] += 1
        own[record.country] += not alone
        if record.kind == COUNTRY:
            context.states[record.country] += 1
        elif not is_capital(record):
            context.local[record.country] += 1
    if record.division and record.kind != COUNTRY:
        context.divisions[record.division] += 1
        own[record.division] += not alone
    if record.kind != COUNTRY and len(context.sure) < _NEIGHBOURS:
        context.sure[key, record] = None
