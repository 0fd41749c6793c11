"""Places → how often a name means them, before anything is read."""

from __future__ import annotations

import math
from typing import Final, Optional

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
    fold,
    gazetteer,
)
from transforms.extract.places.toponyms import SMALL
from transforms.extract.wordlists import words

_ENGLISH: Final = words("USA GBR CAN AUS NZL IRL")
#: How many times as many people the city has after which a town is named.
_TIMES: Final = 3


def prior(record: PlaceRecord) -> float:
    """Prior of a place, roughly the decimal logarithm of how often it is meant."""
    if record.kind == COUNTRY:
        return 9.0
    if record.kind == REGION:
        return 7.6
    people = math.log10(record.population + 10)
    if record.kind == FIRST_LEVEL:
        score = people + 0.35
    elif record.kind == SECOND_LEVEL:
        score = people - 1.0
    else:
        score = people
    if not record.primary:
        score -= 0.8
    if record.country in _ENGLISH:
        score += 0.3
    return score


def sure(options: tuple[PlaceRecord, ...]) -> Optional[PlaceRecord]:
    """A place that a name means almost always: far ahead of all others of that name."""
    if not options:
        return None
    ranked = sorted(options, key=lambda r: (-prior(r), r.geonames_id or 0))
    if len(ranked) == 1:
        return ranked[0]
    others = [r for r in ranked[1:] if r.country != ranked[0].country]
    if ranked[0].kind == COUNTRY:
        # Georgia the state is as good a guess as Georgia the country
        return None if any(r.kind == FIRST_LEVEL for r in others) else ranked[0]
    if not others or prior(ranked[0]) - prior(others[0]) >= 1.2:
        return ranked[0]
    return None


def is_known(gaz: Gazetteer, record: PlaceRecord) -> bool:
    return (fold(record.name), record.country) in gaz.known_small


def is_capital(record: PlaceRecord) -> bool:
    return gazetteer().capitals.get(fold(record.name)) == record.country


#: Countries whose settlers named towns after the cities that they came from.
SETTLED: Final = words(
    "USA CAN AUS NZL ZAF MEX GTM SLV HND NIC CRI PAN CUB DOM COL VEN ECU PER BOL CHL ARG URY PRY "
    "BRA PHL JAM"
)


def is_namesake(option: PlaceRecord, options: tuple[PlaceRecord, ...]) -> bool:
    """Whether a town has the name of a much larger city abroad: "Geneva, Illinois"."""
    return option.kind in (CITY, SECOND_LEVEL) and any(
        other.kind == CITY
        and other.primary
        and other.country != option.country
        and other.population >= max(SMALL, (_TIMES if option.primary else 1) * option.population)
        for other in options
    )
