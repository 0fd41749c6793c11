"""Features → rows of an embedding: what is asked for again and again is looked up once.

A feature is told by its name ("l=attack"), or in a group with others: a function and the few words
that their names are made of. The rows of a group are kept in a cache with a bound, so that for most
words no name is written at all. `names_of` writes the names of both, which training counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, TypeAlias

__all__ = ["Feature", "Group", "Vocabulary", "names_of"]

#: A function that gives names, and its arguments.
Group: TypeAlias = tuple[Any, ...]
Feature: TypeAlias = str | Group

#: Features whose rows a vocabulary keeps; each takes some 300 bytes.
_KEPT = 1 << 15


def names_of(features: Iterable[Feature], before: str = "") -> list[str]:
    """Return the names of features, in their order; ``before`` is put before each."""
    found: list[str] = []
    for feature in features:
        if isinstance(feature, str):
            found.append(before + feature)
        else:
            make, *words = feature
            found += [before + name for name in make(*words)]
    return found


class _Kept(dict[Feature, tuple[int, ...]]):
    """The rows of features that were asked for; what is missing is looked up."""

    def __init__(self, names: Mapping[str, int], before: str) -> None:
        super().__init__()
        self._names, self._before = names, before

    def __missing__(self, feature: Feature) -> tuple[int, ...]:
        if len(self) >= _KEPT:
            self.clear()
        names = self._names
        told = names_of([feature], self._before)
        rows = self[feature] = tuple(names[name] for name in told if name in names)
        return rows


class Vocabulary:
    """The features that a network knows.

    Args:
        names: name of a feature → its row.
    """

    def __init__(self, names: Mapping[str, int]) -> None:
        self.names = names
        self._kept: dict[str, _Kept] = {}

    def rows(self, features: Iterable[Feature], before: str = "") -> list[int]:
        """Return the rows of features in their order, unknown ones left out.

        Args:
            features: names and groups.
            before: what stands before every name.
        """
        kept = self._kept.get(before)
        if kept is None:
            kept = self._kept.setdefault(before, _Kept(self.names, before))
        # No loop of Python's own: a row is asked for some twenty thousand times an article.
        return list(chain.from_iterable(map(kept.__getitem__, features)))
