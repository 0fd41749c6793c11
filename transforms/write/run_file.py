"""Sorted rows of one shard → one temporary file, from which a merge takes any partition's rows.

A run file holds rows of one table, sorted by (partition, sort key), in compressed blocks of about
256 KiB, and ends in an index: where each block lies and which rows belong to which partition. So
10,000 partitions cost one file and not 10,000, a merge reads forward only, and it holds one block
per file in memory. The layout is our own because neither Arrow's file format nor Parquet carries
an index of row ranges:

    block ... block   Arrow IPC record batch message each, zstd level 1 as a whole
    index             JSON, zstd
    8 bytes           length of the index, little endian
    8 bytes           b"NBRUN001"

Run files live until their run is committed and are read by the version that wrote them only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any, NamedTuple

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from transforms.write.rows import cut_by_size, row_sizes
from transforms.write.storage import Storage

MAGIC = b"NBRUN001"

#: Estimated bytes of rows in a block; a merge of 64 files holds 64 of these.
BLOCK_BYTES = 256 << 10
BLOCK_ROWS = 8192


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


class RunFileWriter:
    """Writes one run file; rows must come in order of (partition, sort key)."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self._codec = pa.Codec("zstd", compression_level=1)
        self._blocks: list[_Block] = []
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
        index = json.dumps(
            {"blocks": self._blocks, "segments": self._segments}, separators=(",", ":")
        ).encode()
        packed = b"%d:" % len(index) + self._codec.compress(index, asbytes=True)
        self._handle.write(packed)
        self._handle.write(len(packed).to_bytes(8, "little") + MAGIC)

    def _flush(self) -> None:
        if not self._pending:
            return
        table = pa.Table.from_batches(self._pending).combine_chunks()
        for batch in table.to_batches():
            raw = batch.serialize()
            data = self._codec.compress(raw)
            done = self._blocks[-1].start + self._blocks[-1].rows if self._blocks else 0
            self._blocks.append(_Block(self._offset, data.size, raw.size, done, batch.num_rows))
            self._handle.write(data)
            self._offset += data.size
        self._pending.clear()
        self._pending_size = 0


class RunFile:
    """Reads one run file, forward.

    Raises:
        ValueError: the file is not a whole run file.
    """

    def __init__(self, storage: Storage, path: str, schema: pa.Schema) -> None:
        self._path = path
        self._schema = schema
        self._handle = storage.open_read(path)
        try:
            self._blocks, self.segments = _read_index(self._handle, path)
        except BaseException:
            self._handle.close()
            raise
        self._codec = pa.Codec("zstd", compression_level=1)
        self._by_partition = {segment.partition: segment for segment in self.segments}
        self._current: tuple[int, pa.RecordBatch] | None = None

    def __enter__(self) -> RunFile:
        return self

    def __exit__(self, *_: Any) -> None:
        self._handle.close()

    def segment(self, partition: str) -> Segment | None:
        """Where the rows of ``partition`` are; None if there are none."""
        return self._by_partition.get(partition)

    def batches(self, partition: str) -> Iterator[pa.RecordBatch]:
        """The rows of ``partition`` in order, a block at a time."""
        segment = self._by_partition.get(partition)
        if segment is None:
            return
        row, end = segment.start, segment.start + segment.rows
        number = self._block_of(row)
        while row < end:
            block = self._blocks[number]
            batch = self._read(number)
            stop = min(end, block.start + block.rows)
            yield batch.slice(row - block.start, stop - row)
            row = stop
            number += 1

    def _block_of(self, row: int) -> int:
        low, high = 0, len(self._blocks) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._blocks[middle].start <= row:
                low = middle
            else:
                high = middle - 1
        return low

    def _read(self, number: int) -> pa.RecordBatch:
        if self._current is not None and self._current[0] == number:
            return self._current[1]
        block = self._blocks[number]
        self._handle.seek(block.offset)
        data = self._handle.read(block.length)
        raw = self._codec.decompress(data, decompressed_size=block.raw)
        batch = ipc.read_record_batch(raw, self._schema)
        self._current = (number, batch)
        return batch


def read_segments(storage: Storage, path: str) -> Sequence[Segment]:
    """The partitions in a run file, by its index alone."""
    with storage.open_read(path) as handle:
        return _read_index(handle, path)[1]


def _read_index(handle: IO[bytes], path: str) -> tuple[list[_Block], list[Segment]]:
    end = handle.seek(0, 2)
    tail = b""
    if end >= 16:
        handle.seek(end - 16)
        tail = handle.read(16)
    if tail[8:] != MAGIC:
        raise ValueError(f"{path} is not a whole run file")
    length = int.from_bytes(tail[:8], "little")
    handle.seek(end - 16 - length)
    raw_length, _, packed = handle.read(length).partition(b":")
    index = json.loads(
        pa.Codec("zstd").decompress(packed, decompressed_size=int(raw_length), asbytes=True)
    )
    blocks = [_Block(*block) for block in index["blocks"]]
    return blocks, [Segment(*segment) for segment in index["segments"]]


def write_run_file(
    storage: Storage,
    path: str,
    pieces: Iterable[tuple[pa.RecordBatch, Sequence[tuple[str, int]]]],
) -> Sequence[Segment]:
    """Write sorted pieces (see `RunFileWriter.write`) to a new run file; its partitions."""
    with storage.create(path) as handle:
        writer = RunFileWriter(handle)
        for batch, parts in pieces:
            writer.write(batch, parts)
        writer.close()
        return list(writer.segments)
