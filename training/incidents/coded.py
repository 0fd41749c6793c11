"""Gold documents → the coder's rows for them, and a row for each gold mention.

A gold mention takes the row whose trigger overlaps it. One without a row gets a bare row of its own
(lemma, sentence, nothing else): chains are judged on all gold mentions, found or not.

Coding is what takes time (a second a document on a busy core), so `code_documents` keeps what it
coded in ``.coded/`` beside this file, by document and by everything that decides how it is coded:
the code and the resources of ``transforms/extract`` and ``transforms/events``.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
        states: float16[gold mentions, dimensions], the encoder's state of each trigger.
        own_states: the same of each row in ``events``.
    """

    gold: GoldDocument
    events: tuple[Event, ...]
    row_of: tuple[int, ...]
    bare: tuple[Event, ...]
    states: NDArray[np.float16]
    own_states: NDArray[np.float16]


_ROOT = Path(__file__).resolve().parent.parent.parent
_CACHE = Path(__file__).with_name(".coded")


@cache
def _version() -> str:
    """Digest of the files that decide how a text is coded."""
    digest = hashlib.sha256()
    parts = ("schemas/records", "schemas/ontology", "transforms/extract", "transforms/events",
             "transforms/resources")  # fmt: skip
    for part in parts:
        for path in sorted((_ROOT / part).rglob("*")):
            if path.is_file() and "incidents" not in path.parts and path.suffix != ".pyc":
                digest.update(str(path.relative_to(_ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


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
    listed = [(document, _kept_at(document, events)) for document in documents]
    missing = [document.text for document, path in listed if not path.exists()]
    docs = iter(_pipeline().pipe(missing)) if missing else iter(())
    _CACHE.mkdir(exist_ok=True)
    for document, path in listed:
        if path.exists():
            yield pickle.loads(path.read_bytes())  # written below
            continue
        doc = next(docs)
        article = _article(document)
        rows = code_events(doc, article, annotate(doc, article), EventOptions(events))
        coded = _joined(document, tuple(rows), doc)
        path.write_bytes(pickle.dumps(coded))
        yield coded


def _kept_at(document: GoldDocument, events: str) -> Path:
    key = hashlib.sha256(f"{_version()} {events} {document!r}".encode()).hexdigest()[:32]
    return _CACHE / f"{key}.pickle"


def _states(doc: Any, spans: Iterable[tuple[int, int]]) -> NDArray[np.float16]:
    """Mean state of the tokens of each span."""
    tensor = np.asarray(doc.tensor)
    found = np.zeros((0, tensor.shape[1]), np.float16)
    for start, end in spans:
        span = doc.char_span(start, end, alignment_mode="expand")
        tokens = tensor[span.start : span.end] if span is not None else tensor[:0]
        state = tokens.mean(axis=0) if len(tokens) else np.zeros(tensor.shape[1])
        found = np.concatenate([found, state[None].astype(np.float16)])
    return found


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
    return CodedDocument(
        document,
        rows,
        tuple(row_of),
        tuple(bare),
        _states(doc, ((mention.start, mention.end) for mention in document.mentions)),
        _states(doc, ((row.trigger_start, row.trigger_end) for row in rows)),
    )
