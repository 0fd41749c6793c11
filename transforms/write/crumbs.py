"""Which record was in hand when a worker died → that record leaves by the side door (X002).

While a shard is worked on, a crumb file in its folder names the records in hand. A later try that
finds the crumb of an earlier one knows whom to suspect. Suspects are first run in a process of
their own (`condemned`): the one that takes this process down as well has done it twice, and goes
to rejects; the others were in hand by chance and are worked on as usual. So one poisonous record
costs one restart and never the run.

    crumbs = Crumbs(area, shard_key)
    suspects = [article for article in articles if record_of(article) in crumbs.suspects]
    bad = condemned(functools.partial(extract_one, settings), suspects)
    ...
    crumbs.enter([record_of(article) for article in batch])   # before each batch
    ...
    result = writer.finish(counts)
    crumbs.close()

On a local disk a crumb costs some 20 microseconds. On an object store it is a request, so there the
first try only notes that it has begun, and crumbs are written by tries that follow a death.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from transforms.write.shards import WorkArea

_T = TypeVar("_T")

#: Seconds that one suspect may take in a process of its own, and that the process may take to
#: start and load its model.
PROBE_TIMEOUT_S = 120.0


#: What the process of its own runs: a dot on its standard output for each item it survives. Not
#: a module, because that would import the whole package before the first item.
_PROBE = """
import contextlib, os, pickle, sys
report = os.dup(1)
os.dup2(2, 1)
work, items = pickle.load(sys.stdin.buffer)
for item in items:
    with contextlib.suppress(Exception):
        work(item)
    os.write(report, b".")
"""


class Record(NamedTuple):
    """Names a record of the input."""

    input_uri: str
    input_position: int


class Crumbs:
    """The crumb file of one try at one shard.

    Attributes:
        suspects: records that were in hand when an earlier try at this shard ended unfinished.
        careful: an earlier try ended unfinished, whatever it had in hand.
    """

    def __init__(self, area: WorkArea, shard_key: str) -> None:
        self._storage = area.storage
        folder = area.shard_folder(shard_key)
        self._earlier = [
            name
            for name in self._storage.files(folder)
            if name.rsplit("/", 1)[-1].startswith("crumbs-")
        ]
        suspects: set[Record] = set()
        for name in self._earlier:
            suspects.update(_read(self._storage, name))
        self.suspects = frozenset(suspects)
        self.careful = bool(self._earlier)
        self._path = f"{folder}/crumbs-{uuid.uuid4().hex[:12]}"
        self._storage.write_bytes(self._path, b"[]")

    def enter(self, records: Iterable[tuple[str, int]]) -> None:
        """Name the records that are in hand from now on."""
        if not self._storage.is_local and not self.careful:
            return
        data = json.dumps([list(record) for record in records]).encode() + b"\n"
        if self._storage.is_local:
            # Over what was there, unsynced and untruncated (ext4 flushes a file that was cut and
            # written again): what a killed process has written stays written.
            file = os.open(self._storage.path(self._path), os.O_WRONLY)
            try:
                os.write(file, data)
            finally:
                os.close(file)
        else:
            self._storage.write_bytes(self._path, data)

    def close(self) -> None:
        """The shard is finished: remove its crumbs and those of earlier tries."""
        self._storage.delete([self._path, *self._earlier])


def _read(storage: Any, name: str) -> list[Record]:
    try:
        return [Record(*entry) for entry in json.loads(storage.read_bytes(name).split(b"\n")[0])]
    except (FileNotFoundError, ValueError, TypeError):
        return []


def condemned(
    work: Callable[[_T], object], items: Sequence[_T], timeout_s: float = PROBE_TIMEOUT_S
) -> list[int]:
    """Indices of the items on which ``work`` kills its process, or hangs it.

    Runs them one after another in a fresh process, and goes on with the next item in another one
    where that process dies. Errors that ``work`` raises are no deaths.

    Args:
        work: a function that pickle finds by name, or a partial of one.
        timeout_s: for one item; the first one's time includes the start of the process.
    """
    bad: list[int] = []
    start = 0
    while start < len(items):
        done = _survived(work, items[start:], timeout_s)
        start += done
        if start < len(items):
            bad.append(start)
            start += 1
    return bad


def _survived(work: Callable[[_T], object], items: Sequence[_T], timeout_s: float) -> int:
    """How many items a fresh process gets through before it dies."""
    # "" is the folder that this process was started in: nothing is imported from there.
    paths = os.pathsep.join(path for path in sys.path if path)
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _PROBE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    done = 0
    watchdog = threading.Timer(timeout_s, process.kill)
    try:
        watchdog.start()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(pickle.dumps((work, list(items))))
            process.stdin.close()
        while process.stdout.read(1) == b".":
            done += 1
            watchdog.cancel()
            watchdog = threading.Timer(timeout_s, process.kill)
            watchdog.start()
    finally:
        watchdog.cancel()
        process.kill()
        process.stdout.close()
        process.wait()
    return done
