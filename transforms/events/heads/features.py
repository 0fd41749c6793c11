"""Tree and entity labels → names of the sparse features that the heads read beside the states.

Two kinds: features of one word (`word_features`), and features of a word seen from a predicate
(`pair_features`). Training and inference call the same functions, so that what is learned is what
is read. Every function looks at one sentence and at a bounded neighbourhood of a word in the tree,
so that the cost grows with the number of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.listed import listed_classes
from transforms.extract.dependencies import Tree

__all__ = [
    "Reached",
    "candidates",
    "class_features",
    "pair_features",
    "phrase_heads",
    "related",
    "word_features",
]

Floats = npt.NDArray[np.float32]

#: Labels of names that are never an event's name ("the Hague" is no trigger).
_NAMES = {"PERSON", "GPE", "LOC", "FAC", "NORP", "ORG", "PRODUCT", "LANGUAGE", "DATE", "TIME",
          "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"}  # fmt: skip
#: Relations of words that do not name anything by themselves.
_HELPERS = {"aux", "aux:pass", "cop", "case", "mark", "cc", "det", "punct", "discourse", "goeswith"}
#: Children of a word whose form says how, when or whether.
_TELLING = {"aux", "aux:pass", "mark", "case", "advmod", "cop", "compound:prt", "det", "expl"}
_CLAUSAL = {"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "conj", "parataxis"}
_SUBJECTS = {"nsubj", "nsubj:pass", "csubj"}
_SILENT = {"PUNCT", "DET", "CCONJ", "SCONJ", "ADP", "INTJ", "SYM", "X", "SPACE"}
#: Steps up and down the tree from a predicate to a word that may be its argument.
MAX_UP, MAX_DOWN = 4, 3


def candidates(tree: Tree, labels: Sequence[str]) -> list[int]:
    """Words that may name an event: verbs, nouns and adjectives that are no part of a name."""
    found = []
    for index, pos in enumerate(tree.pos):
        if tree.deps[index] in _HELPERS:
            continue
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
        elif object_ < 0 and label in {"obj", "nmod", "obl", "xcomp", "obl:agent"}:
            object_ = child
    return tree.heads[index], subject, object_


def with_means(tree: Tree, states: Floats) -> Floats:
    """Add to an article's states the mean of every sentence and, last, of the whole article."""
    rows = np.empty((len(tree.words) + len(tree.sentences) + 1, states.shape[1]), np.float32)
    rows[: len(tree.words)] = states
    fill_means(tree, rows)
    return rows if len(tree.words) else states


def fill_means(tree: Tree, rows: Floats) -> None:
    """Write the means of sentences and article behind the states of an article's words, in place.

    What an article is about tells what its words mean: shots, defeats and strikes of a match
    report are none of a war.
    """
    count = len(tree.words)
    if not count:
        return
    first = np.array([start for start, _ in tree.sentences], np.intp)
    counts = np.diff(np.append(first, count)).astype(np.float32)[:, None]
    sums = np.add.reduceat(rows[:count], first, axis=0)
    rows[count:-1] = sums / counts
    rows[-1] = sums.sum(axis=0) / np.float32(count)


def word_rows(tree: Tree, index: int) -> tuple[int, ...]:
    """Rows of `with_means` that are read for one word: its own, its head's, subject's and
    object's, its sentence's and the article's; -1 for none."""
    count = len(tree.words)
    last = count + len(tree.sentences)
    return (index, *related(tree, index), count + tree.sentence_of[index], last)


