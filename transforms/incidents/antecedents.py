"""What a mention does not say, from other mentions of the same thing in its article.

"The attack" further down names no day, no party and no place. It takes them from the mentions of
its article whose word is near to its own, where these agree.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from transforms.incidents.layout import LAYOUT, Ints
from transforms.incidents.words import UNIT, Words

__all__ = ["inherit"]

#: Cosine of two words from which on one mention may speak for the other.
NEAR = 0.5
#: What goes over together: it is known where the first of its columns is not 0.
_PARTS = {
    "days": ("told", "first", "last", "date_distance"),
    "place": ("place", "precision", "latitude", "longitude"),
}
_PARTIES = ("actors", "recipients")
#: What says whether two mentions are near.
_KIND = [LAYOUT[name].start for name in ("word", "head", "negated")]
_Kind = tuple[int, int, int]


def inherit(numbers: Ints, words: Words) -> None:
    """Fill in days, places and parties of an article's mentions, a mention a row, in place.

    ``told`` becomes 2 where the day is another mention's, ``borrowed`` 1 where the parties are.
    Mentions with the same words are compared with others as one: an article of a megabyte has
    more than ten thousand mentions, and far fewer words.
    """
    kinds = [(word, head, negated) for word, head, negated in numbers[:, _KIND].tolist()]
    near = _Near(list(dict.fromkeys(kinds)), words)
    before = numbers.copy()
    for names in _PARTS.values():
        columns = _columns(names)
        known = [row[0] != 0 for row in before[:, columns[:1]].tolist()]
        # Two attacks on two days: nobody knows which one is meant.
        agreeing = [tuple(row) for row in before[:, columns[:3]].tolist()]
        for at, found in _sources(kinds, known, agreeing, near):
            numbers[at, columns] = before[found, columns]
            if names[0] == "told":
                numbers[at, columns[0]] = 2
    columns = _columns(_PARTIES)
    known = (before[:, columns] != 0).any(axis=1).tolist()
    # The first one introduces who it was.
    for at, found in _sources(kinds, known, [()] * len(kinds), near):
        numbers[at, columns] = before[found, columns]
        numbers[at, LAYOUT["borrowed"]] = 1


class _Near:
    """Which kinds of mentions are near to each other, looked up when asked."""

    def __init__(self, kinds: Sequence[_Kind], words: Words) -> None:
        self._kinds = kinds
        self._columns = np.array(kinds, np.int32).reshape(-1, len(_KIND))
        self._words = words
        self._known: dict[_Kind, list[_Kind]] = {}

    def __call__(self, kind: _Kind) -> list[_Kind]:
        found = self._known.get(kind)
        if found is None:
            words, heads, negated = self._columns.T
            near = self._words.products(np.array(kind[:1], np.int32), words) >= NEAR * UNIT
            near |= heads == kind[1]
            near &= negated == kind[2]
            found = [self._kinds[index] for index in np.flatnonzero(near).tolist()]
            self._known[kind] = found
        return found


def _sources(
    kinds: Sequence[_Kind], known: Sequence[bool], told: Sequence[Hashable], near: _Near
) -> list[tuple[int, int]]:
    """(mention that does not know, first mention near to it that does, where these agree).

    Args:
        kinds: of each mention.
        known: whether it knows.
        told: what it tells.
        near: which kinds are near.
    """
    first: dict[_Kind, int] = {}
    tellings: dict[_Kind, set[Hashable]] = {}
    for at, (kind, knows) in enumerate(zip(kinds, known, strict=True)):
        if knows:
            first.setdefault(kind, at)
            tellings.setdefault(kind, set()).add(told[at])
    if not first:
        return []
    chosen: dict[_Kind, int] = {}
    for kind in dict.fromkeys(k for k, knows in zip(kinds, known, strict=True) if not knows):
        sources = [other for other in near(kind) if other in first]
        if len(set().union(*(tellings[other] for other in sources))) == 1:
            chosen[kind] = min(first[other] for other in sources)
    return [
        (at, chosen[kind])
        for at, (kind, knows) in enumerate(zip(kinds, known, strict=True))
        if not knows and kind in chosen
    ]


def _columns(names: tuple[str, ...]) -> list[int]:
    return [column for name in names for column in range(LAYOUT[name].start, LAYOUT[name].stop)]
