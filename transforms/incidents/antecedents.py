"""What a mention does not say, from other mentions of the same thing in its article.

"The attack" further down names no day, no party and no place. It takes them from the mentions of
its article whose word is near to its own, where these agree.
"""

from __future__ import annotations

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


def inherit(numbers: Ints, words: Words) -> None:
    """Fill in days, places and parties of an article's mentions, a mention a row, in place.

    ``told`` becomes 2 where the day is another mention's, ``borrowed`` 1 where the parties are.
    """
    word, head = numbers[:, LAYOUT["word"]], numbers[:, LAYOUT["head"]]
    near = words.products(word, word.T) >= NEAR * UNIT
    near |= head == head.T
    near &= numbers[:, LAYOUT["negated"]] == numbers[:, LAYOUT["negated"]].T
    np.fill_diagonal(near, False)
    if not near.any():
        return
    before = numbers.copy()
    for names in _PARTS.values():
        columns = _columns(names)
        known = before[:, columns[0]] != 0
        for at in np.flatnonzero(~known & near.any(axis=1)):
            found = before[near[at] & known][:, columns]
            # Two attacks on two days: nobody knows which one is meant.
            if len(found) and (found[:, :3] == found[0, :3]).all():
                numbers[at, columns] = found[0]
                if names[0] == "told":
                    numbers[at, columns[0]] = 2
    columns = _columns(_PARTIES)
    known = (before[:, columns] != 0).any(axis=1)
    for at in np.flatnonzero(~known & near.any(axis=1)):
        # The first one introduces who it was.
        found = np.flatnonzero(near[at] & known)
        if len(found):
            numbers[at, columns] = before[found[0], columns]
            numbers[at, LAYOUT["borrowed"]] = 1


def _columns(names: tuple[str, ...]) -> list[int]:
    return [column for name in names for column in range(LAYOUT[name].start, LAYOUT[name].stop)]
