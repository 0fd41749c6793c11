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
    fold,
    gazetteer,
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
_OF_STATES: Final = words("upstate rural")
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
    r"(?:\s?,\s?|,?\s+located\s+in\s+(?:the\s+)?|\s?\(\s?"
    r"|(?:\s+(?:area|district|neighbou?rhood|suburb|quarter|section|borough|town|village|region"
    r"|province|county))?\s+(?:in|of)\s+(?:the\s+)?"
    r"|,?\s+(?:a|an|the)\s+(?:\w+\s+){1,3}(?:in|of)\s+(?:the\s+)?"
    r"|,?\s+(?:(?:is|was)\s+)?(?:a|an|the)\s+(?:[\w,.-]+\s+){0,4}?(?:city|town|village|county|capital"
    r"|suburb|community|hamlet|municipality|borough|port|resort|seat|settlement|township|commune)"
    r"\s+(?:[\w,.-]+\s+){0,4}?(?:in|of)\s+(?:the\s+)?"
    r"|,\s+in\s+(?:the\s+)?)(?:(?:north|south|east|west|central)\w*\s+)?"
)
#: A part of a city: "the Adhamiyah district of Baghdad".
_QUARTER: Final = re.compile(
    r"\s+(?:area|district|neighbou?rhood|suburb|quarter|section|borough)\s+(?:of|in)\s+(?:the\s+)?"
)
#: How a place and the one that holds it are written beside each other: ", Ontario".
_COMMA: Final = re.compile(r"\s?,\s|\s?\(")
_CLOSED: Final = re.compile(r"\s?(?:[,.;:)–—-]|$)")
#: What joins places that are told one after the other.
_LISTED: Final = re.compile(r"\s?,\s(?:(?:and|or)\s)?(?:the\s)?|\s(?:and|or|&)\s(?:the\s)?|\s?/\s?")
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
_POSSESSIVE: Final = re.compile(r"['’]s?$")

#: Points for a small place that the world knows, over larger ones of its name.
_KNOWN: Final = 2.0
_HAMLET: Final = 50_000
#: Points for a division behind a place that it holds.
_HOLDS: Final = 3.0
#: Points for a country's capital over the division of its name.
_CAPITAL: Final = 0.4
#: Points for a place that holds the mention and is named beside it.
_CONTAINMENT: Final = 8.0
_FORMER_KM: Final = 200.0
_EARTH_KM: Final = 6371.0
#: Places that a surface form may mean, and the kind that its own words ask for.
_Options = tuple[tuple[PlaceRecord, ...], Optional[int]]


