"""Rows of one shard → temporary files and a done mark, inside a worker.

A shard's rows are buffered up to a memory limit, sorted by (partition, sort key) and written as
run files. The done mark, written last and at once, names them; so a shard is either finished, with
all its rows and counts, or it does not exist, and a restarted run takes finished shards as they
are. Two workers on one shard (a retry beside a slow first try) write files of different names;
whichever mark stands names a whole set.

Layout of the work area, ``<output>/_work`` unless ``--temp_location`` names another folder:

    shards/ab/<shard key>/<try>-<table>-<n>.run    rows
    shards/ab/<shard key>/done.json                the mark
    shards/ab/<shard key>/crumbs-<try>             see `transforms.write.crumbs`
    merged/<run id>/                               see `transforms.write.merge`
    runs/<run id>.json                             see `transforms.write.runs`
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.records import failure
from schemas.records.coding import register
from schemas.tables import TABLES, Table
from transforms.storage import Storage
from transforms.write.partitions import (
    PartitionRule,
    partition_folder,
    partition_rule,
)
from transforms.write.rows import sort_rows, to_batch
from transforms.write.run_file import write_run_file

#: Folder of the work area inside the output, unless another place is named.
WORK_FOLDER = "_work"

#: Rows of one table that are turned into Arrow at once, and the text in bytes that ends it early.
_CONVERT_ROWS = 512
_CONVERT_BYTES = 1 << 20

#: Rows with much text that are counted before the text is.
_LONG_ROWS = 16

#: Arrow bytes that a writer holds before it spills sorted run files.
DEFAULT_MEMORY_BYTES = 32 << 20

#: Folder names that a writer remembers for a table.
_FOLDERS = 4096

_PARTITION = "_partition"


class TempFile(NamedTuple):
    """One run file; ``path`` is relative to the work area, ``size`` in estimated bytes of rows."""

    table: str
    path: str
    rows: int
    size: int
    first_partition: str
    last_partition: str


class Count(NamedTuple):
    """One counter's value, for example ``("articles", 120)``."""

    name: str
    value: int


class ShardResult(NamedTuple):
    """What a finished shard hands on: its run files and its counts, sorted by name."""

    shard_key: str
    files: Sequence[TempFile]
    counts: Sequence[Count]


for _record in (TempFile, Count, ShardResult):
    register(_record)


@dataclass(frozen=True)
class WorkArea:
    """Where temporary files live; picklable.

    Attributes:
        storage: the folder; never one that a reader's ``*.parquet`` glob finds anything in.
    """

    storage: Storage

    def shard_folder(self, shard_key: str) -> str:
        """Folder of one shard; keys that are no plain names are hashed by the caller."""
        if not shard_key or "/" in shard_key or shard_key.startswith("."):
            raise ValueError(f"shard key {shard_key!r} is not a plain name")
        return f"shards/{shard_key[:2]}/{shard_key}"

    def done_path(self, shard_key: str) -> str:
        """The done mark of one shard."""
        return f"{self.shard_folder(shard_key)}/done.json"


def finished_shard(area: WorkArea, shard_key: str) -> ShardResult | None:
    """The result of a shard that an earlier try or run has finished, else None."""
    try:
        mark = json.loads(area.storage.read_bytes(area.done_path(shard_key)))
    except (FileNotFoundError, ValueError):
        return None
    return ShardResult(
        shard_key,
        tuple(TempFile(**entry) for entry in mark["files"]),
        tuple(Count(name, value) for name, value in mark["counts"]),
    )


@dataclass
class _Buffer:
    """Rows of one table that are not on disk yet."""

    table: Table
    schema: pa.Schema
    rule: PartitionRule | None
    long: str | None
    known: dict[Any, str] = field(default_factory=dict)
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    text_bytes: int = 0
    batches: list[pa.RecordBatch] = field(default_factory=list)
    batch_bytes: int = 0


