"""Text of an article → keys of the words around a trigger, and the article's words as a vector.

A word's key is its first letters in lower case, so that most of its forms share one; a number is
its own key. Words that most articles have are left out by their weight (`Words.weight`).
"""

from __future__ import annotations

import bisect
import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from transforms.incidents.keys import key_hash
from transforms.incidents.words import Words

__all__ = ["CONTEXT", "MANNERS", "TextWords", "hashed_vector", "word_key", "word_list"]

#: Dimensions that an article's words are hashed to.
CONTEXT = 256
#: Letters of a word's key.
_LETTERS = 6
#: Words that weigh less say nothing about what happened.
LEAST = 0.2
#: A sentence is looked through for so many words before and after the trigger.
_REACH = 40
#: A phrase further away than so many letters does not belong to a trigger.
_FAR = 300

#: How a text speaks of a happening → words that show it: so many before the trigger at most, and so
#: many behind it.
MANNERS: dict[str, tuple[int, int, frozenset[str]]] = {
    "definite": (
        3, 0,
        frozenset({"the", "this", "that", "these", "those", "his", "her", "its", "their", "our"}),
    ),
    "indefinite": (3, 0, frozenset({"a", "an"})),
    "fresh": (
        4, 4,
        frozenset({"another", "second", "third", "fourth", "fifth", "new", "fresh", "again",
                   "further", "latest", "twice"}),
    ),
    "past": (
        4, 2,
        frozenset({"had", "after", "since", "before", "following", "last", "previous", "earlier",
                   "ago"}),
    ),
}  # fmt: skip
#: Names of these say when, not who or where.
_DAYS = frozenset(
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "January",
     "February", "March", "April", "May", "June", "July", "August", "September", "October",
     "November", "December"}
)  # fmt: skip

_WORD = re.compile(r"\d[\d.,:/-]*\d|\w+(?:['’]\w+)*")
_END = re.compile(
    r"(?<=[^\W\d_]{3}[.!?])[\"”’')]*\s+|(?<=[\d%)\"”’][.!?])\s+|(?<=[.!?][\"”’])\s+|\n+"
)


@lru_cache(maxsize=1 << 17)
def word_key(word: str) -> int:
    """Key of a word of a text, 0 where it is too short to say anything.

    >>> word_key("explosion") == word_key("Exploded") == word_key("explode") != 0
    True
    >>> word_key("the") == 0, word_key("12") != 0
    (False, True)
    """
    if not word[0].isdigit() and len(word) < 3:
        return 0
    return key_hash(_without_mark(word).lower()[:_LETTERS])


def _without_mark(word: str) -> str:
    for mark in ("'s", "’s"):
        word = word.removesuffix(mark)
    return word


def word_list(text: str) -> list[str]:
    """The words and numbers of a text.

    >>> word_list("Macron's 48-hour trip: 3,000 km")
    ["Macron's", '48', 'hour', 'trip', '3,000', 'km']
    """
    return _WORD.findall(text)


def hashed_vector(weights: Iterable[tuple[int, float]]) -> bytes:
    """Keys with weights → int8[`CONTEXT`] of length 127, each key on one dimension."""
    vector = np.zeros(CONTEXT, np.float64)
    for number, value in weights:
        vector[(number >> 1) % CONTEXT] += value if number & 1 else -value
    norm = float(np.sqrt((vector * vector).sum())) or 1.0
    return np.rint(vector / norm * 127).astype(np.int8).tobytes()


class Around(NamedTuple):
    """What stands around a trigger.

    Fields:
        keys: of the words of its sentence, the nearest first; of each word once.
        figures: keys of the numbers among them.
        names: keys of the words with a capital among them, but for the first of the sentence.
        manner: which of `MANNERS` there are, a bit each.
        norm: root of the sum of the squared weights of all of them.
        trigger: key of the trigger itself, 0 where there is none.
    """

    keys: Sequence[int]
    figures: Sequence[int]
    names: Sequence[int]
    manner: int
    norm: float
    trigger: int


