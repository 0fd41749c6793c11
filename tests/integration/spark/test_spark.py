"""The unchanged job on Spark through Beam's portable runner, against the tables of a local run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.flink_cluster import MissingToolError
from tests.support.runs import newsbeam, tables
from tests.support.spark_server import spark_flags


@pytest.mark.integration
def test_run_on_spark_gives_the_local_bytes(repository: Path, tmp_path: Path) -> None:
    try:
        flags = spark_flags()
    except MissingToolError as error:
        pytest.skip(f"no Spark on this machine: {error}")
    lines = (repository / "examples" / "corpus" / "harrowcourier.jsonl").read_text().splitlines()
    corpus = tmp_path / "in"
    corpus.mkdir()
    for number in range(4):
        (corpus / f"part-{number}.jsonl").write_text("\n".join(lines[number::4]) + "\n")
    options = ["--input", corpus, "--duplicates", "extract", "--no_progress"]
    local = newsbeam("run", *options, "--output", tmp_path / "local")
    assert local.returncode == 0, local.stderr[-3000:]
    done = newsbeam("run", *options, "--output", tmp_path / "far", *flags)
    assert done.returncode == 0, done.stderr[-3000:]
    made = tables(tmp_path / "far")
    assert any(name.startswith("events/") for name in made)
    assert made == tables(tmp_path / "local")
