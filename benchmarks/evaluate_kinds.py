"""Kinds of fault that outside readers found, on sentences of our own → share right, a kind.

    python benchmarks/evaluate_kinds.py [--kind NAME ...] [--errors N]
    python benchmarks/evaluate_kinds.py --update-floors

Sentences and gold (ours) lie in benchmarks/kinds_gold.tsv: kind, text, phrase, what is expected.
A kind's first figure (docs/entities.md) is that of sentences which nobody had run; the floors are
those of now.

    in-city, beside-us, war-town    a place: the country
    body, spelling                  a name: the country, or the id across articles
    region                          a region or ground: the country, within 161 km of a point
    sector                          a participant: has a PLOVER sector, or has it not ("-MIL")

Figures below their floor (benchmarks/floors/kinds.json) end with exit status 1.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.evaluate_annotation import KM  # noqa: E402
from benchmarks.evaluated_model import pipeline  # noqa: E402
from schemas.records import Article, EntityMention  # noqa: E402
from transforms.events.people import participants  # noqa: E402
from transforms.events.scene_building import build_scene  # noqa: E402
from transforms.extract.annotate import annotate  # noqa: E402
from transforms.extract.gazetteer import CITY, PlaceRecord  # noqa: E402
from transforms.extract.places import distance_km  # noqa: E402

PINS = pinned.Pins("kinds")
GOLD = ROOT / "benchmarks" / "kinds_gold.tsv"
#: The articles' day.
DAY = "2022-05-10"


class Case(NamedTuple):
    """A sentence, the phrase in it that is asked about, and what is expected of it."""

    kind: str
    text: str
    phrase: str
    expected: str


def cases() -> list[Case]:
    """The gold in the order of its file."""
    lines = GOLD.read_text("utf-8").splitlines()[1:]
    return [Case(*line.split("\t")) for line in lines]


def found(case: Case) -> str:
    """What the program says of the phrase, in the form of what is expected."""
    article = Article(
        "kinds", "kinds", 0, None, None, None, None, None, (), None, None, None, DAY, None, "en",
        None, (), case.text, "", len(case.text.split()), (), "text",
    )  # fmt: skip
    doc = pipeline()(case.text)
    annotation = annotate(doc, article)
    start = case.text.rindex(case.phrase)
    end = start + len(case.phrase)
    if case.kind == "sector":
        scene = build_scene(doc, article, annotation)
        head = max(t for t, at in enumerate(scene.tree.starts) if at < end)
        (who, *_) = participants(scene, [head], head)
        return " ".join(who.sectors)
    mentions = [m for m in annotation.entities if m.start < end and start < m.end]
    mention = max(mentions, key=lambda m: min(m.end, end) - max(m.start, start), default=None)
    if mention is None:
        return ""
    return _told(case, mention)


def _told(case: Case, mention: EntityMention) -> str:
    if case.kind != "region":
        return (mention.canonical_id if ":" in case.expected else mention.country) or ""
    country, latitude, longitude = case.expected.split()
    if mention.latitude is None or mention.longitude is None:
        return f"{mention.country}, no point"
    away = distance_km(
        _point(mention.latitude, mention.longitude), _point(float(latitude), float(longitude))
    )
    right = mention.country == country and away <= KM
    return case.expected if right else f"{mention.country}, {away:.0f} km away"


def _point(latitude: float, longitude: float) -> PlaceRecord:
    return PlaceRecord("", CITY, None, None, None, None, latitude, longitude, 0, True)


def is_right(case: Case, told: str) -> bool:
    """Whether what is found is what is expected."""
    if case.expected.startswith("-"):
        return case.expected[1:] not in told.split()
    return case.expected in told.split() if case.kind == "sector" else told == case.expected


def main() -> int:
    """Measure, print and compare with the floors; return 1 where a figure fell."""
    parser = argparse.ArgumentParser(description="Kinds of fault, on sentences of our own.")
    known = cases()
    kinds = list(dict.fromkeys(case.kind for case in known))
    parser.add_argument("--kind", choices=kinds, action="append")
    parser.add_argument("--errors", type=int, default=0, help="errors to print, a kind")
    pinned.add_flags(parser)
    arguments = parser.parse_args()
    floors, figures = PINS.read(), {}
    for kind in arguments.kind or kinds:
        told = [(case, found(case)) for case in known if case.kind == kind]
        wrong = [(case, value) for case, value in told if not is_right(case, value)]
        figures[kind] = 1 - len(wrong) / len(told)
        mark = f"   floor {floors[kind]:.3f}" if kind in floors else ""
        print(f"{kind:12s} {len(told) - len(wrong)} of {len(told)}  {figures[kind]:.3f}{mark}")
        for case, value in wrong[: arguments.errors]:
            print(f"  {case.phrase!r} is {case.expected}, got {value!r}: {case.text}")
    return pinned.finish(PINS, figures, arguments, partial=bool(arguments.kind))


if __name__ == "__main__":
    sys.exit(main())
