"""Tables as values: name, Arrow schema with descriptions, sort order, partition column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa


def column(name: str, kind: pa.DataType, doc: str, *, required: bool = False) -> pa.Field:
    """An Arrow field whose metadata carries ``doc`` under the key ``description``."""
    return pa.field(name, kind, nullable=not required, metadata={"description": doc})


@dataclass(frozen=True)
class Table:
    """One output table.

    Attributes:
        name: folder name under the output.
        doc: what one row is.
        schema: all columns, the partition column among them; descriptions in field metadata.
        sort_by: columns that put the rows in one total order (decision 5: the same bytes always).
        date_column: the date that partitions the table, or None for an unpartitioned one.
        unique: the column whose values stand in one row only, or None.
        references: column → (table, column) that has its values.
        looked_up: ids that people look up or join on; files have a bloom filter for each.
        distinct: columns whose values (nearly) never repeat within a file, so that a dictionary
            would be built in vain.
        prose: columns of running text; their bounds help no filter, so files have none.
        long: the column that may hold megabytes in one row, or None; writers count its characters.
    """

    name: str
    doc: str
    schema: pa.Schema
    sort_by: tuple[str, ...]
    date_column: str | None
    unique: str | None
    references: Mapping[str, tuple[str, str]]
    looked_up: tuple[str, ...]
    distinct: frozenset[str]
    prose: frozenset[str]
    long: str | None

    @property
    def of_article(self) -> bool:
        """Whether its rows belong to one article each."""
        return self.name == "articles" or self.references.get("article_id") == (
            "articles", "article_id",
        )  # fmt: skip

    @property
    def owner(self) -> str | None:
        """Column whose id says which rows go together: the article's, else the row's own."""
        return "article_id" if self.of_article else self.unique


def column_docs(schema: pa.Schema) -> dict[str, str]:
    """Column name → description."""
    return {f.name: (f.metadata or {}).get(b"description", b"").decode() for f in schema}


def rows_to_table(table: Table, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Turn dictionaries (column → Python value) into an Arrow table of the contract's schema.

    Raises:
        pyarrow.ArrowInvalid, pyarrow.ArrowTypeError: a value does not fit its column.
    """
    return pa.Table.from_pylist(list(rows), schema=table.schema)


def table_markdown(table: Table) -> str:
    """The table's section of docs/tables.md."""
    lines = [f"## {table.name}", "", table.doc, ""]
    if table.date_column is None:
        lines.append("Not partitioned.")
    else:
        lines.append(
            f"Partitioned by `{table.date_column}` unless `--partition_by` says otherwise."
        )
    lines += [
        f"Rows are sorted by {', '.join(f'`{c}`' for c in table.sort_by)} within a file.",
        "",
        "| column | type | null? | what it holds |",
        "|---|---|---|---|",
    ]
    docs = column_docs(table.schema)
    for field in table.schema:
        null = "yes" if field.nullable else "no"
        lines.append(f"| `{field.name}` | `{field.type}` | {null} | {docs[field.name]} |")
    return "\n".join(lines) + "\n"
