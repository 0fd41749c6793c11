"""Scored pairs of a batch of mentions → clusters by average link.

The two clusters whose pairs score best in the mean are merged, again and again, until no mean is
high enough. Only pairs that were scored are known: `Linkage.unknown` says how much a pair that was
not scored counts against a merge. Incidents of earlier batches are clusters from the start and are
never merged with one another. Sums are of integers, so equal input gives equal clusters, whatever
was added first; which of equal means comes first follows from the numbers of the nodes.

A mean of a merged cluster is never above the better one of its two parts. So two clusters that are
each other's best can be merged at once, whatever is better elsewhere (Murtagh 1983, "A survey of
recent advances in hierarchical clustering algorithms"): all such pairs in one step, as long as
there are many (`_step`), then along chains of best neighbours (`_Chain`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.rings import Int64s, first_of_each

__all__ = ["UNIT", "Linkage", "average_link"]

#: Scores are integers, this one stands for 1.
UNIT = 4096
#: A step must bring a merge for so many edges, and some; with fewer, a chain is cheaper.
_EDGES, _FEW = 1000, 8


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


class _Edges(NamedTuple):
    """Pairs of clusters, the smaller number first: sum, number and least of the scores."""

    one: Int64s
    other: Int64s
    total: Int64s
    count: Int64s  # type: ignore[assignment]  # hides tuple.count
    least: Int64s

    def of(self, kept: NDArray[Any]) -> _Edges:
        return _Edges(*(column[kept] for column in self))


def _summed(edges: _Edges, nodes: int) -> _Edges:
    """One edge for each pair, sorted; edges of a cluster with itself are left out."""
    low, high = np.minimum(edges.one, edges.other), np.maximum(edges.one, edges.other)
    packed = low * nodes + high
    order = np.argsort(packed, kind="stable")
    order = order[(low != high)[order]]
    packed = packed[order]
    if not len(packed):
        return edges.of(np.zeros(len(low), bool))
    starts = np.flatnonzero(first_of_each(packed))
    return _Edges(
        packed[starts] // nodes,
        packed[starts] % nodes,
        np.add.reduceat(edges.total[order], starts),
        np.add.reduceat(edges.count[order], starts),
        np.minimum.reduceat(edges.least[order], starts),
    )


def _turn(one: Int64s, other: Int64s, nodes: int) -> NDArray[np.uint64]:
    """A different number for each pair, which decides between equal means.

    Numbers that look random let many of equal pairs be merged in one step.
    """
    mixed = (one * nodes + other).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xD6E8FEB86659FD93)
    return np.asarray(mixed ^ (mixed >> np.uint64(32)))


class _Clusters:
    """Clusters, each named by its first node.

    Attributes:
        name: cluster of each node.
        size: mentions of each cluster.
        fixed: whether an incident that stands is in it.
    """

    def __init__(self, sizes: Int64s, fixed: int, linkage: Linkage) -> None:
        self.nodes = len(sizes)
        self.name = np.arange(self.nodes)
        self.size = sizes.copy()
        self.fixed = np.arange(self.nodes) >= fixed
        self.linkage = linkage

    def means(self, edges: _Edges) -> NDArray[np.float64]:
        """Mean score of two clusters; -1 where they must not be merged."""
        one, other = edges.one, edges.other
        missing = np.maximum(self.size[one] * self.size[other] - edges.count, 0)
        found = edges.total / UNIT / (edges.count + self.linkage.unknown * missing)
        barred = (found < self.linkage.join) | (edges.least < self.linkage.veto * UNIT)
        barred |= self.fixed[one] & self.fixed[other]
        found[barred] = -1.0
        return np.asarray(found)

    def merge(self, kept: Int64s, gone: Int64s) -> None:
        """Put each cluster of ``gone`` into its one of ``kept``."""
        self.size[kept] += self.size[gone]
        self.fixed[kept] |= self.fixed[gone]
        into = np.arange(self.nodes)
        into[gone] = kept
        self.name = into[self.name]


def average_link(
    sizes: Int64s,
    fixed: int,
    ones: Int64s,
    others: Int64s,
    scores: Int64s,
    linkage: Linkage,
) -> Int64s:
    """The cluster of each node, named by its first one.

    Args:
        sizes: how many mentions each node stands for.
        fixed: nodes from this one on are incidents that stay apart.
        ones: first node of each scored pair; a pair of nodes may come several times.
        others: second node of each.
        scores: of each pair, `UNIT` stands for 1.
        linkage: the limits.
    """
    clusters = _Clusters(sizes, fixed, linkage)
    edges = _Edges(ones, others, scores, np.ones_like(scores), scores)
    edges = _summed(edges.of((ones < fixed) | (others < fixed)), len(sizes))
    many = True
    while many:
        edges, merges = _step(clusters, edges)
        many = merges >= max(_FEW, len(edges.one) // _EDGES)
    if len(edges.one):
        _Chain(clusters, edges).run()
    return clusters.name


def _step(clusters: _Clusters, edges: _Edges) -> tuple[_Edges, int]:
    """Merge what is each other's best; the edges that are left, and how many merges there were."""
    means = clusters.means(edges)
    joins = means >= 0
    live = np.zeros(clusters.nodes, bool)
    live[edges.one[joins]] = live[edges.other[joins]] = True
    # A cluster that joins nothing now never does.
    kept = live[edges.one] & live[edges.other]
    edges, means, joins = edges.of(kept), means[kept], joins[kept]
    near = edges.of(joins)
    order = np.lexsort((_turn(near.one, near.other, clusters.nodes), -means[joins]))
    near = near.of(order)
    rank = np.arange(len(order))
    best = np.full(clusters.nodes, len(order))
    np.minimum.at(best, near.one, rank)
    np.minimum.at(best, near.other, rank)
    mutual = (best[near.one] == rank) & (best[near.other] == rank)
    gone = near.other[mutual]
    if not len(gone):
        return edges, 0
    clusters.merge(near.one[mutual], gone)
    named = edges._replace(one=clusters.name[edges.one], other=clusters.name[edges.other])
    apart = ~(clusters.fixed[named.one] & clusters.fixed[named.other])
    return _summed(named.of(apart), clusters.nodes), len(gone)


