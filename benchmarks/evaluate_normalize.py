"""How good and how fast normalizing is, on pages with a known body, title, authors and date.

    python benchmarks/evaluate_normalize.py                   # print the figures, check the floors
    python benchmarks/evaluate_normalize.py --peers           # beside trafilatura and readability
    python benchmarks/evaluate_normalize.py --update-floors   # pin what was reached

Body: precision, recall and F1 of word 4-grams (as multisets) against the gold section headings and
paragraphs, mean over pages. The gold's summary (deck) is not part of the body. Dates: the day in
the publisher's offset. Titles and authors: equal but for case, punctuation and spaces;
organizations among the gold authors are left out, since `authors` holds people. Pages: the shared
folder's data/dev/news_pages.

Beside them the two larger sets of `benchmarks.page_sets`, the unread third of each apart.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.page_sets import evaluate_set_peers, evaluate_sets  # noqa: E402
from schemas.records import Article, RawDocument  # noqa: E402
from transforms.normalize import NormalizeOptions, normalize  # noqa: E402

PINS = pinned.Pins(
    "normalize", margin=0.002, is_ceiling=lambda name: name.endswith(("wrong", "null", "rejected"))
)
#: Figures that are printed but not pinned.
UNPINNED = ("pages", "pages_per_s")
_WORD = re.compile(r"\w+")
_ORGANIZATION = re.compile(
    r"\b(?:press|news|ap|staff|team|reporter|agency|reuters|euronews|dizindaba)\b|भास्कर", re.I
)


class Page(NamedTuple):
    """One page, what it says, and where and when it was fetched."""

    name: str
    html: bytes
    url: str
    crawled_at: int
    gold: dict[str, Any]


def load_pages(shared: Path) -> Iterator[Page]:
    """The pages in ``shared``/data/dev/news_pages; versions in the gold follow the pages' dates."""
    for gold_file in sorted((shared / "data/dev/news_pages").glob("*/*.json")):
        versions = list(json.loads(gold_file.read_text("utf-8")).values())
        known = json.loads((gold_file.parent / "meta.info").read_text("utf-8"))
        pattern = re.compile(re.escape(gold_file.stem) + r"_\d{4}_\d\d_\d\d\.html\.gz")
        files = sorted(f for f in gold_file.parent.iterdir() if pattern.fullmatch(f.name))
        for gold, file in zip(versions, files, strict=True):
            crawled = datetime.fromisoformat(known[file.name]["crawl_date"]).replace(tzinfo=UTC)
            yield Page(
                f"{file.parent.name}/{file.name.removesuffix('.html.gz')}",
                gzip.decompress(file.read_bytes()),
                known[file.name]["url"],
                int(crawled.timestamp() * 1e6),
                gold,
            )


def gold_body(gold: dict[str, Any]) -> str:
    """Headings and paragraphs of all sections."""
    lines: list[str] = []
    for section in gold["body"]["sections"]:
        lines += section["headline"] + section["paragraphs"]
    return "\n".join(lines)


