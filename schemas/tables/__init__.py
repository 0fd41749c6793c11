"""Arrow schemas of the output tables, a description on every column.

Source of the contract: docs/tables.md is generated from here (`python -m schemas.tables`).
"""

from __future__ import annotations

from schemas.tables.articles import ARTICLES
from schemas.tables.base import Table, column_docs, rows_to_table, table_markdown
from schemas.tables.contract import TABLES
from schemas.tables.entities import ENTITIES
from schemas.tables.events import EVENTS
from schemas.tables.incidents import INCIDENTS
from schemas.tables.quotes import QUOTES
from schemas.tables.rejects import REJECTS
from schemas.tables.stories import STORIES

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
