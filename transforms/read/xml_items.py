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
    """Cuts the elements called ``names`` out of a stream; ``prolog`` is what goes before them.

    ``_at`` is the place in the buffer from which tags are looked for, ``_start`` that where the
    item begins whose tags are open (``_depth``), -1 where none is.
    """

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
        self._at = self._depth = 0
        self._start = -1
        self._has_begun = False
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
        while True:
            token = self._token.search(self._buffer, self._at)
            if token is None or (token.end() + 16 > len(self._buffer) and not self._ended):
                # a tag may be cut by the buffer's end
                keep = token.start() if token else max(self._at, len(self._buffer) - 256)
                yield from self._wait(keep)
                if self._more() or token is not None:
                    continue
                break
            text = token.group()
            if text.startswith(b"<!"):
                end = self._behind_passage(text, token.end())
                is_item = False
            elif text.startswith(b"</"):
                end, is_item = token.end(), self._depth == 1
                self._depth = max(self._depth - 1, 0)
            else:
                if self._depth == 0:
                    self._begin(token.start())
                end = self._find(b">", token.end())
                is_empty = self._buffer[end - 2 : end] == b"/>"
                is_item = is_empty and self._depth == 0
                self._depth += end >= 0 and not is_empty
            if end < 0:
                break
            self._at = end
            if is_item:
                yield self._item(self._start, end)
                self._drop(end)
                self._at, self._start = 0, -1
        yield from self._last()

    def _wait(self, keep: int) -> Iterator[Line]:
        """Before more is read: what stands before ``keep`` goes, where no item needs it."""
        if self._depth == 0 and self._has_begun:
            self._drop(keep)
            keep = 0
        self._at = keep
        if self._depth and len(self._buffer) - self._start > self._max_bytes + 2**20:
            kept = bytes(self._buffer[self._start :][:OVERSIZE_KEPT])
            yield Line(self._base + self._start, kept, True)
            self._drop(keep)
            self._at, self._depth, self._start = 0, 0, -1
        if not self._has_begun and self._depth == 0 and len(self._buffer) > PROLOG_BYTES:
            self._end_prolog(PROLOG_BYTES)

    def _behind_passage(self, opened: bytes, at: int) -> int:
        """The end of a comment or a CDATA section; -1 where the file ends in it."""
        end = self._find(b"-->" if opened == b"<!--" else b"]]>", at)
        # too long to be true: go on after its start
        return at if end < 0 and not self._ended else end

    def _begin(self, start: int) -> None:
        """An item begins."""
        if not self._has_begun:
            self._end_prolog(start)
        self._start = start

    def _end_prolog(self, size: int) -> None:
        self.prolog, self._has_begun = bytes(self._buffer[:size]), True

    def _last(self) -> Iterator[Line]:
        """The damage that ended the file, if any."""
        if not self._has_begun:
            self._end_prolog(PROLOG_BYTES)
        if self._start >= 0 and self._error is None:
            self._error = DamagedError("the file ends inside an item")
        if self._error is not None:
            begin = max(self._start, 0)
            data = bytes(self._buffer[begin : begin + OVERSIZE_KEPT])
            yield Line(self._base + begin, data, False, self._error)

    def _item(self, start: int, end: int) -> Line:
        if end - start > self._max_bytes:
            return Line(self._base + start, bytes(self._buffer[start:][:OVERSIZE_KEPT]), True)
        return Line(self._base + start, bytes(self._buffer[start:end]))
