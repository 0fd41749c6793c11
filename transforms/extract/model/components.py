"""The spaCy components of ``en_newsbeam``: sentences, encoder, tagger, parser, lemmas, names.

Every component is a registered factory of its own, so that ``nlp.select_pipes`` can switch each
off; what they share is the encoder's state of every word, which the encoder leaves in
``doc.tensor`` (float32, one row of 384 a token; zeros for white space). Each document is a batch of
its own: see ``runtime.py`` for why.

Factories (also entry points of the distribution, so that ``spacy.load`` finds them):

==========================  =====================================================================
newsbeam_sentences          sentence starts, unless the document has them already
newsbeam_encoder            ``doc.tensor``
newsbeam_tagger             ``token.tag_`` (Penn), ``token.pos_`` (universal), ``token.morph``
newsbeam_parser             ``token.head``, ``token.dep_`` (UD labels; the root is ``ROOT``)
newsbeam_lemmatizer         ``token.lemma_``
newsbeam_ner                ``doc.ents`` under OntoNotes names, ``span._.confidence``
newsbeam_grammar            adds MONEY PERCENT QUANTITY ORDINAL CARDINAL DATE TIME to ``doc.ents``
==========================  =====================================================================
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import ensure_path

from transforms.extract.model.decode import bio_tables, decode_bio
from transforms.extract.model.grammar import find_numbers
from transforms.extract.model.lemmas import Lemmas
from transforms.extract.model.runtime import WIDTH, Encoder, Parser, Taggers, _Files
from transforms.extract.model.sentences import sentence_starts

#: Confidence given to a match of the grammar: a prior of ours, no measurement.
GRAMMAR_CONFIDENCE = 0.95
#: Decimals of ``span._.confidence``.
CONFIDENCE_DECIMALS = 2

#: Decides for each sentence of a document whether it needs a parse.
SentenceChoice = Callable[[Doc, Sequence[Span]], Sequence[bool]]

_TAG_MORPH = {
    "NN": "Number=Sing", "NNS": "Number=Plur", "NNP": "Number=Sing", "NNPS": "Number=Plur",
    "VBD": "Tense=Past|VerbForm=Fin", "VBZ": "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBP": "Tense=Pres|VerbForm=Fin", "VB": "VerbForm=Inf", "VBG": "Aspect=Prog|VerbForm=Part",
    "VBN": "Tense=Past|VerbForm=Part", "MD": "VerbForm=Fin", "JJ": "Degree=Pos",
    "JJR": "Degree=Cmp", "JJS": "Degree=Sup", "RBR": "Degree=Cmp", "RBS": "Degree=Sup",
    "PRP$": "Poss=Yes", "CD": "NumType=Card",
}  # fmt: skip


def _register_extensions() -> None:
    if not Span.has_extension("confidence"):
        Span.set_extension("confidence", default=None)


_register_extensions()


class _Component:
    """What all components share: files on disk or in bytes."""

    files: _Files | None = None

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write the component's files into the folder *path*."""
        if self.files is not None:
            folder = ensure_path(path)
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in self.files.file_bytes().items():
                (folder / name).write_bytes(data)

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> "_Component":
        """Read the component's files from the folder *path*."""
        if self.files is not None:
            self.files.load_folder(ensure_path(path))
        return self

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Return the component's files in one string."""
        data = self.files.file_bytes() if self.files is not None else {}
        result: bytes = srsly.msgpack_dumps(data)
        return result

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> "_Component":
        """Take the component's files from :meth:`to_bytes`."""
        if self.files is not None:
            self.files.load_bytes(srsly.msgpack_loads(data))
        return self


def _blank(doc: Doc) -> list[bool]:
    """Say for each token whether it is white space only."""
    return [token.is_space for token in doc]


def _states(doc: Doc, name: str) -> np.ndarray:
    """Return ``doc.tensor``, or say what is missing."""
    tensor = doc.tensor
    if tensor.shape[:1] != (len(doc),) or tensor.ndim != 2 or tensor.shape[1] != WIDTH:
        raise ValueError(
            f"{name} needs newsbeam_encoder before it: doc.tensor has shape {tensor.shape}, "
            f"not ({len(doc)}, {WIDTH})"
        )
    return tensor


def _bounds(doc: Doc) -> list[tuple[int, int]]:
    """Return the token bounds of the sentences (one for the whole document where unknown)."""
    starts = [i for i, token in enumerate(doc) if i == 0 or token.is_sent_start]
    return list(zip(starts, [*starts[1:], len(doc)], strict=True))


