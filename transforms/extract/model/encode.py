"""Sentence starts, and the encoder's state of every word in ``doc.tensor``."""

from collections.abc import Sequence

import numpy as np
from spacy.attrs import SENT_START, SPACY
from spacy.language import Language
from spacy.tokens import Doc

from transforms.extract.layout import FloatArray, Layout
from transforms.extract.model.component import Component, as_tensor, write_attributes
from transforms.extract.model.runtime import Encoder
from transforms.extract.model.sentences import sentence_starts
from transforms.extract.model.stamp import stamp
from transforms.extract.model.wordpiece import CACHE_LIMIT


@Language.factory("newsbeam_sentences", assigns=["token.is_sent_start", "doc.sents"])
class Sentences(Component):
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
        write_attributes(doc, [SENT_START], column.reshape(-1, 1))
        return doc


@Language.factory("newsbeam_encoder", assigns=["doc.tensor"])
class EncoderComponent(Component):
    """Runs the encoder over the sentences of a document."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.files: Encoder = Encoder()
        self._cache: dict[int, tuple[tuple[int, ...], int]] = {}

    def __call__(self, doc: Doc) -> Doc:
        if len(doc) == 0:
            doc.tensor = as_tensor(np.zeros((0, self.files.width), np.float32))
            return doc
        layout = Layout(doc)
        cache = self._cache
        if len(cache) > CACHE_LIMIT:
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
            tensor = np.zeros((layout.count, self.files.width), np.float32)
            tensor[layout.words] = states
            states = tensor
        doc.tensor = as_tensor(states)
        stamp(doc, self.files.digest)
        return doc

    def encode(self, sentences: Sequence[Sequence[str]]) -> FloatArray:
        """Return the states (float32, a row for each word, in order) of any lists of words."""
        return self.files(sentences)

    def loaded(self) -> None:
        """Forget the words of an earlier model."""
        self._cache.clear()
