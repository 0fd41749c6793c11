"""A candidate and its context → points."""

from __future__ import annotations

import re
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
    fold,
)
from transforms.extract.places.candidates import DIRECTIONS, KIND_WORDS
from transforms.extract.places.containment import held_by
from transforms.extract.places.context import Context
from transforms.extract.places.prior import SETTLED, is_capital, is_known, is_namesake, prior
from transforms.extract.places.toponyms import ELSEWHERE, SMALL, Toponym, distance_km
from transforms.extract.wordlists import words

_KIND_AFTER: Final = re.compile(
    r"\s((?:province|region|state|prefecture|oblast|governorate|territory|county|district|parish"
    r"|city|town|village|municipality)s?)\b"
)
#: Whom only a state or province has: "New York Gov. Kathy Hochul".
_STATE_AFTER: Final = re.compile(
    r"(?:['’]s)?\s(?:(?:[Ll]ieutenant |Lt\. )?[Gg]overnor|Gov\.|[Ll]egislature|[Ll]awmakers"
    r"|[Ss]tate (?:[Pp]olice|[Ss]enate|[Ss]enator|[Aa]ssembly|[Tt]roopers?))"
)
_KIND_BEFORE: Final = re.compile(
    r"\b(province|region|state|prefecture|oblast|governorate|county|district|parish|city|town"
    r"|village|municipality)(?: of)? $",
    re.IGNORECASE,
)
#: A dateline in capitals at the head of a text or paragraph: "LEBANON (AP) —".
_DATELINE: Final = re.compile(
    r"\s?(?:\([A-Za-z .]{2,30}\)|,\s[A-Z][\w.]+\s\([A-Za-z]+\))?\s?[-–—_]"
)
#: Points for a small place that the world knows, over larger ones of its name.
_KNOWN: Final = 2.0
_HAMLET: Final = 50_000
#: Points for a division behind a place that it holds.
_HOLDS: Final = 3.0
#: Points for a country's capital over the division of its name.
_CAPITAL: Final = 0.4
#: Points for the kind that words beside a name ask for.
_ASKED: Final = 4.0
#: Points for what a list has in common.
_PEERS: Final = 3.0
#: Points for the outlet's own town.
_HOME: Final = 2.5
#: Points off for a town abroad in a local story that names its country nowhere.
_ABROAD_AT_HOME: Final = 7.0
#: Where papers are named in English after their towns.
_HOMES: Final = words("USA GBR CAN AUS NZL IRL")
#: Points for each name that may lie beside a town, and at most for all.
_AROUND: Final = 0.6
_MOST: Final = 1.8
#: Points for the country of a demonym before a name.
_LEAD: Final = 7.0
#: Points for a place that holds the mention and is named beside it.
_CONTAINMENT: Final = 8.0
#: The weight of the surroundings where a name is not the place's own.
_LESS: Final = 0.6
#: Points of a town named after a city abroad, where its country only acts in the article.
_ABROAD: Final = 0.3
#: Points for the capital of a country that the article names.
_SEAT: Final = 4.0
#: The share of its people from which a division's city is what their common name means.
_SHARE: Final = 0.2


class Evidence(NamedTuple):
    """Evidence for the options of one mention.

    ``asked`` is the kind that words beside it name, ``peers`` the (kind, country) of its list,
    ``parent`` what stands behind it and may hold it, ``holders`` those options that hold the place
    before it, ``lead`` the country of a demonym before it.
    """

    gaz: Gazetteer
    context: Context
    key: str
    asked: Optional[int]
    peers: frozenset[tuple[int, Optional[str]]]
    parent: tuple[PlaceRecord, ...]
    holders: tuple[PlaceRecord, ...]
    lead: Optional[str]
    at_home: bool
    told_in: Optional[str]


def best_of(options: tuple[PlaceRecord, ...], evidence: Evidence) -> tuple[PlaceRecord, float]:
    """The option with most points, the smaller GeoNames id of equals, and its lead.

    The lead is over the best option elsewhere; without one it is all of the points.
    """
    points = [_points(option, options, evidence) for option in options]
    first = max(range(len(options)), key=lambda i: (points[i], -(options[i].geonames_id or 0)))
    best = options[first]
    rest = [
        score
        for option, score in zip(options, points, strict=True)
        if option is not best and distance_km(option, best) > ELSEWHERE
    ]
    return best, points[first] - max(rest, default=0.0)


def _points(option: PlaceRecord, options: tuple[PlaceRecord, ...], evidence: Evidence) -> float:
    lifted = _city_of_its_own(evidence.gaz, option, options)
    score = prior(option) + lifted
    if option.population < _HAMLET and is_known(evidence.gaz, option):
        score += _KNOWN
    if evidence.asked is not None and option.kind == evidence.asked:
        score += _ASKED
    if (option.kind, option.country) in evidence.peers or (option.kind, None) in evidence.peers:
        score += _PEERS
    if evidence.parent and held_by(option, evidence.parent):
        score += _CONTAINMENT
    if option in evidence.holders:
        score += _HOLDS
    if evidence.lead and option.country == evidence.lead:
        score += _LEAD
    score += _at_home(option, evidence)
    if option.kind in (CITY, SECOND_LEVEL) and option.country:
        around = evidence.context.neighbours(evidence.key, option)
        score += min(_MOST, _AROUND * around)
    nearby = _nearby(option, options, evidence.context, evidence.key)
    return score + (nearby if option.primary or lifted else _LESS * nearby)


