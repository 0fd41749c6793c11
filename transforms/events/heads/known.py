"""Lexicon → what the rule files know of a word, as features of the head of types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from transforms.events.heads.listed import trigger_words

__all__ = ["KnownWords", "known_words"]


class KnownWords:
    """Features of the words of the rule files; equal only to itself, so that caches may hold it.

    Args:
        features: features by word ("may=ASSAULT", "class=@weapons").
    """

    def __init__(self, features: Mapping[str, Sequence[str]]) -> None:
        self._features = features

    def of(self, lemma: str, lower: str) -> Iterator[str]:
        """Return the features of one word: of the rule files, and of the list of triggers."""
        yield from self._features.get(lemma, ())
        if lower != lemma:
            yield from self._features.get(lower, ())
        for name in trigger_words().get(lemma, ()):
            yield f"k={name}"


def known_words(
    types_of: Mapping[str, Sequence[str]], classes_of: Mapping[str, Sequence[str]]
) -> KnownWords:
    """Return features of every word of the rule files: types of its rules, and its classes.

    Args:
        types_of: word → types, or kinds, of all rules that start with it (`Lexicon.types_of`).
        classes_of: word → names of its classes in classes.txt (`Lexicon.classes_of`).
    """
    found: dict[str, list[str]] = {}
    for word, names in types_of.items():
        found.setdefault(word, []).extend(f"may={name}" for name in names)
    for word, names in classes_of.items():
        found.setdefault(word, []).extend(f"class={name}" for name in names)
    return KnownWords({word: tuple(dict.fromkeys(names)) for word, names in found.items()})
