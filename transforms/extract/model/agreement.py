"""Names of one article → the same names with one type each, and their overlooked mentions.

The network sees one sentence at a time; an article repeats its names, and what most mentions say
outweighs one that says otherwise (one sense per discourse: Gale, Church and Yarowsky 1992; the same
idea for names: Chieu and Ng 2002). Names of several types in earnest (a club and its city) stay as
they are: the majority must be clear.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

#: Types whose mentions are compared.
TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
#: Share of the confidence of all mentions that a type must have to win over the others.
MAJORITY = 0.75
#: Confidence of a mention from which others of the same words may be found.
STRONG = 0.8
#: Confidence given to a mention found by its words alone: a prior of ours, no measurement.
FOUND_CONFIDENCE = 0.5


class Name(NamedTuple):
    """Tokens [start, end), a type, and the lowest probability of a token's label."""

    start: int
    end: int
    label: str
    confidence: float


def agree(
    names: Sequence[Name],
    orth: Sequence[int],
    title: Callable[[int], bool],
    opens: Sequence[bool],
) -> list[Name]:
    """Return *names* in order, retyped where the article disagrees, with overlooked mentions added.

    Args:
        names: in order, none overlapping another.
        orth: an integer a token, the same for the same word.
        title: says whether a token begins with a capital letter.
        opens: whether a token begins a sentence.
    """
    result = list(names)
    mentions: dict[tuple[int, ...], list[int]] = {}
    for i, name in enumerate(names):
        if name.label in TYPES:
            mentions.setdefault(tuple(orth[name.start : name.end]), []).append(i)
    strong: dict[int, list[tuple[tuple[int, ...], str]]] = {}  # by first word
    for words, found in mentions.items():
        best = names[found[0]]
        if len(found) > 1 and any(names[i].label != best.label for i in found):
            mass: dict[str, float] = {}
            for i in found:
                mass[names[i].label] = mass.get(names[i].label, 0.0) + names[i].confidence
            # Ties cannot win: the share is over a half.
            label = max(mass, key=mass.__getitem__)
            share = mass[label] / sum(mass.values()) if mass[label] else 0.0
            if share < MAJORITY:
                continue
            for i in found:
                if names[i].label != label:
                    result[i] = names[i]._replace(label=label, confidence=round(share, 2))
            best = next(names[i] for i in found if names[i].label == label)
        if title(best.start) and max(names[i].confidence for i in found) >= STRONG:
            strong.setdefault(words[0], []).append((words, best.label))
    if not strong:
        return result
    taken = bytearray(len(orth) + 1)
    for name in names:
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)
    added = []
    for i, first in enumerate(orth):
        if taken[i] or first not in strong:
            continue
        for words, label in sorted(strong[first], key=lambda item: -len(item[0])):
            end = i + len(words)
            if tuple(orth[i:end]) != words or any(taken[i:end]) or any(opens[i + 1 : end]):
                continue
            # A capital on either side: rather a part of another name.
            before = (
                i > 0 and not opens[i] and (taken[i - 1] or (title(i - 1) and not opens[i - 1]))
            )
            after = end < len(orth) and not opens[end] and (taken[end] or title(end))
            if not before and not after:
                added.append(Name(i, end, label, FOUND_CONFIDENCE))
                taken[i:end] = b"\x01" * (end - i)
            break
    return sorted(result + added) if added else result
