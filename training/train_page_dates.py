"""Dates in pages with a known day → weights that tell the publication's date from the others.

    python training/train_page_dates.py            cross-validated figures only
    python training/train_page_dates.py --save     and transforms/resources/normalize/date_weights.tsv

Trained on the read part of the shared folder's data/dev/page_dates, on news_pages, and on days of
read pages of page_segments that `page_days.tsv` holds; the unread thirds are left out. An example
is a date that `marked_dates` finds in a page's body or scripts. Folds are by site, so that no site is on both sides.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "training/events"))

from calibrate import logistic  # noqa: E402

from benchmarks.evaluate_normalize import gold_day, load_pages  # noqa: E402
from benchmarks.page_sets import LabelledPage, load_set  # noqa: E402
from transforms.normalize.date_choice import BIAS  # noqa: E402
from transforms.normalize.decoding import decode  # noqa: E402
from transforms.normalize.html_page import parse_page  # noqa: E402
from transforms.normalize.marked_dates import find_marked_dates  # noqa: E402
from transforms.normalize.metadata import read_metadata  # noqa: E402
from transforms.normalize.publication import changed_days, day_first  # noqa: E402
from transforms.normalize.urls import registrable_domain  # noqa: E402

WEIGHTS = ROOT / "transforms/resources/normalize/date_weights.tsv"
FOLDS = 10
#: Penalty of large weights, chosen on the folds.
RIDGE = 4.0
Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A page: its site, its day (None where it has none), and its dates' days and words."""

    site: str
    day: str | None
    dates: tuple[tuple[str, tuple[str, ...]], ...]
    head: str | None


def example(page: LabelledPage, day: str | None) -> Example | None:
    """The page as an example; None where it cannot be read."""
    try:
        tree = parse_page(
            decode(page.html), max_chars=20_000_000, max_nodes=200_000, max_depth=1_000
        )
    except ValueError:
        return None
    head = read_metadata(tree, page.url)
    marks = find_marked_dates(tree, head.titles[:4], day_first(head), changed_days(head), page.url)
    dates = tuple((mark.moment.day, mark.features) for mark in marks)
    first = head.published[0][1] if head.published else None
    return Example(registrable_domain(page.url) or page.url, day, dates, first)


def examples(shared: Path) -> Iterator[Example]:
    """The read pages of both sets whose day is known."""
    own = dict(
        line.split("\t")
        for line in (ROOT / "training/page_days.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    for page in load_set(shared, "page_dates"):
        day = page.label["date"]
        if page.third == "read":
            found = example(page, day if isinstance(day, str) else None)
            if found is not None:
                yield found
    for news in load_pages(shared):
        page = LabelledPage(news.name, news.html, news.url, {})
        found = example(page, gold_day(news.gold))
        if found is not None:
            yield found
    for page in load_set(shared, "page_segments"):
        if page.third == "read" and page.name in own:
            found = example(page, own[page.name] if own[page.name] != "-" else None)
            if found is not None:
                yield found


class Fitted(NamedTuple):
    """Weights by word."""

    weights: dict[str, float]

    def likelihood(self, words: Sequence[str]) -> float:
        total = self.weights[BIAS] + sum(self.weights.get(word, 0.0) for word in words)
        return float(1 / (1 + np.exp(-total)))


def fit(pages: Sequence[Example], least: int = 5) -> Fitted:
    """A logistic regression over words; those of fewer than ``least`` pages are left out."""
    counts: dict[str, int] = {}
    for page in pages:
        for word in {w for _, words in page.dates for w in words}:
            counts[word] = counts.get(word, 0) + 1
    names = sorted(word for word, n in counts.items() if n >= least)
    column = {name: i for i, name in enumerate(names)}
    rows: list[Floats] = []
    truth: list[float] = []
    for page in pages:
        for day, words in page.dates:
            row = np.zeros(len(names))
            row[[column[w] for w in words if w in column]] = 1
            rows.append(row)
            truth.append(float(day == page.day))
    learned, bias = logistic(np.array(rows), np.array(truth), RIDGE)
    named = zip(names, map(float, learned), strict=True)
    return Fitted({BIAS: bias, **dict(named)})


def fold_of(site: str) -> int:
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def choices(pages: Sequence[Example]) -> list[tuple[Example, str, float]]:
    """For each page with dates the likeliest by weights of the other folds."""
    found = []
    for fold in range(FOLDS):
        fitted = fit([p for p in pages if fold_of(p.site) != fold and p.dates])
        for page in pages:
            if fold_of(page.site) == fold and page.dates:
                scored = [(fitted.likelihood(words), day) for day, words in page.dates]
                likelihood, day = max(scored, key=lambda pair: pair[0])
                found.append((page, day, likelihood))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared")),
    )
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--cache", type=Path, help="where the examples are kept between runs")
    arguments = parser.parse_args()
    if arguments.cache and arguments.cache.exists():
        pages = pickle.loads(arguments.cache.read_bytes())
    else:
        pages = list(examples(arguments.shared))
        if arguments.cache:
            arguments.cache.write_bytes(pickle.dumps(pages))
    print(f"{len(pages)} pages, {sum(len(p.dates) for p in pages)} dates in their bodies")
    chosen = choices(pages)
    print("likelihood at least: pages, right, wrong (all; those whose head has no date)")
    for least in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        cells = []
        for some in (chosen, [c for c in chosen if c[0].head is None]):
            given = [(p, d) for p, d, likelihood in some if likelihood >= least]
            right = sum(d == p.day for p, d in given)
            cells.append(f"{len(some):4} {right:4} {len(given) - right:4}")
        print(f"{least:.1f}  " + "   ".join(cells))
    if arguments.save:
        weights = fit([p for p in pages if p.dates]).weights
        lines = [f"{name}\t{weight:.3f}" for name, weight in weights.items()]
        head = "# word\tweight; made by training/train_page_dates.py --save\n"
        WEIGHTS.write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