def word_features(tree: Tree, labels: Sequence[str], index: int) -> list[str]:
    """Names of the features of one word."""
    lemmas, deps, tags, lower = tree.lemmas, tree.deps, tree.tags, tree.lower
    lemma, head = lemmas[index], tree.heads[index]
    found = [f"l={lemma}", f"t={tags[index]}", f"d={deps[index]}", f"e={labels[index]}",
             f"td={tags[index]}|{deps[index]}"]  # fmt: skip
    if head >= 0:
        found.append(f"hl={lemmas[head]}")
        found.append(f"hd={deps[index]}|{tree.pos[head]}|{deps[head]}")
        if deps[index] in {"obj", "compound", "nsubj:pass"}:
            found.append(f"of={lemmas[head]}|{deps[index]}")
    for child in tree.children[index]:
        label = deps[child]
        if label in _TELLING:
            found.append(f"c={label}:{lower[child]}")
            if label == "compound:prt":
                found.append(f"lp={lemma}|{lower[child]}")
        else:
            found.append(f"cd={label}")
            if label in _SUBJECTS:
                found.append(f"s={labels[child] or lemmas[child]}")
            elif label == "obj":
                found.append(f"o={labels[child] or lemmas[child]}")
                found.append(f"lo={lemma}|{lemmas[child]}")
            elif label in {"obl", "nmod"}:
                for grandchild in tree.children[child]:
                    if deps[grandchild] == "case":
                        found.append(f"p={lower[grandchild]}|{labels[child]}")
            elif label in {"amod", "compound"}:
                found.append(f"m={lemmas[child]}")
    found += listed_classes(tree, labels, index)
    found += _governors(tree, index)
    return found


def _governors(tree: Tree, index: int) -> Iterator[str]:
    """The clauses above a word, nearest first, with what keeps them from being facts."""
    at = index
    for step in range(6):
        head = tree.heads[at]
        if head < 0:
            break
        label = tree.deps[at]
        if label in _CLAUSAL or (step == 0 and label in {"obj", "obl", "nmod", "nsubj"}):
            lemma = tree.lemmas[head]
            yield f"g={label}|{lemma}"
            if label != "conj":
                for child in tree.children[head]:
                    if tree.deps[child] in {"aux", "advmod"}:
                        yield f"ga={tree.lower[child]}"
                for child in tree.children[at]:
                    if tree.deps[child] == "mark" and at != index:
                        yield f"gm={tree.lower[child]}"
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
        if up:
            found.append(Reached(at, path, up, 0))
        _descend(tree, at, before, path, up, 1, found)
        head = tree.heads[at]
        if head < 0:
            break
        path += "^" + tree.deps[at]
        before, at = at, head
    kept = [r for r in found if tree.pos[r.token] not in _SILENT and not _helper(tree, r)]
    return sorted(kept)


def _helper(tree: Tree, reached: Reached) -> bool:
    """Whether a word is an auxiliary or negation that does not belong to the predicate itself."""
    near = reached.up == 0 and reached.down == 1
    return not near and tree.pos[reached.token] in {"AUX", "PART"}


def _descend(
    tree: Tree, top: int, without: int, path: str, up: int, depth: int, found: list[Reached]
) -> None:
    for child in tree.children[top]:
        if child == without:
            continue
        way = f"{path}/{tree.deps[child]}"
        found.append(Reached(child, way, up, depth))
        if depth < MAX_DOWN:
            _descend(tree, child, -1, way, up, depth + 1, found)


def pair_features(tree: Tree, labels: Sequence[str], predicate: int, reached: Reached) -> list[str]:
    """Names of the features of one word as argument of one predicate."""
    token, path = reached.token, reached.path
    distance = token - predicate
    side = "<" if distance < 0 else ">"
    size = abs(distance)
    near = str(size) if size <= 4 else "8" if size <= 8 else "16" if size <= 16 else "far"
    case = next((tree.lower[c] for c in tree.children[token] if tree.deps[c] == "case"), "")
    kind = predicate_kind(tree, predicate)
    return [  # the path comes first: see `class_features`
        f"w={path}",
        f"wk={path}|{kind}",
        f"n={side}{near}",
        f"u={reached.up}{reached.down}{side}",
        f"pc={case}|{kind}",
        f"lc={case}|{tree.lemmas[predicate]}",
        f"je={labels[token]}|{case}",
        f"jt={tree.tags[token]}|{tree.deps[token]}",
        f"jl={tree.lemmas[token]}",
        f"il={tree.lemmas[predicate]}",
        f"ip={tree.lemmas[predicate]}|{path}",
    ]


def class_features(names: list[str], extra: Sequence[str]) -> list[str]:
    """Add an event's class to the features of a pair, alone and with the way to the word."""
    if not extra:
        return names
    path = names[0]
    return [*names, *(part for name in extra for part in (name, f"{name}|{path}"))]


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
