"""Run files of all shards → final Parquet files, waiting in the work area under names of no table.

The partitions of a table are cut into ranges of about equal work; one task merges one range. It
takes some rows at a time, never more than `SORT_BYTES` however many run files there are: several
small partitions together, or the part of a large one between two sort keys, which the indexes of
the run files are enough to choose. These rows are read from every run file, sorted, and go into
the Parquet file. So memory is one such piece and one row group, and no run file stays open. What
a read takes too much (the rest of a block) grows with the number of run files; more than `FAN_IN`
of them are first merged into fewer ones, in the same way.

What comes out depends on the rows alone: not on the shards, the ranges, the batches or the tries.
"""

from __future__ import annotations

import itertools
import operator
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from schemas.records.coding import register
from schemas.tables import Table
from transforms.write.parquet import FileWriter, final_name, row_groups
from transforms.write.partitions import DEFAULT_PARTITION, partition_rule
from transforms.write.rows import Key, sort_rows
from transforms.write.run_file import BLOCK_BYTES, RunFile, Segment, read_segments, write_run_file
from transforms.write.shards import TempFile, WorkArea

#: Run files that one merge reads from: at 8 MB a piece it takes 64 KB from each of 128, of
#: which the blocks at both ends are read twice.
FAN_IN = 128

#: Bytes of rows that are sorted at once.
SORT_BYTES = 8 << 20

#: Estimated bytes of rows that one task merges; a partition is never divided.
TASK_BYTES = 256 << 20

#: Partitions that one task writes at most, so that many tiny ones are spread over the workers.
TASK_PARTITIONS = 256

#: Indexes of run files that are read at once when merges are planned.
INDEXES_AT_ONCE = 16


class MergeTask(NamedTuple):
    """One range of partitions of one table; both ends belong to it."""

    table: str
    first_partition: str
    last_partition: str
    files: Sequence[str]


class MergedFile(NamedTuple):
    """One final file that waits to be committed.

    Fields:
        pending: where it lies, relative to the work area.
        folder: partition folder, ``""`` for an unpartitioned table.
        name: its final name; made of its place in the order and the hash of its bytes.
        checksum: BLAKE2b (128 bits) of its bytes, hexadecimal.
    """

    table: str
    folder: str
    name: str
    pending: str
    rows: int
    size: int
    checksum: str


for _record in (MergeTask, MergedFile):
    register(_record)


def final_path(entry: MergedFile) -> str:
    """Final path of a merged file, relative to the output.

    A function, because records that come out of another process are Beam's own NamedTuples with
    the same fields: they know no methods of ours.
    """
    return "/".join(part for part in (entry.table, entry.folder, entry.name) if part)


def merged_folder(run_id: str) -> str:
    """Folder of a run's merged files, relative to the work area."""
    return f"merged/{run_id}"


def plan_merges(
    area: WorkArea,
    files: Iterable[TempFile],
    tables: Iterable[str],
    task_bytes: int = TASK_BYTES,
    task_partitions: int = TASK_PARTITIONS,
) -> Iterator[MergeTask]:
    """Cut each table's partitions into ranges.

    A table without rows gets one task without files: it makes an empty file, so that queries
    on the table find its columns. Reads only the indexes of the run files.

    Raises:
        WriteError: W005, a run file is damaged.
    """
    by_table: dict[str, dict[str, TempFile]] = {name: {} for name in tables}
    for entry in files:
        by_table[entry.table][entry.path] = entry
    for table, entries in by_table.items():
        if not entries:
            yield MergeTask(table, "", "", ())
            continue
        sizes: Counter[str] = Counter()
        paths = sorted(entries)
        for start in range(0, len(paths), INDEXES_AT_ONCE):
            for segments in area.storage.in_parallel(
                lambda path: read_segments(area.storage, path),
                paths[start : start + INDEXES_AT_ONCE],
            ):
                for segment in segments:
                    sizes[segment.partition] += segment.size
        yield from _ranges(table, sizes, list(entries.values()), task_bytes, task_partitions)


def _ranges(
    table: str, sizes: Counter[str], entries: list[TempFile], task_bytes: int, task_partitions: int
) -> Iterator[MergeTask]:
    names = sorted(sizes)
    start = 0
    held = 0
    for index, name in enumerate(names):
        held += sizes[name]
        count = index + 1 - start
        if held >= task_bytes or count >= task_partitions or index == len(names) - 1:
            first, last = names[start], name
            yield MergeTask(
                table,
                first,
                last,
                tuple(
                    sorted(
                        entry.path
                        for entry in entries
                        if entry.first_partition <= last and entry.last_partition >= first
                    )
                ),
            )
            start, held = index + 1, 0


def merge(
    area: WorkArea,
    task: MergeTask,
    table: Table,
    run_id: str,
    partition_by: str = "date",
    target_bytes: int = 128 << 20,
    fan_in: int = FAN_IN,
) -> Iterator[MergedFile]:
    """Do one task: write the final files of its partitions into the work area.

    Raises:
        WriteError: W004, W005.
    """
    schema = table.schema
    if not task.files:
        rule = partition_rule(table, partition_by)
        folder = "" if rule is None else f"{rule.key}={DEFAULT_PARTITION}"
        yield from write_partition(area, table, schema, folder, iter(()), run_id, target_bytes)
        return
    made: list[str] = []
    try:
        files = list(task.files)
        while len(files) > fan_in:
            groups = [files[i : i + fan_in] for i in range(0, len(files), fan_in)]
            files = []
            for group in groups:
                path = f"{merged_folder(run_id)}/{uuid.uuid4().hex}.run"
                pieces = (
                    (batch, [(partition, batch.num_rows)])
                    for partition, batch in merged_rows(area, group, task, table, schema)
                )
                write_run_file(area.storage, path, pieces, table.sort_by)
                made.append(path)
                files.append(path)
        rows = merged_rows(area, files, task, table, schema)
        for partition, some in itertools.groupby(rows, key=operator.itemgetter(0)):
            batches = (batch for _, batch in some)
            yield from write_partition(
                area, table, schema, partition, batches, run_id, target_bytes
            )
    finally:
        area.storage.delete(made)


