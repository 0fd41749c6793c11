"""Average link over scored pairs: what joins, what stays apart, and that order changes nothing."""

from __future__ import annotations

import random

import pytest

from transforms.incidents.cluster import UNIT, Clusters, Linkage

LIMITS = Linkage(join=0.4, veto=0.0, unknown=0.25)
Links = list[tuple[int, int, float]]


def clustered(
    links: Links, nodes: int, fixed: int | None = None, limits: Linkage = LIMITS
) -> set[frozenset[int]]:
    clusters = Clusters([1] * nodes, nodes if fixed is None else fixed, limits)
    clusters.link((one, other, round(score * UNIT)) for one, other, score in links)
    found: dict[int, set[int]] = {}
    for node, name in enumerate(clusters.merge()):
        found.setdefault(name, set()).add(node)
    return {frozenset(members) for members in found.values()}


def test_what_scores_high_enough_joins() -> None:
    assert clustered([(0, 1, 0.9), (1, 2, 0.3)], 3) == {frozenset({0, 1}), frozenset({2})}


def test_a_weak_middle_chains_nothing() -> None:
    # 1 is near to both pairs, which are not near to one another.
    links = [(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.0), (2, 3, 0.9), (1, 3, 0.1), (0, 3, 0.0)]
    assert clustered(links, 4) == {frozenset({0, 1}), frozenset({2, 3})}


def test_pairs_without_a_score_count_in_part() -> None:
    links = [(0, 1, 0.9), (1, 2, 0.6)]
    assert clustered(links, 3) == {frozenset({0, 1, 2})}  # .6 / (1 + .25)
    strict = LIMITS._replace(unknown=1.0)
    assert clustered(links, 3, limits=strict) == {frozenset({0, 1}), frozenset({2})}


def test_incidents_that_stand_are_never_merged() -> None:
    links = [(0, 2, 0.9), (0, 3, 0.8), (1, 3, 0.9), (0, 1, 0.9), (2, 3, 1.0)]
    found = clustered(links, 4, fixed=2)
    assert len(found) == 2
    assert all(len(members & {2, 3}) == 1 for members in found)


def test_one_pair_below_the_veto_keeps_clusters_apart() -> None:
    links = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, 0.05)]
    assert clustered(links, 3) == {frozenset({0, 1, 2})}
    found = clustered(links, 3, limits=LIMITS._replace(veto=0.1))
    assert {len(members) for members in found} == {1, 2}


@pytest.mark.parametrize("seed", range(5))
def test_order_of_pairs_changes_nothing(seed: int) -> None:
    rng = random.Random(seed)
    links = [
        (a, b, rng.random()) for a in range(12) for b in range(a + 1, 12) if rng.random() < 0.6
    ]
    first = clustered(links, 12)
    assert 1 < len(first) < 12
    rng.shuffle(links)
    assert clustered([(b, a, s) for a, b, s in links], 12) == first
