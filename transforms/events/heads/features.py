"""Tree and entity labels → names of the sparse features that the heads read beside the states.

Two kinds: features of one word (`word_features`), and features of a word seen from a predicate
(`pair_features`). Training and inference call the same functions, so that what is learned is what
is read. Every function looks at one sentence and at a bounded neighbourhood of a word in the tree,
so that the cost grows with the number of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.events.heads.listed import listed_classes
from transforms.events.heads.vocabulary import Feature, names_of
from transforms.extract.dependencies import Tree

__all__ = [
    "Reached",
    "candidates",
    "case_of",
    "class_features",
    "distance_name",
    "filled",
    "pair_features",
    "phrase_heads",
    "related",
    "word_features",
    "word_groups",
]

#: Labels of names that are never an event's name ("the Hague" is no trigger).
_NAMES = {"PERSON", "GPE", "LOC", "FAC", "NORP", "ORG", "PRODUCT", "LANGUAGE", "DATE", "TIME",
          "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"}  # fmt: skip
#: Relations of words that do not name anything by themselves.
_HELPERS = {"aux", "aux:pass", "cop", "case", "mark", "cc", "det", "punct", "discourse", "goeswith"}
#: Children of a word whose form says how, when or whether.
_TELLING = {"aux", "aux:pass", "mark", "case", "advmod", "cop", "compound:prt", "det", "expl"}
_CLAUSAL = {"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "conj", "parataxis"}
_SUBJECTS = {"nsubj", "nsubj:pass", "csubj"}
_OBJECTS = {"obj", "nmod", "obl", "xcomp", "obl:agent"}
_HOLDING = {"obj", "compound", "nsubj:pass"}
#: Children that fill a predicate's own places; "n" only with "by".
_PLACES = {"nsubj": "s", "nsubj:pass": "p", "csubj": "s", "obj": "o", "nmod:poss": "b", "nmod": "n",
           "obl:agent": "b"}  # fmt: skip
_PHRASES, _MODIFIERS = {"obl", "nmod"}, {"amod", "compound"}
_SILENT = {"PUNCT", "DET", "CCONJ", "SCONJ", "ADP", "INTJ", "SYM", "X", "SPACE"}
#: Words that are no argument of a predicate unless they hang on it.
_FAR = _SILENT | {"AUX", "PART"}
#: Steps up and down the tree from a predicate to a word that may be its argument.
MAX_UP, MAX_DOWN = 4, 3


def candidates(tree: Tree, labels: Sequence[str]) -> list[int]:
    """Words that may name an event: verbs, nouns and adjectives that are no part of a name."""
    found = []
    for index, pos in enumerate(tree.pos):
        if tree.deps[index] in _HELPERS:
            continue
        if labels[index] == "MONEY":
            continue  # "850 billion won"
        verb = pos == "VERB" or tree.tags[index].startswith("VB")
        if verb or (pos in {"NOUN", "ADJ", "PROPN"} and labels[index] not in _NAMES):
            found.append(index)
    return found


def related(tree: Tree, index: int) -> tuple[int, int, int]:
    """Words whose states are read beside that of ``index``: head, subject, object; -1 for none."""
    subject = object_ = -1
    for child in tree.children[index]:
        label = tree.deps[child]
        if subject < 0 and label in _SUBJECTS:
            subject = child
        elif object_ < 0 and label in _OBJECTS:
            object_ = child
    return tree.heads[index], subject, object_


def word_rows(tree: Tree, index: int) -> tuple[int, ...]:
    """Rows of `rows.Rows` that are read for one word: its own, its head's, subject's and
    object's, its sentence's and the article's; -1 for none."""
    count = len(tree.words)
    last = count + len(tree.sentences)
    return (index, *related(tree, index), count + tree.sentence_of[index], last)


def word_features(tree: Tree, labels: Sequence[str], index: int) -> list[str]:
    """Names of the features of one word."""
    return names_of(word_groups(tree, labels, index))


def word_groups(tree: Tree, labels: Sequence[str], index: int) -> list[Feature]:
    """Features of one word; see `Vocabulary`."""
    lemmas, deps, lower = tree.lemmas, tree.deps, tree.lower
    lemma, label, head = lemmas[index], deps[index], tree.heads[index]
    found: list[Feature] = [f"l={lemma}", (_own, tree.tags[index], label, labels[index])]
    if head >= 0:
        found += (f"hl={lemmas[head]}", (_head, label, tree.pos[head], deps[head]))
        if label in _HOLDING:
            found.append(f"of={lemmas[head]}|{label}")
    for child in tree.children[index]:
        label = deps[child]
        if label in _TELLING:
            found.append((_told, "c=", label, lower[child]))
            if label == "compound:prt":
                found.append(f"lp={lemma}|{lower[child]}")
        elif label in _SUBJECTS:
            found += (f"cd={label}", f"s={labels[child] or lemmas[child]}")
        elif label == "obj":
            found += (
                "cd=obj",
                f"o={labels[child] or lemmas[child]}",
                f"lo={lemma}|{lemmas[child]}",
            )
        elif label in _MODIFIERS:
            found += (f"cd={label}", f"m={lemmas[child]}")
        else:
            found.append(f"cd={label}")
            if label in _PHRASES:
                found += [
                    (_named, "p=", lower[below], labels[child])
                    for below in tree.children[child]
                    if deps[below] == "case"
                ]
    found += listed_classes(tree, labels, index)
    _govern(tree, index, found)
    return found


