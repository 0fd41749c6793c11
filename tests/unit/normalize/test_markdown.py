"""Marks of Markdown go; asterisks and figures of other text stay."""

from __future__ import annotations

import pytest

from transforms.normalize.markdown import without_marks


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("# Pier plan\n\n**The council voted.**", "Pier plan\n\nThe council voted."),
        ("## Costs ##\n\nIt was __late__ and *dear*.", "Costs\n\nIt was late and dear."),
        (
            'See [the plan](https://x.example/a_(b) "Plan") and [the vote](/news/vote).',
            "See the plan and the vote.",
        ),
        (
            "![Boats at dawn](https://x.example/a)\n\n# Boats\n\n> They sailed.\n\n* * *\n\nEnd.",
            "Boats at dawn\n\nBoats\n\nThey sailed.\n\n\n\nEnd.",
        ),
        ("# Rule\n\n**Bold \\* star**", "Rule\n\nBold * star"),
    ],
)
def test_marks_of_markdown_go(written: str, plain: str) -> None:
    assert without_marks(written) == plain


@pytest.mark.parametrize(
    "text",
    [
        'He swore: "f**k the d**n rules", the court heard.',
        "#1 song of the week\n\nShe sang it twice.",
        "A price of 5*3*2 dollars and a snake_case_name_here.",
        "The footnote [1] and (see below) stay.",
        "* one\n* two\n* three",
        "**Correction:** the mayor's name was misspelled.",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert without_marks(text) == text


def test_marks_without_end_take_no_time() -> None:
    for piece in ("**a", "[a](", "_a ", "![a](b ", "[", "# "):
        text = "# a\n\n**b** [c](https://x.example)\n" + piece * 20_000
        assert without_marks(text).startswith("a\n\nb c")
