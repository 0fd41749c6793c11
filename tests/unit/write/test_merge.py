"""Merge: sorted, complete, and the same bytes whatever the shards and batches were."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import SCHEMA_VERSION
from schemas.tables import ARTICLES, ENTITIES, REJECTS, TABLES, Table
from tests.support.write_samples import (
    article,
    corpus,
    merge_all,
    new_run,
    write_corpus,
    write_shard,
)
from transforms.storage import WriteError
from transforms.write.merge import (
    TASK_PARTITIONS,
    MergeTask,
    final_path,
    merge,
    plan_merges,
)
from transforms.write.parquet import row_groups
from transforms.write.rows import sort_rows, to_batch
from transforms.write.shards import TempFile, finished_shard

KINDS: dict[pa.DataType, st.SearchStrategy[Any]] = {
    pa.string(): st.one_of(
        st.sampled_from(["", "a", "b", "ü", "\U0001f600", "a" * 70]),
        st.text(st.characters(exclude_categories=("Cs",)), max_size=6),
    ),
    pa.int32(): st.integers(-(2**31), 2**31 - 1),
    pa.int64(): st.integers(-3, 3),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
    pa.binary(): st.binary(max_size=5),
    pa.date32(): st.dates(dt.date(1000, 1, 1), dt.date(2100, 1, 1)),
    pa.timestamp("us", tz="UTC"): st.datetimes(
        dt.datetime(1700, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)
    ),
    pa.list_(pa.string()): st.lists(st.sampled_from(["", "x", "y"]), max_size=3),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[dict[str, Any]]]:
    """A random table of the writer's kinds, with random rows; duplicates and nulls are likely."""
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=5))
    fields = [pa.field("day", pa.date32()), pa.field("key", pa.string(), nullable=False)]
    fields += [pa.field(f"c{n}", kind) for n, kind in enumerate(kinds)]
    sortable = ["key"] + [f"c{n}" for n, kind in enumerate(kinds) if not pa.types.is_nested(kind)]
    keys = tuple(sortable[: draw(st.integers(1, len(sortable)))])
    date_column = draw(st.sampled_from(["day", None]))
    table = Table(
        "articles", "Random.", pa.schema(fields), keys, date_column, unique="key", references={},
        looked_up=("key",), distinct=frozenset(), prose=frozenset(), long=None,
    )  # fmt: skip
    row = st.fixed_dictionaries(
        {
            "day": st.none() | st.sampled_from([dt.date(2020, 1, n) for n in range(1, 5)]),
            "key": st.sampled_from(["a", "b", "c", "ä"]),
            **{f"c{n}": st.none() | KINDS[kind] for n, kind in enumerate(kinds)},
        }
    )
    return table, draw(st.lists(row, max_size=30))


def written(
    folder: Path, table: Table, shards: list[list[dict[str, Any]]], memory: int
) -> dict[str, bytes]:
    """Write ``shards`` and merge; final path → bytes."""
    run = new_run(folder)
    names = {"articles": table}
    files: list[TempFile] = []
    for number, rows in enumerate(shards):
        result = write_shard(
            run, f"s{number}", {"articles": rows}, tables=names, memory_bytes=memory
        )
        files += result.files
    return {
        final_path(entry): Path(run.area.storage.path(entry.pending)).read_bytes()
        for task in plan_merges(run.area, files, names)
        for entry in merge(run.area, task, table, "run")
    }


def plain(value: Any) -> Any:
    return tuple(plain(entry) for entry in value) if isinstance(value, list) else value