@Language.factory("newsbeam_sentences", assigns=["token.is_sent_start", "doc.sents"])
class Sentences(_Component):
    """Sets sentence starts; leaves a document alone that has them."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc) or doc.has_annotation("SENT_START"):
            return doc
        words = [token.text for token in doc]
        starts = sentence_starts(words, [bool(token.whitespace_) for token in doc])
        for token, start in zip(doc, starts, strict=True):
            token.is_sent_start = start
        return doc


@Language.factory("newsbeam_encoder", assigns=["doc.tensor"])
class EncoderComponent(_Component):
    """Runs the encoder over the sentences of a document."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.files: Encoder = Encoder()

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            doc.tensor = np.zeros((0, WIDTH), np.float32)
            return doc
        words = [token.text for token in doc]
        blank = _blank(doc)
        kept = [i for i in range(len(doc)) if not blank[i]]
        sentences = [
            [words[i] for i in range(start, end) if not blank[i]] for start, end in _bounds(doc)
        ]
        states = self.files(sentences)
        if len(kept) == len(doc):
            doc.tensor = states
        else:
            tensor = np.zeros((len(doc), WIDTH), np.float32)
            tensor[kept] = states
            doc.tensor = tensor
        return doc

    def encode(self, sentences: Sequence[Sequence[str]]) -> np.ndarray:
        """Return the states (float32, all words in order, 384) of any lists of words."""
        return self.files(sentences)


@Language.factory(
    "newsbeam_tagger",
    assigns=["token.tag", "token.pos", "token.morph"],
    requires=["doc.tensor"],
)
class Tagger(_Component):
    """Penn tags, universal tags and the features that follow from a tag."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Taggers = Taggers()
        self._hashes: dict[str, Any] | None = None

    def _tables(self) -> dict[str, Any]:
        if self._hashes is None:
            strings, morphology = self.vocab.strings, self.vocab.morphology
            tags, upos = self.files.labels["tags"], self.files.labels["upos"]
            self._hashes = {
                "tags": np.array([strings.add(t) for t in tags], np.uint64),
                "upos": np.array([strings.add(u) for u in upos], np.uint64),
                "morph": np.array(
                    [morphology.add(_TAG_MORPH.get(t, "_")) for t in tags], np.uint64
                ),
                "space": (strings.add("_SP"), strings.add("SPACE"), morphology.add("_")),
            }
        return self._hashes

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        states = _states(doc, self.name)
        tables = self._tables()
        tags = self.files(states, "tags").argmax(axis=1)
        upos = self.files(states, "upos").argmax(axis=1)
        values = np.empty((len(doc), 3), np.uint64)
        values[:, 0] = tables["tags"][tags]
        values[:, 1] = tables["upos"][upos]
        values[:, 2] = tables["morph"][tags]
        blank = [i for i, is_blank in enumerate(_blank(doc)) if is_blank]
        if blank:
            values[blank] = np.array(tables["space"], np.uint64)
        doc.from_array([TAG, POS, MORPH], values)
        return doc


@Language.factory(
    "newsbeam_parser",
    assigns=["token.head", "token.dep", "token.is_sent_start", "doc.sents"],
    requires=["doc.tensor"],
)
class ParserComponent(_Component):
    """Heads and relations, one tree per sentence.

    ``select`` may hold a function ``(doc, sentences) -> list of bool``: only sentences with True
    are parsed. The others become flat, every word under the first one with the relation ``dep``,
    so that the sentence bounds stay.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Parser = Parser()
        self.select: SentenceChoice | None = None
        self._hashes: np.ndarray | None = None

    def __call__(self, doc: Doc) -> Doc:
        count = len(doc)
        if not count:
            return doc
        states = _states(doc, self.name)
        if self._hashes is None:
            add = self.vocab.strings.add
            names = ["ROOT" if label == "root" else label for label in self.files.labels]
            self._hashes = np.array([add(n) for n in [*names, "dep", "ROOT"]], np.uint64)
        bounds = _bounds(doc)
        wanted: Sequence[bool] = [True] * len(bounds)
        if self.select is not None:
            wanted = self.select(doc, [doc[start:end] for start, end in bounds])
            if len(wanted) != len(bounds):
                raise ValueError(
                    f"{self.name}.select returned {len(wanted)} answers for {len(bounds)} sentences"
                )
        blank = _blank(doc)
        heads = np.zeros(count, np.int64)  # absolute
        labels = np.full(count, self._hashes[-2], np.uint64)
        kept = [[i for i in range(a, z) if not blank[i]] for a, z in bounds]
        trees = self.files(
            [states[k] if w else states[:0] for k, w in zip(kept, wanted, strict=True)]
        )
        for (start, end), words, (tree, relation) in zip(bounds, kept, trees, strict=True):
            if len(words) == 0 or not tree:
                root = words[0] if words else start
                heads[start:end] = root
                labels[root] = self._hashes[-1]
                continue
            at = np.array(words, np.int64)
            above = np.array(tree, np.int64) - 1
            heads[at] = np.where(above < 0, at, at[np.maximum(above, 0)])
            labels[at] = self._hashes[relation]
            # The tree decides what is the root, so that ROOT and the root never disagree.
            roots = at[above < 0]
            wrong = (labels[at] == self._hashes[-1]) & (above >= 0)
            labels[at[wrong]] = self._hashes[-2]
            labels[roots] = self._hashes[-1]
            if len(words) < end - start:
                last = words[0]
                for i in range(start, end):
                    if blank[i]:
                        heads[i] = last
                    else:
                        last = i
        values = np.empty((count, 2), np.uint64)
        values[:, 0] = (heads - np.arange(count)).astype(np.int64).view(np.uint64)
        values[:, 1] = labels
        doc.from_array([HEAD, DEP], values)
        return doc


