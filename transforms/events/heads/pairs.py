"""Features of words as arguments of a predicate → rows of an embedding, without writing names.

A predicate has a dozen words within reach. What its lemma, its kind and its class have in the
tables is looked up once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transforms.events.heads.features import (
    Reached,
    case_of,
    distance_name,
    filled,
    predicate_kind,
)
from transforms.extract.dependencies import Tree

__all__ = ["PairReader"]

Rows = Mapping[str, int]
_NOTHING: Rows = {}


class PairReader:
    """Rows of what `pair_features` and `class_features` name, in their order.

    Args:
        names: name of a feature → its row.
        unknown: the row of features that the network does not know.
    """

    def __init__(self, names: Rows, unknown: int) -> None:
        self._unknown = unknown
        kinds: dict[str, dict[str, int]] = {}
        for name, row in names.items():
            kind, _, rest = name.partition("=")
            kinds.setdefault(kind, {})[rest] = row
        self._ways, self._distances, self._reaches, self._words, self._predicates = (
            kinds.get(kind, _NOTHING) for kind in ("w", "n", "u", "jl", "il")
        )
        self._ways_of_kind, self._cases_of_kind, self._cases_of_lemma, self._labels = (
            _by_last(kinds.get(kind, _NOTHING)) for kind in ("wk", "pc", "lc", "jt")
        )
        self._ways_filled = _by_last(kinds.get("wf", _NOTHING))
        self._entities = _by_last(kinds.get("je", _NOTHING))
        self._ways_of_lemma = _by_first(kinds.get("ip", _NOTHING))
        self._classes = kinds.get("cl", _NOTHING)
        self._ways_of_class = _by_first(self._classes)

    def rows(
        self, tree: Tree, labels: Sequence[str], predicate: int, some: Sequence[Reached]
    ) -> list[tuple[int, ...]]:
        """Return the rows of words within reach of one predicate."""
        kind, lemma, unknown = (
            predicate_kind(tree, predicate),
            tree.lemmas[predicate],
            self._unknown,
        )
        of_kind = self._ways_of_kind.get(kind, _NOTHING)
        of_filled = self._ways_filled.get(filled(tree, predicate), _NOTHING)
        of_lemma = self._ways_of_lemma.get(lemma, _NOTHING)
        case_and_kind = self._cases_of_kind.get(kind, _NOTHING)
        case_and_lemma = self._cases_of_lemma.get(lemma, _NOTHING)
        own = self._predicates.get(lemma, unknown)
        found: list[tuple[int, ...]] = []
        for token, path, up, down in some:
            distance, case = distance_name(token - predicate), case_of(tree, token)
            found.append(
                (
                    self._ways.get(path, unknown),
                    of_kind.get(path, unknown),
                    of_filled.get(path, unknown),
                    self._distances.get(distance, unknown),
                    self._reaches.get(f"{up}{down}{distance[0]}", unknown),
                    case_and_kind.get(case, unknown),
                    case_and_lemma.get(case, unknown),
                    self._entities.get(case, _NOTHING).get(labels[token], unknown),
                    self._labels.get(tree.deps[token], _NOTHING).get(tree.tags[token], unknown),
                    self._words.get(tree.lemmas[token], unknown),
                    own,
                    of_lemma.get(path, unknown),
                )
            )
        return found

    def class_rows(self, event_class: str, some: Sequence[Reached]) -> list[tuple[int, int]]:
        """Return the rows that the class of the predicate's event adds."""
        ways = self._ways_of_class.get(event_class, _NOTHING)
        own = self._classes.get(event_class, self._unknown)
        return [(own, ways.get(f"w={each.path}", self._unknown)) for each in some]


def _by_first(names: Rows) -> Mapping[str, Rows]:
    """First part of "first|last" → last part → row."""
    found: dict[str, dict[str, int]] = {}
    for name, row in names.items():
        first, mark, last = name.rpartition("|")
        if mark:
            found.setdefault(first, {})[last] = row
    return found


def _by_last(names: Rows) -> Mapping[str, Rows]:
    """Last part of "first|last" → first part → row."""
    found: dict[str, dict[str, int]] = {}
    for name, row in names.items():
        first, mark, last = name.rpartition("|")
        if mark:
            found.setdefault(last, {})[first] = row
    return found
