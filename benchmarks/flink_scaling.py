"""One against two TaskManagers: articles per second of the same job on a real Flink cluster.

    python benchmarks/flink_scaling.py --copies 20 [--spacy_model none]

Every TaskManager has one slot and one Python worker process, so two of them can use two cores;
on a machine with fewer free cores than TaskManagers the figure says nothing. The time is the
job's on the cluster (Flink's own clock: first to last task), so that starting the driver and the
job server, which a large job does not notice, is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import flink_cluster  # noqa: E402
from tests.support.runs import newsbeam, tables  # noqa: E402

FILES = ("harrowcourier.jsonl", "meridianwire.jsonl", "orbitandfield.ndjson")


def write_corpus(folder: Path, copies: int) -> int:
    """The sample corpus ``copies`` times, each under addresses of its own; number of articles."""
    lines = []
    for name in FILES:
        lines += (ROOT / "examples" / "corpus" / name).read_text().split("\n")
    records = [json.loads(line) for line in lines if line.strip()]
    for number in range(copies):
        with (folder / f"copy-{number:04}.jsonl").open("w") as file:
            for place, record in enumerate(records):
                changed = {**record, "url": f"https://copy.example/{number}/{place}"}
                file.write(json.dumps(changed) + "\n")
    return copies * len(records)


def one_run(
    managers: int, corpus: Path, folder: Path, more: list[str]
) -> tuple[float, float, dict[str, str], dict[str, int]]:
    """Seconds of the whole command, seconds of the job, the tables, records by TaskManager."""
    with flink_cluster.FlinkCluster(folder / f"flink-{managers}", managers) as cluster:
        output = folder / f"tables-{managers}"
        flags = flink_cluster.flink_flags(cluster, "PROCESS")
        words = ["run", "--input", corpus, "--output", output, "--duplicates", "extract"]
        began = time.monotonic()
        done = newsbeam(*words, "--no_progress", *more, *flags, timeout_s=3600)
        whole = time.monotonic() - began
        if done.returncode:
            sys.exit(done.stderr[-3000:])
        job = max(cluster.jobs(), key=lambda job: job["start-time"])
        shared = cluster.records_by_manager(job["jid"], "{ExtractShards")
        return whole, job["duration"] / 1000, tables(output), shared


def main() -> None:
    """Print one line a cluster and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, default=20, help="times the sample corpus")
    arguments, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "in"
        corpus.mkdir()
        articles = write_corpus(corpus, arguments.copies)
        size = sum(path.stat().st_size for path in corpus.iterdir())
        load = os.getloadavg()[0]
        print(f"{articles} articles, {size / 1e6:.1f} MB, {os.cpu_count()} cores, load {load:.1f}")
        rates, made = [], []
        for managers in (1, 2):
            whole, seconds, written, shared = one_run(managers, corpus, folder, more)
            rates.append(articles / seconds)
            made.append(written)
            print(
                f"{managers} TaskManagers: {seconds:7.1f} s in the job, {whole:7.1f} s in all, "
                f"{rates[-1]:6.1f} articles/s, shards extracted {sorted(shared.values())}"
            )
        same = "the same bytes" if made[0] == made[1] else "OTHER BYTES"
        print(f"two against one: {rates[1] / rates[0]:.2f}, {same}")


if __name__ == "__main__":
    try:
        main()
    except (flink_cluster.MissingToolError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
