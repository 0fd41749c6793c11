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

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import srsly
from numpy.typing import NDArray
from spacy.attrs import (
    DEP,
    HEAD,
    IDX,
    IS_SPACE,
    LEMMA,
    MORPH,
    ORTH,
    POS,
    SENT_START,
    SPACY,
    TAG,
)  # fmt: skip
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import ensure_path

from transforms.extract.model import kinds
from transforms.extract.model.agreement import Name, agree, pool
from transforms.extract.model.compose import town_and_state, whole_bodies
from transforms.extract.model.decode import FloatArray, bio_tables, decode_bio
from transforms.extract.model.grammar import families, find_numbers
from transforms.extract.model.lemmas import Lemmas
from transforms.extract.model.runtime import WIDTH, Encoder, Parser, Taggers, _Files
from transforms.extract.model.sentences import sentence_starts
from transforms.extract.model.stamp import stamp

#: Confidence given to a match of the grammar: a prior of ours, no measurement.
GRAMMAR_CONFIDENCE = 0.95
#: Decimals of ``span._.confidence``.
CONFIDENCE_DECIMALS = 2
_CACHE_LIMIT = 200_000

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

    def loaded(self) -> None:
        """Called when the files were (re)read."""

    def load(self, data: Mapping[str, bytes]) -> None:
        """Take the component's files from memory."""
        assert self.files is not None
        self.files.load_bytes(data)
        self.loaded()

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
            self.loaded()
        return self

    def to_bytes(self, exclude: Iterable[str] = ()) -> bytes:
        """Return the component's files in one string."""
        data = self.files.file_bytes() if self.files is not None else {}
        result: bytes = srsly.msgpack_dumps(data)
        return result

    def from_bytes(self, data: bytes, exclude: Iterable[str] = ()) -> "_Component":
        """Take the component's files from :meth:`to_bytes`."""
        if self.files is not None:
            self.load(srsly.msgpack_loads(data))
        return self


def _annotate(doc: Doc, attributes: Any, values: Any) -> None:
    doc.from_array(attributes, values)  # typed for ints; takes the uint64 that spaCy stores


def _tensor(states: FloatArray) -> Any:
    return states  # spaCy's stubs ask for float64


class _Layout:
    """Which tokens of a document are words, and where its sentences are."""

    def __init__(self, doc: Doc) -> None:
        self.count = len(doc)
        values = doc.to_array([ORTH, IS_SPACE, SENT_START])
        self.orth = values[:, 0]
        self._strings: Any = doc.vocab.strings
        self.blank = values[:, 1] != 0
        starts = np.flatnonzero(values[:, 2] == 1).tolist()
        if not starts or starts[0] != 0:
            starts.insert(0, 0)
        self.bounds: list[tuple[int, int]] = list(
            zip(starts, [*starts[1:], self.count], strict=True)
        )
        self.any_blank = bool(self.blank.any())
        self.words = np.flatnonzero(~self.blank) if self.any_blank else np.arange(self.count)

    def word(self, at: int) -> str:
        """Return the text of a token, without the cost of a Token."""
        text: str = self._strings[int(self.orth[at])]
        return text

    def sentences(self) -> list[NDArray[np.int64]]:
        """Return the positions of the words of every sentence."""
        cuts = np.searchsorted(self.words, [start for start, _ in self.bounds[1:]])
        return np.split(self.words, cuts)


def _states(doc: Doc, name: str) -> FloatArray:
    """Return ``doc.tensor``, or say what is missing."""
    tensor: Any = doc.tensor
    if tensor.shape[:1] != (len(doc),) or tensor.ndim != 2 or tensor.shape[1] != WIDTH:
        raise ValueError(
            f"{name} needs newsbeam_encoder before it: doc.tensor has shape {tensor.shape}, "
            f"not ({len(doc)}, {WIDTH})"
        )
    result: FloatArray = tensor
    return result


