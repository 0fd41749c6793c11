"""Word lists written as one string, so that they stay readable and cost one line a dozen words."""

from __future__ import annotations


def listed(text: str) -> list[str]:
    """The words of ``text``, in order."""
    return text.split()


def words(text: str) -> frozenset[str]:
    """The words of ``text`` as a set."""
    return frozenset(text.split())
