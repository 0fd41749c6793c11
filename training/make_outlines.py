"""Write pipelines/report/outlines.json: outlines of countries for the report's map.

Input: a shapefile of Natural Earth 1:110m countries (public domain, naturalearthdata.com), as the
package geopandas carried it up to version 0.14. Output: GeoJSON with the ISO code of each country,
coordinates to a tenth of a degree, rings clockwise as Vega draws them.

    .venv/bin/python training/make_outlines.py naturalearth_lowres
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "pipelines" / "report" / "outlines.json"

#: Countries that the file gives no ISO code, by its own name of them.
CODES = {"France": "FRA", "Norway": "NOR", "Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}

Ring = list[list[float]]


def records(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, ISO code) of the rows of a dBASE file."""
    data = path.read_bytes()
    count, head, size = struct.unpack("<IHH", data[4:12])
    fields, at, offset = {}, 32, 1
    while data[at] != 0x0D:
        name = data[at : at + 11].split(b"\0")[0].decode()
        fields[name] = (offset, data[at + 16])
        offset += data[at + 16]
        at += 32
    for row in range(count):
        start = head + row * size
        values = {
            name: data[start + first : start + first + width].decode("latin-1").strip()
            for name, (first, width) in fields.items()
        }
        yield values["name"], values["iso_a3"]


def shapes(path: Path) -> Iterator[list[Ring]]:
    """Yield the rings of the polygons of a shapefile (type 5)."""
    data, at = path.read_bytes(), 100
    while at < len(data):
        (words,) = struct.unpack(">I", data[at + 4 : at + 8])
        body = data[at + 8 : at + 8 + words * 2]
        parts, points = struct.unpack("<II", body[36:44])
        starts = [*struct.unpack(f"<{parts}I", body[44 : 44 + 4 * parts]), points]
        flat = struct.unpack(f"<{points * 2}d", body[44 + 4 * parts : 44 + 4 * parts + 16 * points])
        pairs = [[round(x, 1), round(y, 1)] for x, y in zip(flat[::2], flat[1::2], strict=True)]
        yield [pairs[a:b] for a, b in pairwise(starts)]
        at += 8 + words * 2


def thinned(ring: Ring) -> Ring:
    """Without neighbours that became equal by rounding."""
    return [point for n, point in enumerate(ring) if n == 0 or point != ring[n - 1]]


def is_hole(ring: Ring) -> bool:
    """Whether a ring runs counter-clockwise: a hole, whose country has a shape of its own."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def main(stem: str) -> None:
    features = []
    for (name, code), rings in zip(
        records(Path(f"{stem}.dbf")), shapes(Path(f"{stem}.shp")), strict=True
    ):
        kept = [thinned(ring) for ring in rings]
        polygons = [[ring] for ring in kept if len(ring) >= 4 and not is_hole(ring)]
        identity = CODES.get(name, code)
        features.append(
            {
                "type": "Feature",
                "id": identity,
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            }
        )
    TARGET.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    )


if __name__ == "__main__":
    main(sys.argv[1])
