"""Toponym mentions of one article → places of the gazetteer.

Every mention gets the candidate with the highest score. The score adds up what is known before
reading (population, kind, whether the name is the place's own) and what the article says: a place
named right behind ("Alexandria, Louisiana") or before ("the Kenyan city of Kisumu"), countries and
divisions named elsewhere, neighbours, the dateline, the outlet's home. One name has one sense in
an article unless a mention is qualified otherwise. Ties go to the smaller GeoNames id, so
that the same article always gives the same places.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
    gazetteer,
)
from transforms.extract.places.candidates import candidates_of
from transforms.extract.places.certainty import Verdict, Witnesses, is_certain
from transforms.extract.places.containment import (
    CLOSED,
    COMMA,
    contained,
    held_by,
    holders_of,
    lead_country,
    parents_of,
)
from transforms.extract.places.context import Context, build_context
from transforms.extract.places.lists import (
    beside_country,
    counties_in_lists,
    in_list,
    peers_in_lists,
    siblings_of,
)
from transforms.extract.places.outlets import at_home, home_of_local_story
from transforms.extract.places.prior import prior, sure
from transforms.extract.places.score import Evidence, asked_by_text, best_of, far_fetched
from transforms.extract.places.toponyms import LARGE, SMALL, Hints, Options, Resolved, Toponym

#: A part of a city: "the Adhamiyah district of Baghdad".
_QUARTER: Final = re.compile(
    r"\s+(?:area|district|neighbou?rhood|suburb|quarter|section|borough)\s+(?:of|in)\s+(?:the\s+)?"
)

#: A place and its lead in points over its best namesake.
_Found = tuple[PlaceRecord, float]


class _Reading(NamedTuple):
    """An article's mentions with all that is known of each before one is resolved."""

    gaz: Gazetteer
    text: str
    mentions: Sequence[Toponym]
    found: list[Options]
    parents: list[tuple[PlaceRecord, ...]]
    leads: list[Optional[str]]
    counties: frozenset[int]
    listed: list[set[tuple[int, Optional[str]]]]
    holders: list[tuple[PlaceRecord, ...]]
    context: Context
    outlet: str
    home: str
    told_in: Optional[str]


def resolve_places(
    gaz: Gazetteer, text: str, mentions: Sequence[Toponym], hints: Hints
) -> list[Optional[PlaceRecord]]:
    """The place of each mention, None where none is known; ``mentions`` in text order."""
    return [one.place for one in judged_places(gaz, text, mentions, hints)]


def judged_places(
    gaz: Gazetteer, text: str, mentions: Sequence[Toponym], hints: Hints
) -> list[Resolved]:
    """The place of each mention and whether the article bears it out; ``mentions`` in text order.

    A town that the tables lack but the text puts somewhere ("Stroud, Ontario") has country and
    division, no id, and NaN for a point.
    """
    reading = _read(gaz, text, mentions, hints)
    shared: dict[str, _Found] = {}
    found = [_resolve(reading, index, shared) for index in range(len(mentions))]
    places = [None if one is None else one[0] for one in found]
    qualified = _spread(mentions, reading.parents, reading.leads, places)
    leads = [0.0 if one is None else one[1] for one in found]
    return _judged(reading, hints, places, leads, qualified)


def _judged(
    reading: _Reading,
    hints: Hints,
    places: list[Optional[PlaceRecord]],
    leads: list[float],
    qualified: Sequence[bool],
) -> list[Resolved]:
    """Each place with whether the article bears it out; every name and place is judged once."""
    home = reading.home if reading.told_in is None else reading.told_in
    abroad = any(country != home for country in hints.named)
    witnesses = Witnesses(reading.text, reading.mentions, places, abroad)
    known: dict[tuple[str, PlaceRecord, bool], bool] = {}
    judged = []
    for index, (mention, place) in enumerate(zip(reading.mentions, places, strict=True)):
        if place is None:
            judged.append(Resolved(None))
            continue
        key = mention.text.casefold()
        case = (key, place, qualified[index])
        if case not in known:
            own = at_home(mention.text, reading.outlet)
            verdict = Verdict(
                place,
                leads[index],
                qualified[index],
                own or reading.told_in is not None,
                own,
                hints.home,
                key in hints.surnames,
            )
            known[case] = is_certain(key, verdict, reading.found[index][0], witnesses)
        judged.append(Resolved(place, known[case]))
    return judged


def _read(gaz: Gazetteer, text: str, mentions: Sequence[Toponym], hints: Hints) -> _Reading:
    found = [candidates_of(gaz, mention) for mention in mentions]
    parents: list[tuple[PlaceRecord, ...]] = [()] * len(mentions)
    for i in reversed(range(len(mentions))):
        parents[i] = parents_of(gaz, text, mentions, found, parents, i)
        # "Mexico, Mexico City" is no city in Mexico; "Mexico, Missouri" is a town
        own = {o.country for o in found[i][0] if o.kind == COUNTRY}
        parents[i] = tuple(p for p in parents[i] if p.country not in own)
    counties = counties_in_lists(gaz, text, mentions, found)
    return _Reading(
        gaz,
        text,
        mentions,
        found,
        parents,
        [lead_country(gaz, text, mention) for mention in mentions],
        counties,
        peers_in_lists(text, mentions, found),
        holders_of(found, parents),
        build_context(gaz, mentions, found, parents, hints),
        hints.outlet,
        hints.home or "USA",
        home_of_local_story(text) if hints.home in (None, "USA") else None,
    )


