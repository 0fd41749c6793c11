"""A few annotated articles as tables in a folder, and rows made up by the thousand."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipelines.annotating import annotate_many
from pipelines.tables.annotated import Annotated
from schemas.records import failure
from schemas.tables import TABLES, rows_to_table
from schemas.tables.rows import failure_row

#: Text, title, day: two reports of one kind of event, one quotation, one event of no PLOVER type.
TEXTS = (
    (
        "French President Emmanuel Macron met German Chancellor Olaf Scholz in Berlin on Friday. "
        "“Europe must act together,” Macron said.",
        "Macron visits Berlin",
        "2024-01-15",
    ),
    (
        "Britain imposed sanctions on four Iranian officials on Thursday. Iran condemned the move.",
        "Sanctions over drones",
        "2024-01-16",
    ),
    (
        "Israeli soldiers killed two Palestinians in Jenin on Monday, the health ministry said.",
        "Two killed in Jenin",
        "2024-01-16",
    ),
    ("A flood destroyed 40 houses in Dhaka.", "Flood", None),
)

#: What a hostile outlet might write; it must stay text wherever it is shown.
HOSTILE = "</script><script>alert(1)</script> <b onclick='x'> \u202etxet\u202c \x1b[31m =1+1 "


def annotated() -> list[Annotated]:
    """The articles of `TEXTS`."""
    texts, titles, dates = zip(*TEXTS, strict=True)
    return annotate_many(texts, titles, dates)


def write(folder: Path, articles: list[Annotated]) -> Path:
    """Write tables as a run lays them out, partitioned by date."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for number, article in enumerate(articles):
        row = dict(article.article, source=f"paper{number % 2}.example")
        row["story_id"] = row["article_id"]
        rows["articles"].append(row)
        for name in ("entities", "events", "quotes"):
            rows[name] += getattr(article, name)
    rows["rejects"] = [failure_row(failure("N001", "in.jsonl", 7, b"<p>"))]
    for name, table in TABLES.items():
        parts: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for row in rows[name]:
            parts[row.get("published_date") if table.date_column else ""].append(row)
        for day, some in parts.items():
            data = rows_to_table(table, some)
            where = folder / name
            if table.date_column:
                where /= f"{table.date_column.replace('_date', '_day')}={day or 'none'}"
            where.mkdir(parents=True, exist_ok=True)
            pq.write_table(data, where / "part-0.parquet")
    (folder / "_runs").mkdir(exist_ok=True)
    return folder
