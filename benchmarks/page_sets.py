"""Pages with a known day (page_dates) or known text segments (page_segments) → figures by third.

Both sets lie in the shared folder's data/dev, one gzipped page a file and a ``labels.json``. A
third of each set is *unread*: nobody looks at those pages while rules are written, and its figures
are given apart. Which pages these are follows from a hash of the file's name (`is_unread`).

Dates: the day of publication in the publisher's calendar; precision over the days given, recall
over the days known. Segments: for each page some strings that the body must hold and some that it
must not; precision and recall over all of them, white space folded.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from schemas.records import Article, RawDocument
from transforms.normalize import NormalizeOptions, normalize

#: What tells a page's day or text: (HTML, address) → the answer, None or "" where there is none.
Way = Callable[[bytes, str], str | None]
THIRDS = ("read", "unread")


class LabelledPage(NamedTuple):
    """One page of a set: its file's name, HTML, and what the labels say of it."""

    name: str
    html: bytes
    url: str
    label: dict[str, Any]

    @property
    def third(self) -> str:
        return "unread" if is_unread(self.name) else "read"


def is_unread(key: str) -> bool:
    """Whether an item of a set belongs to the third that nobody reads; the same for ever."""
    return int.from_bytes(hashlib.sha256(key.strip().encode()).digest()[:8], "big") % 3 == 0


def load_set(shared: Path, name: str) -> Iterator[LabelledPage]:
    """The pages of ``shared``/data/dev/``name`` in the order of their names."""
    folder = shared / "data/dev" / name
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    for file, label in sorted(labels.items()):
        page = gzip.decompress((folder / "pages" / file).read_bytes())
        yield LabelledPage(file, page, label["url"], label)


def f_score(precision: float, recall: float) -> float:
    """The harmonic mean of both; 0 where both are."""
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def article_of(html: bytes, url: str) -> Article | None:
    """The page normalized as a reader would hand it on; None where it was rejected."""
    raw = RawDocument(url, 0, "html", content=html, content_type="text/html", url=url)
    result = normalize(raw, NormalizeOptions())
    return result if isinstance(result, Article) else None


def score_dates(pages: Iterable[LabelledPage], way: Way) -> dict[str, float]:
    """``read right``, ``read wrong``, ``read null`` (shares of the pages), ``read F``, ..."""
    counts = {third: Counter[str]() for third in THIRDS}
    for page in pages:
        want = page.label["date"]
        have = way(page.html, page.url)
        count = counts[page.third]
        if not isinstance(want, str):  # the page has no day of its own
            count["wrong" if have else "none"] += 1
            continue
        count["known"] += 1
        count["null" if not have else "right" if have == want else "wrong"] += 1
    return {
        f"{third} {name}": value
        for third in THIRDS
        for name, value in _date_figures(counts[third]).items()
    }


def _date_figures(count: Counter[str]) -> dict[str, float]:
    known = max(1, count["known"])
    precision = count["right"] / max(1, count["right"] + count["wrong"])
    return {
        "right": count["right"] / known,
        "wrong": count["wrong"] / known,
        "null": count["null"] / known,
        "F": f_score(precision, count["right"] / known),
    }


def score_segments(pages: Iterable[LabelledPage], way: Way) -> dict[str, float]:
    """``read precision``, ``read recall``, ``read F`` and the same of the unread third."""
    counts = {third: Counter[str]() for third in THIRDS}
    for page in pages:
        text = folded(way(page.html, page.url) or "")
        count = counts[page.third]
        for segment in page.label["with"]:
            count["right" if folded(segment) in text else "missing"] += 1
        for segment in page.label["without"]:
            count["extra" if folded(segment) in text else "left out"] += 1
    figures = {}
    for third, count in counts.items():
        precision = count["right"] / max(1, count["right"] + count["extra"])
        recall = count["right"] / max(1, count["right"] + count["missing"])
        figures |= {
            f"{third} precision": precision,
            f"{third} recall": recall,
            f"{third} F": f_score(precision, recall),
        }
    return figures


def folded(text: str) -> str:
    """``text`` with its white space folded, as segments are compared."""
    return " ".join(text.split())


def our_day(html: bytes, url: str) -> str | None:
    article = article_of(html, url)
    return article.published_date if article else None


def our_text(html: bytes, url: str) -> str | None:
    article = article_of(html, url)
    return article.text if article else None


def htmldate_day(html: bytes, url: str) -> str | None:
    """What htmldate says at its own settings for the day of publication."""
    from htmldate import find_date

    return find_date(html.decode("utf-8", "replace"), original_date=True, url=url)


def trafilatura_text(html: bytes, url: str) -> str | None:
    import trafilatura

    return trafilatura.extract(html, include_comments=False)


def evaluate_sets(shared: Path) -> dict[str, float]:
    """Our figures on both sets, by third."""
    dates, segments = load_set(shared, "page_dates"), load_set(shared, "page_segments")
    figures = {f"page_dates {k}": v for k, v in score_dates(dates, our_day).items()}
    return figures | {
        f"page_segments {k}": v for k, v in score_segments(segments, our_text).items()
    }


def evaluate_set_peers(shared: Path) -> dict[str, dict[str, float]]:
    """htmldate's and trafilatura's figures on the same pages, with the CPU time beside ours."""
    pages = list(load_set(shared, "page_segments"))
    seconds = {}
    for name, way in (("ours", our_text), ("trafilatura", trafilatura_text)):
        start = time.process_time()
        for page in pages:
            way(page.html, page.url)
        seconds[name] = time.process_time() - start
    return {
        "page_dates, htmldate": score_dates(load_set(shared, "page_dates"), htmldate_day),
        "page_segments, trafilatura": score_segments(pages, trafilatura_text)
        | {"our time over its": seconds["ours"] / seconds["trafilatura"]},
    }
