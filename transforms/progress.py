"""Progress of a local run → one small file per worker process that only grows.

The driver of a local run shows a bar while its worker processes are at work; Beam's own metrics
arrive only at the end. A worker appends one byte for each article it has finished, so the sum of
the file sizes is the count, and no two processes ever write to one file.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

_lock = threading.Lock()


def add(folder: str | None, kind: str, count: int) -> None:
    """Report ``count`` more articles of ``kind`` (``staged`` or ``done``); no-op without a folder.

    A bar is a courtesy: an unwritable folder must not fail the run, so errors are let go.
    """
    if folder is None or count <= 0:
        return
    try:
        with _lock, Path(folder, f"{kind}-{os.getpid()}").open("ab") as file:
            file.write(b"." * count)
    except OSError:
        return


def total(folder: str, kind: str) -> int:
    """Articles of ``kind`` reported so far by all workers."""
    try:
        return sum(p.stat().st_size for p in Path(folder).glob(f"{kind}-*"))
    except OSError:
        return 0
