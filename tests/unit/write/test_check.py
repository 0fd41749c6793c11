"""Check finds each kind of damage; compact leaves what one run would have written."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.ids import stable_id
from tests.support.write_samples import article, entities_of, merge_all, new_run, tree, write_shard
from transforms.write import Storage
from transforms.write.check import check_output
from transforms.write.commit import commit
from transforms.write.compact import compact

DAY = dt.date(2024, 1, 1)


def write(folder: Path, run_id: str, numbers: range, mode: str = "append") -> None:
    run = new_run(folder, run_id, mode=mode)
    rows = [article(n, DAY if n % 2 else None) for n in numbers]
    stories = [
        {
            "story_id": row["story_id"],
            "representative": row["article_id"],
            "first_date": DAY,
            "articles": 1,
            "sources": ["a.example"],
        }
        for row in rows
    ]
    tables = {
        "articles": rows,
        "entities": [entity for row in rows for entity in entities_of(row, 2)],
        "stories": stories,
    }
    result = write_shard(run, stable_id(run_id), tables)
    counts = {"records_read": len(rows), "articles": len(rows)}
    commit(run, merge_all(run, [result]), counts)


def codes(folder: Path) -> list[str]:
    return [problem.code for problem in check_output(str(folder))]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    write(tmp_path, "one", range(10), "error")
    write(tmp_path, "two", range(10, 20))
    return tmp_path


def first_file(output: Path, table: str = "articles") -> Path:
    return sorted((output / table).rglob("*.parquet"))[0]


def test_check_of_sound_tables_finds_nothing(output: Path) -> None:
    assert check_output(str(output)) == []


def test_check_of_nothing_finds_nothing(tmp_path: Path) -> None:
    assert check_output(str(tmp_path / "none")) == []


def test_check_finds_a_lost_file(output: Path) -> None:
    first_file(output).unlink()
    found = codes(output)
    assert found[0] == "W010"
    assert "W016" in found  # its entities have no article any more


def test_check_finds_a_file_too_many(output: Path) -> None:
    path = first_file(output, "rejects")
    (path.parent / "part-00009-aaaa.parquet").write_bytes(path.read_bytes())
    assert codes(output) == ["W011"]


def test_check_finds_a_flipped_bit(output: Path) -> None:
    path = first_file(output)
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 4
    path.write_bytes(bytes(data))
    assert codes(output)[0] == "W012"


def test_check_finds_a_torn_file_that_no_manifest_names(output: Path) -> None:
    path = first_file(output)
    (path.parent / "part-x.parquet").write_bytes(path.read_bytes()[:100])
    assert codes(output) == ["W011", "W012"]


def rewrite(output: Path, change: object) -> None:
    """Change a file and its checksum in the manifest, as a faulty program would."""
    import hashlib

    path = first_file(output, "entities")
    pq.write_table(change(pq.read_table(path, partitioning=None)), path)  # type: ignore[operator]
    name = str(path.relative_to(output))
    for manifest_path in (output / "_runs").glob("*.json"):
        manifest = json.loads(manifest_path.read_text())
        for entry in manifest["files"]:
            if entry["path"] == name:
                digest = hashlib.blake2b(path.read_bytes(), digest_size=16)
                entry["checksum"] = digest.hexdigest()
        manifest_path.write_text(json.dumps(manifest))


def test_check_finds_rows_out_of_order(output: Path) -> None:
    def reverse(table: pa.Table) -> pa.Table:
        return table.take(list(range(table.num_rows))[::-1])

    rewrite(output, reverse)
    assert codes(output) == ["W015"]


def test_check_finds_rows_missing(output: Path) -> None:
    rewrite(output, lambda table: table.slice(1))
    assert codes(output) == ["W014"]


def test_check_finds_another_schema(output: Path) -> None:
    rewrite(output, lambda table: table.drop_columns(["label"]))
    assert codes(output) == ["W013"]


def test_check_finds_the_same_article_twice(output: Path) -> None:
    write(output, "three", range(5))  # other partners in their files, so other bytes
    found = check_output(str(output))
    assert [problem.code for problem in found] == ["W017", "W017"]  # and their stories
    assert "5 values of article_id" in found[0].message


def test_check_finds_records_that_vanished(output: Path) -> None:
    path = output / "_runs" / "two.json"
    manifest = json.loads(path.read_text())
    manifest["counts"]["records_read"] += 1
    path.write_text(json.dumps(manifest))
    assert codes(output) == ["W019"]


def test_check_finds_and_repairs_a_commit_cut_off(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run(output, "three", mode="append")
    merged = merge_all(run, [write_shard(run, "s", {"articles": [article(99, story_id=None)]})])
    with monkeypatch.context() as patch:
        patch.setattr(Storage, "delete", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            commit(run, merged, {})
    assert "W018" in codes(output)
    assert check_output(str(output), repair=True) == []


def test_compact_gives_the_bytes_of_one_run(output: Path, tmp_path_factory: object) -> None:
    write(output, "three", range(20, 30))
    whole = tmp_path_factory.mktemp("whole")  # type: ignore[attr-defined]
    write(whole, "all", range(30), "error")
    summary = compact(str(output))
    assert summary is not None
    assert tree(output) == tree(whole)
    assert check_output(str(output)) == []
    assert compact(str(output)) is None


def test_compact_leaves_full_files_alone(output: Path) -> None:
    before = tree(output)
    assert compact(str(output), target_file_mb=0.0001) is None
    assert tree(output) == before
