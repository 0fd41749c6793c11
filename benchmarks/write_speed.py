"""CPU time of the write path alone against pyarrow writing the same rows sorted from memory.

    python benchmarks/write_speed.py [--articles 10000 100000] [--repeats 3]

Both get the same dictionaries (one article, two entities each, over 30 days); making these is not
timed. pyarrow turns them into one Arrow table, sorts it by partition and sort key in memory and
writes it with ``write_to_dataset``; it commits nothing, and writes no bloom filters, page index or
checksums. Each measurement runs in a process of its own; the two take turns, so that what else the
machine does weighs on both. Peak memory is above that of a process that has only imported us, and
for both includes the dictionaries of one shard; `write_memory.py` measures whole runs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.ids import stable_id
from schemas.tables import ARTICLES, ENTITIES
from tests.support.write_samples import Row, article, entities_of, merge_all, new_run
from transforms.write import ShardWriter
from transforms.write.commit import commit
from transforms.write.rows import to_batch

SHARD = 1000
DAYS = 30


def rows(first: int, count: int) -> Iterator[tuple[Row, list[Row]]]:
    """Articles of about 2 KB with two entities each."""
    for number in range(first, first + count):
        row = article(number, dt.date(2024, 1, 1) + dt.timedelta(days=number % DAYS))
        row["text"] = f"{stable_id(number)} some words of news. " * 36
        yield row, entities_of(row, 2)


class Clock:
    """CPU seconds of this process inside ``with`` blocks."""

    def __init__(self) -> None:
        self.spent = 0.0

    def __enter__(self) -> None:
        self._began = time.process_time()

    def __exit__(self, *_: object) -> None:
        self.spent += time.process_time() - self._began


def ours(folder: str, count: int, clock: Clock) -> None:
    """Shard by shard, merge, commit."""
    run = new_run(folder)
    results = []
    for first in range(0, count, SHARD):
        some = list(rows(first, min(SHARD, count - first)))
        with clock:
            writer = ShardWriter(run.area, stable_id("speed", first))
            for row, entities in some:
                writer.write("articles", [row])
                writer.write("entities", entities, article=row)
            results.append(writer.finish())
    with clock:
        commit(run, merge_all(run, results), {})


def pyarrows(folder: str, count: int, clock: Clock) -> None:
    """The same rows through pyarrow, all in memory."""
    for table, of in ((ARTICLES, 0), (ENTITIES, 1)):
        batches = []
        for first in range(0, count, SHARD):
            pairs = list(rows(first, min(SHARD, count - first)))
            some = [pair[0] for pair in pairs] if of == 0 else [e for p in pairs for e in p[1]]
            with clock:
                batches.append(to_batch(some, table.schema))
        with clock:
            whole = pa.Table.from_batches(batches)
            batches.clear()
            whole = whole.sort_by(
                [(key, "ascending") for key in ("published_date", *table.sort_by)]
            )
            pq.write_to_dataset(
                whole,
                f"{folder}/{table.name}",
                partition_cols=["published_date"],
                compression="zstd",
                compression_level=3,
            )


def measured(work: Callable[[str, int, Clock], None], count: int) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of ``work``, above what an idle process takes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        clock = Clock()
        with tempfile.TemporaryDirectory() as folder:
            work(folder, count, clock)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        os.write(writer, f"{clock.spent} {peak / 1024}".encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    seconds, peak = os.read(reader, 100).decode().split()
    os.close(reader)
    return float(seconds), float(peak)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    for count in arguments.articles:
        taken: dict[str, list[tuple[float, float]]] = {"newsbeam": [], "pyarrow": []}
        for _ in range(arguments.repeats):
            taken["newsbeam"].append(measured(ours, count))
            taken["pyarrow"].append(measured(pyarrows, count))
        for name, found in taken.items():
            seconds = statistics.median(seconds for seconds, _ in found)
            print(
                f"{name:9} {count:7} articles: {seconds:6.2f} s CPU "
                f"({min(found)[0]:.2f} to {max(found)[0]:.2f}), {count / seconds:8.0f} articles/s, "
                f"peak {max(peak for _, peak in found):5.0f} MB above idle"
            )
        ratios = [a / b for (a, _), (b, _) in zip(*taken.values(), strict=True)]
        print(
            f"newsbeam takes {statistics.median(ratios):.2f} times pyarrow's CPU time "
            f"({min(ratios):.2f} to {max(ratios):.2f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
