"""Worker processes that die → the local runner notices at once, and the driver starts again.

Beam's FnApiRunner does not retry, and when a worker process is killed it may wait for ever for an
answer that will not come (seen with Beam 2.77: the thread that waits for the process raises, and
nobody listens). `watch_workers` makes it fail within a second; `with_restarts` then starts the
pipeline again, which takes finished shards as they are (`transforms.write.shards`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

_LOGGER = logging.getLogger(__name__)

#: Parts of the messages by which runners say that a worker process is gone.
_DEATHS = (
    "worker process died",
    "worker subprocess exited",
    "channel closed prematurely",
    "sdk harness disconnected",
    "statuscode.unavailable",
    "socket closed",
    "connection reset",
)

_T = TypeVar("_T")


class WorkerDiedError(RuntimeError):
    """A worker process ended by itself; the message tells how."""


def watch_workers() -> None:
    """Make FnApiRunner's ``multi_processing`` mode fail as soon as a worker process dies.

    Takes the place of Beam's handler of worker subprocesses in this process; calling it again
    changes nothing.
    """
    from apache_beam.portability import python_urns
    from apache_beam.runners.portability import local_job_service
    from apache_beam.runners.portability.fn_api_runner import worker_handlers

    class WatchedWorkerHandler(worker_handlers.SubprocessSdkWorkerHandler):
        """Starts a worker process and aborts its bundles when it ends with an error."""

        def start_worker(self) -> None:
            self._over = threading.Event()
            self.worker = local_job_service.SubprocessSdkWorker(
                self._worker_command_line,
                self.control_address,
                self.provision_info,
                self.worker_id,
            )
            self.worker_thread = threading.Thread(name="run_worker", target=self._run)
            self.worker_thread.daemon = True
            self.worker_thread.start()

        def _run(self) -> None:
            try:
                self.worker.run()
            except RuntimeError as error:
                died = WorkerDiedError(f"a worker process died: {error}")
                # A bundle waits for its result or, until that is there, for its data; a worker
                # that dies before its data stream is open leaves nobody else to end that wait.
                self.data_conn._exception = died
                while not self._over.wait(0.2):  # also what is asked of it from now on
                    for future in list(self.control_conn._futures_by_id.values()):
                        future.abort(died)

        def close(self) -> None:
            self._over.set()
            # Beam tells only connected workers that all is over. One that is still starting when
            # another one's death ends the job would wait for work, and ``close`` for it, for ever.
            self.control_conn.push(worker_handlers.BeamFnControlServicer._DONE_MARKER)
            super().close()

    register = worker_handlers.WorkerHandler.register_environment
    register(python_urns.SUBPROCESS_SDK, bytes)(WatchedWorkerHandler)


def is_worker_death(error: BaseException) -> bool:
    """Whether an error of a pipeline says that a worker was lost, not that the job is wrong."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, WorkerDiedError):
            return True
        text = str(seen).lower()
        if any(part in text for part in _DEATHS):
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def with_restarts(
    attempt: Callable[[int], _T],
    max_restarts: int = 3,
    is_worth: Callable[[BaseException], bool] = is_worker_death,
    pause_s: float = 1.0,
) -> _T:
    """Call ``attempt(number)`` until it succeeds, at most ``max_restarts`` times more.

    Only errors that ``is_worth`` accepts are tried again; all others, and the last one, are
    raised.
    """
    for number in range(max_restarts + 1):
        try:
            return attempt(number)
        except Exception as error:  # a runner raises what it likes
            if number == max_restarts or not is_worth(error):
                raise
            _LOGGER.warning(
                "a worker process was lost; starting again (%d of %d), finished shards are kept",
                number + 1,
                max_restarts,
            )
            time.sleep(pause_s)
    raise AssertionError("unreachable")
