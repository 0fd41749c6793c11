"""Names marked in one sentence and left out in another."""

from __future__ import annotations

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.mending.overlooked import abbreviated, overlooked
from transforms.extract.spans import Span


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("Fiat paid. Before Fiat's deal, Fiat had lost.", [(0, "ORG", 0.7)], [0, 18, 31]),
        # doubtful, or one thing here and another there
        ("Fiat paid. Fiat lost.", [(0, "ORG", 0.5)], [0]),
        ("Fiat paid. Fiat lost. Fiat won.", [(0, "ORG", 0.7), (11, "PERSON", 0.7)], [0, 11]),
        # a part of another name
        ("Fiat paid. Fiat Group lost. Old Fiat-like cars. Fiats.", [(0, "ORG", 0.9)], [0]),
        ("Brown left. Gordon Brown left.", [(0, "PERSON", 0.9)], [0]),
        # too short, or a plain word as well
        ("Lee left. Lee slept.", [(0, "PERSON", 0.9)], [0]),
        ("Will left. Will he come?", [(0, "PERSON", 0.9)], [0]),
    ],
)
def test_overlooked_marks_the_name_throughout(
    text: str, marked: list[tuple[int, str, float]], expected: list[int]
) -> None:
    spans = [Span(at, text.index(" ", at), label, sure) for at, label, sure in marked]
    found = overlooked(text, spans)
    assert [span.start for span in found] == expected
    assert all(span.confidence is None for span in found if span not in spans)


def test_overlooked_leaves_times_alone() -> None:
    text = "April spoke. It snows in April."
    assert overlooked(text, [Span(0, 5, "PERSON", 0.9)], [(25, 30)]) == [Span(0, 5, "PERSON", 0.9)]


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
