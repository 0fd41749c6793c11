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
from transforms.incidents.mention import LAYOUT, Ints
from transforms.incidents.words import Words

__all__ = ["PairScore", "load_pair_score"]


@dataclass(frozen=True)
class PairScore:
    """Weights of the pair score.

    Attributes:
        scale: float32[features], what each feature is multiplied by.
        inner: float32[features + 1, hidden], the last row is the bias.
        outer: float32[hidden + 1].
        words: what is known of words.
        linkage: when clusters of mentions are merged.
    """

    scale: Floats
    inner: Floats
    outer: Floats
    words: Words
    linkage: Linkage

    def of_pairs(
        self,
        ones: Ints,
        others: Ints,
        same_article: Flags,
        contexts: NDArray[np.int8],
        other_contexts: NDArray[np.int8],
    ) -> NDArray[np.float32]:
        """Probability that mentions are one incident, a pair a row; see `pair_features`."""
        features = features_of(self.words, ones, others, same_article, contexts, other_contexts)
        return self(features)

    def __call__(self, features: Floats) -> NDArray[np.float32]:
        """Probability that each pair is one incident.

        Sums are in float64 and rounded to float32, so that a pair has the same score whatever
        was scored beside it.
        """
        scaled = (features * self.scale).astype(np.float64)
        hidden = np.maximum(np.einsum("pf,fh->ph", scaled, self.inner[:-1]) + self.inner[-1], 0.0)
        logit = np.einsum("ph,h->p", hidden, self.outer[:-1]) + self.outer[-1]
        return (1.0 / (1.0 + np.exp(-logit))).astype(np.float32)


def features_of(
    words: Words,
    ones: Ints,
    others: Ints,
    same_article: Flags,
    contexts: NDArray[np.int8],
    other_contexts: NDArray[np.int8],
) -> Floats:
    """`pair_features` of pairs, with the cosines of contexts and words."""
    mine, theirs = contexts.astype(np.float32), other_contexts.astype(np.float32)
    cosine = np.einsum("pd,pd->p", mine, theirs) / np.float32(127 * 127)
    column = LAYOUT["word"].start
    nearness = words.nearness(ones[:, column], others[:, column])
    return pair_features(ones, others, same_article, cosine, nearness)


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
        ),
        Linkage(*(float(value) for value in arrays["linkage"])),
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
