"""The steps that find candidates by key, against those that see everything at once."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.fingerprints import drawn_corpus
from transforms.dedupe.by_key import (
    _alike_pairs,
    _half,
    cut_into_bands,
    distinct_pairs,
    forest,
    pair_in_band,
)
from transforms.dedupe.clusters import (
    DedupeOptions,
    _candidate_pairs,
    component_stories,
    decide,
    one_record_an_article,
    signature_rows,
)
from transforms.dedupe.fingerprint import Fingerprint


def grouped(pairs):
    groups = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups.items()


def pairs_by_key(kept: list[Fingerprint], batch: int) -> list[tuple[str, str]]:
    batches = [kept[i : i + batch] for i in range(0, len(kept), batch)]
    packed = [piece for part in reversed(batches) for piece in cut_into_bands(part, 3)]
    paired = [pair for group in grouped(packed) for pair in pair_in_band(group)]
    return [pair for group in grouped(paired) for pair in distinct_pairs(group)]


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_pairs_by_key_are_the_candidates_of_all_at_once(batch: int) -> None:
    kept, _ = one_record_an_article(drawn_corpus(11), DedupeOptions())
    ids = [f.article_id for f in kept]
    expected = {
        (ids[left], ids[right])
        for lefts, rights in _candidate_pairs(signature_rows([f.signature for f in kept]), 3)
        for left, right in zip(lefts, rights, strict=True)
    }
    found = pairs_by_key(kept, batch)
    assert len(found) == len(set(found))
    texts = {f.article_id: f.text_sha256 for f in kept}
    more = set(found) - expected
    assert expected <= set(found)
    assert all(texts[left] == texts[right] for left, right in more)
    assert len(expected) > 50


def test_equal_texts_are_a_pair_however_short() -> None:
    kept, _ = one_record_an_article(drawn_corpus(11), DedupeOptions())
    first, second, *_ = (f for f in kept if f.text_sha256 == "sha notice of the day number 1")
    assert first.shingles < DedupeOptions().min_shingles
    assert (first.article_id, second.article_id) in pairs_by_key([second, first], 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=30), st.integers(1, 9))
def test_forest_joins_what_the_edges_join(numbers: list[tuple[int, int]], batch: int) -> None:
    edges = [(f"{a:02}", f"{b:02}") for a, b in numbers if a != b]
    thinned = [tree for i in range(0, len(edges), batch) for tree in forest(edges[i : i + batch])]
    roots = dict(forest(thinned))
    assert roots == dict(forest(edges))
    assert all(roots.get(a, a) == roots.get(b, b) for a, b in edges)
    assert all(
        root == min(root, *(m for m, r in roots.items() if r == root)) for root in roots.values()
    )
    assert len(thinned) <= len(edges)


@pytest.mark.parametrize("seed", range(4))
def test_components_give_the_stories_of_all_at_once(seed: int) -> None:
    fingerprints = drawn_corpus(seed)
    kept, _ = one_record_an_article(fingerprints, DedupeOptions())
    expected = {story.story_id: story for story in decide(fingerprints, DedupeOptions()).stories}
    halves = dict(map(_half, kept))
    edges = [
        edge
        for left, right in pairs_by_key(kept, 10)
        for edge in _alike_pairs(
            (right, {"halves": [halves[right]], "sent": [halves[left]]}), DedupeOptions()
        )
    ]
    roots = dict(forest(edges))
    members = defaultdict(list)
    for f in reversed(kept):
        members[roots.get(f.article_id, f.article_id)].append(f)
    found = [s for group in members.values() for s in component_stories(group, DedupeOptions())]
    assert {story.story_id: story for story in found} == expected
