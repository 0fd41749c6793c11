"""A run killed when nine tenths of its shards are done: what the next one computes, and costs.

    python benchmarks/write_resume.py [--shards 40] [--seconds 0.25]

The job writes made-up rows; in the place of extraction each shard burns ``--seconds`` of CPU. It is
run whole, then killed (SIGKILL) on another output as soon as nine tenths of the done marks are
there, then started again. Printed are the shards computed and the CPU seconds of each; the bytes
must agree.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from tests.support.write_samples import corpus, tree
from transforms.write import Run, ShardResult, ShardWriter, WriteTables, begin_run, finished_shard


def compute(
    number: int, run: Run, shards: int, seconds: float, notes: str
) -> Iterator[ShardResult]:
    """One shard, unless it is finished; leaves a note that it was computed."""
    key = f"resume{number:04d}"
    result = finished_shard(run.area, key)
    if result is None:
        Path(notes, f"{os.getpid()}-{number}").touch()
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass
        writer = ShardWriter(run.area, key)
        for row, entities in corpus(20 * shards, days=6)[number::shards]:
            writer.write("articles", [{**row, "story_id": None}])
            writer.write("entities", entities, article=row)
        result = writer.finish()
    yield result


def start(output: str, shards: int, seconds: float, notes: str) -> int:
    """Run the job in a process of its own; its id."""
    child = os.fork()
    if child == 0:
        logging.disable(logging.CRITICAL)
        begun = begin_run(output, [], run_id=f"run-{os.getpid()}")
        with beam.Pipeline(runner=FnApiRunner()) as pipeline:
            _ = (
                pipeline
                | "Shards" >> beam.Create(list(range(shards)))
                | "Spread" >> beam.Reshuffle()
                | "Compute"
                >> beam.FlatMap(compute, begun.run, shards, seconds, notes).with_output_types(
                    ShardResult
                )
                | "WriteTables" >> WriteTables(begun.run)
            )
        os._exit(0)
    return child


def ended(child: int, notes: str) -> tuple[float, int]:
    """CPU seconds of a process and the number of shards it computed."""
    _, status, usage = os.wait4(child, 0)
    assert status in (0, signal.SIGKILL), status
    computed = len(list(Path(notes).glob(f"{child}-*")))
    return _seconds(usage), computed


def _seconds(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def main() -> int:
    """Run, kill, run again, print; 1 when the bytes differ or a finished shard was computed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shards", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=0.25)
    arguments = parser.parse_args()
    shards, seconds = arguments.shards, arguments.seconds
    with tempfile.TemporaryDirectory() as folder:
        notes = f"{folder}/notes"
        os.mkdir(notes)
        whole, computed = ended(start(f"{folder}/whole", shards, seconds, notes), notes)
        print(
            f"whole run:  {computed:3} of {shards} shards computed, {whole:6.2f} s CPU", flush=True
        )
        child = start(f"{folder}/out", shards, seconds, notes)
        marks: list[Path] = []
        while len(marks) < 0.9 * shards:
            time.sleep(0.01)
            marks = list(Path(folder, "out").glob("_work/shards/*/*/done.json"))
        os.kill(child, signal.SIGKILL)
        ended(child, notes)
        done = len(list(Path(folder, "out").glob("_work/shards/*/*/done.json")))
        rest, again = ended(start(f"{folder}/out", shards, seconds, notes), notes)
        print(f"killed:     {done:3} shards finished")
        print(
            f"second run: {again:3} of {shards} shards computed, {rest:6.2f} s CPU, "
            f"{rest / whole:.2f} of the whole run"
        )
        same = tree(f"{folder}/whole") == tree(f"{folder}/out")
        print("the same bytes" if same else "THE BYTES DIFFER")
        return 0 if same and again == shards - done else 1


if __name__ == "__main__":
    sys.exit(main())
