"""Chains of mentions against gold chains: links, MUC, B-cubed, CEAF-e and their mean.

The field's measures (Vilain et al. 1995, Bagga and Baldwin 1998, Luo 2005; CoNLL-2012 takes the
mean of three F). Gold and found chains are ``mention → chain``, any hashable. Mentions that only
one side has count as the field counts them: found alone, they cost precision; in gold alone,
recall.

>>> gold = {1: "a", 2: "a", 3: "b"}
>>> links(gold, {1: "x", 2: "x", 3: "x"})
Tally(right=1.0, found=3.0, gold=1.0)
>>> round(b_cubed(gold, {1: "x", 2: "y", 3: "z"}).f, 3)
0.8
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.tally import Tally

Chains = Mapping[Hashable, Hashable]


class Pair(NamedTuple):
    """A score whose precision and recall have sums of their own."""

    right_found: float
    found: float
    right_gold: float
    gold: float

    @property
    def precision(self) -> float:
        return self.right_found / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right_gold / self.gold if self.gold else 0.0

    @property
    def f(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def _members(chains: Chains) -> dict[Hashable, set[Hashable]]:
    members: dict[Hashable, set[Hashable]] = defaultdict(set)
    for mention, chain in chains.items():
        members[chain].add(mention)
    return members


def _pairs(chains: Chains) -> set[frozenset[Hashable]]:
    return {
        frozenset(pair) for group in _members(chains).values() for pair in combinations(group, 2)
    }


def links(gold: Chains, found: Chains) -> Tally:
    """Pairs of mentions of one chain."""
    ours, theirs = _pairs(found), _pairs(gold)
    return Tally(float(len(ours & theirs)), float(len(ours)), float(len(theirs)))


def _muc_side(key: Chains, other: Chains) -> tuple[float, float]:
    right = total = 0
    for group in _members(key).values():
        parts = {other[m] for m in group if m in other}
        alone = sum(m not in other for m in group)
        right += len(group) - len(parts) - alone
        total += len(group) - 1
    return float(right), float(total)


def muc(gold: Chains, found: Chains) -> Pair:
    """Links that a chain needs at least to hold together."""
    return Pair(*_muc_side(found, gold), *_muc_side(gold, found))


def _b_cubed_side(key: Chains, other: Chains) -> tuple[float, float]:
    theirs = _members(other)
    right = 0.0
    for group in _members(key).values():
        shared = Counter(other[m] for m in group if m in other)
        right += sum(n * n for n in shared.values()) / len(group)
        assert all(chain in theirs for chain in shared)
    return right, float(len(key))


def b_cubed(gold: Chains, found: Chains) -> Pair:
    """Share of each mention's chain that is right."""
    return Pair(*_b_cubed_side(found, gold), *_b_cubed_side(gold, found))


def ceaf_e(gold: Chains, found: Chains) -> Tally:
    """Chains matched one to one by the share that they have in common (phi 4)."""
    ours, theirs = list(_members(found).values()), list(_members(gold).values())
    at = {mention: index for index, group in enumerate(theirs) for mention in group}
    shared: dict[int, dict[int, float]] = {}
    for row, group in enumerate(ours):
        shared[row] = {
            column: 2 * count / (len(group) + len(theirs[column]))
            for column, count in Counter(at[m] for m in group if m in at).items()
        }
    return Tally(best_matching(shared), float(len(ours)), float(len(theirs)))


def best_matching(weights: Mapping[int, Mapping[int, float]]) -> float:
    """Largest sum of ``weights[row][column]`` with every row and column taken once at most.

    >>> best_matching({0: {0: 1.0, 1: 0.9}, 1: {0: 0.9}})
    1.8
    """
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, columns in weights.items():
        for column in columns:
            rows_of[column].append(row)
    seen: set[int] = set()
    best = 0.0
    for start in weights:
        if start in seen:
            continue
        rows, queue = [], [start]
        seen.add(start)
        while queue:  # rows that compete for the same columns
            rows.append(queue.pop())
            for column in weights[rows[-1]]:
                new = [row for row in rows_of[column] if row not in seen]
                seen.update(new)
                queue += new
        columns = sorted({column for row in rows for column in weights[row]})
        size = max(len(rows), len(columns))
        matrix = np.zeros((size, size))
        for index, row in enumerate(rows):
            for column, weight in weights[row].items():
                matrix[index, columns.index(column)] = weight
        best += _assigned(matrix)
    return best


def _assigned(weights: NDArray[np.float64]) -> float:
    """Largest assignment of a square matrix (Kuhn 1955, with potentials)."""
    size = len(weights)
    cost = -weights
    by_row, by_column = np.zeros(size + 1), np.zeros(size + 1)
    row_of = np.full(size + 1, -1)
    for row in range(size):
        row_of[size], column = row, size
        least, via = np.full(size, np.inf), np.full(size, size)
        used = np.zeros(size + 1, bool)
        while row_of[column] != -1:
            used[column] = True
            now = row_of[column]
            free = ~used[:size]
            reduced = cost[now] - by_row[now] - by_column[:size]
            better = free & (reduced < least)
            least[better], via[better] = reduced[better], column
            following = int(np.argmin(np.where(free, least, np.inf)))
            step = least[following]
            by_row[row_of[used]] += step
            by_column[used] -= step
            least[free] -= step
            column = following
        while column != size:
            before = via[column]
            row_of[column] = row_of[before]
            column = before
    return float(sum(weights[row_of[column], column] for column in range(size)))


def total(scores: Iterable[Tally | Pair]) -> Tally | Pair:
    """The sum of several parts."""
    listed = list(scores)
    kind = type(listed[0])
    return kind(*(sum(values) for values in zip(*listed, strict=True)))


def conll(scores: Mapping[str, Tally | Pair]) -> float:
    """Mean F of MUC, B-cubed and CEAF-e."""
    return sum(scores[name].f for name in ("MUC", "B3", "CEAFe")) / 3


def all_scores(groups: Iterable[tuple[Chains, Chains]]) -> dict[str, Tally | Pair]:
    """Every measure over (gold, found) of each group, groups never compared with one another."""
    listed = list(groups)
    measures = {"links": links, "MUC": muc, "B3": b_cubed, "CEAFe": ceaf_e}
    return {
        name: total([measure(gold, found) for gold, found in listed])
        for name, measure in measures.items()
    }
