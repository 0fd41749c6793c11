"""``resources/events/words.txt`` → named sets of words, read once per process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from transforms.events.lexicon import resource_lines

__all__ = ["listed"]


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for number, line in resource_lines("words.txt"):
        name, colon, words = line.partition(":")
        if not colon or name in found:
            raise ValueError(f"words.txt, line {number}: a new name and a colon are expected")
        found[name] = frozenset(word.replace("_", " ") for word in words.split())
    return found


@lru_cache(maxsize=256)
def listed(name: str) -> frozenset[str]:
    """Words of the list ``name``.

    Raises:
        KeyError: there is no such list.
        ValueError: a line of the file cannot be read.

    >>> "never" in listed("negations")
    True
    """
    return _lists()[name]
