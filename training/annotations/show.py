"""A document of the corpus → its text and its rows in words.

    python training/annotations/show.py DOC [DOC ...]

Documents of the test part are refused: their rows are for scoring only.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from training.annotations.load import Document, entries, load
from training.annotations.rows import EventRow, Party


def _words(text: str, parties: tuple[Party, ...]) -> str:
    names = []
    for party in parties:
        name = text[party.start : party.end]
        if party.antecedent is not None:
            name += f" ({text[slice(*party.antecedent)]})"
        names.append(name)
    return "; ".join(names) or "-"


def in_words(text: str, row: EventRow) -> str:
    """Return *row* as one line of words."""
    cells = (
        text[slice(*row.trigger)],
        row.event_class,
        row.plover or "-",
        _words(text, row.actors),
        _words(text, row.recipients),
        "/".join(dict.fromkeys(row.date)) if row.date else "-",
        text[slice(*row.place)] if row.place else "-",
        row.realis,
        _words(text, (row.source,)) if row.source else "-",
        "main" if row.main else "",
        " ".join(f"{role}{relation}{number}" for role, relation, number in row.counts),
    )
    return " | ".join(cells)


def show(document: Document) -> str:
    """Return *document* with its rows."""
    head = f"{document.entry.doc} ({document.entry.split}, {document.entry.date})"
    rows = "\n".join("  " + in_words(document.text, row) for row in document.events)
    return f"{head}\n{document.text}\n{rows}"


def main(wanted: list[str]) -> int:
    """Print the documents *wanted*; return 1 where one is unknown or of the test part."""
    parts = {entry.doc: entry.split for entry in entries()}
    for doc in wanted:
        split = parts.get(doc)
        if split is None or split == "test":
            why = "is not in documents.tsv" if split is None else "is of the test part: scored only"
            print(f"{doc} {why}", file=sys.stderr)
            return 1
        print(show(next(d for d in load(split) if d.entry.doc == doc)))
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(sys.argv[1:]))
