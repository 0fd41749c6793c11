"""Arrow schemas of the output tables, a description on every column.

Source of the contract: docs/tables.md is generated from here (`python -m schemas.tables`).
"""

from __future__ import annotations

from schemas.tables.base import Table, column_docs, rows_to_table, table_markdown
from schemas.tables.contract import (
    ARTICLES,
    ENTITIES,
    EVENTS,
    INCIDENTS,
    QUOTES,
    REJECTS,
    STORIES,
    TABLES,
)

__all__ = [
    "ARTICLES",
    "ENTITIES",
    "EVENTS",
    "INCIDENTS",
    "QUOTES",
    "REJECTS",
    "STORIES",
    "TABLES",
    "Table",
    "column_docs",
    "rows_to_table",
    "table_markdown",
]
