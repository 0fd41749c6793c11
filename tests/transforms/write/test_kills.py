"""The job is killed at random; see benchmarks/write_kills.py for what must hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "benchmarks" / "write_kills.py"


def killed(*arguments: str) -> str:
    """Run the script; what it printed."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="finds its victims through /proc")
def test_tables_survive_four_kills() -> None:
    assert "0 things wrong" in killed("--kills", "4")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds its victims through /proc")
def test_tables_survive_two_hundred_kills() -> None:
    assert "0 things wrong" in killed("--kills", "188")
    assert "0 things wrong" in killed("--kills", "12", "--workers", "--seed", "2")
