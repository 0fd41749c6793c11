"""Towns abroad beside a state that acts, and bodies whose name many countries have."""

from __future__ import annotations

from collections import Counter

import pytest

from transforms.extract.countries import country_of_organization
from transforms.extract.gazetteer import gazetteer
from transforms.extract.places import Hints, Toponym, resolve_places
from transforms.extract.places.outlets import home_of_local_story


def countries(text: str, *names: str, label: str = "GPE") -> list[str | None]:
    mentions, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(Toponym(start, position, name, label))
    places = resolve_places(gazetteer(), text, mentions, Hints({}))
    return [None if place is None else place.country for place in places]


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("In Vienna, U.S. envoys sat down with rebels.", ("Vienna", "U.S."), ["AUT", "USA"]),
        ("At Athens, United States diplomats waited.", ("Athens", "United States"),
         ["GRC", "USA"]),
        ("A U.S. senator flew to Birmingham on Sunday. Washington was silent.",
         ("U.S.", "Birmingham", "Washington"), ["USA", "GBR", "USA"]),
        ("The U.S. fleet left Valencia.", ("U.S.", "Valencia"), ["USA", "ESP"]),
        ("In Milan, Italy on Monday, a bank failed.", ("Milan", "Italy"), ["ITA", "ITA"]),
        ("Police in Birmingham and Montgomery searched Alabama.",
         ("Birmingham", "Montgomery", "Alabama"), ["USA", "USA", "USA"]),
        ("Seychelles opened a court in Victoria.", ("Seychelles", "Victoria"), ["SYC", "SYC"]),
        ("Fires burned in Clay and Jackson counties in Missouri.",
         ("Clay", "Jackson", "Missouri"), ["USA", "USA", "USA"]),
        ("Rents rose in the South East.", ("South East",), [None]),
        ("In Brussels, Canada, France and Germany refused.",
         ("Brussels", "Canada", "France", "Germany"), ["BEL", "CAN", "FRA", "DEU"]),
        ("From Odessa, U.S. engineers sailed home.", ("Odessa", "U.S."), ["UKR", "USA"]),
        ("Troops took Tripoli, Lebanon said.", ("Tripoli", "Lebanon"), ["LBN", "LBN"]),
        ("Gaza City was shelled, Israel said.", ("Gaza City", "Israel"), ["PSE", "ISR"]),
    ],
)  # fmt: skip
def test_resolve_places_beside_states_that_act(
    text: str, names: tuple[str, ...], expected: list[str | None]
) -> None:
    assert countries(text, *names) == expected


def test_resolve_places_takes_no_ground_for_a_small_town() -> None:
    assert countries("They won at Orland Park.", "Orland Park", label="FAC") == [None]
    assert countries("They won at Villa Park.", "Villa Park", label="FAC") == ["GBR"]


@pytest.mark.parametrize(
    ("name", "about", "expected"),
    [
        ("Congress", {"ARG": 2}, "ARG"),
        ("Congress", {"UKR": 3}, "USA"),
        ("Congress", {}, "USA"),
        ("the National Guard", {"MEX": 1}, "MEX"),
        ("Labour Party", {"NOR": 2, "SWE": 5}, "NOR"),
        ("Pentagon", {"MEX": 4}, "USA"),
        ("the Supreme Court", {"KEN": 3, "USA": 1}, "KEN"),
        ("Supreme Court", {"KEN": 1, "USA": 1}, None),
        ("National Guard", {"GEO": 2}, "GEO"),
    ],
)
def test_country_of_a_common_body_is_the_articles(
    name: str, about: dict[str, int], expected: str | None
) -> None:
    assert country_of_organization(gazetteer(), name, Counter(about)) == expected


LOCAL = (
    "The Paris City Council met on Monday. Sheriff Ed Lee spoke of thefts at the high school and "
    "in Henry County. Paris voters will be asked in May, the school board said."
)


def told(text: str, hints: Hints, *names: str) -> list[tuple[str | None, str | None]]:
    mentions, position = [], 0
    for name in names:
        start = text.index(name, position)
        position = start + len(name)
        mentions.append(Toponym(start, position, name, "GPE"))
    places = resolve_places(gazetteer(), text, mentions, hints)
    return [(None, None) if p is None else (p.country, p.admin1) for p in places]


def test_resolve_places_of_a_local_story_lie_at_home() -> None:
    found = told(LOCAL, Hints({}), "Paris", "Henry County", "Paris")
    assert [country for country, _ in found] == ["USA"] * 3


def test_resolve_places_takes_a_town_in_the_outlets_name_for_its_own() -> None:
    text = "Paris mourned its mayor on Monday."
    assert told(text, Hints({}, outlet="theparisnews.com"), "Paris")[0][0] == "USA"
    assert told(text, Hints({}, outlet="wire-desk.com"), "Paris")[0][0] == "FRA"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The City Council met at Lee High School, Sheriff Ed Lee said.", "USA"),
        ("The city council met in the centre of York at Lee High School, Sheriff Lee said.", None),
        ("The president met the prime minister.", None),
    ],
)
def test_told_at_home_by_what_local_papers_write_of(text: str, expected: str | None) -> None:
    assert home_of_local_story(text) == expected
