"""Datelines: "MOSCOW, Jan. 29 (Reuters) - " → place, agency, day, and where the text starts."""

from __future__ import annotations

import re
from functools import cache

from transforms.lang.en.authors import agency_of
from transforms.lang.en.lists import read_lines
from transforms.lang.line_rules import Dateline
from transforms.text.date_words import MONTH_PATTERN, MONTHS

#: A dateline longer than this, in characters, is none.
MAX_DATELINE_CHARS = 110

_DASH = r"\s*(?:--+|[—–―]|\s[-_]|\.-)\s*"
_CAPS = r"[A-Z][A-Z.’'-]*[A-Z.](?:[\s/-]+[A-Z][A-Z.’'-]*[A-Z.]?){0,4}"
_MIXED = r"[A-Z][\w.’'-]+(?:[\s/-]+(?:[A-Z][\w.’'-]+|de|la|of|the|el|al)){0,4}"
_REGION = r"(?:,\s*[A-Z][\w.’'-]*(?:\s+(?:[A-Z][\w.’'-]*|of|the|and)){0,3}){0,2}"
_DAY = (
    rf"(?P<mon>{MONTH_PATTERN})\s+(?P<day>\d{{1,2}})(?:,?\s+(?P<year>\d{{4}}))?|"
    rf"(?P<day2>\d{{1,2}})\s+(?P<mon2>{MONTH_PATTERN})(?:,?\s+(?P<year2>\d{{4}}))?"
)
_ON_DAY = rf"(?:,?\s+(?i:{_DAY}))?"
_AGENCY = r"\s*[(\[](?P<agency>[A-Z][\w.’' /&-]{0,40}|[a-z]{3})[)\]]"
_TEXT = r"(?=[A-Z0-9“\"'‘$€£])"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # JERUSALEM (AP) — / MOSCOW, Jan. 29 (Reuters) - / Paris (AFP) –
        rf"(?P<place>(?:{_CAPS}|{_MIXED}){_REGION}?){_ON_DAY},?{_AGENCY}(?:{_DASH}|\s*:\s*|\s+)",
        # EASTWICK, Maine, May 4, 2023 /PRNewswire/ -- and EASTWICK, May 4. /TASS/.
        rf"(?P<place>(?:{_CAPS}|{_MIXED}){_REGION}?){_ON_DAY}\.?,?"
        rf"\s*/(?P<agency>[A-Z][\w. -]{{1,30}})/\.?(?:{_DASH}|\s+)",
        # NEW DELHI [India], May 4 (ANI):
        rf"(?P<place>(?:{_CAPS}|{_MIXED}))\s*\[[A-Z][\w ]{{2,30}}\]{_ON_DAY},?{_AGENCY}"
        rf"(?:{_DASH}|\s*:\s*)",
        # EASTWICK, Maine--(BUSINESS WIRE)--
        rf"(?P<place>(?:{_CAPS}|{_MIXED}){_REGION}?)--\((?P<agency>[A-Z][A-Z ]{{2,30}})\)--",
        # Jan 29 (Reuters) - / (Reuters) -
        rf"(?:(?:{_DAY}),?)?{_AGENCY}(?:{_DASH}|\s*:\s*)",
        # LONDON, March 7 — / WASHINGTON — / ST. LOUIS, Mo. –
        rf"(?P<place>{_CAPS}{_REGION}){_ON_DAY},?{_DASH}{_TEXT}",
        # NEW DELHI: text
        rf"(?P<place>{_CAPS}{_REGION}){_ON_DAY}\s*:\s+{_TEXT}",
        # Exampleton, United Kingdom CNN —
        rf"(?P<place>{_MIXED}{_REGION})\s+(?P<agency>CNN Business|CNN|Reuters|AP|AFP)\s*{_DASH}",
    )
)


def parse_dateline(paragraph: str) -> Dateline | None:
    """Read a dateline at the start of a paragraph, or None.

    >>> parse_dateline("MOSCOW, Jan. 29 (Reuters) - Two ministers met.")
    Dateline(place='Moscow', agency='Reuters', day=(1, 29, None), end=28)
    """
    head = paragraph[: MAX_DATELINE_CHARS + 1]
    for pattern in _PATTERNS:
        match = pattern.match(head)
        if match is None or match.end() >= len(paragraph):
            continue
        groups = match.groupdict()
        place, written = groups.get("place"), groups.get("agency")
        agency = agency_of(written)
        # between brackets after a place in small letters anything may stand: a party, a ticker
        if written and agency is None and not (place and place.split(",")[0].isupper()):
            continue
        if place is None and agency is None:
            continue
        if place is not None and not _may_be_place(place):
            continue
        return Dateline(_tidy_place(place), agency or written, _day(groups), match.end())
    return None


@cache
def _not_places() -> frozenset[str]:
    return frozenset(word for line in read_lines("not_places.txt") for word in line.split())


def _may_be_place(place: str) -> bool:
    city = place.split(",")[0]
    words = re.findall(r"[^\W\d_]+", city)
    if city.startswith(("BC-", "AP-", "UPDATE ")):  # slugs of wires
        return False
    if sum(map(len, words)) < 3 or city.count(".") > 1:
        return False
    return words[0] not in _not_places()


def _day(groups: dict[str, str | None]) -> tuple[int, int, int | None] | None:
    name = groups.get("mon") or groups.get("mon2")
    day = groups.get("day") or groups.get("day2")
    if not name or not day:
        return None
    month = MONTHS.get(name.rstrip(".").lower())
    year = groups.get("year") or groups.get("year2")
    return (month, int(day), int(year) if year else None) if month else None


def _tidy_place(place: str | None) -> str | None:
    """Capitals to small letters in the city; the region stays as written."""
    if place is None:
        return None
    city, comma, region = place.strip(" ,").partition(",")
    if city.isupper():
        city = re.sub(r"[^\W\d_][^\W\d_’']*", lambda m: m[0].capitalize(), city).rstrip(".")
    return city + comma + region
