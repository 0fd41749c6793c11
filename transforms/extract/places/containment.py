"""A mention and its surroundings → the places beside it that hold it, or that it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Optional

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
)
from transforms.extract.places.candidates import division
from transforms.extract.places.prior import prior, sure
from transforms.extract.places.toponyms import LISTED, Options, Toponym, distance_km

_ABBREVIATED: Final = re.compile(
    r"\s?,\s?((?:[A-Z]\.\s?){2,3}|[A-Z][a-z]{1,4}\.|[A-Z]{2,3})(?![A-Za-z])"
)
#: What may stand between a place and the one that holds it.
_HELD: Final = re.compile(
    r"(?:\s?,\s?|,?\s+located\s+in\s+(?:the\s+)?|\s?\(\s?"
    r"|(?:\s+(?:area|district|neighbou?rhood|suburb|quarter|section|borough|town|village|region"
    r"|province|county))?\s+(?:in|of)\s+(?:the\s+)?"
    r"|,?\s+(?:a|an|the)\s+(?:\w+\s+){1,3}(?:in|of)\s+(?:the\s+)?"
    r"|,?\s+(?:(?:is|was)\s+)?(?:a|an|the)\s+(?:[\w,.-]+\s+){0,4}?(?:city|town|village|county|capital"
    r"|suburb|community|hamlet|municipality|borough|port|resort|seat|settlement|township|commune)"
    r"\s+(?:[\w,.-]+\s+){0,4}?(?:in|of)\s+(?:the\s+)?"
    r"|,\s+in\s+(?:the\s+)?)(?:(?:north|south|east|west|central)\w*\s+)?"
)
#: How a place and the one that holds it are written beside each other: ", Ontario".
COMMA: Final = re.compile(r"\s?,\s|\s?\(")
CLOSED: Final = re.compile(r"\s?(?:[,.;:)–—-]|$)")
#: What a place stands behind at the head of a sentence: "In Paris, U.S. officials met".
_HEADS: Final = re.compile(r"(?:^|[.!?\n”\"’]\s{0,9})(?:In|At|From|Near|Outside)\s(?:the\s)?$")
#: What stands behind a country that holds a place, if no comma does.
_GOES_ON: Final = re.compile(
    r"\s(?:on|in|at|for|where|when|while|after|before|as|and|or|to|by|from|who|which|that|with|was"
    r"|is|were|are|has|have|had|will|would|since|during|until|over|told|said)\b"
)
_LEAD: Final = re.compile(
    r"(\w[\w-]{0,40})(?: (?:capital|city|town|village|port|province|state|region|border|coastal"
    r"|resort|northern|southern|eastern|western|central|island|district|county|city-state"
    r"|capital city|second city|regional|provincial|historic|industrial|mining)){1,4},?"
    r"(?: of| called| named)?,? (?:the )?$"
)
_FORMER_KM: Final = 200.0


def parents_of(
    gaz: Gazetteer,
    text: str,
    mentions: Sequence[Toponym],
    found: list[Options],
    parents: list[tuple[PlaceRecord, ...]],
    index: int,
) -> tuple[PlaceRecord, ...]:
    """Places named right behind a mention that may hold it; those behind it are known."""
    mention = mentions[index]
    if index + 1 < len(mentions):
        following = mentions[index + 1]
        gap = text[mention.end : following.start]
        state = any(o.kind == COUNTRY for o in found[index + 1][0])
        acts = state and (
            _acts(text, mention, following, gap) or _opens_list(text, mentions, found, index)
        )
        if len(gap) < 60 and _HELD.fullmatch(gap) and not acts:
            if _ABBREVIATED.match(text, mention.end) and following.text in gaz.abbreviations:
                return division(gaz, gaz.abbreviations[following.text])
            options = found[index + 1][0]
            # "Austin, in Scott County, Indiana": that county which is in Indiana
            return tuple(o for o in options if held_by(o, parents[index + 1])) or options
    short = _ABBREVIATED.match(text, mention.end)
    if short is not None:
        code = gaz.abbreviations.get(short.group(1).strip())
        if code is not None:
            return division(gaz, code)
    # a qualifier that the pipeline did not mark: "Alexandria, Louisiana"
    behind = re.match(r"\s?,\s([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2})", text[mention.end :])
    if behind is not None and not (
        index + 1 < len(mentions) and mentions[index + 1].start < mention.end + behind.end()
    ):
        options = gaz.find(behind.group(1))
        return tuple(r for r in options if r.kind in (COUNTRY, FIRST_LEVEL))
    return ()


def _acts(text: str, mention: Toponym, following: Toponym, gap: str) -> bool:
    """Whether what follows a place and a comma is another party: "In Paris, U.S. officials"."""
    if not COMMA.fullmatch(gap) or CLOSED.match(text, following.end):
        return False
    if _HEADS.search(text, max(0, mention.start - 20), mention.start):
        return True
    return _GOES_ON.match(text, following.end) is None


def _opens_list(text: str, mentions: Sequence[Toponym], found: list[Options], index: int) -> bool:
    """Whether states are listed behind a city abroad: "In Brussels, Canada and France"."""
    if index + 2 >= len(mentions):
        return False
    city, other = sure(found[index][0]), sure(found[index + 2][0])
    if city is None or other is None or other.kind != COUNTRY:
        return False
    if any(o.kind == COUNTRY and o.country == city.country for o in found[index + 1][0]):
        return False
    return bool(LISTED.fullmatch(text, mentions[index + 1].end, mentions[index + 2].start))


def lead_country(gaz: Gazetteer, text: str, mention: Toponym) -> Optional[str]:
    """The country of a demonym before the mention: "the Kenyan city of Kisumu"."""
    match = _LEAD.search(text, max(0, mention.start - 60), mention.start)
    if match is None:
        return None
    return gaz.demonyms.get(match.group(1).casefold())


def held_by(option: PlaceRecord, parents: tuple[PlaceRecord, ...]) -> bool:
    """Whether a place lies in one of those beside it, as far as the tables tell."""
    return any(
        _HOLDS[parent.kind](option, parent)
        for parent in parents
        if not (parent is option or (parent.name == option.name and parent.kind == option.kind))
    )


def _in_country(option: PlaceRecord, parent: PlaceRecord) -> bool:
    return option.country == parent.country and option.kind != COUNTRY


def _in_division(option: PlaceRecord, parent: PlaceRecord) -> bool:
    if option.kind not in (CITY, SECOND_LEVEL) or option.country != parent.country:
        return False
    if option.division == parent.division:
        return True
    # the cities of a former division have the codes of today's
    former = parent.division == f"{(parent.division or '')[:2]}.{parent.geonames_id}"
    return former and distance_km(option, parent) < _FORMER_KM


def _in_city(option: PlaceRecord, parent: PlaceRecord) -> bool:
    return (
        option.kind == CITY
        and option.country == parent.country
        and option.population < parent.population
        and distance_km(option, parent) < 40
    )


def _in_county(option: PlaceRecord, parent: PlaceRecord) -> bool:
    return (
        option.kind == CITY
        and option.division == parent.division
        and distance_km(option, parent) < 120
    )


def _in_region(option: PlaceRecord, parent: PlaceRecord) -> bool:
    same = parent.country is None or parent.country == option.country
    return same and option.kind in (CITY, SECOND_LEVEL) and distance_km(option, parent) < 700


_HOLDS: Final = {
    COUNTRY: _in_country,
    FIRST_LEVEL: _in_division,
    CITY: _in_city,
    SECOND_LEVEL: _in_county,
    REGION: _in_region,
}


def contained(
    options: tuple[PlaceRecord, ...], parents: tuple[PlaceRecord, ...]
) -> Optional[PlaceRecord]:
    held = [option for option in options if held_by(option, parents)]
    return max(held, key=lambda r: (prior(r), -(r.geonames_id or 0))) if held else None


def holders_of(
    found: list[Options], parents: list[tuple[PlaceRecord, ...]]
) -> list[tuple[PlaceRecord, ...]]:
    """For each mention its options that hold the place named before it: "Vancouver, Washington"."""
    holders: list[tuple[PlaceRecord, ...]] = [()] * len(found)
    for index in range(1, len(found)):
        inner = found[index - 1][0]
        holders[index] = tuple(
            option
            for option in found[index][0]
            if option.kind == FIRST_LEVEL
            and option in parents[index - 1]
            and any(held_by(o, (option,)) for o in inner)
        )
    return holders
