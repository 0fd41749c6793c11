"""Verdicts on articles of the tables → what of them goes, and what is made again.

An article that is withdrawn or replaced goes out of every table. One whose story or representative
has changed is made again from its own row: its text is staged like one that was read, and extracted
from where it represents its story now. So are the articles with events that point at an event of
one that goes, until no more are found. What comes out is what one run over all of them would have
given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from schemas.ids import stable_id
from schemas.tables import ARTICLES, EVENTS, TABLES
from schemas.tables.rows import article_from_row
from transforms.dedupe.clusters import GONE, Verdict
from transforms.shards.known import Known, Looking, find_known, stored_path, stored_stories
from transforms.shards.stage import StagedShard, StagingWriter, find_staged
from transforms.storage import Storage
from transforms.write.damage import find_damage
from transforms.write.log import unless_replaced
from transforms.write.partitions import partition_folder, partition_rule
from transforms.write.plan import Run, folder_of, table_files
from transforms.write.rewrite import Removal
from transforms.write.shards import WorkArea
from transforms.write.stored import stored_batches

#: Tags of what `ReviseStored` gives beside the staged shards.
VERDICTS, REMOVALS = "verdicts", "removals"


class Revision(NamedTuple):
    """What becomes of stored articles.

    Fields:
        removed: article_id → partition folder, of all whose rows go, made again or not.
        again: file → article_id → verdict, of those that are made again.
    """

    removed: Mapping[str, set[str]]
    again: Mapping[str, Mapping[str, Verdict]]


def revise(
    output: Storage, known: Iterable[Known], verdicts: Iterable[tuple[str, Verdict]]
) -> Revision:
    """Compare what is decided about stored articles with what their rows say."""
    decided: dict[tuple[str | None, str], Verdict] = {}
    for key, verdict in verdicts:  # of two rows with one id in one file, one stays
        place = (stored_path(key), verdict.article_id)
        if verdict.rejected_code != GONE or place not in decided:
            decided[place] = verdict
    removed: dict[str, set[str]] = {}
    again: dict[str, dict[str, Verdict]] = {}
    for entry in known:
        name = entry.fingerprint.article_id
        told = decided.get((entry.path, name))
        if told is None:
            continue
        same = (told.story_id, told.duplicate_of) == (entry.story_id, entry.duplicate_of)
        if same and told.rejected_code is None and not entry.again:
            continue
        removed.setdefault(name, set()).add(_folder(entry.path))
        if told.rejected_code != GONE:
            again.setdefault(entry.path, {})[name] = told
    new = dict(removed)
    while new:
        new = {
            name: folders
            for name, folders in _pointing_at(output, new).items()
            if name not in removed
        }
        for name, folders in new.items():
            removed[name] = set(folders)
        for path, verdict in _as_they_are(output, new):
            again.setdefault(path, {})[verdict.article_id] = verdict
    return Revision(removed, again)


def _folder(path: str) -> str:
    return folder_of(path).partition("/")[2]


def _pointing_at(output: Storage, articles: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Articles (and their folders) with events that are later reports of events of ``articles``."""
    files = table_files(output, "events")
    names = pa.array(sorted(articles), pa.string())
    folders = {folder for some in articles.values() for folder in some}
    events: set[str] = set()
    for path in files:
        if _folder(path) in folders:
            for batch in stored_batches(output, path, EVENTS.schema, ("event_id", "article_id")):
                mine = batch.filter(pc.is_in(batch.column("article_id"), names))
                events.update(mine.column("event_id").to_pylist())
    found: dict[str, set[str]] = {}
    wanted = pa.array(sorted(events), pa.string())
    for path in files if events else ():
        columns = ("article_id", "duplicate_of")
        for batch in stored_batches(output, path, EVENTS.schema, columns):
            if batch.column("duplicate_of").null_count == batch.num_rows:
                continue
            pointing = pc.and_(
                pc.is_in(batch.column("duplicate_of"), wanted),
                pc.is_valid(batch.column("duplicate_of")),
            )
            for name in batch.filter(pointing).column("article_id").unique().to_pylist():
                found.setdefault(name, set()).add(_folder(path))
    return found


def _as_they_are(
    output: Storage, articles: Mapping[str, set[str]]
) -> Iterator[tuple[str, Verdict]]:
    """File and verdict of stored articles that keep their story and representative."""
    folders = {folder for some in articles.values() for folder in some}
    names = pa.array(sorted(articles), pa.string())
    columns = ("article_id", "input_uri", "input_position", "story_id", "duplicate_of")
    for path in table_files(output, "articles"):
        if _folder(path) not in folders:
            continue
        for batch in stored_batches(output, path, ARTICLES.schema, columns):
            mine = batch.filter(pc.is_in(batch.column("article_id"), names))
            for row in mine.to_pylist():
                yield path, Verdict(**row, rejected_code=None, other_uri=None, other_position=None)


def restage(
    area: WorkArea, output: Storage, path: str, verdicts: Mapping[str, Verdict]
) -> StagedShard:
    """Stage articles of one committed file, as if they had been read.

    Raises:
        WriteError: W004.
        FileNotFoundError: the file was replaced by another run.
    """
    key = stable_id("stored", path, *sorted(verdicts))
    staged = find_staged(area, key)
    if staged is not None:
        return staged
    names = pa.array(sorted(verdicts), pa.string())
    writer = StagingWriter(area, key)
    left = {(v.article_id, v.input_uri, v.input_position) for v in verdicts.values()}
    with writer:
        for batch in stored_batches(output, path, ARTICLES.schema):
            for row in batch.filter(pc.is_in(batch.column("article_id"), names)).to_pylist():
                place = (row["article_id"], row["input_uri"], row["input_position"])
                if place in left:
                    left.remove(place)
                    writer.add(article_from_row(row))
    return writer.finish(stored=True)


