"""Run files of all shards → final Parquet files, waiting in the work area under names of no table.

The partitions of a table are cut into ranges of about equal work; one task merges one range: it
opens each run file that has rows there once, reads forward, and writes partition after partition.
So 10,000 partitions do not cost 10,000 times the number of shards in opened files. A task holds
one block per run file and one row group in memory; more than `FAN_IN` run files are first merged
into fewer ones.

What comes out depends on the rows alone: not on the shards, the ranges, the batches or the tries.
"""

from __future__ import annotations

import contextlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

from schemas.records.coding import register
from schemas.tables import Table
from transforms.write.parquet import FileWriter, final_name, row_groups
from transforms.write.partitions import DEFAULT_PARTITION, file_schema, partition_rule
from transforms.write.rows import row_key, rows_below, sort_rows
from transforms.write.run_file import RunFile, Segment, read_segments, write_run_file
from transforms.write.shards import TempFile, WorkArea
from transforms.write.storage import Storage, WriteError

#: Run files that one merge keeps open.
FAN_IN = 64

#: Estimated bytes of rows that one task merges; a partition is never divided.
TASK_BYTES = 256 << 20

#: Partitions up to this size (estimated bytes) are sorted in one go instead of merged.
SORTED_AT_ONCE_BYTES = 4 << 20

#: Partitions that one task writes at most, so that many tiny ones are spread over the workers.
TASK_PARTITIONS = 256


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
        for segments in area.storage.in_parallel(
            lambda path: _segments(area.storage, path), sorted(entries)
        ):
            for segment in segments:
                sizes[segment.partition] += segment.size
        yield from _ranges(table, sizes, list(entries.values()), task_bytes, task_partitions)


def _segments(storage: Storage, path: str) -> Sequence[Segment]:
    try:
        return read_segments(storage, path)
    except (ValueError, FileNotFoundError) as error:
        raise WriteError("W005", path=path, error=type(error).__name__) from error


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


def merge_runs(
    runs: Sequence[Iterator[pa.RecordBatch]], schema: pa.Schema, keys: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """Merge sorted streams of batches into one, in the total order of `rows.sort_rows`.

    Holds one block of each stream. A round takes all rows below the smallest of the streams'
    last keys, so that rows that tie are always sorted together, whichever streams and blocks
    they come from.
    """
    held: list[pa.Table] = [schema.empty_table() for _ in runs]
    open_runs = dict(enumerate(runs))

    def more(index: int) -> bool:
        batch = next(open_runs[index], None)
        if batch is None:
            del open_runs[index]
            return False
        held[index] = pa.concat_tables([held[index], pa.Table.from_batches([batch])])
        return True

    while True:
        for index in list(open_runs):
            while held[index].num_rows == 0 and more(index):
                pass
        if not open_runs:
            rest = pa.concat_tables(held)
            if rest.num_rows:
                yield sort_rows(rest, keys)
            return
        last = {i: row_key(held[i], held[i].num_rows - 1, keys) for i in open_runs}
        bound = min(last.values())
        counts = [rows_below(table, bound, keys) for table in held]
        if any(counts):
            taken = [table.slice(0, n) for table, n in zip(held, counts, strict=True) if n]
            for index, count in enumerate(counts):
                if count:
                    held[index] = held[index].slice(count)
            yield sort_rows(pa.concat_tables(taken), keys)
            continue
        for index in list(open_runs):  # a run of ties longer than a block
            if last[index] == bound:
                more(index)


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
    schema = file_schema(table, partition_by)
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
                write_run_file(area.storage, path, _merged_pieces(area, group, task, table, schema))
                made.append(path)
                files.append(path)
        with _opened(area, files, schema) as runs:
            for partition in _partitions(runs, task):
                rows = _merged_rows(runs, partition, table, schema)
                yield from write_partition(
                    area, table, schema, partition, rows, run_id, target_bytes
                )
    finally:
        area.storage.delete(made)


@contextlib.contextmanager
def _opened(area: WorkArea, paths: Sequence[str], schema: pa.Schema) -> Iterator[list[RunFile]]:
    with contextlib.ExitStack() as stack:
        try:
            runs = [stack.enter_context(RunFile(area.storage, path, schema)) for path in paths]
        except (ValueError, FileNotFoundError) as error:
            raise WriteError("W005", path=str(error), error=type(error).__name__) from error
        yield runs


def _partitions(runs: Sequence[RunFile], task: MergeTask) -> list[str]:
    return sorted(
        {
            segment.partition
            for run in runs
            for segment in run.segments
            if task.first_partition <= segment.partition <= task.last_partition
        }
    )


def _merged_rows(
    runs: Sequence[RunFile], partition: str, table: Table, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    found = [(run, segment) for run in runs if (segment := run.segment(partition)) is not None]
    streams = [run.batches(partition) for run, _ in found]
    if sum(segment.size for _, segment in found) > SORTED_AT_ONCE_BYTES:
        return merge_runs(streams, schema, table.sort_by)
    batches = [batch for stream in streams for batch in stream]
    return iter([sort_rows(pa.Table.from_batches(batches), table.sort_by)])


def _merged_pieces(
    area: WorkArea, paths: Sequence[str], task: MergeTask, table: Table, schema: pa.Schema
) -> Iterator[tuple[pa.RecordBatch, list[tuple[str, int]]]]:
    with _opened(area, paths, schema) as runs:
        for partition in _partitions(runs, task):
            for batch in _merged_rows(runs, partition, table, schema):
                yield batch, [(partition, batch.num_rows)]


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
