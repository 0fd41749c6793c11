"""A run that died continues where it stopped: only unfinished shards are computed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from tests.support.write_samples import corpus, tree
from transforms.write import Run, ShardResult, ShardWriter, WriteTables, begin_run, finished_shard

SHARDS = 20


def compute(number: int, run: Run, notes: str, deadly: int) -> Iterator[ShardResult]:
    key = f"shard{number:04d}"
    result = finished_shard(run.area, key)
    if result is None:
        if len(list(Path(notes).iterdir())) == deadly:
            raise RuntimeError("killed here")
        Path(notes, str(number)).touch()
        writer = ShardWriter(run.area, key)
        for row, entities in corpus(5 * SHARDS, days=3)[number::SHARDS]:
            writer.write("articles", [{**row, "story_id": None}])
            writer.write("entities", entities, article=row)
        result = writer.finish()
    yield result


def job(output: Path, run_id: str, notes: Path, deadly: int = -1) -> set[str]:
    """Run it; the shards that were computed."""
    notes.mkdir()
    begun = begin_run(str(output), [], run_id=run_id)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        _ = (
            pipeline
            | "Shards" >> beam.Create(list(range(SHARDS)))
            | "Spread" >> beam.Reshuffle()
            | "Compute"
            >> beam.FlatMap(compute, begun.run, str(notes), deadly).with_output_types(ShardResult)
            | "WriteTables" >> WriteTables(begun.run)
        )
    return {path.name for path in notes.iterdir()}


def test_run_that_died_at_nine_tenths_computes_the_last_tenth_only(tmp_path: Path) -> None:
    assert len(job(tmp_path / "whole", "run", tmp_path / "notes")) == SHARDS
    with pytest.raises(RuntimeError, match="killed here"):
        job(tmp_path / "out", "first", tmp_path / "first", deadly=18)
    done = {path.name for path in (tmp_path / "first").iterdir()}
    assert len(done) == 18
    assert not list(tmp_path.glob("out/*/*/*.parquet"))
    again = job(tmp_path / "out", "second", tmp_path / "second")
    assert again == {str(number) for number in range(SHARDS)} - done
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")
