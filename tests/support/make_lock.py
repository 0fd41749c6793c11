"""Resolve pyproject.toml into requirements.lock (to run) and requirements-dev.lock (to test).

Exact versions and hashes for every supported Python, and nothing else: no URLs, no index
settings, so that the lock works with whatever index a machine is set up for.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADER = "# Exact versions and hashes; written by `make lock` from pyproject.toml.\n"
#: Lock → the extras it takes in. Both hold the build backend, for the editable installation.
LOCKS = {"requirements.lock": "setup", "requirements-dev.lock": "dev"}


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = Path(scratch, "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        for name, extra in LOCKS.items():
            lock = Path(scratch, name)
            subprocess.run(
                [
                    *(python, "-m", "uv", "pip", "compile", "--universal", "--generate-hashes"),
                    *("--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links"),
                    *(
                        "--no-header",
                        "--no-annotate",
                        "--strip-extras",
                        "--extra",
                        extra,
                        "--quiet",
                        "-o",
                        lock,
                    ),
                    ROOT / "pyproject.toml",
                ],
                check=True,
            )
            text = lock.read_text()
            if "://" in text:
                sys.exit(f"{name} names a URL; exact versions and hashes only")
            (ROOT / name).write_text(HEADER + text)


if __name__ == "__main__":
    main()
