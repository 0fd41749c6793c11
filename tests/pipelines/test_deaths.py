"""Workers that die: the command notices, starts again and ends with the same tables."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.tables import file_hashes


def _workers(driver: int) -> list[int]:
    """Worker processes below ``driver`` (their shells left out)."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(folder.name))
    found, below = [], list(children.get(driver, []))
    while below:
        process = below.pop()
        below += children.get(process, [])
        try:
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"apache_beam.runners.worker.sdk_worker_main" in words:
            found.append(process)
    return found


WORDS = (sys.executable, "-m", "pipelines", "run", "--no_progress")
WORDS += ("--spacy_model", "none", "--workers", "2")


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Hashes of what a run writes whose workers live."""
    output = tmp_path_factory.mktemp("whole") / "out"
    words = (*WORDS, "--input", str(corpus), "--output", str(output))
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return file_hashes(output)


@pytest.mark.skipif(sys.platform != "linux", reason="finds its victims through /proc")
@pytest.mark.parametrize("after_s", [0.0, 2.0], ids=["before they connect", "at work"])
def test_run_survives_the_death_of_all_workers(
    corpus: Path, tmp_path: Path, whole: dict[str, str], after_s: float
) -> None:
    driver = subprocess.Popen(
        [*WORDS, "--input", str(corpus), "--output", str(tmp_path / "killed")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not (workers := _workers(driver.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(after_s)
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        _, errors = driver.communicate(timeout=180)
    finally:
        driver.kill()
    assert workers
    assert driver.returncode == 0, errors
    assert "starting again" in errors
    assert file_hashes(tmp_path / "killed") == whole
