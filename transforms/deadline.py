"""A limit on the processor time that one piece of work may take in its thread.

    with cpu_limit(60):
        annotate(...)          # raises OverTimeError where it takes longer

A watching thread asks for the processor time of each thread that has a limit (not the clock: a busy
machine makes no article too long) and raises `OverTimeError` in it, wherever it is. The error comes
between two steps of Python's interpreter; a single call into C is waited for, which is why every
step also has to be linear in its record.

It is a `BaseException`, so that no ``except Exception`` on the way takes it for a broken article.
"""

from __future__ import annotations

import ctypes
import itertools
import sys
import threading
import time
from types import FrameType, TracebackType

#: Seconds between two looks at the threads.
_LOOK_S = 0.1

_OURS = ("transforms.", "schemas.")


class OverTimeError(BaseException):
    """A piece of work has used up its processor time; see `cpu_limit.step` for where it was."""


class cpu_limit:  # noqa: N801 (a context manager, called like a function)
    """Limit the processor time of what is done inside, in seconds.

    Attributes:
        step: the function of ours that was at work when time was up; "" before.

    Raises:
        OverTimeError: inside, when time is up.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.step = ""
        self.fired = False

    def __enter__(self) -> cpu_limit:
        self._thread = threading.get_ident()
        self._began = _processor_time(self._thread)
        _watcher.add(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        over = isinstance(error, OverTimeError)
        try:
            _watcher.remove(self)
            # What was set just now comes at one of the next steps: here, not in the caller's code.
            while self.fired and not over:
                time.sleep(0.001)
        except OverTimeError:
            _watcher.remove(self)
            raise

    def look(self) -> None:
        """Called by the watcher: end the work if its time is up."""
        if self.fired or _processor_time(self._thread) - self._began <= self.seconds:
            return
        self.step = _step(sys._current_frames().get(self._thread))
        self.fired = True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(self._thread), ctypes.py_object(OverTimeError)
        )


class _Watcher:
    """The thread that looks; started with the first limit, gone when there is none."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._limits: dict[int, cpu_limit] = {}
        self._running = False

    def add(self, limit: cpu_limit) -> None:
        with self._guard:
            self._limits[id(limit)] = limit
            if not self._running:
                self._running = True
                threading.Thread(target=self._watch, name="cpu-limits", daemon=True).start()

    def remove(self, limit: cpu_limit) -> None:
        with self._guard:
            self._limits.pop(id(limit), None)

    def _watch(self) -> None:
        idle = 0
        while True:
            time.sleep(_LOOK_S)
            with self._guard:
                for limit in self._limits.values():
                    limit.look()
                idle = 0 if self._limits else idle + 1
                if idle > 100:
                    self._running = False
                    return


_watcher = _Watcher()


def _processor_time(thread: int) -> float:
    """Processor time of a thread in seconds; the clock where a system does not tell (macOS)."""
    try:
        return time.clock_gettime(time.pthread_getcpuclockid(thread))
    except (AttributeError, OSError):
        return time.monotonic()


def _step(frame: FrameType | None) -> str:
    """The innermost function of ours on a stack, and the one that called it."""
    found: list[str] = []
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.startswith(_OURS) and module != __name__:
            found.append(f"{module}.{frame.f_code.co_name}")
        frame = frame.f_back
    return ", in ".join(itertools.islice(dict.fromkeys(found), 3)) or "unknown"


def allowance(seconds: float, characters: int) -> float:
    """Processor time for a text: ``seconds`` up to 100,000 characters, in proportion beyond."""
    return seconds * max(1.0, characters / 100_000)
