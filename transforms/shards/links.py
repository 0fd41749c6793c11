"""Extracted shards → the same shards, their events linked to first reports in other articles.

Which events are the same is known only when all are in. Keys and ids are shuffled, never rows:
each shard lists the keys of its events, each key elects its first report, and the event rows of
those shards that hold later reports are written again with their links. The outcome depends on
the rows alone, whatever the workers, the bundles and the retries.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from schemas.ids import stable_id
from schemas.records.coding import register
from schemas.tables import TABLES
from transforms.events.duplicates import Report, first_reports, key_of, known_as
from transforms.storage import Storage
from transforms.write.log import unless_replaced
from transforms.write.plan import table_files
from transforms.write.rewrite import Removal
from transforms.write.run_file import RunFile, write_run_file
from transforms.write.shards import ShardResult, TempFile, WorkArea
from transforms.write.stored import stored_batches

__all__ = ["KnownReports", "LinkReports", "event_pieces", "known_reports", "linked_shard",
           "reports_of", "rewritten_shard", "with_column"]  # fmt: skip

register(Report)

#: Columns that a key is made from.
KEYED = ("event_id", "article_id", "published_date", "event_type", "mode", "negated", "modality",
         "actors", "recipients", "event_date_start", "event_date_end", "place",
         "duplicate_of")  # fmt: skip
_EVENTS = TABLES["events"]

#: What stands for the shard of a report that is in the tables already, and for an unknown day.
STANDING, UNDATED = "", "~"


def event_pieces(area: WorkArea, file: TempFile) -> Iterator[tuple[str, pa.RecordBatch]]:
    """(partition, rows) of one run file of event rows, in order."""
    run = RunFile(area.storage, file.path, _EVENTS.schema, _EVENTS.sort_by)
    for segment in run.segments:
        for batch in run.batches(segment.start, segment.start + segment.rows):
            yield segment.partition, batch


def _name(person: Mapping[str, Any]) -> str:
    return known_as(person["name"], person["text"], person["country"], person["sectors"])


def reports_of(area: WorkArea, result: ShardResult) -> Iterator[tuple[str, Report]]:
    """(key, report) of the shard's events that other articles may report too.

    Raises:
        transforms.write.WriteError: W005, a temporary file is gone or damaged.
    """
    for file in result.files:
        if file.table != "events":
            continue
        for _, batch in event_pieces(area, file):
            for row in batch.select(KEYED).to_pylist():
                yield from report_of(row, result.shard_key)


def report_of(row: Mapping[str, Any], shard: str) -> Iterator[tuple[str, Report]]:
    """(key, report) of one row of ``events`` with the columns `KEYED`; nothing without a key."""
    if row["duplicate_of"] is not None:
        return
    # Reports of one day tell one event's day as often as not: that of publication stands in.
    standing = row["published_date"] if row["modality"] == "asserted" else None
    key = key_of(
        row["event_type"],
        row["mode"],
        bool(row["negated"]),
        row["modality"],
        [_name(person) for person in row["actors"] or ()],
        [_name(person) for person in row["recipients"] or ()],
        row["event_date_start"] or standing,
        row["event_date_end"] or row["event_date_start"] or standing,
    )
    if key is None:
        return
    place = row["place"] or {}
    where = str(place.get("geonames_id") or place.get("name") or "")
    day = row["published_date"]
    order = f"{day if day is not None else UNDATED} {row['article_id']}"
    yield key, Report(order, where, row["event_id"], shard)


def linked_shard(
    area: WorkArea, result: ShardResult, links: Mapping[str, str]
) -> list[ShardResult]:
    """The shard with ``links`` (event_id → event_id of the first report) in its event rows.

    Rows that point at a linked row point at its first report now, so that links never chain. The
    new rows are a shard of their own; the old one keeps the rest and its counts.

    Raises:
        transforms.write.WriteError: W004, W005, the work area cannot be written or read.
    """
    if not links:
        return [result]
    key = stable_id("links", result.shard_key, *(f"{a}>{b}" for a, b in sorted(links.items())))
    return rewritten_shard(area, result, key, partial(_relinked, links=links))


def rewritten_shard(
    area: WorkArea,
    result: ShardResult,
    key: str,
    change: Callable[[pa.RecordBatch], pa.RecordBatch],
) -> list[ShardResult]:
    """The shard without its event rows, and a shard ``key`` of these rows as ``change`` has them.

    Raises:
        transforms.write.WriteError: W004, W005, the work area cannot be written or read.
    """
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
                (change(batch), [(partition, batch.num_rows)])
                for partition, batch in event_pieces(area, file)
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
    return with_column(batch, "duplicate_of", found)


def with_column(batch: pa.RecordBatch, name: str, values: Sequence[Any]) -> pa.RecordBatch:
    """``batch`` with other ``values`` in the column ``name``."""
    at = batch.schema.get_field_index(name)
    columns = list(batch.columns)
    columns[at] = pa.array(values, batch.schema.field(at).type)
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


@dataclass(frozen=True)
class KnownReports:
    """Where earlier runs' reports are, and which of them count; picklable.

    Attributes:
        output: the tables.
        link_days: days before and after an article within which earlier reports are looked for.
    """

    output: Storage
    link_days: int


def known_reports(
    known: KnownReports,
    reports: Iterable[tuple[str, Report]],
    removals: Iterable[Removal],
) -> Iterator[tuple[str, Report]]:
    """(key, report) of first reports in the tables that the run's ``reports`` may repeat.

    They come before any that the run has read, whatever their days: a link that stands is not
    turned round because an earlier article comes late. Events of articles that go do not count.
    """
    keys: set[str] = set()
    days: set[dt.date] = set()
    for key, report in reports:
        keys.add(key)
        day = report.order.partition(" ")[0]
        if day != UNDATED:
            days.add(dt.date.fromisoformat(day))
    if not days:
        return
    around = range(-known.link_days, known.link_days + 1)
    wanted = {day + dt.timedelta(days=number) for day in days for number in around}
    wanted_days = pa.array(sorted(wanted), pa.date32())
    gone = {name for removal in removals if removal.table == "articles" for name in removal.ids}
    for path in table_files(known.output, "events"):
        for batch in stored_batches(known.output, path, _EVENTS.schema, KEYED):
            near = pc.and_(
                pc.is_in(batch.column("published_date"), wanted_days),
                pc.is_null(batch.column("duplicate_of")),
            )
            for row in batch.filter(pc.fill_null(near, False)).to_pylist():
                if row["article_id"] in gone:
                    continue
                for key, report in report_of(row, STANDING):
                    if key in keys:
                        yield key, report._replace(order="")


class LinkReports(beam.PTransform):
    """`ShardResult` → `ShardResult`, events linked across all articles of the run.

    Args:
        area: the work area.
        known: earlier runs' reports that these may repeat; None for nothing.
        removals: `Removal`, what goes out of the tables.
    """

    def __init__(
        self,
        area: WorkArea,
        known: KnownReports | None = None,
        removals: beam.PCollection | None = None,
    ) -> None:
        super().__init__()
        self._area = area
        self._known = known
        self._removals = removals

    def expand(self, results: beam.PCollection) -> beam.PCollection:
        reports = results | "ListReports" >> beam.FlatMap(_reports, self._area).with_output_types(
            tuple[str, Report]
        )
        removals = self._removals
        if self._known is not None and removals is not None:
            standing = (
                results.pipeline
                | "StartLinking" >> beam.Create([None])
                | "FindKnownReports"
                >> beam.FlatMap(
                    _known_reports,
                    self._known,
                    beam.pvalue.AsIter(reports),
                    beam.pvalue.AsIter(removals),
                ).with_output_types(tuple[str, Report])
            )
            reports = (reports, standing) | "AddKnownReports" >> beam.Flatten()
        links = (
            reports
            | "GroupByReport" >> beam.GroupByKey()
            | "ElectFirst" >> beam.FlatMap(_elected).with_output_types(tuple[str, tuple[str, str]])
        )
        shards = results | "KeyByShard" >> beam.Map(_by_shard).with_output_types(
            tuple[str, ShardResult]
        )
        return (
            {"shards": shards, "links": links}
            | "JoinLinks" >> beam.CoGroupByKey()
            | "LinkShard" >> beam.FlatMap(_linked, self._area).with_output_types(ShardResult)
        )


def _by_shard(result: ShardResult) -> tuple[str, ShardResult]:
    return result.shard_key, result


def _reports(result: ShardResult, area: WorkArea) -> Iterator[tuple[str, Report]]:
    yield from reports_of(area, result)


def _known_reports(
    _: None,
    known: KnownReports,
    reports: Iterable[tuple[str, Any]],
    removals: Iterable[Any],
) -> Iterator[tuple[str, Report]]:
    yield from unless_replaced(known.output, known_reports(known, reports, removals))


def _elected(group: tuple[str, Iterable[Report]]) -> Iterator[tuple[str, tuple[str, str]]]:
    for report, first in first_reports(group[1]):
        if report.shard != STANDING:
            yield report.shard, (report.event_id, first)


def _linked(
    element: tuple[str, Mapping[str, Iterable[Any]]], area: WorkArea
) -> Iterator[ShardResult]:
    """Retries may hand on a shard twice; either result is whole."""
    _, groups = element
    found = sorted(groups["shards"], key=lambda result: tuple(file.path for file in result.files))
    if found:
        yield from linked_shard(area, found[0], dict(sorted(groups["links"])))
