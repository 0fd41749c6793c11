"""Build the wheel, install it into an empty environment, run the job from another folder.

Finds files that the package forgot: the checkout is not on the path of what runs here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    scratch = Path(tempfile.mkdtemp(prefix="newsbeam-wheel-"))
    try:
        return check(scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def check(scratch: Path) -> int:
    """Everything happens below ``scratch``; returns an exit code."""
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", scratch, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = scratch.glob("newsbeam-*.whl")
    environment = scratch / "env"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    pip = [python, "-m", "pip", "install", *quiet]
    subprocess.run(
        [*pip, "--no-deps", "--require-hashes", "-r", ROOT / "requirements.lock"],
        check=True,
        cwd=scratch,
    )
    subprocess.run([*pip, "--no-deps", wheel], check=True, cwd=scratch)
    corpus = scratch / "corpus"
    shutil.copytree(ROOT / "examples" / "corpus", corpus)
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean["NEWSBEAM_CACHE_DIR"] = str(scratch / "cache")
    run = subprocess.run(
        [environment / "bin" / "newsbeam", "run", "--input", corpus, "--output", scratch / "out"],
        cwd=scratch,
        env=clean,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print(run.stdout)
    events = list((scratch / "out" / "events").glob("**/*.parquet"))
    if run.returncode != 0 or not events:
        print(f"wheel check failed: exit {run.returncode}, {len(events)} event files")
        return 1
    print(f"wheel check passed: {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
