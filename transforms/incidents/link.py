"""Beam wiring: extracted shards → the same shards with ``incident_id``, and rows of incidents.

Each shard gives the mentions of its articles as numbers, one worker merges them all (some 300 bytes
a mention), and each shard is written again with what came out. Text is never shuffled; what is
grouped for the rows of incidents are the columns that these are made from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import apache_beam as beam
import pyarrow as pa

from schemas.ids import stable_id
from schemas.records.coding import register
from schemas.tables import ARTICLES, EVENTS
from transforms.incidents.known import (
    COLUMNS,
    changed_incidents,
    gone_articles,
    known_mentions,
    stored_incidents,
    stored_mentions,
)
from transforms.incidents.mention import ArticleMentions, article_mentions
from transforms.incidents.merge import merge
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
from transforms.write.shards import ShardResult, WorkArea

__all__ = ["REMOVALS", "Incidents", "MergeIncidents"]

register(ArticleMentions)
_ROWS, REMOVALS = "rows", "removals"


class Incidents(NamedTuple):
    """What `MergeIncidents` gives (PCollections).

    Fields:
        results: `ShardResult`, events with their incidents.
        rows: of the table incidents.
        removals: `Removal`, rows of incidents that ``rows`` replace; None where nothing stands.
    """

    results: beam.PCollection
    rows: beam.PCollection
    removals: beam.PCollection | None


class MergeIncidents(beam.PTransform):
    """`ShardResult` → `Incidents`.

    Args:
        area: the work area.
        link_days: how many days back the incidents lie that a report may join.
        known: the tables whose incidents these reports may join; None for none.
        removals: `Removal`, what goes out of the tables.
    """

    def __init__(
        self,
        area: WorkArea,
        link_days: int,
        known: KnownReports | None = None,
        removals: beam.PCollection | None = None,
    ) -> None:
        super().__init__()
        self._area = area
        self._link_days = link_days
        self._known = known
        self._removals = removals

    def expand(self, results: beam.PCollection) -> Any:
        """Merge; join with what stands in the tables, where it does."""
        mentions = results | "ListMentions" >> beam.FlatMap(
            _mentions, self._area
        ).with_output_types(ArticleMentions)
        removals = self._removals
        if self._known is not None and removals is not None:
            days = mentions | "ListDays" >> beam.Map(_day_of) | "DistinctDays" >> beam.Distinct()
            standing = (
                results.pipeline
                | "StartJoining" >> beam.Create([None])
                | "FindKnownMentions"
                >> beam.FlatMap(
                    _known_mentions,
                    self._known,
                    beam.pvalue.AsList(days),
                    beam.pvalue.AsList(removals),
                ).with_output_types(ArticleMentions)
            )
            mentions = (mentions, standing) | "AddKnownMentions" >> beam.Flatten()
        assigned = (
            mentions
            | "MergeTogether" >> beam.Map(_together).with_output_types(tuple[int, ArticleMentions])
            | "GroupMentions" >> beam.GroupByKey()
            | "Merge"
            >> beam.FlatMap(_merged, self._link_days).with_output_types(tuple[str, tuple[str, str]])
        )
        shards = results | "KeyByShard" >> beam.Map(_by_shard).with_output_types(
            tuple[str, ShardResult]
        )
        written = (
            {"shards": shards, "incidents": assigned}
            | "JoinIncidents" >> beam.CoGroupByKey()
            | "WriteIncidentIds" >> beam.ParDo(_WriteFn(self._area)).with_outputs(_ROWS, main="to")
        )
        rows, replaced = written[_ROWS], None
        if self._known is not None and removals is not None:
            ids = assigned | "TakeIncidents" >> beam.Map(_incident_of) | "Once" >> beam.Distinct()
            revised = (
                results.pipeline
                | "StartRevising" >> beam.Create([None])
                | "ReviseIncidents"
                >> beam.ParDo(
                    _ReviseFn(self._known), beam.pvalue.AsList(ids), beam.pvalue.AsList(removals)
                ).with_outputs(REMOVALS, main="rows")
            )
            rows = (rows, revised.rows) | "AddStoredMentions" >> beam.Flatten()
            replaced = revised[REMOVALS]
        made = rows | "GroupByIncident" >> beam.GroupByKey() | "MakeRow" >> beam.Map(_row)
        return Incidents(written.to, made, replaced)


def _article_rows(
    area: WorkArea, result: ShardResult
) -> Iterator[tuple[str, str | None, list[dict[str, Any]]]]:
    """(article_id, source, event rows) of a shard's articles with events."""
    sources: dict[str, str | None] = {}
    by_article: dict[str, list[dict[str, Any]]] = {}
    for file in result.files:
        if file.table == "articles":
            run = RunFile(area.storage, file.path, ARTICLES.schema, ARTICLES.sort_by)
            for segment in run.segments:
                for batch in run.batches(segment.start, segment.start + segment.rows):
                    ids = batch.column("article_id").to_pylist()
                    names = batch.column("source").to_pylist()
                    sources.update(zip(ids, names, strict=True))
        elif file.table == "events":
            for _, batch in event_pieces(area, file):
                for row in batch.select(COLUMNS).to_pylist():
                    by_article.setdefault(row["article_id"], []).append(row)
    for article, rows in sorted(by_article.items()):
        yield article, sources.get(article), rows


