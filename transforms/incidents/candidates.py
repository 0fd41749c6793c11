"""Mentions in order of publication → which earlier ones each is compared with.

Each blocking key (a name of the article or of the event, with the class, the stem or the sense of
the word) remembers its last mentions. Besides, the mentions of articles that share most names with
the own one are looked through for words and classes near to the own. The work for a mention is
bounded. Articles are looked up many at a time; each meets what it would meet alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.layout import LAYOUT, Ints
from transforms.incidents.rings import LOW, Int64s, Rings, best, counted, first_of_each, spread
from transforms.incidents.words import UNIT, Words

__all__ = ["Candidates"]

#: Slots of the table of blocking keys (a power of two), and mentions that a slot remembers. A slot
#: that several keys share costs a few comparisons and nothing else.
SLOTS = 1 << 21
REMEMBERED = 8
#: The same for names of articles, alone and in pairs, and so many articles are neighbours of one.
ARTICLE_SLOTS = 1 << 20
NEIGHBOURS = 12
#: Mentions of a neighbour, and earlier ones of the own article, that are looked through at most.
LOOKED = 256
#: Mentions of neighbours that are near enough in word or class to a mention, at most.
NEAR = 24
LEAST_NEAR = 0.1
#: Weight (thousandths) from which on a word is one that few articles have.
RARE = 900
#: Mentions that one is compared with, at most.
PAIRS = 32
#: Mentions that are looked up at once (an article is never cut).
_TOGETHER = 1024
#: Names of an article that count in pairs.
_PAIRED = 6

_TWENTY_NINE = np.uint64(29)


def _mixed(first: NDArray[np.uint64], second: NDArray[np.uint64], slots: int) -> Int64s:
    """A slot for each pair of numbers."""
    mixed = first * np.uint64(0x9E3779B97F4A7C15) + second * np.uint64(0xC2B2AE3D27D4EB4F)
    return ((mixed ^ (mixed >> _TWENTY_NINE)) & np.uint64(slots - 1)).astype(np.int64)


def _slots(numbers: Ints, article_keys: Ints) -> Int64s:
    """Blocking slots of each mention, int64[mentions, keys]; -1 where there is no key."""
    names = [numbers[:, LAYOUT[name]] for name in ("subjects", "actors", "recipients", "place")]
    who = np.concatenate([*names, article_keys[:, None]], axis=1).astype(np.uint64)
    keys = []
    for number, column in enumerate(("stem", "event_class", "sense")):
        what = numbers[:, LAYOUT[column]].astype(np.uint64) * np.uint64(4) + np.uint64(number)
        keys.append(np.where((who != 0) & (what >= 4), _mixed(who, what, SLOTS), -1))
    return np.concatenate(keys, axis=1)


def _article_slots(numbers: Ints, of: Int64s) -> tuple[Int64s, Int64s]:
    """Slots of what articles name: names alone and in pairs, countries, nouns and rare words.

    Args:
        numbers: of the mentions of several articles.
        of: article of each, ascending.

    Returns:
        A slot and an article for each thing that it names.
    """
    firsts = np.flatnonzero(first_of_each(of))
    names = numbers[firsts, LAYOUT["subjects"]][:, :_PAIRED].astype(np.uint64)
    low, high = np.triu_indices(_PAIRED)
    ones, others = names[:, low], names[:, high]
    both = np.nonzero((ones != 0) & (others != 0))
    smaller, larger = np.minimum(ones, others)[both], np.maximum(ones, others)[both]
    more = [numbers[:, LAYOUT[name]] for name in ("subjects", "place", "countries", "nouns")]
    rare = np.where(numbers[:, LAYOUT["rarity"]] >= RARE, numbers[:, LAYOUT["head"]], 0)
    words = np.concatenate([*more, rare], axis=1)
    named = np.nonzero(words)
    alone = words[named].astype(np.uint64)
    first, second = np.concatenate([smaller, alone]), np.concatenate([larger, alone])
    articles = np.concatenate([of[firsts][both[0]], of[named[0]]])
    return _mixed(first, second, ARTICLE_SLOTS), articles


class Candidates:
    """What was reported so far, by blocking key and by article.

    Args:
        numbers: of all mentions, in order of publication; filled article by article.
        days: day of publication of each mention.
        starts: first mention of each article.
        keys: hash of the id of each article.
        words: what is known of words.
        link_days: how many days before a report lies what it may be one with.
    """

    def __init__(
        self,
        numbers: Ints,
        days: Ints,
        starts: Int64s,
        keys: Ints,
        words: Words,
        link_days: int,
    ) -> None:
        self._numbers = numbers
        self._days = days
        self._starts = starts
        self._keys = keys
        self._words = words
        self._link_days = link_days
        self._rings = Rings(SLOTS, REMEMBERED)
        self._article_rings = Rings(ARTICLE_SLOTS, REMEMBERED)

    def of_articles(self, first: int, last: int) -> tuple[Int64s, Int64s]:
        """Pairs to compare: mentions of articles ``first`` to ``last`` - 1, each with earlier ones.

        The articles must be the next ones. Pairs are sorted.
        """
        found = [self._of_some(*some) for some in self._cut(first, last)]
        empty = np.zeros(0, np.int64)
        ones = np.concatenate([*(one for one, _ in found), empty])
        return ones, np.concatenate([*(other for _, other in found), empty])

    def in_window(
        self, ones: NDArray[np.integer[Any]], others: NDArray[np.integer[Any]]
    ) -> NDArray[np.bool_]:
        """Whether each of ``others`` was published in the window before its one of ``ones``.

        Undated mentions know undated ones.
        """
        days, theirs = self._days[ones], self._days[others]
        dated = (theirs != 0) & (days - theirs <= self._link_days)
        return np.where(days == 0, theirs == 0, dated)

    def _cut(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        while first < last:
            end = int(self._starts[first]) + _TOGETHER
            after = int(np.searchsorted(self._starts, end, "right")) - 1
            after = min(max(after, first + 1), last)
            yield first, after
            first = after

    def _of_some(self, first: int, last: int) -> tuple[Int64s, Int64s]:
        """Those with most shared keys, among equals the latest.

        What is older than the window must not matter, so nothing else decides.
        """
        start, end = int(self._starts[first]), int(self._starts[last])
        sizes = np.diff(self._starts[first : last + 1])
        articles = np.repeat(np.arange(first, last), sizes)
        slots = _slots(self._numbers[start:end], self._keys[articles])
        there = np.nonzero(slots >= 0)
        ones, others = self._rings.put(slots[there], there[0] + start)
        near, around = self._near(articles, start, self._neighbours(articles, start))
        seen = self.in_window(ones, others)
        # Being near counts as two keys; all neighbours are in the window.
        ones = np.concatenate([ones[seen], near, near])
        others = np.concatenate([others[seen], around, around])
        ones, others, counts = counted(ones, others)
        ones, others = best(ones, others, counts, PAIRS)
        packed = np.sort((ones << 32) | others)
        return packed >> 32, packed & LOW

    def _neighbours(self, articles: Int64s, start: int) -> tuple[Int64s, Int64s]:
        """Each article with those that share most names with it, in order of the articles."""
        numbers = self._numbers[start : start + len(articles)]
        ones, others = self._article_rings.put(*_article_slots(numbers, articles))
        seen = self.in_window(self._starts[ones], self._starts[others])
        ones, others, counts = counted(ones[seen], others[seen])
        return best(ones, others, counts, NEIGHBOURS)

    def _near(
        self, articles: Int64s, start: int, neighbours: tuple[Int64s, Int64s]
    ) -> tuple[Int64s, Int64s]:
        """Mentions of neighbours and earlier ones of the own article whose word or class is near.

        Args:
            articles: of the mentions from ``start`` on.
            neighbours: pairs of articles.
        """
        mine = np.arange(start, start + len(articles))
        # Each mention with each neighbour of its article, then with its article.
        low = np.searchsorted(neighbours[0], articles, "left")
        high = np.searchsorted(neighbours[0], articles, "right")
        of, which = spread(low, high - low)
        where = self._starts[neighbours[1][which]]
        many = np.minimum(self._starts[neighbours[1][which] + 1] - where, LOOKED)
        own = np.maximum(self._starts[articles], mine - LOOKED)
        of = np.concatenate([of, np.arange(len(mine))])
        ranges, others = spread(np.concatenate([where, own]), np.concatenate([many, mine - own]))
        ones = mine[of[ranges]]
        word, kind = LAYOUT["word"].start, LAYOUT["event_class"].start
        kind_row = LAYOUT["kind"].start
        merit = 2 * np.maximum(
            self._words.products(self._numbers[ones, word], self._numbers[others, word]),
            self._words.kinds.shared(
                self._numbers[ones, kind_row], self._numbers[others, kind_row]
            ),
        )
        kinds = self._numbers[ones, kind]
        merit += np.where((self._numbers[others, kind] == kinds) & (kinds != 0), UNIT, 0)
        near = merit > LEAST_NEAR * 2 * UNIT
        ones, others, merit = ones[near], others[near], merit[near]
        return best(ones, others, merit, NEAR, latest=False)