class _Chain:
    """Merging along chains of best neighbours: few merges at a time, each cheap.

    A cluster keeps its edges under the names that they had when it was last looked at.
    """

    def __init__(self, clusters: _Clusters, edges: _Edges) -> None:
        self._clusters = clusters
        self._alive = np.zeros(clusters.nodes, bool)
        self._edges: dict[int, _Edges] = {}
        far = np.concatenate([edges.other, edges.one])
        both = _Edges(*(np.tile(column, 2) for column in edges))
        both = both._replace(one=np.concatenate([edges.one, edges.other]), other=far)
        order = np.argsort(both.one, kind="stable")
        both = _Edges(*(column[order] for column in both))
        starts = np.flatnonzero(first_of_each(both.one))
        ends = np.append(starts[1:], len(both.one))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            name = int(both.one[start])
            self._edges[name] = _Edges(*(column[start:end] for column in both))
            self._alive[name] = True

    def run(self) -> None:
        """Merge until nothing is near enough."""
        waiting = list(self._edges)
        chain: list[int] = []
        while chain or waiting:
            top = chain[-1] if chain else waiting.pop()
            if not self._alive[top]:
                continue
            if not chain:
                chain.append(top)
            best = self._best(top)
            if best is None:  # it joins nothing, now or later
                self._alive[chain.pop()] = False
            elif len(chain) > 1 and best == chain[-2]:
                waiting.append(self._join(*sorted(chain[-2:])))
                del chain[-2:]
            else:
                chain.append(best)

    def _best(self, name: int) -> int | None:
        """The cluster with the best mean, if one may be merged with ``name``."""
        clusters, edges = self._clusters, self._edges[name]
        other = clusters.name[edges.other]
        kept = (other != name) & self._alive[other]
        if clusters.fixed[name]:
            kept &= ~clusters.fixed[other]
        named = edges._replace(one=np.full(len(other), name), other=other)
        edges = _summed(named.of(kept), clusters.nodes)
        far = edges.one + edges.other - name
        self._edges[name] = edges._replace(other=far)
        means = clusters.means(edges)
        most = means.max(initial=-1.0)
        if most < 0:
            return None
        ties = np.flatnonzero(means == most)
        if len(ties) > 1:
            turns = _turn(edges.one[ties], edges.other[ties], clusters.nodes)
            ties = ties[[np.argmin(turns)]]
        return int(far[ties[0]])

    def _join(self, kept: int, gone: int) -> int:
        self._clusters.merge(np.array([kept]), np.array([gone]))
        pair = self._edges[kept], self._edges.pop(gone)
        self._edges[kept] = _Edges(*(np.concatenate(both) for both in zip(*pair, strict=True)))
        self._alive[gone] = False
        return kept
