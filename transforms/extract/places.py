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
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
)
from transforms.extract.wordlists import listed, words


class Toponym(NamedTuple):
    """A span that names a place: code points, end exclusive, and its OntoNotes label."""

    start: int
    end: int
    text: str
    label: str


class Hints(NamedTuple):
    """What else points at countries: a count per ISO alpha-3 code.

    ``named`` counts demonyms and organizations in the text, ``dateline`` is the dateline's text,
    ``home`` the outlet's country.
    """

    named: dict[str, int]
    dateline: Optional[str] = None
    home: Optional[str] = None


_DIRECTIONS: Final = words(
    "northern southern eastern western central north south east west northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern north-eastern north-western "
    "south-eastern south-western north-east north-west south-east south-west north-central "
    "south-central west-central greater downtown upstate rural mainland coastal inner outer lower "
    "upper mid central suburban metropolitan old"
)
_KIND_WORDS: Final = {
    **dict.fromkeys(
        listed("province region state prefecture oblast governorate territory krai"), 1
    ),
    **dict.fromkeys(listed("county district parish department shire"), 2),
    **dict.fromkeys(listed("city town village township municipality borough suburb"), 0),
    **dict.fromkeys(listed("island islands peninsula valley desert basin delta"), 4),
}
_LEADING_KINDS: Final = re.compile(
    r"^(?:the )?(?:[\w’' -]{0,40}\b(?:republic|kingdom|sultanate|principality|commonwealth|emirate"
    r"|grand duchy) of(?: the)?|(?:state|province|city|town|village|region|district|county|island|"
    r"port) of(?: the)?|greater|metropolitan)\s+",
    re.IGNORECASE,
)
_ABBREVIATED: Final = re.compile(
    r"\s?,\s?((?:[A-Z]\.\s?){2,3}|[A-Z][a-z]{1,4}\.|[A-Z]{2,3})(?![A-Za-z])"
)
#: What may stand between a place and the one that holds it.
_HELD: Final = re.compile(
    r"(?:\s?,\s?|,?\s+located\s+in\s+(?:the\s+)?|\s?\(\s?|\s+in\s+(?:the\s+)?|\s+of\s+"
    r"|,?\s+(?:a|an|the)\s+(?:\w+\s+){1,3}(?:in|of)\s+(?:the\s+)?"
    r"|,\s+in\s+(?:the\s+)?)(?:(?:north|south|east|west|central)\w*\s+)?"
)
_KIND_AFTER: Final = re.compile(
    r"\s((?:province|region|state|prefecture|oblast|governorate|territory|county|district|parish"
    r"|city|town|village|municipality)s?)\b"
)
_KIND_BEFORE: Final = re.compile(
    r"\b(province|region|state|prefecture|oblast|governorate|county|district|parish|city|town"
    r"|village|municipality)(?: of)? $",
    re.IGNORECASE,
)
_POSSESSIVE: Final = re.compile(r"['’]s?$")

#: Points for a place that holds the mention and is named beside it.
_CONTAINMENT: Final = 8.0
_EARTH_KM: Final = 6371.0


