"""Run files: what went in comes out by partition; a torn file is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.tables import ARTICLES
from tests.support.write_samples import article
from transforms.write import Storage
from transforms.write.rows import to_batch
from transforms.write.run_file import RunFile, read_segments, write_run_file


def write(storage: Storage, pieces: dict[str, list[dict]]) -> None:
    write_run_file(
        storage,
        "a.run",
        ((to_batch(rows, ARTICLES.schema), [(name, len(rows))]) for name, rows in pieces.items()),
    )


def test_run_file_gives_each_partition_its_rows(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    pieces = {
        f"d={n:03d}": [article(100 * n + k, text="word " * 2000) for k in range(1 + n % 90)]
        for n in range(60)
    }
    write(storage, pieces)
    with RunFile(storage, "a.run", ARTICLES.schema) as run:
        for name in ("d=000", "d=059", "d=030"):  # any order
            found = [row["article_id"] for batch in run.batches(name) for row in batch.to_pylist()]
            assert found == [row["article_id"] for row in pieces[name]]
        assert list(run.batches("d=999")) == []
        assert run.segment("d=999") is None
    assert [(s.partition, s.rows) for s in read_segments(storage, "a.run")] == [
        (name, len(rows)) for name, rows in pieces.items()
    ]


def test_run_file_of_ten_thousand_partitions_is_small(tmp_path: Path) -> None:
    storage = Storage(str(tmp_path))
    rows = to_batch([article(n) for n in range(10_000)], ARTICLES.schema)
    segments = write_run_file(
        storage, "a.run", [(rows, [(f"d={n:05d}", 1) for n in range(10_000)])]
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
    with pytest.raises(ValueError, match="not a whole run file"):
        RunFile(storage, "a.run", ARTICLES.schema)
