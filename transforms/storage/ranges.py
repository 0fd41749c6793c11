"""A remote file as a Python file, every piece a request of its own that may be tried again.

The files that file systems give themselves retry opening at most: one answer 503 to a later piece
would end the job.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

__all__ = ["PIECE_BYTES", "RangeFile"]

#: What one request brings at least, where the file has as much.
PIECE_BYTES = 4 << 20


class RangeFile(io.RawIOBase):
    """Read-only and seekable; meant for `io.BufferedReader` with `PIECE_BYTES`.

    >>> data = b"0123456789"
    >>> file = RangeFile(lambda start, length: data[start : start + length], len(data))
    >>> file.seek(-4, 2), file.read(3), file.tell(), file.read(), file.read()
    (6, b'678', 9, b'9', b'')

    Args:
        read: (start, length) → the bytes; raises what ends the reading.
        size: of the file in bytes.
    """

    def __init__(self, read: Callable[[int, int], bytes], size: int) -> None:
        super().__init__()
        self._read, self._size, self._at = read, size, 0

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def tell(self) -> int:
        """The position in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; before the first byte is the first byte."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as the file goes; the number of bytes."""
        length = min(len(buffer), max(0, self._size - self._at))
        if not length:
            return 0
        data = self._read(self._at, length)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
