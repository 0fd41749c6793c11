"""Triggers of coded documents → a vector and a sense for each event word.

The vector of a word is the mean state that the shipped encoder gives it as a trigger, in
`DIMENSIONS` numbers. The projection is learned: two words of one chain are near, two of one group
and different chains are not ("blast" and "explosion" against "blast" and "arrest"). Near words fall
into one *sense*.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.incidents.coded import CodedDocument
from transforms.incidents.keys import key_hash
from transforms.incidents.mention import _head
from transforms.incidents.surroundings import word_key, word_list
from transforms.incidents.words import Kinds, Words

_KINDS = Path(__file__).with_name("kinds.txt")
DIMENSIONS = 32
SENSES = 400
TEXT_BUCKETS = 1 << 16
EPOCHS = 4
#: Part of the inputs that is dropped in training, and pairs of one word with others, at most.
DROPOUT = 0.2
NEGATIVES = 8
Floats = NDArray[np.float32]


class States:
    """The mean state of each word as a trigger, of length 1 a dimension in the mean."""

    def __init__(self, documents: Iterable[CodedDocument]) -> None:
        sums: dict[str, Floats] = {}
        counts: dict[str, int] = defaultdict(int)
        for document in documents:
            for word, state in _triggers(document):
                sums[word] = sums.get(word, np.float32(0)) + state.astype(np.float32)
                counts[word] += 1
        self.words = sorted(sums)
        means = np.stack([sums[word] / counts[word] for word in self.words])
        self.vectors = ((means - means.mean(axis=0)) / (means.std(axis=0) + 1e-3)).astype(
            np.float32
        )
        self.row = {word: number for number, word in enumerate(self.words)}


def _triggers(document: CodedDocument) -> Iterator[tuple[str, NDArray[np.float16]]]:
    for event, state in zip(document.events, document.own_states, strict=True):
        if word := _head(event.predicate):
            yield word, state
    for bare, state in zip(document.bare, document.states, strict=True):
        if word := head_of(bare):
            yield word, state


def head_of(bare: object) -> str:
    """The word of a gold mention."""
    return _head(getattr(bare, "predicate", "") or getattr(bare, "trigger", "").lower())


def _pairs(
    documents: Sequence[CodedDocument], states: States, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Rows of words of mentions of one group, and whether the mentions are of one chain."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for document in documents:
        for bare, mention in zip(document.bare, document.gold.mentions, strict=True):
            row = states.row.get(head_of(bare))
            if row is not None:
                groups[document.gold.group].append((row, mention.chain))
    ones, others, truth = [], [], []
    for members in groups.values():
        rows = np.array([row for row, _ in members])
        chains = np.array([chain for _, chain in members])
        for at in range(1, len(rows)):
            same = chains[:at] == chains[at]
            kept = same | (rng.random(at) < min(1.0, NEGATIVES / at))
            ones.append(np.full(int(kept.sum()), rows[at]))
            others.append(rows[:at][kept])
            truth.append(same[kept].astype(np.float32))
    return np.concatenate(ones), np.concatenate(others), np.concatenate(truth)


class _Adam:
    """Steps of one array."""

    def __init__(self, value: Floats, rate: float) -> None:
        self.value = value
        self._rate = rate
        self._first = np.zeros_like(value)
        self._second = np.zeros_like(value)
        self._steps = 0

    def step(self, gradient: Floats) -> None:
        self._steps += 1
        self._first = 0.9 * self._first + 0.1 * gradient
        self._second = 0.999 * self._second + 0.001 * gradient * gradient
        first = self._first / (1 - 0.9**self._steps)
        second = self._second / (1 - 0.999**self._steps)
        self.value -= (self._rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)


def projection(states: States, documents: Sequence[CodedDocument], seed: int = 0) -> Floats:
    """Learn the projection from the chains of *documents*: float32[dimensions, DIMENSIONS]."""
    rng = np.random.default_rng(seed)
    ones, others, truth = _pairs(documents, states, rng)
    width = states.vectors.shape[1]
    inner = _Adam(rng.normal(0, width**-0.5, (width, DIMENSIONS)).astype(np.float32), 0.002)
    outer = _Adam(np.array([6.0, -2.0], np.float32), 0.02)
    for _ in range(EPOCHS):
        order = rng.permutation(len(truth))
        for start in range(0, len(order), 512):
            part = order[start : start + 512]
            mine = _dropped(states.vectors[ones[part]], rng)
            theirs = _dropped(states.vectors[others[part]], rng)
            left, left_norm = _unit(mine @ inner.value)
            right, right_norm = _unit(theirs @ inner.value)
            cosine = (left * right).sum(axis=1)
            chance = 1 / (1 + np.exp(-(outer.value[0] * cosine + outer.value[1])))
            slope = (chance - truth[part]) / len(part)
            pull = (slope * outer.value[0])[:, None]
            to_left = (right - cosine[:, None] * left) / left_norm * pull
            to_right = (left - cosine[:, None] * right) / right_norm * pull
            inner.step(mine.T @ to_left + theirs.T @ to_right + 3e-4 * inner.value)
            outer.step(np.array([(slope * cosine).sum(), slope.sum()], np.float32))
    return inner.value


def _dropped(values: Floats, rng: np.random.Generator) -> Floats:
    kept = rng.random(values.shape, dtype=np.float32) >= DROPOUT
    return (values * kept / (1 - DROPOUT)).astype(np.float32)


def _unit(values: Floats) -> tuple[Floats, Floats]:
    norm = np.linalg.norm(values, axis=1, keepdims=True) + 1e-6
    return values / norm, norm


def _senses(vectors: NDArray[np.int8]) -> NDArray[np.int16]:
    """k-means by cosine, 20 rounds; groups are counted from 1."""
    points = vectors.astype(np.float32) / 127
    rng = np.random.default_rng(0)
    centres = points[rng.choice(len(points), min(SENSES, len(points)), replace=False)]
    for _ in range(20):
        nearest = np.argmax(points @ centres.T, axis=1)
        for group in range(len(centres)):
            members = points[nearest == group]
            if len(members):
                centres[group] = _unit(members.mean(axis=0)[None])[0][0]
    return (nearest + 1).astype(np.int16)


def text_weights(texts: Iterable[str]) -> Floats:
    """How rare the words of texts are by their key, from 0 (half of the texts) to 1 (none)."""
    df: Counter[int] = Counter()
    count = 0
    for text in texts:
        count += 1
        df.update({key % TEXT_BUCKETS for key in map(word_key, word_list(text)) if key})
    weights = np.ones(TEXT_BUCKETS, np.float32)
    for bucket, number in df.items():
        weights[bucket] = min(1.0, np.log(count / (1 + number)) / np.log(count / 2))
    return np.rint(np.clip(weights, 0, 1) * 255).astype(np.float32) / 255


def known_words(states: States, matrix: Floats, idf: Floats, texts: Floats) -> Words:
    """The tables, sorted by hash; of two words with one hash the first."""
    vectors = np.rint(_unit(states.vectors @ matrix)[0] * 127).astype(np.int8)
    hashes = np.array([key_hash(word) for word in states.words], np.int32)
    keys, index = np.unique(hashes, return_index=True)
    return Words(idf, keys, vectors[index], _senses(vectors)[index], texts, kinds())


@cache
def kinds() -> Kinds:
    """The thesaurus of ``kinds.txt``."""
    members: dict[int, set[int]] = defaultdict(set)
    count = 1
    for line in _KINDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        words = [word.strip() for word in line.removeprefix("~").split(",")]
        kind = 0 if line.startswith("~") else count
        count += kind > 0
        for word in words:
            members[key_hash(word)].add(kind)
    keys = np.array(sorted(members), np.int32)
    bits = np.zeros((len(keys), count), np.uint8)
    for row, key in enumerate(keys.tolist()):
        bits[row, sorted(members[key])] = 1
    return Kinds(keys, np.packbits(bits, axis=1))
