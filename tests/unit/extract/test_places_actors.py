"""Towns abroad beside a state that acts, and bodies whose name many countries have."""

from __future__ import annotations

from collections import Counter

import pytest

from transforms.extract.countries import country_of_organization
from transforms.extract.gazetteer import gazetteer
from transforms.extract.places import Hints, Toponym, resolve_places


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
        ("Gaza City was shelled, Israel said.", ("Gaza City", "Israel"), ["PSE", "ISR"]),
    ],
)  # fmt: skip
def test_resolve_places_beside_states_that_act(
    text: str, names: tuple[str, ...], expected: list[str | None]
) -> None:
    assert countries(text, *names) == expected


def test_resolve_places_takes_no_ground_for_a_small_town() -> None:
    assert countries("They won at Villa Park.", "Villa Park", label="FAC") == [None]


@pytest.mark.parametrize(
    ("name", "about", "expected"),
    [
        ("Congress", {"ARG": 2}, "ARG"),
        ("Congress", {"UKR": 3}, "USA"),
        ("Congress", {}, "USA"),
        ("the National Guard", {"MEX": 1}, "MEX"),
        ("Labour Party", {"NOR": 2, "SWE": 5}, "NOR"),
        ("Pentagon", {"MEX": 4}, "USA"),
    ],
)
def test_country_of_a_common_body_is_the_articles(
    name: str, about: dict[str, int], expected: str
) -> None:
    assert country_of_organization(gazetteer(), name, Counter(about)) == expected
