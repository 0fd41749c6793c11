"""Tags, features and lemmas of words."""

import numpy as np
from spacy.attrs import LEMMA, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc

from transforms.extract.layout import Layout
from transforms.extract.model.component import Component, states_of, write_attributes
from transforms.extract.model.lemmas import Lemmas
from transforms.extract.model.runtime import Taggers
from transforms.extract.model.wordpiece import CACHE_LIMIT

_TAG_MORPH = {
    "NN": "Number=Sing", "NNS": "Number=Plur", "NNP": "Number=Sing", "NNPS": "Number=Plur",
    "VBD": "Tense=Past|VerbForm=Fin", "VBZ": "Number=Sing|Person=3|Tense=Pres|VerbForm=Fin",
    "VBP": "Tense=Pres|VerbForm=Fin", "VB": "VerbForm=Inf", "VBG": "Aspect=Prog|VerbForm=Part",
    "VBN": "Tense=Past|VerbForm=Part", "MD": "VerbForm=Fin", "JJ": "Degree=Pos",
    "JJR": "Degree=Cmp", "JJS": "Degree=Sup", "RBR": "Degree=Cmp", "RBS": "Degree=Sup",
    "PRP$": "Poss=Yes", "CD": "NumType=Card",
}  # fmt: skip


@Language.factory(
    "newsbeam_tagger",
    assigns=["token.tag", "token.pos", "token.morph"],
    requires=["doc.tensor"],
)
class Tagger(Component):
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
        states = states_of(doc, self.name, self.files.width)
        tags = self.files(states, "tags").argmax(axis=1)
        upos = self.files(states, "upos").argmax(axis=1)
        values = np.empty((len(doc), 3), np.uint64)
        values[:, 0] = self._tags[tags]
        values[:, 1] = self._upos[upos]
        values[:, 2] = self._morph[tags]
        layout = Layout(doc)
        if layout.any_blank:
            values[layout.blank] = self._space
        write_attributes(doc, [TAG, POS, MORPH], values)
        return doc


@Language.factory("newsbeam_lemmatizer", assigns=["token.lemma"], requires=["token.pos"])
class Lemmatizer(Component):
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
        if len(cache) > CACHE_LIMIT:
            cache.clear()
        values = np.empty((len(doc), 1), np.uint64)
        for i, key in enumerate(map(tuple, doc.to_array([ORTH, POS, TAG]).tolist())):
            lemma = cache.get(key)
            if lemma is None:
                word, upos, tag = (strings[k] if k else "" for k in key)
                lemma = cache[key] = self.files.lemma(word, upos, tag)
            values[i, 0] = strings.add(lemma)
        write_attributes(doc, [LEMMA], values)
        return doc
