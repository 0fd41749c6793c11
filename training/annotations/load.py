"""The annotated corpus → documents with text, events and names.

    from training.annotations.load import load
    for document in load("train"):
        document.text, document.events, document.names

``documents.tsv`` lists every document with its split, genre, subjects and the SHA-256 of its text.
Texts written for the corpus lie in ``texts/``; the others are made again from ``../shared``
(sources.py) and are left out, or asked for, with ``written_only``. A text that differs from the one
that was read is an error, never a guess.

Rows of the test part are for scoring only: docs/annotations.md says how they may be used.
"""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.annotations.labels import SPLITS
from training.annotations.rows import EventRow, NameRow, RowError, parse_event, parse_name
from training.annotations.sources import READERS, text_of

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent

#: Name of the source of texts that were written for this corpus.
WRITTEN = "written"


class AnnotationError(ValueError):
    """The corpus does not hold together; the message names file, line and what to do."""


@dataclass(frozen=True)
class Entry:
    """One line of documents.tsv.

    Attributes:
        doc: id of the document.
        split: train, dev or test.
        genre: what kind of news (sport, markets, courts, ...).
        subjects: one or two of IPTC Media Topics' top level (labels.SUBJECTS).
        form: wire, brief, tabloid, feature, transcript, ...
        variety: country of the English, ISO 3166-1 alpha-2.
        date: ISO day of publication, None where the source has none.
        source: "written" or a source of sources.py.
        source_id: id of the document there.
        first, last: units of the source, last exclusive; 0 for written texts.
        sha256: of the text in UTF-8.
        words: words of the text, split at white space.
        names: whether names were marked.
        second_reader: the round in which a second reader read it, from 1; 0 for none.
        headline: of written texts; it is not part of the text.
    """

    doc: str
    split: str
    genre: str
    subjects: tuple[str, ...]
    form: str
    variety: str
    date: str | None
    source: str
    source_id: str
    first: int
    last: int
    sha256: str
    words: int
    names: bool
    second_reader: int
    headline: str | None


@dataclass(frozen=True)
class Document:
    """A document of the corpus with its text and what was read in it.

    ``second`` holds the second reader's rows, ``first`` the first reader's before an editor settled
    the differences of the two; both are empty where there are none.
    """

    entry: Entry
    text: str
    events: tuple[EventRow, ...] = ()
    names: tuple[NameRow, ...] = ()
    first: tuple[EventRow, ...] = ()
    second: tuple[EventRow, ...] = ()


def shared_folder() -> Path:
    """Return the folder of the corpora that are not in this repository."""
    return Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared"))


def _entry(row: dict[str, str]) -> Entry:
    return Entry(
        doc=row["doc"],
        split=row["split"],
        genre=row["genre"],
        subjects=tuple(row["subjects"].split(",")),
        form=row["form"],
        variety=row["variety"],
        date=None if row["date"] == "-" else row["date"],
        source=row["source"],
        source_id=row["source_id"],
        first=int(row["first"]),
        last=int(row["last"]),
        sha256=row["sha256"],
        words=int(row["words"]),
        names=row["names"] == "1",
        second_reader=int(row["second_reader"]),
        headline=None if row["headline"] == "-" else row["headline"],
    )


@cache
def entries() -> tuple[Entry, ...]:
    """Return all lines of documents.tsv."""
    with (FOLDER / "documents.tsv").open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(_entry(row) for row in reader)


def digest(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def text(entry: Entry) -> str:
    """Return the text of *entry*.

    Raises:
        AnnotationError: the text is not the one that was read.
        OSError: the source is not there.
    """
    if entry.source == WRITTEN:
        where = f"texts/{entry.doc}.txt"
        found = (FOLDER / where).read_text(encoding="utf-8").rstrip("\n")
    else:
        where = f"{entry.source} {entry.source_id}"
        found = text_of(shared_folder(), entry.source, entry.source_id, entry.first, entry.last)
    if digest(found) != entry.sha256:
        raise AnnotationError(
            f"{entry.doc}: the text of {where} is not the one that was read (SHA-256 differs). "
            "Restore it, or read the document again and update documents.tsv."
        )
    return found


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of *path*, empty lines left out; nothing where it does not exist."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as handle:
            for number, line in enumerate(handle, 1):
                if line.strip():
                    yield number, line


@cache
def _rows(folder: str, split: str) -> dict[str, list[EventRow]]:
    rows: dict[str, list[EventRow]] = {}
    path = FOLDER / folder / f"{split}.tsv"
    for number, line in numbered_lines(path):
        try:
            row = parse_event(line)
        except RowError as error:
            raise AnnotationError(f"{folder}/{path.name}:{number}: {error}") from error
        rows.setdefault(row.doc, []).append(row)
    return rows


@cache
def _names(split: str) -> dict[str, list[NameRow]]:
    rows: dict[str, list[NameRow]] = {}
    path = FOLDER / "names" / f"{split}.tsv"
    for number, line in numbered_lines(path):
        try:
            row = parse_name(line)
        except RowError as error:
            raise AnnotationError(f"names/{path.name}:{number}: {error}") from error
        rows.setdefault(row.doc, []).append(row)
    return rows


def load(split: str, *, written_only: bool = False) -> Iterator[Document]:
    """Yield the documents of *split* in the order of documents.tsv.

    Args:
        split: "train", "dev", "test" or "kinds".
        written_only: leave out documents whose text is not in this repository.

    Raises:
        AnnotationError: a row or a text is not what it should be.
        OSError: the shared corpora are asked for and not there (set NEWSBEAM_SHARED).
        ValueError: *split* is unknown.
    """
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is none of {', '.join(SPLITS)}")
    for entry in entries():
        if entry.split != split or (written_only and entry.source != WRITTEN):
            continue
        yield Document(
            entry,
            text(entry),
            tuple(_rows("events", split).get(entry.doc, ())),
            tuple(_names(split).get(entry.doc, ())),
            tuple(_rows("first_reader", split).get(entry.doc, ())),
            tuple(_rows("second_reader", split).get(entry.doc, ())),
        )


def sources_present() -> bool:
    """Return whether the corpora that other documents stand off from are there."""
    return bool(READERS) and (shared_folder() / "data" / "training" / "ecbplus").is_dir()
