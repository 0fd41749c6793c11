"""Document of the corpus → the article and annotation that the event coder gets of it.

Many texts begin with their dateline. In an article normalizing has taken it out, so that it is no
mention of its own; here offsets have to stay, so only its mentions go.
"""

from __future__ import annotations

from spacy.tokens import Doc

from schemas.records import Annotation, Article
from training.annotations.load import Document
from transforms.extract.annotate import annotate
from transforms.lang.en.datelines import parse_dateline

__all__ = ["as_article"]


def as_article(document: Document, doc: Doc) -> tuple[Article, Annotation]:
    """Return the article of a document with its dateline's place, and what ``doc`` tells of it."""
    text = document.text
    dateline = parse_dateline(text.partition("\n")[0])
    place = dateline.place if dateline is not None else None
    article = Article(
        document.entry.doc, "train", 0, None, None, None, None, None, (), None, None, None,
        document.entry.date, None, "en", place, (), text, "", len(text.split()), (), "train",
    )  # fmt: skip
    annotation = annotate(doc, article)
    if dateline is None or place is None:
        return article, annotation
    kept = tuple(m for m in annotation.entities if m.start >= dateline.end)
    return article, annotation._replace(entities=kept)
