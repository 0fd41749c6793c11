"""The learned score of a pair of mentions, and the limits of merging, from one small file.

``resources/incidents/pairs.npz`` holds a network of one hidden layer over `features.FEATURES`, the
weights of words and the thresholds; `training/incidents/train.py` makes it. numpy evaluates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.cluster import Linkage
from transforms.incidents.features import FEATURES, Flags, Floats, pair_features
from transforms.incidents.layout import LAYOUT, Ints
from transforms.incidents.words import Kinds, Words

__all__ = ["PairScore", "cosines", "load_pair_score"]

#: Pairs of articles that are compared at once.
_SLAB = 1024


@dataclass(frozen=True)
class PairScore:
    """Weights of the pair score.

    Attributes:
        scale: float32[features], what each feature is multiplied by.
        inner: float32[features + 1, hidden], the last row is the bias.
        outer: float32[hidden + 1].
        words: what is known of words.
        linkage: when clusters of mentions are merged.
        balanced: limits that weigh wrong and missing links alike; only measured.
    """

    scale: Floats
    inner: Floats
    outer: Floats
    words: Words
    linkage: Linkage
    balanced: Linkage

    def of_pairs(
        self,
        ones: Ints,
        others: Ints,
        same_article: Flags,
        context: Floats,
    ) -> NDArray[np.float32]:
        """Probability that mentions are one incident, a pair a row; see `pair_features`."""
        return self(features_of(self.words, ones, others, same_article, context))

    def __call__(self, features: Floats) -> NDArray[np.float32]:
        """Probability that each pair is one incident.

        Sums are in float64 and rounded to float32, so that a pair has the same score whatever
        was scored beside it.
        """
        scaled = (features * self.scale).astype(np.float64)
        hidden = np.maximum(scaled @ self.inner[:-1].astype(np.float64) + self.inner[-1], 0.0)
        logit = np.einsum("ph,h->p", hidden, self.outer[:-1]) + self.outer[-1]
        return (1.0 / (1.0 + np.exp(-logit))).astype(np.float32)


def features_of(
    words: Words, ones: Ints, others: Ints, same_article: Flags, context: Floats
) -> Floats:
    """`pair_features` of pairs, with the cosines of words.

    Args:
        context: cosines of the contexts of their articles, see `cosines`.
    """
    column = LAYOUT["word"].start
    nearness = words.nearness(ones[:, column], others[:, column])
    return pair_features(ones, others, same_article, context, nearness, words)


def cosines(
    contexts: NDArray[np.int8],
    ones: NDArray[np.integer[Any]],
    others: NDArray[np.integer[Any]],
) -> Floats:
    """Cosines of the contexts of pairs of articles, each different pair reckoned once.

    Args:
        contexts: int8[articles, 2 * `CONTEXT`].
        ones: an article of each pair.
        others: the other one.

    Returns:
        float32[pairs, 2], of the first and of the second halves of the contexts.
    """
    packed = ones.astype(np.int64) * len(contexts) + others
    different, of = np.unique(packed, return_inverse=True)
    found = np.zeros((len(different), 2), np.float32)
    for start in range(0, len(different), _SLAB):
        some = different[start : start + _SLAB]
        mine = contexts[some // len(contexts)].astype(np.float32)  # sums of integers are exact
        theirs = contexts[some % len(contexts)].astype(np.float32)
        products = (mine * theirs).reshape(len(some), 2, -1)
        found[start : start + _SLAB] = products.sum(axis=2)
    return np.asarray(found[of] / np.float32(127 * 127))


def from_arrays(arrays: Any) -> PairScore:
    """The score that `to_arrays` wrote.

    Raises:
        ValueError: the weights belong to other features.
    """
    if tuple(arrays["features"].tolist()) != FEATURES:
        raise ValueError("pairs.npz was made for other features: run `make train-incidents`")
    return PairScore(
        arrays["scale"].astype(np.float32),
        arrays["inner"].astype(np.float32),
        arrays["outer"].astype(np.float32),
        Words(
            arrays["idf"].astype(np.float32),
            arrays["keys"].astype(np.int32),
            arrays["vectors"].astype(np.int8),
            arrays["senses"].astype(np.int16),
            arrays["texts"].astype(np.float32) / 255,
            Kinds(arrays["kind_keys"].astype(np.int32), arrays["kinds"].astype(np.uint8)),
        ),
        Linkage(*(float(value) for value in arrays["linkage"])),
        Linkage(*(float(value) for value in arrays["balanced"])),
    )


@lru_cache(maxsize=1)
def load_pair_score() -> PairScore:
    """The shipped score, read once per process.

    Raises:
        ValueError: it was made for other features.
    """
    path = files("transforms") / "resources" / "incidents" / "pairs.npz"
    with path.open("rb") as handle, np.load(handle, allow_pickle=False) as arrays:
        return from_arrays(arrays)
