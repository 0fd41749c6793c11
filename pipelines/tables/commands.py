"""``newsbeam query``, ``schema`` and ``show``: the tables asked from a shell."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipelines.tables import rendering, views
from pipelines.tables.opened import OpenTablesError, duckdb_type, open_tables
from schemas.tables import TABLES, column_docs

#: Folder that ``make run-local`` writes to.
DEFAULT_TABLES = "out/tables"


def storage_options(text: str | None) -> dict[str, Any]:
    """Return the storage options of a command line: JSON, or a file that holds it.

    Raises:
        ValueError: it is neither.
    """
    if text is None:
        return {}
    raw = text if text.lstrip().startswith("{") else Path(text).read_text(encoding="utf-8")
    value = json.loads(raw)
    if not isinstance(value, dict):
        raise ValueError("--storage_options must be a JSON object")
    return value


def _parser(command: str, doc: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(prog=f"newsbeam {command}", description=doc, allow_abbrev=False)


def _add_tables(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tables",
        default=DEFAULT_TABLES,
        metavar="PATH",
        help=f"Folder or URL of the tables (default {DEFAULT_TABLES}).",
    )
    parser.add_argument("--storage_options", metavar="JSON", default=None)


def query_parser() -> argparse.ArgumentParser:
    """Return the parser of ``newsbeam query``."""
    parser = _parser(
        "query",
        "SQL (DuckDB) over the tables and the ready-made views: "
        + ", ".join(view.name for view in views.ready_made()),
    )
    parser.add_argument("sql", help='Example: "SELECT * FROM events_flat LIMIT 10"')
    _add_tables(parser)
    parser.add_argument("--format", choices=rendering.FORMATS, default=None)
    parser.add_argument("--output", metavar="FILE", default=None, help="Write to this file.")
    parser.add_argument("--limit", type=int, default=200, help="Rows of a text table.")
    return parser


def query(argv: Sequence[str]) -> int:
    """Run ``newsbeam query``; return the exit code (2 for a wrong query or folder)."""
    arguments = query_parser().parse_args(argv)
    kind = arguments.format or _kind_of(arguments.output)
    if kind in ("parquet", "xlsx") and arguments.output is None:
        print(f"newsbeam query: --format {kind} needs --output FILE", file=sys.stderr)
        return 2
    try:
        with open_tables(arguments.tables, storage_options(arguments.storage_options)) as tables:
            relation = tables.sql(arguments.sql)
            if relation is None:
                print("newsbeam query: the statement has no result", file=sys.stderr)
                return 2
            _give(relation, kind, arguments.output, arguments.limit)
    except (OpenTablesError, rendering.RenderError, ValueError, OSError) as error:
        print(f"newsbeam query: {error}", file=sys.stderr)
        return 2
    except duckdb.Error as error:
        print(f"newsbeam query: {_first_lines(error)}", file=sys.stderr)
        return 2
    return 0


def _give(relation: duckdb.DuckDBPyRelation, kind: str, output: str | None, limit: int) -> None:
    if output is not None:
        rendering.write(relation, Path(output), kind)
    elif kind == "table":
        print(rendering.text_table(relation, limit))
    else:
        lines = rendering.csv_lines if kind == "csv" else rendering.json_lines
        sys.stdout.writelines(lines(relation))


def _kind_of(output: str | None) -> str:
    suffix = Path(output).suffix.lstrip(".").lower() if output else ""
    return {"jsonl": "json"}.get(suffix, suffix if suffix in rendering.FORMATS else "table")


def _first_lines(error: duckdb.Error) -> str:
    return " ".join(str(error).split("\n\n")[0].split())


def schema_parser() -> argparse.ArgumentParser:
    """Return the parser of ``newsbeam schema``."""
    parser = _parser("schema", "The columns of a table with types and descriptions.")
    parser.add_argument("table", nargs="?", help="Without it: all tables and views.")
    return parser


def schema(argv: Sequence[str]) -> int:
    """Run ``newsbeam schema``: the columns of a table, or the list of tables and views."""
    name = schema_parser().parse_args(argv).table
    if name is None:
        for table in TABLES.values():
            print(f"{table.name:18s} {table.doc}")
        for view in views.ready_made():
            print(f"{view.name:18s} {view.doc}")
        return 0
    for table in TABLES.values():
        if table.name == name:
            docs = column_docs(table.schema)
            for field in table.schema:
                print(f"{field.name:22s} {duckdb_type(field.type)}\n    {docs[field.name]}")
            return 0
    for view in views.ready_made():
        if view.name == name:
            print(f"{view.doc}\n\n{view.query}")
            return 0
    known = ", ".join(list(TABLES) + list(views.names()))
    print(f"newsbeam schema: no table {name!r}; there are {known}", file=sys.stderr)
    return 2