def distance_km(a: PlaceRecord, b: PlaceRecord) -> float:
    """Great-circle distance of two places in km."""
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    dlat, dlon = lat2 - lat1, math.radians(b.longitude - a.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def candidates_for(gaz: Gazetteer, surface: str) -> _Options:
    """(places that a surface form may mean, kind that its own words ask for).

    "Kano state" asks for a first-level division, "northern Iraq" is looked up as Iraq.
    """
    text = _POSSESSIVE.sub("", surface.strip(" ,")).strip()
    if text[:4].lower() == "the ":
        text = text[4:]
    if text in gaz.abbreviations:
        return _division(gaz, gaz.abbreviations[text]), None
    found = gaz.find(text)
    if not found and f"{text}." in gaz.abbreviations:
        return _division(gaz, gaz.abbreviations[f"{text}."]), None
    if text.casefold() == "columbia":
        found = tuple(r for r in found if r.division != "US.DC")  # nobody says so
    if found and text.isupper() and len(text) <= 4:
        # "EU" is no town in Normandy, "WACO" is Waco
        large = _SMALL if len(text) == 4 else math.inf
        found = tuple(r for r in found if r.kind in (COUNTRY, REGION) or r.population >= large)
    if found:
        return found, None
    parts = text.split()
    if len(parts) > 1:
        asked = _KIND_WORDS.get(parts[-1].lower())
        if asked is not None:
            found = gaz.find(" ".join(parts[:-1]))
            if asked == REGION:
                # "Plum Island" is no town called Plum
                found = tuple(r for r in found if r.kind in (COUNTRY, REGION))
            if found:
                return found, asked
        stripped = _LEADING_KINDS.sub("", text)
        if stripped != text:
            found = gaz.find(stripped)
            if found:
                return found, None
        if parts[0].lower() == "county":
            found = tuple(r for r in gaz.find(" ".join(parts[1:])) if r.kind == SECOND_LEVEL)
            if found:
                return found, SECOND_LEVEL
        if parts[0].lower() in _DIRECTIONS:
            found, asked = candidates_for(gaz, " ".join(parts[1:]))
            if found:
                return found, FIRST_LEVEL if parts[0].lower() in _OF_STATES else asked
    return (), None


def _candidates(gaz: Gazetteer, mention: Toponym) -> _Options:
    """What a mention may mean; a ground is no small town of its name ("Villa Park")."""
    options, asked = candidates_for(gaz, mention.text)
    if mention.label == "FAC":
        options = tuple(o for o in options if o.kind != CITY or o.population >= _SMALL)
    return options, asked


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


class _Context(NamedTuple):
    """What an article says about where it is: counts a country and a division, certain places.

    ``sure`` keeps the order of the text and no more than `_NEIGHBOURS`; ``own`` has, for a name,
    what that name alone put in: it does not speak for itself. ``local`` counts the towns and
    divisions of each country: a state that acts is not where the story is. ``states`` counts the
    countries that are named themselves.
    """

    countries: Counter[str]
    divisions: Counter[str]
    local: Counter[str]
    states: Counter[str]
    sure: dict[tuple[str, PlaceRecord], None]
    own: dict[str, Counter[str]]

    def of_country(self, key: str, country: str) -> int:
        return self.countries[country] - self.own.get(key, _NONE)[country]

    def of_division(self, key: str, division: str) -> int:
        return self.divisions[division] - self.own.get(key, _NONE)[division]

    def total(self, key: str) -> int:
        own = self.own.get(key, _NONE)
        return sum(self.countries.values()) - sum(n for c, n in own.items() if len(c) == 3)


_NONE: Final[Counter[str]] = Counter()
#: Places that others are held against: a bound on the time that a list of all towns takes.
_NEIGHBOURS: Final = 300


def _context(
    gaz: Gazetteer,
    mentions: Sequence[Toponym],
    found: list[_Options],
    parents: list[tuple[PlaceRecord, ...]],
    hints: Hints,
) -> _Context:
    """What needs no context: countries, big and unambiguous places, and those qualified."""
    context = _Context(Counter(hints.named), Counter(), Counter(), Counter(hints.named), {}, {})
    small: list[tuple[str, PlaceRecord]] = []
    for mention, (options, _), parent in zip(mentions, found, parents, strict=True):
        held = _contained(options, parent) if parent else None
        best = _sure(options) or held
        if best is None or (not best.primary and best.population < _SMALL):
            continue  # a far-off place's other name is no evidence
        key = mention.text.casefold()
        best = _capital_of_its_name(best, options, parent)
        above = any(p.kind in (COUNTRY, FIRST_LEVEL) for p in parent)
        if above and held is None and best.kind == CITY and best.population < _FAMOUS:
            continue  # the text puts it elsewhere
        if best.kind in (CITY, SECOND_LEVEL) and best.population < _SMALL and held is None:
            small.append((key, best))
        else:
            _testify(context, key, best, options, held is not None)
    if hints.dateline:
        options, _ = candidates_for(gaz, hints.dateline)
        if options:
            best = max(options, key=lambda r: (_prior(r), -(r.geonames_id or 0)))
            _testify(context, hints.dateline.casefold(), best, options, True)
    if hints.home:
        context.countries[hints.home] += 1
    backed = set(context.countries)
    for key, record in small:
        # a small town of a name of its own says something where its country is named, too
        if not backed or record.country in backed:
            _testify(context, key, record, (record,), False)
    return context


def _capital_of_its_name(
    best: PlaceRecord, options: tuple[PlaceRecord, ...], parent: tuple[PlaceRecord, ...]
) -> PlaceRecord:
    """The capital, where a division has its name: "Washington" says nothing of Washington State."""
    if best.kind != FIRST_LEVEL or parent:
        return best
    seats = [o for o in options if o.kind == CITY and o.country == best.country and _is_capital(o)]
    return max(seats, key=lambda o: o.population, default=best)


def _testify(
    context: _Context,
    key: str,
    record: PlaceRecord,
    options: tuple[PlaceRecord, ...],
    told: bool,
) -> None:
    own = context.own.setdefault(key, Counter())
    known = record.kind in (CITY, FIRST_LEVEL) and record.population >= _FAMOUS
    lonely = record.kind == REGION and all(o.country in (None, record.country) for o in options)
    alone = told or known or lonely or record.kind == COUNTRY
    if record.country:
        context.countries[record.country] += 1
        own[record.country] += not alone
        if record.kind == COUNTRY:
            context.states[record.country] += 1
        elif not _is_capital(record):
            context.local[record.country] += 1
    if record.division and record.kind != COUNTRY:
        context.divisions[record.division] += 1
        own[record.division] += not alone
    if record.kind != COUNTRY and len(context.sure) < _NEIGHBOURS:
        context.sure[key, record] = None


def resolve_places(
    gaz: Gazetteer, text: str, mentions: Sequence[Toponym], hints: Hints
) -> list[Optional[PlaceRecord]]:
    """The place of each mention, None where none is known; ``mentions`` in text order.

    A town that the tables lack but the text puts somewhere ("Stroud, Ontario") has country and
    division, no id, and NaN for a point.
    """
    found = [_candidates(gaz, mention) for mention in mentions]
    parents: list[tuple[PlaceRecord, ...]] = [()] * len(mentions)
    for i in reversed(range(len(mentions))):
        parents[i] = _parents(gaz, text, mentions, found, parents, i)
        # "Mexico, Mexico City" is no city in Mexico; "Mexico, Missouri" is a town
        own = {o.country for o in found[i][0] if o.kind == COUNTRY}
        parents[i] = tuple(p for p in parents[i] if p.country not in own)
    counties = _counties(gaz, text, mentions, found)
    leads = [_lead_country(gaz, text, mention) for mention in mentions]
    listed = _lists(text, mentions, found)
    holders = _holders(found, parents)
    context = _context(gaz, mentions, found, parents, hints)
    shared: dict[str, PlaceRecord] = {}
    resolved: list[Optional[PlaceRecord]] = []
    for index, mention in enumerate(mentions):
        options, asked = found[index]
        parent, lead = parents[index], leads[index]
        key = mention.text.casefold()
        siblings = _siblings(options, parent)
        if siblings or _in_list(text, mentions, parents, found, index):
            parent = ()
        if parent and not _contained(options, parent):
            place = _unlisted(text, mentions, index, options, parent, context)
            if place is not None:
                resolved.append(place)
                shared.setdefault(key, place)
                continue
        if key in shared and not parent and not lead:
            resolved.append(shared[key])
            continue
        if not options:
            resolved.append(None)
            continue
        if index in counties:
            asked = SECOND_LEVEL
        asked = _asked_by_text(text, mention) if asked is None else asked
        peers = listed[index] | {(o.kind, o.country) for o in siblings}
        if _beside_country(text, mentions, found, index):
            peers |= {(COUNTRY, None)}
        best, best_score = options[0], -math.inf
        for option in options:
            lifted = _city_of_its_own(gaz, option, options)
            score = _prior(option) + lifted
            if option.population < _HAMLET and _is_known(gaz, option):
                score += _KNOWN
            if asked is not None and option.kind == asked:
                score += 4.0
            if (option.kind, option.country) in peers or (option.kind, None) in peers:
                score += 3.0
            if parent and _held_by(option, parent):
                score += _CONTAINMENT
            if option in holders[index]:
                score += _HOLDS
            if lead and option.country == lead:
                score += 7.0
            nearby = _nearby(option, options, context, key)
            score += nearby if option.primary or lifted else _LESS * nearby
            rank = (score, -(option.geonames_id or 0))
            if rank > (best_score, -(best.geonames_id or 0)):
                best, best_score = option, score
        if _far_fetched(gaz, best, context, key, parent, lead):
            resolved.append(None)
            continue
        resolved.append(best)
        shared.setdefault(key, best)
    _spread(mentions, parents, leads, resolved)
    return resolved


@lru_cache(maxsize=256)
def dateline_place(dateline: str, countries: tuple[tuple[str, int], ...]) -> Optional[PlaceRecord]:
    """The place of a dateline that the text does not name, by the ``countries`` that it names.

    "Kyiv, Ukraine" and "Portland, Ore." say themselves which place they mean.
    """
    names = [name for name in re.split(r"\s*,\s*", dateline) if name]
    if not names:
        return None
    text = ", ".join(names)
    at, mentions = 0, []
    for name in names:
        mentions.append(Toponym(at, at + len(name), name, "GPE"))
        at += len(name) + 2
    return resolve_places(gazetteer(), text, mentions, Hints(dict(countries)))[0]


def _holders(
    found: list[_Options], parents: list[tuple[PlaceRecord, ...]]
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
            and any(_held_by(o, (option,)) for o in inner)
        )
    return holders


#: The weight of the surroundings where a name is not the place's own.
_LESS: Final = 0.6
#: Points of a town named after a city abroad, where its country only acts in the article.
_ABROAD: Final = 0.3
#: Points for the capital of a country that the article names.
_SEAT: Final = 4.0
#: How many times as many people the city has after which a town is named.
_TIMES: Final = 3


def _is_capital(record: PlaceRecord) -> bool:
    return gazetteer().capitals.get(fold(record.name)) == record.country


def _is_namesake(option: PlaceRecord, options: tuple[PlaceRecord, ...]) -> bool:
    """Whether a town has the name of a much larger city abroad: "Geneva, Illinois"."""
    return option.kind in (CITY, SECOND_LEVEL) and any(
        other.kind == CITY
        and other.primary
        and other.country != option.country
        and other.population >= max(_SMALL, (_TIMES if option.primary else 1) * option.population)
        for other in options
    )


def _nearby(
    option: PlaceRecord, options: tuple[PlaceRecord, ...], context: _Context, key: str
) -> float:
    """Points for lying where the article's other places lie."""
    points = 0.0
    total = context.total(key)
    if option.country and total:
        count = context.of_country(key, option.country)
        points += (1.2 if count else 0.0) + 1.8 * count / total
        if context.states[option.country] and option.kind == CITY and _is_capital(option):
            # what shares its name with its own state is weighed elsewhere (_city_of_its_own)
            alone = all(o.kind == CITY or o.country != option.country for o in options)
            points += alone * _SEAT
        elif count and not context.local[option.country] and _is_namesake(option, options):
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


#: The share of its people from which a division's city is what their common name means.
_SHARE: Final = 0.2


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
        _prior(other)
        for other in options
        if other.kind == FIRST_LEVEL
        and other.country == option.country
        and (option.primary or name == f"{fold(other.name)} city")
        and (seat or option.population >= _SHARE * other.population)
        and (seat or distance_km(option, other) < 500)
    ]
    return max(0.0, max(above) + 0.2 - _prior(option)) + seat * _CAPITAL if above else 0.0