def distance_km(a: PlaceRecord, b: PlaceRecord) -> float:
    """Great-circle distance of two places in km."""
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    dlat, dlon = lat2 - lat1, math.radians(b.longitude - a.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def candidates_for(gaz: Gazetteer, surface: str) -> tuple[tuple[PlaceRecord, ...], Optional[int]]:
    """(places that a surface form may mean, kind that its own words ask for).

    "Kano state" asks for a first-level division, "northern Iraq" is looked up as Iraq.
    """
    text = _POSSESSIVE.sub("", surface.strip(" ,")).strip()
    if text[:4].lower() == "the ":
        text = text[4:]
    if text in gaz.abbreviations:
        return _division(gaz, gaz.abbreviations[text]), None
    found = gaz.find(text)
    if found and text.isupper() and len(text) <= 4:
        # "EU" is no town in Normandy
        found = tuple(r for r in found if r.kind in (COUNTRY, REGION))
    if found:
        return found, None
    parts = text.split()
    if len(parts) > 1:
        asked = _KIND_WORDS.get(parts[-1].lower())
        if asked is not None:
            found = gaz.find(" ".join(parts[:-1]))
            if found:
                return found, asked
        stripped = _LEADING_KINDS.sub("", text)
        if stripped != text:
            found = gaz.find(stripped)
            if found:
                return found, None
        if parts[0].lower() in _DIRECTIONS:
            found, asked = candidates_for(gaz, " ".join(parts[1:]))
            if found:
                return found, asked
    return (), None


def _division(gaz: Gazetteer, code: str) -> tuple[PlaceRecord, ...]:
    name = gaz.division_name(code)
    found = [
        record
        for record in (gaz.find(name) if name else ())
        if record.division == code and record.kind == FIRST_LEVEL
    ]
    if code == "US.DC":
        found = [r for r in gaz.find("Washington") if r.division == code and r.kind == CITY]
    return tuple(found)


def _prior(record: PlaceRecord) -> float:
    """What is known before reading, roughly the decimal logarithm of how often it is meant."""
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


_ENGLISH: Final = words("USA GBR CAN AUS NZL IRL")


def resolve_places(
    gaz: Gazetteer, text: str, mentions: Sequence[Toponym], hints: Hints
) -> list[Optional[PlaceRecord]]:
    """The place of each mention, None where none is known; ``mentions`` in text order."""
    found = [candidates_for(gaz, mention.text) for mention in mentions]
    parents = [_parents(gaz, text, mentions, found, i) for i in range(len(mentions))]
    leads = [_lead_country(gaz, text, mention) for mention in mentions]

    # what the article is about, from what needs no context: countries and big unambiguous places
    countries: Counter[str] = Counter(hints.named)
    divisions: Counter[str] = Counter()
    sure: list[PlaceRecord] = []
    for (options, _), parent in zip(found, parents, strict=True):
        best = _sure(options) or (_contained(options, parent) if parent else None)
        if best is None:
            continue
        if not best.primary and best.population < _SMALL:
            continue  # a far-off place's other name is no evidence
        if best.country:
            countries[best.country] += 1
        if best.division and best.kind != COUNTRY:
            divisions[best.division] += 1
        if best.kind != COUNTRY:
            sure.append(best)
    if hints.dateline:
        options, _ = candidates_for(gaz, hints.dateline)
        if options:
            best = max(options, key=lambda r: (_prior(r), -(r.geonames_id or 0)))
            if best.country:
                countries[best.country] += 1
            if best.division:
                divisions[best.division] += 1
            sure.append(best)
    if hints.home:
        countries[hints.home] += 1

    total = sum(countries.values())
    shared: dict[str, PlaceRecord] = {}
    resolved: list[Optional[PlaceRecord]] = []
    for index, mention in enumerate(mentions):
        options, asked = found[index]
        parent, lead = parents[index], leads[index]
        key = mention.text.casefold()
        if not options:
            resolved.append(None)
            continue
        if key in shared and not parent and not lead:
            resolved.append(shared[key])
            continue
        asked = _asked_by_text(text, mention) if asked is None else asked
        siblings = _siblings(options, parent)
        if siblings or _in_list(text, mentions, parents, found, index):
            parent = ()
        peers = _beside_country(text, mentions, found, index)
        best, best_score = options[0], -math.inf
        for option in options:
            score = _prior(option)
            if asked is not None and option.kind == asked:
                score += 4.0
            if option in siblings or (peers and option.kind == COUNTRY):
                score += 3.0
            if parent and _held_by(option, parent):
                score += _CONTAINMENT
            if lead and option.country == lead:
                score += 7.0
            nearby = 0.0
            if option.country and total:
                share = countries[option.country] / total
                nearby += (1.2 if share else 0.0) + 1.8 * share
            if option.kind == CITY and option.division and divisions[option.division]:
                nearby += 1.0
            if option.kind != COUNTRY and sure:
                near = min(
                    (distance_km(option, other) for other in sure if other is not option),
                    default=9e9,
                )
                nearby += 1.2 if near < 60 else 0.8 if near < 200 else 0.3 if near < 500 else 0.0
            # a hamlet in the right country does not outdo an ocean
            score += min(nearby, 3.0) if option.population < 20_000 else nearby
            rank = (score, -(option.geonames_id or 0))
            if rank > (best_score, -(best.geonames_id or 0)):
                best, best_score = option, score
        if _far_fetched(best, countries, parent, lead):
            resolved.append(None)
            continue
        resolved.append(best)
        shared.setdefault(key, best)
    _spread(mentions, parents, leads, resolved)
    return resolved


#: A name that could only be a smaller place than this, in a country that the article never names,
#: is left unresolved: it is more often a place that the table lacks.
_SMALL: Final = 100_000


def _far_fetched(
    record: PlaceRecord,
    countries: Counter[str],
    parent: tuple[PlaceRecord, ...],
    lead: Optional[str],
) -> bool:
    if record.kind in (COUNTRY, REGION) or record.country is None or not countries:
        return False
    if lead == record.country or (parent and _held_by(record, parent)):
        return False
    elsewhere = sum(countries.values()) - countries[record.country]
    limit = _SMALL if record.primary else 5 * _SMALL
    return not countries[record.country] and elsewhere >= 2 and record.population < limit


def _siblings(
    options: tuple[PlaceRecord, ...], parents: tuple[PlaceRecord, ...]
) -> tuple[PlaceRecord, ...]:
    """Options of the kind of what follows: "Washington, Pennsylvania and Ohio" lists states."""
    return tuple(
        option
        for option in options
        if any(
            option.kind == parent.kind
            and option is not parent
            and option.name != parent.name
            and (
                option.kind == COUNTRY
                or (option.kind == FIRST_LEVEL and option.country == parent.country)
            )
            for parent in parents
        )
    )


_JOINED: Final = re.compile(r",? (?:and|or|with) (?:the )?|['’]s? (?:border )?with ")


def _beside_country(
    text: str,
    mentions: Sequence[Toponym],
    found: list[tuple[tuple[PlaceRecord, ...], Optional[int]]],
    index: int,
) -> bool:
    """Whether a mention is paired with a country: "Niger and Nigeria" are no state and country."""
    for one, two in ((index - 1, index), (index, index + 1)):
        if one >= 0 and two < len(mentions):
            gap = text[mentions[one].end : mentions[two].start]
            peer = _sure(found[one if one != index else two][0])
            if peer is not None and peer.kind == COUNTRY and _JOINED.fullmatch(gap):
                return True
    return False


def _in_list(
    text: str,
    mentions: Sequence[Toponym],
    parents: list[tuple[PlaceRecord, ...]],
    found: list[tuple[tuple[PlaceRecord, ...], Optional[int]]],
    index: int,
) -> bool:
    """Whether a mention goes on a list of equals: "Paris, Rome, New York" puts Rome nowhere."""
    if index == 0 or not re.fullmatch(
        r"\s?,\s", text[mentions[index - 1].end : mentions[index].start]
    ):
        return False
    return not any(_held_by(option, found[index][0]) for option in found[index - 1][0])


def _asked_by_text(text: str, mention: Toponym) -> Optional[int]:
    """The kind that a word beside the mention names: "Nyanza province", "the state of Kano"."""
    after = _KIND_AFTER.match(text, mention.end)
    if after is not None:
        return _KIND_WORDS.get(after.group(1).removesuffix("s").replace("countie", "county"))
    before = _KIND_BEFORE.search(text, max(0, mention.start - 30), mention.start)
    return _KIND_WORDS.get(before.group(1).lower()) if before is not None else None


def _spread(
    mentions: Sequence[Toponym],
    parents: list[tuple[PlaceRecord, ...]],
    leads: list[Optional[str]],
    resolved: list[Optional[PlaceRecord]],
) -> None:
    """One sense per article: a qualified mention speaks for the bare ones of the same name."""
    qualified: dict[str, PlaceRecord] = {}
    for index, mention in enumerate(mentions):
        record = resolved[index]
        if record is not None and parents[index] and _held_by(record, parents[index]):
            qualified.setdefault(mention.text.casefold(), record)
    for index, mention in enumerate(mentions):
        record = qualified.get(mention.text.casefold())
        if record is not None and not parents[index] and not leads[index]:
            resolved[index] = record


def _sure(options: tuple[PlaceRecord, ...]) -> Optional[PlaceRecord]:
    """A place that a name means almost always: far ahead of all others of that name."""
    if not options:
        return None
    ranked = sorted(options, key=lambda r: (-_prior(r), r.geonames_id or 0))
    if len(ranked) == 1:
        return ranked[0]
    others = [r for r in ranked[1:] if r.country != ranked[0].country]
    if ranked[0].kind == COUNTRY:
        # Georgia the state is as good a guess as Georgia the country
        return None if any(r.kind == FIRST_LEVEL for r in others) else ranked[0]
    if not others or _prior(ranked[0]) - _prior(others[0]) >= 1.2:
        return ranked[0]
    return None


def _parents(
    gaz: Gazetteer,
    text: str,
    mentions: Sequence[Toponym],
    found: list[tuple[tuple[PlaceRecord, ...], Optional[int]]],
    index: int,
) -> tuple[PlaceRecord, ...]:
    """Places named right behind a mention that may hold it."""
    mention = mentions[index]
    if index + 1 < len(mentions):
        following = mentions[index + 1]
        gap = text[mention.end : following.start]
        if len(gap) < 60 and _HELD.fullmatch(gap):
            if _ABBREVIATED.match(text, mention.end) and following.text in gaz.abbreviations:
                return _division(gaz, gaz.abbreviations[following.text])
            return found[index + 1][0]
    short = _ABBREVIATED.match(text, mention.end)
    if short is not None:
        code = gaz.abbreviations.get(short.group(1).strip())
        if code is not None:
            return _division(gaz, code)
    # a qualifier that the pipeline did not mark: "Alexandria, Louisiana"
    behind = re.match(r"\s?,\s([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,2})", text[mention.end :])
    if behind is not None and not (
        index + 1 < len(mentions) and mentions[index + 1].start < mention.end + behind.end()
    ):
        options = gaz.find(behind.group(1))
        return tuple(r for r in options if r.kind in (COUNTRY, FIRST_LEVEL))
    return ()


_LEAD: Final = re.compile(
    r"(\w[\w-]*)(?: (?:capital|city|town|village|port|province|state|region|border|coastal|resort"
    r"|northern|southern|eastern|western|central|island|district|county|city-state"
    r"|capital city|second city|regional|provincial|historic|industrial|mining)){1,4},?"
    r"(?: of| called| named)?,? (?:the )?$"
)


def _lead_country(gaz: Gazetteer, text: str, mention: Toponym) -> Optional[str]:
    """The country of a demonym before the mention: "the Kenyan city of Kisumu"."""
    match = _LEAD.search(text, max(0, mention.start - 60), mention.start)
    if match is None:
        return None
    return gaz.demonyms.get(match.group(1).casefold())


def _held_by(option: PlaceRecord, parents: tuple[PlaceRecord, ...]) -> bool:
    for parent in parents:
        if parent is option or (parent.name == option.name and parent.kind == option.kind):
            continue
        if parent.kind == COUNTRY:
            if option.country == parent.country and option.kind != COUNTRY:
                return True
        elif parent.kind == FIRST_LEVEL:
            if option.division == parent.division and option.kind in (CITY, SECOND_LEVEL):
                return True
        elif parent.kind == SECOND_LEVEL:
            if (
                option.kind == CITY
                and option.division == parent.division
                and distance_km(option, parent) < 120
            ):
                return True
        elif parent.kind == REGION:
            same = parent.country is None or parent.country == option.country
            if same and option.kind in (CITY, SECOND_LEVEL) and distance_km(option, parent) < 700:
                return True
    return False


def _contained(
    options: tuple[PlaceRecord, ...], parents: tuple[PlaceRecord, ...]
) -> Optional[PlaceRecord]:
    held = [option for option in options if _held_by(option, parents)]
    return max(held, key=lambda r: (_prior(r), -(r.geonames_id or 0))) if held else None
