"""``newsbeam report``: tables as one page for a browser."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from pipelines.report.collect import collect
from pipelines.report.page import ReportError, page
from pipelines.tables.commands import storage_options
from pipelines.tables.opened import OpenTablesError, Tables, open_tables


def report_parser() -> argparse.ArgumentParser:
    """Return the parser of ``newsbeam report``."""
    parser = argparse.ArgumentParser(
        prog="newsbeam report",
        description="One self-contained HTML page: what came in, what is weak, what happened, and "
        "articles to read with their annotations.",
        allow_abbrev=False,
    )
    parser.add_argument("tables", help="Folder or URL of the tables. Example: out/tables")
    parser.add_argument("--output", default="report.html", metavar="FILE")
    parser.add_argument("--open", action="store_true", help="Open it in the browser.")
    parser.add_argument("--storage_options", metavar="JSON", default=None)
    return parser


def write_report(tables: Tables, output: Path) -> None:
    """Write the report of *tables* to *output*.

    Raises:
        ReportError: the chart library is not installed.
        OSError: the file cannot be written.
    """
    output.write_text(page(collect(tables), tables.path), encoding="utf-8")


def report(argv: Sequence[str]) -> int:
    """Run ``newsbeam report``; return the exit code (2 for what cannot be read or written)."""
    arguments = report_parser().parse_args(argv)
    output = Path(arguments.output)
    try:
        with open_tables(arguments.tables, storage_options(arguments.storage_options)) as tables:
            write_report(tables, output)
    except (OpenTablesError, ReportError, ValueError, OSError) as error:
        print(f"newsbeam report: {error}", file=sys.stderr)
        return 2
    print(f"wrote {output} ({output.stat().st_size / 1e6:.1f} MB)")
    if arguments.open:
        webbrowser.open(output.resolve().as_uri())
    return 0
