"""Names of ordinary news → figures by type and a table of how far confidence is right.

    python benchmarks/evaluate_names.py [--split dev --split test] [--written-only]
    python benchmarks/evaluate_names.py --update-floors

The corpus is training/annotations (docs/annotation.md); rows of the table ``entities`` are compared
with its names as spans and types. A name is right where both are the reader's. Rows of test are
scored, never shown.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.evaluate_events import article_of, pipeline  # noqa: E402
from benchmarks.reliability import reliability  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from training.annotations.labels import NAME_TYPES  # noqa: E402
from training.annotations.load import WRITTEN, Document, load, sources_present  # noqa: E402
from transforms.extract.annotate import annotate  # noqa: E402

#: Lower bounds of the reliability table's bins.
BINS = (0.0, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95)
Key = tuple[int, int, str]


class Found(NamedTuple):
    """Names of one document: our rows with their confidence, and the reader's."""

    document: Document
    rows: dict[Key, float]
    gold: frozenset[Key]


def read(documents: Iterator[Document]) -> Iterator[Found]:
    """Yield our names and the reader's of each of *documents* whose names were marked."""
    for document in documents:
        if not document.entry.names:
            continue
        article = article_of(document.text, document.entry.date)
        rows = {
            (one.start, one.end, one.label): 1.0 if one.confidence is None else one.confidence
            for one in annotate(pipeline()(document.text), article).entities
            if one.label in NAME_TYPES
        }
        gold = frozenset((one.start, one.end, one.label) for one in document.names)
        yield Found(document, rows, gold)


def figures_of(found: Sequence[Found]) -> dict[str, float]:
    """Return P, R and F of all names, and F by type."""
    figures: dict[str, float] = {}
    for label in ("all", *NAME_TYPES):
        tally = Tally()
        for one in found:
            rows = {key for key in one.rows if label in ("all", key[2])}
            gold = {key for key in one.gold if label in ("all", key[2])}
            tally += Tally(len(rows & gold), len(rows), len(gold))
        if label == "all":
            figures |= {"names P": tally.precision, "names R": tally.recall}
        figures["names F" if label == "all" else f"{label} F"] = tally.f
    return figures


def rated(found: Sequence[Found]) -> Iterator[tuple[float, bool]]:
    """Yield the confidence of every row, and whether it is right."""
    for one in found:
        for key, confidence in one.rows.items():
            yield confidence, key in one.gold


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and compare with the floors; return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--split", action="append", choices=("train", "dev", "test"))
    parser.add_argument("--written-only", action="store_true", help="texts of the repository only")
    pinned.add_flags(parser)
    options = parser.parse_args(arguments)
    written_only = options.written_only or not sources_present()
    failed = 0
    for split in options.split or ("dev", "test"):
        found = list(read(load(split, written_only=written_only)))
        written = [one for one in found if one.document.entry.source == WRITTEN]
        for part, members in (("written", written), ("all", found)):
            if part == "all" and written_only:
                continue
            print(f"{split}, {part}: {len(members)} documents")
            figures = figures_of(members)
            for name, value in figures.items():
                print(f"  {name:16s} {value:8.3f}")
            print("\n".join(reliability(rated(members), BINS)))
            pins = pinned.Pins("names", part=f"{split} {part}", slack=0.005)
            failed |= pinned.finish(pins, figures, options)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
