"""Event quality on ordinary news → figures by part and genre, compared with pinned floors.

    python benchmarks/evaluate_news.py [--split dev --split test] [--written-only] [--genres]
    python benchmarks/evaluate_news.py --split dev --errors 20
    python benchmarks/evaluate_news.py --update-floors

The corpus is training/annotations (docs/annotations.md). Texts written for it are in the
repository; the others are read from ../shared and left out where it is not there, each part with
its floors. ``--errors`` prints wrong rows of train and dev; rows of test are scored, never shown.

Figures (docs/evaluation.md):
    coded P R F      rows with a PLOVER type: trigger and type are the gold's
    right at .9 ...  share of the coded rows at that confidence and above that are right
    events P R       share of all rows that are events of the gold, of its events that have a row
    main R           the same for the events that the article was written for
    classes          of matched rows, the share with the gold's class
    actors, recipients, dates, places, counts F; realis: of matched rows, the share that is right
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.evaluated_model import pipeline  # noqa: E402
from benchmarks.news_match import (  # noqa: E402
    Pair,
    counts,
    dates,
    pair,
    parties,
    places,
    realis,
)
from benchmarks.reliability import reliability  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from training.annotations.as_article import as_article  # noqa: E402
from training.annotations.labels import SPLITS  # noqa: E402
from training.annotations.load import (  # noqa: E402
    WRITTEN,
    Document,
    load,
    shared_folder,
    sources_present,
)
from transforms.events import code_events  # noqa: E402

THRESHOLDS = (0.9, 0.7, 0.5)
#: Lower bounds of the reliability table's confidence bins.
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)


def paired(documents: Iterator[Document]) -> list[Pair]:
    """Return all pairs of *documents* with what the coder makes of their texts."""
    pairs: list[Pair] = []
    for document in documents:
        doc = pipeline()(document.text)
        pairs += pair(document, code_events(doc, *as_article(document, doc)))
    return pairs


def is_right(one: Pair) -> bool:
    """Return whether a coded row has the gold's trigger and type."""
    return (
        one.event is not None
        and one.gold is not None
        and one.event.event_type is not None
        and one.event.event_type == one.gold.plover
    )


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def _total(pairs: Sequence[Pair], tally: Callable[[Pair], Tally]) -> Tally:
    return sum((tally(one) for one in pairs), Tally())


def coded_figures(pairs: Sequence[Pair]) -> dict[str, float]:
    """Return precision, recall and F of rows with a PLOVER type, and what is right above."""
    coded = [one for one in pairs if one.event is not None and one.event.event_type is not None]
    gold = sum(one.gold is not None and one.gold.plover is not None for one in pairs)
    tally = Tally(sum(map(is_right, coded)), len(coded), gold)
    figures = {"coded P": tally.precision, "coded R": tally.recall, "coded F": tally.f}
    for threshold in THRESHOLDS:
        sure = [one for one in coded if one.event and (one.event.confidence or 0) >= threshold]
        figures[f"coded right at {threshold}"] = _share([is_right(one) for one in sure])
    assault = [one for one in coded if one.event and one.event.event_type == "ASSAULT"]
    figures["coded ASSAULT P"] = _share([is_right(one) for one in assault])
    return figures


def event_figures(pairs: Sequence[Pair]) -> dict[str, float]:
    """Return how far rows are events of the gold and its events have rows."""
    tally = Tally(
        sum(one.event is not None and one.gold is not None for one in pairs),
        sum(one.event is not None for one in pairs),
        sum(one.gold is not None for one in pairs),
    )
    main = [one.event is not None for one in pairs if one.gold is not None and one.gold.main]
    return {"events P": tally.precision, "events R": tally.recall, "events main": _share(main)}


