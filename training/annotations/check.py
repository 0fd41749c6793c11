"""The annotated corpus → what is wrong with it, one line each; exit code 1 where anything is.

    python training/annotations/check.py

Checks every document: text and hash (texts outside the repository where they are there), labels,
subjects and dates, spans inside the text that neither begin nor end inside a word or with a space,
one row a trigger, at most three main events, names that do not overlap, rows of unknown documents,
documents of train that repeat one of dev or test.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from training.annotations.labels import SPLITS, SUBJECTS
from training.annotations.load import (
    FOLDER,
    WRITTEN,
    AnnotationError,
    Entry,
    entries,
    numbered_lines,
    sources_present,
    text,
)
from training.annotations.rows import (
    RowError,
    Span,
    parse_event,
    parse_name,
    spans_of,
)

#: Words of a run that two texts may share, and the share of a text's runs from which on it repeats
#: the other.
RUN, MOST_SHARED = 6, 0.1
_FIX = "Read the sentence again and convert the reader's file anew."


def _fault(content: str, span: Span) -> str | None:
    """Return what is wrong with *span* as a piece of *content*, None where nothing is."""
    start, end = span
    words = content[start:end]
    if end > len(content):
        return f"span {start}:{end} lies behind the text's {len(content)} characters"
    if words != words.strip():
        return f"span {start}:{end} begins or ends with a space"
    if start and content[start - 1].isalnum() and words[0].isalnum():
        return f"span {start}:{end} begins inside a word"
    if end < len(content) and content[end].isalnum() and words[-1].isalnum():
        return f"span {start}:{end} ends inside a word"
    return None


def check_entry(entry: Entry) -> Iterator[str]:
    """Yield what is wrong with a line of documents.tsv."""
    where = f"documents.tsv: {entry.doc}"
    if entry.split not in SPLITS:
        yield f"{where}: split {entry.split!r} is none of {', '.join(SPLITS)}"
    if not 1 <= len(entry.subjects) <= 2:
        yield f"{where}: {len(entry.subjects)} subjects; give one or two"
    for subject in entry.subjects:
        if subject not in SUBJECTS:
            yield f"{where}: subject {subject!r} is none of {', '.join(SUBJECTS)}"
    if entry.date is not None:
        try:
            date.fromisoformat(entry.date)
        except ValueError:
            yield f"{where}: date {entry.date!r}; write 2019-01-28 or -"


def check_rows(
    path: Path, texts: dict[str, str], known: dict[str, Entry], split: str, *, main: bool
) -> Iterator[str]:
    """Yield what is wrong with a file of events; *texts* holds the texts that are there."""
    where = f"{path.parent.name}/{path.name}"
    triggers: set[tuple[str, Span]] = set()
    mains: dict[str, int] = {}
    for number, line in numbered_lines(path):
        try:
            row = parse_event(line)
        except RowError as error:
            yield f"{where}:{number}: {error}"
            continue
        entry = known.get(row.doc)
        if entry is None or entry.split != split:
            yield f"{where}:{number}: {row.doc} is no document of {split} in documents.tsv"
        if (row.doc, row.trigger) in triggers:
            yield f"{where}:{number}: a second row on the same trigger; keep one"
        triggers.add((row.doc, row.trigger))
        mains[row.doc] = mains.get(row.doc, 0) + row.main
        for span in spans_of(row) if row.doc in texts else ():
            fault = _fault(texts[row.doc], span)
            if fault is not None:
                yield f"{where}:{number}: {row.doc}: {fault}. {_FIX}"
    for doc, count in mains.items() if main else ():
        if count > 3:
            yield f"{where}: {doc} has {count} main events; keep one to three"


def check_names(path: Path, texts: dict[str, str], known: dict[str, Entry]) -> Iterator[str]:
    """Yield what is wrong with a file of names."""
    ends: dict[str, int] = {}
    for number, line in numbered_lines(path):
        where = f"names/{path.name}:{number}"
        try:
            row = parse_name(line)
        except RowError as error:
            yield f"{where}: {error}"
            continue
        if row.doc not in known or not known[row.doc].names:
            yield f"{where}: {row.doc} is no document with names in documents.tsv"
        if row.start < ends.get(row.doc, 0):
            yield f"{where}: {row.doc}: {row.start}:{row.end} overlaps the name before it"
        ends[row.doc] = row.end
        fault = _fault(texts[row.doc], (row.start, row.end)) if row.doc in texts else None
        if fault is not None:
            yield f"{where}: {row.doc}: {fault}. {_FIX}"


def check(folder: Path = FOLDER, all_entries: tuple[Entry, ...] | None = None) -> Iterator[str]:
    """Yield what is wrong with the corpus under *folder*."""
    known: dict[str, Entry] = {}
    texts: dict[str, str] = {}
    for entry in entries() if all_entries is None else all_entries:
        if entry.doc in known:
            yield f"documents.tsv: {entry.doc} stands there twice"
        known[entry.doc] = entry
        yield from check_entry(entry)
        if entry.source == WRITTEN or sources_present():
            try:
                texts[entry.doc] = text(entry)
            except (AnnotationError, OSError, KeyError) as error:
                yield str(error)
    for split in SPLITS:
        yield from check_rows(folder / "events" / f"{split}.tsv", texts, known, split, main=True)
        for reader in ("first_reader", "second_reader"):
            path = folder / reader / f"{split}.tsv"
            yield from check_rows(path, texts, known, split, main=False)
        yield from check_names(folder / "names" / f"{split}.tsv", texts, known)
    yield from check_repeats(texts, known)


def _runs(content: str) -> set[tuple[str, ...]]:
    words = content.lower().split()
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def check_repeats(texts: dict[str, str], known: dict[str, Entry]) -> Iterator[str]:
    """Yield the documents of train that repeat a text of dev or test: agencies sell it twice."""
    held: dict[tuple[str, ...], str] = {}
    for doc, content in texts.items():
        if known[doc].split != "train":
            held |= dict.fromkeys(_runs(content), doc)
    for doc, content in texts.items():
        runs = _runs(content) if known[doc].split == "train" else set()
        shared = Counter(held[run] for run in runs if run in held)
        for other, count in shared.most_common(1):
            if count > MOST_SHARED * len(runs):
                yield f"{doc} repeats {other} of {known[other].split}: take it out of train"


if __name__ == "__main__":
    faults = list(check())
    print("\n".join(faults) or f"{len(entries())} documents, nothing wrong")
    raise SystemExit(1 if faults else 0)
