"""Commit: all or nothing in the end, whatever cuts it off, in every mode, on disk and off it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow.parquet as pq
import pytest

from schemas.tables import TABLES
from tests.support.write_samples import (
    InputFile,
    article,
    corpus,
    merge_all,
    new_run,
    tree,
    write_corpus,
    write_shard,
)
from transforms.write import Run, Storage, WriteError, begin_run, roll_forward, work_area
from transforms.write import commit as commit_module
from transforms.write import switch as switch_module
from transforms.write.commit import commit
from transforms.write.log import unfinished
from transforms.write.manifest import committed_runs
from transforms.write.plan import table_files
from transforms.write.runs import look_again


class Cut(BaseException):
    """The process dies here."""


def finish(run: Run, rows: list, shards: int = 3) -> Any:
    """Write, merge and commit a corpus; the summary."""
    results = write_corpus(run, rows, shards)
    merged = merge_all(run, results)
    counts = {"records_read": len(rows)}
    return commit(run, merged, counts, [run.area.shard_folder(r.shard_key) for r in results])


def visible(output: Storage) -> list[str]:
    """What a reader's glob finds."""
    return [path for path in output.files() if path.endswith(".parquet")]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand small commits need not reach the platter."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture(params=["local", "memory"])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An output on a disk and on an object store."""
    if request.param == "local":
        yield str(tmp_path / "out")
        return
    fs = fsspec.filesystem("memory")
    yield f"memory://{tmp_path.name}/out"
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


def test_commit_puts_everything_in_place_and_clears_up(base: str) -> None:
    run = new_run(base)
    summary = finish(run, corpus(60))
    names = {name.split("/")[0] for name in run.output.files()}
    assert names == {*TABLES, "_runs", "_SUCCESS"}
    by_table = {table.table: table for table in summary.tables}
    assert by_table["articles"].rows == 60
    assert by_table["articles"].partitions == 11
    manifest = json.loads(run.output.read_bytes("_runs/run.json"))
    assert {entry["path"] for entry in manifest["files"]} == set(visible(run.output))
    assert sum(e["rows"] for e in manifest["files"] if e["path"].startswith("articles/")) == 60
    assert manifest["counts"] == {"records_read": 60}
    assert run.output.read_bytes("_SUCCESS") == b"run\n"


def test_commit_again_changes_nothing(base: str) -> None:
    run = new_run(base)
    results = write_corpus(run, corpus(30))
    merged = merge_all(run, results)
    first = commit(run, merged, {"n": 1})
    before = run.output.files()
    assert commit(run, merged, {"n": 1}) == first
    assert {n: i.size for n, i in run.output.files().items()} == {
        n: i.size for n, i in before.items()
    }


def test_commit_leaves_no_folder_beside_a_local_output(tmp_path: Path) -> None:
    finish(new_run(tmp_path / "out"), corpus(30))
    assert os.listdir(tmp_path) == ["out"]
    assert [p.name for p in (tmp_path / "out").rglob("_switched*")] == []


def test_commit_in_mode_error_refuses_tables_that_came_meanwhile(base: str) -> None:
    finish(new_run(base, "one"), corpus(10))
    with pytest.raises(WriteError) as caught:
        finish(new_run(base, "two"), corpus(10))
    assert caught.value.code == "W002"


def test_append_keeps_what_is_there(base: str) -> None:
    finish(new_run(base, "one"), corpus(20, seed=1))
    old = set(visible(Storage(base)))
    second = [(article(n, None), []) for n in range(100, 110)]
    finish(new_run(base, "two", mode="append"), second)
    output = Storage(base)
    assert old <= set(visible(output))
    assert rows_of(output, "articles") == 30
    assert len(table_files(output, "events")) == 1  # the empty file is not added again


def test_append_of_the_same_rows_changes_nothing(base: str) -> None:
    finish(new_run(base, "one"), corpus(20))
    before = visible(Storage(base))
    finish(new_run(base, "two", mode="append"), corpus(20))
    assert visible(Storage(base)) == before


def test_overwrite_replaces_all_tables(base: str) -> None:
    finish(new_run(base, "one"), corpus(40))
    finish(new_run(base, "two", mode="overwrite"), [(article(900, None), [])])
    output = Storage(base)
    assert rows_of(output, "articles") == 1
    assert rows_of(output, "entities") == 0
    manifests = committed_runs(output)
    assert manifests[1]["supersedes"] == ["one"]
    assert {e["path"] for e in manifests[1]["files"]} == set(visible(output))