def _plain(options: tuple[PlaceRecord, ...], size: int) -> tuple[PlaceRecord, ...]:
    """Countries and divisions that a name may mean; of a pair, only if it means that alone."""
    if size == 2:
        best = _sure(options)
        options = () if best is None else (best,)
    return tuple(o for o in options if o.kind in (COUNTRY, FIRST_LEVEL) and o.primary)


def _lists(
    text: str, mentions: Sequence[Toponym], found: list[_Options]
) -> list[set[tuple[int, Optional[str]]]]:
    """For each mention the (kind, country) that most others of its list have: states, countries.

    "Ontario and New Brunswick" are two provinces, "Chad, Niger and Mali" three countries.
    """
    peers: list[set[tuple[int, Optional[str]]]] = [set() for _ in mentions]
    begin = 0
    while begin < len(mentions):
        end = begin + 1
        while end < len(mentions) and _LISTED.fullmatch(
            text, mentions[end - 1].end, mentions[end].start
        ):
            end += 1
        run = range(begin, end)
        readings = [
            {
                (o.kind, o.country if o.kind == FIRST_LEVEL else None)
                for o in _plain(found[i][0], len(run))
            }
            for i in run
        ]
        counts = Counter(reading for found_ in readings for reading in found_)
        others = len(run) - 1
        gap = text[mentions[begin].end : mentions[end - 1].start] if others == 1 else ","
        for i, mine in zip(run, readings, strict=True):
            for reading, total in counts.items():
                count = total - (reading in mine)
                if count >= 0.6 * others and (count > 1 or (others == 1 and "," not in gap)):
                    peers[i].add(reading)
        begin = end
    return peers


