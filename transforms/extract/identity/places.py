"""Places: ``iso3166:ISR`` for countries, ``geonames:2643743`` for all else that has such an id."""

from __future__ import annotations

from typing import Optional

from transforms.extract.gazetteer import COUNTRY, REGION, gazetteer
from transforms.extract.identity.named import Named


def identify(named: Named) -> Optional[str]:
    """The id of the place that a mention was resolved to; a facility is no town of its name."""
    place = named.place
    if place is None or named.label not in ("GPE", "LOC", "FAC"):
        return None
    if named.label == "FAC" and place.kind != REGION:
        return None
    if place.kind == COUNTRY and place.country in gazetteer().countries:
        return f"iso3166:{place.country}"
    return f"geonames:{place.geonames_id}" if place.geonames_id else None
