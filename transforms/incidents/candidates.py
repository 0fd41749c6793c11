"""Mentions in order of publication → which earlier ones each is compared with.

Each blocking key (a name of the article or of the event, with the class, the stem or the sense of
the word) remembers its last mentions. Besides, the mentions of articles that share most names with
the own one are looked through for words and classes near to the own. The work for a mention is
bounded.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from transforms.incidents.mention import LAYOUT, ArticleMentions, Ints, key_hash
from transforms.incidents.words import Words

__all__ = ["Candidates"]

#: Slots of the table of blocking keys (a power of two), and mentions that a slot remembers. A slot
#: that several keys share costs a few comparisons and nothing else.
SLOTS = 1 << 21
REMEMBERED = 8
#: The same for names of articles, alone and in pairs, and so many articles are neighbours of one.
ARTICLE_SLOTS = 1 << 20
NEIGHBOURS = 12
#: Mentions of neighbours that are near enough in word or class to a mention, at most.
NEAR = 24
LEAST_NEAR = 0.1
#: Weight (thousandths) from which on a word is one that few articles have.
RARE = 900
#: Mentions that one is compared with, at most.
PAIRS = 32


def _slots(numbers: Ints, article_key: int) -> NDArray[np.int64]:
    """Blocking slots of each mention, int64[mentions, keys]; -1 where there is no key."""
    names = [numbers[:, LAYOUT[name]] for name in ("subjects", "actors", "recipients", "place")]
    article = np.full((len(numbers), 1), article_key, np.int32)
    who = np.concatenate([*names, article], axis=1).astype(np.uint64)
    keys = []
    for number, column in enumerate(("stem", "event_class", "sense")):
        what = numbers[:, LAYOUT[column]].astype(np.uint64) * np.uint64(4) + np.uint64(number)
        mixed = who * np.uint64(0x9E3779B97F4A7C15) + what * np.uint64(0xC2B2AE3D27D4EB4F)
        slot = ((mixed ^ (mixed >> np.uint64(29))) & np.uint64(SLOTS - 1)).astype(np.int64)
        keys.append(np.where((who != 0) & (what >= 4), slot, -1))
    return np.concatenate(keys, axis=1)


def _article_slots(numbers: Ints) -> NDArray[np.int64]:
    """Slots of what an article names: names alone and in pairs, countries, nouns and rare words."""
    names = numbers[0, LAYOUT["subjects"]][:6].astype(np.uint64)
    names = names[names != 0]
    low, high = np.triu_indices(len(names))
    first, second = np.minimum(names[low], names[high]), np.maximum(names[low], names[high])
    more = [numbers[:, LAYOUT[name]] for name in ("subjects", "place", "countries", "nouns")]
    rare = np.where(numbers[:, LAYOUT["rarity"]] >= RARE, numbers[:, LAYOUT["head"]], 0)
    words: NDArray[np.uint64] = np.unique(np.concatenate([*more, rare], axis=1).astype(np.uint64))
    words = words[words != 0]
    first, second = np.concatenate([first, words]), np.concatenate([second, words])
    mixed = (first * np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    mixed += second * np.uint64(0xC2B2AE3D27D4EB4F)
    slots = (mixed ^ (mixed >> np.uint64(29))) & np.uint64(ARTICLE_SLOTS - 1)
    return np.unique(slots.astype(np.int64))


class Candidates:
    """What was reported so far, by blocking key and by article.

    Args:
        numbers: of all mentions, in order of publication; filled article by article.
        days: day of publication of each mention.
        starts: first mention of each article.
        words: what is known of words.
        link_days: how many days before a report lies what it may be one with.
    """

    def __init__(
        self, numbers: Ints, days: Ints, starts: NDArray[np.int64], words: Words, link_days: int
    ) -> None:
        self._numbers = numbers
        self._days = days
        self._starts = starts
        self._words = words
        self._link_days = link_days
        self._ring = np.full((SLOTS, REMEMBERED), -1, np.int32)
        self._cursor = np.zeros(SLOTS, np.uint8)
        self._article_ring = np.full((ARTICLE_SLOTS, REMEMBERED), -1, np.int32)
        self._article_cursor = np.zeros(ARTICLE_SLOTS, np.uint8)

    def of_article(self, number: int, article: ArticleMentions) -> list[NDArray[np.int32]]:
        """For each mention of the next article the earlier ones to compare it with, sorted."""
        start, end = int(self._starts[number]), int(self._starts[number + 1])
        if start == end:
            return []
        slots = _slots(self._numbers[start:end], key_hash(article.article_id))
        around = self._neighbours(number)
        found = []
        for at in range(start, end):
            keys = np.unique(slots[at - start])
            keys = keys[keys >= 0]
            found.append(self._others(at, keys, around, start))
            self._ring[keys, self._cursor[keys]] = at
            self._cursor[keys] = (self._cursor[keys] + 1) % REMEMBERED
        return found

    def in_window(self, at: int, mentions: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each was published in the window before ``at``; undated know undated ones."""
        day, days = self._days[at], self._days[mentions]
        if day == 0:
            return np.asarray(days == 0)
        return np.asarray((days != 0) & (day - days <= self._link_days))

    def _others(
        self, at: int, keys: NDArray[np.int64], around: NDArray[np.int32], start: int
    ) -> NDArray[np.int32]:
        """Those with most shared keys, among equals the latest.

        What is older than the window must not matter, so nothing else decides.
        """
        hits = self._ring[keys].ravel()
        own = np.arange(start, at, dtype=np.int32)
        near = self._near(at, np.concatenate([around, own]))
        hits = np.concatenate([hits[hits >= 0], np.repeat(near, 2)])
        hits = hits[self.in_window(at, hits)]
        others, counts = np.unique(hits, return_counts=True)
        best = np.lexsort((-others, -counts))[:PAIRS]
        return np.sort(others[best]).astype(np.int32)

    def _neighbours(self, number: int) -> NDArray[np.int32]:
        """Mentions of the articles that share most names with article ``number``."""
        start = int(self._starts[number])
        slots = _article_slots(self._numbers[start : int(self._starts[number + 1])])
        found = self._article_ring[slots].ravel()
        found = found[found >= 0]
        found = found[self.in_window(start, self._starts[found].astype(np.int32))]
        articles, counts = np.unique(found, return_counts=True)
        best = articles[np.lexsort((-articles, -counts))[:NEIGHBOURS]]
        self._article_ring[slots, self._article_cursor[slots]] = number
        self._article_cursor[slots] = (self._article_cursor[slots] + 1) % REMEMBERED
        parts = [np.arange(self._starts[one], self._starts[one + 1]) for one in sorted(best)]
        return np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int32)

    def _near(self, at: int, around: NDArray[np.int32]) -> NDArray[np.int32]:
        """Of the mentions ``around`` those whose word or class is near."""
        word, kind = LAYOUT["word"].start, LAYOUT["event_class"].start
        mine = self._numbers[at]
        near = self._words.nearness(int(mine[word]), self._numbers[around, word])
        near = near + 0.5 * ((self._numbers[around, kind] == mine[kind]) & (mine[kind] != 0))
        order = np.lexsort((around, -near))[:NEAR]
        found: NDArray[np.int32] = around[order[near[order] > LEAST_NEAR]]
        return found
