"""One against two TaskManagers: articles per second of the same job on a real Flink cluster.

    python benchmarks/flink_scaling.py [--copies 100] [--bare 440] [options of newsbeam run]

Every TaskManager has one slot and one Python worker process and is pinned, both together, to one
core of its own: "one TaskManager" is one core, Java included, and "two" are two. The JobManager,
Beam's job server and the driver run wherever there is room. The time is the job's on the cluster
(Flink's own clock: first to last task); starting the driver and the job server is not in it.

Three things are measured, since each bounds the next:

1. what the machine gives two processes that have nothing to do with each other: the same articles
   read and extracted by one and by two bare processes on the same cores. Nothing can be faster;
2. what a job costs however small: an input of one article, second time on the same cluster;
3. the job itself, on the same cluster, and its processor time by kind of process.

A core that others use too is noticed by what the bare processes got of theirs; then the figures
say nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support import flink_cluster  # noqa: E402
from tests.support.runs import newsbeam, tables  # noqa: E402

FILES = ("harrowcourier.jsonl", "meridianwire.jsonl", "orbitandfield.ndjson")

#: A bare process that got less of its core than this shared it with other work.
_OWN_CORE = 0.95


def sample_articles() -> list[dict[str, object]]:
    """The records that are copied."""
    lines: list[str] = []
    for name in FILES:
        lines += (ROOT / "examples" / "corpus" / name).read_text().split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def write_corpus(folder: Path, copies: int) -> int:
    """The sample corpus ``copies`` times, each under addresses of its own; number of articles."""
    records = sample_articles()
    for number in range(copies):
        with (folder / f"copy-{number:04}.jsonl").open("w") as file:
            for place, record in enumerate(records):
                changed = {**record, "url": f"https://copy.example/{number}/{place}"}
                file.write(json.dumps(changed) + "\n")
    return copies * len(records)


# Bare processes


def work_bare(core: int, articles: int) -> None:
    """One bare process: say "ready", wait for a line, print wall and processor seconds."""
    os.sched_setaffinity(0, {core})
    from transforms.normalize import NormalizeOptions, normalize
    from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard
    from transforms.shards.extraction import extract

    with tempfile.TemporaryDirectory() as name:
        count = write_corpus(Path(name), -(-articles // len(sample_articles())))
        files = expand_inputs([name])

        def read() -> Iterator[object]:
            for shard in plan_shards(files, 2**30):
                for record in read_shard(shard, options=ReadOptions()):
                    yield normalize(record, options=NormalizeOptions())

        warm = [article for article, _ in zip(read(), range(16), strict=False)]
        list(extract(warm, {"en": None}))
        print("ready", flush=True)
        sys.stdin.readline()
        began, spent = time.perf_counter(), time.process_time()
        done = sum(1 for _ in extract(read(), {"en": None}))
        assert done == count
        print(count, time.perf_counter() - began, time.process_time() - spent, flush=True)


@dataclass
class Bare:
    """What bare processes did together: articles a second, least share of a core that one got."""

    rate: float
    share: float


def run_bare(processes: int, articles: int) -> Bare:
    """Run ``processes`` bare processes at once, each on a core of its own."""
    started = [
        subprocess.Popen(
            [sys.executable, __file__, "--bare_core", str(core), "--bare", str(articles)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        for core in cores()[:processes]
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    rate, shares = 0.0, []
    for process in started:
        told, _ = process.communicate()
        count, wall, spent = map(float, told.split())
        rate += count / wall
        shares.append(spent / wall)
    return Bare(rate, min(shares))


def cores() -> list[int]:
    """The cores that TaskManagers are pinned to, in turn."""
    return sorted(os.sched_getaffinity(0))[:2]


# Jobs on a cluster


@dataclass
class Job:
    """One job: seconds on the cluster, the tables, shards extracted by each TaskManager."""

    seconds: float
    whole: float
    tables: dict[str, str]
    shards: list[int]


def run_job(
    cluster: flink_cluster.FlinkCluster, corpus: Path, output: Path, more: list[str]
) -> Job:
    """Run the job on ``cluster``."""
    flags = flink_cluster.flink_flags(cluster, "PROCESS")
    words = ["run", "--input", corpus, "--output", output, "--duplicates", "extract"]
    began = time.monotonic()
    done = newsbeam(*words, "--no_progress", *more, *flags, timeout_s=3600)
    whole = time.monotonic() - began
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    job = max(cluster.jobs(), key=lambda job: job["start-time"])
    shards = cluster.records_by_manager(job["jid"], "{ExtractShards")
    return Job(job["duration"] / 1000, whole, tables(output), sorted(shards.values()))


def processor_seconds(cluster: flink_cluster.FlinkCluster) -> dict[str, float]:
    """Seconds of processor time so far: JobManager, TaskManagers' Java, their Python workers."""
    groups = {process.popen.pid: process.name for process in cluster.processes}
    seconds = {"JobManager": 0.0, "TaskManagers": 0.0, "Python workers": 0.0}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended just now
            continue
        name = groups.get(int(fields[2]))
        if name is None:
            continue
        java = int(path.parent.name) in groups
        kind = "Python workers" if not java else "JobManager"
        kind = "TaskManagers" if java and name.startswith("taskmanager") else kind
        ticks = int(fields[11]) + int(fields[12])
        seconds[kind] += ticks / os.sysconf("SC_CLK_TCK")
    return seconds