#: A name that could only be a smaller place than this, in a country that the article never names,
#: is left unresolved: it is more often a place that the table lacks.
_SMALL: Final = 100_000


_CITY: Final = 300_000
#: A city or division from this size on means itself wherever it is named.
_FAMOUS: Final = 1_000_000


def _is_known(gaz: Gazetteer, record: PlaceRecord) -> bool:
    return (fold(record.name), record.country) in gaz.known_small


def _far_fetched(
    gaz: Gazetteer,
    record: PlaceRecord,
    context: _Context,
    key: str,
    parent: tuple[PlaceRecord, ...],
    lead: Optional[str],
) -> bool:
    if record.kind in (COUNTRY, REGION) or record.country is None:
        return False
    if lead == record.country or (parent and _held_by(record, parent)):
        return False
    if _is_known(gaz, record):
        return False
    here = context.of_country(key, record.country)
    if not here and all(word in _DIRECTIONS for word in key.split()):
        return True  # "the South East" is in the country at hand, or nowhere
    limit = _SMALL if record.primary else 5 * _SMALL
    return not here and context.total(key) >= 2 and record.population < limit


def _unlisted(
    text: str,
    mentions: Sequence[Toponym],
    index: int,
    options: tuple[PlaceRecord, ...],
    parents: tuple[PlaceRecord, ...],
    context: _Context,
) -> Optional[PlaceRecord]:
    """A place that the tables lack where the text puts it: "Stroud, Ontario", "X district of Y"."""
    mention = mentions[index]
    following = mentions[index + 1] if index + 1 < len(mentions) else None
    if following is not None and _QUARTER.fullmatch(text, mention.end, following.start):
        cities = [p for p in parents if p.kind == CITY]
        city = _sure(tuple(cities))
        if city is not None:
            return city._replace(name=mention.text, kind=REGION, geonames_id=None, population=0)
    comma = _COMMA.match(text, mention.end)
    if comma is None:
        return None
    states = [p for p in parents if p.kind in (FIRST_LEVEL, COUNTRY)]
    state = max(states, key=lambda r: (_prior(r), -(r.geonames_id or 0))) if states else None
    if state is None or (mention.label not in ("GPE", "LOC")):
        return None
    if any(o.kind in (COUNTRY, FIRST_LEVEL, REGION) for o in options):
        return None
    if any(p.kind == CITY and p.population >= _CITY for p in parents):
        return None  # "Trenton, New York and Boston" are three cities
    key = mention.text.casefold()
    big = [o for o in options if o.population >= _SMALL]
    abroad = not any(o.country and context.of_country(key, o.country) for o in big)
    if state.kind == COUNTRY or (big and not abroad):
        end = following.end if following is not None and following.start == comma.end() else None
        if end is None or not _CLOSED.match(text, end):
            return None
    if any(o.kind == CITY and o.population >= 5 * _SMALL for o in options):
        return None
    return PlaceRecord(
        mention.text, CITY, state.country, state.division, state.admin1, None, math.nan, math.nan,
        0, True,
    )  # fmt: skip


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
    found: list[_Options],
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
    found: list[_Options],
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
    if _STATE_AFTER.match(text, mention.end):
        return FIRST_LEVEL
    if mention.text.isupper() and len(mention.text) > 3 and _DATELINE.match(text, mention.end):
        return CITY
    after = _KIND_AFTER.match(text, mention.end)
    if after is not None:
        return _KIND_WORDS.get(after.group(1).removesuffix("s").replace("countie", "county"))
    before = _KIND_BEFORE.search(text, max(0, mention.start - 30), mention.start)
    return _KIND_WORDS.get(before.group(1).lower()) if before is not None else None


