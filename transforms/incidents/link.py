"""Beam wiring: extracted shards → the same shards with ``incident_id``, and rows of incidents.

Each shard gives the mentions of its articles as numbers, one worker merges them all (some 300 bytes
a mention), and each shard is written again with what came out. Text is never shuffled. A shard
writes the rows of the incidents that it holds whole, which most are; of the others the columns that
rows are made from are grouped. What the local runner holds in memory is packed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import apache_beam as beam
import pyarrow as pa

from schemas.ids import stable_id
from schemas.records.coding import register
from schemas.records.packing import pack, packed, unpack
from schemas.tables import ARTICLES, EVENTS
from transforms.incidents.decide import decide
from transforms.incidents.known import (
    ARTICLE_COLUMNS,
    COLUMNS,
    StoredMentions,
    changed_incidents,
    gone_articles,
    moved_events,
    stored_incidents,
    stored_mentions,
)
from transforms.incidents.mention import ArticleMentions, article_mentions
from transforms.incidents.merge import Assignment, merge
from transforms.incidents.rows import NEEDED, incident_row
from transforms.incidents.score import load_pair_score
from transforms.shards.links import (
    KnownReports,
    event_pieces,
    rewritten_shard,
    with_column,
)
from transforms.write.log import unless_replaced
from transforms.write.rewrite import Removal
from transforms.write.run_file import RunFile
from transforms.write.shards import ShardResult, ShardWriter, WorkArea, finished_shard

__all__ = ["REMOVALS", "Incidents", "MergeIncidents"]

register(ArticleMentions)
register(Assignment)
_ROWS, REMOVALS, _MOVED, _EVENTS = "rows", "removals", "moved", "events"

#: What a row of incidents is made from.
_DETAIL = (*NEEDED, "source")

#: Rows of incidents that are made and written at once.
_CHUNK = 512

#: Makes sure that there is something to merge: a run may only take articles out.
_NOBODY = ArticleMentions("", 0, "", (), b"", b"")


class Incidents(NamedTuple):
    """Output of `MergeIncidents` (PCollections).

    Fields:
        results: `ShardResult`, events with their incidents.
        rows: of the table incidents.
        events: rows of events in the tables whose mentions are in another incident now; None where
            nothing stands.
        removals: `Removal`, what ``rows`` and ``events`` replace; None where nothing stands.
    """

    results: beam.PCollection
    rows: beam.PCollection
    events: beam.PCollection | None
    removals: beam.PCollection | None


class MergeIncidents(beam.PTransform):
    """`ShardResult` → `Incidents`.

    Args:
        area: the work area.
        link_days: how many days back the incidents lie that a report may join.
        known: the tables whose incidents these reports may join; None for none.
        removals: `Removal`, what goes out of the tables.
        partition_by: see `transforms.write.partitions`.
    """

    def __init__(
        self,
        area: WorkArea,
        link_days: int,
        known: KnownReports | None = None,
        removals: beam.PCollection | None = None,
        partition_by: str = "date",
    ) -> None:
        super().__init__()
        self._area = area
        self._partition_by = partition_by
        self._link_days = link_days
        self._known = known
        self._removals = removals

    def expand(self, results: beam.PCollection) -> Any:
        """Merge; join with what stands in the tables, where it does."""
        mentions = results | "ListMentions" >> beam.FlatMap(
            _mentions, self._area
        ).with_output_types(bytes)
        known = self._known if self._removals is not None else None
        removals = () if self._removals is None else beam.pvalue.AsList(self._removals)
        if known is not None:
            nobody = results.pipeline | "StartMerging" >> beam.Create([pack([_NOBODY])])
            mentions = (mentions, nobody) | "AddNobody" >> beam.Flatten()
        together = (
            mentions
            | "MergeTogether" >> beam.Map(_together).with_output_types(tuple[int, bytes])
            | "GroupMentions" >> beam.GroupByKey()
        )
        merged = together | "Merge" >> beam.ParDo(
            _MergeFn(self._link_days, known), removals
        ).with_outputs(_MOVED, main="assigned")
        assigned = merged.assigned | "TypeAssigned" >> beam.Map(_same).with_output_types(
            tuple[str, bytes]
        )
        shards = results | "KeyByShard" >> beam.Map(_by_shard).with_output_types(
            tuple[str, ShardResult]
        )
        written = (
            {"shards": shards, "incidents": assigned}
            | "JoinIncidents" >> beam.CoGroupByKey()
            | "WriteIncidentIds"
            >> beam.ParDo(_WriteFn(self._area, self._partition_by)).with_outputs(_ROWS, main="to")
        )
        rows, events, replaced = written[_ROWS], None, None
        if known is not None:
            ids = (
                assigned
                | "TakeIncidents" >> beam.FlatMap(_incidents_of)
                | "Once" >> beam.Distinct()
            )
            revised = (
                results.pipeline
                | "StartRevising" >> beam.Create([None])
                | "ReviseIncidents"
                >> beam.ParDo(
                    _ReviseFn(known),
                    beam.pvalue.AsList(ids),
                    beam.pvalue.AsList(merged[_MOVED]),
                    removals,
                ).with_outputs(REMOVALS, _EVENTS, main="rows")
            )
            rows = (rows, revised.rows) | "AddStoredMentions" >> beam.Flatten()
            events, replaced = revised[_EVENTS], revised[REMOVALS]
        made = rows | "GroupByIncident" >> beam.GroupByKey() | "MakeRow" >> beam.Map(_row)
        return Incidents(written.to, made, events, replaced)


def _article_rows(
    area: WorkArea, result: ShardResult
) -> Iterator[tuple[str, str | None, str, list[dict[str, Any]]]]:
    """(article_id, source, text, event rows) of a shard's articles with events."""
    articles: dict[str, tuple[str | None, str]] = {}
    by_article: dict[str, list[dict[str, Any]]] = {}
    for file in result.files:
        if file.table == "articles":
            run = RunFile(area.storage, file.path, ARTICLES.schema, ARTICLES.sort_by)
            for segment in run.segments:
                for batch in run.batches(segment.start, segment.start + segment.rows):
                    ids, *values = (batch.column(name).to_pylist() for name in ARTICLE_COLUMNS)
                    articles.update(zip(ids, zip(*values, strict=True), strict=True))
        elif file.table == "events":
            for _, batch in event_pieces(area, file):
                for row in batch.select(COLUMNS).to_pylist():
                    by_article.setdefault(row["article_id"], []).append(row)
    for article, rows in sorted(by_article.items()):
        yield article, *articles[article], rows


