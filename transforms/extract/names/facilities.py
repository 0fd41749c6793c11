"""Facilities that no table knows → the point of the city beside or within their name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Optional

from transforms.extract.gazetteer import CITY, REGION, PlaceRecord, gazetteer
from transforms.extract.spans import Span
from transforms.extract.wordlists import words

_STREETS: Final = words(
    "road rd street st avenue ave boulevard blvd lane drive highway way close crescent terrace "
    "parade mile motorway expressway freeway turnpike"
)


def _city_inside(
    name: str, here: set[tuple[str, Optional[str]]], about: set[str]
) -> Optional[PlaceRecord]:
    """The city that a facility is named after and lies in: "Boston Garden".

    Streets are named after places elsewhere ("Cairo Road"), other facilities lie in their city
    unless the article is about other countries. ``here`` has name and country of the article's
    cities, ``about`` its countries.
    """
    inner = name.split()
    for size in (2, 1):
        options = [
            record
            for record in gazetteer().find(" ".join(inner[:size]))
            if record.primary and record.kind == CITY and record.population >= 100_000
        ]
        if not options or len(inner) <= size:
            continue
        named = [record for record in options if (record.name, record.country) in here]
        if inner[-1].lower().rstrip(".") in _STREETS:
            return named[0] if named else None
        near = [record for record in options if not about or record.country in about]
        return max(named or near, key=lambda r: (r.population, -(r.geonames_id or 0)), default=None)
    return None


def house_facilities(text: str, named: Sequence[Span], places: list[Optional[PlaceRecord]]) -> None:
    """Facilities that the tables lack take the coordinates of the city beside or within them."""
    here = {(p.name, p.country) for p in places if p is not None and p.kind == CITY}
    about = {place.country for place in places if place is not None and place.country}
    for index, span in enumerate(named):
        if span.label != "FAC" or places[index] is not None:
            continue
        city = None
        if index + 1 < len(named):
            gap = text[span.end : named[index + 1].start]
            if gap in (", ", " in ", " in the ", " (", " of ") or gap == ", in ":
                city = places[index + 1]
        if city is None:
            city = _city_inside(text[span.start : span.end], here, about)
        if city is not None and city.kind == CITY:
            places[index] = city._replace(
                name=text[span.start : span.end], kind=REGION, geonames_id=None, division=None
            )
