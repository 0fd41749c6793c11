"""The command run as a person runs it, and what it has written, for tests on real runners."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

#: Small Java processes that start fast, on a machine that has little to spare.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -Xmx512m -XX:+UseSerialGC"


def newsbeam(
    *words: object, timeout_s: float = 540, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would, from a folder that is not the repository."""
    command = [Path(sys.executable).with_name("newsbeam"), *words]
    return subprocess.run(
        [str(word) for word in command],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        cwd="/",
        env={
            **os.environ,
            "_JAVA_OPTIONS": JAVA_OPTIONS,
            "OMP_NUM_THREADS": "1",
            **(environment or {}),
        },
    )


def tables(output: Path) -> dict[str, str]:
    """Every file that readers see → hash of its bytes."""
    return {
        str(path.relative_to(output)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(output.rglob("*.parquet"))
        if not any(part.startswith("_") for part in path.relative_to(output).parts)
    }
