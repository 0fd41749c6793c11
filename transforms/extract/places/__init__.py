"""Toponyms of one article → places of the gazetteer.

`candidates` says what a name may mean, `prior` how often it does, `containment` and `lists` what
stands beside it, `context` what the article is about, `score` what that is worth; `resolve` joins
them, `certainty` says which of its places the article bears out.
"""

from __future__ import annotations

from transforms.extract.places.resolve import dateline_place, judged_places, resolve_places
from transforms.extract.places.toponyms import Hints, Resolved, Toponym, distance_km

__all__ = [
    "Hints",
    "Resolved",
    "Toponym",
    "dateline_place",
    "distance_km",
    "judged_places",
    "resolve_places",
]