def check_random_table(
    base: Path, table: Table, rows: list[dict[str, Any]], rng: random.Random
) -> None:
    """All rows come back, sorted; two random ways to cut and shuffle give the same bytes."""
    outcomes = []
    for attempt in range(2):
        shuffled = rng.sample(rows, len(rows))
        cuts = sorted(rng.choices(range(len(rows) + 1), k=rng.randrange(4)))
        shards = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
        folder = base / f"{rng.getrandbits(64):x}"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("transforms.write.merge.SORT_BYTES", rng.choice([0, 300, 1 << 20]))
            patch.setattr("transforms.write.merge.BLOCK_BYTES", 0)
            patch.setattr("transforms.write.run_file.BLOCK_BYTES", rng.choice([1, 200, 1 << 16]))
            outcomes.append(written(folder, table, shards, rng.choice([1, 1 << 20])))
        assert attempt == 0 or outcomes[0] == outcomes[1]
    found: Counter[Any] = Counter()
    for path, data in outcomes[0].items():
        batch = pq.read_table(pa.BufferReader(data))
        partition = path.split("/")[1].partition("=")[2] if table.date_column else None
        for row in batch.to_pylist():
            if partition is not None:
                assert partition == str(row["day"] or "none")
            found[tuple(plain(row[name]) for name in table.schema.names)] += 1
        keys = [
            [(row[key] is None, row[key]) for key in table.sort_by] for row in batch.to_pylist()
        ]
        for one, other in pairwise(keys):
            assert not _before(other, one)
    wanted = Counter(tuple(plain(row[name]) for name in table.schema.names) for row in rows)
    assert found == wanted


def _before(one: list[tuple[bool, Any]], other: list[tuple[bool, Any]]) -> bool:
    for (null, value), (other_null, other_value) in zip(one, other, strict=True):
        if null != other_null:
            return other_null
        if not null and value != other_value:
            return bool(value < other_value)
    return False


@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_merge_of_random_tables(
    tmp_path_factory: pytest.TempPathFactory,
    sample: tuple[Table, list[dict[str, Any]]],
    rng: random.Random,
) -> None:
    check_random_table(tmp_path_factory.mktemp("merge"), *sample, rng)


@pytest.mark.slow
@given(tables(), st.randoms(use_true_random=False))
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_merge_of_a_thousand_random_tables(
    tmp_path_factory: pytest.TempPathFactory,
    sample: tuple[Table, list[dict[str, Any]]],
    rng: random.Random,
) -> None:
    check_random_table(tmp_path_factory.mktemp("merge"), *sample, rng)