def merged_rows(
    area: WorkArea, paths: Sequence[str], task: MergeTask, table: Table, schema: pa.Schema
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """The rows of a task's partitions in order: partition and some of its rows, again and again.

    Raises:
        WriteError: W005.
    """
    keys = table.sort_by
    between = (task.first_partition, task.last_partition)
    runs = area.storage.in_parallel(
        lambda path: RunFile(area.storage, path, schema, keys, between), paths
    )
    sizes: Counter[str] = Counter()
    for run in runs:
        for segment in run.segments:
            sizes[segment.partition] += segment.size
    together: list[str] = []
    held = 0
    for partition in sorted(sizes):
        if together and held + sizes[partition] > SORT_BYTES:
            yield from _some_partitions(area, runs, together, schema, keys)
            together, held = [], 0
        if sizes[partition] > SORT_BYTES:
            for batch in _one_partition(area, runs, partition, keys):
                yield partition, batch
        else:
            together.append(partition)
            held += sizes[partition]
    if together:
        yield from _some_partitions(area, runs, together, schema, keys)


def _some_partitions(
    area: WorkArea,
    runs: Sequence[RunFile],
    partitions: Sequence[str],
    schema: pa.Schema,
    keys: Sequence[str],
) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Whole partitions that follow one another, sorted together."""
    numbers = {partition: number for number, partition in enumerate(partitions)}
    numbered = schema.append(pa.field(_NUMBER, pa.int32()))

    def read(run: RunFile) -> list[pa.RecordBatch]:
        mine = [found for partition in partitions if (found := run.segment(partition))]
        if not mine:
            return []
        which = np.repeat(
            np.array([numbers[segment.partition] for segment in mine], np.int32),
            [segment.rows for segment in mine],
        )
        batches = []
        start = 0
        for batch in run.batches(mine[0].start, mine[-1].start + mine[-1].rows):
            column = pa.array(which[start : start + batch.num_rows])
            batches.append(pa.RecordBatch.from_arrays([*batch.columns, column], schema=numbered))
            start += batch.num_rows
        return batches

    batches = [batch for some in area.storage.in_parallel(read, runs) for batch in some]
    rows = sort_rows(batches, (_NUMBER, *keys))
    counts = np.bincount(rows.column(_NUMBER).to_numpy(), minlength=len(partitions))
    rows = pa.RecordBatch.from_arrays(rows.columns[:-1], schema=schema)
    start = 0
    for partition, count in zip(partitions, counts.tolist(), strict=True):
        yield partition, rows.slice(start, count)
        start += count


#: Column that holds the place of a row's partition while several are sorted together.
_NUMBER = "_number"


def _one_partition(
    area: WorkArea, runs: Sequence[RunFile], partition: str, keys: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """A large partition, a range of sort keys at a time; rows that tie are in one range."""
    found = [(run, segment) for run in runs if (segment := run.segment(partition)) is not None]
    places = [segment.start for _, segment in found]
    for bound in [*_bounds(found), None]:

        def read(item: tuple[int, tuple[RunFile, Segment]], bound: Key | None = bound) -> list:
            index, (run, segment) = item
            batches, places[index] = run.batches_below(places[index], segment, bound)
            return batches

        some = area.storage.in_parallel(read, enumerate(found))
        batches = [batch for one in some for batch in one]
        del some
        if batches:
            yield sort_rows(batches, keys)


def _bounds(found: Sequence[tuple[RunFile, Segment]]) -> list[Key]:
    """Keys that cut a partition into pieces of about `SORT_BYTES`."""
    heads = sorted(head for run, segment in found for head in run.block_heads(segment))
    bounds: list[Key] = []
    # Each run file begins with a block whose first key is not known: count half of it.
    held = len(found) * BLOCK_BYTES // 2
    for key, size in heads:
        if held >= SORT_BYTES and (not bounds or bounds[-1] < key):
            bounds.append(key)
            held = 0
        held += size
    return bounds


def write_partition(
    area: WorkArea,
    table: Table,
    schema: pa.Schema,
    folder: str,
    rows: Iterator[pa.RecordBatch],
    run_id: str,
    target_bytes: int,
) -> Iterator[MergedFile]:
    """Write one partition's rows to files of about ``target_bytes``; at least one file."""
    groups = row_groups(rows)
    group: pa.Table | None = next(groups, None)
    if group is None:
        group = schema.empty_table()
    number = 0
    while group is not None:
        pending = f"{merged_folder(run_id)}/{uuid.uuid4().hex}.pending"
        with area.storage.create(pending) as handle:
            writer = FileWriter(handle, table, schema, group.num_rows)
            try:
                while group is not None:
                    writer.write(group)
                    group = next(groups, None)
                    if writer.sink.size >= target_bytes:
                        break
                writer.close()
            except BaseException:
                writer.abandon()
                raise
        checksum = writer.sink.hexdigest()
        yield MergedFile(
            table.name,
            folder,
            final_name(number, checksum),
            pending,
            writer.rows,
            writer.sink.size,
            checksum,
        )
        number += 1
