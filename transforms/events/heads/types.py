"""An event with its parties → what the head of PLOVER types reads of it.

States: of the trigger, the actor, the recipient, and the means of the way between the two parties
in the tree, of the words between them and of the sentence. Features: the trigger's own, the way
between the parties, what stands above them, words of the sentence, and what the rule files know of
all these words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.features import word_features
from transforms.events.heads.listed import trigger_words
from transforms.extract.dependencies import Tree

__all__ = ["Case", "case_features", "case_states"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

#: Words of a sentence that are read at most on each side of the trigger.
_AROUND = 60
_SILENT = {"PUNCT", "DET", "NUM", "PROPN", "SPACE", "SYM", "X"}
_TELLING = {"obj", "xcomp", "ccomp", "compound:prt", "obl", "advmod", "aux"}


class Case(NamedTuple):
    """One event to be typed: trigger, head words of its parties, class, what matched rules say."""

    trigger: int
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    event_class: str
    known: tuple[str, ...]


def way(tree: Tree, first: int, second: int) -> list[int]:
    """Words between two in the tree, at most 20 up on either side, both ends left out."""
    up: list[int] = []
    at = first
    while at >= 0 and len(up) < 20:
        up.append(at)
        at = tree.heads[at]
    seen = {token: place for place, token in enumerate(up)}
    down: list[int] = []
    at = second
    while at >= 0 and at not in seen and len(down) < 20:
        down.append(at)
        at = tree.heads[at]
    meet = seen.get(at, len(up) - 1)
    return [*up[1 : meet + 1], *reversed(down[1:])]


def _around(tree: Tree, trigger: int) -> range:
    first, last = tree.sentences[tree.sentence_of[trigger]]
    return range(max(first, trigger - _AROUND), min(last, trigger + _AROUND + 1))


def case_states(tree: Tree, states: Floats, cases: Sequence[Case]) -> tuple[Floats, Ints]:
    """Return the states with rows of means added, and the rows of every case's six slots."""
    means: list[Floats] = []
    rows = np.full((len(cases), 6), -1, np.intp)
    for number, case in enumerate(cases):
        actor = min(case.actors, default=-1)
        recipient = min(case.recipients, default=-1)
        rows[number, :3] = case.trigger, actor, recipient
        groups: list[Sequence[int]] = [[], [], _around(tree, case.trigger)]
        if actor >= 0 and recipient >= 0:
            low, high = sorted((actor, recipient))
            groups[0] = way(tree, actor, recipient)[:8]
            groups[1] = range(low + 1, min(high, low + 2 * _AROUND))
        for slot, group in enumerate(groups, start=3):
            if len(group):
                rows[number, slot] = len(states) + len(means)
                means.append(states[list(group)].mean(axis=0))
    if means:
        states = np.concatenate([states, np.stack(means).astype(np.float32)])
    return states, rows


def case_features(
    tree: Tree, labels: Sequence[str], case: Case, words: Mapping[str, Sequence[str]]
) -> list[str]:
    """Names of the features of one case, each once."""
    actor = min(case.actors, default=-1)
    recipient = min(case.recipients, default=-1)
    found = [f"T:{name}" for name in word_features(tree, labels, case.trigger)]
    found += [f"C:{case.event_class}", f"has={int(actor >= 0)}{int(recipient >= 0)}"]
    found += [f"known:{name}" for name in case.known]
    found += [f"T:{name}" for name in _known(tree, case.trigger, words)]
    for side, token in (("A", actor), ("R", recipient)):
        if token >= 0:
            found += _party(tree, labels, side, token, words)
    if actor >= 0 and recipient >= 0:
        found += _between(tree, actor, recipient, words)
    near = {case.trigger, *case.actors, *case.recipients}
    for index in _around(tree, case.trigger):
        if index in near or tree.pos[index] in _SILENT:
            continue
        found.append(f"W:{tree.lemmas[index]}")
        if tree.pos[index] in {"VERB", "NOUN", "ADJ"}:
            found += [f"W:{name}" for name in _known(tree, index, words)]
    return sorted(set(found))


def _known(tree: Tree, index: int, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    lemma, lower = tree.lemmas[index], tree.lower[index]
    yield from words.get(lemma, ())
    if lower != lemma:
        yield from words.get(lower, ())
    for name in trigger_words().get(lemma, ()):
        yield f"k={name}"


def _party(
    tree: Tree, labels: Sequence[str], side: str, token: int, words: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """What a party is, what stands above it and its clause's verb."""
    yield f"{side}:e={labels[token] or tree.lemmas[token]}"
    above = tree.heads[token]
    if above < 0:
        return
    label, lemma = tree.deps[token], tree.lemmas[above]
    yield f"{side}:h={lemma}"
    yield f"{side}:h={lemma}|{label}"
    yield f"{side}:d={label}"
    for name in _known(tree, above, words):
        yield f"{side}:h:{name}"
    for child in tree.children[token]:
        if tree.deps[child] == "case":
            yield f"{side}:p={tree.lower[child]}"
            yield f"{side}:p={tree.lower[child]}|{lemma}"
    at = token
    for _ in range(12):
        if tree.heads[at] < 0 or (at != token and tree.pos[at] == "VERB"):
            break
        label, at = tree.deps[at], tree.heads[at]
    if at != token and tree.pos[at] == "VERB":
        yield f"{side}:v={tree.lemmas[at]}|{label}"
        for name in _known(tree, at, words):
            yield f"{side}:v:{name}"


def _between(
    tree: Tree, actor: int, recipient: int, words: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """The way through the tree from actor to recipient: relations, verbs and what they govern."""
    path = way(tree, actor, recipient)
    yield "P:w=" + ">".join(tree.deps[i] for i in (actor, *path, recipient))
    yield "P:v=" + ">".join(tree.lemmas[i] for i in path if tree.pos[i] == "VERB")
    for index in path[:8]:
        lemma = tree.lemmas[index]
        yield f"P:l={lemma}"
        yield f"P:ld={lemma}|{tree.deps[index]}"
        for name in _known(tree, index, words):
            yield f"P:{name}"
        if tree.pos[index] == "VERB":
            yield f"P:t={tree.tags[index]}"
            for child in tree.children[index]:
                if tree.deps[child] in _TELLING:
                    yield f"P:c={lemma}|{tree.lemmas[child]}"
                    yield f"P:cd={tree.deps[child]}|{tree.lemmas[child]}"
