"""States and bodies in capitals that no pipeline marked."""

from __future__ import annotations

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.mending.abbreviations import abbreviated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The CAR accused Chad.", [("CAR", "GPE")]),
        ("Troops fought IS fighters.", [("IS", "ORG")]),
        ("THIS IS THE END", []),
        ("The Council of the EU met.", []),
        ("He sang in the key of ABBA.", []),
    ],
)
def test_abbreviated_marks_states_and_bodies_in_capitals(
    text: str, expected: list[tuple[str, str]]
) -> None:
    found = abbreviated(text, [], [], gazetteer())
    assert [(text[s.start : s.end], s.label) for s in found] == expected
