"""Scored pairs of a batch of mentions → clusters by average link.

The two clusters whose pairs score best in the mean are merged, again and again, until no mean is
high enough. Only pairs that were scored are known: `Linkage.unknown` says how much a pair that was
not scored counts against a merge. Incidents of earlier batches are clusters from the start and are
never merged with one another. Sums are of integers, so equal input gives equal clusters, whatever
was added first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["UNIT", "Clusters", "Linkage"]

#: Scores are integers, this one stands for 1.
UNIT = 4096


class Linkage(NamedTuple):
    """When clusters are merged.

    Fields:
        join: the mean score from which on they are.
        veto: no two of whose pairs one scores less than this are.
        unknown: part of the pairs without a score that counts as scored 0.
    """

    join: float
    veto: float
    unknown: float


class Clusters:
    """Nodes 0 to n - 1, each a cluster; `link` scores pairs of them, `merge` merges.

    Args:
        sizes: how many mentions a node stands for.
        fixed: nodes from this one on are incidents that stay apart.
        linkage: the limits.
    """

    def __init__(self, sizes: list[int], fixed: int, linkage: Linkage) -> None:
        self._sizes = sizes
        self._fixed = [number >= fixed for number in range(len(sizes))]
        self._linkage = linkage
        self._parent = list(range(len(sizes)))
        # Per node: other node → sum of scores, number of scores, least score.
        self._links: list[dict[int, tuple[int, int, int]]] = [{} for _ in sizes]

    def link(self, pairs: Iterable[tuple[int, int, int]]) -> None:
        """Take ``(node, other node, score)``; pairs of two fixed nodes count for nothing."""
        for one, other, score in pairs:
            if one == other or (self._fixed[one] and self._fixed[other]):
                continue
            total, count, least = self._links[one].get(other, (0, 0, UNIT))
            value = (total + score, count + 1, min(least, score))
            self._links[one][other] = value
            self._links[other][one] = value

    def merge(self) -> list[int]:
        """Merge; the cluster of each node, named by one of its nodes."""
        heap = [
            (-mean, one, other)
            for one, links in enumerate(self._links)
            for other in links
            if one < other and (mean := self._mean(one, other)) is not None
        ]
        heapq.heapify(heap)
        while heap:
            negative, one, other = heapq.heappop(heap)
            links = self._links[one]
            if other not in links or self._mean(one, other) != -negative:
                continue
            for mean, kept, third in self._united(one, other):
                heapq.heappush(heap, (-mean, min(kept, third), max(kept, third)))
        return [self._root(number) for number in range(len(self._parent))]

    def _mean(self, one: int, other: int) -> float | None:
        """Mean score of two clusters; None where they must not be merged."""
        if self._fixed[one] and self._fixed[other]:
            return None
        total, count, least = self._links[one][other]
        missing = max(self._sizes[one] * self._sizes[other] - count, 0)
        mean = total / UNIT / (count + self._linkage.unknown * missing)
        if mean < self._linkage.join or least < self._linkage.veto * UNIT:
            return None
        return mean

    def _united(self, one: int, other: int) -> Iterator[tuple[float, int, int]]:
        """Merge two clusters; means of the merged one with those near it."""
        kept, gone = one, other
        if (self._fixed[gone], len(self._links[gone])) > (
            self._fixed[kept],
            len(self._links[kept]),
        ):
            kept, gone = gone, kept
        self._parent[gone] = kept
        self._sizes[kept] += self._sizes[gone]
        mine, theirs = self._links[kept], self._links[gone]
        del mine[gone], theirs[kept]
        for third, (total, count, least) in theirs.items():
            links = self._links[third]
            del links[gone]
            if self._fixed[kept] and self._fixed[third]:
                mine.pop(third, None)
                continue
            before = mine.get(third, (0, 0, UNIT))
            value = (before[0] + total, before[1] + count, min(before[2], least))
            mine[third] = value
            links[kept] = value
        self._links[gone] = {}
        for third in sorted(mine):
            mean = self._mean(kept, third)
            if mean is not None:
                yield mean, kept, third

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number
