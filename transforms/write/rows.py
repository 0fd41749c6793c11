"""Row dictionaries and sorted batches: conversion, sizes and order, the same on every worker.

All orders here are those of `schemas.tables.Table.sort_by`, ascending, nulls last, text by code
point (which is the order of its UTF-8 bytes, so Arrow and Python agree). Rows that agree in all
of these are put in the order of their whole content, so that the order is total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Key = tuple[tuple[bool, Any], ...]


def to_batch(rows: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Turn dictionaries into a batch; keys that the schema does not know are left out.

    Raises:
        pyarrow.ArrowInvalid, pyarrow.ArrowTypeError, UnicodeEncodeError, ValueError: a value does
            not fit its column, or a required column is null.
    """
    array = pa.array(rows, pa.struct(list(schema)))
    batch = pa.RecordBatch.from_arrays(array.flatten(), schema=schema)
    for field, column in zip(schema, batch.columns, strict=True):
        _check_required(field, column)
    return batch


def _check_required(field: pa.Field, column: pa.Array) -> None:
    if not field.nullable and column.null_count:
        raise ValueError(f"column {field.name} is required and null")
    if pa.types.is_list(field.type):
        _check_required(field.type.value_field.with_nullable(True), column.flatten())
    elif pa.types.is_struct(field.type):
        present = column.drop_null() if column.null_count else column
        for child, values in zip(field.type, present.flatten(), strict=True):
            _check_required(child, values)


def row_sizes(batch: pa.RecordBatch | pa.Table) -> np.ndarray:
    """Estimated bytes of each row in memory, int64; depends on the row alone.

    Row groups and files are cut by these sizes, so they must not change with the batch that a
    row happens to stand in, as Arrow's ``nbytes`` would.
    """
    sizes = np.full(batch.num_rows, 8 * batch.num_columns, dtype=np.int64)
    for field, column in zip(batch.schema, batch.columns, strict=True):
        if pa.types.is_string(field.type) or pa.types.is_binary(field.type):
            sizes += _numbers(pc.binary_length(column))
        elif pa.types.is_list(field.type):
            width = 160 if pa.types.is_struct(field.type.value_type) else 32
            sizes += width * _numbers(pc.list_value_length(column))
    return sizes


def _numbers(lengths: pa.Array | pa.ChunkedArray) -> np.ndarray:
    filled = pc.fill_null(lengths, 0)
    return np.asarray(filled.to_numpy(zero_copy_only=False), dtype=np.int64)


def sort_rows(batches: list[pa.RecordBatch], keys: Sequence[str]) -> pa.RecordBatch:
    """Put rows into the total order of ``keys``; ties in the order of the rows' content.

    Empties ``batches``, so that no more than twice their bytes are held.
    """
    batch = one_batch(batches)
    batches.clear()
    if batch.num_rows < 2:
        return batch
    order = pc.sort_indices(batch, sort_keys=[(key, "ascending") for key in keys])
    batch = batch.take(order)
    ties = _tied(batch, keys)
    if not ties.any():
        return batch
    indices = np.arange(batch.num_rows)
    edges = np.flatnonzero(~ties) + 1
    for start, end in zip(
        np.concatenate(([0], edges)), np.concatenate((edges, [batch.num_rows])), strict=True
    ):
        if end - start > 1:
            content = [repr(row) for row in batch.slice(start, end - start).to_pylist()]
            indices[start:end] = start + np.array(
                sorted(range(len(content)), key=content.__getitem__)
            )
    return batch.take(pa.array(indices))


def _tied(batch: pa.RecordBatch, keys: Sequence[str]) -> np.ndarray:
    """Whether each row but the last agrees with the next one in all keys."""
    size = batch.num_rows - 1
    tied = np.ones(size, dtype=bool)
    for key in keys:
        column = batch.column(key)
        one, other = column.slice(0, size), column.slice(1, size)
        equal = pc.fill_null(pc.equal(one, other), False)
        both_null = pc.and_(pc.is_null(one), pc.is_null(other))
        tied &= pc.or_(equal, both_null).to_numpy(zero_copy_only=False)
        if not tied.any():
            break
    return tied


def one_batch(batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """All rows in one batch; at least one batch must be given."""
    if len(batches) == 1:
        return batches[0]
    found = pa.Table.from_batches(batches).combine_chunks().to_batches()
    if not found:
        return batches[0]
    if len(found) > 1:
        raise ValueError("a batch holds at most 2 GiB of text")
    return found[0]


def row_key(batch: pa.RecordBatch | pa.Table, index: int, keys: Sequence[str]) -> Key:
    """Key of one row as a Python tuple that compares like the sort order."""
    values = [batch.column(key)[index].as_py() for key in keys]
    return tuple((value is None, 0 if value is None else value) for value in values)


def rows_below(batch: pa.RecordBatch | pa.Table, bound: Key, keys: Sequence[str]) -> int:
    """How many rows of a sorted batch come before ``bound`` (binary search)."""
    low, high = 0, batch.num_rows
    while low < high:
        middle = (low + high) // 2
        if row_key(batch, middle, keys) < bound:
            low = middle + 1
        else:
            high = middle
    return low


def cut_by_size(sizes: np.ndarray, limit: int, max_rows: int) -> Iterator[tuple[int, int]]:
    """Cut consecutive rows into pieces of about ``limit`` bytes; (start, end) of each."""
    start = 0
    total = np.concatenate(([0], np.cumsum(sizes)))
    while start < len(sizes):
        end = int(np.searchsorted(total, total[start] + limit, side="left"))
        end = min(max(end, start + 1), start + max_rows, len(sizes))
        yield start, end
        start = end
