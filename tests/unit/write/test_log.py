"""The order of commits: one run gets a number, whoever is late starts again."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

import pytest

from tests.support.write_samples import corpus, merge_all, new_run, write_corpus
from transforms.storage import FileInfo
from transforms.write import Storage, WriteError, begin_run
from transforms.write.commit import commit
from transforms.write.log import claim, done_path, finish, last_number, plan_path, unfinished
from transforms.write.plan import head_path
from transforms.write.runs import look_again


@pytest.fixture(params=["disk", "object store"])
def output(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    place = str(tmp_path) if request.param == "disk" else f"memory://log-{tmp_path.name}"
    return Storage(place)


def test_claim_is_won_by_one_of_many(output: Storage) -> None:
    won: list[str] = []

    def attempt(name: str) -> None:
        with contextlib.suppress(WriteError):
            claim(output, 1, {"run_id": name})
            won.append(name)

    threads = [threading.Thread(target=attempt, args=(f"run {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert last_number(output) == 1


def test_number_that_was_given_is_not_given_again(output: Storage) -> None:
    claim(output, 1, {"run_id": "one"})
    finish(output, plan_path(1))
    with pytest.raises(WriteError, match="W009"):
        claim(output, 1, {"run_id": "late"})
    assert unfinished(output) == []
    assert last_number(output) == 1


def test_plan_beside_the_mark_of_its_number_is_void(output: Storage) -> None:
    output.write_bytes(done_path(3), b"")
    output.write_bytes(plan_path(3), b"{}")
    assert unfinished(output) == []


def test_run_that_missed_a_commit_starts_again(tmp_path: Path) -> None:
    one = begin_run(str(tmp_path), [], run_id="one", mode="append").run
    two = begin_run(str(tmp_path), [], run_id="two", mode="append").run
    rows = corpus(20)
    commit(one, merge_all(one, write_corpus(one, rows[:10])), {})
    files = merge_all(two, write_corpus(two, rows[10:]))
    with pytest.raises(WriteError, match="W009"):
        commit(two, files, {})
    commit(look_again(two), files, {})
    assert last_number(two.output) == 2
    plain = new_run(tmp_path, "three", mode="append")
    commit(plain, [], {})
    assert last_number(plain.output) == 3


@pytest.mark.parametrize("listed", ["runs", ""])
def test_run_that_begins_while_the_last_one_clears_up_keeps_its_note(
    output: Storage, monkeypatch: pytest.MonkeyPatch, listed: str
) -> None:
    """The note holds the inputs and options of the manifest; it must not go with the work area."""
    one = begin_run(output.url, [], run_id="one", mode="append").run
    merged = merge_all(one, write_corpus(one, corpus(20)))
    files, began = Storage.files, threading.Event()

    def begin_then(self: Storage, relative: str = "") -> dict[str, FileInfo]:
        found = files(self, relative)
        at_work = self.url == one.area.storage.url and relative == listed
        if at_work and head_path("one") not in files(self) and not began.is_set():
            began.set()
            begin_run(output.url, [], run_id="two", mode="append")
        return found

    monkeypatch.setattr(Storage, "files", begin_then)
    commit(one, merged, {})
    assert began.is_set()
    assert set(files(one.area.storage)) == {head_path("two")}
