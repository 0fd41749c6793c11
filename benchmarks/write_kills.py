"""Kill the writing job over and over; what must hold afterwards holds, or this exits with 1.

    python benchmarks/write_kills.py --kills 200

A job with a stand-in for extraction writes the tables of 2,400 articles with Beam's own runner.
Its process is killed (SIGKILL), every other time at a random moment and every other time just after
its commit has begun; with ``--workers`` it has two worker processes, and one of these is killed, or
the driver, or all at once. It is started again until it ends by itself; meanwhile a reader globs.
Then:

- the tables are byte for byte those of an undisturbed run;
- `newsbeam check` finds nothing;
- nothing of the work area is left, but for what workers write that have outlived their driver:
  the grace time is for these;
- no scan of the reader met a torn file or the same article twice.

Of three outputs one is new, one holds tables of an earlier run, which the job overwrites, and one
holds tables that it upserts into: half of its articles are there already, on other days.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import apache_beam as beam
import pyarrow.parquet as pq
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from tests.support.write_samples import article, corpus, entities_of, tree
from transforms.write import (
    Run,
    ShardResult,
    ShardWriter,
    WriteError,
    WriteTables,
    begin_run,
    clear_leftovers,
    finished_shard,
    work_area,
)
from transforms.write.check import check_output
from transforms.write.restarts import watch_workers, with_restarts
from transforms.write.rewrite import Removal

SHARDS = 12
ARTICLES = 2400

#: Modes of the outputs, in turn, and the first article of the run before: those of an upsert begin
#: in the middle of the job's own.
MODES = {"error": None, "overwrite": 300, "upsert": ARTICLES // 2}

#: Day of all articles of an earlier run.
EARLIER = dt.date(2024, 2, 1)


def write_shard(number: int, run: Run, base: int | None) -> Iterator[ShardResult]:
    """The stand-in: made-up rows, a pause for the model that is not there."""
    key = f"kill{base or 0:04d}{number:04d}"
    result = finished_shard(run.area, key)
    if result is None:
        time.sleep(0.02)
        writer = ShardWriter(run.area, key)
        rows = corpus(ARTICLES, days=6)
        if base is not None:
            rows = [(article(n, EARLIER), []) for n in range(base, base + ARTICLES)]
            rows = [(row, entities_of(row, 2)) for row, _ in rows]
        for row, entities in rows[number::SHARDS]:
            writer.write("articles", [{**row, "story_id": None}])
            writer.write("entities", entities, article=row)
        result = writer.finish()
    yield result


def replaced(run: Run) -> list[Removal]:
    """What an upsert takes out: the articles of the earlier run that come again."""
    if run.mode != "upsert":
        return []
    ids = [article(n)["article_id"] for n in range(ARTICLES)]
    return [Removal("articles", f"published_day={EARLIER}", ids)]


def job(output: str, mode: str, workers: bool, base: int | None = None) -> None:
    """One start of the job, as its command would do it."""
    run_id = f"run-{os.getpid()}-{time.time_ns()}"
    begun = begin_run(output, [], run_id=run_id, mode=mode)
    options = None
    if workers:
        watch_workers()
        options = PipelineOptions(
            ["--direct_running_mode=multi_processing", "--direct_num_workers=2"]
        )

    def attempt(_: int) -> None:
        with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
            shards = (
                pipeline
                | "Shards" >> beam.Create(list(range(SHARDS)))
                | "Spread" >> beam.Reshuffle()
                | "Write"
                >> beam.FlatMap(write_shard, begun.run, base).with_output_types(ShardResult)
            )
            gone = pipeline | "Replaced" >> beam.Create(replaced(begun.run)).with_output_types(
                Removal
            )
            _ = shards | "WriteTables" >> WriteTables(begun.run, gone)

    with_restarts(attempt, 3 if workers else 0)


def start(output: str, mode: str, workers: bool) -> int:
    """Start the job in a process of its own; its id. Exit code 7: the tables are there."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        logging.disable(logging.CRITICAL)
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        os.setpgid(0, 0)
        job(output, mode, workers)
        code = 0
    except WriteError as error:
        code = 7 if error.code in ("W002", "W008") else 1
    finally:
        os._exit(code)


class Reader(threading.Thread):
    """Globs the output without pause and remembers what it should not have seen."""

    def __init__(self, output: str) -> None:
        super().__init__(daemon=True)
        self.output = Path(output)
        self.stop = False
        self.scans = 0
        self.wrong: list[str] = []

    def run(self) -> None:
        """Scan until told to stop."""
        while not self.stop:
            self.scan()
            time.sleep(0.02)

    def scan(self) -> None:
        """One scan, as an engine would do it: glob, then read."""
        ids: collections.Counter[str] = collections.Counter()
        try:
            for path in sorted(self.output.rglob("*.parquet")):
                if "_work" in path.parts:
                    self.wrong.append(f"{path} is not committed")
                table = pq.ParquetFile(path)
                if path.relative_to(self.output).parts[0] == "articles":
                    ids.update(table.read(["article_id"])["article_id"].to_pylist())
                table.close()
        except FileNotFoundError:
            return  # replaced between the glob and the reading
        except Exception as error:  # noqa: BLE001 (whatever a reader may trip over)
            self.wrong.append(f"torn: {error}")
        twice = [name for name, count in ids.items() if count > 1]
        if twice:
            self.wrong.append(f"{len(twice)} articles twice")
        self.scans += 1


