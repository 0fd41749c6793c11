"""Toponyms: which place a name means, by what the text says around it."""

from __future__ import annotations

import pytest

from transforms.extract.gazetteer import COUNTRY, FIRST_LEVEL, PlaceRecord, fold, gazetteer
from transforms.extract.places import Hints, Toponym, resolve_places


def resolved(text: str, *names: str, **hints: object) -> list[PlaceRecord | None]:
    """Places of ``names``, each found behind the one before."""
    mentions, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(Toponym(start, position, name, "GPE"))
    options = Hints(hints.get("named", {}), hints.get("dateline"), hints.get("home"))  # type: ignore[arg-type]
    return resolve_places(gazetteer(), text, mentions, options)


def where(text: str, *names: str, **hints: object) -> list[tuple[str, str | None] | None]:
    return [
        None if place is None else (place.country or "", place.admin1)
        for place in resolved(text, *names, **hints)
    ]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("He lives in London.", ["London"], [("GBR", "England")]),
        ("He lives in London, Ontario.", ["London", "Ontario"], [("CAN", "Ontario")] * 2),
        ("A fire in Alexandria, Louisiana.", ["Alexandria"], [("USA", "Louisiana")]),
        ("A fire in Alexandria.", ["Alexandria"], [("EGY", "Alexandria")]),
        ("Storms hit Paris, Texas.", ["Paris", "Texas"], [("USA", "Texas")] * 2),
        ("A school in Springfield, Ill., closed.", ["Springfield"], [("USA", "Illinois")]),
        ("Floods hit northern Iraq.", ["northern Iraq"], [("IRQ", None)]),
        ("Voters in Calif. chose.", ["Calif."], [("USA", "California")]),
        ("Rain fell in NSW.", ["NSW"], [("AUS", "New South Wales")]),
        (
            "The U.S. and the Netherlands agreed.",
            ["U.S.", "Netherlands"],
            [("USA", None), ("NLD", None)],
        ),
        ("Ships crossed the Mediterranean.", ["Mediterranean"], [("", None)]),
        ("Strikes hit the Gaza Strip.", ["Gaza Strip"], [("PSE", "Gaza Strip")]),
        ("Nobody knows Xyzzyville.", ["Xyzzyville"], [None]),
        ("The EU voted.", ["EU"], [None]),
    ],
)
def test_places_take_the_text_around_them(
    text: str, names: list[str], expected: list[tuple[str, str | None] | None]
) -> None:
    assert where(text, *names) == expected


def test_places_lists_are_no_containment() -> None:
    text = (
        "Cases rose in Washington, Pennsylvania and Wyoming, and in Mexico, China, Japan and Peru."
    )
    places = resolved(
        text, "Washington", "Pennsylvania", "Wyoming", "Mexico", "China", "Japan", "Peru"
    )
    kinds = [place.kind for place in places if place is not None]
    assert kinds == [FIRST_LEVEL] * 3 + [COUNTRY] * 4


def test_places_lean_on_the_articles_other_places() -> None:
    text = "Cairo said that police in Alexandria and Giza had made arrests."
    assert where(text, "Cairo", "Alexandria", "Giza")[1] == ("EGY", "Alexandria")
    text = "Fans from Ontario, Quebec and Manitoba came to London by bus."
    assert where(text, "Ontario", "Quebec", "Manitoba", "London")[3] == ("GBR", "England")
    # named with its province once, London is that London throughout
    text = "Police in London, Ontario, made arrests. London has 400,000 people."
    assert where(text, "London", "Ontario", "London")[2] == ("CAN", "Ontario")


def test_places_take_a_demonym_before_them() -> None:
    assert where("He was born in the Canadian city of London.", "London") == [("CAN", "Ontario")]


def test_places_georgia_is_state_or_country_by_context() -> None:
    assert where("Troops left Georgia for Russia.", "Georgia", "Russia")[0] == ("GEO", None)
    text = "Polls in Georgia, Alabama and Florida open at seven."
    assert where(text, "Georgia", "Alabama", "Florida")[0] == ("USA", "Georgia")


def test_places_outlet_and_dateline_lean() -> None:
    text = "The council in Perth voted."
    assert where(text, "Perth")[0] == ("AUS", "Western Australia")
    assert where(text, "Perth", home="GBR", dateline="Edinburgh")[0] == ("GBR", "Scotland")


def test_places_small_namesakes_abroad_stay_unresolved() -> None:
    text = "The minister spoke in Nairobi. Kenya and Uganda had asked Tiberiade."
    assert where(text, "Nairobi", "Kenya", "Uganda", "Tiberiade")[3] is None


def test_gazetteer_knows_geonames_ids() -> None:
    paris = max(gazetteer().find("Paris"), key=lambda r: (r.kind == 0, r.population))
    assert (paris.geonames_id, paris.country) == (2988507, "FRA")
    assert round(paris.latitude, 1) == 48.9


def test_gazetteer_countries_have_codes_and_coordinates() -> None:
    countries = gazetteer().countries
    assert len(countries) > 230
    assert all(len(c.iso3) == 3 and -90 <= c.latitude <= 90 for c in countries.values())
    assert countries["TUR"].demonyms[0] == "Turkish"


@pytest.mark.parametrize(
    ("one", "other"),
    [("São Paulo", "Sao Paulo"), ("St. Louis", "Saint Louis"), ("Côte d’Ivoire", "Cote d'Ivoire")],
)
def test_fold_meets_spellings(one: str, other: str) -> None:
    assert fold(one) == fold(other)
