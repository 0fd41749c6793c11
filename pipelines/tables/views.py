"""Ready-made queries: ``views.sql`` → views of a DuckDB connection, with their descriptions."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import duckdb

_VIEW = re.compile(
    r"^-- (?P<name>\w+): (?P<doc>.+(?:\n-- .+)*)\n(?P<query>(?:(?!--).*\n)+?.*);$", re.MULTILINE
)


class View(NamedTuple):
    """A ready-made query.

    Attributes:
        name: name of the view.
        doc: one sentence about its rows.
        query: the SELECT statement.
    """

    name: str
    doc: str
    query: str


@cache
def ready_made() -> tuple[View, ...]:
    """Return the views in the order in which they build on one another."""
    text = files("pipelines.tables").joinpath("views.sql").read_text(encoding="utf-8")
    return tuple(
        View(match["name"], " ".join(match["doc"].replace("\n-- ", " ").split()), match["query"])
        for match in _VIEW.finditer(text)
    )


def names() -> tuple[str, ...]:
    """Return the names of all views."""
    return tuple(view.name for view in ready_made())


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all views in *connection*, which has the tables of the contract."""
    for view in ready_made():
        connection.execute(f'CREATE VIEW "{view.name}" AS {view.query}')
