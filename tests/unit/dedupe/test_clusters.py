"""Which records are one article, which articles are one story."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.dedupe.clusters import (
    GONE,
    UNCHANGED,
    Decisions,
    DedupeOptions,
    Verdict,
    decide,
    resolve,
)
from transforms.dedupe.fingerprint import (
    FRESH,
    OUTDATED,
    STORED,
    WITHDRAWN,
    Fingerprint,
    minhash,
    shingle_hashes,
)

OPTIONS = DedupeOptions()


def _words(seed: int, count: int = 300) -> list[str]:
    rng = random.Random(seed)
    return [f"w{rng.randrange(9000)}" for _ in range(count)]


def _make(
    name: str, words: list[str], day: str | None = "2020-01-01", **more: object
) -> Fingerprint:
    hashes = shingle_hashes(" ".join(words))
    made = Fingerprint(
        name, f"shard-{name[0]}", f"file-{name}", 0, None, day, f"{name}.example", len(words),
        len(hashes), f"sha of {' '.join(words)}", minhash(hashes).astype("<u2").tobytes(),
    )  # fmt: skip
    return made._replace(**more)


def _stories(decisions: Decisions) -> set[tuple[str, ...]]:
    return {tuple(m.article_id for m in story.members) for story in decisions.stories}


def _verdicts(decisions: Decisions) -> dict[str, Verdict]:
    return {v.input_uri: v for _, v in decisions.verdicts}


def test_decide_joins_exact_and_near_copies() -> None:
    text = _words(1)
    cut = text[:200]
    decisions = decide(
        [_make("a", text), _make("b", text), _make("c", cut), _make("d", _words(2))], OPTIONS
    )
    assert _stories(decisions) == {("a", "b", "c"), ("d",)}
    verdicts = _verdicts(decisions)
    assert verdicts["file-a"].duplicate_of is None
    assert verdicts["file-b"].duplicate_of == verdicts["file-c"].duplicate_of == "a"
    assert verdicts["file-c"].story_id == verdicts["file-a"].story_id
    assert verdicts["file-d"].story_id not in (None, verdicts["file-a"].story_id)
    assert all(v.rejected_code is None for v in verdicts.values())


def test_decide_takes_the_earliest_of_the_full_copies() -> None:
    text = _words(1)
    copies = [
        _make("a", text, "2020-01-03"),
        _make("b", text[:290], "2020-01-02"),  # full enough, and earlier
        _make("c", text[:150], "2020-01-01"),  # earliest, but cut
        _make("d", text, None),
    ]
    decisions = decide(copies, OPTIONS)
    assert _stories(decisions) == {("b", "a", "c", "d")}
    row = decisions.stories[0].row()
    assert row == {
        "story_id": decisions.stories[0].story_id,
        "representative": "b",
        "first_date": date(2020, 1, 1),
        "last_date": date(2020, 1, 3),
        "articles": 4,
        "sources": ["a.example", "b.example", "c.example", "d.example"],
    }


def test_decide_keeps_one_record_an_article() -> None:
    text = _words(1)
    fuller = _make("a", text, input_uri="file-2")
    decisions = decide(
        [_make("a", text[:100], input_uri="file-1"), fuller, fuller._replace(input_position=9)],
        OPTIONS,
    )
    assert len(decisions.stories) == 1
    rejected = {
        (v.input_uri, v.input_position): (v.rejected_code, v.other_uri, v.other_position)
        for _, v in decisions.verdicts
    }
    assert rejected == {
        ("file-1", 0): ("D001", "file-2", 0),
        ("file-2", 0): (None, None, None),
        ("file-2", 9): ("D001", "file-2", 0),
    }


def test_decide_does_not_chain() -> None:
    # each is like the next, the first is unlike the last
    text = _words(1, 900)
    chain = [_make(f"{i}", text[i * 150 : i * 150 + 300]) for i in range(5)]
    options = DedupeOptions(min_jaccard=0.3, min_containment=0.4)
    for story in decide(chain, options).stories:
        places = [int(m.article_id) for m in story.members]
        assert max(places) - min(places) <= 2


def test_decide_drops_copies_on_request() -> None:
    text = _words(1)
    decisions = decide([_make("a", text), _make("b", text)], DedupeOptions(duplicates="drop"))
    verdicts = _verdicts(decisions)
    assert verdicts["file-a"].rejected_code is None
    assert (verdicts["file-b"].rejected_code, verdicts["file-b"].duplicate_of) == ("D002", "a")


def test_decide_joins_short_texts_only_when_equal() -> None:
    form = ["lottery", "numbers", "drawn", "on", "monday", "evening", "were"]
    one, two = [*form, "4", "8", "15"], [*form, "16", "23", "42"]
    decisions = decide([_make("a", one), _make("b", one), _make("c", two)], OPTIONS)
    assert _stories(decisions) == {("a", "b"), ("c",)}


def test_decide_of_nothing_is_nothing() -> None:
    assert decide([], OPTIONS) == Decisions([], [])


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(12)))
def test_decide_ignores_order(order: list[int]) -> None:
    made = []
    for i in range(12):
        text = _words(i // 3)
        made.append(_make(f"{i:02}", text[: 300 - 40 * (i % 3)], f"2020-01-{1 + i % 4:02}"))
    assert decide([made[i] for i in order], OPTIONS) == decide(made, OPTIONS)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=30))
def test_decide_gives_every_record_one_verdict(drawn: list[tuple[int, int]]) -> None:
    made = [
        _make(f"{text}{cut}", _words(text)[: 300 - 60 * cut])._replace(input_position=i)
        for i, (text, cut) in enumerate(drawn)
    ]
    decisions = decide(made, OPTIONS)
    assert sorted((v.input_uri, v.input_position) for _, v in decisions.verdicts) == sorted(
        (m.input_uri, m.input_position) for m in made
    )
    kept = [v for _, v in decisions.verdicts if v.rejected_code is None]
    assert len({v.article_id for v in kept}) == len(kept)
    ids = {s.story_id for s in decisions.stories}
    assert {v.story_id for v in kept} == ids
    assert sum(len(s.members) for s in decisions.stories) == len(kept)


@pytest.mark.parametrize("share", [0.4, 0.7, 0.9])
def test_decide_finds_cuts(share: float) -> None:
    made = []
    for i in range(30):
        text = _words(i)
        made += [_make(f"{i:02}a", text), _make(f"{i:02}b", text[: int(len(text) * share)])]
    found = {story for story in _stories(decide(made, OPTIONS)) if len(story) == 2}
    assert len(found) >= 28
    assert all(a[:2] == b[:2] for a, b in found)


def version(number: int, kind: str = FRESH, **values: object) -> Fingerprint:
    """A record of one article: ``number`` says where it stands in the input."""
    made = _make("a", _words(1))._replace(
        input_position=number, content=f"content {number}", kind=kind, shard_id=f"{kind} shard"
    )
    return made._replace(**values)


def codes(*group: Fingerprint, **options: bool) -> dict[str, str | None]:
    """Kind and place of every record → what was decided about it."""
    winner, told = resolve(group, DedupeOptions(**options))  # type: ignore[arg-type]
    found = {f"{key.split()[0]} {v.input_position}": v.rejected_code for key, v in told}
    if winner is not None:
        found[f"{winner.kind} {winner.input_position}"] = None
    return found


@pytest.mark.parametrize("order", [1, -1])
def test_resolve_keeps_the_newest_version(order: int) -> None:
    records = [version(1), version(2), version(3, STORED)][::order]
    assert codes(*records, newest=True) == {"fresh 1": "D005", "fresh 2": None, "stored 3": GONE}


def test_resolve_takes_the_sources_word_for_what_is_newest() -> None:
    records = version(1, modified=20), version(2, modified=10)
    assert codes(*records, newest=True) == {"fresh 1": None, "fresh 2": "D005"}
    one_silent = version(1, modified=20), version(2)
    assert codes(*one_silent, newest=True) == {"fresh 1": "D005", "fresh 2": None}


def test_resolve_leaves_what_says_the_same() -> None:
    same = version(1, content="x"), version(2, STORED, content="x")
    assert codes(*same, newest=True) == {"fresh 1": UNCHANGED, "stored 2": None}
    older = version(1, content="x"), version(2, OUTDATED, content="x")
    assert codes(*older, newest=True) == {"fresh 1": None, "outdated 2": GONE}


def test_resolve_takes_back_what_is_withdrawn_and_what_follows_stands() -> None:
    gone = version(1), version(2, WITHDRAWN), version(9, STORED)
    assert codes(*gone, newest=True) == {"fresh 1": "D004", "stored 9": GONE}
    again = version(1, WITHDRAWN), version(2), version(9, STORED)
    assert codes(*again, newest=True) == {"fresh 2": None, "stored 9": GONE}


def test_resolve_never_repeats_an_id_where_rows_are_added_only() -> None:
    assert codes(version(1), version(2), version(3, STORED), keep_stored=True) == {
        "fresh 1": "D003",
        "fresh 2": "D003",
    }