def test_merge_holds_a_bounded_number_of_bytes(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("transforms.write.merge.SORT_BYTES", 64 << 10)
    monkeypatch.setattr("transforms.write.merge.BLOCK_BYTES", 4 << 10)
    monkeypatch.setattr("transforms.write.run_file.BLOCK_BYTES", 4 << 10)
    sorted_at_once: list[int] = []

    def watched(batches: list[pa.RecordBatch], keys: Any) -> pa.RecordBatch:
        sorted_at_once.append(sum(batch.nbytes for batch in batches))
        return sort_rows(batches, keys)

    run = new_run(tmp_path)
    days = [dt.date(2024, 1, 1)] * 1500 + [dt.date(2024, 1, 2 + n % 20) for n in range(500)]
    rows = [(article(n, day, text=f"{n} " * 100), []) for n, day in enumerate(days)]
    results = write_corpus(run, rows, shards=25)
    monkeypatch.setattr("transforms.write.merge.sort_rows", watched)
    merged = merge_all(run, results)
    assert sum(entry.rows for entry in merged) == len(rows)
    assert sum(sorted_at_once) > 10 * (64 << 10)
    assert max(sorted_at_once) < 2 * (64 << 10)


def test_merge_through_more_files_than_may_be_open(tmp_path: Path) -> None:
    rows = corpus(120, days=3)
    few, many = new_run(tmp_path / "few"), new_run(tmp_path / "many")
    one = merge_all(few, write_corpus(few, rows, shards=1))
    other = merge_all(many, write_corpus(many, rows, shards=30), fan_in=4)
    assert [(final_path(e), e.rows) for e in one] == [(final_path(e), e.rows) for e in other]
    left = [name for name in many.area.storage.files("merged") if name.endswith(".run")]
    assert left == []


def test_merge_cuts_files_at_the_target_size(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("transforms.write.parquet.ROW_GROUP_ROWS", 10)
    monkeypatch.setattr("transforms.write.merge.row_groups", lambda rows: row_groups(rows, 10))
    run = new_run(tmp_path, target_bytes=1)
    rows = [(article(n, dt.date(2024, 1, 1)), []) for n in range(35)]
    files = [e for e in merge_all(run, write_corpus(run, rows)) if e.table == "articles"]
    assert [e.rows for e in files] == [10, 10, 10, 5]
    assert [e.name[:10] for e in files] == [f"part-{n:05d}" for n in range(4)]


def test_merged_file_describes_itself(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    files = merge_all(run, write_corpus(run, corpus(50, days=1)))
    entry = next(e for e in files if e.table == "entities" and "2024" in e.folder)
    with pq.ParquetFile(run.area.storage.path(entry.pending)) as file:
        metadata = file.schema_arrow.metadata
        assert metadata[b"newsbeam.table"] == b"entities"
        assert metadata[b"newsbeam.schema_version"] == SCHEMA_VERSION.encode()
        described = file.schema_arrow.field("label").metadata[b"description"]
        assert described == b"OntoNotes entity type."
        column = file.metadata.row_group(0).column(0)
        assert column.path_in_schema == "article_id"
        assert column.compression == "ZSTD"
        assert column.statistics.has_min_max
        assert column.has_column_index
        assert column.has_offset_index
        ordering = file.metadata.row_group(0).sorting_columns
        names = [file.schema.column(key.column_index).name for key in ordering]
        assert names == list(ENTITIES.sort_by)


def test_merge_gives_empty_tables_one_empty_file(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    files = merge_all(run, [])
    assert {entry.table for entry in files} == set(TABLES)
    assert all(entry.rows == 0 for entry in files)
    with pq.ParquetFile(run.area.storage.path(files[0].pending)) as file:
        assert set(file.schema_arrow.names) == set(ARTICLES.schema.names)


def test_plan_merges_spreads_partitions_over_tasks(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    count = TASK_PARTITIONS + 5
    day = dt.date(2000, 1, 1)
    rows = [article(n, day + dt.timedelta(days=n)) for n in range(count)]
    result = write_shard(run, "s", {"articles": rows})
    tasks = [t for t in plan_merges(run.area, result.files, TABLES) if t.table == "articles"]
    assert len(tasks) == 2
    assert tasks[0].first_partition == "published_day=2000-01-01"
    assert tasks[0].last_partition < tasks[1].first_partition
    by_size = list(plan_merges(run.area, result.files, ["articles"], task_bytes=1))
    assert len(by_size) == count


def test_plan_merges_names_a_damaged_file(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    result = write_shard(run, "s", {"articles": [article(1)]})
    Path(run.area.storage.path(result.files[0].path)).write_bytes(b"torn")
    with pytest.raises(WriteError) as caught:
        list(plan_merges(run.area, result.files, TABLES))
    assert caught.value.code == "W005"


def test_merge_names_a_lost_file(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    task = MergeTask("rejects", "", "", ("shards/x.run",))
    with pytest.raises(WriteError) as caught:
        list(merge(run.area, task, REJECTS, "run"))
    assert caught.value.code == "W005"


def test_row_groups_end_by_the_rows_alone() -> None:
    rows = [article(n, text="x" * (n * 37 % 500)) for n in range(100)]
    batch = to_batch(rows, ARTICLES.schema)
    whole = [g.num_rows for g in row_groups([batch], max_rows=40, max_bytes=6000)]
    for size in (1, 7, 33):
        pieces = [batch.slice(start, size) for start in range(0, 100, size)]
        assert [g.num_rows for g in row_groups(pieces, max_rows=40, max_bytes=6000)] == whole
    assert sum(whole) == 100
    assert max(whole) <= 40


def test_finished_shard_knows_only_whole_ones(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    assert finished_shard(run.area, "s") is None
    result = write_shard(run, "s", {"articles": [article(1)]})
    assert finished_shard(run.area, "s") == result
    Path(run.area.storage.path(run.area.done_path("s"))).write_bytes(b"{")
    assert finished_shard(run.area, "s") is None