class ShardWriter:
    """Writes the rows of one shard, in bounded memory and with one file open at a time.

    Rows that do not fit their table (a bug of a stage before, or text that is no text) become
    rejects with code W001; the others are not harmed.

        writer = ShardWriter(area, shard_key)
        writer.write("articles", [article_row])
        writer.write("entities", entity_rows, article=article_row)
        result = writer.finish({"records": 1})

    Args:
        area: the work area.
        shard_key: a plain name that covers all that the rows depend on: the shard's content,
            the options, the model, the version.
        partition_by: see `transforms.write.partitions`.
        tables: the tables that may be written.
        memory_bytes: Arrow bytes held before sorted rows are spilled to disk.

    Raises:
        WriteError: W004, the work area cannot be written.
    """

    def __init__(
        self,
        area: WorkArea,
        shard_key: str,
        partition_by: str = "date",
        tables: Mapping[str, Table] | None = None,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
    ) -> None:
        self._area = area
        self._shard_key = shard_key
        self._folder = area.shard_folder(shard_key)
        self._memory_bytes = memory_bytes
        self._try = uuid.uuid4().hex[:12]
        self._files: list[TempFile] = []
        self._counts: Counter[str] = Counter()
        self._held = 0
        self._buffers = {
            name: _Buffer(
                table,
                table.schema,
                partition_rule(table, partition_by),
                table.long,
            )
            for name, table in (TABLES if tables is None else tables).items()
        }

    def write(
        self,
        table_name: str,
        rows: Sequence[Mapping[str, Any]],
        article: Mapping[str, Any] | None = None,
    ) -> None:
        """Add rows of one table.

        ``article`` is the row of their article; it gives the partition where the rows have no
        column for it (``--partition_by source`` or ``language``).
        """
        buffer = self._buffers[table_name]
        step = _CONVERT_ROWS if buffer.long is None else _LONG_ROWS
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            buffer.rows += some
            buffer.folders += self._folders(buffer, some, article)
            if buffer.long is not None:
                for row in some:
                    content = row.get(buffer.long)
                    if isinstance(content, str | bytes):
                        buffer.text_bytes += len(content)
            if len(buffer.rows) >= _CONVERT_ROWS or buffer.text_bytes >= _CONVERT_BYTES:
                self._convert(buffer)
                if self._held >= self._memory_bytes:
                    self._spill()

    def _folders(
        self,
        buffer: _Buffer,
        rows: Sequence[Mapping[str, Any]],
        article: Mapping[str, Any] | None,
    ) -> list[str]:
        """Folder of each row. Most come with a date seen before, and rows are very many."""
        rule, known = buffer.rule, buffer.known
        if rule is None:
            return [""] * len(rows)
        folders = []
        for row in rows:
            value = row.get(rule.column)
            folder = known.get(value)
            if folder is None:
                folder = partition_folder(rule, row, article)
                if value is not None and len(known) < _FOLDERS:
                    known[value] = folder
            folders.append(folder)
        return folders

    def finish(self, counts: Mapping[str, int] | None = None) -> ShardResult:
        """Write what is left, then the done mark.

        Rows are counted here, as ``rows.<table>`` and ``rejects.<code>``; ``counts`` adds the
        caller's own.
        """
        for buffer in list(self._buffers.values()):
            self._convert(buffer)
        for buffer in self._buffers.values():  # again: rejects may have come from the others
            self._convert(buffer)
        self._spill()
        self._counts.update(counts or {})
        result = ShardResult(
            self._shard_key,
            tuple(self._files),
            tuple(Count(name, int(value)) for name, value in sorted(self._counts.items())),
        )
        mark = {
            "files": [entry._asdict() for entry in result.files],
            "counts": [list(count) for count in result.counts],
        }
        self._area.storage.write_bytes(
            self._area.done_path(self._shard_key), json.dumps(mark).encode()
        )
        return result

    def _convert(self, buffer: _Buffer) -> None:
        """Turn the buffered dictionaries into a batch with their folders beside it."""
        if not buffer.rows:
            return
        rows, folders = buffer.rows, buffer.folders
        buffer.rows, buffer.folders, buffer.text_bytes = [], [], 0
        try:
            batch = to_batch(rows, buffer.schema)
        except (pa.ArrowException, UnicodeError, ValueError, TypeError, OverflowError):
            rows, folders = self._reject_unfit(buffer, rows, folders)
            batch = to_batch(rows, buffer.schema)
        if batch.num_rows == 0:
            return
        if buffer.table.name == "rejects":
            self._counts.update(f"rejects.{row['code']}" for row in rows)
        self._counts[f"rows.{buffer.table.name}"] += batch.num_rows
        columns = [*batch.columns, pa.array(folders, pa.string())]
        batch = pa.RecordBatch.from_arrays(columns, names=[*batch.schema.names, _PARTITION])
        buffer.batches.append(batch)
        buffer.batch_bytes += batch.nbytes
        self._held += batch.nbytes

    def _reject_unfit(
        self, buffer: _Buffer, rows: list[Mapping[str, Any]], folders: list[str]
    ) -> tuple[list[Mapping[str, Any]], list[str]]:
        """Keep the rows that fit; the others become rejects, if there is such a table."""
        good: list[Mapping[str, Any]] = []
        good_folders: list[str] = []
        for row, folder in zip(rows, folders, strict=True):
            try:
                to_batch([row], buffer.schema)
            except (pa.ArrowException, UnicodeError, ValueError, TypeError, OverflowError) as error:
                if buffer.table.name == "rejects" or "rejects" not in self._buffers:
                    raise
                self.write("rejects", [_unfit(buffer.table, row, error)])
            else:
                good.append(row)
                good_folders.append(folder)
        return good, good_folders

    def _spill(self) -> None:
        """Sort what is held and write it as run files, one a table."""
        for buffer in self._buffers.values():
            if not buffer.batches:
                continue
            self._held -= buffer.batch_bytes
            buffer.batch_bytes = 0
            name = buffer.table.name
            path = f"{self._folder}/{self._try}-{name}-{len(self._files)}.run"
            rows = sort_rows(buffer.batches, (_PARTITION, *buffer.table.sort_by))
            segments = write_run_file(
                self._area.storage,
                path,
                [_by_partition(rows, buffer.schema)],
                buffer.table.sort_by,
            )
            self._files.append(
                TempFile(
                    name,
                    path,
                    rows.num_rows,
                    sum(segment.size for segment in segments),
                    segments[0].partition,
                    segments[-1].partition,
                )
            )


def _by_partition(
    rows: pa.RecordBatch, schema: pa.Schema
) -> tuple[pa.RecordBatch, list[tuple[str, int]]]:
    """Split sorted rows into the rows proper and the partitions they are in."""
    runs = pc.run_end_encode(rows.column(_PARTITION))
    ends = [0, *runs.run_ends.to_pylist()]
    parts = [
        (name, end - start)
        for name, start, end in zip(runs.values.to_pylist(), ends[:-1], ends[1:], strict=True)
    ]
    return pa.RecordBatch.from_arrays(rows.columns[:-1], schema=schema), parts


def _unfit(table: Table, row: Mapping[str, Any], error: Exception) -> dict[str, Any]:
    """A reject row for a row that does not fit its table; its own values are made to fit."""

    def text(name: str) -> str | None:
        value = row.get(name)
        return None if value is None else str(value).encode("utf-8", "replace").decode("utf-8")

    position = row.get("input_position")
    reject = failure(
        "W001",
        text("input_uri") or "",
        position if isinstance(position, int) else None,
        repr(dict(row)).encode("utf-8", "replace"),
        text("article_id"),
        table=table.name,
        error=str(error).splitlines()[0],
    )
    return reject._asdict()
