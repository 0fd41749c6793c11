"""A feed of 60 days with all that happens to one; the tables must be those of one run.

    python benchmarks/feed.py --days 60 --store

Every day the command takes what the day has brought with ``--write_mode upsert --incremental``:
new, copied, late, corrected, withdrawn and repeated articles (tests/support/feed.py). On the way:

- in one run of three the command is killed (SIGKILL, driver and workers) at a random moment and
  started again, until it ends by itself;
- on some days two commands run at once, each over a part of the day;
- on some days everything that came so far is delivered again, options change (the size of files
  and shards), or the version is raised, which has all that is delivered made again;
- with ``--store`` the tables lie on S3 (moto's server), one request in twenty fails (503), one is
  late.

After every day `newsbeam check` must find nothing. At the end the rows are compared with those of
one run over the final state, all but what the order of arrival may decide: which file a version was
read from, which report of an event counts as the first, and what an incident is called.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.integration.storage.servers import faulty_proxy, free_port, moto_command, process
from tests.support.feed import Feed, difference, incidents, reports, rows, write_records
from transforms.storage import Storage, resolve
from transforms.write.check import check_output
from transforms.write.log import last_number

#: Most runs work in threads of their process; in one of these, worker processes do.
_OWN_WORKERS = 10

#: Processes of runs are forked from one that has imported what they need: most of a small run's
#: processor time is imports otherwise.
_FORKS = multiprocessing.get_context("forkserver")
_IMPORTED = "tests.support.preloaded"


def _command(words: list[str], log: Path, version: str | None) -> None:
    """What a run's process does; ``version`` takes the place of the hash of our code."""
    import pipelines.identity
    from pipelines.__main__ import main as newsbeam

    os.setsid()
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    os.environ["OMP_NUM_THREADS"] = "1"
    if version is not None:
        pipelines.identity.code_identity = lambda: version  # type: ignore[assignment]
    code = newsbeam(["run", "--no_progress", *words])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def start(words: list[str], log: Path, version: str | None = None) -> BaseProcess:
    """Start the command in a process group of its own.

    Args:
        log: file that takes what it prints.
        version: what is hashed instead of our code, as a later version would.
    """
    _FORKS.set_forkserver_preload([_IMPORTED])
    process = _FORKS.Process(target=_command, args=(words, log, version))
    process.start()
    return process


def number_of(record: dict[str, Any]) -> int:
    """The number in an article's name: its versions go to one of two runs."""
    return int(re.findall(r"(?:agency|paper)(\d+)", record.get("uri") or record["url"])[0])


def kill_all(process: BaseProcess) -> None:
    """Kill a command and its workers."""
    assert process.pid is not None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # it has no group of its own yet
        process.kill()
    process.join()


def end(process: BaseProcess, kill_after: float | None) -> bool:
    """Wait for a command, or kill it and its workers; whether it ended by itself."""
    process.join(kill_after)
    if process.exitcode is None:
        kill_all(process)
        return False
    if process.exitcode != 0:
        raise RuntimeError(f"exit code {process.exitcode}")
    return True


@dataclass(frozen=True)
class Place:
    """Where the tables lie, and how they are reached with and without failing requests."""

    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    direct: Mapping[str, Any] = field(default_factory=dict)
    proxy: Any = None

    def words(self) -> list[str]:
        """Options of the command."""
        given = ["--storage_options", json.dumps(self.options)] if self.options else []
        return ["--output", self.url, *given]

    def local(self, folder: Path) -> Path:
        """The tables on this disk."""
        if self.proxy is None:
            return Path(self.url)
        fs, path = resolve(self.url, self.direct)
        fs.invalidate_cache()
        fs.get(f"{path}/", f"{folder}/", recursive=True)
        return folder


@contextmanager
def place_of(folder: Path, store: bool) -> Iterator[Place]:
    """A folder, or a bucket behind a proxy that makes one request in twenty fail."""
    if not store:
        yield Place(str(folder / "out"))
        return
    port = free_port()
    with process(moto_command(port), port), faulty_proxy(port, every=20) as proxy:
        options = [
            {
                "key": "test-access-key",
                "secret": "test-secret",
                "client_kwargs": {
                    "endpoint_url": f"http://127.0.0.1:{at}",
                    "region_name": "eu-west-1",
                },
            }
            for at in (proxy.port, port)
        ]
        fs, _ = resolve("s3://news", options[1])
        fs.mkdir("news")
        yield Place("s3://news/out", *options, proxy)


