"""Quotation marks of every shape; apostrophes are none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.speech.marks import marked_spans


def inside(text: str) -> list[str]:
    return [text[mark.start : mark.end] for mark in marked_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We go," he said. "Now."', ["We go", "Now."]),
        ("“We go,” he said. “Now.”", ["We go", "Now."]),
        ("``We go,'' he said.", ["We go"]),
        ("'We will not go,' he said.", ["We will not go"]),
        ("‘We will not go,’ he said. ‘Never.’", ["We will not go", "Never."]),
        ("'We're staying and we don't care,' she said.", ["We're staying and we don't care"]),
        ("‘It’s the ministers’ plan, not ours,’ he said.", ["It’s the ministers’ plan, not ours"]),
        ("'They were goin' home,' he said.", ["They were goin' home"]),
        (
            "He called it 'a disgrace for players' and left, 'but we go on,' he said.",
            ["a disgrace for players", "but we go on"],
        ),
        ("The ministers' plan and the dogs' home aren't Smith's.", []),
        ("In the '90s they sang rock 'n' roll; 'twas fun, 'em days.", []),
        ("The Joneses' house and O'Brien's car", []),
        ("He told me: \"She said 'no way' and left.\"", ["She said 'no way' and left."]),
        ("'He told me \"no way\" and left,' she said.", ['He told me "no way" and left']),
        ("‘He told me “it’s over” and left,’ she said.", ["He told me “it’s over” and left"]),
        ("“She cried ‘help!’ twice,” he said.", ["She cried ‘help!’ twice"]),
        ('A 6" pipe and a 12" pipe burst.', []),
        ("He is 6' 2'' tall.", []),
        ('He said: "It is over', []),
        ('He said: "It is over and we will go home now', ["It is over and we will go home now"]),
        ("", []),
        ("'", []),
        ('""', []),
    ],
)
def test_marked_spans_are_the_outermost(text: str, expected: list[str]) -> None:
    assert inside(text) == expected


@pytest.mark.parametrize(("left", "right"), [("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'")])
def test_marked_spans_go_on_over_paragraphs(left: str, right: str) -> None:
    text = f"{left}We came.\n\n{left}We saw.\n\n{left}We won,{right} he said.\n\nHe left."
    found = marked_spans(text)
    assert [text[m.start : m.end] for m in found] == ["We came.", "We saw.", "We won"]
    assert [m.goes_on for m in found] == [True, True, False]


def test_marked_spans_go_on_where_the_paragraphs_breaks_are_lost() -> None:
    text = "“We sowed early this year. “Then the rain came,” he said."
    found = marked_spans(text)
    assert [text[m.start : m.end] for m in found] == [
        "We sowed early this year.",
        "Then the rain came",
    ]
    assert [m.goes_on for m in found] == [True, False]


def test_marked_spans_do_not_go_on_behind_a_sentence_that_tells_who_spoke() -> None:
    text = "“We sowed early this year, Ann Lee said. “Then the rain came,” he said."
    assert inside(text) == ["Then the rain came"]


def test_marked_spans_keep_to_their_paragraph() -> None:
    text = "“We came.\n\nHe left. “We won,” he said."
    assert inside(text)[-1] == "We won"


def test_marked_spans_cross_the_line_breaks_of_wrapped_text() -> None:
    assert inside("“We came and\nwe won,” he said.\n\nHe left.") == ["We came and\nwe won"]


@given(st.text(alphabet="ab s.,\n\"“”‘’'`0", max_size=60))
def test_marked_spans_lie_in_order_within_the_text(text: str) -> None:
    position = 0
    for mark in marked_spans(text):
        assert position <= mark.start <= mark.end <= len(text)
        position = mark.end


@pytest.mark.parametrize(
    "unit",
    [
        "'a ",
        "a' ",
        "s' 'a ",
        '"a ',
        "“a ",
        "‘a s’ ",
        "“a b c d e f g h. ",
        "''",
        "\n\n'a",
        "' \"a",
        "``",
    ],
)
def test_marked_spans_take_bounded_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begin = time.process_time()
    marked_spans(text)
    assert time.process_time() - begin < 5
