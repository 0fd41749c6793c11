"""A long XML (or SGML) file → the bytes of its items, one at a time.

Items are told by their tags alone, comments and CDATA passed over, so that a file of any length is
read in bounded memory, an item's place in the file is known and a broken item costs only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.read.streams import OVERSIZE_KEPT, DamagedError, Line, Stream

#: How much of what goes before the first item is kept.
PROLOG_BYTES = 256 * 1024


class Items:
    """Cuts the elements called ``names`` out of a stream; ``prolog`` is what goes before them."""

    def __init__(self, stream: Stream, names: tuple[str, ...], max_bytes: int) -> None:
        either = "|".join(re.escape(name) for name in names).encode()
        self._token = re.compile(
            rb"<!--|<!\[CDATA\[|<(?:[\w.-]+:)?(?:" + either + rb")(?=[\s>/])"
            rb"|</(?:[\w.-]+:)?(?:" + either + rb")\s*>"
        )
        self._stream = stream
        self._max_bytes = max_bytes
        self._buffer = bytearray()
        self._base = stream.position
        self._error: DamagedError | None = None
        self._ended = False
        self.prolog = b""

    def _more(self) -> bool:
        if self._ended:
            return False
        try:
            data = self._stream.read()
        except DamagedError as error:
            self._error, data = error, b""
        self._ended = not data
        self._buffer += data
        return not self._ended

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._base += size

    def _find(self, pattern: bytes, at: int) -> int:
        """The end of the next ``pattern`` from ``at`` on, or -1 where the file ends before it."""
        while True:
            found = self._buffer.find(pattern, at)
            if found >= 0:
                return found + len(pattern)
            at = max(at, len(self._buffer) - len(pattern) + 1)
            if len(self._buffer) > 2 * self._max_bytes or not self._more():
                return -1

    def __iter__(self) -> Iterator[Line]:
        at, depth, start = 0, 0, -1
        first = True
        while True:
            token = self._token.search(self._buffer, at)
            if token is None or (token.end() + 16 > len(self._buffer) and not self._ended):
                # a tag may be cut by the buffer's end
                keep = token.start() if token else max(at, len(self._buffer) - 256)
                if depth == 0 and not first:
                    self._drop(keep)
                    keep = 0
                at = keep
                if depth and len(self._buffer) - start > self._max_bytes + 2**20:
                    yield Line(
                        self._base + start, bytes(self._buffer[start:][:OVERSIZE_KEPT]), True
                    )
                    self._drop(keep)
                    at, depth, start = 0, 0, -1
                if first and depth == 0 and len(self._buffer) > PROLOG_BYTES:
                    self.prolog, first = bytes(self._buffer[:PROLOG_BYTES]), False
                if self._more() or token is not None:
                    continue
                break
            text = token.group()
            if text == b"<!--" or text == b"<![CDATA[":
                end = self._find(b"-->" if text == b"<!--" else b"]]>", token.end())
                if end < 0 and not self._ended:  # too long to be true: go on after its start
                    end = token.end()
                if end < 0:
                    break
                at = end
            elif text.startswith(b"</"):
                at = token.end()
                if depth == 1:
                    yield self._item(start, at)
                    self._drop(at)
                    at, start = 0, -1
                depth = max(depth - 1, 0)
            else:
                if depth == 0:
                    if first:
                        self.prolog, first = bytes(self._buffer[: token.start()]), False
                    start = token.start()
                end = self._find(b">", token.end())
                if end < 0:
                    break
                if self._buffer[end - 2 : end] == b"/>":
                    if depth == 0:
                        yield self._item(start, end)
                        self._drop(end)
                        end, start = 0, -1
                else:
                    depth += 1
                at = end
        if first:
            self.prolog = bytes(self._buffer[:PROLOG_BYTES])
        if start >= 0 and self._error is None:
            self._error = DamagedError("the file ends inside an item")
        if self._error is not None:
            begin = max(start, 0)
            data = bytes(self._buffer[begin : begin + OVERSIZE_KEPT])
            yield Line(self._base + begin, data, False, self._error)

    def _item(self, start: int, end: int) -> Line:
        if end - start > self._max_bytes:
            return Line(self._base + start, bytes(self._buffer[start:][:OVERSIZE_KEPT]), True)
        return Line(self._base + start, bytes(self._buffer[start:end]))
