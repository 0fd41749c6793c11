"""Sorted rows of one shard → one temporary file, from which a merge takes any range of rows.

A run file holds rows of one table, sorted by (partition, sort key), in compressed blocks of about
64 KiB, and ends in an index: where each block lies, the sort key of its first row, and which rows
belong to which partition. So 10,000 partitions cost one file and not 10,000, and a merge can take
the rows between any two keys without holding anything of the rest. The layout is our own because
neither Arrow's file format nor Parquet carries an index of row ranges:

    block ... block   Arrow IPC record batch message each, zstd level 1 as a whole
    keys              Arrow IPC record batch message, zstd: sort keys, one row a block
    index             JSON, zstd
    8 bytes           length of keys and index, little endian
    8 bytes           b"NBRUN002"

Run files live until their run is committed and are read by the version that wrote them only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from transforms.storage import Storage, WriteError
from transforms.write.rows import Key, cut_by_size, row_key, row_sizes, rows_below

MAGIC = b"NBRUN002"

#: Estimated bytes of rows in a block. Who takes a range of rows reads up to a block too much.
BLOCK_BYTES = 64 << 10
BLOCK_ROWS = 8192

#: Bytes that a whole index rarely exceeds; read in one go from remote filesystems.
_TAIL_BYTES = 64 << 10


class Segment(NamedTuple):
    """Rows of one partition in a run file: row range and estimated bytes."""

    partition: str
    start: int
    rows: int
    size: int


class _Block(NamedTuple):
    offset: int
    length: int
    raw: int
    start: int
    rows: int


_START = _Block._fields.index("start")


class RunFileWriter:
    """Writes one run file; rows must come in order of (partition, sort key)."""

    def __init__(self, handle: IO[bytes], keys: Sequence[str]) -> None:
        self._handle = handle
        self._keys = list(keys)
        self._codec = pa.Codec("zstd", compression_level=1)
        self._blocks: list[_Block] = []
        self._heads: list[pa.RecordBatch] = []
        self._segments: list[Segment] = []
        self._pending: list[pa.RecordBatch] = []
        self._pending_size = 0
        self._offset = 0
        self._rows = 0

    @property
    def rows(self) -> int:
        """Rows written so far."""
        return self._rows

    @property
    def segments(self) -> Sequence[Segment]:
        """Rows by partition so far."""
        return self._segments

    def write(self, batch: pa.RecordBatch, parts: Sequence[tuple[str, int]]) -> None:
        """Add rows; ``parts`` are the partitions they belong to, with the rows of each."""
        sizes = row_sizes(batch)
        total = np.concatenate(([0], np.cumsum(sizes)))
        start = 0
        for partition, rows in parts:
            self._note(partition, rows, int(total[start + rows] - total[start]))
            start += rows
        for start, end in cut_by_size(sizes, BLOCK_BYTES, BLOCK_ROWS):
            self._pending.append(batch.slice(start, end - start))
            self._pending_size += int(total[end] - total[start])
            if self._pending_size >= BLOCK_BYTES:
                self._flush()

    def _note(self, partition: str, rows: int, size: int) -> None:
        if rows == 0:
            return
        last = self._segments[-1] if self._segments else None
        if last is not None and last.partition == partition:
            self._segments[-1] = last._replace(rows=last.rows + rows, size=last.size + size)
        elif last is not None and last.partition > partition:
            raise ValueError(f"partition {partition} after {last.partition}")
        else:
            self._segments.append(Segment(partition, self._rows, rows, size))
        self._rows += rows

    def close(self) -> None:
        """Write what is pending and the index; the handle stays open."""
        self._flush()
        heads = b""
        if self._heads:
            (batch,) = pa.Table.from_batches(self._heads).combine_chunks().to_batches()
            heads = batch.serialize().to_pybytes()
        index = json.dumps(
            {"blocks": self._blocks, "segments": self._segments}, separators=(",", ":")
        ).encode()
        raw = heads + index
        packed = b"%d:%d:" % (len(raw), len(heads)) + self._codec.compress(raw, asbytes=True)
        self._handle.write(packed)
        self._handle.write(len(packed).to_bytes(8, "little") + MAGIC)

    def _flush(self) -> None:
        if not self._pending:
            return
        batches = self._pending
        if len(batches) > 1:
            batches = pa.Table.from_batches(batches).combine_chunks().to_batches()
        for batch in batches:
            raw = batch.serialize()
            data = self._codec.compress(raw)
            done = self._blocks[-1].start + self._blocks[-1].rows if self._blocks else 0
            self._blocks.append(_Block(self._offset, data.size, raw.size, done, batch.num_rows))
            self._heads.append(batch.select(self._keys).take(_FIRST))
            self._handle.write(data)
            self._offset += data.size
        self._pending.clear()
        self._pending_size = 0


_FIRST = pa.array([0])


class RunFile:
    """Reads ranges of rows of one run file. Holds its index, and neither rows nor an open file.

    Args:
        keys: the sort key.
        partitions: first and last partition that will be asked for; all if not given.

    Raises:
        WriteError: W005, the file is not a whole run file, or it is gone.
    """

    def __init__(
        self,
        storage: Storage,
        path: str,
        schema: pa.Schema,
        keys: Sequence[str],
        partitions: tuple[str, str] | None = None,
    ) -> None:
        self._storage = storage
        self._path = path
        self._schema = schema
        self._keys = list(keys)
        self._codec = pa.Codec("zstd")
        index = _read_index(storage, path)
        self._blocks = np.array(index.blocks, dtype=np.int64).reshape(-1, len(_Block._fields))
        self._heads: pa.RecordBatch | None = None
        if index.heads is not None:
            head_schema = pa.schema([schema.field(key) for key in self._keys])
            self._heads = ipc.read_record_batch(index.heads, head_schema)
        self.segments = [
            Segment(*segment)
            for segment in index.segments
            if partitions is None or partitions[0] <= segment[0] <= partitions[1]
        ]
        self._by_partition = {segment.partition: segment for segment in self.segments}

    def segment(self, partition: str) -> Segment | None:
        """Where the rows of ``partition`` are; None if there are none."""
        return self._by_partition.get(partition)

    def batches(self, start: int, end: int) -> list[pa.RecordBatch]:
        """The rows from ``start`` to ``end`` (exclusive), in order.

        Raises:
            WriteError: W005.
        """
        if start >= end:
            return []
        return [
            _cut(batch, max(start - block.start, 0), min(end - block.start, block.rows))
            for block, batch in self._read(self._block_of(start), self._block_of(end - 1))
        ]

    def block_heads(self, segment: Segment) -> Iterator[tuple[Key, int]]:
        """Key of the first row and bytes of each block that begins inside ``segment``."""
        last = self._block_of(segment.start + segment.rows - 1)
        for number in range(self._block_of(segment.start), last + 1):
            block = self._block(number)
            if block.start > segment.start:
                yield self._head(number), block.raw

    def batches_below(
        self, start: int, segment: Segment, bound: Key | None
    ) -> tuple[list[pa.RecordBatch], int]:
        """Rows of ``segment`` from row ``start`` on whose keys are below ``bound`` (None: all).

        Returns:
            The rows, and the number of the row that follows them.

        Raises:
            WriteError: W005.
        """
        end = segment.start + segment.rows
        if bound is None or start >= end:
            return self.batches(start, end), end
        first = last = self._block_of(start)
        while last < self._block_of(end - 1) and self._head(last + 1) < bound:
            last += 1
        found: list[pa.RecordBatch] = []
        for number, (block, batch) in enumerate(self._read(first, last), first):
            low = max(start - block.start, 0)
            high = min(end - block.start, block.rows)
            if number == last:  # the bound lies in here, or at its end
                high = low + rows_below(batch.slice(low, high - low), bound, self._keys)
                end = block.start + high
            if high > low:
                found.append(_cut(batch, low, high))
        return found, end

    def _block(self, number: int) -> _Block:
        return _Block(*self._blocks[number].tolist())

    def _block_of(self, row: int) -> int:
        return int(np.searchsorted(self._blocks[:, _START], row, side="right")) - 1

    def _head(self, number: int) -> Key:
        return row_key(self._heads, number, self._keys)

    def _read(self, first: int, last: int) -> Iterator[tuple[_Block, pa.RecordBatch]]:
        """Blocks ``first`` to ``last``, with one read of the file."""
        blocks = [self._block(number) for number in range(first, last + 1)]
        offset = blocks[0].offset
        length = blocks[-1].offset + blocks[-1].length - offset
        try:
            data = memoryview(self._storage.read_range(self._path, offset, length))
        except FileNotFoundError as error:
            raise _damaged(self._path, error) from error
        for block in blocks:
            place = block.offset - offset
            try:
                raw = self._codec.decompress(
                    data[place : place + block.length], decompressed_size=block.raw
                )
                batch = ipc.read_record_batch(raw, self._schema)
            except (OSError, ValueError) as error:
                raise _damaged(self._path, error) from error
            yield block, batch


def _cut(batch: pa.RecordBatch, start: int, end: int) -> pa.RecordBatch:
    """Rows of a block; a copy where most of the block's memory would be held for nothing."""
    if 2 * (end - start) >= batch.num_rows:
        return batch.slice(start, end - start)
    # A message holds just the slice; making it costs a fifth of what ``take`` does.
    return ipc.read_record_batch(batch.slice(start, end - start).serialize(), batch.schema)