def _own(tag: str, label: str, kind: str) -> Sequence[str]:
    return f"t={tag}", f"d={label}", f"e={kind}", f"td={tag}|{label}"


def _head(label: str, pos: str, above: str) -> Sequence[str]:
    return (f"hd={label}|{pos}|{above}",)


def _told(kind: str, label: str, word: str) -> Sequence[str]:
    return (f"{kind}{label}:{word}",)


def _named(kind: str, name: str, other: str) -> Sequence[str]:
    return (f"{kind}{name}|{other}",)


def _govern(tree: Tree, index: int, found: list[Feature]) -> None:
    """Add the clauses above a word, nearest first, with what keeps them from being facts."""
    deps, lower, at = tree.deps, tree.lower, index
    for step in range(6):
        head = tree.heads[at]
        if head < 0:
            break
        label = deps[at]
        if label in _CLAUSAL or (step == 0 and label in {"obj", "obl", "nmod", "nsubj"}):
            found.append(f"g={label}|{tree.lemmas[head]}")
            if label != "conj":
                found += [
                    f"ga={lower[c]}" for c in tree.children[head] if deps[c] in {"aux", "advmod"}
                ]
                if at != index:
                    found += [f"gm={lower[c]}" for c in tree.children[at] if deps[c] == "mark"]
        at = head


class Reached(NamedTuple):
    """A word that may be an argument of a predicate, and the way to it."""

    token: int
    path: str  # relations upwards, then downwards: "^conj^acl:relcl/nsubj"
    up: int
    down: int


def phrase_heads(tree: Tree, predicate: int) -> list[Reached]:
    """Words within reach of a predicate in its tree, in text order, the predicate left out."""
    found: list[Reached] = []
    path, at, before = "", predicate, -1
    for up in range(MAX_UP + 1):
        if up and tree.pos[at] not in _FAR:
            found.append(Reached(at, path, up, 0))
        _descend(tree, at, before, path, up, 1, found)
        head = tree.heads[at]
        if head < 0:
            break
        path += "^" + tree.deps[at]
        before, at = at, head
    found.sort()
    return found


def _descend(
    tree: Tree, top: int, without: int, path: str, up: int, depth: int, found: list[Reached]
) -> None:
    """Add what stands below a word; auxiliaries and negations only of the predicate itself."""
    silent = _SILENT if up == 0 and depth == 1 else _FAR
    for child in tree.children[top]:
        if child == without:
            continue
        below = tree.children[child] if depth < MAX_DOWN else ()
        kept = tree.pos[child] not in silent
        if kept or below:
            way = f"{path}/{tree.deps[child]}"
            if kept:
                found.append(Reached(child, way, up, depth))
            if below:
                _descend(tree, child, -1, way, up, depth + 1, found)


def pair_features(tree: Tree, labels: Sequence[str], predicate: int, reached: Reached) -> list[str]:
    """Names of the features of one word as argument of one predicate."""
    token, path = reached.token, reached.path
    distance, case = distance_name(token - predicate), case_of(tree, token)
    kind = predicate_kind(tree, predicate)
    return [  # the path comes first: see `class_features`
        f"w={path}",
        f"wk={path}|{kind}",
        f"wf={path}|{filled(tree, predicate)}",
        f"n={distance}",
        f"u={reached.up}{reached.down}{distance[0]}",
        f"pc={case}|{kind}",
        f"lc={case}|{tree.lemmas[predicate]}",
        f"je={labels[token]}|{case}",
        f"jt={tree.tags[token]}|{tree.deps[token]}",
        f"jl={tree.lemmas[token]}",
        f"il={tree.lemmas[predicate]}",
        f"ip={tree.lemmas[predicate]}|{path}",
    ]


def case_of(tree: Tree, token: int) -> str:
    """Form of the first case marker of a word, "" without one."""
    return next((tree.lower[c] for c in tree.children[token] if tree.deps[c] == "case"), "")


def distance_name(words: int) -> str:
    """Side and distance of a word: "<3", ">far"."""
    size = abs(words)
    near = str(size) if size <= 4 else "8" if size <= 8 else "16" if size <= 16 else "far"
    return ("<" if words < 0 else ">") + near


def class_features(names: list[str], extra: Sequence[str]) -> list[str]:
    """Add an event's class to the features of a pair, alone and with the way to the word."""
    if not extra:
        return names
    path = names[0]
    return [*names, *(part for name in extra for part in (name, f"{name}|{path}"))]


def filled(tree: Tree, predicate: int) -> str:
    """Which of its own places a predicate has filled: subject, object, owner or doer, in letters.

    "The union called off its strike and the airline raised its forecast": what has a subject of
    its own has little to do with that of the clause before it.
    """
    found = {_PLACES.get(tree.deps[child], "") for child in tree.children[predicate]}
    if "n" in found:
        found.discard("n")
        if any(
            tree.deps[child] == "nmod" and case_of(tree, child) == "by"
            for child in tree.children[predicate]
        ):
            found.add("b")
    return "".join(sorted(found))


def predicate_kind(tree: Tree, predicate: int) -> str:
    """Tag of a predicate, with its voice where it is a participle."""
    tag = tree.tags[predicate]
    if tag != "VBN":
        return tag
    for child in tree.children[predicate]:
        label = tree.deps[child]
        if label in {"aux:pass", "nsubj:pass", "obl:agent"}:
            return "VBN-passive"
        if label == "aux" and tree.lemmas[child] == "have":
            return "VBN-active"
    return "VBN-bare"
