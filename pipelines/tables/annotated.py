"""`Annotated`: one article with its rows of the tables, whether just made or read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipelines.tables.marking import Segment, marks_of, segments
from schemas.tables import TABLES, rows_to_table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


#: Column → value, as in the tables.
Row = dict[str, Any]


@dataclass(frozen=True)
class Annotated:
    """One article and what was found in it; every row has the columns of its table.

    Attributes:
        article: the row of ``articles``; ``article["text"]`` is the text that offsets point into.
        entities: rows of ``entities``, in text order.
        events: rows of ``events``.
        quotes: rows of ``quotes``.
    """

    article: Row
    entities: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    quotes: list[Row] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text that offsets point into: the body after cleaning."""
        return str(self.article["text"])

    def segments(self) -> Iterator[Segment]:
        """Yield the text in pieces, each with the annotations that cover it."""
        return segments(self.text, marks_of(self.entities, self.events, self.quotes))

    def arrow(self, table: str) -> pa.Table:
        """Return the rows of *table* as an Arrow table of the contract's schema.

        Raises:
            KeyError: *table* is none of articles, entities, events, quotes.
        """
        rows = {
            "articles": [self.article],
            "entities": self.entities,
            "events": self.events,
            "quotes": self.quotes,
        }
        return rows_to_table(TABLES[table], rows[table])

    def pandas(self, table: str) -> pd.DataFrame:
        """Return the rows of *table* as a pandas data frame (needs pandas)."""
        return self.arrow(table).to_pandas()

    def polars(self, table: str) -> pl.DataFrame:
        """Return the rows of *table* as a Polars data frame (needs Polars)."""
        import polars

        frame = polars.from_arrow(self.arrow(table))
        assert isinstance(frame, polars.DataFrame)
        return frame

    def _repr_html_(self) -> str:
        from pipelines.report.articles import standalone_html

        return standalone_html(self)

    def __repr__(self) -> str:
        name = self.article["title"] or self.text[:40]
        return (
            f"<newsbeam.Annotated {name!r}: {len(self.entities)} entities, "
            f"{len(self.events)} events, {len(self.quotes)} quotes>"
        )
