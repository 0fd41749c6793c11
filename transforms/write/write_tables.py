"""Finished shards → committed tables: the last steps of a pipeline.

    results  = shards | beam.ParDo(...)        # ShardWriter.finish() → ShardResult
    stories  = rows   | WriteRows(run, "stories")
    summary  = (results, stories) | beam.Flatten() | WriteTables(run)

Only descriptions of temporary files go through a shuffle.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import apache_beam as beam

from schemas.ids import stable_id
from schemas.records.coding import register_waiting
from schemas.tables import TABLES
from transforms.storage import WriteError
from transforms.write.commit import CommitSummary, commit
from transforms.write.manifest import read_manifest
from transforms.write.merge import MergedFile, MergeTask, final_path, merge, plan_merges
from transforms.write.plan import Run, folder_of
from transforms.write.rewrite import (
    Removal,
    RewriteTask,
    Rewritten,
    identities,
    plan_rewrites,
    rewrite,
)
from transforms.write.shards import Count, ShardResult, ShardWriter, TempFile

register_waiting()

_T = TypeVar("_T")


@dataclass
class WriteTables(beam.PTransform):
    """Merge the rows of all shards into the tables' files and commit them.

    In: `ShardResult`, in any order; the same shard more than once is taken once. Out: one
    `CommitSummary`, also when there were no shards at all.

    Args:
        removals: `Removal`, what goes out of the tables in the same commit; None for nothing.

    Raises (as the job's failure):
        WriteError: W002, W003, W004, W005, W009.
    """

    run: Run
    removals: beam.PCollection | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, results: beam.PCollection) -> beam.PCollection:
        """Plan, merge, commit."""
        once = (
            results
            | "KeyByShard"
            >> beam.Map(lambda result: (result.shard_key, result)).with_output_types(
                tuple[str, ShardResult]
            )
            | "GroupByShard" >> beam.GroupByKey()
            | "TakeOnce" >> beam.Map(_one_of).with_output_types(ShardResult)
        )
        temp_files = once | "ListTempFiles" >> beam.FlatMap(
            lambda result: result.files
        ).with_output_types(TempFile)
        folders = once | "ListShardFolders" >> beam.Map(
            lambda result, area: area.shard_folder(result.shard_key), self.run.area
        ).with_output_types(str)
        counts = (
            once
            | "ListCounts" >> beam.FlatMap(lambda result: result.counts).with_output_types(Count)
            | "KeyByName" >> beam.Map(tuple).with_output_types(tuple[str, int])
            | "SumCounts" >> beam.CombinePerKey(sum)
        )
        start = results.pipeline | "Start" >> beam.Create([None])
        merged = (
            start
            | "PlanMerges"
            >> beam.FlatMap(_plan, self.run, beam.pvalue.AsIter(temp_files)).with_output_types(
                MergeTask
            )
            | "SpreadTasks" >> beam.Reshuffle()
            | "MergePartitions" >> beam.FlatMap(_merge, self.run).with_output_types(MergedFile)
        )
        if self.removals is None:
            rewritten = start | "RewriteNothing" >> beam.FlatMap(_none).with_output_types(Rewritten)
        else:
            rewritten = (
                start
                | "PlanRewrites"
                >> beam.FlatMap(
                    _plan_rewrites, self.run, beam.pvalue.AsIter(self.removals)
                ).with_output_types(RewriteTask)
                | "SpreadRewrites" >> beam.Reshuffle()
                | "RewriteFiles" >> beam.FlatMap(_rewrite, self.run).with_output_types(Rewritten)
            )
        return start | "Commit" >> beam.Map(
            _commit,
            self.run,
            beam.pvalue.AsList(merged),
            beam.pvalue.AsDict(counts),
            beam.pvalue.AsList(folders),
            beam.pvalue.AsList(rewritten),
        ).with_output_types(CommitSummary)


@dataclass
class WriteRows(beam.PTransform):
    """Write a PCollection of row dictionaries, which come from no shard, to temporary files.

    In: rows of one table, shuffled by the hash of their sort key into ``shards`` groups. Out:
    `ShardResult` for `WriteTables`. For tables that are small beside the articles (stories).
    """

    run: Run
    table: str
    shards: int = 16

    def __post_init__(self) -> None:
        super().__init__()

    def expand(self, rows: beam.PCollection) -> beam.PCollection:
        """Group by hash, write each group."""
        keys = TABLES[self.table].sort_by
        return (
            rows
            | "KeyByHash" >> beam.Map(lambda row: (_group_of(row, keys, self.shards), row))
            | "GroupByHash" >> beam.GroupByKey()
            | "WriteGroup"
            >> beam.Map(_write_group, self.run, self.table).with_output_types(ShardResult)
        )


def _one_of(group: tuple[str, Iterable[ShardResult]]) -> ShardResult:
    """Retries may hand on a shard twice; either result is whole."""
    return min(group[1], key=lambda result: tuple(file.path for file in result.files))


def _group_of(row: Mapping[str, Any], keys: Sequence[str], shards: int) -> int:
    return int(stable_id(*(str(row.get(key)) for key in keys))[:8], 16) % shards


def _write_group(
    group: tuple[int, Iterable[Mapping[str, Any]]], run: Run, table: str
) -> ShardResult:
    number, rows = group
    key = stable_id("rows", run.run_id, table, number)
    writer = ShardWriter(run.area, key, run.partition_by)
    chunk: list[Mapping[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= 512:
            writer.write(table, chunk)
            chunk = []
    writer.write(table, chunk)
    return writer.finish()


def _plan(_: None, run: Run, files: Iterable[TempFile]) -> Iterator[MergeTask]:
    return _unless_committed(run, plan_merges(run.area, files, TABLES))


def _merge(task: MergeTask, run: Run) -> Iterator[MergedFile]:
    table = TABLES[task.table]
    made = merge(run.area, task, table, run.run_id, run.partition_by, run.target_bytes)
    return _unless_committed(run, made)


def _unless_committed(run: Run, made: Iterator[_T]) -> Iterator[_T]:
    """``made``, or nothing more where the run is committed already.

    A runner that loses a worker after the commit may do earlier steps again (Flink does), when
    the commit has cleared their temporary files; the commit itself knows that it is done.
    """
    try:
        yield from made
    except WriteError:
        if read_manifest(run.output, run.run_id) is None:
            raise


def _none(_: None) -> Iterator[Rewritten]:
    return iter(())


def _plan_rewrites(_: None, run: Run, removals: Iterable[Removal]) -> Iterator[RewriteTask]:
    return _unless_committed(run, plan_rewrites(run, removals))


def _rewrite(task: RewriteTask, run: Run) -> Iterator[Rewritten]:
    """A file that is gone was replaced by another run: the commit will find that out (W009)."""
    try:
        yield from _unless_committed(run, rewrite(run, task))
    except FileNotFoundError:
        if run.output.exists(task.path):
            raise


def _commit(
    _: None,
    run: Run,
    files: Sequence[MergedFile],
    counts: Mapping[str, int],
    folders: Sequence[str],
    rewritten: Sequence[Rewritten],
) -> CommitSummary:
    kept = {final_path(f): (f, entry.path) for entry in rewritten for f in entry.files}
    known = identities(run.output, [path for _, path in kept.values()]) if kept else {}
    everything = [*files, *(file for file, _ in kept.values())]
    unique = {final_path(f): f for f in sorted(everything, key=lambda entry: entry.pending)}
    return commit(
        run,
        list(unique.values()),
        counts,
        [folder_of(f"{f}/x") for f in folders],
        sorted({entry.path for entry in rewritten}),
        {name: known[path] for name, (_, path) in kept.items()},
    )
