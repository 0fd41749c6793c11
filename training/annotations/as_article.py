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
        article_id=document.entry.doc,
        input_uri="train",
        input_position=0,
        url=None,
        canonical_url=None,
        source=None,
        title=document.entry.headline,
        subtitle=None,
        authors=(),
        dateline_place=place,
        agency=None,
        published_at=None,
        published_date=document.entry.date,
        published_origin=None,
        language="en",
        section=None,
        keywords=(),
        text=text,
        text_sha256="",
        word_count=len(text.split()),
        captions=(),
        extraction_method="train",
    )
    annotation = annotate(doc, article)
    if dateline is None or place is None:
        return article, annotation
    kept = tuple(m for m in annotation.entities if m.start >= dateline.end)
    return article, annotation._replace(entities=kept)
