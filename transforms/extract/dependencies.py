"""spaCy Doc of any English pipeline → `Tree`: plain lists with Universal Dependencies labels.

The shipped model speaks Universal Dependencies (UD v2, https://universaldependencies.org); spaCy's
own English pipelines speak ClearNLP labels (``dobj``, ``pobj``, ``nsubjpass``), where prepositions
head their phrases and copulas head their clauses. This is the one place that knows both: everything
else reads UD. The lists are built once per article because token attributes of spaCy cost about a
microsecond each.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, ORTH, POS, SENT_START, SPACY, TAG
from spacy.tokens import Doc

__all__ = ["Tree", "sentence_at", "span_head", "span_tokens", "universal_tree"]


class Tree(NamedTuple):
    """Tokens of one article; all lists have one entry a token.

    ``heads`` holds token indices, -1 for the root of a sentence; ``children`` are in text order;
    ``starts`` and ``ends`` are code point offsets; ``sentences`` holds (first, after last) token.
    """

    words: list[str]
    lower: list[str]
    lemmas: list[str]
    tags: list[str]
    pos: list[str]
    deps: list[str]
    heads: list[int]
    children: list[list[int]]
    starts: list[int]
    ends: list[int]
    sentence_of: list[int]
    sentences: list[tuple[int, int]]

    def kids(self, index: int, *labels: str) -> list[int]:
        """Children of ``index`` whose label is one of ``labels``."""
        deps = self.deps
        return [c for c in self.children[index] if deps[c] in labels]

    def kid(self, index: int, *labels: str) -> int | None:
        """The first child of ``index`` under one of ``labels``."""
        deps = self.deps
        for child in self.children[index]:
            if deps[child] in labels:
                return child
        return None


#: ClearNLP label → UD label, where the tree keeps its shape.
_RENAMED = {
    "ROOT": "root",
    "dobj": "obj",
    "dative": "iobj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "prt": "compound:prt",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "neg": "advmod",
    "nn": "compound",
    "npadvmod": "obl:unmarked",
    "nmod": "compound",
    "intj": "discourse",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "oprd": "xcomp",
    "quantmod": "advmod",
    "meta": "dep",
}
#: Labels that only ClearNLP has.
_CLEAR_ONLY = {"dobj", "pobj", "nsubjpass", "auxpass", "prep", "acomp", "attr", "relcl", "poss"}
_VERBAL = {"VERB", "AUX", "ADJ", "ADV"}
#: Key of a Doc's tree in its ``user_data``.
_KEPT = "newsbeam_tree"


def universal_tree(doc: Doc) -> Tree:
    """Read ``doc`` into a `Tree`, relabelled to UD if its labels are ClearNLP's.

    A Doc without a parse gives a tree in which every token is a root of its own sentence-long
    list; without lemmas the lower-case form stands in. The tree is kept with the Doc: annotating
    and coding read the same one.
    """
    kept = doc.user_data.get(_KEPT)
    if not isinstance(kept, Tree):
        kept = doc.user_data[_KEPT] = _read(doc)
    return kept


def _read(doc: Doc) -> Tree:
    count = len(doc)
    array = doc.to_array([LEMMA, TAG, POS, DEP, ORTH, SPACY, SENT_START])
    relative = doc.to_array([HEAD]).astype(np.int64) if count else np.zeros(0, dtype=np.int64)
    strings = doc.vocab.strings
    names: dict[int, str] = {0: ""}
    columns: list[list[str]] = []
    for column in range(5):
        keys = array[:, column].tolist() if count else []
        for key in set(keys):
            if key not in names:
                names[key] = strings[key]
        columns.append([names[key] for key in keys])
    lemmas, tags, pos, deps, words = columns
    lower = [word.lower() for word in words]
    lemmas = [(lemma or low).lower() for lemma, low in zip(lemmas, lower, strict=True)]
    heads = [
        -1 if offset == 0 else index + int(offset) for index, offset in enumerate(relative.tolist())
    ]
    starts, ends, offset = [], [], 0
    for word, space in zip(words, array[:, 5].tolist() if count else [], strict=True):
        starts.append(offset)
        ends.append(offset + len(word))
        offset += len(word) + space

    first_tokens = [i for i, flag in enumerate(array[:, 6].tolist()) if flag == 1] if count else []
    if count and (not first_tokens or first_tokens[0] != 0):
        first_tokens.insert(0, 0)
    sentences = list(zip(first_tokens, [*first_tokens[1:], count], strict=True))
    sentence_of = [number for number, (a, b) in enumerate(sentences) for _ in range(a, b)]

    if _CLEAR_ONLY & set(deps):
        _from_clear(heads, deps, lemmas, pos, tags)
    else:
        deps = ["root" if d == "ROOT" else d for d in deps]
    for index, head in enumerate(heads):
        # A head in another sentence would let a clause reach over its bounds.
        if head >= 0 and sentence_of[head] != sentence_of[index]:
            heads[index] = -1
    children: list[list[int]] = [[] for _ in range(count)]
    for index, head in enumerate(heads):
        if head >= 0:
            children[head].append(index)
    return Tree(
        words,
        lower,
        lemmas,
        tags,
        pos,
        deps,
        heads,
        children,
        starts,
        ends,
        sentence_of,
        sentences,
    )


def _from_clear(
    heads: list[int], deps: list[str], lemmas: list[str], pos: list[str], tags: list[str]
) -> None:
    """Relabel and rehang a ClearNLP tree in place, after the UD v2 guidelines."""
    clear = _Clear(list(deps), heads, deps, lemmas, pos)
    for index, label in enumerate(clear.original):
        deps[index] = "advmod" if label == "prep" else _RENAMED.get(label, label)
    for index, label in enumerate(clear.original):
        head = heads[index]
        if label in {"pobj", "pcomp"} and head >= 0:
            clear.hang_object(index, label)
        elif label in {"attr", "acomp"} and head >= 0 and lemmas[head] == "be":
            clear.hang_predicate(index)
        elif label == "acomp":
            deps[index] = "xcomp"
        elif label == "case" and lemmas[index] in {"'s", "’s", "'"}:
            deps[index] = "case"
    for index, label in enumerate(clear.original):
        if label == "agent" and deps[index] == "agent":
            deps[index] = "advmod"
        if label == "attr" and deps[index] == "attr":
            deps[index] = "xcomp"
        if label in {"mark", "aux"} and tags[index] == "TO":
            deps[index] = "mark"


class _Clear:
    """A ClearNLP tree on its way to UD; ``original`` keeps the labels that it came with."""

    def __init__(
        self,
        original: list[str],
        heads: list[int],
        deps: list[str],
        lemmas: list[str],
        pos: list[str],
    ) -> None:
        self.original = original
        self._heads, self._deps, self._lemmas, self._pos = heads, deps, lemmas, pos
        self._kids: dict[int, list[int]] = {}
        for index, head in enumerate(heads):
            if head >= 0:
                self._kids.setdefault(head, []).append(index)

    def hang_object(self, index: int, label: str) -> None:
        """Put the object of a preposition where its preposition hangs; that becomes its case."""
        original, heads, deps = self.original, self._heads, self._deps
        preposition = hop = heads[index]
        above = heads[preposition]
        while above >= 0 and original[hop] == "prep" and original[above] == "prep":
            hop, above = above, heads[above]
        heads[index] = above
        if label == "pcomp":
            deps[index] = "advcl"
            deps[preposition] = "mark"
        else:
            verbal = above < 0 or self._pos[above] in _VERBAL
            oblique = "obl" if verbal or original[preposition] == "dative" else "nmod"
            deps[index] = "obl:agent" if original[preposition] == "agent" else oblique
            deps[preposition] = "case"
        heads[preposition] = index

    def hang_predicate(self, index: int) -> None:
        """Put a predicate where its copula hangs; the copula and its children move below it."""
        heads, deps = self._heads, self._deps
        copula = heads[index]
        deps[index] = deps[copula]
        heads[index] = heads[copula]
        for child in self._kids.get(copula, []):
            if child != index:
                heads[child] = index
        heads[copula] = index
        deps[copula] = "cop"


def span_tokens(tree: Tree, start: int, end: int) -> tuple[int, int]:
    """First token of a span of code points and the one after its last."""
    first = max(0, bisect_right(tree.starts, start) - 1)
    return first, max(first + 1, bisect_left(tree.starts, end))


def span_head(tree: Tree, start: int, end: int) -> int | None:
    """The token of a span whose head lies outside it."""
    first, last = span_tokens(tree, start, end)
    for token in range(first, min(last, len(tree.words))):
        if not first <= tree.heads[token] < last:
            return token
    return None


def sentence_at(starts: Sequence[int], offset: int) -> int:
    """Index of the sentence that holds a code point; ``starts`` are the sentences' first ones."""
    return max(0, bisect_right(starts, offset) - 1)
