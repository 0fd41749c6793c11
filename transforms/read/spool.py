"""A stream that cannot seek → a temporary file that can, for formats that need it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from transforms.read.source import Source
from transforms.read.streams import BLOCK_BYTES

#: Up to this size the copy stays in memory.
MEMORY_BYTES = 16 * 2**20


@contextmanager
def seekable(source: Source) -> Iterator[Any]:
    """The source as a seekable file at its beginning; copied to disk only where it must be.

    Raises:
        DamagedError: the stream broke while it was copied.
    """
    if source.raw is not None:
        source.raw.seek(0)
        yield source.raw
        return
    with tempfile.SpooledTemporaryFile(MEMORY_BYTES, prefix="newsbeam-") as copy:
        shutil.copyfileobj(source.stream, copy, BLOCK_BYTES)
        copy.seek(0)
        yield copy