def _mentions(result: ShardResult, area: WorkArea) -> Iterator[ArticleMentions]:
    words = load_pair_score().words
    for article, source, rows in _article_rows(area, result):
        day = rows[0]["published_date"]
        yield article_mentions(article, day, source, rows, words, result.shard_key)


def _known_mentions(
    _: None, known: KnownReports, days: Sequence[int], removals: Sequence[Any]
) -> Iterator[ArticleMentions]:
    gone = gone_articles([Removal(*removal) for removal in removals])
    found = known_mentions(known.output, days, known.link_days, gone, load_pair_score().words)
    yield from unless_replaced(known.output, found)


def _day_of(article: Any) -> int:
    return int(article.day)


def _together(article: ArticleMentions) -> tuple[int, ArticleMentions]:
    return 0, article


def _merged(
    group: tuple[int, Iterable[Any]], link_days: int
) -> Iterator[tuple[str, tuple[str, str]]]:
    articles = {(a.article_id, a.shard): ArticleMentions(*a) for a in group[1]}
    for one in merge(articles.values(), load_pair_score(), link_days):
        yield one.shard, (one.event_id, one.incident_id)


def _incident_of(pair: tuple[str, tuple[str, str]]) -> str:
    return pair[1][1]


def _by_shard(result: ShardResult) -> tuple[str, ShardResult]:
    return result.shard_key, result


def _with_incidents(batch: pa.RecordBatch, incidents: Mapping[str, str]) -> pa.RecordBatch:
    ids = batch.column("event_id").to_pylist()
    return with_column(batch, "incident_id", [incidents.get(event_id) for event_id in ids])


class _WriteFn(beam.DoFn):
    """Write a shard's events with their incidents, and hand on what rows of incidents need."""

    def __init__(self, area: WorkArea) -> None:
        self._area = area

    def process(self, element: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[Any]:
        """Retries may hand on a shard twice; either result is whole."""
        _, groups = element
        found = sorted(groups["shards"], key=lambda one: tuple(file.path for file in one.files))
        if not found:
            return
        result, incidents = found[0], dict(sorted(groups["incidents"]))
        if not incidents:
            yield result
            return
        pairs = (f"{event}>{incident}" for event, incident in sorted(incidents.items()))
        key = stable_id("incidents", result.shard_key, *pairs)
        change = partial(_with_incidents, incidents=incidents)
        yield from rewritten_shard(self._area, result, key, change)
        for _, source, rows in _article_rows(self._area, result):
            for row in rows:
                incident = incidents.get(row["event_id"])
                if incident is not None:
                    kept = {name: row[name] for name in NEEDED}
                    detail = {**kept, "incident_id": incident, "source": source}
                    yield beam.pvalue.TaggedOutput(_ROWS, (incident, detail))


class _ReviseFn(beam.DoFn):
    """Incidents that gain or lose mentions → their mentions that stay, and their old rows to go."""

    def __init__(self, known: KnownReports) -> None:
        self._known = known

    def process(
        self, element: None, incidents: Sequence[str], removals: Sequence[Any]
    ) -> Iterator[Any]:
        yield from unless_replaced(self._known.output, self._revised(incidents, removals))

    def _revised(self, incidents: Sequence[str], removals: Sequence[Any]) -> Iterator[Any]:
        output = self._known.output
        gone = gone_articles([Removal(*removal) for removal in removals])
        changed = {*incidents, *changed_incidents(output, gone)}
        for row in stored_mentions(output, changed, gone):
            yield row["incident_id"], row
        for removal in stored_incidents(output, changed):
            yield beam.pvalue.TaggedOutput(REMOVALS, removal)


def _row(group: tuple[str, Iterable[Mapping[str, Any]]]) -> dict[str, Any]:
    return incident_row(*group)


assert set(COLUMNS) <= set(EVENTS.schema.names)
