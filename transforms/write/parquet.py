"""Sorted rows of one partition → Parquet files of a target size, the same bytes every time.

What is decided here and why (figures: docs/writing.md, `benchmarks/write_layout.py`):

- zstd, pages with checksums, dictionaries for all columns but those whose values never repeat;
- row groups end after `ROW_GROUP_ROWS` rows or about `ROW_GROUP_BYTES` of rows, whichever comes
  first, so that a filter on the sort key or a date skips most of a file, and memory stays flat;
- statistics and page index for columns that people filter by, not for running text;
- bloom filters for ids, because hashes are spread over all files and no statistics can tell
  which of a thousand files holds one;
- sorting columns in the metadata; column descriptions in the Arrow schema; schema version.

Row groups, the pieces that Parquet's writer gets them in, and files are cut by the rows alone, so
the bytes do not depend on the batches that the rows came in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas import SCHEMA_VERSION
from schemas.tables import Table
from transforms.write.rows import one_batch, row_sizes

ROW_GROUP_ROWS = 122_880
ROW_GROUP_BYTES = 32 << 20

#: A row group is collected in pieces; only one of them is ever there twice.
PIECE_ROWS = 8192
PIECE_BYTES = 1 << 20

#: zstd level: above 3 the files shrink by little and writing slows down by much.
ZSTD_LEVEL = 3

#: Share of files that a bloom filter lets through in vain.
BLOOM_FPP = 0.01


class HashingSink:
    """A writable file that hashes what passes through."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self._hash = hashlib.blake2b(digest_size=16)
        self.size = 0
        self.closed = False

    def write(self, data: Any) -> int:
        """Write and hash; the number of bytes taken."""
        view = memoryview(data)
        self._handle.write(view)
        self._hash.update(view)
        self.size += view.nbytes
        return view.nbytes

    def tell(self) -> int:
        """Bytes written so far."""
        return self.size

    def flush(self) -> None:
        """Nothing is held back here."""

    def writable(self) -> bool:
        """Yes."""
        return True

    def readable(self) -> bool:
        """No."""
        return False

    def seekable(self) -> bool:
        """No."""
        return False

    def close(self) -> None:
        """Left to the owner of the handle."""
        self.closed = True

    def hexdigest(self) -> str:
        """BLAKE2b (128 bits) of all bytes."""
        return self._hash.hexdigest()


def final_name(number: int, checksum: str) -> str:
    """Name of a partition's file: its place in the order and the hash of its bytes."""
    return f"part-{number:05d}-{checksum[:16]}.parquet"


def row_groups(
    batches: Iterable[pa.RecordBatch],
    max_rows: int = ROW_GROUP_ROWS,
    max_bytes: int = ROW_GROUP_BYTES,
) -> Iterator[pa.Table]:
    """Regroup sorted batches; where a group ends depends on the rows alone."""
    pieces: list[pa.RecordBatch] = []
    held: list[pa.RecordBatch] = []
    rows = size = group_rows = group_size = 0
    for batch in batches:
        total = np.concatenate(([0], np.cumsum(row_sizes(batch))))
        start = 0
        while start < batch.num_rows:
            room = min(PIECE_BYTES - size, max_bytes - group_size)
            fit = int(np.searchsorted(total, total[start] + room, side="left")) - start
            take = min(
                max(fit, 1), PIECE_ROWS - rows, max_rows - group_rows, batch.num_rows - start
            )
            held.append(batch.slice(start, take))
            added = int(total[start + take] - total[start])
            rows, size = rows + take, size + added
            group_rows, group_size = group_rows + take, group_size + added
            start += take
            ends = group_rows >= max_rows or group_size >= max_bytes
            if ends or rows >= PIECE_ROWS or size >= PIECE_BYTES:
                pieces.append(one_batch(held))
                held.clear()
                rows = size = 0
            if ends:
                group = pa.Table.from_batches(pieces)
                pieces.clear()
                group_rows = group_size = 0
                yield group
                del group
    if held:
        pieces.append(one_batch(held))
    if pieces:
        yield pa.Table.from_batches(pieces)


def writer_options(table: Table, schema: pa.Schema, group_rows: int) -> dict[str, Any]:
    """Keyword arguments of `pyarrow.parquet.ParquetWriter` for one file of ``table``.

    ``group_rows`` (rows of the first row group) sizes the bloom filters.
    """
    sorted_by = [key for key in table.sort_by if key in schema.names]
    leaves = _leaf_paths(schema)
    return {
        "compression": "zstd",
        "compression_level": ZSTD_LEVEL,
        "use_dictionary": [
            path for path, kind in leaves if path not in table.distinct and _repeats(kind)
        ],
        "write_statistics": [
            path for path, _ in leaves if path.split(".", 1)[0] not in table.prose
        ],
        "write_page_index": True,
        "write_page_checksum": True,
        "sorting_columns": pq.SortingColumn.from_ordering(
            schema, [(key, "ascending") for key in sorted_by], null_placement="at_end"
        ),
        "bloom_filter_options": {
            column: {"ndv": max(group_rows, 64), "fpp": BLOOM_FPP} for column in table.looked_up
        },
    }


def _repeats(kind: pa.DataType) -> bool:
    return not pa.types.is_boolean(kind)


def _leaf_paths(schema: pa.Schema) -> list[tuple[str, pa.DataType]]:
    """Parquet paths of the leaf columns, as pyarrow names them (``actors.list.element.text``)."""

    def walk(prefix: str, kind: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
        if pa.types.is_list(kind):
            yield from walk(f"{prefix}.list.element", kind.value_type)
        elif pa.types.is_struct(kind):
            for child in kind:
                yield from walk(f"{prefix}.{child.name}", child.type)
        else:
            yield prefix, kind

    return [leaf for field in schema for leaf in walk(field.name, field.type)]


def stored_schema(table: Table, schema: pa.Schema) -> pa.Schema:
    """``schema`` with the table's name, description and schema version in its metadata."""
    return schema.with_metadata(
        {
            "newsbeam.table": table.name,
            "newsbeam.description": table.doc,
            "newsbeam.schema_version": SCHEMA_VERSION,
        }
    )


class FileWriter:
    """Writes one Parquet file into an open handle, a row group at a time."""

    def __init__(self, handle: IO[bytes], table: Table, schema: pa.Schema, group_rows: int) -> None:
        self.sink = HashingSink(handle)
        self.rows = 0
        self._schema = stored_schema(table, schema)
        self._writer = pq.ParquetWriter(
            pa.PythonFile(self.sink, mode="w"),
            self._schema,
            **writer_options(table, self._schema, group_rows),
        )

    def write(self, group: pa.Table) -> None:
        """Write one row group."""
        self._writer.write_table(group.cast(self._schema), row_group_size=max(group.num_rows, 1))
        self.rows += group.num_rows

    def close(self) -> None:
        """Write the footer."""
        self._writer.close()

    def abandon(self) -> None:
        """The file cannot be finished: keep pyarrow from writing a footer into the void."""
        self._writer.is_open = False
