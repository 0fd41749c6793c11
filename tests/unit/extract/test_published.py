"""GeoNames' own points and ids: how they are read and matched, what the shipped tables hold."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

from transforms.extract.gazetteer import FIRST_LEVEL, SECOND_LEVEL, PlaceRecord, gazetteer
from transforms.resources.places.published import MEMBER, Feature, cores, features, matched


def wheel(tmp_path: Path, table: Any) -> Path:
    path = tmp_path / "table.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MEMBER, pickle.dumps(table))
    return path


def feature(ident: int, name: str, latitude: float, longitude: float, **more: Any) -> Feature:
    plain = Feature(ident, name, "AA", "admin2", latitude, longitude, 50_000, (name,))
    return plain._replace(**more)


def test_features_join_the_names_of_one_id(tmp_path: Path) -> None:
    rows = [
        ["Ketland", "Ketland Province", "AA", 10.5, 20.25, "7", "admin1", 90],
        ["Ketlandia", "Ketland Province", "AA", 10.5, 20.25, "7", "admin1", 90],
        ["Everywhere", "Everywhere", float("nan"), 1.0, 2.0, "8", "region", 0],
    ]
    found = features(wheel(tmp_path, rows))
    names = ("Ketland Province", "Ketland", "Ketlandia")
    assert found[7] == Feature(7, names[0], "AA", "admin1", 20.25, 10.5, 90, names)
    assert found[8].country == ""


def test_features_load_no_code(tmp_path: Path) -> None:
    with pytest.raises(pickle.UnpicklingError, match="in a table of places"):
        features(wheel(tmp_path, [Path]))


def test_cores_leave_out_the_kind_of_division() -> None:
    assert cores("Province of Ketland") == {"province of ketland", "ketland"}


def test_matched_takes_the_nearest_of_the_name_in_the_country() -> None:
    published = [
        feature(1, "Ket County", 10.0, 10.0),
        feature(2, "Ket County", 10.5, 10.0),
        feature(3, "Ket County", 10.1, 10.0, country="BB"),
        feature(4, "Ket County", 10.1, 10.0, kind="admin1"),
    ]
    assert matched([("AA", "Ket", 10.1, 10.0)], published, "admin2")[0].geonames_id == 1
    assert matched([("AA", "Ket", 12.5, 10.0)], published, "admin2") == {}
    assert matched([("AA", "Kett", 10.0, 10.0)], published, "admin2") == {}


def test_matched_gives_a_feature_to_one_place_only() -> None:
    places = [("AA", "Ket", 10.3, 10.0), ("AA", "Ket", 10.1, 10.0)]
    found = matched(places, [feature(1, "Ket", 10.0, 10.0)], "admin2")
    assert {number: f.geonames_id for number, f in found.items()} == {1: 1}


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [("CHN", 35.0, 105.0), ("FRA", 46.0, 2.0), ("USA", 39.76, -98.5), ("RUS", 60.0, 100.0)],
)
def test_countries_have_the_point_of_their_geonames_id(
    code: str, latitude: float, longitude: float
) -> None:
    country = gazetteer().countries[code]
    assert (country.latitude, country.longitude) == (latitude, longitude)


def division(name: str, country: str, kind: int) -> PlaceRecord:
    (place,) = (
        r for r in gazetteer().find(name) if (r.country, r.kind, r.primary) == (country, kind, True)
    )
    return place


@pytest.mark.parametrize(
    ("name", "country", "ident", "latitude", "longitude"),
    [
        ("Ontario", "CAN", 6093943, 49.25014, -84.49983),
        ("Bavaria", "DEU", 2951839, 49.0, 11.5),
        ("Texas", "USA", 4736286, 31.25044, -99.25061),
        ("Sicily", "ITA", 2523119, 37.75, 14.25),
        ("Rift Valley", "KEN", 400744, 0.5, 36.0),
        ("Lorraine", "FRA", 2997551, 48.76667, 6.13333),
    ],
)
def test_divisions_have_the_point_of_their_geonames_id(
    name: str, country: str, ident: int, latitude: float, longitude: float
) -> None:
    place = division(name, country, FIRST_LEVEL)
    assert (place.geonames_id, place.latitude, place.longitude) == (ident, latitude, longitude)


def test_second_level_divisions_have_ids_where_geonames_gives_people() -> None:
    assert division("Kent", "GBR", SECOND_LEVEL).geonames_id == 3333158
    arrays = gazetteer()._arrays
    second = arrays["kind"] == SECOND_LEVEL
    assert (arrays["ident"][second] > 0).sum() > 8500