def asked_by_text(text: str, mention: Toponym) -> Optional[int]:
    """The kind that a word beside the mention names: "Nyanza province", "the state of Kano"."""
    if _STATE_AFTER.match(text, mention.end):
        return FIRST_LEVEL
    if mention.text.isupper() and len(mention.text) > 3 and _DATELINE.match(text, mention.end):
        return CITY
    after = _KIND_AFTER.match(text, mention.end)
    if after is not None:
        return KIND_WORDS.get(after.group(1).removesuffix("s").replace("countie", "county"))
    before = _KIND_BEFORE.search(text, max(0, mention.start - 30), mention.start)
    return KIND_WORDS.get(before.group(1).lower()) if before is not None else None


def _at_home(option: PlaceRecord, evidence: Evidence) -> float:
    """Points for a town of the outlet, off for one abroad that a local story does not place."""
    if option.kind == COUNTRY or option.country is None:
        return 0.0
    points = 0.0
    if evidence.at_home and option.kind == CITY and option.country in _HOMES:
        points += _HOME
    told_in = evidence.told_in
    if told_in and option.country != told_in and not evidence.context.states[option.country]:
        points -= _ABROAD_AT_HOME
    return points


def _only_acts(context: Context, country: str) -> bool:
    """Whether a country acts in the article that has no other place of it: "U.S. envoys".

    Where a country of the old world is named, its towns are no guests of their name: Perth is in
    Scotland when the Scottish police say so.
    """
    return not context.local[country] and (country in SETTLED or not context.states[country])


def _nearby(
    option: PlaceRecord, options: tuple[PlaceRecord, ...], context: Context, key: str
) -> float:
    """Points for lying where the article's other places lie."""
    points = 0.0
    total = context.total(key)
    if option.country and total:
        count = context.of_country(key, option.country)
        points += (1.2 if count else 0.0) + 1.8 * count / total
        if context.states[option.country] and option.kind == CITY and is_capital(option):
            # what shares its name with its own state is weighed elsewhere (_city_of_its_own)
            alone = all(o.kind == CITY or o.country != option.country for o in options)
            points += alone * _SEAT
        elif count and _only_acts(context, option.country) and is_namesake(option, options):
            return _ABROAD
    if option.kind in (CITY, SECOND_LEVEL) and option.division:
        count = context.of_division(key, option.division)
        if count:
            points += 0.5 + 1.5 * count / sum(context.divisions.values())
    if option.kind != COUNTRY:
        near = min(
            (
                distance_km(option, other)
                for name, other in context.sure
                if name != key and other is not option
            ),
            default=9e9,
        )
        points += 1.2 if near < 60 else 0.8 if near < 200 else 0.3 if near < 500 else 0.0
    if option.population < 20_000 and any(o.kind in (COUNTRY, REGION) for o in options):
        return min(points, 3.0)  # a hamlet in the right country does not outdo an ocean
    return points


def _city_of_its_own(
    gaz: Gazetteer, option: PlaceRecord, options: tuple[PlaceRecord, ...]
) -> float:
    """Points that lift a big city over the division of its name: "New York", "Buenos Aires"."""
    if option.kind != CITY or any(
        o.kind == COUNTRY
        or (o.kind == CITY and o.country == option.country and o.population > option.population)
        for o in options
    ):
        return 0.0
    name = fold(option.name)
    seat = gaz.capitals.get(name) == option.country
    above = [
        prior(other)
        for other in options
        if other.kind == FIRST_LEVEL
        and other.country == option.country
        and (option.primary or name == f"{fold(other.name)} city")
        and (seat or option.population >= _SHARE * other.population)
        and (seat or distance_km(option, other) < 500)
    ]
    return max(0.0, max(above) + 0.2 - prior(option)) + seat * _CAPITAL if above else 0.0


def far_fetched(
    gaz: Gazetteer,
    record: PlaceRecord,
    context: Context,
    key: str,
    parent: tuple[PlaceRecord, ...],
    lead: Optional[str],
) -> bool:
    if record.kind in (COUNTRY, REGION) or record.country is None:
        return False
    if lead == record.country or (parent and held_by(record, parent)):
        return False
    if is_known(gaz, record):
        return False
    here = context.of_country(key, record.country)
    if not here and all(word in DIRECTIONS for word in key.split()):
        return True  # "the South East" is in the country at hand, or nowhere
    limit = SMALL if record.primary else 5 * SMALL
    return not here and context.total(key) >= 2 and record.population < limit
