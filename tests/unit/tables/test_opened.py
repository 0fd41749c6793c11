"""Tables open with every column of the contract, whatever the output holds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.tables import OpenTablesError, open_tables
from pipelines.tables.views import ready_made
from schemas.tables import TABLES


def test_every_table_has_the_columns_of_the_contract(folder: Path) -> None:
    with open_tables(str(folder)) as tables:
        for name, table in TABLES.items():
            assert tables.table(name).columns == table.schema.names
        assert len(tables.table("articles")) == 4
        assert len(tables.table("stories")) == 0
        assert tables.sql("SELECT count(*) FROM articles WHERE published_date IS NULL").fetchall()[
            0
        ] == (1,)


def test_columns_and_fields_that_an_older_contract_lacks_are_null(
    folder: Path, tmp_path: Path
) -> None:
    with open_tables(str(folder)) as tables:
        # Contract 1 kept the date in the folder's name alone.
        events = tables.arrow("events").drop_columns(["event_class", "salience", "published_date"])
    party = events.schema.field("actors").type.value_type
    older = pa.list_(pa.struct([party.field(n) for n in ("text", "start", "end", "name")]))
    index = events.schema.get_field_index("actors")
    plain = [
        [{k: p[k] for k in ("text", "start", "end", "name")} for p in row]
        for row in events["actors"].to_pylist()
    ]
    events = events.set_column(index, "actors", pa.array(plain, older))
    target = tmp_path / "events" / "published_date=2024-01-15"
    target.mkdir(parents=True)
    pq.write_table(events, target / "part-0.parquet")
    undated = tmp_path / "events" / "published_date=__HIVE_DEFAULT_PARTITION__"
    undated.mkdir()
    pq.write_table(events, undated / "part-0.parquet")
    with open_tables(str(tmp_path)) as tables:
        assert tables.table("events").columns == TABLES["events"].schema.names
        codes = tables.sql(
            "SELECT DISTINCT event_class, actor_code FROM events_flat WHERE actor IS NOT NULL"
        )
        assert codes.fetchall() == [(None, None)]
        days = tables.sql("SELECT DISTINCT published_date FROM events ORDER BY ALL").fetchall()
        assert days == [(dt.date(2024, 1, 15),), (None,)]


def test_tables_open_through_any_filesystem(folder: Path) -> None:
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/see", recursive=True)
    with open_tables("memory:///see") as tables:
        assert len(tables.table("articles")) == 4


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OpenTablesError, match="holds no tables"):
        open_tables(str(tmp_path))


def test_every_view_runs_and_is_described(folder: Path) -> None:
    assert {view.name for view in ready_made()} == {
        "mentions", "events_flat", "dyads_by_month", "quotes_by_speaker", "places",
    }  # fmt: skip
    with open_tables(str(folder)) as tables:
        for view in ready_made():
            assert view.doc.endswith(".")
            assert len(tables.table(view.name)) > 0, view.name


def test_events_flat_has_a_row_a_pair_and_the_words_of_the_event(folder: Path) -> None:
    with open_tables(str(folder)) as tables:
        found = tables.sql(
            "SELECT actor_country, recipient_country, evidence FROM events_flat "
            "WHERE event_class = 'MEET' AND actor_country = 'FRA'"
        ).fetchall()
    assert [row[:2] for row in found] == [("FRA", "DEU")]
    assert found[0][2].startswith("French President")


def test_handles_to_pandas_polars_arrow(folder: Path) -> None:
    with open_tables(str(folder)) as tables:
        counts = {len(tables.pandas("events")), len(tables.arrow("events")),
                  len(tables.polars("events")), len(tables.table("events"))}  # fmt: skip
        assert len(counts) == 1
        with pytest.raises(KeyError, match="no table or view"):
            tables.table("evnts")
        with pytest.raises(duckdb.Error):
            tables.sql("SELECT nothing FROM events").fetchall()