@Language.factory("newsbeam_sentences", assigns=["token.is_sent_start", "doc.sents"])
class Sentences(_Component):
    """Sets sentence starts; leaves a document alone that has them."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        values = doc.to_array([SENT_START, SPACY])
        if values[1:, 0].any():
            return doc
        starts = sentence_starts([token.text for token in doc], (values[:, 1] != 0).tolist())
        column = np.where(starts, 1, -1).astype(np.int64).view(np.uint64)
        _annotate(doc, [SENT_START], column.reshape(-1, 1))
        return doc


@Language.factory("newsbeam_encoder", assigns=["doc.tensor"])
class EncoderComponent(_Component):
    """Runs the encoder over the sentences of a document."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Encoder = Encoder()
        self._cache: dict[int, tuple[tuple[int, ...], int]] = {}

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            doc.tensor = _tensor(np.zeros((0, WIDTH), np.float32))
            return doc
        layout = _Layout(doc)
        cache = self._cache
        if len(cache) > _CACHE_LIMIT:
            cache.clear()
        words = []
        for key in layout.orth[layout.words].tolist():
            item = cache.get(key)
            if item is None:
                item = cache[key] = self.files.word(self.vocab.strings[key])
            words.append(item)
        at = 0
        sentences = []
        for part in layout.sentences():
            sentences.append(words[at : at + len(part)])
            at += len(part)
        states = self.files.run(sentences)
        if layout.any_blank:
            tensor = np.zeros((layout.count, WIDTH), np.float32)
            tensor[layout.words] = states
            states = tensor
        doc.tensor = _tensor(states)
        stamp(doc, self.files.digest)
        return doc

    def encode(self, sentences: Sequence[Sequence[str]]) -> FloatArray:
        """Return the states (float32, all words in order, 384) of any lists of words."""
        return self.files(sentences)

    def loaded(self) -> None:
        """Forget the words of an earlier model."""
        self._cache.clear()


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
        self._tags = self._upos = self._morph = np.zeros(0, np.uint64)
        self._space = np.zeros(3, np.uint64)

    def loaded(self) -> None:
        """Make the label tables now: what is made inside a memory zone dies with it."""
        strings, morphology = self.vocab.strings, self.vocab.morphology
        tags, upos = self.files.labels["tags"], self.files.labels["upos"]
        self._tags = np.array([strings.add(t) for t in tags], np.uint64)
        self._upos = np.array([strings.add(u) for u in upos], np.uint64)
        self._morph = np.array([morphology.add(_TAG_MORPH.get(t, "_")) for t in tags], np.uint64)
        self._space = np.array(
            (strings.add("_SP"), strings.add("SPACE"), morphology.add("_")), np.uint64
        )

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        states = _states(doc, self.name)
        tags = self.files(states, "tags").argmax(axis=1)
        upos = self.files(states, "upos").argmax(axis=1)
        values = np.empty((len(doc), 3), np.uint64)
        values[:, 0] = self._tags[tags]
        values[:, 1] = self._upos[upos]
        values[:, 2] = self._morph[tags]
        layout = _Layout(doc)
        if layout.any_blank:
            values[layout.blank] = self._space
        _annotate(doc, [TAG, POS, MORPH], values)
        return doc


@Language.factory(
    "newsbeam_parser",
    assigns=["token.head", "token.dep", "token.is_sent_start", "doc.sents"],
    requires=["doc.tensor"],
)
class ParserComponent(_Component):
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
        states = _states(doc, self.name)
        layout = _Layout(doc)
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
        trees = self.files([states[k if w else k[:0]] for k, w in zip(kept, wanted, strict=True)])
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
        _annotate(doc, [HEAD, DEP], values)
        return doc