def test_overwrite_keeps_files_that_are_not_ours(tmp_path: Path) -> None:
    finish(new_run(tmp_path / "out", "one"), corpus(10))
    note = tmp_path / "out" / "articles" / "README.txt"
    note.write_text("mine")
    finish(new_run(tmp_path / "out", "two", mode="overwrite"), corpus(5, seed=2))
    assert note.read_text() == "mine"
    assert rows_of(Storage(str(tmp_path / "out")), "articles") == 5


def test_overwrite_partitions_replaces_the_days_it_has_in_every_table(base: str) -> None:
    rows = corpus(60, days=3)
    finish(new_run(base, "one"), rows)
    day = next(row["published_date"] for row, _ in rows if row["published_date"])
    folder = f"published_day={day}"
    before = {p for p in visible(Storage(base)) if folder not in p and "published" in p}
    finish(new_run(base, "two", mode="overwrite_partitions"), [(article(900, day), [])])
    output = Storage(base)
    assert len([p for p in visible(output) if p.startswith(f"articles/{folder}/")]) == 1
    assert [p for p in visible(output) if p.startswith(f"entities/{folder}/")] == []
    assert before <= set(visible(output))


def rows_of(output: Storage, table: str) -> int:
    """Rows that a reader of the table sees."""
    total = 0
    for path in table_files(output, table):
        with output.open_read(path) as handle, pq.ParquetFile(handle) as file:
            total += file.metadata.num_rows
    return total


# cut off anywhere

STEPS = ("write_bytes", "delete", "delete_folder", "make_parent")


def cut_before(patch: pytest.MonkeyPatch, steps: int) -> Callable[[], int]:
    """Let the process die just before its ``steps``-th change; how many there were."""
    done = [0]

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            done[0] += 1
            if done[0] >= steps:
                raise Cut
            return function(*args, **kwargs)

        return wrapped

    for name in STEPS:
        patch.setattr(Storage, name, wrap(getattr(Storage, name)))
    for name in ("replace", "rename", "rmdir", "link"):
        patch.setattr(os, name, wrap(getattr(os, name)))
    patch.setattr(switch_module, "_exchange", wrap(switch_module._exchange))
    memory = type(fsspec.filesystem("memory"))
    patch.setattr(memory, "cp_file", wrap(memory.cp_file))
    patch.setattr(memory, "rm_file", wrap(memory.rm_file))
    return lambda: done[0]


@pytest.mark.parametrize("mode", ["error", "append", "upsert", "overwrite_partitions", "overwrite"])
def test_commit_cut_off_anywhere_is_finished_by_the_next(base: str, mode: str) -> None:
    """At every single change: nothing torn or doubled to be seen, and the next run repairs."""
    first = corpus(8, days=1)
    second = [(article(n, row["published_date"]), e) for n, (row, e) in enumerate(first, 500)]
    second = second[:5]
    template = f"{base}-0"
    if mode != "error":
        finish(new_run(template, "one"), first, shards=1)
    run = new_run(template, "two", mode=mode)
    results = write_corpus(run, second, shards=1)
    folders = [run.area.shard_folder(result.shard_key) for result in results]
    merged = merge_all(run, results)
    replaced = table_files(run.output, "articles")[-1:] if mode == "upsert" else []
    copy_tree(template, f"{base}-whole")
    run = new_run(f"{base}-whole", "two", mode=mode)
    old = content(run.output)
    commit(run, merged, {}, folders, replaced)
    new = content(run.output)
    assert old != new
    step = 0
    while True:
        step += 1
        place = f"{base}-{step}"
        copy_tree(template, place)
        run = new_run(place, "two", mode=mode)
        with pytest.MonkeyPatch.context() as patch:
            count = cut_before(patch, step)
            try:
                commit(run, merged, {}, folders, replaced)
            except Cut:
                pass
            else:
                assert count() < step
                break
        seen = content(run.output)
        assert seen.keys() <= old.keys() | new.keys()
        assert all(seen[p] in (old.get(p), new.get(p)) for p in seen), f"torn at step {step}"
        if run.output.is_local and mode in ("upsert", "overwrite"):
            for table in TABLES:
                states = [{p for p in some if p.startswith(table)} for some in (seen, old, new)]
                assert states[0] in states[1:], f"{table} half switched at step {step}"
        gone = old.keys() - new.keys()
        for path in new.keys() - old.keys():
            folder = path.rpartition("/")[0]
            if path in seen and mode != "append":
                both = [p for p in seen if p in gone and p.rpartition("/")[0] == folder]
                assert both == [], f"doubled at step {step}"
        planned = bool(unfinished(run.output))
        if not planned and not run.output.exists("_runs/two.json"):
            assert seen == old
            commit(run, merged, {}, folders, replaced)
        else:
            roll_forward(Storage(place))
        assert content(run.output) == new, f"not whole after step {step}"
        assert run.output.exists("_SUCCESS")
        assert not unfinished(run.output)
    assert step > 10


