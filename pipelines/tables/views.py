"""Ready-made queries: ``views.sql`` → views of a DuckDB connection, with their descriptions."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import duckdb

from schemas.tables import TABLES

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


def read(package: str, name: str) -> tuple[View, ...]:
    """Return the queries of an SQL file of *package*, in the order in which they stand on another.

    ``{report}`` in a query stands for what reports of one event have in common.
    """
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    return tuple(
        View(
            match["name"],
            " ".join(match["doc"].replace("\n-- ", " ").split()),
            match["query"].replace("{report}", _report()),
        )
        for match in _VIEW.finditer(text)
    )


def _report() -> str:
    """The incident where the contract has one and it is known, else the first report."""
    keys = ("incident_id", "duplicate_of", "event_id")
    known = [f"e.{key}" for key in keys if key in TABLES["events"].schema.names]
    return f"coalesce({', '.join(known)})"


@cache
def ready_made() -> tuple[View, ...]:
    """Return the views in the order in which they build on one another."""
    return read("pipelines.tables", "views.sql")


def names() -> tuple[str, ...]:
    """Return the names of all views."""
    return tuple(view.name for view in ready_made())


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create all views in *connection*, which has the tables of the contract."""
    for view in ready_made():
        connection.execute(f'CREATE VIEW "{view.name}" AS {view.query}')