def _mentions(result: ShardResult, area: WorkArea) -> Iterator[bytes]:
    yield from packed(_mentions_of(result, area))


def _mentions_of(result: ShardResult, area: WorkArea) -> Iterator[ArticleMentions]:
    words = load_pair_score().words
    for article, source, text, rows in _article_rows(area, result):
        day = rows[0]["published_date"]
        yield article_mentions(article, day, source, rows, words, result.shard_key, text)


def _together(articles: bytes) -> tuple[int, bytes]:
    return 0, articles


def _same(pair: tuple[str, bytes]) -> tuple[str, bytes]:
    return pair


class _Told:
    """Which incident each event of a shard is in: 65 bytes an event until all are known."""

    def __init__(self) -> None:
        self._lines = bytearray()

    def add(self, one: Assignment) -> None:
        self._lines += f"{one.event_id} {one.incident_id} {int(one.whole)}\n".encode()

    def packed(self) -> bytes:
        return zlib.compress(self._lines, 1)

    @staticmethod
    def unpacked(data: bytes) -> Iterator[tuple[str, str, bool]]:
        """(event_id, incident_id, whether the shard has the whole incident)."""
        for line in zlib.decompress(data).decode().splitlines():
            event, incident, whole = line.split(" ")
            yield event, incident, whole == "1"


class _MergeFn(beam.DoFn):
    """All mentions of the run → (shard, `_Told` of it, packed); `Assignment` of stored ones."""

    def __init__(self, link_days: int, known: KnownReports | None) -> None:
        self._link_days = link_days
        self._known = known

    def process(self, group: tuple[int, Iterable[Any]], removals: Sequence[Any]) -> Iterator[Any]:
        typed = (ArticleMentions(*article) for data in group[1] for article in unpack(data))
        articles = {(a.article_id, a.shard): a for a in typed if a.event_ids}
        told: dict[str, _Told] = {}
        for one in self._assigned(_drained(articles), removals):
            if one.before is None:
                told.setdefault(one.shard, _Told()).add(one)
            else:
                yield beam.pvalue.TaggedOutput(_MOVED, one)
        while told:
            shard, events = told.popitem()
            yield shard, events.packed()

    def _assigned(
        self, articles: Iterable[ArticleMentions], removals: Sequence[Any]
    ) -> Iterator[Assignment]:
        score = load_pair_score()
        if self._known is None:
            yield from merge(articles, score, self._link_days)
            return
        yield from unless_replaced(self._known.output, self._decided(articles, removals))

    def _decided(
        self, articles: Iterable[ArticleMentions], removals: Sequence[Any]
    ) -> Iterator[Assignment]:
        assert self._known is not None
        score = load_pair_score()
        gone = gone_articles([Removal(*removal) for removal in removals])
        stored = StoredMentions(self._known.output, gone, score.words)
        yield from decide(articles, stored, score, self._link_days)


def _drained(articles: dict[Any, ArticleMentions]) -> Iterator[ArticleMentions]:
    while articles:
        yield articles.popitem()[1]


