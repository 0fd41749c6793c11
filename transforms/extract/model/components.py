"""The spaCy components of ``en_newsbeam``: sentences, encoder, tagger, parser, lemmas, names.

Every component is a registered factory of its own, so that ``nlp.select_pipes`` can switch each
off; what they share is the encoder's state of every word, which the encoder leaves in
``doc.tensor`` (float32, one row a token; zeros for white space). Each document is a batch of
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

Each factory stands in a file of its own kind beside this one; importing this module registers all.
"""

from spacy.tokens import Span

from transforms.extract.model.encode import EncoderComponent, Sentences
from transforms.extract.model.names import Names
from transforms.extract.model.numbers import Grammar
from transforms.extract.model.parse import ParserComponent
from transforms.extract.model.tags import Lemmatizer, Tagger

__all__ = (
    "PIPELINE",
    "EncoderComponent",
    "Grammar",
    "Lemmatizer",
    "Names",
    "ParserComponent",
    "Sentences",
    "Tagger",
)

if not Span.has_extension("confidence"):
    Span.set_extension("confidence", default=None)

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
