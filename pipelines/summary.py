"""What a person sees after a run: rows, rejects, speed, where the tables are, a query to copy."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schemas.tables import TABLES

#: The most frequent events of a run.
TOP_EVENTS_SQL = (
    "SELECT coalesce(event_type, '') AS plover_type, predicate, count(*) AS mentions "
    "FROM read_parquet('{events}/**/*.parquet', hive_partitioning = true) "
    "GROUP BY ALL ORDER BY mentions DESC, ALL LIMIT 10"
)


def top_events_command(output: str) -> str:
    """A shell line that prints the most frequent events below ``output``."""
    python = sys.executable
    with contextlib.suppress(ValueError):
        python = str(Path(python).relative_to(Path.cwd()))
    sql = TOP_EVENTS_SQL.format(events=f"{output.rstrip('/')}/events")
    code = f"import duckdb; duckdb.sql({sql!r}).show()"
    return f"{shlex.quote(python)} -c {shlex.quote(code)}"


def summary_lines(manifest: Mapping[str, Any], output: str, seconds: float) -> list[str]:
    """The closing lines of ``newsbeam run``.

    Args:
        manifest: the committed run's manifest.
        output: as the user gave it.
        seconds: wall time of the whole command.
    """
    counts = manifest["counts"]
    tables: dict[str, tuple[int, set[str], int]] = {}
    for file in manifest["files"]:
        rows, partitions, files = tables.get(file["table"], (0, set(), 0))
        tables[file["table"]] = (
            rows + file["rows"],
            partitions | {file["partition"]},
            files + 1,
        )
    lines = ["", f"{'table':<10} {'rows':>9} {'partitions':>11} {'files':>6}"]
    for name in TABLES:
        rows, partitions, files = tables.get(name, (0, set(), 0))
        lines.append(f"{name:<10} {rows:>9,} {len(partitions):>11,} {files:>6,}")
    rejects = counts.get("rejects_by_code") or {}
    shown = ", ".join(f"{code} × {n}" for code, n in sorted(rejects.items())) or "none"
    lines += ["", f"rejects by code: {shown}", balance_line(counts)]
    articles = counts["articles"]
    rate = articles / seconds if seconds else 0.0
    lines += [
        f"{articles:,} articles in {seconds:.1f} s ({rate:.1f} articles/s), tables in {output}",
    ]
    if tables.get("events", (0, set(), 0))[0]:
        lines += ["", "The most frequent events:", f"  {top_events_command(output)}"]
    return lines


def balance_line(counts: Mapping[str, Any]) -> str:
    """Records read = articles + rejected records, in words."""
    records, articles, rejected = (
        counts["records_read"],
        counts["articles"],
        counts["records_rejected"],
    )
    sign = "=" if records == articles + rejected else "≠"
    line = f"records read {records:,} {sign} articles {articles:,} + rejected records {rejected:,}"
    failed = counts.get("extraction_failures", 0)
    if failed:
        line += f" ({failed:,} articles were kept though their extraction failed)"
    return line
