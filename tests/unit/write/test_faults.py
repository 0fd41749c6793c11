"""Disk full and permission denied, anywhere: the run fails in one clear line, nothing is torn."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pyarrow.parquet as pq
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from tests.support.write_samples import corpus, merge_all, new_run, write_corpus
from transforms.storage.retries import ATTEMPTS
from transforms.write import Run, Storage, WriteError, roll_forward
from transforms.write.commit import commit


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("stage", ["shards", "merge", "plan", "moves"])
def test_a_full_or_closed_disk_fails_the_run_and_not_the_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, stage: str
) -> None:
    run = new_run(tmp_path / "out", mode="append")
    rows = corpus(12, days=2)

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    def steps() -> None:
        if stage == "shards":
            monkeypatch.setattr("transforms.write.run_file.RunFileWriter.close", fail)
        results = write_corpus(run, rows, shards=1)
        if stage == "merge":
            monkeypatch.setattr("transforms.write.parquet.FileWriter.close", fail)
        merged = merge_all(run, results)
        if stage == "plan":
            monkeypatch.setattr(os, "fsync", fail)
        if stage == "moves":
            real = os.replace

            def some(source: str, target: str) -> None:
                if "part-" in target and "entities" in target:
                    fail()
                real(source, target)

            monkeypatch.setattr(os, "replace", some)
        commit(run, merged, {})

    with pytest.raises(WriteError) as caught:
        steps()
    assert caught.value.code == "W004"
    assert os.strerror(number) in str(caught.value)
    assert "\n" not in str(caught.value)
    names = [str(path) for path in (tmp_path / "out").rglob("*") if "_work" not in str(path)]
    if stage != "moves":
        assert not any(name.endswith(".parquet") for name in names)
        assert not any(name.endswith(".commit") for name in names)
        return
    monkeypatch.undo()
    assert roll_forward(run.output) == ["run"]
    assert (tmp_path / "out" / "_SUCCESS").exists()


def fill(run: Run) -> None:
    commit(run, merge_all(run, write_corpus(run, corpus(3000), shards=20)), {})


def test_a_really_full_disk(tmp_path: Path) -> None:
    """A tiny file system of its own, where the machine lets us mount one."""
    mount = tmp_path / "small"
    mount.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(mount)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("only root may mount a file system")
    try:
        run = new_run(mount / "out")
        with pytest.raises(WriteError, match="No space left on device") as caught:
            fill(run)
        assert caught.value.code == "W004"
        assert list(mount.rglob("*.parquet")) == []
    finally:
        subprocess.run(["umount", str(mount)], check=True)


class Flaky(MemoryFileSystem):
    """An object store on which every third request fails once."""

    protocol = "flaky"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    count = 0
    inside = False


def _flaky(name: str) -> Callable[..., Any]:
    def call(self: Flaky, *args: Any, **kwargs: Any) -> Any:
        if Flaky.inside:
            return getattr(MemoryFileSystem, name)(self, *args, **kwargs)
        Flaky.count += 1
        if Flaky.count % 3 == 0:
            raise ConnectionError("reset by peer")
        Flaky.inside = True
        try:
            return getattr(MemoryFileSystem, name)(self, *args, **kwargs)
        finally:
            Flaky.inside = False

    return call


for _name in ("cat_file", "pipe_file", "put_file", "cp_file", "rm_file", "find", "exists", "info"):
    setattr(Flaky, _name, _flaky(_name))


def test_requests_that_fail_now_and_then_are_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsspec.register_implementation("flaky", Flaky, clobber=True)
    monkeypatch.setattr("transforms.storage.retries.FIRST_PAUSE_S", 0.0)
    monkeypatch.setattr("transforms.storage.folder.OBJECT_STORES", frozenset({"flaky"}))
    monkeypatch.setattr("transforms.storage.folder.THREADS", 1)
    plain, flaky = new_run(tmp_path / "out"), new_run("flaky://box/out")
    for run in (plain, flaky):
        results = write_corpus(run, corpus(20, days=2))
        commit(run, merge_all(run, results), {})
    wanted = {p: plain.output.read_bytes(p) for p in plain.output.files() if "part-" in p}
    assert {p: flaky.output.read_bytes(p) for p in flaky.output.files() if "part-" in p} == wanted
    for path in wanted:
        with plain.output.open_read(path) as one, flaky.output.open_read(path) as other:
            assert pq.read_table(one).equals(pq.read_table(other))
    assert Flaky.count > 50


def test_a_request_that_keeps_failing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.storage.retries.FIRST_PAUSE_S", 0.0)
    tries = []

    def down(*_: Any, **__: Any) -> None:
        tries.append(1)
        raise ConnectionError("down")

    monkeypatch.setattr(MemoryFileSystem, "pipe_file", down)
    with pytest.raises(WriteError) as caught:
        Storage("memory://x").write_bytes("a", b"")
    assert caught.value.code == "W004"
    assert len(tries) == ATTEMPTS


def test_write_error_survives_pickling() -> None:
    error = WriteError("W004", path="p", error="full")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, str(copy)) == ("W004", str(error))


def test_storage_never_shows_its_options() -> None:
    storage = Storage("memory://x", {"secret": "s3cr3t"})
    assert "s3cr3t" not in repr(storage)
    assert sys.getsizeof(repr(storage)) > 0
