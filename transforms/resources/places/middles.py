"""Natural Earth's first-level divisions → the middle of each country and division, GeoNames ids.

Natural Earth (naturalearthdata.com, public domain), layer admin 1 at 1:10m, comes inside the Go
module github.com/sams96/rgeo v1.2.0 (Apache-2.0) as ``data/Provinces10.gz``.

The rule, laid down before anything was measured with it: a place's point is the centroid of its
area on the sphere. Of a country's area, pieces that cannot be reached from its largest group of
pieces in hops of 600 km are left out (Alaska, French Guiana, the Canaries). Which piece belongs to
which country follows ISO 3166: Crimea to Ukraine, Somaliland to Somalia, Réunion to itself. A
division's area is that of all features with its GeoNames code, and is taken only if most of the
division's people live in it, since codes change their meaning over the years; so is its id.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Natural Earth's code of a feature → ISO alpha-3, where they differ or ISO knows no such country.
_CODES: Final = {
    "KOS": "XKX", "SDS": "SSD", "SAH": "ESH", "PSX": "PSE", "ALD": "ALA", "SOL": "SOM",
    "CYN": "CYP", "USG": "CUB", "KAB": "KAZ", "NSV": "SJM", "NJM": "SJM",
}  # fmt: skip
#: ISO 3166-2 lists these under another country than Natural Earth.
_DIVISIONS: Final = {"UA-43": "UKR", "UA-40": "UKR", "MA-15": "ESH", "MA-16": "ESH"}
_EARTH_KM: Final = 6371.0
HOP_KM: Final = 600.0
#: The share of a division's people that must live in the area taken for it.
_INSIDE: Final = 0.6
#: Degrees, north-south and east-west added up.
_SHORE: Final = 0.1


class Division(NamedTuple):
    """What Natural Earth says about one of GeoNames' first-level divisions."""

    latitude: float
    longitude: float
    geonames_id: Optional[int]


def rings_of(geometry: dict[str, Any]) -> list[list[Floats]]:
    """Polygons of a GeoJSON geometry, each a list of rings of (longitude, latitude) in degrees."""
    shapes = geometry["coordinates"]
    polygons = [shapes] if geometry["type"] == "Polygon" else shapes
    return [[np.asarray(ring, dtype=np.float64)[:, :2] for ring in polygon] for polygon in polygons]


def _unit(points: Floats) -> Floats:
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def moment(polygon: Sequence[Floats]) -> Floats:
    """The integral of the position vector over a polygon of the unit sphere.

    By Stokes' theorem it is half the sum over the edges of their angle times their unit normal;
    its direction is the centroid, its length nearly the area.
    """
    total = np.zeros(3)
    for number, ring in enumerate(polygon):
        points = _unit(ring)
        ahead = np.roll(points, -1, axis=0)
        normals = np.cross(points, ahead)
        lengths = np.linalg.norm(normals, axis=1)
        angles = np.arctan2(lengths, np.einsum("ij,ij->i", points, ahead))
        scale = np.divide(angles, lengths, out=np.zeros_like(angles), where=lengths > 1e-15)
        part = (normals * scale[:, None]).sum(axis=0) / 2
        if np.dot(part, points.mean(axis=0)) < 0:
            part = -part  # whichever way round the ring was drawn
        total += part if number == 0 else -part  # later rings are holes
    return total


def _main_group(polygons: Sequence[Sequence[Floats]], moments: Sequence[Floats]) -> list[int]:
    """Indices of the pieces that hang together in hops of `HOP_KM`: of such groups the largest."""
    cells = [np.unique(np.round(p[0] * 4), axis=0) / 4 for p in polygons]
    points = [_unit(c) for c in cells]
    near = np.cos(HOP_KM / _EARTH_KM)
    areas = [float(np.linalg.norm(m)) for m in moments]
    left = sorted(range(len(polygons)), key=lambda i: (-areas[i], i))
    best: list[int] = []
    while left:
        group, edge = [left[0]], [left[0]]
        left = left[1:]
        while edge:
            here = points[edge.pop()]
            joined = [i for i in left if float((points[i] @ here.T).max()) >= near]
            left = [i for i in left if i not in joined]
            group += joined
            edge += joined
        if sum(areas[i] for i in group) > sum(areas[i] for i in best):
            best = group
    return best