def measure(managers: int, corpus: Path, folder: Path, more: list[str]) -> tuple[float, Job]:
    """Seconds of the smallest job on ``managers`` TaskManagers, and the job; prints a line."""
    small = folder / "small"
    small.mkdir(exist_ok=True)
    (small / "one.jsonl").write_text(json.dumps(sample_articles()[0]) + "\n")
    flink = flink_cluster.FlinkCluster(folder / f"flink-{managers}", managers, cores=cores())
    with flink as cluster:
        fixed = [
            run_job(cluster, small, folder / f"small-{managers}-{turn}", more).seconds
            for turn in ("first", "again")
        ]
        before = processor_seconds(cluster)
        job = run_job(cluster, corpus, folder / f"tables-{managers}", more)
        spent = {k: v - before[k] for k, v in processor_seconds(cluster).items()}
    told = ", ".join(f"{kind} {seconds:.0f} s" for kind, seconds in spent.items())
    print(
        f"{managers} TaskManagers: {job.seconds:.1f} s in the job, {job.whole:.1f} s in all; one "
        f"article {fixed[1]:.1f} s (first time {fixed[0]:.1f} s); shards extracted {job.shards}; "
        f"processor time: {told}",
        flush=True,
    )
    return fixed[1], job


def main() -> None:
    """Print the figures and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, default=100, help="times the sample corpus")
    parser.add_argument("--bare", type=int, default=440, help="articles of a bare process, 0: none")
    parser.add_argument("--bare_core", type=int, help=argparse.SUPPRESS)
    arguments, more = parser.parse_known_args()
    if arguments.bare_core is not None:
        return work_bare(arguments.bare_core, arguments.bare)
    if len(cores()) < 2:
        sys.exit("two cores are needed")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        corpus = folder / "in"
        corpus.mkdir()
        articles = write_corpus(corpus, arguments.copies)
        size = sum(path.stat().st_size for path in corpus.iterdir())
        load = os.getloadavg()[0]
        print(f"{articles} articles, {size / 1e6:.1f} MB, cores {cores()}, load {load:.1f}")
        if arguments.bare:
            one, two = (run_bare(count, arguments.bare) for count in (1, 2))
            print(
                f"bare processes: {one.rate:.1f} and {two.rate:.1f} articles/s, "
                f"{two.rate / one.rate:.2f} times"
            )
            if min(one.share, two.share) < _OWN_CORE:
                share = min(one.share, two.share)
                print(f"CORES ARE SHARED: a bare process got {100 * share:.0f} % of its own")
        fixed, jobs = zip(
            *(measure(managers, corpus, folder, more) for managers in (1, 2)), strict=True
        )
        rates = [articles / job.seconds for job in jobs]
        net = [job.seconds - least for least, job in zip(fixed, jobs, strict=True)]
        print(f"articles/s: {rates[0]:.1f} and {rates[1]:.1f}, {rates[1] / rates[0]:.2f} times")
        if min(net) > max(fixed):
            print(f"without what the smallest job takes: {net[0] / net[1]:.2f} times")
        print("the same bytes" if jobs[0].tables == jobs[1].tables else "OTHER BYTES")
    return None


if __name__ == "__main__":
    try:
        main()
    except (flink_cluster.MissingToolError, subprocess.TimeoutExpired) as error:
        sys.exit(str(error))
