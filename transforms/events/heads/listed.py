"""What the word lists say of a word: the classes that it, or it with its neighbours, may name.

trigger_words.tsv lists words by class, trigger_pairs.tsv words with a neighbour in the tree, since
most everyday verbs name an event of one class only with their object or subject: ``cut>job`` (the
verb with its object or passive subject, the noun with what stands before it or after "of"),
``share|fall`` (subject and verb), ``go@on_strike`` (verb, preposition and noun). A kind of name may
stand for the noun (``raise>MONEY``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from importlib.resources import files

from transforms.events.heads.vocabulary import Feature
from transforms.extract.dependencies import Tree

__all__ = ["LISTED", "listed_classes", "owners_of", "trigger_pairs", "trigger_words"]

#: Kinds of features that name a class: the word's own (one class, several), those of its pairs with
#: its children (one, several) and with its head (one, several), its object's and its head's.
LISTED = ("k", "ks", "kp", "kps", "kn", "kns", "ok", "hk")
#: Labels that may stand for a noun in a pair.
_KINDS = {"PERSON", "ORG", "GPE", "NORP", "MONEY", "PERCENT", "CARDINAL"}
_OBJECTS = {"obj", "nsubj:pass"}
#: Relations of words whose classes tell of what they hang on, and those of the words of a pair.
_HELD = {"obj", "obl", "compound", "nsubj:pass", "nmod"}
_PAIRED = _OBJECTS | {"compound", "amod", "nsubj", "obl", "nmod"}


def _read(name: str) -> Mapping[str, tuple[str, ...]]:
    path = files("transforms.resources").joinpath("events").joinpath(name)
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition("\t")
            for word in words.split():
                known = found.setdefault(word, [])
                if name not in known:
                    known.append(name)
    return {word: tuple(names) for word, names in found.items()}


@lru_cache(maxsize=1)
def trigger_words() -> Mapping[str, tuple[str, ...]]:
    """Return the classes that a lemma (with ``_particle`` where it has one) may name."""
    return _read("trigger_words.tsv")


@lru_cache(maxsize=1)
def trigger_pairs() -> Mapping[str, tuple[str, ...]]:
    """Return the classes that a word may name with a neighbour; see the module's first lines."""
    return _read("trigger_pairs.tsv")


@lru_cache(maxsize=1)
def pair_owners() -> Set[str]:
    """Return the words that have pairs, as `_pair` puts them before or behind the mark."""
    return owners_of(trigger_pairs())


def owners_of(pairs: Iterable[str]) -> Set[str]:
    """Return the words whose neighbours ``pairs`` name: "cut" of "cut>job", "fall" of both."""
    return frozenset(
        pair.rpartition("|")[2] if "|" in pair else re.split("[>@]", pair, maxsplit=1)[0]
        for pair in pairs
    )


def listed_classes(tree: Tree, labels: Sequence[str], index: int) -> list[Feature]:
    """Features that name classes (`LISTED`): "k=ARREST"."""
    known, lemmas, lemma, head = trigger_words(), tree.lemmas, tree.lemmas[index], tree.heads[index]
    own, found, paired = known.get(lemma, ()), list[Feature](), list[int]()
    for child in tree.children[index]:
        label = tree.deps[child]
        if label == "compound:prt":
            own = known.get(_with_particle(tree, index), own)
        elif label in _PAIRED:
            paired.append(child)
            if label == "compound":
                own = known.get(f"{lemmas[child]}_{lemma}", own)
            if label in _HELD and lemmas[child] in known:
                found.append((_all, "ok", known[lemmas[child]]))
    if own:
        found.append((_sure, "k", own))
    if head >= 0 and lemmas[head] in known:
        found.append((_all, "hk", known[lemmas[head]]))
    if paired or tree.deps[index] == "acl":
        found += _told("kp", _below(tree, labels, index, paired))
    if head >= 0 and tree.pos[index] == "NOUN" and tree.pos[head] == "VERB":
        found += _told("kn", _above(tree, labels, index))
    return found


def _all(kind: str, names: Sequence[str]) -> Sequence[str]:
    return [f"{kind}={name}" for name in names]


def _sure(kind: str, names: Sequence[str]) -> Sequence[str]:
    """One class is told by another kind of feature than several."""
    return _all(kind if len(names) == 1 else f"{kind}s", names)


def _told(kind: str, keys: Sequence[str]) -> list[Feature]:
    """Features of what the list of pairs says of some keys, each once."""
    if not keys:
        return []
    pairs = trigger_pairs()
    found = {names for key in keys if (names := pairs.get(key))}
    return [(_sure, kind, names) for names in sorted(found)]


def _with_particle(tree: Tree, index: int) -> str:
    """Lemma of a word with its particle, where it has one: "lay_off"."""
    for child in tree.children[index]:
        if tree.deps[child] == "compound:prt":
            return f"{tree.lemmas[index]}_{tree.lower[child]}"
    return tree.lemmas[index]


def _below(tree: Tree, labels: Sequence[str], index: int, paired: Sequence[int]) -> list[str]:
    """Keys of the pairs of a word with some children; with its noun, where it stands behind one."""
    own, noun, found = _with_particle(tree, index), tree.pos[index] == "NOUN", list[str]()
    if own not in pair_owners():
        return found
    for child in paired:
        found += _pair(tree, labels, own, child, noun)
    if tree.deps[index] == "acl":  # "shares sold on Monday"
        found += [f"{own}>{name}" for name in _names(tree, labels, tree.heads[index])]
    return found


def _above(tree: Tree, labels: Sequence[str], index: int) -> list[str]:
    """Keys of the pairs of a noun with the verb that it hangs on."""
    own = _with_particle(tree, tree.heads[index])
    if own not in pair_owners() or tree.deps[index] not in _PAIRED:
        return []
    return list(_pair(tree, labels, own, index, False))


def _pair(tree: Tree, labels: Sequence[str], own: str, child: int, noun: bool) -> Iterator[str]:
    """Keys of a word with one child."""
    label = tree.deps[child]
    if label in _OBJECTS or (noun and label in {"compound", "amod"}):
        for name in _names(tree, labels, child):
            yield f"{own}>{name}"
    elif label == "nsubj":
        for name in _names(tree, labels, child):
            yield f"{name}|{own}"
    elif label in {"obl", "nmod"}:
        case = next((tree.lower[c] for c in tree.children[child] if tree.deps[c] == "case"), "")
        for name in _names(tree, labels, child):
            yield f"{own}@{case}_{name}"
            if noun and case == "of":
                yield f"{own}>{name}"


def _names(tree: Tree, labels: Sequence[str], token: int) -> Iterator[str]:
    """What stands for a noun in a pair: its lemma, its kind of name, both words of a compound."""
    noun = tree.lemmas[token]
    yield noun
    if labels[token] in _KINDS:
        yield labels[token]
    if token and tree.deps[token - 1] == "compound" and tree.heads[token - 1] == token:
        yield f"{tree.lemmas[token - 1]}_{noun}"
