"""What the word lists say of a word: the classes that it, or it with its neighbours, may name.

trigger_words.tsv lists words by class, trigger_pairs.tsv words with a neighbour in the tree, since
most everyday verbs name an event of one class only with their object or subject: ``cut>job`` (the
verb with its object or passive subject, the noun with what stands before it or after "of"),
``share|fall`` (subject and verb), ``go@on_strike`` (verb, preposition and noun). A kind of name may
stand for the noun (``raise>MONEY``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from transforms.extract.dependencies import Tree

__all__ = ["LISTED", "listed_classes", "trigger_pairs", "trigger_words"]

#: Kinds of features that name a class: the word's own (one class, several), those of its pairs with
#: its children (one, several) and with its head (one, several), its object's and its head's.
LISTED = ("k", "ks", "kp", "kps", "kn", "kns", "ok", "hk")
#: Labels that may stand for a noun in a pair.
_KINDS = {"PERSON", "ORG", "GPE", "NORP", "MONEY", "PERCENT", "CARDINAL"}
_OBJECTS = {"obj", "nsubj:pass"}


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


def listed_classes(tree: Tree, labels: Sequence[str], index: int) -> Iterator[str]:
    """Features that name classes (`LISTED`): "k=ARREST"."""
    known, own = trigger_words(), trigger_words().get(tree.lemmas[index], ())
    for child in tree.children[index]:
        label = tree.deps[child]
        if label == "compound:prt":
            own = known.get(_with_particle(tree, index), own)
        elif label == "compound":
            own = known.get(f"{tree.lemmas[child]}_{tree.lemmas[index]}", own)
        if label in {"obj", "obl", "compound", "nsubj:pass", "nmod"}:
            for name in known.get(tree.lemmas[child], ()):
                yield f"ok={name}"
    kind = "k" if len(own) == 1 else "ks"
    for name in own:
        yield f"{kind}={name}"
    head = tree.heads[index]
    if head >= 0:
        for name in known.get(tree.lemmas[head], ()):
            yield f"hk={name}"
    yield from _told("kp", _below(tree, labels, index))
    yield from _told("kn", _above(tree, labels, index))


def _told(kind: str, keys: Iterator[str]) -> Iterator[str]:
    """Features of what the list of pairs says of some keys, each once."""
    pairs = trigger_pairs()
    for names in sorted({names for key in keys if (names := pairs.get(key))}):
        for name in names:
            yield f"{kind}={name}" if len(names) == 1 else f"{kind}s={name}"


def _with_particle(tree: Tree, index: int) -> str:
    """Lemma of a word with its particle, where it has one: "lay_off"."""
    for child in tree.children[index]:
        if tree.deps[child] == "compound:prt":
            return f"{tree.lemmas[index]}_{tree.lower[child]}"
    return tree.lemmas[index]


def _below(tree: Tree, labels: Sequence[str], index: int) -> Iterator[str]:
    """Keys of the pairs of a word with its children; with its noun, where it stands behind one."""
    own, noun = _with_particle(tree, index), tree.pos[index] == "NOUN"
    for child in tree.children[index]:
        yield from _pair(tree, labels, own, child, noun)
    if tree.deps[index] == "acl":  # "shares sold on Monday"
        for name in _names(tree, labels, tree.heads[index]):
            yield f"{own}>{name}"


def _above(tree: Tree, labels: Sequence[str], index: int) -> Iterator[str]:
    """Keys of the pairs of a noun with the verb that it hangs on."""
    head = tree.heads[index]
    if head >= 0 and tree.pos[index] == "NOUN" and tree.pos[head] == "VERB":
        yield from _pair(tree, labels, _with_particle(tree, head), index, False)


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
