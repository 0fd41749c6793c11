"""Reading an output back in tests."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pyarrow.parquet as pq


def read_rows(output: Path, table: str) -> list[dict[str, Any]]:
    """All rows of a table, its Hive partition column as text."""
    files = sorted((output / table).glob("**/*.parquet"))
    rows: list[dict[str, Any]] = []
    for file in files:
        data = pq.ParquetFile(file).read()
        keys = [part.split("=", 1) for part in file.relative_to(output / table).parts[:-1]]
        for row in data.to_pylist():
            rows.append({**row, **dict(keys)})
    return rows


def file_hashes(output: Path) -> dict[str, str]:
    """Relative path → SHA-256 of every data file."""
    return {
        str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.glob("*/**/*.parquet"))
    }


def count_rows(output: Path, table: str) -> int:
    """Rows of a table, counted by another reader than `read_rows`."""
    return int(ds.dataset(output / table, format="parquet").count_rows())
