"""One line of each reader reads each table whole: dated, undated, mixed and without rows."""

from __future__ import annotations

import datetime as dt
import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES
from tests.support.write_samples import Row, article, merge_all, new_run, write_shard
from tests.unit.write.test_rows import event
from transforms.write.commit import commit

DAYS: dict[str, list[dt.date | None]] = {
    "dated": [dt.date(2024, 1, 1), dt.date(2024, 1, 2), dt.date(2024, 1, 2)],
    "undated": [None, None, None],
    "mixed": [dt.date(2024, 1, 1), None, dt.date(2024, 1, 2)],
    "empty": [],
}

#: What a person types, and nothing else; each gives the number of rows and the type of a column.
READERS: dict[str, Callable[[str], Any]] = {
    "pandas": lambda folder: pd.read_parquet(folder),
    "polars": lambda folder: pl.read_parquet(folder),
    "duckdb": lambda folder: duckdb.sql(f"FROM '{folder}/**/*.parquet'").to_arrow_table(),
    "duckdb-hive": lambda folder: duckdb.sql(
        f"FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
    ).to_arrow_table(),
    "pyarrow": lambda folder: pq.read_table(folder),
    "pyarrow-dataset": lambda folder: ds.dataset(folder, partitioning="hive").to_table(),
}


def rows_of(days: list[dt.date | None]) -> dict[str, list[Row]]:
    """Rows of every table, one a day of ``days``."""
    tables: dict[str, list[Row]] = {name: [] for name in TABLES}
    for number, day in enumerate(days):
        row = article(number, day, source=f"paper{number}.example" if day else None)
        common = {"article_id": row["article_id"], "published_date": day, "sentence_index": 0}
        tables["articles"].append(row)
        tables["entities"].append({**common, "start": 0, "end": 4, "text": "Text", "label": "ORG"})
        tables["events"].append(event(event_id=f"e{number}", **common))
        tables["quotes"].append(
            {**common, "quote_id": f"q{number}", "start": 0, "end": 4, "text": "Te", "direct": True}
        )
        tables["stories"].append(
            {
                "story_id": row["story_id"],
                "representative": row["article_id"],
                "first_date": day,
                "last_date": day,
                "articles": 1,
                "sources": [],
            }
        )
        tables["incidents"].append(
            {
                "incident_id": f"i{number}",
                "predicate": "meet",
                "representative": f"e{number}",
                "first_date": day,
                "last_date": day,
                "negated": False,
                "modality": "asserted",
                "mentions": 1,
                "articles": 1,
                "actors": [],
                "recipients": [],
                "counts": [],
                "sources": [],
            }
        )
        tables["rejects"].append(
            {"stage": "read", "code": "R001", "message": "no", "input_uri": f"{number}.json"}
        )
    return tables


@pytest.fixture(scope="module", params=["date", "month", "source"])
def outputs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Path]:
    """Kind of corpus → its tables, for one value of ``--partition_by``."""
    made = {}
    for kind, days in DAYS.items():
        made[kind] = tmp_path_factory.mktemp(kind)
        run = new_run(made[kind], partition_by=request.param)
        commit(run, merge_all(run, [write_shard(run, "s", rows_of(days))]), {})
    return made


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("kind", DAYS)
def test_reader_reads_the_table_whole(
    outputs: dict[str, Path], kind: str, table: str, reader: str
) -> None:
    found = READERS[reader](f"{outputs[kind]}/{table}")
    assert len(found) == len(DAYS[kind])
    names = list(found.columns) if reader in ("pandas", "polars") else found.schema.names
    assert set(TABLES[table].schema.names) <= set(names)
    column = TABLES[table].date_column
    if column is not None:
        told = found[column]
        values = list(told) if reader in ("pandas", "polars") else told.to_pylist()
        told = [v.date() if isinstance(v, pd.Timestamp) else v for v in values]
        told = [None if v is None or v != v else v for v in told]
        assert sorted(told, key=str) == sorted(DAYS[kind], key=str)


def test_pandas_is_the_current_one() -> None:
    assert int(pd.__version__.split(".")[0]) >= 3


@pytest.mark.integration
def test_spark_reads_every_table_whole(outputs: dict[str, Path]) -> None:
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pip install pyspark, and Java 17")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    spark = builder.getOrCreate()
    try:
        for kind, days in DAYS.items():
            for table in TABLES.values():
                frame = spark.read.parquet(f"{outputs[kind]}/{table.name}")
                assert frame.count() == len(days), (kind, table.name)
                if table.date_column is not None:
                    assert dict(frame.dtypes)[table.date_column] == "date"
    finally:
        spark.stop()