def _degrees(vector: Floats) -> tuple[float, float]:
    x, y, z = vector / np.linalg.norm(vector)
    return round(float(np.degrees(np.arcsin(z))), 2), round(float(np.degrees(np.arctan2(y, x))), 2)


def _holds(polygons: Sequence[Sequence[Floats]], lons: Floats, lats: Floats) -> NDArray[np.bool_]:
    """Which points lie in one of the polygons, by the crossings of a ray (holes cross twice).

    Points within `_SHORE` of a vertex count, too: towns of islands stand on the shore.
    """
    inside = np.zeros(len(lons), dtype=bool)
    beside = np.zeros(len(lons), dtype=bool)
    for polygon in polygons:
        for ring in polygon:
            (x1, y1), (x2, y2) = ring.T, np.roll(ring, -1, axis=0).T
            for k, (x, y) in enumerate(zip(lons, lats, strict=True)):
                spans = (y1 > y) != (y2 > y)
                crossings = x1[spans] + (y - y1[spans]) / (y2[spans] - y1[spans]) * (
                    x2[spans] - x1[spans]
                )
                inside[k] ^= bool(np.count_nonzero(crossings > x) % 2)
                beside[k] |= bool((np.abs(x1 - x) + np.abs(y1 - y)).min() < _SHORE)
    return inside | beside


def features(path: Path) -> list[dict[str, Any]]:
    """The layer's features, in file order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found: list[dict[str, Any]] = json.load(lines)["features"]
    return [feature for feature in found if "gu_a3" in feature["properties"]]


def countries(layer: Sequence[dict[str, Any]], known: set[str]) -> dict[str, tuple[float, float]]:
    """ISO alpha-3 → (latitude, longitude) of the country's middle, for the codes in ``known``."""
    shapes: dict[str, list[list[Floats]]] = defaultdict(list)
    for feature in layer:
        about = feature["properties"]
        unit, country = about["gu_a3"], about["adm0_a3"]
        options = (_DIVISIONS.get(about["iso_3166_2"]), _CODES.get(unit), unit, _CODES.get(country))
        code = next((o for o in options if o in known), country)
        shapes[code] += rings_of(feature["geometry"])
    middles = {}
    for code in sorted(known & set(shapes)):
        polygons = shapes[code]
        moments = [moment(polygon) for polygon in polygons]
        group = _main_group(polygons, moments)
        middles[code] = _degrees(np.sum([moments[i] for i in group], axis=0))
    return middles


def divisions(
    layer: Sequence[dict[str, Any]], people: dict[str, list[tuple[float, float, int]]]
) -> dict[str, Division]:
    """GeoNames' code of a division → its middle and id; ``people`` has its cities' lat, lon, size.

    Divisions without an area, or whose people live elsewhere, are not there.
    """
    shapes: dict[str, list[list[Floats]]] = defaultdict(list)
    idents: dict[str, set[int]] = defaultdict(set)
    for feature in layer:
        about = feature["properties"]
        code = about["gn_a1_code"]
        if code not in people:
            continue
        shapes[code] += rings_of(feature["geometry"])
        if about["gn_level"] == 1 and (about["gn_id"] or 0) > 0:
            idents[code].add(int(about["gn_id"]))
    found = {}
    for code, polygons in sorted(shapes.items()):
        cities = np.asarray(people[code], dtype=np.float64)
        inside = _holds(polygons, cities[:, 1], cities[:, 0])
        weights = cities[:, 2] + 1
        if weights[inside].sum() < _INSIDE * weights.sum():
            continue
        middle = _degrees(np.sum([moment(polygon) for polygon in polygons], axis=0))
        ident = next(iter(idents[code])) if len(idents[code]) == 1 else None
        found[code] = Division(*middle, ident)
    return found
