"""Middles of areas on the sphere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from transforms.resources.places.middles import countries, divisions, moment, rings_of


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(country: str, *boxes: list[list[float]], **more: Any) -> dict[str, Any]:
    about = {
        "gu_a3": country, "adm0_a3": country, "iso_3166_2": "", "gn_a1_code": None,
        "gn_level": None, "gn_id": None, **more,
    }  # fmt: skip
    geometry = {"type": "MultiPolygon", "coordinates": [[b] for b in boxes]}
    return {"properties": about, "geometry": geometry}


def test_moment_is_centroid_and_area_whichever_way_round() -> None:
    ring = np.array(box(10, -2, 12, 2))
    there, back = moment([ring]), moment([ring[::-1]])
    assert np.allclose(there, back)
    assert np.degrees(np.arctan2(there[1], there[0])) == pytest.approx(11)
    assert np.linalg.norm(there) == pytest.approx(np.radians(2) * np.radians(4), rel=0.01)


def test_moment_leaves_holes_out() -> None:
    holed = moment([np.array(box(0, -5, 10, 5)), np.array(box(5, -5, 10, 5))])
    assert np.degrees(np.arctan2(holed[1], holed[0])) == pytest.approx(2.5, abs=0.01)


def test_moment_crosses_the_date_line() -> None:
    halves = moment([np.array(box(178, 0, 180, 2))]) + moment([np.array(box(-180, 0, -176, 2))])
    assert np.degrees(np.arctan2(halves[1], halves[0])) % 360 == pytest.approx(181, abs=0.01)


def test_countries_leave_far_parts_out_and_keep_near_ones() -> None:
    far = countries([feature("AAA", box(0, 0, 4, 4), box(60, 0, 61, 1))], {"AAA"})
    near = countries([feature("AAA", box(0, 0, 4, 4), box(6, 0, 10, 4))], {"AAA"})
    assert far["AAA"] == pytest.approx((2, 2), abs=0.02)
    assert near["AAA"] == pytest.approx((2, 5), abs=0.02)


def test_countries_follow_iso() -> None:
    crimea = feature("RUS", box(33, 44, 36, 46), iso_3166_2="UA-43")
    assert set(countries([crimea], {"RUS", "UKR"})) == {"UKR"}


def test_divisions_need_their_people_in_the_area() -> None:
    layer = [feature("AAA", box(0, 0, 4, 4), gn_a1_code="AA.01", gn_level=1, gn_id=7)]
    here, elsewhere = [(1.0, 1.0, 500)], [(30.0, 1.0, 500)]
    assert divisions(layer, {"AA.01": here})["AA.01"].geonames_id == 7
    assert divisions(layer, {"AA.01": elsewhere}) == {}


def test_rings_of_takes_both_kinds_of_geometry() -> None:
    one = rings_of({"type": "Polygon", "coordinates": [box(0, 0, 1, 1)]})
    two = rings_of({"type": "MultiPolygon", "coordinates": [[box(0, 0, 1, 1)]] * 2})
    assert (len(one), len(two)) == (1, 2)
