"""How long the report of a million event rows takes, how much memory, how large the page is.

    .venv/bin/python benchmarks/report_scale.py [--events 1000000]

Rows are made up: 50,000 articles over two years from 200 sources, 20 events each. Prints wall time
in seconds, peak memory in MB and the page's size in MB, for docs/report.md.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from pipelines.tables.opened import duckdb_type
from schemas.ontology import load_event_classes
from schemas.tables import TABLES

#: Columns that the made-up rows fill, as SQL over ``n`` (the row's number); others are null.
_ARTICLE = "(n // 20)"
_DAY = f"DATE '2023-01-01' + ({_ARTICLE} * 7919 % 730)::INTEGER"
_PARTY = (
    "[{{'text': 'Party ' || (n * {k} % 5000), 'start': 0, 'end': 7, 'entity_id': NULL, "
    "'name': 'Party ' || (n * {k} % 5000), "
    "'country': ['USA', 'FRA', 'GBR', 'KEN', 'IND', 'BRA', 'CHN'][1 + n * {k} % 7], "
    "'sectors': ['GOV'], 'code': NULL, 'canonical_id': NULL}}]"
)


def columns() -> dict[str, dict[str, str]]:
    """Table → column → expression."""
    classes = ", ".join(f"'{name}'" for name in load_event_classes())
    count = len(load_event_classes())
    return {
        "articles": {
            "article_id": "md5('a' || n)",
            "published_date": "DATE '2023-01-01' + (n * 7919 % 730)::INTEGER",
            "source": "'paper' || n % 200 || '.example'",
            "language": "['en', 'en', 'en', 'de', 'fr'][1 + n % 5]",
            "title": "'Title of article ' || n",
            "text": "repeat('Party 1 met Party 2 in Berlin. ', 60)",
            "story_id": "md5('a' || n - n % 2)",
        },
        "events": {
            "event_id": "md5('e' || n)",
            "article_id": f"md5('a' || {_ARTICLE})",
            "published_date": _DAY,
            "event_date_start": f"{_DAY} - (n % 3)::INTEGER",
            "sentence_index": "n % 20",
            "start": "0", '"end"': "30",
            "trigger": "'met'", "trigger_start": "8", "trigger_end": "11",
            "predicate": "'meet'",
            "event_class": f"[{classes}][1 + n * 31 % {count}]",
            "event_type": "['CONSULT', 'ASSAULT', 'AID', 'ACCUSE', NULL][1 + n % 5]",
            "quad_class": "[1, 4, 2, 3, NULL][1 + n % 5]",
            "contexts": "[]", "counts": "[]",
            "actors": _PARTY.format(k=13),
            "recipients": _PARTY.format(k=17),
            "place": "{'text': 'Town', 'name': 'Town ' || (n * 11 % 3000), 'country': "
            "['USA', 'FRA', 'GBR'][1 + n % 3], 'admin1': NULL, 'geonames_id': n * 11 % 3000, "
            "'latitude': (n * 11 % 3000) / 25.0 - 60, 'longitude': (n * 37 % 3000) / 9.0 - 166, "
            "'precision': 'town'}",
            "negated": "n % 20 = 0",
            "modality": "'asserted'",
            "confidence": "(n % 100) / 100.0",
            "duplicate_of": "CASE WHEN n % 10 = 1 THEN md5('e' || n - 1) END",
        },
    }  # fmt: skip


def make(folder: Path, events: int) -> None:
    """Write tables of made-up rows."""
    with duckdb.connect() as connection:
        for name, given in columns().items():
            rows = events if name == "events" else events // 20
            listed = []
            for field in TABLES[name].schema:
                key = '"end"' if field.name == "end" else field.name
                value = f"CAST({given.get(key, 'NULL')} AS {duckdb_type(field.type)})"
                listed.append(f'{value} AS "{field.name}"')
            target = folder / name / "published_day=none"
            target.mkdir(parents=True)
            connection.execute(
                f"COPY (SELECT {', '.join(listed)} FROM range({rows}) t(n)) "
                f"TO '{target}/part.parquet' (FORMAT parquet)"
            )
    (folder / "_runs").mkdir()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, page = Path(scratch, "tables"), Path(scratch, "report.html")
        make(folder, arguments.events)
        began = time.perf_counter()
        words = [sys.executable, "-m", "pipelines", "report", str(folder), "--output", str(page)]
        subprocess.run(words, check=True)
        seconds = time.perf_counter() - began
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{arguments.events:,} events: {seconds:.1f} s "
            f"({spent.ru_utime + spent.ru_stime:.1f} s of CPU), "
            f"{spent.ru_maxrss / 1024:.0f} MB, page {page.stat().st_size / 1e6:.1f} MB"
        )


if __name__ == "__main__":
    main()
