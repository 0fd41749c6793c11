"""Words and encoder states of an article → IPTC Media Topics of the top level.

One linear layer reads three things: the mean state of the article's words, the mean state of its
first sentences (news says first what it is about), and a bag of its lemmas. ``make train-topics``
(training/topics) makes the weights; they are bound to the encoder whose states they were trained
on. English only. docs/entities.md has the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from schemas.ontology import load_media_topics
from schemas.records import Topic
from transforms.extract.dependencies import Tree, universal_tree
from transforms.extract.model.states import States, encoder_states
from transforms.extract.model.weights import bound_arrays

__all__ = ["Topics", "inputs", "load_topics", "read_topics", "topics_of"]

Floats = npt.NDArray[np.float32]

#: Format of the weights' file; bump when inputs or outputs change.
VERSION = 1
#: Sentences of the beginning.
FIRST = 3
#: What a word's state counts in a mean, by part of speech: topics are told by nouns.
_COUNTS: Mapping[str, float] = {
    "NOUN": 1.0, "ADJ": 1.0, "VERB": 0.7, "PROPN": 0.5, "ADV": 0.5, "SPACE": 0.0, "PUNCT": 0.0,
}  # fmt: skip
_OTHER = 0.2
#: Parts of speech of the lemmas in the bag; names are left out, they tell of this month's news.
_LEXICAL = frozenset(("NOUN", "VERB", "ADJ"))


class Topics(NamedTuple):
    """The trained layer; `load_topics` gives the shipped one."""

    encoder: str  # digest of the encoder that it reads
    names: tuple[str, ...]  # short names of `load_media_topics`
    mean: Floats
    deviation: Floats
    words: Mapping[str, tuple[int, float]]  # lemma → row, weight
    dense: Floats  # [states of article and beginning, topics]
    bag: Floats  # [words, topics]
    bias: Floats
    floor: float  # the chance that a topic beside the likeliest one needs

    def chances(self, tree: Tree, labels: Sequence[str], states: States) -> Floats:
        """Return the probability of every topic of `names`.

        Raises:
            ValueError: the states are another encoder's.
        """
        if states.encoder != self.encoder:
            raise ValueError(
                f"the topics read states of the encoder {self.encoder}, not of "
                f"{states.encoder!r}: train them again with `make train-topics`"
            )
        dense, lemmas = inputs(tree, labels, states.values)
        standard = (dense - self.mean) / self.deviation
        scores = np.asarray(standard @ self.dense + self.bias, np.float32)
        rows, values = bag_of(lemmas, self.words)
        if len(rows):
            scores += np.asarray(values @ self.bag[rows], np.float32)
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -30.0, 30.0))), np.float32)

    def chosen(self, chances: Floats) -> list[int]:
        """Return the likeliest topic and all others of at least `floor`, likeliest first."""
        order = np.argsort(-chances, kind="stable").tolist()
        return [at for rank, at in enumerate(order) if not rank or chances[at] >= self.floor]


def inputs(tree: Tree, labels: Sequence[str], states: Floats) -> tuple[Floats, Counter[str]]:
    """Return what the layer reads of an article: states of it all and its beginning, and lemmas.

    Args:
        tree: its words.
        labels: entity label of every token, "" outside.
        states: encoder states of the same tokens.
    """
    counts = np.array([_COUNTS.get(pos, _OTHER) for pos in tree.pos], np.float32)
    end = tree.sentences[min(FIRST, len(tree.sentences)) - 1][1]
    dense = np.concatenate([_mean(states, counts), _mean(states[:end], counts[:end])])
    lemmas = Counter(
        lemma.lower()
        for lemma, pos, label in zip(tree.lemmas, tree.pos, labels, strict=True)
        if pos in _LEXICAL and not label and len(lemma) > 2
    )
    return dense, lemmas


def bag_of(
    lemmas: Mapping[str, int], words: Mapping[str, tuple[int, float]]
) -> tuple[list[int], Floats]:
    """Rows and values of known lemmas; the values of an article have the length 1."""
    known = [(words[lemma], count) for lemma, count in lemmas.items() if lemma in words]
    values = np.array([np.log1p(count) * weight for (_, weight), count in known], np.float32)
    length = float(np.sqrt((values * values).sum()))
    return [row for (row, _), _ in known], values / np.float32(length or 1.0)


def _mean(states: Floats, counts: Floats) -> Floats:
    total = float(counts.sum())
    mean: Floats = (counts @ states.astype(np.float32, copy=False)) / np.float32(total or 1.0)
    return mean


def topics_of(doc: Doc) -> list[Topic]:
    """Return the topics of an English text, likeliest first; none for a text without words."""
    if not len(doc):
        return []
    found = load_topics()
    labels = [token.ent_type_ for token in doc]
    chances = found.chances(universal_tree(doc), labels, encoder_states(doc))
    known = load_media_topics()
    topics = []
    for at in found.chosen(chances):
        topic = known[found.names[at]]
        topics.append(Topic(topic.code, topic.label, round(float(chances[at]), 3)))
    return topics


def read_topics(data: Mapping[str, npt.NDArray[np.generic]]) -> Topics:
    """Read the layer out of a file's arrays (see ``training/topics``)."""

    def array(key: str) -> Floats:
        return np.asarray(data[key], np.float32)

    def strings(key: str) -> list[str]:
        return data[key].tobytes().decode().split("\0")

    weights = array("word_weights").tolist()
    words = {w: (row, weights[row]) for row, w in enumerate(strings("words"))}
    return Topics(
        str(data["encoder"]),
        tuple(strings("names")),
        array("mean"),
        array("deviation"),
        words,
        array("dense"),
        array("bag"),
        array("bias"),
        float(np.asarray(data["floor"], np.float32)),
    )


@lru_cache(maxsize=1)
def load_topics() -> Topics:
    """Read the shipped weights once per process.

    Raises:
        FileNotFoundError: they are missing from this installation.
        ValueError: they were trained for another encoder than the shipped one, or by another
            version of the training.
    """
    return read_topics(bound_arrays("topics/topics.npz", VERSION, "topics", "make train-topics"))
