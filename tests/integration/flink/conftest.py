"""A Flink cluster for the tests here, the corpus they run over and what a local run makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import apache_beam
import pytest

from tests.support import flink_cluster
from tests.support.runs import newsbeam, tables

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def jars() -> Path:
    """Flink and Beam's job server, fetched once into the cache; skips where they cannot be."""
    try:
        flink_cluster.fetch_flink()
        return flink_cluster.fetch_job_server(apache_beam.__version__)
    except flink_cluster.MissingToolError as error:
        pytest.skip(f"no Flink on this machine: {error}")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of the sample corpus in several small files, so that there are several shards."""
    folder = tmp_path_factory.mktemp("corpus")
    lines = []
    for name in ("harrowcourier.jsonl", "meridianwire.jsonl", "orbitandfield.ndjson"):
        lines += (ROOT / "examples" / "corpus" / name).read_text().splitlines()
    articles = [line for line in lines if line.strip()]
    while sum(map(len, articles)) < 8 * 16_384:  # one shard takes 16 KiB at least
        copies = len(articles)
        for line in articles[:copies]:
            record = json.loads(line)
            record["url"] = f"https://copy.example/{len(articles)}"
            articles.append(json.dumps(record))
    for number in range(8):
        (folder / f"part-{number}.jsonl").write_text("\n".join(articles[number::8]) + "\n")
    return folder


@pytest.fixture(scope="session")
def options(corpus: Path) -> list[str]:
    """What every run here has in common."""
    return ["--input", str(corpus), "--duplicates", "extract", "--no_progress"]


@pytest.fixture(scope="session")
def expected(options: Sequence[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of a local run."""
    output = tmp_path_factory.mktemp("local") / "tables"
    done = newsbeam("run", *options, "--output", output)
    assert done.returncode == 0, done.stderr[-3000:]
    made = tables(output)
    assert any(name.startswith("events/") for name in made)
    return made


@pytest.fixture(scope="module")
def cluster(
    jars: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[flink_cluster.FlinkCluster]:
    """A JobManager and two TaskManagers, each a process of its own."""
    with flink_cluster.FlinkCluster(tmp_path_factory.mktemp("flink"), managers=2) as running:
        yield running
