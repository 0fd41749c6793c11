"""Run files: what went in comes out by partition; a torn file is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from schemas.tables import ARTICLES
from tests.support.write_samples import article
from transforms.storage import WriteError
from transforms.write import Storage
from transforms.write.rows import sort_rows, to_batch
from transforms.write.run_file import RunFile, read_segments, write_run_file

KEYS = ARTICLES.sort_by


def ids(batches: list[pa.RecordBatch]) -> list[str]:
    return [row["article_id"] for batch in batches for row in batch.to_pylist()]


def write(storage: Storage, pieces: dict[str, list[dict]]) -> None:
    write_run_file(
        storage,
        "a.run",
        (
            (sort_rows([to_batch(rows, ARTICLES.schema)], KEYS), [(name, len(rows))])
            for name, rows in pieces.items()
        ),
        KEYS,
    )


def test_run_file_gives_each_partition_its_rows(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    pieces = {
        f"d={n:03d}": [article(100 * n + k, text="word " * 2000) for k in range(1 + n % 90)]
        for n in range(60)
    }
    write(storage, pieces)
    run = RunFile(storage, "a.run", ARTICLES.schema, KEYS)
    for name in ("d=000", "d=059", "d=030"):  # any order
        segment = run.segment(name)
        assert segment is not None
        batches = run.batches(segment.start, segment.start + segment.rows)
        assert ids(batches) == sorted(row["article_id"] for row in pieces[name])
    assert run.batches(7, 7) == []
    assert run.segment("d=999") is None
    some = RunFile(storage, "a.run", ARTICLES.schema, KEYS, ("d=010", "d=012"))
    assert [s.partition for s in some.segments] == ["d=010", "d=011", "d=012"]
    assert [(s.partition, s.rows) for s in read_segments(storage, "a.run")] == [
        (name, len(rows)) for name, rows in pieces.items()
    ]


@pytest.mark.parametrize("words", [1, 300, 20_000])  # many rows a block, some, one
def test_run_file_gives_the_rows_between_any_two_keys(tmp_path: Path, words: int) -> None:
    storage = Storage(str(tmp_path))
    many = [article(n, text="word " * words) for n in range(100)]
    write(storage, {"d=1": many[:20], "d=2": many[20:80], "d=3": many[80:]})
    run = RunFile(storage, "a.run", ARTICLES.schema, KEYS)
    segment = run.segment("d=2")
    assert segment is not None
    wanted = sorted(row["article_id"] for row in many[20:80])
    bounds: list[Any] = [((False, wanted[n]),) for n in (0, 1, 17, 18, 40, 59)]
    bounds += [((False, "g"),), None]
    place, found = segment.start, []
    for number, bound in enumerate(bounds):
        batches, place = run.batches_below(place, segment, bound)
        found += ids(batches)
        below = wanted if bound is None else [key for key in wanted if ((False, key),) < bound]
        assert found == below, number
    assert place == segment.start + segment.rows
    heads = [key for key, _ in run.block_heads(segment)]
    assert heads == sorted(heads)
    assert len(heads) == {1: 0, 300: pytest.approx(1, abs=1), 20_000: 59}[words]


def test_run_file_of_ten_thousand_partitions_is_small(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    rows = to_batch([article(n) for n in range(10_000)], ARTICLES.schema)
    segments = write_run_file(
        storage, "a.run", [(rows, [(f"d={n:05d}", 1) for n in range(10_000)])], KEYS
    )
    assert len(segments) == 10_000
    assert (tmp_path / "a.run").stat().st_size < 200 * 10_000


def test_run_file_refuses_partitions_out_of_order(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="d=1 after d=2"):
        write(Storage(str(tmp_path)), {"d=2": [article(1)], "d=1": [article(2)]})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("keep", [0, 5, 200, -1])
def test_run_file_that_is_torn_is_refused(tmp_path: Path, keep: int) -> None:
    storage = Storage(str(tmp_path))
    write(storage, {"d=1": [article(n) for n in range(50)]})
    path = tmp_path / "a.run"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(WriteError, match=r"W005.*a\.run"):
        RunFile(storage, "a.run", ARTICLES.schema, KEYS)


def test_run_file_with_a_damaged_block_is_refused(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    write(storage, {"d=1": [article(n) for n in range(50)]})
    data = bytearray((tmp_path / "a.run").read_bytes())
    data[:40] = b"\0" * 40
    (tmp_path / "a.run").write_bytes(data)
    run = RunFile(storage, "a.run", ARTICLES.schema, KEYS)
    with pytest.raises(WriteError, match="W005"):
        run.batches(0, 50)
    (tmp_path / "a.run").unlink()
    with pytest.raises(WriteError, match="W005"):
        run.batches(0, 50)
