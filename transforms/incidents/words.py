"""What is known of words beforehand: how common they are, and what they are near to in meaning.

Vectors are the shipped encoder's for the word alone, reduced and rounded; near words fall into one
*sense* ("blast", "bombing", "explosion"), which is a blocking key. A word that is not listed has
neither. `training/incidents/words.py` makes the tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Words"]


@dataclass(frozen=True)
class Words:
    """Tables of words.

    Attributes:
        idf: weight of a word by its hash modulo the length.
        keys: int32[words], hashes of the listed words, sorted.
        vectors: int8[words, dimensions], of length 127.
        senses: int16[words], from 1.
    """

    idf: NDArray[np.float32]
    keys: NDArray[np.int32]
    vectors: NDArray[np.int8]
    senses: NDArray[np.int16]
    _rows: dict[int, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self._rows.update((int(key), row) for row, key in enumerate(self.keys))

    def row(self, key: int) -> int:
        """Row of the word with this hash, counted from 1; 0 where it is not listed."""
        return self._rows.get(key, -1) + 1

    def sense(self, row: int) -> int:
        """Sense of the word in ``row``; 0 where there is none."""
        return int(self.senses[row - 1]) if row else 0

    def nearness(
        self, rows: NDArray[np.int32] | int, others: NDArray[np.int32]
    ) -> NDArray[np.float32]:
        """Cosine of the words in ``rows`` (or one row) with those in ``others``.

        0 where one is not listed.
        """
        if not len(self.keys):
            return np.zeros(len(others), np.float32)
        mine = self.vectors[np.maximum(rows, 1) - 1].astype(np.float32)
        theirs = self.vectors[np.maximum(others, 1) - 1].astype(np.float32)
        cosine = (theirs * mine).sum(axis=1) / np.float32(127 * 127)
        return np.where((others > 0) & (np.asarray(rows) > 0), cosine, 0).astype(np.float32)
