"""Copies found by key on a real Flink cluster against one local process that sees all articles.

    python benchmarks/flink_duplicates.py --articles 50000

The articles are made up (benchmarks/run_scale.py), a tenth of them copies of earlier ones by other
outlets and a twentieth the same with a sentence added. Records are padded with a field that nobody
reads until the input is larger than what the job lets meet in one worker, so that Flink finds
copies by key as it would in a large archive. Nothing is extracted (``--spacy_model none``).

Printed are the time of both jobs, how many copies were planted and found, and whether the tables
have the same bytes; the exit code is 1 where they have not. A JobManager and two TaskManagers
with one slot each run on this machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.run_scale import invented, text  # noqa: E402
from pipelines.news import _TOGETHER_BYTES  # noqa: E402
from tests.support import flink_cluster  # noqa: E402
from tests.support.runs import newsbeam, tables  # noqa: E402

_FILES = 8


def write_corpus(folder: Path, articles: int, words: int) -> int:
    """Files of JSON Lines, a little over the limit together; the number of copies among them."""
    draw, copies = random.Random(4), 0
    padding = "x" * (_TOGETHER_BYTES // articles)
    bodies: list[str] = []
    files = [(folder / f"news{number}.jsonl").open("w") for number in range(_FILES)]
    for number in range(articles):
        kind = draw.random()
        if bodies and kind < 0.15:
            body = draw.choice(bodies)
            body += " More is expected on Monday." if kind < 0.05 else ""
            copies += 1
        else:
            body = text(draw, words)
            bodies.append(body)
        record = {
            "url": f"https://outlet{number % 50}.example/{number}",
            "title": f"{invented(draw)} and {invented(draw)}",
            "published": f"{dt.date(2024, 3, 1) + dt.timedelta(days=number % 30)}T09:00:00Z",
            "text": body,
            "padding": padding,
        }
        draw.choice(files).write(json.dumps(record) + "\n")
    for file in files:
        file.close()
    return copies


def found(output: Path) -> tuple[int, int]:
    """Articles, and those of them that are copies."""
    parts = [
        pq.ParquetFile(path).read(["duplicate_of"])["duplicate_of"]
        for path in (output / "articles").rglob("*.parquet")
    ]
    rows = sum(len(part) for part in parts)
    return rows, rows - sum(part.null_count for part in parts)


def run(what: str, corpus: Path, output: Path, flags: list[str], timeout_s: float) -> float:
    """Run the job and print a line; its seconds."""
    words = ["run", "--input", corpus, "--output", output, "--spacy_model", "none", "--no_progress"]
    began = time.monotonic()
    done = newsbeam(*words, *flags, timeout_s=timeout_s)
    seconds = time.monotonic() - began
    if done.returncode:
        sys.exit(f"{what}: {done.stderr[-3000:]}")
    rows, copies = found(output)
    print(f"{what}: {seconds:.0f} s, {rows} articles, {copies} copies found", flush=True)
    return seconds


def main() -> int:
    """Run both and compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--words", type=int, default=60, help="words an article")
    parser.add_argument("--minutes", type=float, default=60, help="each job at most")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "in"
        corpus.mkdir()
        planted = write_corpus(corpus, arguments.articles, arguments.words)
        size = sum(path.stat().st_size for path in corpus.iterdir())
        print(f"{arguments.articles} articles, {size / 2**20:.0f} MB, {planted} copies planted")
        limit = arguments.minutes * 60
        run("local, all together", corpus, folder / "local", ["--workers", "1"], limit)
        with flink_cluster.FlinkCluster(folder / "flink", 2) as cluster:
            flags = flink_cluster.flink_flags(cluster, "PROCESS")
            run("Flink, by key", corpus, folder / "flink-tables", flags, limit)
            job = max(cluster.jobs(), key=lambda job: job["start-time"])
            by_key = cluster.records_by_manager(job["jid"], "Band")
            print(f"job on the cluster: {job['duration'] / 1000:.0f} s; by key: {by_key}")
        same = tables(folder / "local") == tables(folder / "flink-tables")
    print("the same bytes" if same else "OTHER BYTES")
    return 0 if same else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (flink_cluster.MissingToolError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
