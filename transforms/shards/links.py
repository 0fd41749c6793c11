"""Extracted shards → the same shards, their events linked to first reports in other articles.

Which events are the same is known only when all are in. Keys and ids are shuffled, never rows:
each shard lists the keys of its events, each key elects its first report, and the event rows of
those shards that hold later reports are written again with their links. The outcome depends on
the rows alone, whatever the workers, the bundles and the retries.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import apache_beam as beam
import pyarrow as pa

from schemas.ids import stable_id
from schemas.records.coding import register
from schemas.tables import TABLES
from transforms.events.duplicates import Report, first_reports, key_of, known_as
from transforms.write.partitions import file_schema
from transforms.write.run_file import RunFile, write_run_file
from transforms.write.shards import ShardResult, TempFile, WorkArea

__all__ = ["LinkReports", "linked_shard", "reports_of"]

register(Report)

#: Columns that a key is made from.
_KEYED = ("event_id", "article_id", "event_type", "mode", "negated", "modality", "actors",
          "recipients", "event_date_start", "event_date_end", "place", "duplicate_of")  # fmt: skip
_EVENTS = TABLES["events"]


def _pieces(
    area: WorkArea, file: TempFile, schema: pa.Schema
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """(partition, rows) of one run file, in order."""
    run = RunFile(area.storage, file.path, schema, _EVENTS.sort_by)
    for segment in run.segments:
        for batch in run.batches(segment.start, segment.start + segment.rows):
            yield segment.partition, batch


def _name(person: Mapping[str, Any]) -> str:
    return known_as(person["name"], person["text"], person["country"], person["sectors"])


def reports_of(
    area: WorkArea, result: ShardResult, partition_by: str = "date"
) -> Iterator[tuple[str, Report]]:
    """(key, report) of the shard's events that other articles may report too.

    Raises:
        transforms.write.WriteError: W005, a temporary file is gone or damaged.
    """
    schema = file_schema(_EVENTS, partition_by)
    for file in result.files:
        if file.table != "events":
            continue
        for partition, batch in _pieces(area, file, schema):
            days = (
                batch.column("published_date").to_pylist()
                if "published_date" in schema.names
                else [partition] * batch.num_rows
            )
            for day, row in zip(days, batch.select(_KEYED).to_pylist(), strict=True):
                if row["duplicate_of"] is not None:
                    continue
                key = key_of(
                    row["event_type"],
                    row["mode"],
                    bool(row["negated"]),
                    row["modality"],
                    [_name(person) for person in row["actors"] or ()],
                    [_name(person) for person in row["recipients"] or ()],
                    row["event_date_start"],
                    row["event_date_end"],
                )
                if key is None:
                    continue
                place = row["place"] or {}
                where = str(place.get("geonames_id") or place.get("name") or "")
                order = f"{day if day is not None else '~'} {row['article_id']}"
                yield key, Report(order, where, row["event_id"], result.shard_key)


def linked_shard(
    area: WorkArea, result: ShardResult, links: Mapping[str, str], partition_by: str = "date"
) -> list[ShardResult]:
    """The shard with ``links`` (event_id → event_id of the first report) in its event rows.

    Rows that point at a linked row point at its first report now, so that links never chain. The
    new rows are a shard of their own; the old one keeps the rest and its counts.

    Raises:
        transforms.write.WriteError: W004, W005, the work area cannot be written or read.
    """
    if not links:
        return [result]
    schema = file_schema(_EVENTS, partition_by)
    key = stable_id("links", result.shard_key, *(f"{a}>{b}" for a, b in sorted(links.items())))
    files: list[TempFile] = []
    attempt = uuid.uuid4().hex[:12]
    for file in result.files:
        if file.table != "events":
            continue
        path = f"{area.shard_folder(key)}/{attempt}-events-{len(files)}.run"
        segments = write_run_file(
            area.storage,
            path,
            (
                (_relinked(batch, links), [(partition, batch.num_rows)])
                for partition, batch in _pieces(area, file, schema)
            ),
            _EVENTS.sort_by,
        )
        files.append(file._replace(path=path, size=sum(segment.size for segment in segments)))
    rest = tuple(file for file in result.files if file.table != "events")
    return [result._replace(files=rest), ShardResult(key, tuple(files), ())]


def _relinked(batch: pa.RecordBatch, links: Mapping[str, str]) -> pa.RecordBatch:
    ids = batch.column("event_id").to_pylist()
    known = batch.column("duplicate_of").to_pylist()
    found = [
        links.get(event_id) if first is None else links.get(first, first)
        for event_id, first in zip(ids, known, strict=True)
    ]
    at = batch.schema.get_field_index("duplicate_of")
    columns = list(batch.columns)
    columns[at] = pa.array(found, batch.schema.field(at).type)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


class LinkReports(beam.PTransform):
    """`ShardResult` → `ShardResult`, events linked across all articles of the run.

    Args:
        area: the work area.
        partition_by: see `transforms.write.partitions`.
    """

    def __init__(self, area: WorkArea, partition_by: str = "date") -> None:
        super().__init__()
        self._area = area
        self._partition_by = partition_by

    def expand(self, results: beam.PCollection) -> beam.PCollection:
        links = (
            results
            | "ListReports"
            >> beam.FlatMap(_reports, self._area, self._partition_by).with_output_types(
                tuple[str, Report]
            )
            | "GroupByReport" >> beam.GroupByKey()
            | "ElectFirst" >> beam.FlatMap(_elected).with_output_types(tuple[str, tuple[str, str]])
        )
        shards = results | "KeyByShard" >> beam.Map(_by_shard).with_output_types(
            tuple[str, ShardResult]
        )
        return (
            {"shards": shards, "links": links}
            | "JoinLinks" >> beam.CoGroupByKey()
            | "LinkShard"
            >> beam.FlatMap(_linked, self._area, self._partition_by).with_output_types(ShardResult)
        )


def _by_shard(result: ShardResult) -> tuple[str, ShardResult]:
    return result.shard_key, result


def _reports(
    result: ShardResult, area: WorkArea, partition_by: str
) -> Iterator[tuple[str, Report]]:
    yield from reports_of(area, result, partition_by)


def _elected(group: tuple[str, Iterable[Report]]) -> Iterator[tuple[str, tuple[str, str]]]:
    for report, first in first_reports(group[1]):
        yield report.shard, (report.event_id, first)


def _linked(
    element: tuple[str, Mapping[str, Iterable[Any]]], area: WorkArea, partition_by: str
) -> Iterator[ShardResult]:
    """Retries may hand on a shard twice; either result is whole."""
    _, groups = element
    found = sorted(groups["shards"], key=lambda result: tuple(file.path for file in result.files))
    if found:
        yield from linked_shard(area, found[0], dict(sorted(groups["links"])), partition_by)
