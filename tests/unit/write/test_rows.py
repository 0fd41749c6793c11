"""Conversion, sizes and order of rows."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.tables import ARTICLES, EVENTS, REJECTS
from tests.support.write_samples import article
from transforms.write.rows import (
    cut_by_size,
    row_key,
    row_sizes,
    rows_below,
    sort_rows,
    to_batch,
)


def reject(position: int | None, message: str = "m", payload: bytes | None = None) -> dict:
    return {
        "stage": "read",
        "code": "R001",
        "message": message,
        "input_uri": "a",
        "input_position": position,
        "payload": payload,
    }


def event(**values: object) -> dict:
    row = {
        "event_id": "e",
        "article_id": "a",
        "sentence_index": 0,
        "start": 0,
        "end": 9,
        "trigger": "met",
        "trigger_start": 0,
        "trigger_end": 3,
        "predicate": "meet",
        "contexts": [],
        "counts": [],
        "actors": [{"text": "A", "start": 0, "end": 1, "sectors": ["GOV"]}],
        "recipients": [],
        "place": None,
        "negated": False,
        "modality": "asserted",
    }
    return {**row, **values}


def test_to_batch_keeps_nested_values() -> None:
    place = {"text": "Rome", "name": "Rome", "latitude": 41.9}
    batch = to_batch([event(), event(place=place)], EVENTS.schema)
    rows = batch.to_pylist()
    assert batch.schema.equals(EVENTS.schema, check_metadata=True)
    assert rows[0]["actors"][0]["sectors"] == ["GOV"]
    assert rows[0]["place"] is None
    assert rows[1]["place"]["latitude"] == 41.9


def test_to_batch_of_nothing_has_the_schema() -> None:
    assert to_batch([], ARTICLES.schema).schema.equals(ARTICLES.schema)


@pytest.mark.parametrize(
    "row",
    [
        article(1, text=None),
        article(1, text=7),
        article(1, text="\ud800"),
        article(1, authors=None),
        article(1, authors=[5]),
        article(1, published_date="2019-01-29T"),
        article(1, word_count=2**40),
    ],
)
def test_to_batch_refuses_what_does_not_fit(row: dict) -> None:
    errors = (pa.ArrowException, UnicodeError, ValueError, TypeError, OverflowError)
    with pytest.raises(errors):
        to_batch([row], ARTICLES.schema)


def test_to_batch_refuses_a_null_inside_a_struct() -> None:
    with pytest.raises(ValueError, match="sectors"):
        to_batch([event(actors=[{"text": "A", "start": 0, "end": 1}])], EVENTS.schema)


def test_row_sizes_depend_on_the_row_alone() -> None:
    rows = [article(n, captions=["c"] * (n % 3)) for n in range(20)]
    whole = row_sizes(to_batch(rows, ARTICLES.schema))
    single = [int(row_sizes(to_batch([row], ARTICLES.schema))[0]) for row in rows]
    sliced = row_sizes(to_batch(rows, ARTICLES.schema).slice(5, 7))
    assert whole.tolist() == single
    assert sliced.tolist() == single[5:12]


def test_sort_rows_puts_nulls_last_and_text_by_code_point() -> None:
    rows = [reject(None), reject(2), reject(1, "é"), reject(1, "z"), reject(1, "Z")]
    batch = sort_rows([to_batch(rows, REJECTS.schema)], REJECTS.sort_by)
    found = [(row["input_position"], row["message"]) for row in batch.to_pylist()]
    assert found == [(1, "Z"), (1, "z"), (1, "é"), (2, "m"), (None, "m")]


@given(st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_sort_rows_breaks_ties_by_content(rng: random.Random) -> None:
    rows = [reject(n % 2, "m", bytes([n])) for n in range(12)] + [reject(0, "m")] * 2
    shuffled = rng.sample(rows, len(rows))
    sort = REJECTS.sort_by
    one = sort_rows([to_batch(rows, REJECTS.schema)], sort)
    other = sort_rows([to_batch(shuffled, REJECTS.schema)], sort)
    assert one.to_pylist() == other.to_pylist()


def test_rows_below_agrees_with_the_sort_order() -> None:
    rows = [reject(n if n < 5 else None, str(n)) for n in range(8)]
    batch = sort_rows([to_batch(rows, REJECTS.schema)], REJECTS.sort_by)
    for index in range(batch.num_rows):
        key = row_key(batch, index, REJECTS.sort_by)
        assert rows_below(batch, key, REJECTS.sort_by) == index


@given(st.lists(st.integers(1, 50), max_size=40), st.integers(1, 100), st.integers(1, 9))
def test_cut_by_size_covers_all_rows_in_bounded_pieces(
    sizes: list[int], limit: int, most: int
) -> None:
    pieces = list(cut_by_size(np.array(sizes, dtype=np.int64), limit, most))
    assert [n for start, end in pieces for n in range(start, end)] == list(range(len(sizes)))
    for start, end in pieces:
        assert 1 <= end - start <= most
        assert sum(sizes[start : end - 1]) < limit


def test_to_batch_takes_dates_and_microseconds() -> None:
    row = article(1, dt.date(2019, 1, 29), published_at=1_548_720_000_000_000)
    batch = to_batch([row], ARTICLES.schema)
    assert batch.to_pylist()[0]["published_at"] == dt.datetime(2019, 1, 29, tzinfo=dt.UTC)
