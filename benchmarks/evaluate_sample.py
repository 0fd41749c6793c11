"""Tables of a whole run over the sample corpus against the hand-made gold beside it.

    python benchmarks/evaluate_sample.py [--update-floors]

Small (32 articles): it finds silly mistakes of any stage; the larger sets of the other
evaluations compare models.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402

#: The run is deterministic: the slack only allows for rounding.
PINS = pinned.Pins("sample", slack=0.0005)

Row = dict[str, Any]


def read_rows(output: Path, table: str) -> list[Row]:
    """All rows of a table, days as ISO text."""
    rows: list[Row] = []
    for file in sorted((output / table).glob("**/*.parquet")):
        with pq.ParquetFile(file) as parquet:
            rows += parquet.read().to_pylist()
    return [{k: v.isoformat() if type(v) is dt.date else v for k, v in row.items()} for row in rows]


def load_gold(folder: Path) -> list[Row]:
    """The gold files, in the order of their names."""
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]


def find(text: str, words: str, occurrence: int) -> tuple[int, int]:
    """Offsets of the ``occurrence``-th place (from 0) where ``words`` stands in ``text``.

    Raises:
        ValueError: it does not.
    """
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def folded(text: str) -> str:
    """White space folded."""
    return re.sub(r"\s+", " ", text).strip()


def trimmed(start: int, end: int, text: str) -> tuple[int, int]:
    """A span without a leading determiner and a possessive, which the gold leaves out."""
    lead = re.match(r"(?i)(the|a|an|about|around|more than|some)\s+", text[start:end])
    start += lead.end() if lead else 0
    tail = re.search(r"['’]s?$", text[start:end])
    return start, end - (len(tail.group()) if tail else 0)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two spans share a code point."""
    return one[0] < other[1] and other[0] < one[1]


def evaluate(output: Path, gold: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Scores of the tables in ``output``; see docs/evaluation.md for what each means."""
    articles = {
        (
            Path(row["input_uri"]).as_posix().split("/examples/corpus/")[-1],
            row["input_position"],
        ): row
        for row in read_rows(output, "articles")
    }
    entities, events = _by_article(output, "entities"), _by_article(output, "events")
    n: dict[str, int] = {}

    def add(key: str, value: int = 1) -> None:
        n[key] = n.get(key, 0) + int(value)

    for item in gold:
        article = articles.get((item["file"], item["position"]))
        add("articles")
        if article is None:
            continue
        add("title", article["title"] == item["title"])
        add("date", article["published_date"] == item["published_date"])
        same_text = folded(article["text"]) == folded(item["text"])
        add("text", same_text)
        if not same_text:
            continue
        _score_entities(article, item, entities.get(article["article_id"], []), add)
        _score_events(article, item, events.get(article["article_id"], []), add)

    def get(key: str) -> int:
        return n.get(key, 0)

    scores = {
        "title": get("title") / get("articles"),
        "date": get("date") / get("articles"),
        "text": get("text") / get("articles"),
        "entities_f1": Tally(get("ents_right"), get("ents_found"), get("ents_gold")).f,
        "names_f1": Tally(get("names_right"), get("names_found"), get("names_gold")).f,
        "time_values": get("values_right") / max(1, get("values_gold")),
        "countries": get("countries_right") / max(1, get("countries_gold")),
        "events_f1": Tally(get("right"), get("found"), get("gold")).f,
        "event_types_f1": Tally(get("typed"), get("typed_found"), get("typed_gold")).f,
        "actors": get("actors_right") / max(1, get("actors_gold")),
        "recipients": get("recipients_right") / max(1, get("recipients_gold")),
        "negation": get("negation_right") / max(1, get("right")),
        "modality": get("modality_right") / max(1, get("right")),
        "event_dates": get("dates_right") / max(1, get("dates_gold")),
    }
    return {name: round(value, 4) for name, value in scores.items()}


def _by_article(output: Path, table: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in read_rows(output, table):
        grouped.setdefault(row["article_id"], []).append(row)
    return grouped


_NAMES = frozenset({"PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "LAW"})


def _score_entities(article: Row, item: Mapping[str, Any], rows: list[Row], add: Any) -> None:
    text = article["text"]
    mine = {(*trimmed(row["start"], row["end"], text), row["label"]): row for row in rows}
    if folded(text) != text and text != item["text"]:
        return  # offsets of the gold count in its own white space
    for entity in item["entities"]:
        span = find(text, entity["text"], entity["occurrence"])
        row = mine.get((*span, entity["label"]))
        name = entity["label"] in _NAMES
        add("ents_gold")
        add("names_gold", name)
        add("ents_right", row is not None)
        add("names_right", row is not None and name)
        if row is not None and "time_value" in entity:
            add("values_gold")
            add("values_right", row["time_value"] == entity["time_value"])
        if row is not None and "country" in entity:
            add("countries_gold")
            add("countries_right", row["country"] == entity["country"])
    add("ents_found", len(mine))
    add("names_found", sum(label in _NAMES for _, _, label in mine))


def _score_events(article: Row, item: Mapping[str, Any], rows: list[Row], add: Any) -> None:
    text = article["text"]
    free = list(rows)
    add("found", len(rows))
    add("typed_found", sum(row["event_type"] is not None for row in rows))
    for event in item["events"]:
        span = find(text, event["trigger"], event["occurrence"])
        add("gold")
        add("typed_gold", event["event_type"] is not None)
        row = next((r for r in free if overlap(span, (r["trigger_start"], r["trigger_end"]))), None)
        for role in ("actors", "recipients"):
            add(f"{role}_gold", len(event[role]))
        add("dates_gold", row is not None and event["date_start"] is not None)
        if row is None:
            continue
        free.remove(row)
        add("right")
        add("typed", event["event_type"] is not None and row["event_type"] == event["event_type"])
        add("negation_right", row["negated"] == event["negated"])
        add("modality_right", row["modality"] == event["modality"])
        start = row["event_date_start"]
        add(
            "dates_right",
            event["date_start"] is not None
            and start is not None
            and str(start).startswith(event["date_start"]),
        )
        for role in ("actors", "recipients"):
            names = [folded(party["text"]).lower() for party in row[role]]
            for wanted in event[role]:
                words = folded(wanted).lower()
                add(f"{role}_right", any(words in name or name in words for name in names))


def run_corpus(output: Path) -> None:
    """Run the job over the sample corpus in a process of its own.

    Raises:
        subprocess.CalledProcessError: the run failed.
    """
    subprocess.run(
        [
            *(sys.executable, "-m", "pipelines", "run", "--no_progress", "--events", "all"),
            *("--input", ROOT / "examples" / "corpus", "--output", output),
        ],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    pinned.add_flags(parser)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "out")
        run_corpus(output)
        scores = evaluate(output, load_gold(ROOT / "examples" / "gold"))
    floors = PINS.read()
    print(f"{'sample gold':<16} {'score':>7} {'floor':>7}")
    for name, value in scores.items():
        print(f"{name:<16} {value:>7.4f} {floors.get(name, 0.0):>7.4f}")
    return pinned.finish(PINS, scores, arguments)


if __name__ == "__main__":
    sys.exit(main())