@Language.factory("newsbeam_lemmatizer", assigns=["token.lemma"], requires=["token.pos"])
class Lemmatizer(_Component):
    """Lemmas by table and rule, from the word and its tags."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Lemmas = Lemmas()

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        add = self.vocab.strings.add
        lemma = self.files.lemma
        values = np.array([add(lemma(t.text, t.pos_, t.tag_)) for t in doc], np.uint64)
        doc.from_array([LEMMA], values.reshape(-1, 1))
        return doc


def _round(value: float) -> float:
    return round(value, CONFIDENCE_DECIMALS)


@Language.factory(
    "newsbeam_ner",
    assigns=["doc.ents", "token.ent_type", "token.ent_iob"],
    requires=["doc.tensor"],
    default_config={"min_confidence": 0.0},
)
class Names(_Component):
    """Named entities with a confidence: the lowest probability of any of its words' labels."""

    def __init__(self, nlp: Language, name: str, min_confidence: float) -> None:
        self.name = name
        self.min_confidence = min_confidence
        self.files: Taggers = Taggers()
        self._tables: tuple[np.ndarray, np.ndarray] | None = None

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        states = _states(doc, self.name)
        labels = self.files.labels["entities"]
        if self._tables is None:
            self._tables = bio_tables(labels)
        scores = self.files(states, "entities")
        blank = _blank(doc)
        spans: list[Span] = []
        sure: list[float] = []
        for start, end in _bounds(doc):
            words = [i for i in range(start, end) if not blank[i]]
            best = decode_bio(scores[words], *self._tables)
            begin = -1
            for k in range(len(words) + 1):
                label = labels[best[k]] if k < len(words) else "O"
                if begin >= 0 and label[0] != "I":
                    at = words[begin:k]
                    value = float(
                        np.exp(min(scores[i, b] for i, b in zip(at, best[begin:k], strict=True)))
                    )
                    if value >= self.min_confidence:
                        kind = labels[best[begin]][2:]
                        spans.append(Span(doc, at[0], at[-1] + 1, label=kind))
                        sure.append(_round(value))
                    begin = -1
                if label[0] == "B":
                    begin = k
        doc.set_ents(spans)
        for span, value in zip(spans, sure, strict=True):
            span._.confidence = value
        return doc


@Language.factory("newsbeam_grammar", assigns=["doc.ents"], retokenizes=False)
class Grammar(_Component):
    """Adds the grammar's entities where no name stands; its dates replace the model's."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        names = list(doc.ents)
        solid = [False] * len(doc)
        loose = [-1] * len(doc)
        for index, span in enumerate(names):
            for i in range(span.start, span.end):
                if span.label_ in ("DATE", "TIME"):
                    loose[i] = index
                else:
                    solid[i] = True
        added: list[Span] = []
        dropped: set[int] = set()
        for start, end in _bounds(doc):
            first = doc[start].idx
            text = doc[start:end].text
            for match in find_numbers(text):
                span = doc.char_span(
                    first + match.start, first + match.end, match.label, alignment_mode="expand"
                )
                if span is None or any(solid[span.start : span.end]):
                    continue
                over = {loose[i] for i in range(span.start, span.end)} - {-1}
                if match.label in ("CARDINAL", "ORDINAL") and over:
                    continue
                dropped |= over
                for i in range(span.start, span.end):
                    solid[i] = True
                added.append(span)
        if not added:
            return doc
        kept = [s for i, s in enumerate(names) if i not in dropped]
        doc.set_ents(sorted([*kept, *added], key=lambda s: s.start))
        for span in added:
            span._.confidence = GRAMMAR_CONFIDENCE
        return doc


#: Components in pipeline order.
PIPELINE = (
    "newsbeam_sentences",
    "newsbeam_encoder",
    "newsbeam_tagger",
    "newsbeam_parser",
    "newsbeam_lemmatizer",
    "newsbeam_ner",
    "newsbeam_grammar",
)


def read_json(path: Path) -> Mapping[str, Any]:
    """Read a JSON file."""
    result: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result
