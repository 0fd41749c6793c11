"""Results of a query → a text table, CSV, JSON lines, Parquet or a spreadsheet.

Nested columns (lists, structs) become JSON text where the format has none of its own. A
spreadsheet's times lose their zone, which is UTC, since the format has no zones.
"""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
import itertools
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

FORMATS = ("table", "csv", "json", "parquet", "xlsx")

#: Rows of a spreadsheet, its head included (Excel's limit).
_SHEET_ROWS = 1_048_576
#: Characters of one cell (Excel's limit).
_CELL = 32_767
#: Characters of a cell in the terminal.
_WIDTH = 48


class RenderError(Exception):
    """A result does not fit its format; the message names the option and what to do."""


def plain(value: Any) -> Any:
    """Return *value* as JSON can hold it: ISO times, null for NaN, hexadecimal bytes."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, dt.date | dt.datetime | dt.time):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):  # sums of whole numbers come as decimals too
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def cell(value: Any) -> Any:
    """Return *value* for a format without nesting: lists and structs as JSON text."""
    value = plain(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def rows(relation: duckdb.DuckDBPyRelation, batch: int = 10_000) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of *relation* without holding more than *batch* of them."""
    for some in relation.to_arrow_reader(batch):
        yield from zip(*(_short(column).to_pylist() for column in some.columns), strict=True)


def _short(column: pa.Array) -> pa.Array:
    """Return single precision as the shortest numbers that mean it: .72, not .7200000286."""
    if not pa.types.is_float32(column.type):
        return column
    return column.cast(pa.string()).cast(pa.float64())


def _shown(value: Any) -> str:
    value = cell(value)
    text = "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
    # A terminal obeys control characters; text of strangers must not.
    text = "".join(c if c.isprintable() else "·" for c in " ".join(text.split()))
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def text_table(relation: duckdb.DuckDBPyRelation, limit: int = 200) -> str:
    """Return the first *limit* rows as aligned columns, and how many more there are."""
    names = relation.columns
    fetched = relation.limit(limit + 1).fetchall()
    body = [[_shown(value) for value in row] for row in fetched[:limit]]
    widths = [max([len(name), *(len(row[i]) for row in body)]) for i, name in enumerate(names)]
    lines = ["  ".join(name.ljust(width) for name, width in zip(names, widths, strict=True))]
    lines.append("  ".join("-" * width for width in widths))
    for row in body:
        lines.append("  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip())
    more = len(fetched) > limit
    count = f"{limit} rows shown, there are more" if more else f"{len(body)} rows"
    return "\n".join((*lines, f"({count})"))


def csv_lines(
    relation: duckdb.DuckDBPyRelation, *, tabs: bool = False, header: bool = True, null: str = ""
) -> Iterator[str]:
    """Yield CSV; with *tabs*, TSV, whose cells hold neither tabs nor line ends nor quotes around.

    Args:
        tabs: separate by tabs.
        header: begin with the names of the columns.
        null: how null is written.
    """
    if tabs:
        table = (list(map(_tabbed, row, [null] * len(row))) for row in rows(relation))
        head = [relation.columns] if header else []
        yield from ("\t".join(row) + "\n" for row in itertools.chain(head, table))
        return
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if header:
        writer.writerow(relation.columns)
    for row in rows(relation):
        writer.writerow([null if value is None else cell(value) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _tabbed(value: Any, null: str) -> str:
    # Readers of GDELT's and Phoenix's files split at tabs and know no quoting.
    return null if value is None else " ".join(str(cell(value)).split())


def json_lines(relation: duckdb.DuckDBPyRelation) -> Iterator[str]:
    """Yield one JSON object a row, nested columns nested."""
    names = relation.columns
    for row in rows(relation):
        yield json.dumps(dict(zip(names, map(plain, row), strict=True)), ensure_ascii=False) + "\n"


def write_sheet(relation: duckdb.DuckDBPyRelation, path: Path) -> None:
    """Write *relation* as a spreadsheet.

    Raises:
        RenderError: XlsxWriter is not installed, or there are more rows than a sheet holds.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise RenderError(
            "--format xlsx needs the package XlsxWriter: make setup-office, or choose csv"
        ) from None
    with xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    ) as book:
        sheet = book.add_worksheet("newsbeam")
        sheet.write_row(0, 0, relation.columns)
        for number, row in enumerate(rows(relation), 1):
            if number >= _SHEET_ROWS:
                raise RenderError(
                    f"a sheet holds {_SHEET_ROWS - 1:,} rows; add LIMIT to the query, or choose "
                    "--format csv or parquet"
                )
            for index, value in enumerate(row):
                shown = cell(value)
                if shown is not None:
                    sheet.write(number, index, shown[:_CELL] if isinstance(shown, str) else shown)


def write(relation: duckdb.DuckDBPyRelation, path: Path, kind: str) -> None:
    """Write *relation* to the file *path* as *kind* of `FORMATS`, or "tsv".

    Raises:
        RenderError: the result does not fit the format.
        OSError: the file cannot be written.
    """
    if kind == "parquet":
        reader = relation.to_arrow_reader(100_000)
        with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
    elif kind == "xlsx":
        write_sheet(relation, path)
    else:
        lines = {
            "csv": lambda: csv_lines(relation),
            "tsv": lambda: csv_lines(relation, tabs=True),
            "json": lambda: json_lines(relation),
            "table": lambda: iter([text_table(relation, limit=10**9) + "\n"]),
        }[kind]()
        with path.open("w", encoding="utf-8", newline="") as handle:
            handle.writelines(lines)
