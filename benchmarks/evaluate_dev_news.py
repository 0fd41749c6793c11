"""Times on TimeBank and AQUAINT, places on local news (LGL) → figures, the unread half apart.

    python benchmarks/evaluate_dev_news.py [--set times|places] [--half read|unread] [--errors N]
    python benchmarks/evaluate_dev_news.py --update-floors

Sets (in ../shared/data/dev, none of them copied here): tempeval3_training, 256 articles of TimeBank
and AQUAINT with TIMEX3; lgl_half, half of the Local-Global Lexicon, small American and British
papers with GeoNames points. Rules were written on the half of each set that `is_unread` leaves;
the other half is scored only. Times: relaxed (spans overlap) and value F1 as TempEval-3 has them;
places: from raw text and the outlet's domain, which articles have, within 161 km of the gold point,
of the mentions that got a point, and of those that got a canonical id.
``--errors`` prints errors of the read half. Figures below their floor
(benchmarks/floors/dev_news.json) end with exit status 1.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.evaluate_annotation import KM, SHARED, annotated  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from transforms.extract.gazetteer import CITY, PlaceRecord  # noqa: E402
from transforms.extract.places import distance_km  # noqa: E402

PINS = pinned.Pins("dev_news", slack=0.003)


def is_unread(key: str) -> bool:
    """Whether an article is of the half that nobody reads; the same for everybody."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


class Timed(NamedTuple):
    """An article with its day and its TIMEX3 spans and values."""

    name: str
    day: str | None
    text: str
    gold: list[tuple[int, int, str]]


def timed() -> Iterator[Timed]:
    """The articles of TimeBank and AQUAINT, in the order of their names."""
    for path in sorted((SHARED / "dev" / "tempeval3_training").glob("*/*.tml")):
        raw = path.read_text("utf-8", errors="replace")
        created = re.search(r'<DCT>.*?value="([^"]*)"', raw, re.DOTALL)
        body = re.search(r"<TEXT>(.*)</TEXT>", raw, re.DOTALL)
        assert created is not None
        assert body is not None
        text, gold, start, value = "", [], 0, ""
        for part in re.split(r"(<[^>]+>)", body.group(1)):
            if part.startswith("<TIMEX3"):
                told = re.search(r'value="([^"]*)"', part)
                start, value = len(text), told.group(1) if told else ""
            elif part.startswith("</TIMEX3"):
                gold.append((start, len(text), value))
            elif not part.startswith("<"):
                text += html.unescape(part)
        day = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", created.group(1))
        yield Timed(path.stem, "-".join(day.groups()) if day else None, text, gold)


def times(unread: bool, errors: int) -> dict[str, float]:
    """Relaxed and value F1 of one half; prints ``errors`` errors."""
    hits = right = gold = found = 0
    for article in timed():
        if is_unread(article.name) != unread:
            continue
        mentions = annotated(article.text, article.day).entities
        left = [m for m in mentions if m.label in ("DATE", "TIME")]
        gold, found = gold + len(article.gold), found + len(left)
        for start, end, value in article.gold:
            over = next((m for m in left if m.start < end and start < m.end), None)
            if over is not None:
                left.remove(over)
                hits, right = hits + 1, right + (over.time_value == value)
            if (over is None or over.time_value != value) and errors > 0:
                errors -= 1
                got = None if over is None else (over.text, over.time_value)
                print(f"  {article.name}: {article.text[start:end]!r} is {value}, got {got}")
    return {"relaxed F1": Tally(hits, found, gold).f, "value F1": Tally(right, found, gold).f}


def places(unread: bool, errors: int) -> dict[str, float]:
    """The shares of one half of LGL with a point and within 161 km; prints ``errors`` errors."""
    root = ElementTree.parse(SHARED / "dev" / "lgl_half" / "lgl.xml").getroot()
    near = placed = gold = told = told_near = 0
    for item in root.findall("article"):
        if is_unread(item.get("docid", "")) != unread:
            continue
        text = item.findtext("text") or ""
        day = (item.findtext("dltime") or "")[:10] or None
        mentions = annotated(text, day, item.findtext("domain")).entities
        marked = [m for m in mentions if m.label in ("GPE", "LOC", "FAC")]
        for toponym in item.iter("toponym"):
            latitude, longitude = toponym.findtext("gaztag/lat"), toponym.findtext("gaztag/lon")
            if latitude is None or longitude is None:
                continue
            gold += 1
            start, end = int(toponym.findtext("start") or 0), int(toponym.findtext("end") or 0)
            over = [m for m in marked if m.start < end and start < m.end]
            best = min(over, key=lambda m: abs(m.start - start) + abs(m.end - end), default=None)
            if best is None or best.latitude is None or best.longitude is None:
                continue
            placed += 1
            away = distance_km(
                _point(best.latitude, best.longitude), _point(float(latitude), float(longitude))
            )
            near += away <= KM
            told += best.canonical_id is not None
            told_near += best.canonical_id is not None and away <= KM
            if away > KM and errors > 0:
                errors -= 1
                print(f"  {best.text!r} is {best.country} {best.admin1}, {away:.0f} km away")
    return {
        "within 161 km": near / placed,
        "with a point": placed / gold,
        "within 161 km, of those with an id": told_near / told,
        "with an id, of those with a point": told / placed,
    }


def _point(latitude: float, longitude: float) -> PlaceRecord:
    return PlaceRecord("", CITY, None, None, None, None, latitude, longitude, 0, True)


#: Name of a set → what measures one half of it.
SETS: dict[str, Callable[[bool, int], dict[str, float]]] = {"times": times, "places": places}
HALVES = ("read", "unread")


def main() -> int:
    """Measure, print and compare with the floors; return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description="Times and places of news, halves apart.")
    parser.add_argument("--set", choices=tuple(SETS), action="append")
    parser.add_argument("--half", choices=HALVES, action="append")
    parser.add_argument("--errors", type=int, default=0, help="errors of the read half to print")
    pinned.add_flags(parser)
    options = parser.parse_args()
    if not (SHARED / "dev").is_dir():
        print(f"{SHARED / 'dev'} is not there: set NEWSBEAM_SHARED to the folder that has data/")
        return 1
    floors, figures = PINS.read(), {}
    for name in options.set or SETS:
        for half in options.half or HALVES:
            unread = half == "unread"
            for figure, value in SETS[name](unread, 0 if unread else options.errors).items():
                key = f"{name}-{half} {figure}"
                mark = f"   floor {floors[key]:.3f}" if key in floors else ""
                print(f"{key:52s} {value:.3f}{mark}", flush=True)
                figures[key] = value
    return pinned.finish(PINS, figures, options, partial=bool(options.set or options.half))


if __name__ == "__main__":
    sys.exit(main())