def _damaged(path: str, error: Exception) -> WriteError:
    return WriteError("W005", path=path, error=type(error).__name__)


def read_segments(storage: Storage, path: str) -> Sequence[Segment]:
    """The partitions in a run file, by its index alone.

    Raises:
        WriteError: W005.
    """
    return [Segment(*segment) for segment in _read_index(storage, path).segments]


class _Index(NamedTuple):
    """What `json` makes of an index: lists where the writer had tuples."""

    blocks: list[list[int]]
    segments: list[list[Any]]
    heads: pa.Buffer | None


def _read_index(storage: Storage, path: str) -> _Index:
    try:
        tail = storage.read_tail(path, _TAIL_BYTES)
    except FileNotFoundError as error:
        raise _damaged(path, error) from error
    try:
        if len(tail) < 16 or tail[-8:] != MAGIC:
            raise ValueError("not a whole run file")
        length = int.from_bytes(tail[-16:-8], "little") + 16
        if length > len(tail):
            tail = storage.read_tail(path, length)
        raw_length, heads_length, packed = tail[-length:-16].split(b":", 2)
        raw = pa.Codec("zstd").decompress(packed, decompressed_size=int(raw_length))
        index = json.loads(raw.slice(int(heads_length)).to_pybytes())
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from error
    return _Index(
        index["blocks"],
        index["segments"],
        raw.slice(0, int(heads_length)) if int(heads_length) else None,
    )


def write_run_file(
    storage: Storage,
    path: str,
    pieces: Iterable[tuple[pa.RecordBatch, Sequence[tuple[str, int]]]],
    keys: Sequence[str],
) -> Sequence[Segment]:
    """Write sorted pieces (see `RunFileWriter.write`) to a new run file; its partitions."""
    with storage.create(path) as handle:
        writer = RunFileWriter(handle, keys)
        for batch, parts in pieces:
            writer.write(batch, parts)
        writer.close()
        return list(writer.segments)
