"""An event with its parties → what the head of PLOVER types reads of it.

States: of the trigger, the actor, the recipient, and the means of the way between the two parties
in the tree, of the words between them and of the sentence. Features: the trigger's own, the way
between the parties, what stands above them, words of the sentence, and what the rule files know of
all these words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.features import word_groups
from transforms.events.heads.known import KnownWords
from transforms.events.heads.rows import Rows
from transforms.events.heads.vocabulary import Feature, Vocabulary, names_of
from transforms.extract.dependencies import Tree

__all__ = ["Case", "case_features", "case_rows", "case_states"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

#: Words of a sentence that are read at most on each side of the trigger.
_AROUND = 60
#: Words between two parties that are read at most.
_FAR = 2 * _AROUND
_SILENT = {"PUNCT", "DET", "NUM", "PROPN", "SPACE", "SYM", "X"}
_TOLD = {"VERB", "NOUN", "ADJ"}
#: What stands before the features of the trigger as a word.
_TRIGGER = "T:"
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


def case_states(tree: Tree, states: Floats | Rows, cases: Sequence[Case]) -> tuple[Floats, Ints]:
    """Return the states that some cases read, and the rows there of every case's six slots.

    A case reads the words that it names and means over words; only these are copied, so that a
    long article is not.
    """
    rows = np.full((len(cases), 6), -1, np.intp)
    groups: dict[Sequence[int], list[tuple[int, int]]] = {}  # events of a sentence share its mean
    for number, case in enumerate(cases):
        actor = min(case.actors, default=-1)
        recipient = min(case.recipients, default=-1)
        rows[number, :3] = case.trigger, actor, recipient
        read: list[Sequence[int]] = [(), (), _around(tree, case.trigger)]
        if actor >= 0 and recipient >= 0:
            low, high = sorted((actor, recipient))
            read[:2] = tuple(way(tree, actor, recipient)[:8]), range(low + 1, min(high, low + _FAR))
        for slot, group in enumerate(read, start=3):
            if len(group):
                groups.setdefault(group, []).append((number, slot))
    used, places = np.unique(rows[:, :3], return_inverse=True)
    none = int(len(used) > 0 and used[0] < 0)  # the first of them stands for no word
    rows[:, :3] = places.reshape(len(cases), 3) - none
    found = np.empty((len(used) - none + len(groups), states.shape[1]), np.float32)
    found[: len(used) - none] = states.take(used[none:], axis=0)
    for place, (group, owners) in enumerate(groups.items(), len(used) - none):
        found[place] = _mean(states.take(list(group), axis=0))
        for owner in owners:
            rows[owner] = place
    return found, rows


def _mean(states: Floats) -> Floats:
    return np.asarray(np.add.reduce(states, axis=0) / np.float32(len(states)), np.float32)


def case_features(tree: Tree, labels: Sequence[str], case: Case, words: KnownWords) -> list[str]:
    """Names of the features of one case, each once."""
    own = names_of(word_groups(tree, labels, case.trigger), _TRIGGER)
    return sorted({*own, *names_of(case_groups(tree, labels, case, words))})


def case_rows(
    tree: Tree, labels: Sequence[str], case: Case, words: KnownWords, vocabulary: Vocabulary
) -> list[int]:
    """Rows of the features of one case in a vocabulary, in the order of `case_features`."""
    own = vocabulary.rows(word_groups(tree, labels, case.trigger), _TRIGGER)
    return sorted({*own, *vocabulary.rows(case_groups(tree, labels, case, words))})


def case_groups(tree: Tree, labels: Sequence[str], case: Case, words: KnownWords) -> list[Feature]:
    """Features of one case beside those of its trigger as a word; see `Vocabulary`."""
    actor = min(case.actors, default=-1)
    recipient = min(case.recipients, default=-1)
    found: list[Feature] = [(_case, case.event_class, actor >= 0, recipient >= 0)]
    found += [f"known:{name}" for name in case.known]
    found.append(_known(tree, case.trigger, words, _TRIGGER))
    for side, token in (("A", actor), ("R", recipient)):
        if token >= 0:
            found += _party(tree, labels, side, token, words)
    if actor >= 0 and recipient >= 0:
        found += _between(tree, actor, recipient, words)
    near = {case.trigger, *case.actors, *case.recipients}
    pos, lemmas, lower = tree.pos, tree.lemmas, tree.lower
    found += [
        (_beside, words, lemmas[index], lower[index], pos[index] in _TOLD)
        for index in _around(tree, case.trigger)
        if pos[index] not in _SILENT and index not in near
    ]
    return found


def _case(event_class: str, actor: bool, recipient: bool) -> Sequence[str]:
    return f"C:{event_class}", f"has={int(actor)}{int(recipient)}"


def _beside(words: KnownWords, lemma: str, lower: str, told: bool) -> Sequence[str]:
    """Names for a word of the sentence; of verbs, nouns and adjectives all that is known."""
    return [f"W:{lemma}", *(f"W:{name}" for name in (words.of(lemma, lower) if told else ()))]


def _known(tree: Tree, index: int, words: KnownWords, before: str) -> Feature:
    return _known_names, words, tree.lemmas[index], tree.lower[index], before


def _known_names(words: KnownWords, lemma: str, lower: str, before: str) -> Sequence[str]:
    return [before + name for name in words.of(lemma, lower)]


def _party(
    tree: Tree, labels: Sequence[str], side: str, token: int, words: KnownWords
) -> list[Feature]:
    """What a party is, what stands above it and its clause's verb."""
    found: list[Feature] = [f"{side}:e={labels[token] or tree.lemmas[token]}"]
    above = tree.heads[token]
    if above < 0:
        return found
    label, lemma = tree.deps[token], tree.lemmas[above]
    found += (f"{side}:h={lemma}", f"{side}:h={lemma}|{label}", f"{side}:d={label}")
    found.append(_known(tree, above, words, f"{side}:h:"))
    for child in tree.children[token]:
        if tree.deps[child] == "case":
            found += (f"{side}:p={tree.lower[child]}", f"{side}:p={tree.lower[child]}|{lemma}")
    at = token
    for _ in range(12):
        if tree.heads[at] < 0 or (at != token and tree.pos[at] == "VERB"):
            break
        label, at = tree.deps[at], tree.heads[at]
    if at != token and tree.pos[at] == "VERB":
        found.append(f"{side}:v={tree.lemmas[at]}|{label}")
        found.append(_known(tree, at, words, f"{side}:v:"))
    return found


def _between(tree: Tree, actor: int, recipient: int, words: KnownWords) -> list[Feature]:
    """The way through the tree from actor to recipient: relations, verbs and what they govern."""
    path = way(tree, actor, recipient)
    found: list[Feature] = [
        "P:w=" + ">".join(tree.deps[i] for i in (actor, *path, recipient)),
        "P:v=" + ">".join(tree.lemmas[i] for i in path if tree.pos[i] == "VERB"),
    ]
    for index in path[:8]:
        lemma = tree.lemmas[index]
        found += (f"P:l={lemma}", f"P:ld={lemma}|{tree.deps[index]}")
        found.append(_known(tree, index, words, "P:"))
        if tree.pos[index] == "VERB":
            found.append(f"P:t={tree.tags[index]}")
            for child in tree.children[index]:
                if tree.deps[child] in _TELLING:
                    found.append(f"P:c={lemma}|{tree.lemmas[child]}")
                    found.append(f"P:cd={tree.deps[child]}|{tree.lemmas[child]}")
    return found
