"""Lemmas of the shipped tables."""

import pytest

from transforms.extract.model import shipped_folder
from transforms.extract.model.lemmas import Lemmas


@pytest.fixture(scope="module")
def lemmas() -> Lemmas:
    tables = Lemmas()
    tables.load_folder(shipped_folder() / "newsbeam_lemmatizer")
    return tables


@pytest.mark.parametrize(
    ("word", "upos", "tag", "expected"),
    [
        ("talks", "NOUN", "NNS", "talk"),
        ("Talks", "NOUN", "NNS", "talk"),
        ("met", "VERB", "VBD", "meet"),
        ("was", "AUX", "VBD", "be"),
        ("'s", "AUX", "VBZ", "be"),
        ("'s", "PART", "POS", "'s"),
        ("won't", "AUX", "MD", "won't"),
        ("wo", "AUX", "MD", "will"),
        ("n't", "PART", "RB", "not"),
        ("accusing", "VERB", "VBG", "accuse"),
        ("stopped", "VERB", "VBD", "stop"),
        ("countries", "NOUN", "NNS", "country"),
        ("men", "NOUN", "NNS", "man"),
        ("better", "ADJ", "JJR", "good"),
        ("Netanyahu", "PROPN", "NNP", "Netanyahu"),
        ("LEAVES", "VERB", "VBZ", "leave"),
        ("glorping", "VERB", "VBG", "glorp"),
        ("blorbs", "NOUN", "NNS", "blorb"),
        ("😀", "SYM", "SYM", "😀"),
    ],
)
def test_lemma_follows_word_and_tags(
    lemmas: Lemmas, word: str, upos: str, tag: str, expected: str
) -> None:
    assert lemmas.lemma(word, upos, tag) == expected
