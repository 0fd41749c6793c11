"""The PTransforms on Beam's own runner: every bundling gives the same bytes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that

from schemas.tables import TABLES
from tests.support.write_samples import Row, article, corpus, entities_of, tree
from transforms.write import Run, ShardResult, ShardWriter, WriteRows, WriteTables, begin_run
from transforms.write.check import check_output
from transforms.write.shards import finished_shard

SHARDS = 7
ARTICLES = 84


def rows_of_shard(number: int) -> list[tuple[Row, list[Row]]]:
    return corpus(ARTICLES, days=5)[number::SHARDS]


def write_one(number: int, run: Run, stop_after: int | None = None) -> Iterator[ShardResult]:
    """What a job does with one shard."""
    key = f"shard{number:04d}"
    result = finished_shard(run.area, key)
    if result is None:
        writer = ShardWriter(run.area, key, run.partition_by)
        for row, entities in rows_of_shard(number):
            writer.write("articles", [{**row, "story_id": None}])
            writer.write("entities", entities, article=row)
        count = len(rows_of_shard(number))
        result = writer.finish({"records_read": count, "articles": count})
    yield result


def story(number: int) -> Row:
    row = corpus(ARTICLES, days=5)[number][0]
    return {
        "story_id": row["story_id"],
        "representative": row["article_id"],
        "first_date": row["published_date"],
        "last_date": row["published_date"],
        "articles": 1,
        "sources": [row["source"]],
    }


def job(
    output: Path,
    order: list[int],
    runner: FnApiRunner | None = None,
    options: PipelineOptions | None = None,
    **values: Any,
) -> None:
    begun = begin_run(str(output), [], run_id="run", **values)
    with beam.Pipeline(runner=runner or FnApiRunner(), options=options) as pipeline:
        shards = (
            pipeline
            | "Shards" >> beam.Create(order)
            | "Spread" >> beam.Reshuffle()
            | "Write" >> beam.FlatMap(write_one, begun.run).with_output_types(ShardResult)
        )
        stories = (
            pipeline
            | "Numbers" >> beam.Create(list(range(0, ARTICLES, 2)))
            | "Stories" >> beam.Map(story)
            | "WriteStories" >> WriteRows(begun.run, "stories")
        )
        summary = (
            (shards, stories) | "All" >> beam.Flatten() | "WriteTables" >> WriteTables(begun.run)
        )

        def one_summary(found: list[Any]) -> None:
            assert len(found) == 1
            rows = {table.table: table.rows for table in found[0].tables}
            assert rows["articles"] == ARTICLES
            assert rows["stories"] == ARTICLES // 2
            assert rows["events"] == 0
            counts = {count.name: count.value for count in found[0].counts}
            assert counts["records_read"] == ARTICLES

        assert_that(summary, one_summary)


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("plain")
    job(folder, list(range(SHARDS)))
    return tree(folder)


def test_write_tables_is_whole_and_sound(tmp_path: Path, expected: dict[str, str]) -> None:
    job(tmp_path, list(range(SHARDS)))
    assert tree(tmp_path) == expected
    assert {path.split("/")[0] for path in expected} == set(TABLES)
    assert check_output(str(tmp_path)) == []


def test_write_tables_with_every_bundle_repeated(tmp_path: Path, expected: dict[str, str]) -> None:
    job(tmp_path, list(range(SHARDS)), FnApiRunner(bundle_repeat=2))
    assert tree(tmp_path) == expected


def test_write_tables_of_shuffled_shards_some_twice(
    tmp_path: Path, expected: dict[str, str]
) -> None:
    rng = random.Random(1)
    order = list(range(SHARDS)) + rng.choices(range(SHARDS), k=5)
    rng.shuffle(order)
    job(tmp_path, order)
    assert tree(tmp_path) == expected


def test_write_tables_of_nothing_makes_empty_tables(tmp_path: Path) -> None:
    begun = begin_run(str(tmp_path), [], run_id="run")
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        results = pipeline | beam.Create([]).with_output_types(ShardResult)
        _ = results | WriteTables(begun.run)
    assert {path.split("/")[0] for path in tree(tmp_path)} == set(TABLES)
    assert check_output(str(tmp_path)) == []


@pytest.mark.parametrize("partition_by", ["month", "source"])
def test_write_tables_partitioned_otherwise(tmp_path: Path, partition_by: str) -> None:
    job(tmp_path, list(range(SHARDS)), partition_by=partition_by)
    key = "published_month" if partition_by == "month" else f"by_{partition_by}"
    folders = {path.split("/")[1] for path in tree(tmp_path) if path.startswith("entities")}
    assert all(folder.startswith(f"{key}=") for folder in folders)
    assert check_output(str(tmp_path)) == []


def test_write_tables_in_worker_processes(tmp_path: Path, expected: dict[str, str]) -> None:
    options = PipelineOptions(["--direct_running_mode=multi_processing", "--direct_num_workers=2"])
    begun = begin_run(str(tmp_path), [], run_id="run")
    with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
        shards = (
            pipeline
            | "Shards" >> beam.Create(list(range(SHARDS)))
            | "Spread" >> beam.Reshuffle()
            | "Write" >> beam.FlatMap(write_one, begun.run).with_output_types(ShardResult)
        )
        _ = shards | "WriteTables" >> WriteTables(begun.run)
    found = tree(tmp_path)
    assert {p: h for p, h in found.items() if not p.startswith("stories")} == {
        p: h for p, h in expected.items() if not p.startswith("stories")
    }


def test_write_rows_reports_rows_that_do_not_fit(tmp_path: Path) -> None:
    begun = begin_run(str(tmp_path), [], run_id="run")
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        rows = pipeline | beam.Create([story(0), {**story(2), "articles": None}])
        results = rows | WriteRows(begun.run, "stories")
        _ = results | WriteTables(begun.run)
    rejects = [path for path in tree(tmp_path) if path.startswith("rejects")]
    assert len(rejects) == 1
    import pyarrow.parquet as pq

    assert pq.read_table(tmp_path / rejects[0])["code"].to_pylist() == ["W001"]


def test_samples_have_entities_of_their_article() -> None:
    row = article(5, dt.date(2024, 1, 1))
    assert {entity["article_id"] for entity in entities_of(row, 3)} == {row["article_id"]}
