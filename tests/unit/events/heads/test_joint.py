"""Labels of events on the words of a tree → the sentences that the encoder is trained on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from transforms.extract.dependencies import Tree

FOLDER = Path(__file__).resolve().parents[4] / "training" / "events"


@pytest.fixture
def joint(monkeypatch: pytest.MonkeyPatch) -> Any:
    """training/events/joint.py, a script beside others."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(FOLDER))
    import joint

    yield joint
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(FOLDER)):
            sys.modules.pop(name)


def tree(words: list[str], sentences: list[tuple[int, int]]) -> Tree:
    """A flat tree; words are parted by one space."""
    starts = [sum(len(w) + 1 for w in words[:i]) for i in range(len(words))]
    number = [k for k, (first, last) in enumerate(sentences) for _ in range(first, last)]
    return Tree(
        words, [w.lower() for w in words], words, ["NN"] * len(words), ["NOUN"] * len(words),
        ["dep"] * len(words), [-1] * len(words), [[] for _ in words], starts,
        [s + len(w) for s, w in zip(starts, words, strict=True)], number, sentences,
    )  # fmt: skip


def test_labels_are_cut_into_sentences(joint: Any) -> None:
    words = ["Rebels", "shelled", "Goma", ".", "They", "left", "it"]
    text = tree(words, [(0, 4), (4, 7)])
    layers = joint.empty(text)
    layers["event"] = [0, 1, 0, -1, -1, 1, -1]
    pairs = [("party", 1, {0: 1, 2: 2}), ("party", 5, {0: 1, 4: 1})]
    first, second = joint.sentences("some", text, layers, pairs, [(2, 3, "GPE")])
    assert first["words"] == words[:4]
    assert (first["event"], second["event"]) == ([0, 1, 0, -1], [-1, 1, -1])
    assert first["pairs"] == [("party", 1, {0: 1, 2: 2})]
    # The actor of the second sentence's event in the first is out of the encoder's sight.
    assert second["pairs"] == [("party", 1, {0: 1})]
    assert (first["names"], second["names"]) == ([(2, 3, "GPE")], [])
    assert set(first["class"]) == {-1}


def test_names_that_end_inside_a_word_have_no_known_type(joint: Any) -> None:
    text = tree(["The", "Goma-based", "firm"], [(0, 3)])

    class Name:
        def __init__(self, start: int, end: int) -> None:
            self.start, self.end, self.label = start, end, "GPE"

    assert list(joint._spans(text, [Name(4, 8)])) == [(1, 2, "?")]
    assert list(joint._spans(text, [Name(4, 14)])) == [(1, 2, "GPE")]