_COUNTIES: Final = re.compile(r"\s(?:counties|parishes)\b")


def _counties(
    gaz: Gazetteer, text: str, mentions: Sequence[Toponym], found: list[_Options]
) -> frozenset[int]:
    """The counties of lists ("Clay and Jackson counties"), by index; adds them to ``found``."""
    counties: set[int] = set()
    for index in range(len(mentions) - 1, -1, -1):
        mention = mentions[index]
        listed = index + 1 in counties and _LISTED.fullmatch(
            text, mention.end, mentions[index + 1].start
        )
        if listed or _COUNTIES.match(text, mention.end):
            counties.add(index)
            more = gaz.find(f"{mention.text} County") + gaz.find(f"{mention.text} Parish")
            whole = tuple(r for r in more if r.kind == SECOND_LEVEL)
            found[index] = (tuple(dict.fromkeys((*found[index][0], *whole))), SECOND_LEVEL)
    return frozenset(counties)


#: A dateline in capitals at the head of a text or paragraph: "LEBANON (AP) —".
_DATELINE: Final = re.compile(
    r"\s?(?:\([A-Za-z .]{2,30}\)|,\s[A-Z][\w.]+\s\([A-Za-z]+\))?\s?[-–—_]"
)


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


#: What a place stands behind at the head of a sentence: "In Paris, U.S. officials met".
_HEADS: Final = re.compile(r"(?:^|[.!?\n”\"’]\s{0,9})(?:In|At|From|Near|Outside)\s(?:the\s)?$")
#: What stands behind a country that holds a place, if no comma does.
_GOES_ON: Final = re.compile(
    r"\s(?:on|in|at|for|where|when|while|after|before|as|and|or|to|by|from|who|which|that|with|was"
    r"|is|were|are|has|have|had|will|would|since|during|until|over|told|said)\b"
)


