"""Types that the modules of the resolver share: toponyms, hints, sizes, distances."""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import PlaceRecord

#: What joins places that are told one after the other.
LISTED: Final = re.compile(r"\s?,\s(?:(?:and|or)\s)?(?:the\s)?|\s(?:and|or|&)\s(?:the\s)?|\s?/\s?")
#: Places that a surface form may mean, and the kind that its own words ask for.
Options = tuple[tuple[PlaceRecord, ...], Optional[int]]
#: A name that could only be a smaller place than this, in a country that the article never names,
#: is left unresolved: it is more often a place that the table lacks.
SMALL: Final = 100_000
LARGE: Final = 300_000
#: A city or division from this size on means itself wherever it is named.
FAMOUS: Final = 1_000_000
#: Km from which on two places of one name are namesakes.
ELSEWHERE: Final = 50.0
_EARTH_KM: Final = 6371.0


class Toponym(NamedTuple):
    """A span that names a place: code points, end exclusive, and its OntoNotes label."""

    start: int
    end: int
    text: str
    label: str


class Hints(NamedTuple):
    """Other evidence for countries: a count per ISO alpha-3 code.

    ``named`` counts demonyms and organizations in the text, ``dateline`` is the dateline's text,
    ``home`` the outlet's country, ``outlet`` its domain or name; ``surnames`` are the folded last
    words of the people that the text names in full.
    """

    named: dict[str, int]
    dateline: Optional[str] = None
    home: Optional[str] = None
    outlet: str = ""
    surnames: frozenset[str] = frozenset()


class Resolved(NamedTuple):
    """The place that a mention means, and whether the article bears it out (`certainty`)."""

    place: Optional[PlaceRecord]
    certain: bool = False


def distance_km(a: PlaceRecord, b: PlaceRecord) -> float:
    """Great-circle distance of two places in km."""
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    dlat, dlon = lat2 - lat1, math.radians(b.longitude - a.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))
