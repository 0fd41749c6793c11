"""Average link over scored pairs: what joins, what stays apart, and that order changes nothing."""

from __future__ import annotations

import random

import numpy as np
import pytest

from transforms.incidents import cluster
from transforms.incidents.cluster import UNIT, Linkage, average_link

LIMITS = Linkage(join=0.4, veto=0.0, unknown=0.25)
Links = list[tuple[int, int, float]]


def clustered(
    links: Links, nodes: int, fixed: int | None = None, limits: Linkage = LIMITS
) -> set[frozenset[int]]:
    ones, others, scores = (np.array(column) for column in zip(*links, strict=True))
    names = average_link(
        np.ones(nodes, np.int64),
        nodes if fixed is None else fixed,
        ones,
        others,
        np.rint(scores * UNIT).astype(np.int64),
        limits,
    )
    found: dict[int, set[int]] = {}
    for node, name in enumerate(names.tolist()):
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


def one_by_one(links: Links, nodes: int, fixed: int) -> set[frozenset[int]]:
    """What the definition says: the best pair of clusters is merged, again and again."""
    score = {frozenset((a, b)): round(s * UNIT) for a, b, s in links}
    clusters = [frozenset({node}) for node in range(nodes)]
    while True:
        means = []
        for number, mine in enumerate(clusters):
            for theirs in clusters[:number]:
                pairs = [frozenset((a, b)) for a in mine for b in theirs]
                known = [score[pair] for pair in pairs if pair in score]
                missing = len(pairs) - len(known)
                free = max(mine) < fixed or max(theirs) < fixed
                if known and free and min(known) >= LIMITS.veto * UNIT:
                    mean = sum(known) / UNIT / (len(known) + LIMITS.unknown * missing)
                    means.append((mean, mine, theirs))
        best, one, other = max(means, key=lambda each: each[0], default=(0.0, None, None))
        if one is None or other is None or best < LIMITS.join:
            return set(clusters)
        clusters = [each for each in clusters if each not in {one, other}] + [one | other]


@pytest.mark.parametrize("few", [1, 10_000])
@pytest.mark.parametrize("seed", range(4))
def test_steps_and_chains_give_what_merging_one_by_one_gives(
    seed: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_FEW", few)
    rng = random.Random(seed)
    kinds = [rng.randrange(6) for _ in range(40)]
    links = [
        (a, b, rng.betavariate(5, 2) if kinds[a] == kinds[b] else rng.betavariate(2, 5))
        for a in range(40)
        for b in range(a)
        if rng.random() < 0.5
    ]
    found = clustered(links, 40, fixed=36)
    assert found == one_by_one(links, 40, 36)
    assert 4 < len(found) < 30
