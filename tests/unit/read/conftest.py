"""Helpers of the reader tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.records import Failure, RawDocument
from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard, split_shard

Records = list[RawDocument | Failure]


def read_files(
    paths: list[Path] | Path, options: ReadOptions | None = None, target_bytes: int = 2**40
) -> Records:
    """Read files the way the job does: expand, plan, split, read."""
    options = options or ReadOptions(backoff_s=0.001)
    patterns = [str(path) for path in ([paths] if isinstance(paths, Path) else paths)]
    files = expand_inputs(patterns, options.storage_options, options.input_format)
    return [
        record
        for planned in plan_shards(files, target_bytes)
        for shard in split_shard(planned, target_bytes, options)
        for record in read_shard(shard, options)
    ]


@pytest.fixture
def read() -> Callable[..., Records]:
    return read_files


@pytest.fixture
def read_bytes(tmp_path: Path) -> Callable[..., Records]:
    """Write ``data`` to a file called ``name`` and read it."""

    def run(data: bytes, name: str, target_bytes: int = 2**40, **options: object) -> Records:
        path = tmp_path / name
        path.write_bytes(data)
        chosen = ReadOptions(backoff_s=0.001, **options)  # type: ignore[arg-type]
        return read_files(path, chosen, target_bytes)

    return run