def _resolve(reading: _Reading, index: int, shared: dict[str, _Found]) -> Optional[_Found]:
    """The place of one mention; ``shared`` has what each name means so far, and takes more."""
    mention, options = reading.mentions[index], reading.found[index][0]
    parent, lead = reading.parents[index], reading.leads[index]
    key = mention.text.casefold()
    siblings = siblings_of(options, parent)
    if siblings or in_list(reading.text, reading.mentions, reading.parents, reading.found, index):
        parent = ()
    if parent and not contained(options, parent):
        place = _unlisted(reading, index, parent)
        if place is not None:
            shared.setdefault(key, (place, 0.0))
            return place, 0.0
    if key in shared and not parent and not lead:
        return shared[key]
    if not options:
        return None
    best, ahead = best_of(options, _evidence(reading, index, parent, siblings))
    if far_fetched(reading.gaz, best, reading.context, key, parent, lead):
        return None
    shared.setdefault(key, (best, ahead))
    return best, ahead


def _evidence(
    reading: _Reading,
    index: int,
    parent: tuple[PlaceRecord, ...],
    siblings: tuple[PlaceRecord, ...],
) -> Evidence:
    mention, asked = reading.mentions[index], reading.found[index][1]
    own = at_home(mention.text, reading.outlet)
    if index in reading.counties:
        asked = SECOND_LEVEL
    if asked is None:
        asked = asked_by_text(reading.text, mention)
    peers = reading.listed[index] | {(o.kind, o.country) for o in siblings}
    if beside_country(reading.text, reading.mentions, reading.found, index):
        peers |= {(COUNTRY, None)}
    return Evidence(
        reading.gaz,
        reading.context,
        mention.text.casefold(),
        asked,
        frozenset(peers),
        parent,
        reading.holders[index],
        reading.leads[index],
        own,
        reading.told_in or (reading.home if own else None),
    )


@lru_cache(maxsize=256)
def dateline_place(dateline: str, countries: tuple[tuple[str, int], ...]) -> Optional[PlaceRecord]:
    """The place of a dateline that the text does not name, by the ``countries`` that it names.

    "Kyiv, Ukraine" and "Portland, Ore." say themselves which place they mean.
    """
    names = [name for part in dateline.split(",") if (name := part.strip())]
    if not names:
        return None
    text = ", ".join(names)
    at, mentions = 0, []
    for name in names:
        mentions.append(Toponym(at, at + len(name), name, "GPE"))
        at += len(name) + 2
    return resolve_places(gazetteer(), text, mentions, Hints(dict(countries)))[0]


def _unlisted(
    reading: _Reading, index: int, parents: tuple[PlaceRecord, ...]
) -> Optional[PlaceRecord]:
    """A place that the tables lack where the text puts it: "Stroud, Ontario", "X district of Y"."""
    text, mentions, context = reading.text, reading.mentions, reading.context
    mention, options = mentions[index], reading.found[index][0]
    following = mentions[index + 1] if index + 1 < len(mentions) else None
    if following is not None and _QUARTER.fullmatch(text, mention.end, following.start):
        cities = [p for p in parents if p.kind == CITY]
        city = sure(tuple(cities))
        if city is not None:
            return city._replace(name=mention.text, kind=REGION, geonames_id=None, population=0)
    comma = COMMA.match(text, mention.end)
    if comma is None:
        return None
    states = [p for p in parents if p.kind in (FIRST_LEVEL, COUNTRY)]
    state = max(states, key=lambda r: (prior(r), -(r.geonames_id or 0))) if states else None
    if state is None or (mention.label not in ("GPE", "LOC")):
        return None
    if any(o.kind in (COUNTRY, FIRST_LEVEL, REGION) for o in options):
        return None
    if any(p.kind == CITY and p.population >= LARGE for p in parents):
        return None  # "Trenton, New York and Boston" are three cities
    key = mention.text.casefold()
    big = [o for o in options if o.population >= SMALL]
    abroad = not any(o.country and context.of_country(key, o.country) for o in big)
    if state.kind == COUNTRY or (big and not abroad):
        end = following.end if following is not None and following.start == comma.end() else None
        if end is None or not CLOSED.match(text, end):
            return None
    if any(o.kind == CITY and o.population >= 5 * SMALL for o in options):
        return None
    return PlaceRecord(
        mention.text, CITY, state.country, state.division, state.admin1, None, math.nan, math.nan,
        0, True,
    )  # fmt: skip


def _spread(
    mentions: Sequence[Toponym],
    parents: list[tuple[PlaceRecord, ...]],
    leads: list[Optional[str]],
    resolved: list[Optional[PlaceRecord]],
) -> list[bool]:
    """One sense per article: a qualified mention speaks for the bare ones of the same name.

    Returns for each mention whether the words beside it, or beside another one, hold its place.
    """
    held: dict[str, PlaceRecord] = {}
    sure = [False] * len(mentions)
    for index, mention in enumerate(mentions):
        record, lead = resolved[index], leads[index]
        if record is None:
            continue
        if parents[index] and held_by(record, parents[index]):
            held.setdefault(mention.text.casefold(), record)
            sure[index] = True
        elif lead is not None and record.country == lead:
            sure[index] = True
    for index, mention in enumerate(mentions):
        record = held.get(mention.text.casefold())
        if record is not None and not parents[index] and not leads[index]:
            resolved[index], sure[index] = record, True
    return sure