class TextWords:
    """The words of a text with their sentences.

    Args:
        text: of the article.
        words: what is known of words.
    """

    def __init__(self, text: str, words: Words) -> None:
        found = [(match.start(), match.group()) for match in _WORD.finditer(text)]
        self._starts = [start for start, _ in found]
        self._words = [word for _, word in found]
        self._keys = [word_key(word) for _, word in found]
        self._digits = [word[0].isdigit() for _, word in found]
        self._weights = [words.weight(key) for key in self._keys]
        self._text = text
        self._ends = [match.start() for match in _END.finditer(text)]

    def around(self, start: int, end: int) -> Around:
        """What stands around a trigger.

        Args:
            start, end: code points of the trigger, end exclusive.
        """
        number = bisect.bisect_left(self._ends, end)
        low = self._ends[number - 1] if number else 0
        high = self._ends[number] if number < len(self._ends) else math.inf
        first = bisect.bisect_left(self._starts, start)
        after = bisect.bisect_left(self._starts, end)
        near = sorted(
            (
                (first - at if at < first else at - after + 1, at)
                for at in range(max(first - _REACH, 0), min(after + _REACH, len(self._starts)))
                if low <= self._starts[at] < high and not first <= at < after
            ),
        )
        trigger = self._keys[first] if first < after else 0
        weights: dict[int, float] = {}
        figures: dict[int, None] = {}
        names: dict[int, None] = {}
        opening = bisect.bisect_left(self._starts, low)
        for _, at in near:
            if at != opening and self._is_name(at):
                names.setdefault(self._keys[at])
            if self._weights[at] >= LEAST and self._keys[at] != trigger:
                weights.setdefault(self._keys[at], self._weights[at])
                if self._digits[at]:
                    figures.setdefault(self._keys[at])
        norm = math.sqrt(sum(weight * weight for weight in weights.values()))
        inside = {at for _, at in near}
        manner = self._manner(first, after, inside)
        return Around(list(weights), list(figures), list(names), manner, norm, trigger)

    def _is_name(self, at: int) -> bool:
        word = self._words[at]
        return word[0].isupper() and len(word) > 2 and _without_mark(word) not in _DAYS

    def _manner(self, first: int, after: int, inside: Container[int]) -> int:
        """Bits of `MANNERS` of the trigger ``first`` to ``after`` - 1."""
        found = 0
        for bit, (before, behind, words) in enumerate(MANNERS.values()):
            near = (*range(first - before, first), *range(after, after + behind))
            if any(at in inside and self._words[at].lower() in words for at in near):
                found |= 1 << bit
        owner = first - 1
        if owner in inside and self._words[owner] != _without_mark(self._words[owner]):
            found |= 1  # "Monday's attack"
        return found

    def distance(self, phrase: str, start: int, end: int) -> int:
        """Words from a trigger to the nearest place of ``phrase``, from 1; 0 where it is far."""
        best = math.inf
        at = self._text.find(phrase, max(start - _FAR, 0), end + _FAR)
        while at >= 0:
            low, high = (at + len(phrase), start) if at < start else (end, at)
            first, last = (bisect.bisect_left(self._starts, side) for side in (low, high))
            best = min(best, max(last - first, 0) + 1)
            at = self._text.find(phrase, at + 1, end + _FAR)
        return 0 if best == math.inf else int(best)

    def vector(self) -> bytes:
        """All words as int8[`CONTEXT`], each by its weight and the logarithm of its number."""
        counts: Counter[int] = Counter()
        weights: dict[int, float] = {}
        for key, weight in zip(self._keys, self._weights, strict=True):
            if weight >= LEAST:
                counts[key] += 1
                weights[key] = weight
        return hashed_vector(
            (key, weights[key] * (1.0 + math.log(count))) for key, count in sorted(counts.items())
        )
