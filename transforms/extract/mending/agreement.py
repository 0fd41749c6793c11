"""Names of one article → the same names with one type each, and their overlooked mentions.

The network sees one sentence at a time; an article repeats its names, and what most mentions say
outweighs one that says otherwise (one sense per discourse: Gale, Church and Yarowsky 1992; the same
idea for names: Chieu and Ng 2002). Names of several types in earnest (a club and its city) stay as
they are: the majority must be clear.

Two steps: before names are read off the scores, a word takes over part of what its other
occurrences say of their type (:func:`pool`, which also serves "Brandt" after "Karl Brandt");
afterwards whole names are compared (:func:`agree`).
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from transforms.extract.layout import FloatArray, Layout

#: Types whose mentions are compared.
TYPES = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
#: Share of the confidence of all mentions that a type must have to win over the others.
MAJORITY = 0.75
#: Confidence of a mention from which others of the same words may be found.
STRONG = 0.8
#: Confidence given to a mention found by its words alone: a prior of ours, no measurement.
FOUND_CONFIDENCE = 0.5
#: What a word takes over from n occurrences, itself among them: this share times (n - 1) / n.
POOLED = 0.8


def pool(scores: FloatArray, orth: NDArray[Any], chosen: Callable[[int], bool]) -> FloatArray:
    """Return *scores* with the types of a word's occurrences drawn towards their mean.

    Args:
        scores: (tokens, labels) natural logarithms of probabilities; labels are O, then B and I of
            every type in turn.
        orth: (tokens,) an integer a token, the same for the same word.
        chosen: says of a position whether the occurrences of its word are to be pooled.

    Probabilities are averaged by type, whether a word begins a name or continues one; how a type's
    share is divided between B and I stays as each sentence has it.
    """
    _, first, inverse, counts = np.unique(
        orth, return_index=True, return_inverse=True, return_counts=True
    )
    repeated = np.zeros(len(counts), np.bool_)
    for value in np.flatnonzero(counts > 1):
        repeated[value] = chosen(int(first[value]))
    at = np.flatnonzero(repeated[inverse])
    if not len(at):
        return scores
    own = scores[at].astype(np.float64)
    types = np.concatenate([own[:, :1], np.logaddexp(own[:, 1::2], own[:, 2::2])], axis=1)
    group = inverse[at]
    mean = np.zeros((len(counts), types.shape[1]))
    np.add.at(mean, group, np.exp(types))
    mean /= counts[:, None]
    share = (POOLED * (counts - 1) / counts)[group, None]
    mixed = (1 - share) * types + share * np.log(mean[group] + 1e-6)
    mixed -= np.logaddexp.reduce(mixed, axis=1, keepdims=True)
    change = mixed - types
    result = scores.copy()
    result[at, 0] += change[:, 0].astype(np.float32)
    for offset in (1, 2):
        result[at, offset::2] += change[:, 1:].astype(np.float32)
    return result


def pooled(scores: FloatArray, layout: Layout, labels: Sequence[str]) -> FloatArray:
    """Return *scores* with capitalized words pooled over an article of several sentences."""
    if len(layout.bounds) < 2:
        return scores

    def capital(at: int) -> bool:
        word = layout.word(at)
        return len(word) > 1 and word[0].isupper()

    return pool(scores, layout.orth, capital)


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
    result, strong = _retyped(names, orth, title)
    if not strong:
        return result
    added = _overlooked(names, orth, title, opens, strong)
    return sorted(result + added) if added else result


def agreed(names: Sequence[Name], layout: Layout) -> list[Name]:
    """Return *names* of an article of several sentences after :func:`agree`."""
    if len(layout.bounds) < 2:
        return list(names)
    opens = [False] * layout.count
    for begin, _ in layout.bounds:
        opens[begin] = True
    return agree(names, layout.orth.tolist(), lambda at: layout.word(at)[0].isupper(), opens)


#: Words of a name (one integer each) and its type.
_Typed = tuple[tuple[int, ...], str]


def _retyped(
    names: Sequence[Name], orth: Sequence[int], title: Callable[[int], bool]
) -> tuple[list[Name], dict[int, list[_Typed]]]:
    """Return names with the type that most mentions have, and the sure ones by first word."""
    result = list(names)
    mentions: dict[tuple[int, ...], list[int]] = {}
    for i, name in enumerate(names):
        if name.label in TYPES:
            mentions.setdefault(tuple(orth[name.start : name.end]), []).append(i)
    strong: dict[int, list[_Typed]] = {}
    for words, found in mentions.items():
        best = names[found[0]]
        if any(names[i].label != best.label for i in found):
            label, share = _majority([names[i] for i in found])
            if share < MAJORITY:
                continue
            for i in found:
                if names[i].label != label:
                    result[i] = names[i]._replace(label=label, confidence=round(share, 2))
            best = next(names[i] for i in found if names[i].label == label)
        if title(best.start) and max(names[i].confidence for i in found) >= STRONG:
            strong.setdefault(words[0], []).append((words, best.label))
    return result, strong


def _majority(mentions: Sequence[Name]) -> tuple[str, float]:
    """Return the label with the most confidence and its share; ties cannot reach a half."""
    mass: dict[str, float] = {}
    for name in mentions:
        mass[name.label] = mass.get(name.label, 0.0) + name.confidence
    label = max(mass, key=mass.__getitem__)
    return label, mass[label] / sum(mass.values()) if mass[label] else 0.0


def _overlooked(
    names: Sequence[Name],
    orth: Sequence[int],
    title: Callable[[int], bool],
    opens: Sequence[bool],
    strong: dict[int, list[_Typed]],
) -> list[Name]:
    """Return mentions of sure names that stand outside *names*."""
    taken = bytearray(len(orth) + 1)
    for name in names:
        taken[name.start : name.end] = b"\x01" * (name.end - name.start)

    def inside_another(start: int, end: int) -> bool:
        """A capital on either side: rather a part of another name."""
        before = start > 0 and not opens[start]
        if before and (taken[start - 1] or (title(start - 1) and not opens[start - 1])):
            return True
        return end < len(orth) and not opens[end] and bool(taken[end] or title(end))

    added = []
    for i, first in enumerate(orth):
        if taken[i] or first not in strong:
            continue
        for words, label in sorted(strong[first], key=lambda item: -len(item[0])):
            end = i + len(words)
            if tuple(orth[i:end]) != words or any(taken[i:end]) or any(opens[i + 1 : end]):
                continue
            if not inside_another(i, end):
                added.append(Name(i, end, label, FOUND_CONFIDENCE))
                taken[i:end] = b"\x01" * (end - i)
            break
    return added