def score_body(found: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall, F1 of word 4-grams."""
    have, want = _grams(found), _grams(gold)
    common = sum((have & want).values())
    precision = common / max(1, sum(have.values()))
    recall = common / max(1, sum(want.values()))
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0


def _grams(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if len(words) < 4:
        return Counter([tuple(words)] if words else [])
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False))


def _squeeze(text: str | None) -> str:
    return "".join(_WORD.findall(text or "")).casefold()


def gold_day(gold: dict[str, Any]) -> str:
    """The gold date's day in the publisher's own offset."""
    return datetime.fromisoformat(gold["publishing_date"]).date().isoformat()


def raw_document(page: Page) -> RawDocument:
    """The page as a reader would hand it on."""
    return RawDocument(
        page.name,
        0,
        "html",
        content=page.html,
        content_type="text/html",
        url=page.url,
        crawled_at=page.crawled_at,
    )


def evaluate(shared: Path) -> dict[str, float]:
    """Every figure of our own, by name; all but pages_per_s do not depend on the machine."""
    pages = list(load_pages(shared))
    options = NormalizeOptions()
    normalize(raw_document(pages[0]), options)  # models and lists load on first use
    start = time.process_time()
    results = [normalize(raw_document(p), options) for p in pages]
    seconds = time.process_time() - start
    bodies, dates, titles = [], Counter[str](), 0
    authors = Counter[str]()
    for page, result in zip(pages, results, strict=True):
        article = result if isinstance(result, Article) else None
        bodies.append(score_body(article.text if article else "", gold_body(page.gold)))
        day = article.published_date if article else None
        dates["null" if day is None else "right" if day == gold_day(page.gold) else "wrong"] += 1
        titles += _squeeze(article.title if article else None) == _squeeze(page.gold["title"])
        want = {_squeeze(a) for a in page.gold.get("authors") or [] if not _ORGANIZATION.search(a)}
        have = {_squeeze(a) for a in (article.authors if article else ())}
        authors += Counter(both=len(want & have), have=len(have), want=len(want))
    precision, recall, f1 = map(mean, zip(*bodies, strict=True))
    return {
        "pages": len(pages),
        "rejected": sum(not isinstance(r, Article) for r in results),
        "body_precision": precision,
        "body_recall": recall,
        "body_f1": f1,
        "date_right": dates["right"] / len(pages),
        "date_wrong": dates["wrong"] / len(pages),
        "title_equal": titles / len(pages),
        "author_precision": authors["both"] / max(1, authors["have"]),
        "author_recall": authors["both"] / max(1, authors["want"]),
        "pages_per_s": len(pages) / seconds,
    }


def evaluate_peers(shared: Path) -> dict[str, dict[str, float]]:
    """Body figures and speed of trafilatura's settings and of readability on the same pages."""
    import trafilatura
    from lxml import html as lxml_html
    from readability import Document

    def by_trafilatura(**settings: Any) -> Callable[[bytes], str]:
        return lambda page: trafilatura.extract(page, include_comments=False, **settings) or ""

    def by_readability(page: bytes) -> str:
        summary = Document(page.decode("utf-8", "replace")).summary()
        return str(lxml_html.fromstring(summary).text_content())

    ways: dict[str, Callable[[bytes], str]] = {
        "trafilatura fast": by_trafilatura(fast=True),
        "trafilatura default": by_trafilatura(),
        "trafilatura precision": by_trafilatura(favor_precision=True),
        "trafilatura recall": by_trafilatura(favor_recall=True),
        "readability": by_readability,
    }
    pages = list(load_pages(shared))
    figures = {}
    for name, way in ways.items():
        way(pages[0].html)
        start = time.process_time()
        texts = [way(p.html) for p in pages]
        seconds = time.process_time() - start
        scores = [score_body(t, gold_body(p.gold)) for t, p in zip(texts, pages, strict=True)]
        precision, recall, f1 = map(mean, zip(*scores, strict=True))
        figures[name] = {
            "body_precision": precision,
            "body_recall": recall,
            "body_f1": f1,
            "pages_per_s": len(pages) / seconds,
        }
    return figures


def main() -> int:
    """Print figures; 1 when one is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    pinned.add_shared(parser)
    parser.add_argument("--peers", action="store_true", help="also run trafilatura and readability")
    pinned.add_flags(parser)
    arguments = parser.parse_args()
    figures = evaluate(arguments.shared) | evaluate_sets(arguments.shared)
    for name, value in figures.items():
        print(f"{name:32} {value:8.4f}" if isinstance(value, float) else f"{name:32} {value:8}")
    if arguments.peers:
        peers = evaluate_peers(arguments.shared) | evaluate_set_peers(arguments.shared)
        for name, peer in peers.items():
            print(f"{name:22}", *(f"{k} {v:.4f}" for k, v in peer.items()))
    kept = {name: value for name, value in figures.items() if name not in UNPINNED}
    return pinned.finish(PINS, kept, arguments)


if __name__ == "__main__":
    raise SystemExit(main())
