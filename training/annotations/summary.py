"""The annotated corpus → the tables of docs/annotations.md.

    python training/annotations/summary.py [--write]

Counts need no text, so they are the same with and without the shared corpora. A test holds the
page against them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from training.annotations.labels import CLASSES, PLOVER, REALIS, SPLITS
from training.annotations.load import FOLDER, Entry, entries, numbered_lines
from training.annotations.rows import EventRow, parse_event

PAGE = FOLDER.parent.parent / "docs" / "annotations.md"


def events() -> dict[str, list[EventRow]]:
    """Return the gold rows of each split."""
    return {
        split: [parse_event(line) for _, line in numbered_lines(FOLDER / "events" / f"{split}.tsv")]
        for split in SPLITS
    }


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    names = list(head)
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]


def _by(key: Callable[[Entry], str], rows: Counter[str]) -> list[tuple[object, ...]]:
    """Return a line for each value of *key*: documents of each split, words, events."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries():
        groups.setdefault(key(entry), []).append(entry)
    return [
        (
            name,
            *(sum(entry.split == split for entry in members) for split in SPLITS),
            sum(entry.words for entry in members),
            sum(rows[entry.doc] for entry in members),
        )
        for name, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def tables() -> dict[str, list[str]]:
    """Return the Markdown tables by name: parts, genres, sources, classes, types, realis."""
    gold = events()
    everything = [row for split in SPLITS for row in gold[split]]
    rows = Counter(row.doc for row in everything)
    head = (*SPLITS, "words", "events")
    parts = [
        (
            split,
            sum(entry.split == split for entry in entries()),
            sum(entry.words for entry in entries() if entry.split == split),
            len(gold[split]),
            sum(row.main for row in gold[split]),
            sum(entry.names for entry in entries() if entry.split == split),
            sum(entry.second_reader > 0 for entry in entries() if entry.split == split),
        )
        for split in SPLITS
    ]
    parts.append(("all", *(sum(int(part[i]) for part in parts) for i in range(1, 7))))
    labels = {
        "classes": ("class", CLASSES, [row.event_class for row in everything]),
        "types": ("PLOVER type", ("-", *PLOVER), [row.plover or "-" for row in everything]),
        "realis": ("realis", REALIS, [row.realis for row in everything]),
    }
    counted = {
        name: _table(
            (title, "events"), sorted(Counter(values).items(), key=lambda x: (-x[1], x[0]))
        )
        for name, (title, _, values) in labels.items()
    }
    return {
        "parts": _table(
            ("part", "documents", "words", "events", "main", "with names", "read twice"), parts
        ),
        "genres": _table(("genre", *head), _by(lambda entry: entry.genre, rows)),
        "sources": _table(("source", *head), _by(lambda entry: entry.source, rows)),
        "varieties": _table(("variety", *head), _by(lambda entry: entry.variety, rows)),
        **counted,
    }


def with_tables(page: str) -> str:
    """Return *page* with each table of the same header row replaced by its counts of now."""
    for lines in tables().values():
        before, header, rest = page.partition(lines[0] + "\n")
        _, blank, after = rest.partition("\n\n")
        if not header:
            raise SystemExit(f"{PAGE.name} has no table with the header {lines[0]}")
        page = before + "\n".join(lines) + blank + after
    return page


def main(arguments: list[str] | None = None) -> int:
    """Print all tables, or write them into the datasheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"into docs/{PAGE.name}")
    if parser.parse_args(arguments).write:
        PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
        return 0
    for name, lines in tables().items():
        print(f"<!-- {name} -->", *lines, "", sep="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
