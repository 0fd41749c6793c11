"""Parquet files → one record a row, position = row number.

Read with pyarrow, one batch of rows at a time and only the columns that can be mapped (all of them
where none is known by name). Cut at row groups: a group belongs to the range that its first byte is
in. Rejects: R003, R004, R005 (a damaged file or row group), R006, R007.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transforms.read.field_names import CONTAINERS
from transforms.read.fields import Mapper, document_of, known_name
from transforms.read.jsonl import escaped_bytes
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source, Span
from transforms.read.spool import seekable
from transforms.storage import describe

#: Rows in a batch at most; few, because an article may be large.
BATCH_ROWS = 256

#: Bytes that a batch should hold at most, by the row group's average.
BATCH_BYTES = 16 * 2**20


def columns_of(schema: pa.Schema, mapper: Mapper) -> list[str] | None:
    """The top-level columns worth reading, None for all."""
    wanted = [
        name
        for name in schema.names
        if known_name(name)
        or name in CONTAINERS
        or any(name == path or path.startswith(f"{name}.") for _, _, path in mapper.explicit)
    ]
    has_body = any((known_name(name) or ("",))[0] in ("text", "html") for name in wanted)
    explicit = any(target in ("text", "html") for target, _, _ in mapper.explicit)
    return wanted if has_body or explicit else None


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    mapper = Mapper.from_options(options)
    with seekable(source) as raw:
        try:
            file = pq.ParquetFile(raw, pre_buffer=False)
            metadata = file.metadata
        except (pa.ArrowException, OSError, ValueError) as error:
            if source.first:
                yield source.failure("R005", 0, None, error=describe(error))
            return
        columns = columns_of(file.schema_arrow, mapper)
        row = 0
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            first_row, row = row, row + group.num_rows
            at = group_start(group)
            if (source.start and at < source.start) or (
                source.end is not None and at >= source.end
            ):
                continue
            yield from _group(file, number, group, columns, first_row, source, options, mapper)


def group_start(group: Any) -> int:
    """Offset of a row group's first page."""
    if not group.num_columns:
        return 0
    column = group.column(0)
    start = column.dictionary_page_offset
    return int(column.data_page_offset if start is None else min(start, column.data_page_offset))


def _group(
    file: pq.ParquetFile,
    number: int,
    group: Any,
    columns: list[str] | None,
    first_row: int,
    source: Source,
    options: ReadOptions,
    mapper: Mapper,
) -> Iterator[Record]:
    average = group.total_byte_size / max(group.num_rows, 1)
    rows = int(max(1, min(BATCH_ROWS, BATCH_BYTES / max(average, 1))))
    row = first_row
    try:
        batches = file.iter_batches(rows, row_groups=[number], columns=columns, use_threads=False)
        for batch in batches:
            yield from records_of_batch(batch, row, "parquet", source, options, mapper)
            row += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        left = first_row + group.num_rows - row
        message = f"row group {number}, {left} rows from here: {describe(error)}"
        yield source.failure("R005", row, None, error=message)


def records_of_batch(
    batch: pa.RecordBatch,
    first_row: int,
    format_name: str,
    source: Source,
    options: ReadOptions,
    mapper: Mapper,
) -> Iterator[Record]:
    """The rows of one record batch."""
    names = batch.schema.names
    columns = [_values(column) for column in batch.columns]
    limit = options.max_record_bytes
    for index, values in enumerate(zip(*columns, strict=True)):
        record = dict(zip(names, values, strict=True))
        position = first_row + index
        size = sum(len(value) for value in values if isinstance(value, (str, bytes)))
        if size > limit:
            yield source.too_large(position, None, options)
            continue
        broken = False
        for name, value in record.items():
            if isinstance(value, bytes):
                try:
                    record[name] = value.decode("utf-8")
                except UnicodeDecodeError:
                    record[name] = value.decode("utf-8", "surrogateescape")
                    broken = True
        yield document_of(
            record,
            source,
            position,
            format_name,
            mapper,
            lambda record=record: _dump(record),  # type: ignore[misc]
            escaped_bytes if broken else None,
        )


def _values(column: pa.Array) -> list[Any]:
    """Python values of a column; times as ISO 8601, text that is not UTF-8 as bytes."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    try:
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            return [None if value is None else value.isoformat() for value in column.to_pylist()]
        return list(column.to_pylist())
    except UnicodeDecodeError:
        if pa.types.is_large_string(kind):
            return list(column.cast(pa.large_binary()).to_pylist())
        if pa.types.is_string(kind) or pa.types.is_string_view(kind):
            return list(column.cast(pa.binary()).to_pylist())
        return [None] * len(column)  # a text inside of a nested value
    except (ValueError, OverflowError, pa.ArrowException):  # a date beyond what Python knows
        return [_one_value(column[index]) for index in range(len(column))]


def _one_value(scalar: pa.Scalar) -> Any:
    """A date's value by itself: nanoseconds cut to microseconds, None where no year can hold it."""
    kind = scalar.type
    if pa.types.is_timestamp(kind) and kind.unit == "ns":
        scalar = pc.cast(scalar, pa.timestamp("us", kind.tz), safe=False)
    try:
        value = scalar.as_py()
    except (ValueError, OverflowError, pa.ArrowException):
        return None
    return None if value is None else value.isoformat()


def _dump(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, default=str)[:65536].encode("ascii", "replace")


def spans(source: Source, target: int, options: ReadOptions) -> Iterator[Span]:
    """Cut at row groups, about ``target`` stored bytes apart."""
    with seekable(source) as raw:
        metadata = pq.ParquetFile(raw, pre_buffer=False).metadata
        starts = [group_start(metadata.row_group(n)) for n in range(metadata.num_row_groups)]
    cuts = [0]
    for start in starts[1:]:
        if start - cuts[-1] >= target:
            cuts.append(start)
    for begin, end in zip(cuts, [*cuts[1:], None], strict=True):
        yield Span(begin, end)


def sniff(head: bytes, name: str) -> int:
    return SURE if head.startswith(b"PAR1") else NO


FORMAT = Format("parquet", read, sniff, spans=spans)
