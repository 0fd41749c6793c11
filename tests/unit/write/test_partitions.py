"""Partition values: what is written can be read by every engine, and nothing leaves its folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.tables import ARTICLES, ENTITIES, REJECTS, STORIES, TABLES
from transforms.write.partitions import (
    DEFAULT_PARTITION,
    MAX_VALUE_BYTES,
    PARTITION_BY,
    decode_value,
    encode_value,
    partition_folder,
    partition_rule,
)

VALUES = [
    "bbc.co.uk",
    "Der Standard",
    "a/b\\c",
    "../../etc/passwd",
    "..",
    "100%",
    "x=y&z",
    "Süddeutsche Zeitung",
    "朝日新聞",
    "what? [*] {a,b} 'q' \"r\" #1 + ~ : ; ^ | <>",
    "%2F",
    "tab\tnew\nline",
]


@pytest.mark.parametrize(
    ("partition_by", "folder"),
    [
        ("date", "published_day=2019-01-29"),
        ("month", "published_month=2019-01"),
        ("year", "published_year=2019"),
        ("source", "by_source=a.example"),
        ("language", "by_language=en"),
    ],
)
def test_partition_folder_follows_the_option(partition_by: str, folder: str) -> None:
    row = {"published_date": dt.date(2019, 1, 29), "source": "a.example", "language": "en"}
    assert partition_folder(partition_rule(ARTICLES, partition_by), row) == folder


def test_partition_folder_takes_the_source_of_an_entity_from_its_article() -> None:
    rule = partition_rule(ENTITIES, "source")
    assert partition_folder(rule, {"text": "x"}, {"source": "a.example"}) == "by_source=a.example"


def test_partition_folder_sends_the_unknown_to_none() -> None:
    for partition_by in ("date", "month", "source"):
        folder = partition_folder(partition_rule(ARTICLES, partition_by), {"source": None})
        assert folder.endswith("=" + DEFAULT_PARTITION)


def test_partition_folder_of_early_years_keeps_four_digits() -> None:
    rule = partition_rule(ARTICLES, "year")
    assert partition_folder(rule, {"published_date": dt.date(799, 5, 1)}) == "published_year=0799"


def test_partition_rule_keeps_stories_by_date_and_rejects_whole() -> None:
    assert partition_rule(REJECTS, "date") is None
    assert partition_folder(partition_rule(REJECTS), {"stage": "read"}) == ""
    rule = partition_rule(STORIES, "source")
    assert rule is not None
    assert rule.key == "first_day"
    month = partition_rule(STORIES, "month")
    assert month is not None
    assert month.key == "first_month"


def test_partition_rule_refuses_other_words() -> None:
    with pytest.raises(ValueError, match="--partition_by week"):
        partition_rule(ARTICLES, "week")


def test_no_partition_key_is_a_column() -> None:
    for table in TABLES.values():
        for partition_by in PARTITION_BY:
            rule = partition_rule(table, partition_by)
            assert rule is None or rule.key not in table.schema.names


def test_a_source_called_none_is_not_taken_for_an_unknown_one() -> None:
    assert encode_value(DEFAULT_PARTITION) != DEFAULT_PARTITION
    assert decode_value(encode_value(DEFAULT_PARTITION)) == DEFAULT_PARTITION


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
@settings(max_examples=300)
def test_encode_value_stays_one_plain_name(value: str) -> None:
    encoded = encode_value(value)
    assert not set(encoded) & set('/\\:*?"<>|=%\n\0 [') - {"%"}
    assert len(encoded.encode()) <= MAX_VALUE_BYTES
    if "~" not in encoded:
        assert decode_value(encoded) == value


def test_encode_value_cuts_long_names_without_mixing_them_up() -> None:
    one, other = encode_value("ü%" * 300 + "a"), encode_value("ü%" * 300 + "b")
    assert one != other
    assert len(one.encode()) <= MAX_VALUE_BYTES


def test_every_engine_reads_the_values_back(tmp_path: Path) -> None:
    for number, value in enumerate(VALUES):
        folder = tmp_path / f"source={encode_value(value)}"
        folder.mkdir()
        pq.write_table(pa.table({"n": [number]}), folder / "part.parquet")
    expected = dict(enumerate(VALUES))
    found = dict(
        duckdb.sql(
            f"SELECT n, source FROM read_parquet('{tmp_path}/**/*.parquet', hive_partitioning=true)"
        ).fetchall()
    )
    assert found == expected

    dataset = ds.dataset(
        tmp_path,
        partitioning=ds.HivePartitioning(pa.schema([("source", pa.string())])),
    )
    table = dataset.to_table()
    assert dict(zip(table["n"].to_pylist(), table["source"].to_pylist(), strict=True)) == expected

    frame = pl.scan_parquet(
        f"{tmp_path}/**/*.parquet", hive_partitioning=True, hive_schema={"source": pl.String}
    ).collect()
    found = dict(frame.select("n", "source").rows())
    assert found == expected
