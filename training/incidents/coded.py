"""Gold documents → the coder's rows for them, and a row for each gold mention.

A gold mention takes the row whose trigger overlaps it. One without a row gets a bare row of its own
(lemma, sentence, nothing else): chains are judged on all gold mentions, found or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from schemas.records import Article, Event
from training.incidents.gold import GoldDocument
from transforms.events import EventOptions, code_events
from transforms.extract.annotate import annotate
from transforms.extract.model import load_pipeline


@dataclass(frozen=True)
class CodedDocument:
    """A gold document with all rows of the coder.

    Attributes:
        gold: the document.
        events: rows in text order, `--events all`.
        row_of: for each gold mention the index of its row in ``events``, -1 where none overlaps.
        bare: for each gold mention a row that holds its trigger and lemma only.
    """

    gold: GoldDocument
    events: tuple[Event, ...]
    row_of: tuple[int, ...]
    bare: tuple[Event, ...]


@cache
def _pipeline() -> Any:
    return load_pipeline(None)


def _article(document: GoldDocument) -> Article:
    return Article(
        document.key, "gold", 0, None, None, document.source, None, None, (), None, None, None,
        document.date, None, "en", None, (), document.text, "", len(document.text.split()), (), "",
    )  # fmt: skip


def code_documents(
    documents: Iterable[GoldDocument], events: str = "all"
) -> Iterator[CodedDocument]:
    """Code *documents* in their order; *events* as in `EventOptions`."""
    listed = list(documents)
    docs = _pipeline().pipe(document.text for document in listed)
    for document, doc in zip(listed, docs, strict=True):
        article = _article(document)
        rows = code_events(doc, article, annotate(doc, article), EventOptions(events))
        yield _joined(document, tuple(rows), doc)


def _joined(document: GoldDocument, rows: tuple[Event, ...], doc: Any) -> CodedDocument:
    sentences = list(doc.sents)
    row_of, bare = [], []
    for number, mention in enumerate(document.mentions):
        found = [
            index
            for index, row in enumerate(rows)
            if row.trigger_start < mention.end and mention.start < row.trigger_end
        ]
        row_of.append(found[0] if found else -1)
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        lemma = span.root.lemma_.lower() if span is not None and len(span) else ""
        at = next(
            (i for i, sentence in enumerate(sentences) if sentence.end_char > mention.start), 0
        )
        bare.append(
            Event(
                f"{document.key}#{number}",
                at,
                mention.start,
                mention.end,
                document.text[mention.start : mention.end],
                mention.start,
                mention.end,
                lemma,
            )
        )
    return CodedDocument(document, rows, tuple(row_of), tuple(bare))
