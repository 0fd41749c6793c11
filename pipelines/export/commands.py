"""``newsbeam export``: tables in the layout of another system."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.export.layouts import NAMES, layout_named
from pipelines.export.write import export as write
from pipelines.tables.commands import storage_options
from pipelines.tables.opened import OpenTablesError, open_tables
from pipelines.tables.rendering import RenderError


def export_parser() -> argparse.ArgumentParser:
    """Return the parser of ``newsbeam export``."""
    parser = argparse.ArgumentParser(
        prog="newsbeam export",
        description="Tables in the layout of another system; docs/layouts.md says what each "
        "column holds and what is null.",
        allow_abbrev=False,
    )
    parser.add_argument("tables", help="Folder or URL of the tables. Example: out/tables")
    parser.add_argument("--layout", choices=NAMES, required=True)
    parser.add_argument(
        "--output", required=True, metavar="FILE", help="Ends in .csv, .tsv or .parquet."
    )
    parser.add_argument(
        "--header",
        choices=("yes", "no"),
        default=None,
        help="Begin a text file with the names of the columns, or not. Default: as the layout's "
        "system does (GDELT and Phoenix have none).",
    )
    parser.add_argument("--storage_options", metavar="JSON", default=None)
    return parser


def export(argv: Sequence[str]) -> int:
    """Run ``newsbeam export``; return the exit code (2 for what cannot be read or written)."""
    arguments = export_parser().parse_args(argv)
    header = None if arguments.header is None else arguments.header == "yes"
    try:
        with open_tables(arguments.tables, storage_options(arguments.storage_options)) as tables:
            write(tables, layout_named(arguments.layout), Path(arguments.output), header)
    except (OpenTablesError, RenderError, ValueError, OSError) as error:
        print(f"newsbeam export: {error}", file=sys.stderr)
        return 2
    print(f"wrote {arguments.output} ({layout_named(arguments.layout).title})")
    return 0
