"""Memory on a file of a gigabyte, and two workers beside one on one big file.

    python benchmarks/read_scale.py --gigabytes 1

Memory is the highest resident size above that of a worker that has imported the readers and read
nothing; times are wall-clock seconds of processes that take the shards of one file in turns.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def write_jsonl(path: Path, size: int) -> None:
    rng = random.Random(1)
    block = "".join(
        json.dumps({"title": f"Article {n}", "text": "word " * rng.randrange(200, 2000)}) + "\n"
        for n in range(4000)
    ).encode()
    with open(path, "wb") as handle:
        while handle.tell() < size:
            handle.write(block)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _read_whole(path: str, answer: Any) -> None:
    from transforms.read import expand_inputs, plan_shards, read_shard

    idle = peak_mb()
    (shard,) = plan_shards(expand_inputs(path), 2**50)
    count = sum(1 for _ in read_shard(shard))
    answer.put((count, idle, peak_mb()))


def _read_shards(jobs: Any, counts: Any) -> None:
    from transforms.read import read_shard

    counts.put(None)  # imported: the clock may start
    total = 0
    while (shard := jobs.get()) is not None:
        total += sum(1 for _ in read_shard(shard))
    counts.put(total)


def timed(path: str, workers: int, target: int) -> tuple[float, int]:
    """Seconds and records of ``workers`` processes on one file."""
    from transforms.read import expand_inputs, plan_shards, split_shard

    jobs: Any = multiprocessing.Queue()
    counts: Any = multiprocessing.Queue()
    processes = [
        multiprocessing.Process(target=_read_shards, args=(jobs, counts)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    for _ in processes:
        counts.get()
    began = time.perf_counter()
    for planned in plan_shards(expand_inputs(path), target):
        for shard in split_shard(planned, target):
            jobs.put(shard)
    for _ in processes:
        jobs.put(None)
    total = sum(counts.get() for _ in processes)
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return seconds, total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--shard-mb", type=int, default=8)
    parser.add_argument("--only", choices=("memory", "workers"))
    arguments = parser.parse_args()
    multiprocessing.set_start_method("spawn")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        write_jsonl(path, int(arguments.gigabytes * 2**30))
        if arguments.only != "workers":
            answer: Any = multiprocessing.Queue()
            process = multiprocessing.Process(target=_read_whole, args=(str(path), answer))
            process.start()
            count, idle, peak = answer.get()
            process.join()
            print(
                f"{path.stat().st_size / 2**20:,.0f} MB, {count:,} records: {idle:.0f} MB idle, "
                f"{peak:.0f} MB at most, {peak - idle:.0f} MB for reading"
            )
        if arguments.only != "memory":
            one, count = timed(str(path), 1, arguments.shard_mb * 2**20)
            two, again = timed(str(path), 2, arguments.shard_mb * 2**20)
            assert count == again
            print(f"1 worker {one:.2f} s, 2 workers {two:.2f} s: {two / one:.2f} of one's time")


if __name__ == "__main__":
    main()
