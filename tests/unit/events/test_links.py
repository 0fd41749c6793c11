"""Events of different shards are linked, on disk and in a pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.testing import test_pipeline
from apache_beam.testing.util import assert_that

from schemas.records import Article, Event
from schemas.tables import TABLES
from schemas.tables.rows import event_row
from tests.unit.events.test_duplicates import event
from transforms.shards.links import LinkReports, linked_shard, reports_of
from transforms.storage import Storage
from transforms.write.run_file import RunFile
from transforms.write.shards import ShardResult, ShardWriter, WorkArea


def article(key: str, day: str) -> Article:
    return Article(
        key, "in", 0, None, None, None, None, None, (), None, None, None, day, None, "en",
        None, (), "text", "", 1, (), "test",
    )  # fmt: skip


def shard(area: WorkArea, key: str, day: str, *events: Event) -> ShardResult:
    writer = ShardWriter(area, key)
    row = article(key, day)
    writer.write("events", [event_row(row, each) for each in events])
    return writer.finish({"articles": 1})


def rows_of(area: WorkArea, results: list[ShardResult]) -> dict[str, Any]:
    """duplicate_of of every event row in ``results``."""
    schema = TABLES["events"].schema
    found = {}
    for result in results:
        for file in result.files:
            run = RunFile(area.storage, file.path, schema, TABLES["events"].sort_by)
            for segment in run.segments:
                for batch in run.batches(segment.start, segment.start + segment.rows):
                    found.update(
                        zip(
                            batch.column("event_id").to_pylist(),
                            batch.column("duplicate_of").to_pylist(),
                            strict=True,
                        )
                    )
    return found


def test_link_reports_links_the_later_article(tmp_path: Path) -> None:
    area = WorkArea(Storage(str(tmp_path)))
    first = shard(area, "one", "2024-05-01", event("a"))
    later = shard(
        area, "two", "2024-05-02", event("b"), event("c", duplicate_of="b"),
        event("d", event_date_start="2024-05-02", event_date_end="2024-05-02"),
    )  # fmt: skip

    def check(results: list[ShardResult]) -> None:
        assert rows_of(area, results) == {"a": None, "b": "a", "c": "a", "d": None}
        counts = sum(count.value for r in results for count in r.counts if count.name == "articles")
        assert counts == 2

    with test_pipeline.TestPipeline() as pipeline:
        linked = pipeline | beam.Create([later, first, later]) | LinkReports(area)
        assert_that(linked, check)


def test_reports_of_tells_the_shard_and_the_day(tmp_path: Path) -> None:
    area = WorkArea(Storage(str(tmp_path)))
    result = shard(area, "one", "2024-05-01", event("a"), event("b", duplicate_of="a"))
    ((_, report),) = reports_of(area, result)
    assert report.event_id == "a"
    assert report.shard == "one"
    assert "2024-05-01" in report.order


def test_linked_shard_without_links_is_itself(tmp_path: Path) -> None:
    area = WorkArea(Storage(str(tmp_path)))
    result = shard(area, "one", "2024-05-01", event("a"))
    assert linked_shard(area, result, {}) == [result]
