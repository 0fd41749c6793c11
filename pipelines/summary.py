"""Text shown after a run: rows, rejects, speed, where the tables are, a query to copy."""

from __future__ import annotations

import contextlib
import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.tables.commands import DEFAULT_TABLES
from schemas.tables import TABLES
from transforms.shards.extract import (
    ARTICLES,
    ARTICLES_UNCHANGED,
    EXTRACTION_FAILURES,
    RECORDS_READ,
    RECORDS_REJECTED,
)


def query_command(output: str) -> str:
    """A shell line that prints the most frequent classes of events and their actors."""
    script = Path(sys.executable).with_name("newsbeam")
    program, rest = (script, []) if script.exists() else (Path(sys.executable), ["-m", "pipelines"])
    with contextlib.suppress(ValueError):
        program = program.relative_to(Path.cwd())
    sql = (
        "SELECT event_class, actor_name, count(*) AS events FROM events_flat "
        "WHERE actor_name IS NOT NULL GROUP BY ALL "
        "ORDER BY events DESC, event_class, actor_name LIMIT 10"
    )
    tables = "" if output == DEFAULT_TABLES else f" --tables {shlex.quote(output)}"
    return f'{shlex.join([str(program), *rest])} query{tables} "{sql}"'


def summary_json(manifest: Mapping[str, Any], output: str, seconds: float) -> str:
    """Return the line of ``--summary json``: the content of `summary_lines` as JSON."""
    summary = {
        "run_id": manifest["run_id"],
        "output": output,
        "seconds": round(seconds, 1),
        "counts": manifest["counts"],
        "tables": {
            name: {key: table[key] for key in ("rows", "partitions", "files")}
            for name, table in manifest["tables"].items()
        },
    }
    return json.dumps(summary, sort_keys=True)


def summary_lines(manifest: Mapping[str, Any], output: str, seconds: float) -> list[str]:
    """The closing lines of ``newsbeam run``.

    Args:
        manifest: the committed run's manifest.
        output: as the user gave it.
        seconds: wall time of the whole command.
    """
    counts, tables = manifest["counts"], manifest["tables"]
    lines = ["", f"{'table':<10} {'rows':>9} {'partitions':>11} {'files':>6}"]
    for name in TABLES:
        table = tables[name]
        lines.append(
            f"{name:<10} {table['rows']:>9,} {table['partitions']:>11,} {table['files']:>6,}"
        )
    rejects = {
        name.removeprefix("rejects."): value
        for name, value in counts.items()
        if name.startswith("rejects.")
    }
    shown = ", ".join(f"{code} × {n:,}" for code, n in sorted(rejects.items())) or "none"
    articles = counts.get(ARTICLES, 0)
    rate = articles / seconds if seconds else 0.0
    lines += [
        "",
        f"rejects by code: {shown}",
        balance_line(counts),
        f"{articles:,} articles in {seconds:.1f} s ({rate:.1f} articles/s), tables in {output}",
    ]
    lines += [f"warning: {warning}" for warning in manifest.get("warnings", ())]
    if tables["events"]["rows"]:
        lines += ["", "Ask it something:", f"  {query_command(output)}"]
    return lines


def balances(counts: Mapping[str, int]) -> bool:
    """Whether records read = articles + unchanged articles + rejected records."""
    written = (ARTICLES, ARTICLES_UNCHANGED, RECORDS_REJECTED)
    return counts.get(RECORDS_READ, 0) == sum(counts.get(name, 0) for name in written)


def balance_line(counts: Mapping[str, int]) -> str:
    """Records read = articles + rejected records, in words."""
    unchanged = counts.get(ARTICLES_UNCHANGED, 0)
    line = (
        f"records read {counts.get(RECORDS_READ, 0):,} {'=' if balances(counts) else '≠'} "
        f"articles {counts.get(ARTICLES, 0):,} "
        + (f"+ unchanged articles {unchanged:,} " if unchanged else "")
        + f"+ rejected records {counts.get(RECORDS_REJECTED, 0):,}"
    )
    failed = counts.get(EXTRACTION_FAILURES, 0)
    if failed:
        line += f" ({failed:,} articles were kept though their extraction failed)"
    return line