@Language.factory("newsbeam_lemmatizer", assigns=["token.lemma"], requires=["token.pos"])
class Lemmatizer(_Component):
    """Lemmas by table and rule, from the word and its tags."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Lemmas = Lemmas()
        self._cache: dict[tuple[int, int, int], str] = {}

    def loaded(self) -> None:
        """Forget the words of earlier tables."""
        self._cache.clear()

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        strings, cache = self.vocab.strings, self._cache
        if len(cache) > _CACHE_LIMIT:
            cache.clear()
        values = np.empty((len(doc), 1), np.uint64)
        for i, key in enumerate(map(tuple, doc.to_array([ORTH, POS, TAG]).tolist())):
            lemma = cache.get(key)
            if lemma is None:
                word, upos, tag = (strings[k] if k else "" for k in key)
                lemma = cache[key] = self.files.lemma(word, upos, tag)
            values[i, 0] = strings.add(lemma)
        _annotate(doc, [LEMMA], values)
        return doc


def _round(value: float) -> float:
    return round(value, CONFIDENCE_DECIMALS)


@Language.factory(
    "newsbeam_ner",
    assigns=["doc.ents", "token.ent_type", "token.ent_iob"],
    requires=["doc.tensor"],
    default_config={"min_confidence": 0.25, "outside_bias": 2.0},
)
class Names(_Component):
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
        scores = self.files(_states(doc, self.name), "entities")
        assert self._tables is not None
        labels = self.files.labels["entities"]
        layout = _Layout(doc)
        found: list[Name] = []
        scores = self._without_false_languages(layout, scores)
        if len(layout.bounds) > 1:
            scores = pool(scores, layout.orth, lambda at: _capital(layout.word(at)))
        biased = scores.copy()
        biased[:, 0] += self.outside_bias
        greedy = biased.argmax(axis=1)
        named = greedy != 0
        allowed, start = self._tables
        words = layout.words
        # Whether a word's label may stand behind the one before it: where all may, the greedy
        # labels of a sentence are its best ones.
        follows = np.ones(layout.count, np.bool_)
        follows[words[1:]] = allowed[greedy[words[:-1]], greedy[words[1:]]]
        opens = start[greedy]
        for at in layout.sentences():
            if not named[at].any():
                continue
            if opens[at[0]] and follows[at[1:]].all():
                best = greedy[at]
            else:
                best = decode_bio(biased[at], allowed, start)
            chance = scores[at, best]
            inside = best.tolist()
            begin = -1
            for k in range(len(inside) + 1):
                label = labels[inside[k]] if k < len(inside) else "O"
                if begin >= 0 and label[0] != "I":
                    first, last = int(at[begin]), int(at[k - 1])
                    value = _round(float(np.exp(chance[begin:k].min())))
                    first, last = _trimmed(doc, first, last)
                    if value >= self.min_confidence and first <= last:
                        label_ = labels[inside[begin]][2:]
                        found += self._named(layout, first, last + 1, label_, value)
                    begin = -1
                if label[0] == "B":
                    begin = k
        if found:
            found = self._mended(layout, found)
        if len(layout.bounds) > 1 and found:
            opens = [False] * layout.count
            for begin, _ in layout.bounds:
                opens[begin] = True
            found = agree(found, layout.orth.tolist(), lambda i: layout.word(i)[0].isupper(), opens)
        spans = [Span(doc, name.start, name.end, label=name.label) for name in found]
        doc.set_ents(spans)
        for span, name in zip(spans, found, strict=True):
            span._.confidence = name.confidence
        return doc

    def _without_false_languages(self, layout: _Layout, scores: FloatArray) -> FloatArray:
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
    def _mended(layout: _Layout, found: list[Name]) -> list[Name]:
        starts = [begin for begin, _ in layout.bounds]
        whole = whole_bodies(
            found, layout.word, lambda at: layout.bounds[bisect_right(starts, at) - 1][1]
        )
        return [part for name in whole for part in town_and_state(name, layout.word)]

    @staticmethod
    def _named(layout: _Layout, start: int, end: int, label: str, confidence: float) -> list[Name]:
        words = [layout.word(i) for i in range(start, end)]
        label = kinds.kind(label, words, layout.word(start - 1) if start else "")
        if label == "ORG" and len(words) == 1:
            behind = range(end, min(end + 3, layout.count))
            more = kinds.number_behind(words[0], [layout.word(i) for i in behind])
            if more:
                return [Name(start, end + more, "PRODUCT", confidence)]
        return [] if kinds.empty(words) else [Name(start, end, label, confidence)]


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


def _gives_way(name: Span, label: str, start: int, end: int) -> bool:
    """Say whether a name found by the model yields to a grammar match of tokens [start, end)."""
    if name.label_ in ("DATE", "TIME"):
        return label not in ("CARDINAL", "ORDINAL")
    # "US" in "US$ 7 billion" is no country; "Channel 4" stays a name.
    inside = start <= name.start and name.end <= end
    return inside and label in ("MONEY", "PERCENT")


@Language.factory("newsbeam_grammar", assigns=["doc.ents"], retokenizes=False)
class Grammar(_Component):
    """Adds the grammar's entities where no name stands; its dates replace the model's."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self._cache: dict[int, int] = {}

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            return doc
        layout = _Layout(doc)
        cache = self._cache
        if len(cache) > _CACHE_LIMIT:
            cache.clear()
        hints: list[int] = []
        for key in layout.orth.tolist():
            bits = cache.get(key)
            if bits is None:
                bits = cache[key] = families(self.vocab.strings[key])
            hints.append(bits)
        if not any(hints):
            return doc
        names = list(doc.ents)
        owner: dict[int, int] = {}  # token -> its name; -1 for a grammar match
        for index, span in enumerate(names):
            owner.update(dict.fromkeys(range(span.start, span.end), index))
        added: list[Span] = []
        dropped: set[int] = set()
        text = doc.text
        offsets = doc.to_array(IDX).tolist()
        offsets.append(len(text))
        for start, end in layout.bounds:
            bits = 0
            for hint in hints[start:end]:
                bits |= hint
            if not bits:
                continue
            first = offsets[start]
            for match in find_numbers(text[first : offsets[end]], bits):
                # Tokens that the match touches; the whole token where it covers a part of it.
                a = bisect_right(offsets, first + match.start, start, end) - 1
                z = bisect_left(offsets, first + match.end, start, end)
                over = {owner[i] for i in range(a, z) if i in owner}
                if over and not all(
                    _gives_way(names[i], match.label, a, z) for i in over if i >= 0
                ):
                    continue
                if -1 in over:
                    continue
                dropped |= over
                owner.update(dict.fromkeys(range(a, z), -1))
                added.append(Span(doc, a, z, label=match.label))
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
