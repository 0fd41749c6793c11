"""Slots that remember the last numbers put into them, read and written many at a time."""

from __future__ import annotations

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "LOW",
    "Int64s",
    "Rings",
    "best",
    "counted",
    "first_of_each",
    "places_in_groups",
    "spread",
]

Int64s = NDArray[np.int64]

#: The second of two numbers that are packed into one.
LOW = 0xFFFFFFFF
#: The last number that a mention may have (a million mentions take 260 MB).
LATEST = (1 << 27) - 1


def first_of_each(ordered: Int64s) -> NDArray[np.bool_]:
    """Which of ``ordered`` differs from the one before it."""
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return first


def places_in_groups(ordered: Int64s) -> Int64s:
    """Place of each among those equal to it, from 0.

    >>> places_in_groups(np.array([4, 4, 7, 7, 7])).tolist()
    [0, 1, 0, 1, 2]
    """
    starts = np.flatnonzero(first_of_each(ordered))
    sizes = np.diff(np.append(starts, len(ordered)))
    return np.arange(len(ordered)) - np.repeat(starts, sizes)


def spread(starts: Int64s, sizes: Int64s) -> tuple[Int64s, Int64s]:
    """Ranges → the number of the range and the value, of every value in them.

    >>> [side.tolist() for side in spread(np.array([5, 9]), np.array([2, 1]))]
    [[0, 0, 1], [5, 6, 9]]
    """
    of = np.repeat(np.arange(len(starts)), sizes)
    before = np.cumsum(sizes) - sizes
    return of, starts[of] + np.arange(len(of)) - before[of]


def counted(ones: Int64s, others: Int64s) -> tuple[Int64s, Int64s, Int64s]:
    """Different pairs in their order, and how often each occurs."""
    packed = np.sort((ones << 32) | others)
    starts = np.flatnonzero(first_of_each(packed))
    counts = np.diff(np.append(starts, len(packed)))
    found = packed[starts]
    return found >> 32, found & LOW, counts


def best(
    ones: Int64s, others: Int64s, merit: Int64s, most: int, latest: bool = True
) -> tuple[Int64s, Int64s]:
    """For each of ``ones`` the ``most`` pairs of most merit (from 0, 16 bits).

    Among equals the latest or the earliest of ``others``.
    """
    base = int(ones.min()) if len(ones) else 0
    tie = LATEST - others if latest else others
    packed = np.sort((ones - base) << 43 | (0xFFFF - merit) << 27 | tie)
    kept = packed[places_in_groups(packed >> 43) < most]
    tie = kept & LATEST
    return (kept >> 43) + base, LATEST - tie if latest else tie


class Rings:
    """Slots 0 to ``slots`` - 1, each with the last ``size`` numbers put into it."""

    def __init__(self, slots: int, size: int) -> None:
        # Numbers are counted from 1: memory of slots that nobody touches is never taken. Not by
        # `np.zeros`, which asks for pages of 2 MB: a few hundred slots would take all of it.
        memory = mmap.mmap(-1, max(1, slots * size * np.dtype(np.int32).itemsize))
        self._last = np.frombuffer(memory, np.int32, slots * size).reshape(slots, size)

    def last(self, slots: NDArray[np.integer[Any]]) -> Int64s:
        """Numbers in ``slots``, int64[slots, size], the newest at the end; -1: none."""
        return self._last[slots].astype(np.int64) - 1

    def put(self, slots: Int64s, numbers: Int64s) -> tuple[Int64s, Int64s]:
        """Put each number into its slot, in ascending order of the numbers.

        A number that comes to a slot twice counts once.

        Args:
            slots: a slot for each number.
            numbers: from 0, none less than one that was put before.

        Returns:
            What each met in its slot when it came: the number and the one that it met, a pair for
            each slot that they share.
        """
        packed = np.sort((slots << 32) | numbers)
        packed = packed[first_of_each(packed)]
        if not len(packed):
            return packed, packed
        slots, numbers = packed >> 32, packed & LOW
        starts = np.flatnonzero(first_of_each(slots))
        touched = slots[starts]
        size = self._last.shape[1]
        window = np.arange(-size, 0)
        # One row of numbers: what the first slot remembers, what comes to it, then the next slot.
        groups = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(slots))))
        at = np.arange(len(slots)) + size * (groups + 1)
        row = np.empty(len(slots) + size * len(starts), np.int32)
        row[at] = numbers + 1
        row[at[starts][:, None] + window] = self._last[touched]
        met = row[at[:, None] + window]
        ends = np.append(at[starts[1:]] - size, len(row))
        self._last[touched] = row[ends[:, None] + window]
        there = met > 0
        owners = np.broadcast_to(numbers[:, None], met.shape)[there]
        return owners, met[there].astype(np.int64) - 1
