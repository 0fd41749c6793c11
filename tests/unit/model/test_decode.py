"""Scores → label sequences and trees."""

import itertools

import numpy as np
import pytest

from transforms.extract.model.decode import bio_tables, decode_bio, decode_tree

LABELS = ["O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG"]


def _legal(sequence: list[int]) -> bool:
    before = "O"
    for index in sequence:
        label = LABELS[index]
        if label[0] == "I" and (before == "O" or before[2:] != label[2:]):
            return False
        before = label
    return True


def test_decode_bio_never_starts_inside_a_name() -> None:
    scores = np.array([[-5.0, -4.0, -0.1, -9.0, -9.0], [-0.1, -9, -9, -9, -9]], np.float32)
    assert [LABELS[i] for i in decode_bio(scores, *bio_tables(LABELS))] == ["B-PERSON", "O"]


def test_decode_bio_finds_the_best_legal_sequence() -> None:
    rng = np.random.default_rng(5)
    for _ in range(60):
        scores = rng.normal(size=(4, len(LABELS))).astype(np.float32)
        best = max(
            (s for s in itertools.product(range(len(LABELS)), repeat=4) if _legal(list(s))),
            key=lambda s: sum(float(scores[i, k]) for i, k in enumerate(s)),
        )
        assert tuple(decode_bio(scores, *bio_tables(LABELS)).tolist()) == best


def test_decode_bio_accepts_no_words() -> None:
    assert decode_bio(np.zeros((0, 5), np.float32), *bio_tables(LABELS)).tolist() == []


def _is_tree(heads: list[int]) -> bool:
    if heads.count(0) != 1:
        return False
    for start in range(1, len(heads) + 1):
        node, steps = start, 0
        while node and steps <= len(heads):
            node, steps = heads[node - 1], steps + 1
        if node:
            return False
    return True


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_decode_tree_finds_the_best_tree_with_one_root(count: int) -> None:
    rng = np.random.default_rng(count)
    for _ in range(40):
        scores = rng.normal(size=(count, count + 1)).astype(np.float32)
        trees = [
            list(t) for t in itertools.product(range(count + 1), repeat=count) if _is_tree(list(t))
        ]
        best = max(sum(float(scores[i, h]) for i, h in enumerate(t)) for t in trees)
        found = decode_tree(scores)
        assert _is_tree(found)
        assert sum(float(scores[i, h]) for i, h in enumerate(found)) == pytest.approx(best)


def test_decode_tree_gives_a_tree_for_long_sentences_of_noise() -> None:
    rng = np.random.default_rng(3)
    for count in (1, 40, 160):
        assert _is_tree(decode_tree(rng.normal(size=(count, count + 1)).astype(np.float32)))


def test_decode_tree_accepts_no_words() -> None:
    assert decode_tree(np.zeros((0, 1), np.float32)) == []
