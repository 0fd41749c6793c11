"""Dates in pages with a known day → weights that tell the publication's date from the others.

    python training/train_page_dates.py            cross-validated figures only
    python training/train_page_dates.py --whole    the days of whole pages, weights of other folds
    python training/train_page_dates.py --own      our own pages only, as shipped, and those missed
    python training/train_page_dates.py --save     and transforms/resources/normalize/date_weights.tsv

Trained on the read part of the shared folder's data/dev/page_dates, on news_pages, on days of
read pages of page_segments that `page_days.tsv` holds, and on pages of our own in the layouts of
many systems (training/page_dates); the unread thirds are left out. An example is a date that
`marked_dates` finds in a page's body or scripts. Folds are by site, so that no site is on both
sides; all pages of our own that one file holds, which are of one kind of system, count as one site.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.evaluate_normalize import gold_day, load_pages  # noqa: E402
from benchmarks.page_sets import LabelledPage, load_set, our_day  # noqa: E402
from transforms.normalize import date_choice  # noqa: E402
from transforms.normalize.date_choice import NONE, likelihoods  # noqa: E402
from transforms.normalize.decoding import decode  # noqa: E402
from transforms.normalize.html_page import parse_page  # noqa: E402
from transforms.normalize.marked_dates import find_marked_dates  # noqa: E402
from transforms.normalize.metadata import read_metadata  # noqa: E402
from transforms.normalize.publication import changed_days, day_first  # noqa: E402
from transforms.normalize.urls import registrable_domain  # noqa: E402

WEIGHTS = ROOT / "transforms/resources/normalize/date_weights.tsv"
OWN = ROOT / "training/page_dates"
FOLDS = 10
#: Penalty of large weights, and what a page of our own weighs beside another's; chosen on the folds.
RIDGE, OURS_WEIGH = 2.0, 0.5
Floats = npt.NDArray[np.float64]


class Example(NamedTuple):
    """A page: its site, its day (None where it has none), and its dates' days and words."""

    site: str
    day: str | None
    dates: tuple[tuple[str, tuple[str, ...]], ...]
    head: str | None


def example(site: str, page: LabelledPage, day: str | None) -> Example | None:
    """The page as an example; None where it cannot be read."""
    try:
        tree = parse_page(
            decode(page.html), max_chars=20_000_000, max_nodes=200_000, max_depth=1_000
        )
    except ValueError:
        return None
    head = read_metadata(tree, page.url)
    order, changed = day_first(head, page.url), changed_days(head)
    marks = find_marked_dates(tree, head.titles[:4], order, changed, page.url)
    dates = tuple((mark.moment.day, mark.features) for mark in marks)
    first = head.published[0][1] if head.published else None
    return Example(site, day, dates, first)


def own_pages() -> Iterator[LabelledPage]:
    """Our own pages; the name is that of their file, ``date`` their day or None.

    A file holds many: a line "== day address", then the page. ``{{s}}`` stands for a sentence,
    ``{{p}}`` for paragraphs of English and ``{{de}}`` for some of German (prose.tsv).
    """
    prose: dict[str, list[str]] = {}
    for line in (OWN / "prose.tsv").read_text("utf-8").splitlines()[1:]:
        language, sentence = line.split("\t")
        prose.setdefault(language, []).append(sentence)
    turns = count()

    def filled(match: re.Match[str]) -> str:
        kind = match[1]
        known = prose["en" if kind in "ps" else kind]
        if kind == "s":
            return known[next(turns) % len(known)]
        return "".join(
            f"<p>{known[next(turns) % len(known)]} {known[next(turns) % len(known)]}</p>"
            for _ in range(_PARAGRAPHS)
        )

    for file in sorted(OWN.glob("*.txt")):
        for part in file.read_text("utf-8").split("\n== "):
            head, _, html = part.removeprefix("== ").partition("\n")
            day, url = head.split()
            page = re.sub(r"\{\{(\w+)\}\}", filled, html)
            label = {"date": day if day != "-" else None}
            yield LabelledPage(file.stem, page.encode(), url, label)


