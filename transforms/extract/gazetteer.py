"""The shipped tables of places: a name → candidate places, countries, demonyms.

The tables are read once per process; names are found by hash, so that 170,000 places take a few
megabytes of arrays instead of Python objects. Sources and licences: transforms/resources/places.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple, Optional

import numpy as np

CITY: Final = 0
FIRST_LEVEL: Final = 1
SECOND_LEVEL: Final = 2
COUNTRY: Final = 3
REGION: Final = 4
#: Degrees, north-south and east-west added up, within which a region and a division are one.
_SAME: Final = 3.0

_FOLDED: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe",
        "ı": "i", "ħ": "h", "ŋ": "n", "-": " ", "‐": " ", "‑": " ", "–": " ", "'": None,
        "’": None, "‘": None, "ʻ": None, "ʼ": None, "`": None, ".": None, ",": " ",
    }
)  # fmt: skip


@lru_cache(maxsize=16_384)
def fold(name: str) -> str:
    """A name without case, accents, stops and hyphens; "St." and "Mt." are spelled out.

    >>> fold("Saint-Étienne"), fold("St. Paul"), fold("N'Djamena")
    ('saint etienne', 'saint paul', 'ndjamena')
    """
    text = name.casefold().translate(_FOLDED)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c)).translate(_FOLDED)
    words = text.split()
    if words and words[0] in ("st", "ste", "mt", "ft"):
        words[0] = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}[words[0]]
    return " ".join(words)


_DOUBLED: Final = re.compile(r"(.)\1+")


def spelled_alike(one: str, other: str) -> bool:
    """Whether folded names differ by doubled letters or by i and y: "Odessa" and "Odesa".

    >>> spelled_alike("odessa", "odesa"), spelled_alike("kirill", "kyril")
    (True, True)
    >>> spelled_alike("pittsburgh", "pittsburg")
    False
    """
    first, second = (_DOUBLED.sub(r"\1", name.replace("y", "i")) for name in (one, other))
    return first == second


def key_of(folded: str) -> int:
    """64 bits of a folded name."""
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "big")


class PlaceRecord(NamedTuple):
    """One place that a name may mean.

    ``country`` is ISO alpha-3 (None for what lies in several); ``division`` is GeoNames' code of
    the first-level division ("US.TX"), ``admin1`` its name; ``kind`` one of CITY, FIRST_LEVEL,
    SECOND_LEVEL, COUNTRY, REGION; ``primary`` says that the name asked for is the place's own.
    """

    name: str
    kind: int
    country: Optional[str]
    division: Optional[str]
    admin1: Optional[str]
    geonames_id: Optional[int]
    latitude: float
    longitude: float
    population: int
    primary: bool


class Country(NamedTuple):
    """One country."""

    iso2: str
    iso3: str
    geonames_id: int
    name: str
    latitude: float
    longitude: float
    capital: str
    population: int
    demonyms: tuple[str, ...]
    aliases: tuple[str, ...]


class Gazetteer:
    """All tables; `gazetteer` gives the one instance of the process."""

    def __init__(self) -> None:
        folder = files("transforms.resources") / "places"
        self.countries: dict[str, Country] = {}
        self.by_name: dict[str, list[PlaceRecord]] = {}
        self.demonyms: dict[str, str] = {}
        self.capitals: dict[str, str] = {}
        self._iso3: dict[str, str] = {}
        for line in (folder / "countries.tsv").read_text("utf-8").splitlines()[1:]:
            self._add_country(line.split("\t"))
        #: (folded name, country) of small places that are known all over the world
        self.known_small: set[tuple[str, str]] = set()
        for line in (folder / "well_known.tsv").read_text("utf-8").splitlines()[1:]:
            place, iso3 = line.split("\t")
            self.known_small.add((fold(place), iso3))
        self.abbreviations: dict[str, str] = {}
        for line in (folder / "abbreviations.tsv").read_text("utf-8").splitlines()[1:]:
            short, long = line.split("\t")
            self.abbreviations[short] = long
        with np.load(io.BytesIO((folder / "places.npz").read_bytes())) as arrays:
            self._arrays: dict[str, Any] = {name: arrays[name] for name in arrays.files}
        self._keys = self._arrays["key"]
        labels = bytes(self._arrays.pop("names"))
        bounds = np.flatnonzero(np.frombuffer(labels, dtype=np.uint8) == 10)
        self._labels = labels
        self._bounds = np.concatenate(([-1], bounds, [len(labels)])).astype(np.int64)
        self._country_codes: list[str] = self._arrays["countries"].tolist()
        self._division_codes: list[str] = self._arrays["division_codes"].tolist()
        self._division_names = bytes(self._arrays.pop("division_names")).decode().split("\n")
        self._division_index = {code: i for i, code in enumerate(self._division_codes)}
        self._found: dict[str, tuple[PlaceRecord, ...]] = {}
        for line in (folder / "regions.tsv").read_text("utf-8").splitlines()[1:]:
            self._add_region(line.split("\t"))

    def _add_country(self, cells: list[str]) -> None:
        iso2, iso3, ident, name, lat, lon, capital, people, demonyms, aliases = cells
        country = Country(
            iso2, iso3, int(ident), name, float(lat), float(lon), capital, int(people),
            tuple(filter(None, demonyms.split("|"))), tuple(filter(None, aliases.split("|"))),
        )  # fmt: skip
        self.countries[iso3] = country
        self._iso3[iso2] = iso3
        record = PlaceRecord(
            name, COUNTRY, iso3, None, None, country.geonames_id, country.latitude,
            country.longitude, country.population, True,
        )  # fmt: skip
        for alias in (name, *country.aliases):
            self.by_name.setdefault(fold(alias), []).append(record)
        for demonym in country.demonyms:
            # the first country of a shared word keeps it ("Dominican", "Congolese")
            known = self.demonyms.get(demonym.casefold())
            if known is None or self.countries[known].population < country.population:
                self.demonyms[demonym.casefold()] = iso3
        if capital:
            self.capitals[fold(capital)] = iso3

    def _add_region(self, cells: list[str]) -> None:
        name, aliases, lat, lon, kind, iso3, ident = cells
        record = PlaceRecord(
            name, CITY if kind == "city" else REGION, iso3 or None, None, None,
            int(ident) if ident else None, float(lat), float(lon), 0, True,
        )  # fmt: skip
        same = [
            row
            for row in (self._rows(fold(name)) if iso3 and kind == "region" else ())
            if row.kind == FIRST_LEVEL and row.country == iso3 and row.primary
            if abs(row.latitude - record.latitude) + abs(row.longitude - record.longitude) < _SAME
        ]
        if kind == "city" and ident:
            forms = (name, *aliases.split("|"))
            same = [
                r for form in forms for r in self._rows(fold(form)) if r.geonames_id == int(ident)
            ]
        if same:
            # "Sicily" is a division too, "Hague" a city, with more columns
            record = same[0]._replace(primary=True)
        for alias in (name, *filter(None, aliases.split("|"))):
            self.by_name.setdefault(fold(alias), []).append(record)

    def iso3(self, iso2: str) -> Optional[str]:
        """ISO alpha-3 of an alpha-2 code."""
        return self._iso3.get(iso2)

    def division_name(self, code: str) -> Optional[str]:
        """Name of a first-level division by GeoNames' code ("US.TX")."""
        index = self._division_index.get(code)
        return None if index is None else self._division_names[index] or None

    def find(self, name: str) -> tuple[PlaceRecord, ...]:
        """All places that ``name`` may mean, in a fixed order; empty when none is known."""
        folded = fold(name)
        found = self._found.get(folded)
        if found is None:
            found = tuple(dict.fromkeys((*self.by_name.get(folded, ()), *self._rows(folded))))
            if len(self._found) > 20_000:
                self._found.clear()  # a cache, not a store: worker processes live long
            self._found[folded] = found
        return found

    def _rows(self, folded: str) -> list[PlaceRecord]:
        arrays = self._arrays
        key = np.uint64(key_of(folded))
        low = int(np.searchsorted(self._keys, key, side="left"))
        records = []
        while low < len(self._keys) and self._keys[low] == key:
            row = int(arrays["key_row"][low])
            iso2 = self._country_codes[int(arrays["country"][row])]
            division = int(arrays["division"][row])
            begin, end = self._bounds[row] + 1, self._bounds[row + 1]
            label = self._labels[begin:end].decode()
            records.append(
                PlaceRecord(
                    label,
                    int(arrays["kind"][row]),
                    self._iso3.get(iso2),
                    self._division_codes[division],
                    self._division_names[division] or None,
                    int(arrays["ident"][row]) or None,
                    int(arrays["latitude"][row]) / 1e5,
                    int(arrays["longitude"][row]) / 1e5,
                    int(arrays["people"][row]),
                    not arrays["key_other"][low] or spelled_alike(folded, fold(label)),
                )
            )
            low += 1
        return records


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process, read at the first call (about 0.2 s)."""
    return Gazetteer()