class Simulation:
    """The feed, what was done so far and what was found wrong."""

    def __init__(
        self, seed: int, folder: Path, place: Place, per_day: int, words: list[str]
    ) -> None:
        self._draw, self._feed = random.Random(seed), Feed(seed, per_day)
        self._folder, self._place, self._words = folder, place, words
        self._options: list[str] = []
        self._version: str | None = None
        self._typical = 20.0
        self.done = Counter[str]()
        self.wrong = 0

    def day(self, day: int) -> None:
        """Take what a day brings, with all that may happen, and check the tables."""
        commands = self._commands(day, self._feed.day(day))
        while commands:
            commands = self._run(commands)
        problems = check_output(self._place.url, self._place.direct)
        for problem in problems:
            print(f"day {day}: {problem.code} {problem.message}", flush=True)
        self.wrong += len(problems)
        number = last_number(Storage(self._place.url, self._place.direct))
        print(f"day {day}: {dict(self.done)}, commit {number}", flush=True)

    def _commands(self, day: int, records: list[dict[str, Any]]) -> list[list[str]]:
        draw, parts, inbox = self._draw, [records], self._folder / "in"
        if draw.random() < 0.2:
            parts = [[r for r in records if number_of(r) % 2 == half] for half in (0, 1)]
            self.done["days with two runs at once"] += 1
        if draw.random() < 0.1:
            sizes = [["--target_file_mb", "0.01"], ["--shard_mb", "1"], []]
            self._options = draw.choice(sizes)
            self.done["changes of options"] += 1
        if draw.random() < 0.1:
            self._version = f"version {day}"
            self.done["versions raised"] += 1
        again = len(parts) == 1 and draw.random() < 0.1
        self.done["days with everything again"] += again
        commands = []
        for number, part in enumerate(parts):
            path = write_records(inbox / f"day{day:03d}-{number}.jsonl", part)
            words = ["--input", str(inbox if len(parts) == 1 else path), *self._place.words()]
            words += ["--write_mode", "upsert", *self._words, *self._options, *self._workers()]
            commands.append([*words, *([] if again else ["--incremental"])])
        return commands

    def _workers(self) -> list[str]:
        if self._draw.randrange(_OWN_WORKERS):
            return ["--direct_running_mode", "multi_threading"]
        self.done["runs with worker processes"] += 1
        return ["--workers", "1"]

    def _run(self, commands: list[list[str]]) -> list[list[str]]:
        """Start commands together; those that were killed."""
        kill = self._draw.random() < 1 / 3
        began = time.monotonic()
        logs = [self._folder / f"log{number}" for number in range(len(commands))]
        running = [
            start(words, log, self._version) for words, log in zip(commands, logs, strict=True)
        ]
        left = []
        for words, command, log in zip(commands, running, logs, strict=True):
            patience = self._draw.uniform(0.3, 1.1) * self._typical if kill else None
            try:
                ended = end(command, patience)
            except RuntimeError as error:
                error.add_note(log.read_text(errors="replace")[-3000:])
                for other in running:  # their storage ends with this process
                    kill_all(other)
                raise
            if not ended:
                left.append(words)
                self.done["kills"] += 1
        if not kill and len(running) == 1:
            self._typical = 0.7 * self._typical + 0.3 * (time.monotonic() - began)
        self.done["runs"] += len(running)
        return left

    def compare(self) -> str:
        """Compare the tables with those of one run over the final state; one line of figures."""
        final = write_records(self._folder / "final.jsonl", list(self._feed.live.values()))
        once = self._folder / "once"
        words = ["--input", str(final), "--output", str(once), "--write_mode", "upsert"]
        words += ["--direct_running_mode", "multi_threading", *self._words, *self._options]
        end(start(words, self._folder / "log0", self._version), None)
        out = self._place.local(self._folder / "fetched")
        wanted = rows(once)
        told = difference(rows(out), wanted)
        if told:
            print(told)
            self.wrong += 1
        same = []
        for kind, groups in (("reports", reports), ("incidents", incidents)):
            found, right = groups(out), groups(once)
            same.append(f"{kind} alike {len(found & right)} of {len(right)}")
            self.wrong += found != right
        counts = (f"{len(wanted[table])} {table}" for table in ("articles", "events", "stories"))
        return f"{', '.join(counts)}; {', '.join(same)}; {self.wrong} things wrong"


def main() -> int:
    """Parse the command line and simulate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--per_day", type=int, default=3, help="new articles a day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", action="store_true", help="tables on S3, requests that fail")
    parser.add_argument("--partition_by", default="date")
    parser.add_argument("--minutes", type=float, help="compare after so long, whatever the day")
    parser.add_argument("--folder", help="work here and leave everything behind")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.folder or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        with place_of(folder, arguments.store) as place:
            words = ["--partition_by", arguments.partition_by]
            simulation = Simulation(arguments.seed, folder, place, arguments.per_day, words)
            began, days = time.monotonic(), 0
            while days < arguments.days:
                if arguments.minutes and time.monotonic() - began > 60 * arguments.minutes:
                    break
                simulation.day(days)
                days += 1
            told = simulation.compare()
            failed = place.proxy.failed if place.proxy else 0
    print(f"{days} days, {dict(simulation.done)}, failed requests {failed}: {told}")
    return min(1, simulation.wrong)


if __name__ == "__main__":
    sys.exit(main())
