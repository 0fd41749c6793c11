"""Committed files of an output → their rows in today's columns.

Files may be older than the program that reads them: a column that the contract has gained since is
null there (a list: empty), and in layout 1 the partition column stood in the folder's name only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from transforms.storage import Storage
from transforms.write.partitions import DEFAULT_PARTITION, LAYOUT, PartitionRule, decode_value

#: Folder value of the unknown in layout 1.
_OLD_DEFAULT = "__HIVE_DEFAULT_PARTITION__"

#: Rows read from a file at once.
BATCH_ROWS = 1024


def has_old_layout(live: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether any of the live files (see `live_files`) lies in folders of an earlier layout."""
    return any(entry.get("layout", LAYOUT) < LAYOUT for entry in live.values())


def todays_folder(rule: PartitionRule | None, folder: str) -> str:
    """The partition folder that rows of ``folder``, of whatever layout, belong in.

    >>> todays_folder(PartitionRule("published_day", "published_date", 10), "published_date=2019-01-29")
    'published_day=2019-01-29'
    """  # noqa: E501 (an example)
    if rule is None:
        return ""
    value = folder.partition("=")[2]
    return f"{rule.key}={DEFAULT_PARTITION if value in ('', _OLD_DEFAULT) else value}"


def stored_batches(
    storage: Storage, path: str, schema: pa.Schema, columns: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The rows of one committed file, in order, with the columns of ``schema``.

    Args:
        path: relative to the output.
        columns: only these.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file lacks a required column, or a column has another type.
    """
    wanted = schema if columns is None else pa.schema([schema.field(name) for name in columns])
    folder = path.rpartition("/")[0].rpartition("/")[2]
    with storage.open_read(path) as handle, pq.ParquetFile(handle) as file:
        there = [name for name in wanted.names if name in file.schema_arrow.names]
        for batch in file.iter_batches(BATCH_ROWS, columns=there):
            yield fit_batch(batch, wanted, folder)


def misfit(found: pa.Schema, wanted: pa.Schema, folder: str) -> str | None:
    """Why `fit_batch` could not make ``wanted`` of a file's columns; None where it can."""
    for field in wanted:
        index = found.get_field_index(field.name)
        if index < 0:
            if (
                field.nullable
                or pa.types.is_list(field.type)
                or folder.startswith(f"{field.name}=")
            ):
                continue
            return f"no column {field.name}"
        if not _may_become(found.field(index).type, field.type):
            return f"{field.name} is {found.field(index).type}, not {field.type}"
    return None


def _may_become(found: pa.DataType, wanted: pa.DataType) -> bool:
    if pa.types.is_struct(found) and pa.types.is_struct(wanted):
        known = {field.name: field.type for field in found}
        return all(_may_become(known.get(field.name, field.type), field.type) for field in wanted)
    if pa.types.is_list(found) and pa.types.is_list(wanted):
        return _may_become(found.value_type, wanted.value_type)
    return bool(found.equals(wanted))


def fit_batch(batch: pa.RecordBatch, schema: pa.Schema, folder: str) -> pa.RecordBatch:
    """``batch`` with the columns of ``schema``; ``folder`` is the partition folder it lay in.

    Raises:
        ValueError: see `stored_batches`.
    """
    return pa.RecordBatch.from_arrays(
        [_column(batch, field, folder) for field in schema], schema=schema
    )


def _column(batch: pa.RecordBatch, field: pa.Field, folder: str) -> pa.Array:
    if field.name in batch.schema.names:
        return _cast(batch.column(field.name), field.type)
    key, sign, value = folder.partition("=")
    if sign and key == field.name:
        text = None if value == _OLD_DEFAULT else decode_value(value)
        return pa.array([text] * batch.num_rows, pa.string()).cast(field.type)
    if pa.types.is_list(field.type):
        return pa.array([[]] * batch.num_rows, field.type)
    if not field.nullable:
        raise ValueError(f"the file has no column {field.name}")
    return pa.nulls(batch.num_rows, field.type)


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    """``column`` as ``kind``; fields that a struct has gained are null."""
    if column.type.equals(kind):
        return column
    if pa.types.is_struct(kind) and pa.types.is_struct(column.type):
        children = []
        for field in kind:
            if column.type.get_field_index(field.name) >= 0:
                children.append(_cast(pc.struct_field(column, field.name), field.type))
            elif pa.types.is_list(field.type):
                children.append(pa.array([[]] * len(column), field.type))
            else:
                children.append(pa.nulls(len(column), field.type))
        return pa.StructArray.from_arrays(children, fields=list(kind), mask=column.is_null())
    if pa.types.is_list(kind) and pa.types.is_list(column.type):
        values = _cast(column.flatten(), kind.value_type)
        lengths = pc.fill_null(pc.list_value_length(column), 0)
        offsets = pa.array([0, *pc.cumulative_sum(lengths).to_pylist()], pa.int32())
        return pa.ListArray.from_arrays(offsets, values, kind, mask=column.is_null())
    return column.cast(kind)
