"""Counts of right, given and gold items → precision, recall and F; used by all scorers."""

from __future__ import annotations

from typing import NamedTuple


class Tally(NamedTuple):
    """What is right in sum, and what it is divided by for precision and for recall.

    Attributes:
        right: items that are right; a fraction where an item is partly right.
        found: items of the system.
        gold: items of the gold.
    """

    right: float = 0
    found: float = 0
    gold: float = 0

    def __add__(self, other: Tally) -> Tally:  # type: ignore[override]
        return Tally(self.right + other.right, self.found + other.found, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the system's items that are right, 0 where it has none."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold's items that are right, 0 where it has none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0
