"""First and second reader of the corpus → how far they agree.

    python training/annotations/agreement.py

Five rounds: documents whose differences an editor settled (the first reader's rows as they were
before); documents that were read a second time after the rulings had been written down and applied to
all rows; and documents of those that were added to train later, settled like the first; the part ``kinds``,
settled likewise; and the documents of dev and test that one reader alone had read, settled likewise.

Events: the same, where rows left over of one class in one sentence are one event, too (the readers
took another word for it). Triggers: F of the first reader's rows against the second's (spans overlap). The other figures are
over rows that both have: the share with the same class, PLOVER type and realis, F of actors and
recipients, the share with the same date of those where either gives one. Test documents are part of
it: nothing but totals is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from training.annotations.labels import SPLITS
from training.annotations.load import Document, load, sources_present
from training.annotations.reader_form import sentences
from training.annotations.rows import EventRow, Party


def _share(hits: int, total: int) -> float:
    return hits / total if total else 0.0


def partners(document: Document) -> list[tuple[EventRow, EventRow]]:
    """Return the pairs of first and second reader's rows whose triggers overlap, each row once."""
    left = list(document.second)
    pairs = []
    for row in document.first or document.events:
        start, end = row.trigger
        other = next((o for o in left if o.trigger[0] < end and start < o.trigger[1]), None)
        if other is not None:
            left.remove(other)
            pairs.append((row, other))
    return pairs


def same_event(document: Document) -> int:
    """Return how many rows of both readers are one event.

    Beside rows whose triggers overlap these are rows left over of one class in one sentence: the
    readers took another word for the event.
    """
    pairs = partners(document)
    joined = {id(row) for pair in pairs for row in pair}
    spans = sentences(document.text)

    def place(row: EventRow) -> tuple[int, str]:
        return sum(end <= row.trigger[0] for _, end in spans), row.event_class

    left = [place(row) for row in document.second if id(row) not in joined]
    hits = 0
    for row in document.first or document.events:
        if id(row) not in joined and place(row) in left:
            left.remove(place(row))
            hits += 1
    return len(pairs) + hits


def _same(a: Party, b: Party, text: str) -> bool:
    spans = [(p.start, p.end) for p in (a, b)] + [p.antecedent for p in (a, b) if p.antecedent]
    words = [text[start:end].casefold() for start, end in spans]
    overlap = a.start < b.end and b.start < a.end
    return overlap or len(set(words)) < len(words)


def _common(a: tuple[Party, ...], b: tuple[Party, ...], text: str) -> int:
    left = list(b)
    hits = 0
    for party in a:
        other = next((o for o in left if _same(party, o, text)), None)
        if other is not None:
            left.remove(other)
            hits += 1
    return hits


def agreement(documents: list[Document]) -> Iterator[tuple[str, float]]:
    """Yield (figure, value) over *documents* that two readers read."""
    pairs = [(d.text, a, b) for d in documents for a, b in partners(d)]
    rows = sum(len(d.first or d.events) + len(d.second) for d in documents)
    yield "triggers F", _share(2 * len(pairs), rows)
    yield "events F", _share(2 * sum(map(same_event, documents)), rows)
    for name in ("event_class", "plover", "realis", "main"):
        same = sum(getattr(a, name) == getattr(b, name) for _, a, b in pairs)
        yield name, _share(same, len(pairs))
    for name in ("actors", "recipients"):
        hits = sum(_common(getattr(a, name), getattr(b, name), t) for t, a, b in pairs)
        total = sum(len(getattr(a, name)) + len(getattr(b, name)) for _, a, b in pairs)
        yield f"{name} F", _share(2 * hits, total)
    dated = [(a.date, b.date) for _, a, b in pairs if a.date or b.date]
    yield "date", _share(sum(a == b for a, b in dated), len(dated))


def main() -> int:
    """Print the figures."""
    documents = [
        document
        for split in SPLITS
        for document in load(split, written_only=not sources_present())
        if document.entry.second_reader
    ]
    first = [d for d in documents if d.entry.second_reader == 1]
    rounds = {
        "before the differences were settled": [d for d in first if d.first],
        "after the rulings": [d for d in first if not d.first],
        "documents added later": [d for d in documents if d.entry.second_reader == 2],
        "documents dense in hard kinds": [d for d in documents if d.entry.second_reader == 3],
        "the rest of dev and test": [d for d in documents if d.entry.second_reader == 4],
    }
    for name, members in rounds.items():
        print(f"{name}: {len(members)} documents")
        for figure, value in agreement(members):
            print(f"  {figure:14s} {value:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
