"""Words → pieces and case classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.model.wordpiece import (
    CASE_CLASSES,
    MAX_PIECES_PER_WORD,
    UNK,
    WordPieces,
    case_class,
)

VOCABULARY = ["[PAD]", "un", "##aff", "##able", "u", ".", "s", "-", "rome", "ete", "##s", "新"]


@pytest.fixture
def pieces() -> WordPieces:
    return WordPieces(VOCABULARY)


def test_word_pieces_take_the_longest_match_first(pieces: WordPieces) -> None:
    assert pieces.pieces("unaffable") == (1, 2, 3)


def test_word_pieces_ignore_case_and_accents(pieces: WordPieces) -> None:
    assert pieces.pieces("ROME") == pieces.pieces("rome") == (8,)
    assert pieces.pieces("étés") == (9, 10)


def test_word_pieces_set_punctuation_apart(pieces: WordPieces) -> None:
    assert pieces.pieces("U.S.") == (4, 5, 6, 5)


def test_word_pieces_set_ideographs_apart(pieces: WordPieces) -> None:
    assert pieces.pieces("新新") == (11, 11)


@given(st.text(max_size=300))
def test_word_pieces_give_every_word_one_to_twelve_known_ids(word: str) -> None:
    found = WordPieces(VOCABULARY).pieces(word)
    assert 1 <= len(found) <= MAX_PIECES_PER_WORD
    assert all(0 <= i < len(VOCABULARY) or i == UNK for i in found)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("rome", "lower"),
        ("Rome", "title"),
        ("NATO", "upper"),
        ("U.S.", "upper"),
        ("J.", "initial"),
        ("iPhone", "mixed"),
        ("McDonald", "mixed"),
        ("1,000", "number"),
        ("20th", "lower"),
        ("--", "symbol"),
        ("😀", "symbol"),
        ("", "symbol"),
        ("Ärzte", "title"),
        ("新闻", "lower"),
    ],
)
def test_case_class_names_how_a_word_is_written(word: str, expected: str) -> None:
    assert CASE_CLASSES[case_class(word)] == expected
