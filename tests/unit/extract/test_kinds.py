"""Names whose own words say their type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.mending.kinds import designated, empty, is_language, kind, number_behind


@pytest.mark.parametrize(
    ("label", "name", "before", "wanted"),
    [
        ("LAW", "Clean Rivers Act", "", "LAW"),
        ("LAW", "Treaty of Oslo", "", "LAW"),
        ("ORG", "Kyoto Protocol", "", "LAW"),
        ("ORG", "Act Group", "", "ORG"),
        ("ORG", "Protocol", "", "ORG"),  # a firm may be called so
        ("LAW", "Operation Silent Tide", "", "EVENT"),
        ("LAW", "Second World War", "", "EVENT"),
        ("LAW", "Hurricane Odile", "", "EVENT"),
        ("LAW", "Olympic Games", "", "EVENT"),
        ("ORG", "Northern Handball Cup", "", "EVENT"),
        ("LAW", "G-20", "", "ORG"),
        ("LAW", "Galaxon S4", "", "PRODUCT"),
        ("LAW", "Red Earth", "“", "WORK_OF_ART"),
        ("LAW", "Dreamliner", "'", "PRODUCT"),  # scare quotes
        ("LAW", "Songs of the Valley", "", "WORK_OF_ART"),
        ("ORG", "Airbus A380", "", "PRODUCT"),
        ("ORG", "Boeing 777 - 200LR", "", "PRODUCT"),
        ("ORG", "F-16s", "", "PRODUCT"),
        ("ORG", "G-20", "", "ORG"),
        ("ORG", "M23", "", "ORG"),
        ("ORG", "Schalke 04", "", "ORG"),
        ("ORG", "Brigade 101", "", "ORG"),
        ("ORG", "England U21", "", "ORG"),
        ("GPE", "Lake Kivu", "", "LOC"),
        ("GPE", "Caspian Sea", "", "LOC"),
        ("GPE", "Salt Lake City", "", "GPE"),
        ("PERSON", "Selin Aksoy", "", "PERSON"),
    ],
)
def test_kind_reads_the_type_off_the_words(label: str, name: str, before: str, wanted: str) -> None:
    assert kind(label, name.split(), before) == wanted


def test_number_behind_a_maker() -> None:
    assert number_behind("Boeing", ["747", "crashed"]) == 1
    assert number_behind("Boeing", ["737", "-", "800", "crashed"][:3]) == 3
    assert number_behind("Boeing", ["shares", "fell"]) == 0
    assert number_behind("Ford", ["500", "workers"]) == 0
    assert number_behind("Boeing", []) == 0


def test_empty_names_and_languages() -> None:
    assert empty(["The"])
    assert empty(["D"])
    assert not empty(["Way"])
    assert is_language("Kinyarwanda")
    assert not is_language("Soviet")


@given(st.sampled_from(["LAW", "ORG", "GPE"]), st.lists(st.text(min_size=1), min_size=1), st.text())
def test_kind_takes_any_words(label: str, name: list[str], before: str) -> None:
    assert kind(label, name, before) in (
        "LAW", "ORG", "GPE", "LOC", "EVENT", "PRODUCT", "WORK_OF_ART",
    )  # fmt: skip
    assert designated(name) in (True, False)
