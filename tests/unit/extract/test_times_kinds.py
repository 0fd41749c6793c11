"""Times that mean something else than their words alone: quarters, named days, this age, tense."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy
from spacy.tokens import Doc

from transforms.extract.times import find_times
from transforms.extract.times.tense import by_form, tense_of

#: A Tuesday.
REFERENCE = dt.date(2019, 1, 29)


def values(text: str, reference: dt.date = REFERENCE) -> list[tuple[str, str | None]]:
    """Text and value of every time, with the tense by form and a sentence a full stop."""
    starts = [0, *(at + 2 for at in range(len(text) - 2) if text[at : at + 2] == ". ")]
    found = find_times(
        text, reference, sentence_starts=starts, tense=lambda a, b: by_form(text, a, b)
    )
    return [(text[m.start : m.end], m.value) for m in found]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("Sales rose in the quarter ended Dec. 31.", "the quarter", "2018-Q4"),
        ("Sales rose in the quarter ended July 31, 2018.", "the quarter", "2018-Q2"),
        ("Orders fell in the latest month.", "the latest month", "2018-12"),
        ("It lost money over the latest nine months.", "the latest nine months", "P9M"),
        ("Turnout was low on Election Day.", "Election Day", "2018-11-06"),
        ("The banks were closed on Columbus Day.", "Columbus Day", "2018-10-08"),
        ("Offices were shut on Martin Luther King Day.", "Martin Luther King Day", "2019-01-21"),
        ("The march was held on Palm Sunday.", "Palm Sunday", "2018-03-25"),
        ("There is little privacy in today's world.", "today's", "PRESENT_REF"),
        ("It builds the computers of tomorrow.", "tomorrow", "FUTURE_REF"),
        ("He was pleased by today's vote.", "today's", "2019-01-29"),
        ("The plant will soon close.", "soon", "FUTURE_REF"),
        ("It is a thing of the past.", "the past", "PAST_REF"),
        ("That is bad for the long term.", "the long term", "FUTURE_REF"),
        ("Ministers prepared the March talks.", "the March", "2019-03"),
    ],
)
def test_find_times_reads_the_kind(text: str, span: str, value: str) -> None:
    assert (span, value) in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "The firm cut its quarterly dividend.",
        'He told "60 Minutes" of the raid.',
        "He left soon after the raid.",
        "They joined the March on Washington.",
    ],
)
def test_find_times_leaves_measures_and_titles(text: str) -> None:
    assert values(text) == []


def test_find_times_compares_with_the_period_told_of_last() -> None:
    text = (
        "Profit rose in the third quarter. Costs were flat. Orders fell from a year earlier. "
        "For the nine months, sales were lower than a year earlier."
    )
    found = [value for span, value in values(text) if span == "a year earlier"]
    assert found == ["2017-Q3", "2018"]


def _tense(words: str, tags: str, deps: str, heads: list[int], of: str) -> str | None:
    texts = words.split()
    doc = Doc(
        spacy.blank("en").vocab, words=texts, tags=tags.split(), deps=deps.split(), heads=heads,
        pos=["ADJ" if tag == "JJ" else "X" for tag in tags.split()],
    )  # fmt: skip
    at = texts.index(of)
    offsets = [token.idx for token in doc]
    return tense_of(doc, offsets)(offsets[at], offsets[at] + len(of))


def test_tense_of_what_has_gone_on_is_past() -> None:
    assert (
        _tense("It has been falling since December", "PRP VBZ VBN VBG IN NNP",
               "nsubj aux aux ROOT case obl", [3, 3, 3, 3, 5, 3], "December")
        == "past"
    )  # fmt: skip


def test_tense_of_what_may_have_been_is_past() -> None:
    assert (
        _tense("That may have been odd Wednesday", "DT MD VB VBN JJ NNP",
               "nsubj aux aux cop ROOT obl", [4, 4, 4, 4, 4, 4], "Wednesday")
        == "past"
    )  # fmt: skip


def test_tense_of_what_had_been_planned_is_past() -> None:
    assert (
        _tense("It had been scheduled to end Friday", "PRP VBD VBN VBN TO VB NNP",
               "nsubj aux aux:pass ROOT mark xcomp obl", [3, 3, 3, 3, 5, 3, 5], "Friday")
        == "past"
    )  # fmt: skip


def test_tense_below_an_adjective_is_that_of_its_verb() -> None:
    assert (
        _tense("It made it hard to sail Friday", "PRP VBD PRP JJ TO VB NNP",
               "nsubj ROOT expl xcomp mark csubj obl", [1, 1, 1, 1, 5, 3, 5], "Friday")
        == "past"
    )  # fmt: skip


def test_tense_of_those_who_could_not_be_found_is_past() -> None:
    assert (
        _tense("Neither could be reached Friday", "DT MD VB VBN NNP",
               "nsubj aux aux:pass ROOT obl", [3, 3, 3, 3, 3], "Friday")
        == "past"
    )  # fmt: skip
