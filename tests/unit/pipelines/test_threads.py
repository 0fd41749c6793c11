"""One thread a process, unless the environment says otherwise."""

from __future__ import annotations

import os

import pytest

from pipelines.threads import one_thread_each


def test_threads_of_the_environment_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"OMP_NUM_THREADS": "4"})
    one_thread_each()
    assert os.environ["OMP_NUM_THREADS"] == "4"
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
