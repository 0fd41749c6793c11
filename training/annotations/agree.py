"""A day or a place beside the one that a reader wrote → whether they are the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

__all__ = ["same_days", "same_place"]


def same_days(found: tuple[str, str], written: tuple[str, str]) -> bool:
    """Whether two spans of days (ISO, inclusive) share at least half of their union."""
    (start, end), (first, last) = (
        [date.fromisoformat(day) for day in span] for span in (found, written)
    )
    shared = (min(last, end) - max(first, start)).days + 1
    union = (max(last, end) - min(first, start)).days + 1
    return 2 * shared >= union


def same_place(names: Iterable[str], written: str) -> bool:
    """Whether one of a place's names stands in the words that the reader took, or they in it."""
    words = written.casefold()
    return any(name in words or words in name for name in map(str.casefold, names))
