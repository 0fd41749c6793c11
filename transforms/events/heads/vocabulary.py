"""Features → rows of an embedding: what is asked for again and again is looked up once.

A feature is told by its name ("l=attack"), or in a group with others: a function and the few words
that their names are made of. The rows of a group are kept in a cache with a bound, so that for most
words no name is written at all. `names_of` writes the names of both, which training counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

__all__ = ["Feature", "Group", "Vocabulary", "names_of"]

#: A function that gives names, and its arguments.
Group: TypeAlias = tuple[Any, ...]
Feature: TypeAlias = str | Group

#: Groups that a vocabulary keeps; each takes some 300 bytes.
_KEPT = 1 << 14


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


class Vocabulary:
    """The features that a network knows.

    Args:
        names: name of a feature → its row.
    """

    def __init__(self, names: Mapping[str, int]) -> None:
        self.names = names
        self._kept: dict[str, dict[Group, Sequence[int]]] = {}

    def rows(self, features: Iterable[Feature], before: str = "") -> list[int]:
        """Return the rows of features in their order, unknown ones left out.

        Args:
            features: names and groups.
            before: what stands before every name.
        """
        names, kept = self.names, self._kept.setdefault(before, {})
        found: list[int] = []
        for feature in features:
            if isinstance(feature, str):
                row = names.get(before + feature if before else feature)
                if row is not None:
                    found.append(row)
                continue
            rows = kept.get(feature)
            if rows is None:
                if len(kept) >= _KEPT:
                    kept.clear()
                rows = kept[feature] = self._read(feature, before)
            found += rows
        return found

    def _read(self, group: Group, before: str) -> Sequence[int]:
        names = self.names
        return tuple(names[name] for name in names_of([group], before) if name in names)