def _incidents_of(pair: tuple[str, bytes]) -> set[str]:
    return {incident for _, incident, _ in _Told.unpacked(pair[1])}


def _by_shard(result: ShardResult) -> tuple[str, ShardResult]:
    return result.shard_key, result


def _with_incidents(batch: pa.RecordBatch, incidents: Mapping[str, str]) -> pa.RecordBatch:
    ids = batch.column("event_id").to_pylist()
    return with_column(batch, "incident_id", [incidents.get(event_id) for event_id in ids])


class _WriteFn(beam.DoFn):
    """Write a shard's events with their incidents, and the rows of incidents that it has whole.

    What the rows of other incidents are made from is handed on.
    """

    def __init__(self, area: WorkArea, partition_by: str) -> None:
        self._area = area
        self._partition_by = partition_by

    def process(self, element: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[Any]:
        """Retries may hand on a shard twice; either result is whole."""
        _, groups = element
        found = sorted(groups["shards"], key=lambda one: tuple(file.path for file in one.files))
        if not found:
            return
        result = found[0]
        told = [one for data in groups["incidents"] for one in _Told.unpacked(data)]
        incidents = {event: incident for event, incident, _ in sorted(told)}
        whole = {incident for _, incident, alone in told if alone}
        if not incidents:
            yield result
            return
        pairs = (f"{event}>{incident}" for event, incident in sorted(incidents.items()))
        key = stable_id("incidents", result.shard_key, *pairs)
        change = partial(_with_incidents, incidents=incidents)
        yield from rewritten_shard(self._area, result, key, change)
        here: dict[str, list[dict[str, Any]]] = {}
        elsewhere: dict[str, list[dict[str, Any]]] = {}
        for incident, detail in self._details(result, incidents):
            into = here if incident in whole else elsewhere
            into.setdefault(incident, []).append(detail)
        for incident, details in elsewhere.items():
            yield beam.pvalue.TaggedOutput(_ROWS, (incident, _packed_details(details)))
        if here:
            yield self._write(stable_id("whole", key), here)

    def _details(
        self, result: ShardResult, incidents: Mapping[str, str]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """(incident, what its row is made from) of each event."""
        for _, source, _, rows in _article_rows(self._area, result):
            for row in rows:
                incident = incidents.get(row["event_id"])
                if incident is not None:
                    kept = {name: row[name] for name in NEEDED}
                    yield incident, {**kept, "incident_id": incident, "source": source}

    def _write(self, key: str, incidents: dict[str, list[dict[str, Any]]]) -> ShardResult:
        done = finished_shard(self._area, key)
        if done is not None:
            return done
        writer = ShardWriter(self._area, key, self._partition_by)
        rows: list[dict[str, Any]] = []
        while incidents:
            rows.append(incident_row(*incidents.popitem()))
            if len(rows) == _CHUNK or not incidents:
                writer.write("incidents", rows)
                rows = []
        return writer.finish()


class _ReviseFn(beam.DoFn):
    """Incidents that gain or lose mentions → their mentions that stay, and their old rows to go.

    Mentions that stay and are in another incident now come as whole rows of events.
    """

    def __init__(self, known: KnownReports) -> None:
        self._known = known

    def process(
        self, element: None, incidents: Sequence[str], moved: Sequence[Any], removals: Sequence[Any]
    ) -> Iterator[Any]:
        typed = [Assignment(*one) for one in moved]
        revised = self._revised(incidents, typed, removals)
        yield from unless_replaced(self._known.output, revised)

    def _revised(
        self, incidents: Sequence[str], moved: Sequence[Assignment], removals: Sequence[Any]
    ) -> Iterator[Any]:
        output = self._known.output
        gone = gone_articles([Removal(*removal) for removal in removals])
        changed = {*incidents, *changed_incidents(output, gone)}
        for one in moved:
            changed |= {one.incident_id, one.before or ""}
        now = {one.event_id: one.incident_id for one in moved}
        for row in stored_mentions(output, changed, gone, now):
            yield row["incident_id"], _packed_details([row])
        for removal in stored_incidents(output, changed):
            yield beam.pvalue.TaggedOutput(REMOVALS, removal)
        for removal, rows in moved_events(output, {one.article_id for one in moved}, now):
            yield beam.pvalue.TaggedOutput(REMOVALS, removal)
            for row in rows:
                yield beam.pvalue.TaggedOutput(_EVENTS, row)


def _packed_details(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return pack(tuple(row[name] for name in _DETAIL) for row in rows)


def _row(group: tuple[str, Iterable[bytes]]) -> dict[str, Any]:
    incident, details = group
    rows = (dict(zip(_DETAIL, one, strict=True)) for data in details for one in unpack(data))
    return incident_row(incident, rows)


assert set(COLUMNS) <= set(EVENTS.schema.names)
