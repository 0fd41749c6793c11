"""Heads and relations, one tree per sentence."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.extract.layout import FloatArray, Layout
from transforms.extract.model.component import Component, states_of, write_attributes
from transforms.extract.model.runtime import Parser

#: Decides for each sentence of a document whether it needs a parse.
SentenceChoice = Callable[[Doc, Sequence[Span]], Sequence[bool]]


@Language.factory(
    "newsbeam_parser",
    assigns=["token.head", "token.dep", "token.is_sent_start", "doc.sents"],
    requires=["doc.tensor"],
)
class ParserComponent(Component):
    """Heads and relations, one tree per sentence.

    ``select`` may hold a function ``(doc, sentences) -> list of bool``: only sentences with True
    are parsed. The others become flat, every word under the first one with the relation ``dep``
    (the first is ``ROOT``), so that the sentence bounds stay.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Parser = Parser()
        self.select: SentenceChoice | None = None
        self._labels = np.zeros(0, np.uint64)
        self._root = self._dep = np.uint64(0)

    def loaded(self) -> None:
        """Make the label table now: what is made inside a memory zone dies with it."""
        add = self.vocab.strings.add
        names = ["ROOT" if label == "root" else label for label in self.files.labels]
        self._labels = np.array([add(n) for n in names], np.uint64)
        self._root, self._dep = np.uint64(add("ROOT")), np.uint64(add("dep"))

    def __call__(self, doc: Doc) -> Doc:
        count = len(doc)
        if count == 0:
            return doc
        states = states_of(doc, self.name, self.files.width)
        layout = Layout(doc)
        bounds, kept = layout.bounds, layout.sentences()
        wanted: Sequence[bool] = [True] * len(bounds)
        if self.select is not None:
            wanted = self.select(doc, [doc[start:end] for start, end in bounds])
            if len(wanted) != len(bounds):
                raise ValueError(
                    f"{self.name}.select returned {len(wanted)} answers for {len(bounds)} sentences"
                )
        heads = np.zeros(count, np.int64)  # positions in the document
        labels = np.full(count, self._dep, np.uint64)
        trees = self.files(
            [_rows(states, k if w else k[:0]) for k, w in zip(kept, wanted, strict=True)]
        )
        for (start, end), at, (tree, relation) in zip(bounds, kept, trees, strict=True):
            if not tree:
                root = int(at[0]) if len(at) else start
                heads[start:end] = root
                labels[root] = self._root
                continue
            above = np.array(tree, np.int64) - 1
            heads[at] = at[np.where(above < 0, np.arange(len(at)), above)]
            # The tree says what the root is: a relation ROOT anywhere else would contradict it.
            found = self._labels[relation]
            found[found == self._root] = self._dep
            found[above < 0] = self._root
            labels[at] = found
        if layout.any_blank:
            # White space hangs on the word before it, or on the sentence's first word.
            for (start, end), at in zip(bounds, kept, strict=True):
                if 0 < len(at) < end - start:
                    last = int(at[0])
                    for i in range(start, end):
                        if layout.blank[i]:
                            heads[i] = last
                        else:
                            last = i
        values = np.empty((count, 2), np.uint64)
        values[:, 0] = (heads - np.arange(count)).view(np.uint64)
        values[:, 1] = labels
        write_attributes(doc, [HEAD, DEP], values)
        return doc


def _rows(states: FloatArray, at: NDArray[np.int64]) -> FloatArray:
    """Rows of ``states``; no copy where they follow each other (250 MB of a long text)."""
    if len(at) and at[-1] - at[0] + 1 == len(at):
        return states[at[0] : at[-1] + 1]
    return states[at]
