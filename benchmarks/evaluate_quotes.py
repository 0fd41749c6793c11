"""Quotes and speakers in twelve news articles written for it → figures, the unread half apart.

    python benchmarks/evaluate_quotes.py [--half read|unread] [--errors N]
    python benchmarks/evaluate_quotes.py --update-floors

Articles and gold (ours) lie in benchmarks/quotes: the day, the text, a line "---" and a line a
quote: kind (direct, indirect; optional ones count neither way), words that the quote holds, and
who says it, by name or, behind a bar, by phrase. All were written before any output was seen. Rules
were written with the errors of ``read`` in sight; ``unread`` is scored only.

A quote is found if a row of its kind holds the words. Its speaker is right if the row's name or
phrase holds a gold form; *named* counts the row's name alone, of the quotes whose gold is a name.
Figures below their floor (benchmarks/floors/quotes.json) end with exit status 1.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.evaluate_annotation import annotated  # noqa: E402
from schemas.records import Quote  # noqa: E402

PINS = pinned.Pins("quotes", slack=0.001)
FOLDER = ROOT / "benchmarks" / "quotes"
HALVES = ("read", "unread")


class Told(NamedTuple):
    """A gold quote: kind, words that it holds, forms of its speaker."""

    kind: str
    words: str
    speakers: tuple[str, ...]


class Written(NamedTuple):
    """An article with its gold quotes in text order."""

    name: str
    day: str
    text: str
    quotes: list[Told]


def written(half: str) -> Iterator[Written]:
    """The articles of one half, in the order of their names.

    Raises:
        ValueError: words of a gold quote are not in the text.
    """
    for path in sorted((FOLDER / half).glob("*.txt")):
        body, _, table = path.read_text("utf-8").partition("\n---\n")
        day, _, text = body.partition("\n")
        quotes = []
        for line in table.splitlines():
            kind, words, speakers = line.split("\t")
            if words not in text:
                raise ValueError(f"{path.name}: {words!r} is not in the text")
            quotes.append(Told(kind, words, tuple(speakers.split("|"))))
        yield Written(path.stem, day, text, quotes)


def measure(half: str, errors: int) -> dict[str, float]:
    """Shares of one half: found, right of all rows, speaker, named; prints ``errors`` errors."""
    n: Counter[str] = Counter()
    for article in written(half):
        left = list(annotated(article.text, article.day).quotes)
        lines = []
        for gold in article.quotes:
            kind = "indirect" if gold.kind == "indirect" else "direct"
            kinds = (kind,) if gold.kind != "optional" else ("direct", "indirect")
            row = next((q for q in left if gold.words in q.text and _kind(q) in kinds), None)
            if row is not None:
                left.remove(row)
            if gold.kind == "optional":
                continue
            n[f"{kind} gold"] += 1
            if row is None:
                lines.append(f"missed {kind} {gold.words!r} by {gold.speakers[0]}")
                continue
            n[f"{kind} hit"] += 1
            right, named = _is_right(row, gold), _names(row, gold)
            n[f"{kind} speaker"] += right
            has_name = not gold.speakers[0].islower()
            if has_name:
                n[f"{kind} names"] += 1
                n[f"{kind} named"] += named
            if not right or (has_name and not named):
                got = (row.speaker_text, row.speaker_name)
                lines.append(f"{kind} {gold.words!r} is by {gold.speakers[0]}, got {got}")
        for row in left:
            n[f"{_kind(row)} spurious"] += 1
            lines.append(f"spurious {_kind(row)} {row.text!r} by {row.speaker_text!r}")
        for line in lines[: max(0, errors)]:
            print(f"  {article.name}: {line}")
        errors -= len(lines)
    figures = {}
    for kind in ("direct", "indirect"):
        hit = n[f"{kind} hit"]
        figures[f"{kind} found"] = hit / n[f"{kind} gold"]
        figures[f"{kind} rows right"] = hit / (hit + n[f"{kind} spurious"])
        figures[f"{kind} speaker"] = n[f"{kind} speaker"] / hit
        figures[f"{kind} speaker by name"] = n[f"{kind} named"] / n[f"{kind} names"]
    return figures


def _kind(row: Quote) -> str:
    return "direct" if row.direct else "indirect"


def _is_right(row: Quote, gold: Told) -> bool:
    who = f"{row.speaker_name or ''}\t{row.speaker_text or ''}".lower()
    return any(form.lower() in who for form in gold.speakers)


def _names(row: Quote, gold: Told) -> bool:
    return gold.speakers[0].lower() in (row.speaker_name or "").lower()


def main() -> int:
    """Measure, print and compare with the floors; return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description="Quotes and speakers, halves apart.")
    parser.add_argument("--half", choices=HALVES, action="append")
    parser.add_argument("--errors", type=int, default=0, help="errors of the read half to print")
    pinned.add_flags(parser)
    arguments = parser.parse_args()
    floors, figures = PINS.read(), {}
    for half in arguments.half or HALVES:
        for name, value in measure(half, arguments.errors if half == "read" else 0).items():
            key = f"{half} {name}"
            mark = f"   floor {floors[key]:.3f}" if key in floors else ""
            print(f"{key:36s} {value:.3f}{mark}")
            figures[key] = value
    return pinned.finish(PINS, figures, arguments, partial=bool(arguments.half))


if __name__ == "__main__":
    sys.exit(main())