def children(parent: int) -> list[int]:
    """Ids of the processes below ``parent``."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                above = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError, ValueError):
                continue
            if above == parent:
                found += [int(folder.name), *children(int(folder.name))]
    return found


def kill_once(child: int, output: str, rng: random.Random, duration: float, workers: bool) -> str:
    """Wait for a moment, kill; where the job was, or "" when it had ended before."""
    aim = rng.choice(["worker", "worker", "driver", "all"] if workers else ["any", "commit"])
    deadline = time.monotonic() + (rng.uniform(0, duration) if aim != "commit" else 10 * duration)
    while True:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return ""
        committing = bool(list(Path(output, "_runs").glob("*.commit")))
        if aim == "commit" and committing:
            time.sleep(rng.uniform(0, 0.03))
            break
        if time.monotonic() > deadline:
            break
        time.sleep(0.001)
    if workers:
        below = [pid for pid in children(child) if not children(pid)]
        if aim == "all" or (aim == "worker" and not below):
            os.killpg(child, signal.SIGKILL)
            return "driver and workers"
        os.kill(rng.choice(below) if aim == "worker" else child, signal.SIGKILL)
        return aim
    os.kill(child, signal.SIGKILL)
    if list(Path(output, "_runs").glob("*.commit")):
        return "commit"
    if list(Path(output).glob("_work/merged/*/*")):
        return "merge"
    if list(Path(output).glob("_work/shards/*/*/*")):
        return "shards"
    return "start"


def wait_for_workers(driver: int) -> None:
    """Wait, a minute at most, for worker processes that have outlived their driver."""
    for _ in range(600):
        try:
            os.killpg(driver, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)


def earlier(output: str, base: int | None) -> None:
    """Tables of an earlier run, in a process of its own; none where ``base`` is None."""
    if base is None:
        return
    child = os.fork()
    if child == 0:
        logging.disable(logging.CRITICAL)
        job(output, "error", False, base)
        os._exit(0)
    assert reap(child) == 0


def reap(child: int) -> int:
    """Exit code of a process that has ended or is going to; -9 when it was killed."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def torture(kills: int, seed: int, workers: bool, folder: Path) -> int:
    """Do it all; the number of things found wrong."""
    rng = random.Random(seed)
    wanted, duration = {}, 0.0
    for mode, base in MODES.items():
        reference = str(folder / f"reference-{mode}")
        earlier(reference, base)
        began = time.monotonic()
        assert reap(start(reference, mode, workers)) == 0
        duration = time.monotonic() - began
        wanted[mode] = tree(reference)
    done = outputs = wrong = scans = 0
    places: collections.Counter[str] = collections.Counter()
    while done < kills:
        mode = list(MODES)[outputs % len(MODES)]
        outputs += 1
        output = str(folder / f"out{outputs}")
        earlier(output, MODES[mode])
        reader = Reader(output)
        reader.start()
        left = rng.randint(1, 6)
        widowed: list[int] = []
        while True:
            child = start(output, mode, workers)
            if left and done < kills:
                place = kill_once(child, output, rng, duration, workers)
                if place:
                    places[place] += 1
                    if place == "driver":
                        widowed.append(child)
                    done += 1
                    left -= 1
            code = reap(child)
            if code in (0, 7):
                break
            if code != -signal.SIGKILL:
                print(f"{output}: exit code {code}")
                wrong += 1
                break
        reader.stop = True
        reader.join()
        scans += reader.scans
        problems = [problem.message for problem in check_output(output)] + reader.wrong
        if tree(output) != wanted[mode]:
            problems.append("the tables are not those of an undisturbed run")
        for driver in widowed:
            wait_for_workers(driver)
        if widowed:
            clear_leftovers(work_area(output), grace_s=0)
        left_over = sorted(str(path) for path in Path(output, "_work").rglob("*"))
        if left_over or not Path(output, "_SUCCESS").exists():
            problems.append(f"left unfinished: {left_over}")
        for problem in problems:
            print(f"{output}: {problem}")
        wrong += len(problems)
        print(f"{done} kills, {outputs} outputs, {wrong} things wrong", flush=True)
    print(
        f"{done} kills over {outputs} outputs ({dict(places)}), {scans} scans by a reader: "
        f"{wrong} things wrong"
    )
    return wrong


def main() -> int:
    """Parse the command line and torture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", action="store_true", help="kill worker processes")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return min(1, torture(arguments.kills, arguments.seed, arguments.workers, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
