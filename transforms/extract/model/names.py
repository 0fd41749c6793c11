"""Names found by the model, with a confidence."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.extract.model import kinds
from transforms.extract.model.agreement import Name, agree, pool
from transforms.extract.model.component import Component, Layout, states_of
from transforms.extract.model.compose import town_and_state, whole_bodies
from transforms.extract.model.decode import FloatArray, bio_tables, decode_bio
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
        self._tongue: list[int] = []

    def loaded(self) -> None:
        """Work out which label may follow which."""
        labels = self.files.labels["entities"]
        self._tables = bio_tables(labels)
        self._tongue = [i for i, label in enumerate(labels) if label[2:] == "LANGUAGE"]

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        scores = self.files(states_of(doc, self.name), "entities")
        layout = Layout(doc)
        scores = self._without_false_languages(layout, scores)
        several = len(layout.bounds) > 1
        if several:
            scores = pool(scores, layout.orth, lambda at: _capital(layout.word(at)))
        found = self._found(doc, layout, scores)
        if found:
            found = self._mended(layout, found)
        if several and found:
            opens = [False] * layout.count
            for begin, _ in layout.bounds:
                opens[begin] = True
            found = agree(found, layout.orth.tolist(), lambda i: layout.word(i)[0].isupper(), opens)
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
                    found += self._named(layout, first, last + 1, sequence[begin][2:], value)
        return found

    def _without_false_languages(self, layout: Layout, scores: FloatArray) -> FloatArray:
        """Take from every word the type of a language, unless it is the name of one."""
        doubtful = np.flatnonzero(np.isin(scores.argmax(axis=1), self._tongue))
        wrong = [int(i) for i in doubtful if not kinds.is_language(layout.word(int(i)))]
        if wrong:
            scores = scores.copy()
            rest = scores[wrong]
            rest[:, self._tongue] = -30.0
            scores[wrong] = rest - np.logaddexp.reduce(rest, axis=1, keepdims=True)
        return scores

    @staticmethod
    def _mended(layout: Layout, found: list[Name]) -> list[Name]:
        starts = [begin for begin, _ in layout.bounds]
        whole = whole_bodies(
            found, layout.word, lambda at: layout.bounds[bisect_right(starts, at) - 1][1]
        )
        return [part for name in whole for part in town_and_state(name, layout.word)]

    @staticmethod
    def _named(layout: Layout, start: int, end: int, label: str, confidence: float) -> list[Name]:
        words = [layout.word(i) for i in range(start, end)]
        label = kinds.kind(label, words, layout.word(start - 1) if start else "")
        if label == "ORG" and len(words) == 1:
            behind = range(end, min(end + 3, layout.count))
            more = kinds.number_behind(words[0], [layout.word(i) for i in behind])
            if more:
                return [Name(start, end + more, "PRODUCT", confidence)]
        return [] if kinds.empty(words) else [Name(start, end, label, confidence)]


def _runs(labels: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield [begin, end) of every B with the I behind it."""
    begin = -1
    for k, label in enumerate([*labels, "O"]):
        if begin >= 0 and label[0] != "I":
            yield begin, k
            begin = -1
        if label[0] == "B":
            begin = k


def _capital(word: str) -> bool:
    return len(word) > 1 and word[0].isupper()


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
