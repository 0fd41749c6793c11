"""Names → grounds and regions of the table of places."""

from __future__ import annotations

import pytest

from transforms.extract.gazetteer import gazetteer
from transforms.extract.mending.regions import regions_and_grounds
from transforms.extract.spans import Span


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("They drew at Anfield.", {"Anfield": "ORG"}, {"Anfield": "FAC"}),
        ("They drew at the Bernabeu.", {"Bernabeu": "PERSON"}, {"Bernabeu": "FAC"}),
        ("Police praised Anfield.", {"Anfield": "ORG"}, {"Anfield": "ORG"}),
        ("They work at Barclays.", {"Barclays": "ORG"}, {"Barclays": "ORG"}),
        ("Snow fell in the Scottish Highlands.", {"Scottish": "NORP"},
         {"Scottish Highlands": "LOC"}),
        ("Snow fell in the Scottish Highlands.", {"Scottish": "NORP", "Highlands": "LOC"},
         {"Scottish Highlands": "LOC"}),
        ("The Scottish Parliament met.", {"Scottish": "NORP"}, {"Scottish": "NORP"}),
    ],
)  # fmt: skip
def test_regions_and_grounds_are_those_of_the_table(
    text: str, marked: dict[str, str], expected: dict[str, str]
) -> None:
    spans = [
        Span(text.index(name), text.index(name) + len(name), label, None)
        for name, label in marked.items()
    ]
    found = regions_and_grounds(text, spans, gazetteer())
    assert {text[span.start : span.end]: span.label for span in found} == expected
