"""What is known of words beforehand: how common they are, and what they are near to in meaning.

Vectors are the shipped encoder's for the word alone, reduced and rounded; near words fall into one
*sense* ("blast", "bombing", "explosion"), which is a blocking key. A word that is not listed has
neither. `training/incidents/words.py` makes the tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNIT", "Words"]

#: Product of a word's vector with itself, about.
UNIT = 127 * 127


@dataclass(frozen=True)
class Words:
    """Tables of words.

    Attributes:
        idf: weight of a word by its hash modulo the length.
        keys: int32[words], hashes of the listed words, sorted.
        vectors: int8[words, dimensions], of length 127.
        senses: int16[words], from 1.
        texts: float32, weight of a word of a text by its key modulo the length, 0 to 1.
    """

    idf: NDArray[np.float32]
    keys: NDArray[np.int32]
    vectors: NDArray[np.int8]
    senses: NDArray[np.int16]
    texts: NDArray[np.float32]
    _rows: dict[int, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self._rows.update((int(key), row) for row, key in enumerate(self.keys))

    def row(self, key: int) -> int:
        """Row of the word with this hash, counted from 1; 0 where it is not listed."""
        return self._rows.get(key, -1) + 1

    def sense(self, row: int) -> int:
        """Sense of the word in ``row``; 0 where there is none."""
        return int(self.senses[row - 1]) if row else 0

    @cached_property
    def _weights(self) -> list[float]:
        listed: list[float] = self.texts.tolist()
        return listed

    def weight(self, key: int) -> float:
        """Weight of a word of a text with this key; 0 for none."""
        return self._weights[key % len(self._weights)] if key else 0.0

    @cached_property
    def _products(self) -> NDArray[np.int16]:
        """Product of each two vectors, counted from 1; 0 for a word that is not listed."""
        count = len(self.keys)
        found = np.zeros((count + 1, count + 1), np.int16)
        vectors = self.vectors.astype(np.float32)  # sums of small integers are exact
        for start in range(0, count, 512):
            found[start + 1 : start + 513, 1:] = vectors[start : start + 512] @ vectors.T
        return found

    def products(self, rows: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.int64]:
        """Product of the vectors of each pair of words, `UNIT` for a word with itself.

        0 where one is not listed.
        """
        return self._products[rows, others].astype(np.int64)

    def nearness(self, rows: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.float32]:
        """Cosine of each pair of words; 0 where one is not listed."""
        return self._products[rows, others].astype(np.float32) / np.float32(UNIT)