def _acts(text: str, mention: Toponym, following: Toponym, gap: str) -> bool:
    """Whether what follows a place and a comma is another party: "In Paris, U.S. officials"."""
    if not _COMMA.fullmatch(gap) or _CLOSED.match(text, following.end):
        return False
    if _HEADS.search(text, max(0, mention.start - 20), mention.start):
        return True
    return _GOES_ON.match(text, following.end) is None


def _parents(
    gaz: Gazetteer,
    text: str,
    mentions: Sequence[Toponym],
    found: list[_Options],
    parents: list[tuple[PlaceRecord, ...]],
    index: int,
) -> tuple[PlaceRecord, ...]:
    """Places named right behind a mention that may hold it; those behind it are known."""
    mention = mentions[index]
    if index + 1 < len(mentions):
        following = mentions[index + 1]
        gap = text[mention.end : following.start]
        state = any(o.kind == COUNTRY for o in found[index + 1][0])
        acts = state and _acts(text, mention, following, gap)
        if len(gap) < 60 and _HELD.fullmatch(gap) and not acts:
            if _ABBREVIATED.match(text, mention.end) and following.text in gaz.abbreviations:
                return _division(gaz, gaz.abbreviations[following.text])
            options = found[index + 1][0]
            # "Austin, in Scott County, Indiana": that county which is in Indiana
            return tuple(o for o in options if _held_by(o, parents[index + 1])) or options
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
    r"(\w[\w-]{0,40})(?: (?:capital|city|town|village|port|province|state|region|border|coastal"
    r"|resort|northern|southern|eastern|western|central|island|district|county|city-state"
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
            if option.kind not in (CITY, SECOND_LEVEL) or option.country != parent.country:
                continue
            # the cities of a former division have the codes of today's
            former = parent.division == f"{(parent.division or '')[:2]}.{parent.geonames_id}"
            if option.division == parent.division or (
                former and distance_km(option, parent) < _FORMER_KM
            ):
                return True
        elif parent.kind == CITY:
            if (
                option.kind == CITY
                and option.country == parent.country
                and option.population < parent.population
                and distance_km(option, parent) < 40
            ):
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
