"""The grammar of numbers, money, dates and times."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.model import grammar
from transforms.extract.model.grammar import find_numbers

ROOT = Path(__file__).resolve().parents[3]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[m.start : m.end], m.label) for m in find_numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They paid about $5 million.", [("about $5 million", "MONEY")]),
        ("It cost US$1.2 billion.", [("US$1.2 billion", "MONEY")]),
        ("He lost 300 euros.", [("300 euros", "MONEY")]),
        ("A fine of between £10 and £20.", [("between £10 and £20", "MONEY")]),
        ("Prices rose 3.5 percent.", [("3.5 percent", "PERCENT")]),
        ("Some 12% agreed.", [("Some 12%", "PERCENT")]),
        ("A village 50 kilometers away.", [("50 kilometers", "QUANTITY")]),
        ("It pumps 10,000 barrels a day.", [("10,000 barrels a day", "QUANTITY")]),
        ("A magnitude 6.1 quake.", [("magnitude 6.1", "QUANTITY")]),
        ("The third man, the 22nd win.", [("third", "ORDINAL"), ("22nd", "ORDINAL")]),
        ("At least 20 people died.", [("At least 20", "CARDINAL")]),
        ("Twenty-three men.", [("Twenty-three", "CARDINAL")]),
        ("Dozens of women.", [("Dozens", "CARDINAL")]),
        ("hundreds of thousands of people", [("hundreds of thousands", "CARDINAL")]),
        ("No one came.", []),
        ("Tensions with Eastern tenants rose in 2002.", [("2002", "DATE")]),
        ("Tens of thousands fled on Easter Sunday.",
         [("Tens of thousands", "CARDINAL"), ("Easter Sunday", "DATE")]),
        ("They lost tens of millions of dollars.", [("tens of millions of dollars", "MONEY")]),
        ("It began at 10 p.m. EST.", [("10 p.m. EST", "TIME")]),
        ("It began at 0900 GMT.", [("0900 GMT", "TIME")]),
        ("They met Friday night.", [("Friday night", "TIME")]),
        ("It took two hours.", [("two hours", "TIME")]),
        ("He spoke on Tuesday.", [("Tuesday", "DATE")]),
        ("On March 12, 2001, he left.", [("March 12, 2001", "DATE")]),
        ("On 12 March 2001 he left.", [("12 March 2001", "DATE")]),
        ("In the 1990s he left.", [("the 1990s", "DATE")]),
        ("The past two years were hard.", [("The past two years", "DATE")]),
        ("A 29-year-old was held.", [("29-year-old", "DATE")]),
        ("In the third quarter of 2008.", [("the third quarter of 2008", "DATE")]),
        ("He left in 2003.", [("2003", "DATE")]),
        ("He may march on.", []),
        ("It happened three days ago.", [("three days ago", "DATE")]),
        ("Version 2.0.1 and 3/4/5/6 are no numbers of news.", []),
        ("", []),
    ],
)  # fmt: skip
def test_find_numbers_labels_what_the_text_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_find_numbers_understands_capitals_and_lower_case() -> None:
    assert ("MARCH 12", "DATE") in found("TALKS RESUME MARCH 12")
    assert ("tuesday", "DATE") in found("talks resume tuesday")


def test_find_numbers_finds_the_same_without_its_short_cut() -> None:
    texts = [
        path.read_text("utf-8", errors="replace")
        for path in sorted((ROOT / "examples").rglob("*"))
        if path.suffix in (".txt", ".jsonl", ".html")
    ]
    lines = [line for text in texts for line in re.split(r"(?<=[.?!])\s|\n", text) if line]
    every = (1 << len(grammar._FAMILIES)) - 1
    assert len(lines) > 300
    for line in lines:
        everywhere = [(at, every) for at in range(len(line))]
        assert find_numbers(line) == find_numbers(line, every, everywhere)


@given(st.text(alphabet=st.sampled_from("0123456789 ,.$%-/:amptwoMarch yearsIn'\n€"), max_size=80))
def test_find_numbers_gives_ordered_spans_inside_the_text(text: str) -> None:
    at = 0
    for match in find_numbers(text):
        assert at <= match.start < match.end <= len(text)
        at = match.end
