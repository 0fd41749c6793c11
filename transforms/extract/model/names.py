"""Names found by the model, with a confidence."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.extract.layout import FloatArray, Layout
from transforms.extract.mending.agreement import Name
from transforms.extract.mending.order import NAME_PASSES, SCORE_PASSES
from transforms.extract.model.component import Component, states_of
from transforms.extract.model.decode import bio_tables, decode_bio
from transforms.extract.model.runtime import Taggers

#: Decimals of ``span._.confidence``.
CONFIDENCE_DECIMALS = 2


def _round(value: float) -> float:
    return round(value, CONFIDENCE_DECIMALS)


@Language.factory(
    "newsbeam_ner",
    assigns=["doc.ents", "token.ent_type", "token.ent_iob"],
    requires=["doc.tensor"],
    default_config={"min_confidence": 0.25, "outside_bias": 2.0},
)
class Names(Component):
    """Named entities with a confidence: the lowest probability of any of its words' labels.

    Corpora that leave most labels of a word open teach the model to name too much; *outside_bias*
    (a log-odds, chosen on UNER dev and GMB's training part) gives back what O lost.
    """

    def __init__(
        self, nlp: Language, name: str, min_confidence: float, outside_bias: float
    ) -> None:
        self.name = name
        self.min_confidence = min_confidence
        self.outside_bias = np.float32(outside_bias)
        self.files: Taggers = Taggers()
        self._tables: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None = None

    def loaded(self) -> None:
        """Work out which label may follow which."""
        self._tables = bio_tables(self.files.labels["entities"])

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        scores = self.files(states_of(doc, self.name, self.files.width), "entities")
        layout = Layout(doc)
        for rescore in SCORE_PASSES.values():
            scores = rescore(scores, layout, self.files.labels["entities"])
        found = self._found(doc, layout, scores)
        for mend in NAME_PASSES.values() if found else ():
            found = mend(found, layout)
        spans = [Span(doc, name.start, name.end, label=name.label) for name in found]
        doc.set_ents(spans)
        for span, name in zip(spans, found, strict=True):
            span._.confidence = name.confidence
        return doc

    def _found(self, doc: Doc, layout: Layout, scores: FloatArray) -> list[Name]:
        """Return the names of every sentence by its best sequence of labels, marks trimmed."""
        assert self._tables is not None
        labels = self.files.labels["entities"]
        allowed, start = self._tables
        biased = scores.copy()
        biased[:, 0] += self.outside_bias
        greedy = biased.argmax(axis=1)
        named = greedy != 0
        words = layout.words
        # Whether a word's label may stand behind the one before it: where all may, the greedy
        # labels of a sentence are its best ones.
        follows = np.ones(layout.count, np.bool_)
        follows[words[1:]] = allowed[greedy[words[:-1]], greedy[words[1:]]]
        opens = start[greedy]
        found: list[Name] = []
        for at in layout.sentences():
            if not named[at].any():
                continue
            if opens[at[0]] and follows[at[1:]].all():
                best = greedy[at]
            else:
                best = decode_bio(biased[at], allowed, start)
            chance = scores[at, best]
            sequence = [labels[k] for k in best.tolist()]
            for begin, end in _runs(sequence):
                value = _round(float(np.exp(chance[begin:end].min())))
                first, last = _trimmed(doc, int(at[begin]), int(at[end - 1]))
                if value >= self.min_confidence and first <= last:
                    found.append(Name(first, last + 1, sequence[begin][2:], value))
        return found


def _runs(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield [begin, end) of every B with the I behind it."""
    begin = -1
    for k, label in enumerate([*labels, "O"]):
        if begin >= 0 and label[0] != "I":
            yield begin, k
            begin = -1
        if label[0] == "B":
            begin = k


_EDGES = frozenset('-–—,;:"“”()[]|/') | {"--", "''", "``", "..."}

#: Words that want another behind them: "Lion of".
_OPEN = frozenset(("of", "the", "and", "in", "for", "at", "to"))


def _trimmed(doc: Doc, first: int, last: int) -> tuple[int, int]:
    """Take marks off both ends of a name, and words that lead nowhere off its end."""
    while first <= last and (doc[last].text in _EDGES or doc[last].text in _OPEN):
        last -= 1
    while first <= last and doc[first].text in _EDGES:
        first += 1
    return first, last
