"""Peak memory and CPU time of writing: 10,000 against 100,000 articles, and pyarrow's own writer.

    python benchmarks/write_speed.py [--articles 10000 100000]

Each measurement runs in a process of its own. Both writers get the same dictionaries (one article,
two entities each) over 30 days. pyarrow's ``write_to_dataset`` holds everything in memory, sorts
nothing and commits nothing; it is the lower bound.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import resource
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


def ours(folder: str, count: int) -> None:
    """Shard by shard, merge, commit."""
    run = new_run(folder)
    results = []
    for first in range(0, count, SHARD):
        writer = ShardWriter(run.area, stable_id("speed", first))
        for row, entities in rows(first, min(SHARD, count - first)):
            writer.write("articles", [row])
            writer.write("entities", entities, article=row)
        results.append(writer.finish())
    commit(run, merge_all(run, results), {})


def pyarrows(folder: str, count: int) -> None:
    """The same rows through pyarrow, all in memory."""
    for table, of in ((ARTICLES, 0), (ENTITIES, 1)):
        batches = []
        for first in range(0, count, SHARD):
            pairs = rows(first, min(SHARD, count - first))
            some = [pair[0] for pair in pairs] if of == 0 else [e for p in pairs for e in p[1]]
            batches.append(to_batch(some, table.schema))
        pq.write_to_dataset(
            pa.Table.from_batches(batches),
            f"{folder}/{table.name}",
            partition_cols=["published_date"],
            compression="zstd",
            compression_level=3,
        )


def measured(work: Callable[[str, int], None], count: int) -> tuple[float, float]:
    """CPU seconds and peak memory in MB of ``work``, above what an idle process takes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.process_time()
        with tempfile.TemporaryDirectory() as folder:
            work(folder, count)
        spent = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        os.write(writer, f"{spent} {peak / 1024}".encode())
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
    for count in parser.parse_args().articles:
        for name, work in (("newsbeam", ours), ("pyarrow", pyarrows)):
            seconds, peak = measured(work, count)
            print(
                f"{name:9} {count:7} articles: {seconds:7.1f} s CPU, "
                f"{count / seconds:8.0f} articles/s, peak {peak:7.0f} MB above idle",
                flush=True,
            )


if __name__ == "__main__":
    main()
