"""The record that kills its worker is found, and only that one."""

from __future__ import annotations

import functools
import time
from pathlib import Path

import pytest

from tests.support.killers import work
from transforms.storage import Storage, WriteError
from transforms.write import WorkArea
from transforms.write.crumbs import Crumbs, Record, condemned
from transforms.write.restarts import WorkerDiedError, is_worker_death, with_restarts


def test_condemned_finds_the_killer_among_the_innocent() -> None:
    assert condemned(functools.partial(work, 2), [0, 1, 2, 3, 4]) == [2]


def test_condemned_counts_a_hang_as_a_death() -> None:
    began = time.monotonic()
    assert condemned(time.sleep, [0, 60], timeout_s=3.0) == [1]
    assert time.monotonic() - began < 30


def test_crumbs_name_what_was_in_hand(tmp_path: Path) -> None:
    area = WorkArea(Storage(str(tmp_path)))
    first = Crumbs(area, "s")
    assert first.suspects == frozenset()
    assert not first.careful
    first.enter([("a", 1), ("a", 2)])
    first.enter([("a", 3)])
    second = Crumbs(area, "s")
    assert second.suspects == {Record("a", 3)}
    second.enter([("b", 7)])
    third = Crumbs(area, "s")
    assert third.suspects == {Record("a", 3), Record("b", 7)}
    third.close()
    assert Crumbs(area, "s").suspects == frozenset()


def test_crumbs_on_an_object_store_cost_a_request_only_after_a_death(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    area = WorkArea(Storage("memory://crumbs"))
    writes = []
    real = Storage.write_bytes
    monkeypatch.setattr(
        Storage, "write_bytes", lambda s, p, d: (writes.append(p), real(s, p, d))[1]
    )
    first = Crumbs(area, "s")
    for number in range(10):
        first.enter([("a", number)])
    assert len(writes) == 1
    second = Crumbs(area, "s")
    assert second.careful
    second.enter([("a", 5)])
    assert Crumbs(area, "s").suspects == {Record("a", 5)}


def test_crumbs_are_cheap_on_a_disk(tmp_path: Path) -> None:
    crumbs = Crumbs(WorkArea(Storage(str(tmp_path))), "s")
    began = time.process_time()
    for number in range(1000):
        crumbs.enter([("file.jsonl", number)])
    assert time.process_time() - began < 1.0


def test_crumbs_torn_by_the_death_are_no_suspects(tmp_path: Path) -> None:
    area = WorkArea(Storage(str(tmp_path)))
    crumbs = Crumbs(area, "s")
    crumbs.enter([("a", 1)])
    for path in tmp_path.rglob("crumbs-*"):
        path.write_bytes(path.read_bytes()[:4])
    again = Crumbs(area, "s")
    assert again.suspects == frozenset()
    assert again.careful


def test_with_restarts_tries_again_after_a_death_only() -> None:
    tries: list[int] = []

    def dying(number: int) -> str:
        tries.append(number)
        if number < 2:
            raise RuntimeError("Channel closed prematurely.")
        return "done"

    assert with_restarts(dying, 3, pause_s=0) == "done"
    assert tries == [0, 1, 2]


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (WorkerDiedError("a worker process died: code 137"), 3),
        (ValueError("a bug"), 1),
        (WriteError("W004", path="p", error="full"), 1),
    ],
)
def test_with_restarts_gives_up(error: Exception, tries: int) -> None:
    seen = []

    def failing(number: int) -> None:
        seen.append(number)
        raise error

    with pytest.raises(type(error)):
        with_restarts(failing, 2, pause_s=0)
    assert len(seen) == tries


def test_is_worker_death_looks_at_causes() -> None:
    outer = RuntimeError("pipeline failed")
    assert not is_worker_death(outer)
    outer.__cause__ = WorkerDiedError("gone")
    assert is_worker_death(outer)
