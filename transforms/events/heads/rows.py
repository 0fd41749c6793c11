"""Encoder states of an article as the heads read them: standardized, with means of its sentences.

Only rows that are asked for are standardized, so that a long article's states are not copied.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.extract.dependencies import Tree

__all__ = ["Rows", "rows_of", "with_means"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

#: Words that are standardized at once for the means.
_BLOCK = 4096


class Rows(NamedTuple):
    """A table of one row a word, then one a sentence, and last the article's.

    Fields:
        states: of the words, as the encoder gives them.
        means: of the sentences and the article, standardized.
        mean, deviation: of every number of a state.
    """

    states: Floats
    means: Floats
    mean: Floats
    deviation: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and numbers of a row."""
        return len(self.states) + len(self.means), self.states.shape[1]

    def take(self, rows: Ints | list[int], axis: int = 0) -> Floats:
        """Return some rows, float32 (rows, width); what stands for -1 means nothing."""
        which = np.asarray(rows, np.intp)
        count = len(self.states)
        found = np.empty((len(which), self.states.shape[1]), np.float32)
        words = which < count
        found[words] = (self.states[which[words]] - self.mean) / self.deviation
        found[~words] = self.means[which[~words] - count]
        return found


def rows_of(tree: Tree, states: Floats, mean: Floats, deviation: Floats) -> Rows:
    """Prepare an article's states.

    What an article is about tells what its words mean: shots, defeats and strikes of a match
    report are none of a war.
    """
    count = len(tree.words)
    if not count:
        return Rows(states, np.zeros((0, states.shape[1]), np.float32), mean, deviation)
    first = np.array([start for start, _ in tree.sentences], np.intp)
    sums = np.zeros((len(first), states.shape[1]), np.float32)
    at = 0
    while at < len(first):
        end = max(at + 1, int(np.searchsorted(first, first[at] + _BLOCK)))
        last = int(first[end]) if end < len(first) else count
        some = (states[first[at] : last] - mean) / deviation
        np.add.reduceat(some, first[at:end] - first[at], axis=0, out=sums[at:end])
        at = end
    counts = np.diff(np.append(first, count)).astype(np.float32)[:, None]
    means = np.concatenate([sums / counts, sums.sum(axis=0)[None] / np.float32(count)])
    return Rows(states, means, mean, deviation)


def with_means(tree: Tree, states: Floats) -> Floats:
    """Add to an article's states the mean of every sentence and, last, of the whole article."""
    if not len(tree.words):
        return states
    width = states.shape[1]
    rows = rows_of(tree, states, np.zeros(width, np.float32), np.ones(width, np.float32))
    return np.concatenate([states, rows.means])
