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
