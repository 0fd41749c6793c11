"""Peak memory of driver and workers together: 10,000 against 100,000 articles.

    python benchmarks/write_memory.py [--articles 10000 100000]

A job on Beam's own runner with two worker processes writes made-up rows (one article of about
2 KB, two entities) from shards of 1,000 articles: the write path without reading and extraction.
Its whole tree of processes is looked at fifty times a second; the resident memory of all of them
is added up, shared pages once for each process that holds them.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from benchmarks.write_kills import children
from benchmarks.write_speed import SHARD, rows
from schemas.ids import stable_id
from transforms.write import Run, ShardResult, ShardWriter, WriteTables, begin_run


def write_shard(first: int, run: Run) -> Iterator[ShardResult]:
    """One shard of made-up rows."""
    writer = ShardWriter(run.area, stable_id("memory", first))
    for row, entities in rows(first, SHARD):
        writer.write("articles", [{**row, "story_id": None}])
        writer.write("entities", entities, article=row)
    yield writer.finish()


def job(output: str, count: int) -> None:
    """Write ``count`` articles."""
    begun = begin_run(output, [], run_id="run")
    options = PipelineOptions(["--direct_running_mode=multi_processing", "--direct_num_workers=2"])
    with beam.Pipeline(runner=FnApiRunner(), options=options) as pipeline:
        _ = (
            pipeline
            | "Shards" >> beam.Create(list(range(0, count, SHARD)))
            | "Spread" >> beam.Reshuffle()
            | "Write" >> beam.FlatMap(write_shard, begun.run).with_output_types(ShardResult)
            | "WriteTables" >> WriteTables(begun.run)
        )


def resident(process: int) -> float:
    """Resident memory of a process in MB, 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def watched(child: int) -> tuple[float, dict[int, float]]:
    """Peak of the sum in MB, and of each process, until ``child`` ends."""
    peak, single = 0.0, dict[int, float]()
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        now = {process: resident(process) for process in (child, *children(child))}
        peak = max(peak, sum(now.values()))
        for process, size in now.items():
            single[process] = max(single.get(process, 0.0), size)
        time.sleep(0.02)
    return peak, single


def main() -> int:
    """Measure and print; 1 when a job failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    peaks = []
    for count in parser.parse_args().articles:
        with tempfile.TemporaryDirectory() as folder:
            child = os.fork()
            if child == 0:
                logging.disable(logging.CRITICAL)
                job(f"{folder}/out", count)
                os._exit(0)
            peak, single = watched(child)
            if os.waitpid(child, 0)[1]:
                return 1
            driver = single.pop(child)
            workers = sorted(single.values())[-2:]
        peaks.append(peak)
        print(
            f"{count:7} articles: peak {peak:5.0f} MB resident in all (driver {driver:.0f}, "
            f"workers {', '.join(f'{size:.0f}' for size in workers)}), "
            f"{peak / peaks[0] - 1:+.1%} against the first",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
