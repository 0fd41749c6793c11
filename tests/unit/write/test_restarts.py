"""Workers that die: the driver notices, and starts again."""

from __future__ import annotations

import hashlib
import inspect
import threading
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.portability import python_urns
from apache_beam.runners.portability import local_job_service
from apache_beam.runners.portability.fn_api_runner import worker_handlers

from transforms.write.restarts import (
    WorkerDiedError,
    is_worker_death,
    watch_workers,
    with_restarts,
)

#: The version of Beam whose internals `watch_workers` replaces, and the hash of their source.
BEAM_VERSION = "2.77."
INTERNALS = "286e09e84ada1b5b"


def test_watch_workers_replaces_internals_of_the_beam_version_that_it_was_written_for() -> None:
    """Read the changes of these classes before raising the version: both are private to Beam."""
    assert beam.__version__.startswith(BEAM_VERSION)
    replaced = (worker_handlers.SubprocessSdkWorkerHandler, worker_handlers.ControlConnection)
    sources = [
        inspect.getsource(kind) for kind in (*replaced, local_job_service.SubprocessSdkWorker)
    ]
    digest = hashlib.blake2b("".join(sources).encode(), digest_size=8).hexdigest()
    assert digest == INTERNALS, f"Beam {beam.__version__} has other internals"


class _Closed:
    def close(self) -> None:
        pass


def test_watched_worker_that_is_still_starting_can_be_closed() -> None:
    """Seen with Beam 2.77: one worker killed while the other one started, and the run hung."""
    watch_workers()
    kind: Any = worker_handlers.WorkerHandler._registered_environments[python_urns.SUBPROCESS_SDK]
    handler = kind[0].__new__(kind[0])
    control = worker_handlers.ControlConnection()
    handler.control_conn, handler.data_conn = control, _Closed()
    handler._over = threading.Event()
    connect = threading.Event()
    got: list[object] = []

    def worker() -> None:
        connect.wait(20)
        control.set_input(iter(()))
        got.append(control._push_queue.get(timeout=20))

    handler.worker_thread = threading.Thread(target=worker, daemon=True)
    handler.worker_thread.start()
    closing = threading.Thread(target=handler.close, daemon=True)
    closing.start()
    connect.set()
    closing.join(20)
    assert not closing.is_alive()
    assert got == [worker_handlers.BeamFnControlServicer._DONE_MARKER]


def test_with_restarts_tries_again_after_a_death_only() -> None:
    tries: list[int] = []

    def attempt(number: int) -> str:
        tries.append(number)
        if number < 2:
            raise RuntimeError("wrapped") from WorkerDiedError("a worker process died: -9")
        return "done"

    assert with_restarts(attempt, 3, pause_s=0) == "done"
    assert tries == [0, 1, 2]
    tries.clear()
    with pytest.raises(RuntimeError):
        with_restarts(attempt, 1, pause_s=0)
    assert tries == [0, 1]

    def wrong(number: int) -> None:
        tries.append(number)
        raise ValueError("the job is wrong")

    tries.clear()
    with pytest.raises(ValueError, match="the job is wrong"):
        with_restarts(wrong, 3, pause_s=0)
    assert tries == [0]
    assert not is_worker_death(ValueError("x"))
