"""What is known of words beforehand: how common they are, and what they are near to in meaning.

Vectors are the shipped encoder's for the word alone, reduced and rounded; near words fall into one
*sense* ("blast", "bombing", "explosion"), which is a blocking key. A word that is not listed has
neither. `training/incidents/words.py` makes the tables.

`Kinds` is a thesaurus written by hand (``training/incidents/kinds.txt``): words that reports use
for one happening.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

__all__ = ["UNIT", "Kinds", "Words"]

#: Product of a word's vector with itself, about.
UNIT = 127 * 127


@dataclass(frozen=True)
class Kinds:
    """Which words reports use for one happening.

    Attributes:
        keys: int32[words], hashes of the listed words and phrases, sorted.
        members: uint8[words, kinds / 8], bits of the kinds of each; the first is that of words
            that may mean any happening.
    """

    keys: NDArray[np.int32]
    members: NDArray[np.uint8]

    @cached_property
    def _rows(self) -> dict[int, int]:
        return {int(key): row for row, key in enumerate(self.keys, start=1)}

    def row(self, *keys: int) -> int:
        """Row of the first of some hashes that is listed, from 1; 0 where none is."""
        return next((self._rows[key] for key in keys if key in self._rows), 0)

    @cached_property
    def _bits(self) -> NDArray[np.uint8]:
        bits = np.unpackbits(self.members, axis=1)
        return np.concatenate([np.zeros((1, bits.shape[1]), np.uint8), bits])

    @cached_property
    def generic(self) -> NDArray[np.bool_]:
        """Of each row, whether the word may mean any happening."""
        return self._bits[:, 0] > 0

    @cached_property
    def _shared(self) -> NDArray[np.int16]:
        """Cosine of the kinds of each two words, `UNIT` for the same ones."""
        kinds = self._bits[:, 1:].astype(np.float32)
        kinds /= np.maximum(np.sqrt(kinds.sum(axis=1, keepdims=True)), 1)
        return np.asarray(np.rint(kinds @ kinds.T * UNIT), np.int16)

    def shared(self, rows: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.int16]:
        """Cosine of the kinds of each pair of words, in `UNIT`; 0 where one has none."""
        return self._shared[rows, others]


@dataclass(frozen=True)
class Words:
    """Tables of words.

    Attributes:
        idf: weight of a word by its hash modulo the length.
        keys: int32[words], hashes of the listed words, sorted.
        vectors: int8[words, dimensions], of length 127.
        senses: int16[words], from 1.
        texts: float32, weight of a word of a text by its key modulo the length, 0 to 1.
        kinds: the thesaurus.
    """

    idf: NDArray[np.float32]
    keys: NDArray[np.int32]
    vectors: NDArray[np.int8]
    senses: NDArray[np.int16]
    texts: NDArray[np.float32]
    kinds: Kinds
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
