"""Sentence starts."""

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.model.sentences import MAX_WORDS, sentence_starts


def split(text: str) -> list[str]:
    doc = spacy.blank("en")(text)
    starts = sentence_starts([t.text for t in doc], [bool(t.whitespace_) for t in doc])
    cuts = [t.idx for t, start in zip(doc, starts, strict=True) if start] + [len(text)]
    return [text[a:z].strip() for a, z in pairwise(cuts)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["The talks failed.", "Both sides left."],
        ["Mr. Smith met Gen. Jones in St. Petersburg on Jan. 5.", "They shook hands."],
        ["J. K. Brown and P.D. James wrote it.", "It sold well."],
        ['"We will not accept that," he said.', '"Never."', "He left."],
        ["Is it true?", "Yes!", "It is."],
        ["He works for Acme Inc. in Boston.", "She does not."],
        ["He moved to the U.S.", "The move was long planned."],
        ["It rose 3.5 percent to 1,200.", "Analysts cheered."],
        ["The curfew began at 9 p.m.", "Shopkeepers pulled down their shutters."],
        ["Doors open at 7 p.m. Friday and close at 2 a.m. GMT.", "Tickets are sold out."],
        ["The plane left at 6 a.m. Lagos time.", "It landed at 8 a.m. Eastern."],
        ["She beat the No. 2 seed.", "Was it easy?", "She said no.", "Few believed her."],
    ],
)
def test_sentence_starts_split_running_text(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_sentence_starts_end_a_sentence_at_an_empty_line() -> None:
    assert split("Talks fail\n\nBoth sides left") == ["Talks fail", "Both sides left"]


def test_sentence_starts_join_wrapped_lines() -> None:
    text = (
        "The minister said on Tuesday that the talks with the government of\n"
        "Norway had failed and that nobody knew when they would begin again\n"
        "after the summer."
    )
    assert len(split(text)) == 1


def test_sentence_starts_keep_a_short_heading_apart() -> None:
    text = (
        "TALKS FAIL IN OSLO\n"
        "The minister said on Tuesday that the talks with the government had failed."
    )
    assert split(text)[0] == "TALKS FAIL IN OSLO"


def test_sentence_starts_cut_text_that_never_stops() -> None:
    words = ["word"] * 1000
    starts = sentence_starts(words, [True] * 1000)
    lengths = [i for i, s in enumerate(starts) if s] + [1000]
    assert max(b - a for a, b in pairwise(lengths)) <= MAX_WORDS


def test_sentence_starts_cut_endless_text_at_its_marks() -> None:
    words = (["word"] * 99 + [","]) * 5
    starts = sentence_starts(words, [True] * len(words))
    assert [i for i, s in enumerate(starts) if s] == [0, 100, 200, 300, 400]


_TOKENS = [".", "!", "A", "b", "\n", "\n\n", " ", '"', ")", "…", "5"]


@given(st.lists(st.sampled_from(_TOKENS), max_size=40))
def test_sentence_starts_begin_with_the_first_token_and_never_with_white_space(
    words: list[str],
) -> None:
    starts = sentence_starts(words, [True] * len(words))
    assert len(starts) == len(words)
    assert not words or starts[0]
    assert not any(
        start and word.isspace() for start, word in zip(starts[1:], words[1:], strict=True)
    )
