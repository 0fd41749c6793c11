"""Paragraphs → the parts of an article."""

import pytest

from transforms.lang.rules import rules_of
from transforms.normalize.structure import find_structure, split_plain

ENGLISH = rules_of("en")

WRAPPED = [
    "The lamp over the counter came on at seven in the evening and the",
    "whole street saw it.",
]
OPEN = ["The lamp over the counter came on at seven in the evening.", "", "The street saw it."]


@pytest.mark.parametrize("body", [WRAPPED, OPEN], ids=["hard-wrapped", "a line a paragraph"])
def test_structure_reads_a_byline_with_the_date_below(body: list[str]) -> None:
    lines = ["Lamp lit", "", "By Rukia Athman", "Saturday, January 20, 2024", "", *body]
    found = find_structure(
        split_plain(lines, lines, ENGLISH), None, None, ENGLISH, guess_title=True
    )
    assert found.authors == ("Rukia Athman",)
    assert found.stated is not None
    assert found.paragraphs[0].startswith("The lamp")


LEAD = "The council of Kisumu voted late on Tuesday to close the old fish market"
BODY = [
    "Traders had asked for another year.",
    "The market opened in 1931 beside the pier.",
    "A new hall is being built near the station.",
]


@pytest.mark.parametrize(
    ("line", "below", "is_deck"),
    [
        pytest.param(LEAD, BODY, False, id="report without a full stop"),
        pytest.param("Fish market to close within weeks", BODY, True, id="short, repeats the lead"),
        pytest.param(LEAD, ["By Rukia Athman", *BODY], True, id="above the byline"),
        pytest.param(
            "Fish market to close soon", [b[:-1] for b in BODY], False, id="no full stops"
        ),
    ],
)
def test_structure_tells_a_deck_from_a_first_line(
    line: str, below: list[str], is_deck: bool
) -> None:
    lines = [part for block in (line, *below) for part in (block, "")]
    found = find_structure(
        split_plain(lines, lines, ENGLISH),
        "Lake town loses a hall",
        None,
        ENGLISH,
        guess_title=True,
    )
    assert (found.subtitle, line in found.paragraphs) == (
        (line, False) if is_deck else (None, True)
    )
