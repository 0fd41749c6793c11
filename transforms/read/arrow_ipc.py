"""Arrow IPC files (Feather 2) and streams → one record a row, position = row number.

Rejects as for Parquet. Feather 1, which pyarrow no longer reads, is R005.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from transforms.read.fields import Mapper
from transforms.read.options import ReadOptions
from transforms.read.parquet import BATCH_ROWS, records_of_batch
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source
from transforms.read.spool import seekable
from transforms.storage import describe

_ERRORS = (pa.ArrowException, OSError, ValueError, SystemError)


def _batches(raw: Any) -> Iterator[pa.RecordBatch]:
    magic = raw.read(6)
    raw.seek(0)
    if magic == b"ARROW1":
        file = pa.ipc.open_file(raw)
        for number in range(file.num_record_batches):
            yield file.get_batch(number)
    else:
        yield from pa.ipc.open_stream(raw)


def _checked(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with its text as bytes, after a look at every offset.

    Arrow trusts the offsets in a file: without the look, damaged ones would be read as memory.
    Text that is not UTF-8 is let through as bytes.

    Raises:
        ArrowInvalid: an offset or a length is wrong.
    """
    columns = []
    for column in batch.columns:
        if pa.types.is_string(column.type):
            column = column.view(pa.binary())
        elif pa.types.is_large_string(column.type):
            column = column.view(pa.large_binary())
        column.validate(full=True)
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    mapper = Mapper.from_options(options)
    row = 0
    with seekable(source) as raw:
        try:
            for batch in map(_checked, _batches(raw)):
                for at in range(0, batch.num_rows, BATCH_ROWS):
                    part = batch.slice(at, BATCH_ROWS)
                    yield from records_of_batch(part, row, "arrow", source, options, mapper)
                    row += part.num_rows
        except _ERRORS as error:
            yield source.failure("R005", row, None, error=describe(error))


def sniff(head: bytes, name: str) -> int:
    if head.startswith((b"ARROW1\0\0", b"FEA1")):
        return SURE
    named = name.endswith((".arrow", ".arrows", ".feather", ".ipc"))
    return LIKELY if named and head.startswith(b"\xff\xff\xff\xff") else NO


FORMAT = Format("arrow", read, sniff)
