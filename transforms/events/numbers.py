"""Words of a text → the number that they spell, and what the words before it say of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from transforms.extract.dependencies import Tree
from transforms.extract.times.lexicon import CARDINALS, SCALES

__all__ = ["number_at", "relation_at"]

_ABOUT = {"about", "around", "some", "roughly", "approximately", "nearly", "almost", "estimated",
          "close", "circa"}  # fmt: skip
_ROUND = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}


#: Most words of a number ("one hundred and twenty-five thousand").
_LONGEST = 8


def _value(word: str) -> float | None:
    """The number of one word without a scale: 12, 2,000, 2.5, twelve."""
    plain = word.replace(",", "")
    if plain.replace(".", "", 1).isdecimal() and plain[0] != ".":
        return float(plain)
    return CARDINALS.get(word)


def _scale(word: str) -> int | None:
    return SCALES.get(word) or _ROUND.get(word)


def number_at(tree: Tree, index: int) -> int | None:
    """The number that the words around ``index`` spell: 12, 2,000, "twenty-five", "2.5 million".

    Round words without a number before them ("dozens") are no number.
    """
    if not _is_number(tree.lower[index]):
        return None
    start, end = tree.sentences[tree.sentence_of[index]]
    last = _last_word(tree.lower[index : min(end, index + _LONGEST)])
    low = tree.lower[max(start, index - _LONGEST) : index + last + 1]
    words: list[str] = []
    for at in range(len(low) - 1, -1, -1):
        word = low[at]
        if _is_number(word):
            if words and not _go_together(word, words[0]):
                break
            words.insert(0, word)
        elif word in {"a", "an"}:
            words.insert(0, "0.5" if at and low[at - 1] == "half" else "one")
            break
        elif word not in {"-", "and"}:
            break
    return _spelled(words)


def _is_number(word: str) -> bool:
    return _value(word) is not None or _scale(word) is not None


def _last_word(words: Sequence[str]) -> int:
    """Where the number ends that the first of some words belongs to."""
    last = 0
    for at, word in enumerate(words[1:], 1):
        if _is_number(word):
            if not _go_together(words[last], word):
                break
            last = at
        elif word not in {"-", "and"}:
            break
    return last


def _go_together(word: str, after: str) -> bool:
    """Whether two number words make one number: "twenty five", "two hundred", "hundred twelve"."""
    left, right = _value(word), _value(after)
    if left is None or right is None:
        return True
    return left in range(20, 100, 10) and right < 10 and after in CARDINALS


def _spelled(words: Sequence[str]) -> int | None:
    """The number of number words in a row; None where a scale has nothing to multiply."""
    total = part = 0.0
    for word in words:
        value, scale = _value(word), _scale(word)
        if value is not None:
            part += value
        elif scale is not None:
            if not part:
                return None
            part *= scale
            if scale >= 1000:
                total, part = total + part, 0.0
    return int(total + part)


def relation_at(tree: Tree, index: int) -> str:
    """=, >=, <= or ~ by the words before the number: "at least", "up to", "about"."""
    first = tree.sentences[tree.sentence_of[index]][0]
    before = tree.lower[max(first, index - 3) : index]
    pairs = set(pairwise(before))
    if ("no", "more") in pairs or ("at", "most") in pairs or ("up", "to") in pairs:
        return "<="
    if ("less", "than") in pairs or ("fewer", "than") in pairs:
        return "<="
    if ("at", "least") in pairs or ("more", "than") in pairs or (before[-1:] == ["over"]):
        return ">="
    return "~" if set(before[-2:]) & _ABOUT else "="