def field_figures(pairs: Sequence[Pair]) -> dict[str, float]:
    """Return how right the columns of matched rows are."""
    both = [(p.event, p.gold, p.document.text) for p in pairs if p.event and p.gold]
    tallies = {
        "actors F": sum((parties(e.actors, g.actors, t) for e, g, t in both), Tally()),
        "recipients F": sum((parties(e.recipients, g.recipients, t) for e, g, t in both), Tally()),
        "dates F": sum((dates(e, g) for e, g, _ in both), Tally()),
        "places F": sum((places(e, g, t) for e, g, t in both), Tally()),
        "counts F": sum((counts(e, g) for e, g, _ in both), Tally()),
    }
    figures = {f"fields {name}": tally.f for name, tally in tallies.items()}
    figures["fields recipients P"] = tallies["recipients F"].precision
    figures["fields realis"] = _share([realis(e) == g.realis for e, g, _ in both])
    classes = [e.event_class == g.event_class for e, g, _ in both]
    figures["fields classes"] = _share(classes)
    return figures


def figures_of(pairs: Sequence[Pair]) -> dict[str, float]:
    """Return all figures of *pairs*."""
    return {**coded_figures(pairs), **event_figures(pairs), **field_figures(pairs)}


def rated(pairs: Sequence[Pair]) -> Iterator[tuple[float, bool]]:
    """Yield the confidence of every row, and whether it is right.

    A row is right where a reader put the event with this class (and type, where the row has one).
    """
    for one in pairs:
        if one.event is None:
            continue
        right = one.gold is not None and (
            is_right(one)
            if one.event.event_type is not None
            else one.event.event_class == one.gold.event_class
        )
        yield one.event.confidence or 0.0, right


def show_errors(pairs: Sequence[Pair], number: int) -> Iterator[str]:
    """Yield *number* wrong coded rows and as many missing events, with their sentence."""
    wrong = [p for p in pairs if p.event and p.event.event_type and not is_right(p)]
    missing = [p for p in pairs if p.event is None and p.gold]
    for one in wrong[:number]:
        assert one.event is not None
        gold = "no event" if one.gold is None else f"{one.gold.event_class} {one.gold.plover}"
        evidence = one.document.text[one.event.start : one.event.end]
        yield f"  {one.document.entry.doc} {one.event.event_type} not {gold}: {evidence[:160]!r}"
    for one in missing[:number]:
        assert one.gold is not None
        start, end = one.gold.trigger
        around = one.document.text[max(0, start - 60) : end + 60]
        yield f"  {one.document.entry.doc} no row for {one.gold.event_class}: {around!r}"


def report(split: str, part: str, pairs: list[Pair], *, genres: bool, errors: int) -> None:
    """Print the figures of one split and part."""
    documents = {one.document.entry.doc for one in pairs}
    print(f"{split}, {part}: {len(documents)} documents")
    for name, value in figures_of(pairs).items():
        print(f"  {name:28s} {value:8.3f}")
    print("\n".join(reliability(rated(pairs), BINS)))
    groups: dict[str, list[Pair]] = defaultdict(list)
    for one in pairs:
        groups[one.document.entry.genre].append(one)
    for genre, members in sorted(groups.items()) if genres else ():
        found = figures_of(members)
        line = "  ".join(f"{name} {found[name]:.2f}" for name in ("coded P", "coded R", "events R"))
        print(f"  {genre}: {line}")
        print("\n".join(reliability(rated(members), BINS)))
    if errors and split != "test":
        print("\n".join(show_errors(pairs, errors)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and compare with the floors; return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--split", action="append", choices=SPLITS)
    parser.add_argument("--written-only", action="store_true", help="texts of the repository only")
    parser.add_argument("--genres", action="store_true", help="also by genre")
    parser.add_argument("--errors", type=int, default=0, help="print so many (train and dev only)")
    pinned.add_flags(parser)
    options = parser.parse_args(arguments)
    written_only = options.written_only or not sources_present()
    if written_only and not options.written_only:
        print(f"texts written for the corpus only: no {shared_folder()}")
    failed = 0
    for split in options.split or ("dev", "test"):
        pairs = paired(load(split, written_only=written_only))
        written = [one for one in pairs if one.document.entry.source == WRITTEN]
        for part, members in (("written", written), ("all", pairs)):
            if part == "all" and written_only:
                continue
            report(split, part, members, genres=options.genres, errors=options.errors)
            pins = pinned.Pins("news", part=f"{split} {part}", slack=0.005)
            failed |= pinned.finish(pins, figures_of(members), options)
    return failed


if __name__ == "__main__":
    raise SystemExit(main())
