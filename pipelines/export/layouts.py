"""``columns/NAME.tsv`` → `Layout`: the columns of another system and our expression for each."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Column(NamedTuple):
    """A column of a layout.

    Attributes:
        name: the other system's name.
        type: DuckDB type.
        sql: expression over the layout's rows; "" where we have nothing to say (null).
        note: what differs from the other system, "" for nothing.
    """

    name: str
    type: str
    sql: str
    note: str


class Layout(NamedTuple):
    """Columns and form of another system's file.

    Attributes:
        name: value of ``--layout``.
        title: name of the system.
        rows: view that the expressions stand on.
        where: condition on its rows, "" for none.
        order: ORDER BY, which makes the same input give the same file.
        header: whether text files of the system begin with the names of the columns.
        null: how text files of the system write null.
        source: where names and order come from.
        columns: in the system's order.
    """

    name: str
    title: str
    rows: str
    where: str
    order: str
    header: bool
    null: str
    source: str
    columns: tuple[Column, ...]


#: Order of docs/layouts.md.
NAMES = ("flat", "gdelt", "gdelt2", "gkg", "polecat", "icews", "phoenix", "acled", "ucdp")


@cache
def layout_named(name: str) -> Layout:
    """Return a layout.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    path = files("pipelines.export").joinpath("columns", f"{name}.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    heads = [line.removeprefix("# ").partition(": ") for line in lines if line.startswith("#")]
    head = {key.rstrip(":"): value for key, _, value in heads}
    body = csv.DictReader(
        (line for line in lines if not line.startswith("#")),
        delimiter="\t",
        quoting=csv.QUOTE_NONE,
    )
    columns = tuple(
        Column(row["column"], row["type"], row["sql"] or "", row["note"] or "") for row in body
    )
    return Layout(
        name=name,
        title=head["title"],
        rows=head["rows"],
        where=head.get("where", ""),
        order=head["order"],
        header=head.get("header", "yes") == "yes",
        null=head.get("null", ""),
        source=head["source"],
        columns=columns,
    )


def all_layouts() -> tuple[Layout, ...]:
    """Return every layout, in the order of docs/layouts.md."""
    return tuple(layout_named(name) for name in NAMES)