def copy_tree(source: str, target: str) -> None:
    """Copy an output with its work area."""
    one, other = Storage(source), Storage(target)
    for path in one.files():
        other.write_bytes(path, one.read_bytes(path))


def content(output: Storage) -> dict[str, bytes]:
    """Path → bytes of what a reader's glob finds."""
    return {path: output.read_bytes(path) for path in visible(output)}


def die(*_: object) -> None:
    raise Cut


def test_roll_forward_says_what_is_lost(tmp_path: Path) -> None:
    run = new_run(tmp_path / "out", mode="append")
    merged = merge_all(run, [write_shard(run, "s", {"articles": [article(1)]})])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit_module, "_put_in_place", die)
        with pytest.raises(Cut):
            commit(run, merged, {})
    run.area.storage.delete_folder("")
    with pytest.raises(WriteError) as caught:
        roll_forward(run.output)
    assert caught.value.code == "W003"


def test_begin_run_finishes_a_commit_that_was_cut_off(base: str) -> None:
    run = new_run(base, "one")
    merged = merge_all(run, write_corpus(run, corpus(10)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit_module, "_put_in_place", die)
        with pytest.raises(Cut):
            commit(run, merged, {})
    with pytest.raises(WriteError) as caught:
        begin_run(base, [], run_id="two")
    assert caught.value.code == "W008"
    begun = begin_run(base, [], run_id="two", mode="append")
    assert begun.rolled_forward == []
    assert rows_of(Storage(base), "articles") == 10


@pytest.mark.parametrize("mode", ["append", "overwrite"])
def test_two_processes_may_finish_one_commit(base: str, mode: str) -> None:
    """A slow first process goes on after the next run has finished its commit."""
    finish(new_run(base, "one"), corpus(7, seed=4))
    before = rows_of(Storage(base), "articles") if mode == "append" else 0
    run = new_run(base, "two", mode=mode)
    rows = [(article(n, None), []) for n in range(500, 520)]
    merged = merge_all(run, write_corpus(run, rows))
    name = "alone" if run.output.is_local else "_put_in_place"
    real, entered = getattr(commit_module, name), []

    def slow(*given: Any) -> Any:
        if not entered:
            entered.append(1)
            roll_forward(run.output)
        return real(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(commit_module, name, slow)
        commit(run, merged, {})
    assert rows_of(run.output, "articles") == before + 20
    assert not unfinished(run.output)


def test_one_process_at_a_time_puts_files_in_place(tmp_path: Path) -> None:
    output, order = Storage(str(tmp_path / "out")), []

    def wait() -> None:
        with switch_module.alone(output):
            order.append("second")

    with switch_module.alone(output):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_exchange_is_one_call_and_its_lack_is_made_up_for(tmp_path: Path) -> None:
    finish(new_run(tmp_path / "out", "one"), corpus(10))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(switch_module, "_exchange", lambda *_: False)
        finish(new_run(tmp_path / "out", "two", mode="overwrite"), corpus(7, seed=3))
    assert rows_of(Storage(str(tmp_path / "out")), "articles") == 7
    assert os.listdir(tmp_path) == ["out"]


def test_output_in_a_folder_that_may_not_be_written_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: str(path) != str(tmp_path) and real(path, mode)
    )
    finish(new_run(tmp_path / "out", "one"), corpus(10))
    finish(new_run(tmp_path / "out", "two", mode="overwrite"), corpus(8, seed=2))
    assert rows_of(Storage(str(tmp_path / "out")), "articles") == 8


def test_work_elsewhere_gives_the_same_tables(tmp_path: Path) -> None:
    finish(new_run(tmp_path / "plain"), corpus(20))
    area = work_area(str(tmp_path / "out"), str(tmp_path / "elsewhere"))
    run = Run("run", Storage(str(tmp_path / "out")), area)
    finish(run, corpus(20))
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")
    assert not (tmp_path / "out" / "_work").exists()
    assert list((tmp_path / "elsewhere").rglob("*.*")) == []


def test_work_on_disk_for_an_object_store(tmp_path: Path) -> None:
    finish(new_run(tmp_path / "plain"), corpus(20))
    url = f"memory://{tmp_path.name}/far"
    run = Run("run", Storage(url), work_area(url, str(tmp_path / "near")))
    finish(run, corpus(20))
    found = {path: run.output.read_bytes(path) for path in visible(run.output)}
    wanted = {p: (tmp_path / "plain" / p).read_bytes() for p in tree(tmp_path / "plain")}
    assert found == wanted


def test_begin_run_incremental_leaves_out_what_was_taken(base: str) -> None:
    old, grown = InputFile("a.jsonl", 10, "x"), InputFile("b.jsonl", 20, None)
    begun = begin_run(base, [old, grown], run_id="one")
    finish(begun.run, corpus(5))
    grown_now, new = InputFile("b.jsonl", 25, None), InputFile("c.jsonl", 1, "z")
    begun = begin_run(base, [old, grown_now, new], run_id="two", mode="append", incremental=True)
    assert begun.inputs == [grown_now, new]
    assert begun.taken == 1


def test_begin_run_incremental_forgets_what_was_overwritten(base: str) -> None:
    item = InputFile("a.jsonl", 10, "x")
    finish(begin_run(base, [item], run_id="one").run, corpus(5))
    finish(begin_run(base, [], run_id="two", mode="overwrite").run, corpus(2))
    begun = begin_run(base, [item], run_id="three", mode="append", incremental=True)
    assert begun.inputs == [item]


def test_begin_run_refuses_another_layout(base: str) -> None:
    finish(begin_run(base, [], run_id="one").run, corpus(5))
    with pytest.raises(WriteError) as caught:
        begin_run(base, [], run_id="two", mode="append", partition_by="month")
    assert caught.value.code == "W006"
    begin_run(base, [], run_id="three", mode="overwrite", partition_by="month")


def test_begin_run_refuses_incremental_overwrite(base: str) -> None:
    with pytest.raises(WriteError) as caught:
        begin_run(base, [], run_id="one", mode="overwrite", incremental=True)
    assert caught.value.code == "W007"


@pytest.mark.parametrize(
    ("values", "message"),
    [({"run_id": "../x"}, "run id"), ({"run_id": "r", "mode": "replace"}, "--write_mode")],
)
def test_begin_run_refuses_nonsense(tmp_path: Path, values: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        begin_run(str(tmp_path), [], **values)


def test_begin_run_masks_secrets_in_the_manifest(base: str) -> None:
    options = {
        "input": "https://me:pw@host/a?sig=abc&x=1",
        "storage_options": {"key": "AKIA", "secret": "s3cr3t", "anon": False, "port": 9},
        "field_map": {"title": "headline"},
    }
    item = InputFile("s3://b/a.gz?X-Amz-Signature=abcd", 1, None)
    begun = begin_run(base, [item], run_id="one", options=options, versions={"newsbeam": "1"})
    finish(begun.run, corpus(3))
    text = begun.run.output.read_bytes("_runs/one.json").decode()
    for secret in ("AKIA", "s3cr3t", "me:pw", "sig=abc", "abcd"):
        assert secret not in text
    manifest = json.loads(text)
    assert manifest["options"]["field_map"] == {"title": "headline"}
    assert manifest["options"]["storage_options"]["port"] == 9
    assert manifest["versions"] == {"newsbeam": "1"}
    assert manifest["started"] < manifest["ended"]


def test_leftovers_go_after_the_grace_time_only(tmp_path: Path) -> None:
    url = str(tmp_path / "out")
    run = new_run(url, "dead")
    result = write_shard(run, "s", {"articles": [article(1)]})
    path = Path(run.area.storage.path(result.files[0].path))
    begin_run(url, [], run_id="one")
    assert path.exists()
    begin_run(url, [], run_id="two", grace_s=-1)
    assert not path.exists()


def test_a_run_whose_process_is_gone_does_not_hold_the_work_area(tmp_path: Path) -> None:
    url = str(tmp_path / "out")
    begin_run(url, [], run_id="dead")
    head = tmp_path / "out" / "_work" / "runs" / "dead.json"
    note = json.loads(head.read_text())
    head.write_text(json.dumps({**note, "pid": 2**22 + 12345}))
    begun = begin_run(url, [], run_id="one")
    assert not head.exists()
    finish(begun.run, corpus(3))
    assert not (tmp_path / "out" / "_work").exists()


def test_a_live_run_keeps_its_work_when_another_commits(tmp_path: Path) -> None:
    url = str(tmp_path / "out")
    other = begin_run(url, [], run_id="other", mode="append").run
    result = write_shard(other, "s", {"articles": [article(77)]})
    finish(begin_run(url, [], run_id="one", mode="append").run, corpus(3))
    other = look_again(other)
    commit(other, merge_all(other, [result]), {})
    assert rows_of(Storage(url), "articles") == 4