def known_pages(shared: Path) -> Iterator[tuple[str, LabelledPage, str | None]]:
    """Site, page and day (None where it has none) of every page to learn from."""
    own = dict(
        line.split("\t")
        for line in (ROOT / "training/page_days.tsv").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    for page in load_set(shared, "page_dates"):
        day = page.label["date"]
        if page.third == "read":
            yield _site(page.url), page, day if isinstance(day, str) else None
    for news in load_pages(shared):
        page = LabelledPage(news.name, news.html, news.url, {})
        yield _site(page.url), page, gold_day(news.gold)
    for page in load_set(shared, "page_segments"):
        if page.third == "read" and page.name in own:
            yield _site(page.url), page, own[page.name] if own[page.name] != "-" else None
    for page in own_pages():
        yield f"{_OURS}{page.name}", page, page.label["date"]


_OURS = "ours: "
#: ``{{p}}`` stands for so many.
_PARAGRAPHS = 3


def _site(url: str) -> str:
    return registrable_domain(url) or url


def examples(shared: Path) -> Iterator[Example]:
    """Every page that can be read."""
    for site, page, day in known_pages(shared):
        found = example(site, page, day)
        if found is not None:
            yield found


def fit(pages: Sequence[Example], least: int = 5) -> dict[str, float]:
    """Weights by word, of which those of fewer than ``least`` pages are left out.

    They make the page's day, of all its dates and none, as likely as they can.
    """
    counts = Counter(word for page in pages for word in {w for _, ws in page.dates for w in ws})
    names = sorted(word for word, n in counts.items() if n >= least)
    column = {name: i for i, name in enumerate(names)}
    rows = np.zeros((sum(len(page.dates) for page in pages), len(names)))
    numbered = [(at, page, date) for at, page in enumerate(pages) for date in page.dates]
    for row, (_, _, (_, words)) in zip(rows, numbered, strict=True):
        row[[column[w] for w in words if w in column]] = 1
    of_page = np.array([at for at, _, _ in numbered])
    is_right = np.array([day == page.day for _, page, (day, _) in numbered])
    has_right = np.zeros(len(pages), bool)
    has_right[of_page[is_right]] = True
    weigh = np.array([OURS_WEIGH if p.site.startswith(_OURS) else 1.0 for p in pages])

    def loss(values: Floats) -> tuple[float, Floats]:
        scores, none = rows @ values[:-1], values[-1]
        top = np.full(len(pages), none)
        np.maximum.at(top, of_page, scores)
        shares, left = np.exp(scores - top[of_page]), np.exp(none - top)
        whole = left + np.bincount(of_page, shares, len(pages))
        shares, left = shares / whole[of_page], left / whole
        right = np.bincount(of_page, shares * is_right, len(pages))
        told = np.where(has_right, right, left) + 1e-12
        due = np.where(has_right[of_page], shares * is_right / told[of_page], 0.0)
        slope = weigh[of_page] * (shares - due)
        of_none = (weigh * (left - ~has_right)).sum()
        penalty = RIDGE / 2 * (values[:-1] ** 2).sum()
        return (
            penalty - (weigh * np.log(told)).sum(),
            np.append(rows.T @ slope + RIDGE * values[:-1], of_none),
        )

    start = np.zeros(len(names) + 1)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return dict(zip([*names, NONE], map(float, best), strict=True))


def fold_of(site: str) -> int:
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % FOLDS


def cross_fitted(pages: Sequence[Example]) -> list[dict[str, float]]:
    """For each fold the weights that the other folds' pages give."""
    return [fit([p for p in pages if fold_of(p.site) != fold and p.dates]) for fold in range(FOLDS)]


def choices(pages: Sequence[Example]) -> list[tuple[Example, str, float]]:
    """For each page with dates the likeliest by weights of the other folds."""
    found = []
    fitted = cross_fitted(pages)
    for page in pages:
        if page.dates:
            days, words = zip(*page.dates, strict=True)
            likely = likelihoods(days, words, fitted[fold_of(page.site)])
            best = max(range(len(days)), key=likely.__getitem__)
            found.append((page, days[best], likely[best]))
    return found


def print_choices(chosen: Sequence[tuple[Example, str, float]]) -> None:
    """What counts at each likelihood: pages, right, wrong."""
    theirs = [c for c in chosen if not c[0].site.startswith(_OURS)]
    sets = (
        theirs,
        [c for c in theirs if c[0].head is None],
        [c for c in chosen if c not in theirs],
    )
    print("likelihood at least: pages, right, wrong (pages of others; of those without a date in")
    print("their heads; our own, by weights of other files)")
    for least in (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        cells = []
        for some in sets:
            given = [(p, d) for p, d, likelihood in some if likelihood >= least]
            right = sum(d == p.day for p, d in given)
            cells.append(f"{len(some):4} {right:4} {len(given) - right:4}")
        print(f"{least:.1f}  " + "   ".join(cells))


def print_days(found: Sequence[tuple[str, LabelledPage, str | None, str | None]]) -> None:
    """By set right, wrong and null days of pages that have one, and days given to those without."""
    counts: dict[str, Counter[str]] = {}
    for site, page, day, have in found:
        count = counts.setdefault(site if site.startswith(_OURS) else "pages of others", Counter())
        if day is None:
            count["none" if have is None else "made up"] += 1
        else:
            count["null" if have is None else "right" if have == day else "wrong"] += 1
        if have != day and site.startswith(_OURS):
            print(f"{page.url}: {have}, not {day}")
    for name, count in counts.items():
        print(f"{name:32}", *(f"{k} {n}" for k, n in sorted(count.items())))


def whole_pages(
    known: Sequence[tuple[str, LabelledPage, str | None]], fitted: Sequence[dict[str, float]] | None
) -> list[tuple[str, LabelledPage, str | None, str | None]]:
    """Site, page, its day and the one that normalizing gives: with its fold's weights, if any."""
    found = []
    for site, page, day in known:
        if fitted is not None:
            weights = fitted[fold_of(site)]
            date_choice._weights = lambda weights=weights: weights  # type: ignore[assignment]
        found.append((site, page, day, our_day(page.html, page.url)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument(
        "--shared",
        type=Path,
        default=Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared")),
    )
    parser.add_argument("--save", action="store_true")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--without_own", action="store_true", help="our own pages teach nothing")
    parser.add_argument("--cache", type=Path, help="where the examples are kept between runs")
    arguments = parser.parse_args()
    if arguments.own:
        known = [(f"{_OURS}{page.name}", page, page.label["date"]) for page in own_pages()]
        print_days(whole_pages(known, None))
        return
    if arguments.cache and arguments.cache.exists():
        pages = pickle.loads(arguments.cache.read_bytes())
    else:
        pages = list(examples(arguments.shared))
        if arguments.cache:
            arguments.cache.write_bytes(pickle.dumps(pages))
    print(f"{len(pages)} pages, {sum(len(p.dates) for p in pages)} dates in their bodies")
    if arguments.without_own:
        pages = [page for page in pages if not page.site.startswith(_OURS)]
    print_choices(choices(pages))
    if arguments.whole:
        print_days(whole_pages([*known_pages(arguments.shared)], cross_fitted(pages)))
    if arguments.save:
        weights = fit([p for p in pages if p.dates])
        lines = [f"{name}\t{weight:.3f}" for name, weight in sorted(weights.items())]
        head = "# word\tweight; made by training/train_page_dates.py --save\n"
        WEIGHTS.write_text(head + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
