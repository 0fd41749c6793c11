"""What a mention takes over from others of its article: as pairs give it, and in long articles."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from transforms.incidents.antecedents import NEAR, inherit
from transforms.incidents.layout import LAYOUT, WIDTH, Ints
from transforms.incidents.score import load_pair_score
from transforms.incidents.words import UNIT

WORDS = load_pair_score().words
PARTIES = [*range(*LAYOUT["actors"].indices(WIDTH)), *range(*LAYOUT["recipients"].indices(WIDTH))]


def mentions(draw: np.random.Generator, count: int, words: int) -> Ints:
    """Made-up mentions over so many words, each with some of what may be known."""
    found = np.zeros((count, WIDTH), np.int32)
    pick = draw.integers(0, words, count)
    pool = draw.integers(1, len(WORDS.keys), words)
    found[:, LAYOUT["word"].start] = pool[pick]
    found[:, LAYOUT["head"].start] = pick + 1
    found[:, LAYOUT["negated"].start] = draw.random(count) < 0.2
    for name, share, values in (("told", 0.3, 1), ("first", 1.0, 3), ("last", 1.0, 2)):
        known = draw.random(count) < share
        found[:, LAYOUT[name].start] = draw.integers(1, values + 1, count) * known
    found[:, PARTIES] = draw.integers(1, 99, (count, 8)) * (draw.random((count, 1)) < 0.4)
    return found


def near(numbers: Ints, one: int, other: int) -> bool:
    """Whether one mention may speak for the other."""
    word, head, negated = (
        numbers[[one, other], LAYOUT[n].start] for n in ("word", "head", "negated")
    )
    alike = WORDS.products(word[:1], word[1:])[0] >= NEAR * UNIT or head[0] == head[1]
    return one != other and bool(alike) and bool(negated[0] == negated[1])


@pytest.mark.parametrize("seed", range(20))
def test_inherit_is_what_every_pair_gives(seed: int) -> None:
    draw = np.random.default_rng(seed)
    before = mentions(draw, 30, 6)
    found = before.copy()
    inherit(found, WORDS)
    told, first, last = (LAYOUT[name].start for name in ("told", "first", "last"))
    for at in range(len(before)):
        others = [other for other in range(len(before)) if near(before, at, other)]
        days = [before[o, [told, first, last]].tolist() for o in others if before[o, told]]
        if before[at, told]:
            assert found[at, told] == before[at, told]
        elif days and all(day == days[0] for day in days):
            assert found[at, [told, first, last]].tolist() == [2, *days[0][1:]]
        else:
            assert found[at, told] == 0
        people = [before[o, PARTIES].tolist() for o in others if before[o, PARTIES].any()]
        if not before[at, PARTIES].any() and people:
            assert found[at, PARTIES].tolist() == people[0]
            assert found[at, LAYOUT["borrowed"].start] == 1


def test_inherit_of_an_article_with_16000_mentions_takes_little_memory() -> None:
    numbers = mentions(np.random.default_rng(1), 16_000, 1_000)
    tracemalloc.start()
    inherit(numbers, WORDS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 << 20