class ReviseStored(beam.PTransform):
    """Articles of the tables and the verdicts on them → what goes and what is made again.

    In: ``{"known": Known, "verdicts": (key, Verdict)}``. Out: `StagedShard` (main), and by tags
    `VERDICTS` ((key of the staged shard, Verdict)) and `REMOVALS` (`Removal`).
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def expand(self, pcolls: Mapping[str, beam.PCollection]) -> Any:
        start = pcolls["known"].pipeline | "StartRevising" >> beam.Create([None])
        return start | "Revise" >> beam.ParDo(
            _ReviseFn(self._run),
            beam.pvalue.AsList(pcolls["known"]),
            beam.pvalue.AsList(pcolls["verdicts"]),
        ).with_outputs(VERDICTS, REMOVALS, main="staged")


class _ReviseFn(beam.DoFn):
    def __init__(self, run: Run) -> None:
        self._run = run

    def process(
        self, element: None, known: Sequence[Known], verdicts: Sequence[tuple[str, Verdict]]
    ) -> Iterator[Any]:
        yield from unless_replaced(self._run.output, self._revised(known, verdicts))

    def _revised(
        self, known: Sequence[Known], verdicts: Sequence[tuple[str, Verdict]]
    ) -> Iterator[Any]:
        output, area = self._run.output, self._run.area
        if self._run.mode == "repair":
            for folder, lost in find_damage(output).orphans.items():
                yield beam.pvalue.TaggedOutput(REMOVALS, Removal("articles", folder, tuple(lost)))
        removed, again = revise(output, map(_typed, known), verdicts)
        by_folder: dict[str, list[str]] = {}
        for name, folders in sorted(removed.items()):
            for folder in folders:
                by_folder.setdefault(folder, []).append(name)
        for folder, names in sorted(by_folder.items()):
            yield beam.pvalue.TaggedOutput(REMOVALS, Removal("articles", folder, tuple(names)))
        for path, mine in sorted(again.items()):
            shard = restage(area, output, path, mine)
            yield shard
            for _, verdict in sorted(mine.items()):
                yield beam.pvalue.TaggedOutput(VERDICTS, (shard.key, verdict))


def _typed(entry: Any) -> Known:
    """Records that come out of another process have the fields of ours and no more."""
    return Known(*entry)


class CompareStories(beam.PTransform):
    """Stories as decided now, and as they stand → rows to write, and what goes (tag `REMOVALS`).

    In: ``{"new": rows of stories, "known": Known}``. A story that stays as it is, is left alone.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def expand(self, pcolls: Mapping[str, beam.PCollection]) -> Any:
        old = (
            pcolls["known"]
            | "TakeStory" >> beam.Map(_story_id)
            | "GatherStories" >> beam.combiners.ToList()
            | "ReadStories" >> beam.FlatMap(_stored_rows, self._run)
        )
        new = pcolls["new"] | "KeyNewStories" >> beam.Map(_by_story)
        return (
            {"old": old, "new": new}
            | "JoinStories" >> beam.CoGroupByKey()
            | "CompareStory"
            >> beam.ParDo(_CompareFn(self._run)).with_outputs(REMOVALS, main="rows")
        )


def _story_id(entry: Known) -> str:
    return entry.story_id or ""


def _by_story(row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return row["story_id"], row


def _stored_rows(ids: Sequence[str], run: Run) -> Iterator[tuple[str, dict[str, Any]]]:
    wanted = set(ids)
    if run.mode == "repair":
        wanted |= find_damage(run.output).stories
    for row in unless_replaced(run.output, stored_stories(run.output, wanted)):
        yield row["story_id"], row


class _CompareFn(beam.DoFn):
    def __init__(self, run: Run) -> None:
        self._run = run

    def process(self, element: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[Any]:
        name, groups = element
        rule = partition_rule(TABLES["stories"], self._run.partition_by)
        old = list(groups["old"])
        new = [{**row, "_folder": partition_folder(rule, row)} for row in groups["new"]]
        if len(old) == 1 and old == new:
            return
        for row in old:
            yield beam.pvalue.TaggedOutput(REMOVALS, Removal("stories", row["_folder"], (name,)))
        for row in new[:1]:
            yield {column: value for column, value in row.items() if column != "_folder"}


class FindKnown(beam.PTransform):
    """`Fingerprint`s of what was read → `Known` articles of the tables (see `find_known`)."""

    def __init__(self, looking: Looking) -> None:
        super().__init__()
        self._looking = looking

    def expand(self, fingerprints: beam.PCollection) -> beam.PCollection:
        start = fingerprints.pipeline | "StartLooking" >> beam.Create([None])
        return start | "FindKnown" >> beam.FlatMap(
            _find, self._looking, beam.pvalue.AsList(fingerprints)
        ).with_output_types(Known)


def _find(_: None, looking: Looking, fresh: Sequence[Any]) -> Iterator[Known]:
    yield from unless_replaced(looking.output, find_known(looking, fresh))
