"""Lexicon → what the rule files know of a word, as features of the head of types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["known_words"]


def known_words(
    types_of: Mapping[str, Sequence[str]], classes_of: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
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
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}
