"""Tokens of text that is hard on spaCy's tokenizer."""

from __future__ import annotations

import time

import pytest
import spacy

from transforms.extract.model.tokens import LONGEST_RUN, PIECE, make_doc

nlp = spacy.blank("en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        'He said: "No." (Reuters)\n\n* * *\nSee https://example.org/a-b?c=(d) ...',
        "=" * LONGEST_RUN + " end",
        "It grew 3.5% -- from $1,200 [sic].",
    ],
)
def test_make_doc_gives_spacys_tokens(text: str) -> None:
    ours, theirs = make_doc(nlp, text), nlp.make_doc(text)
    assert [(t.text, t.whitespace_) for t in ours] == [(t.text, t.whitespace_) for t in theirs]


@pytest.mark.parametrize("marks", ['("', ")", "'", "."])
def test_make_doc_loses_no_character_of_a_long_run(marks: str) -> None:
    text = f"Before {marks * 2_000}after. Officials met  on\nMonday."
    doc = make_doc(nlp, text)
    assert doc.text == text
    assert [t.text for t in doc][-6:] == ["met", " ", "on", "\n", "Monday", "."]


def test_make_doc_keeps_the_limit_of_the_pipeline() -> None:
    small = spacy.blank("en")
    small.max_length = 100
    with pytest.raises(ValueError, match="E088"):
        make_doc(small, "(" * 500)


def test_make_doc_takes_time_in_proportion_to_the_marks() -> None:
    def seconds(count: int) -> float:
        begin = time.process_time()
        make_doc(nlp, '("' * count)
        return time.process_time() - begin

    seconds(20 * PIECE)  # the first reading fills spaCy's caches
    assert min(seconds(40_000) for _ in range(3)) < 4 * min(seconds(20_000) for _ in range(3))
