"""Opened tables and a layout → a relation, or a CSV, TSV or Parquet file of it."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.export.layouts import Layout
from pipelines.tables import rendering, views
from pipelines.tables.opened import Tables
from schemas.ontology import load_ontology

#: Ending of the output → format.
ENDINGS = {".csv": "csv", ".tsv": "tsv", ".txt": "tsv", ".parquet": "parquet"}


def countries() -> pa.Table:
    """Return countries.tsv: ISO, FIPS 10-4, COW and Gleditsch-Ward codes, name, UCDP region."""
    text = files("pipelines.export").joinpath("countries.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = [
        {key: value or None for key, value in row.items()}
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]
    table = pa.Table.from_pylist(rows)
    for name in ("iso_number", "cow", "gw"):
        index = table.schema.get_field_index(name)
        table = table.set_column(index, name, table[name].cast(pa.int32()))
    return table


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the look-ups and base queries of all layouts, once a connection."""
    there = connection.execute(
        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'export_pairs'"
    ).fetchall()
    if there[0][0]:
        return
    ontology = load_ontology()
    scores = [
        {"event_type": kind.name, "mode": mode or "", "score": score}
        for kind in ontology.event_types.values()
        for mode, score in ((None, kind.score), *kind.modes.items())
    ]
    looked_up = {
        "export_countries": countries(),
        "export_cameo": pa.Table.from_pylist(
            [{"code": code.code, "label": code.label} for code in ontology.cameo.values()]
        ),
        "export_quads": pa.Table.from_pylist(
            [{"quad_class": number, "label": name} for number, name in ontology.quad_names.items()]
        ),
        "export_scores": pa.Table.from_pylist(scores),
    }
    for name, table in looked_up.items():
        connection.register(f"{name}_given", table)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")
        connection.unregister(f"{name}_given")
    for view in views.read("pipelines.export", "base.sql"):
        connection.execute(f'CREATE VIEW "{view.name}" AS {view.query}')


def relation_of(tables: Tables, layout: Layout) -> duckdb.DuckDBPyRelation:
    """Return the rows of *tables* in *layout*: its columns in its order with its types."""
    _prepare(tables.connection)
    columns = ", ".join(
        f'CAST({column.sql or "NULL"} AS {column.type}) AS "{column.name}"'
        for column in layout.columns
    )
    where = f" WHERE {layout.where}" if layout.where else ""
    return tables.sql(f"SELECT {columns} FROM {layout.rows} rows{where} ORDER BY {layout.order}")


def export(tables: Tables, layout: Layout, output: Path, header: bool | None = None) -> None:
    """Write *tables* to *output* in *layout*; the file's ending says in which format.

    Args:
        header: whether a text file begins with the names of the columns; None does as the
            layout's system does.

    Raises:
        rendering.RenderError: the ending is none of `ENDINGS`.
        OSError: the file cannot be written.
    """
    kind = ENDINGS.get(output.suffix.lower())
    if kind is None:
        known = ", ".join(ENDINGS)
        raise rendering.RenderError(f"--output {output}: the file's name must end in {known}")
    relation = relation_of(tables, layout)
    if kind == "parquet":
        rendering.write(relation, output, kind)
        return
    head = layout.header if header is None else header
    lines = rendering.csv_lines(relation, tabs=kind == "tsv", header=head, null=layout.null)
    with output.open("w", encoding="utf-8", newline="") as handle:
        handle.writelines(lines)
