"""What must hold inside a worker process, where a runner calls from several threads."""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

import transforms.extract.model
from schemas.records.packing import pack
from tests.support.fingerprints import drawn_corpus
from transforms.dedupe import DedupeOptions
from transforms.dedupe.assign import _DecideFn
from transforms.shards import extraction


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Names of the pipelines that were loaded; loading one takes a while."""
    loaded: list[str | None] = []

    def load(name: str | None) -> SimpleNamespace:
        time.sleep(0.05)
        loaded.append(name)
        return SimpleNamespace(name=name)

    monkeypatch.setattr(transforms.extract.model, "load_pipeline", load)
    monkeypatch.setattr(extraction, "_models", {})
    return loaded


def test_model_is_loaded_once_however_many_threads_ask(loads: list[str | None]) -> None:
    start = threading.Barrier(8)

    def ask(number: int) -> tuple[int, int]:
        start.wait(10)
        model, lock = extraction.shared_model(None if number % 2 else "other")
        return id(model), id(lock)

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(ask, range(8)))
    assert sorted(loads, key=str) == [None, "other"]
    assert len(set(got[0::2])) == 1
    assert len(set(got[1::2])) == 1
    assert got[0] != got[1]


def test_log_line_of_duplicates_names_run_and_stage(caplog: pytest.LogCaptureFixture) -> None:
    fingerprints = drawn_corpus(1, chains=2)
    with caplog.at_level(logging.INFO, logger="newsbeam"):
        told = list(_DecideFn(DedupeOptions(), "run-1").process((0, [pack(fingerprints)])))
    (line,) = caplog.messages
    assert line.startswith("run=run-1 stage=duplicates records=")
    assert f"records={len(fingerprints)} " in line
    assert len(told) >= len(fingerprints)
