"""ShardWriter: bounded memory, rows that do not fit, counts, work areas."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.support.write_samples import (
    article,
    corpus,
    entities_of,
    merge_all,
    new_run,
    tree,
    write_corpus,
    write_shard,
)
from transforms.write import ShardWriter, WriteError, finished_shard, work_area
from transforms.write.commit import commit
from transforms.write.merge import final_path


def test_shard_writer_spills_and_loses_nothing(tmp_path: Path) -> None:
    rows = [row for row, _ in corpus(1200)]
    small, large = new_run(tmp_path / "small"), new_run(tmp_path / "large")
    spilled = write_shard(small, "s", {"articles": rows}, memory_bytes=1)
    whole = write_shard(large, "s", {"articles": rows})
    assert len(spilled.files) > len(whole.files) == 1
    assert sum(file.rows for file in spilled.files) == 1200
    one, other = merge_all(small, [spilled]), merge_all(large, [whole])
    assert [final_path(entry) for entry in one] == [final_path(entry) for entry in other]


def test_shard_writer_turns_rows_that_do_not_fit_into_rejects(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    bad = article(2, text="half a pair \ud83d", input_uri="b.jsonl")
    result = write_shard(run, "s", {"articles": [article(1), bad, article(3)]})
    counts = dict(result.counts)
    assert counts == {
        "records_read": 3,
        "rows.articles": 2,
        "rows.rejects": 1,
        "rejects.W001": 1,
    }
    assert {file.table: file.rows for file in result.files} == {"articles": 2, "rejects": 1}


def test_shard_writer_without_rejects_raises(tmp_path: Path) -> None:
    from schemas.tables import ARTICLES

    run = new_run(tmp_path)
    with pytest.raises(TypeError):
        write_shard(run, "s", {"articles": [article(1, text=5)]}, tables={"articles": ARTICLES})
    assert finished_shard(run.area, "s") is None


def test_shard_writer_counts_rejects_by_code(tmp_path: Path) -> None:
    reject = {"stage": "read", "message": "m", "input_uri": "a", "input_position": 1}
    rows = [{**reject, "code": code} for code in ("R001", "R001", "N001")]
    counts = dict(write_shard(new_run(tmp_path), "s", {"rejects": rows}).counts)
    assert counts["rejects.R001"] == 2
    assert counts["rejects.N001"] == 1


def test_shard_writer_takes_the_partition_from_the_article(tmp_path: Path) -> None:
    run = new_run(tmp_path, partition_by="source")
    row = article(1, dt.date(2024, 1, 1), source="a/b.example")
    writer = ShardWriter(run.area, "s", "source")
    writer.write("articles", [row])
    writer.write("entities", entities_of(row, 2), article=row)
    commit(run, merge_all(run, [writer.finish()]), {})
    folders = {path.split("/")[1] for path in tree(tmp_path) if path.startswith("entities")}
    assert folders == {"by_source=a%2Fb.example"}


@pytest.mark.parametrize("key", ["", "../x", ".hidden"])
def test_shard_writer_refuses_keys_that_are_no_names(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        ShardWriter(new_run(tmp_path).area, key)


def test_two_tries_at_one_shard_leave_one_whole_result(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    slow = ShardWriter(run.area, "s")
    slow.write("articles", [article(1)])
    write_shard(run, "s", {"articles": [article(1)]})
    slow.finish()
    result = finished_shard(run.area, "s")
    assert result is not None
    assert sum(entry.rows for entry in merge_all(run, [result]) if entry.table == "articles") == 1


def test_work_area_elsewhere_is_one_per_output(tmp_path: Path) -> None:
    one = work_area(str(tmp_path / "a"), str(tmp_path / "temp"))
    other = work_area(str(tmp_path / "b"), str(tmp_path / "temp"))
    assert one != other
    assert one == work_area(str(tmp_path / "a"), str(tmp_path / "temp"))
    assert one.storage.url.startswith(str(tmp_path / "temp"))


def test_a_run_hides_everything_until_its_commit(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    merge_all(run, write_corpus(run, corpus(20)))
    assert list(tmp_path.rglob("*.parquet")) == []
    assert [path.name for path in tmp_path.iterdir()] == ["_work"]


def test_a_disk_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    run = new_run(tmp_path / "out")
    with pytest.raises(WriteError) as caught:
        write_shard(run, "s", {"articles": [article(1)]})
    assert caught.value.code == "W004"
    assert str(tmp_path) in str(caught.value)
