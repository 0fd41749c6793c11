"""A stream of WARC or ARC data → heads, lines and blocks, copied once at most; and their positions.

The heads of a file's records are few in kind: each kind is learned as one pattern (`_Template`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from transforms.read.streams import DamagedError, Decompressed, Stream

#: Kinds of heads that are learned in one file; heads of other kinds are read line by line.
MAX_TEMPLATES = 8
_PLAIN_LINE = re.compile(rb"([A-Za-z][A-Za-z0-9-]*): [^\r\n]*")
#: Fields of a WARC head that are read, as they begin their lines.
WARC_KEYS = (
    b"\ncontent-length:",
    b"\nwarc-type:",
    b"\nwarc-target-uri:",
    b"\nwarc-date:",
    b"\ncontent-type:",
    b"\nwarc-identified-content-language:",
    b"\nwarc-record-id:",
)


class _Template(NamedTuple):
    """A WARC head with given names in a given order; ``groups`` are those of `WARC_KEYS`.

    The records of a file have few such heads, and one match of one pattern takes a tenth of the
    time that reading the lines does.
    """

    pattern: re.Pattern[bytes]
    groups: tuple[int, ...]


def _names_of(head: bytes) -> tuple[bytes, ...] | None:
    """The names in a plain WARC head: each once, each before ``": "``; None for another head."""
    names = []
    for line in head.split(b"\r\n")[1:]:
        match = _PLAIN_LINE.fullmatch(line)
        if match is None:
            return None
        names.append(match[1])
    return tuple(names) if len({name.lower() for name in names}) == len(names) else None


@lru_cache(256)
def _template_of(names: tuple[bytes, ...]) -> _Template:
    lines = b"".join(name + rb": ([^\r\n]*)\r\n" for name in names)
    keys = [b"\n" + name.lower() + b":" for name in names]
    none = len(names) + 1  # the number of an empty group
    return _Template(
        re.compile(rb"WARC/\d\.\d\r\n" + lines + rb"\r\n()"),
        tuple(keys.index(key) + 1 if key in keys else none for key in WARC_KEYS),
    )


_NO_TEMPLATE = _Template(re.compile(rb"(?!)"), (0,))


class Window:
    """A look at a stream that hands out bytes without copying them more than once."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._chunk = b""
        self._at = 0
        self._end = stream.position  # stream offset after the chunk
        self.record_start = -1
        self._error: DamagedError | None = None
        self._ahead: bytes | None = None  # a block that was looked at before its turn
        self._templates: list[_Template] = []
        self._template = _NO_TEMPLATE
        self._follower = {_NO_TEMPLATE: _NO_TEMPLATE}  # what came after each the last time

    @property
    def position(self) -> int:
        return self._end - len(self._chunk) + self._at

    def _read(self) -> bytes:
        if self._ahead is not None:
            data, self._ahead = self._ahead, None
            return data
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        return self._stream.read()

    def _next(self) -> bool:
        data = self._read()
        self._end += len(data)
        self._chunk, self._at = data, 0
        return bool(data)

    def _extend(self) -> bool:
        """Add a block to what is in view; False at the end."""
        data = self._read()
        self._end += len(data)
        self._chunk, self._at = self._chunk[self._at :] + data, 0
        return bool(data)

    def peek(self, size: int) -> bytes:
        """The next bytes, fewer before the end or damage: that is raised when they are taken."""
        try:
            while len(self._chunk) - self._at < size and self._extend():
                pass
        except DamagedError as error:
            self._error = error
        return self._chunk[self._at : self._at + size]

    def begins(self, start: bytes) -> bool:
        """Whether ``start`` is in view and next."""
        return self._chunk.startswith(start, self._at)

    def sound_record(self, limit: int) -> tuple[Sequence[bytes], bytes, int, int] | None:
        """Look at a WARC record as tools write it, if it is in view whole and the next one begins
        where it should: (values of `WARC_KEYS`, view, start and end of the block in it). None for
        any other."""
        chunk = self._chunk
        template = self._follower[self._template]
        match = template.pattern.match(chunk, self._at)
        if match is None:
            for template in self._templates:
                match = template.pattern.match(chunk, self._at)
                if match is not None:
                    break
            else:
                template = self._learn()
                match = template.pattern.match(chunk, self._at)
                if match is None:
                    return None
            self._follower[self._template] = template
        self._template = template
        values = match.group(*template.groups)
        length = values[0]
        if not length.isdigit() or len(length) > 15:
            return None
        start = match.end()
        end = start + int(length)
        if end - start > limit:
            return None
        if not chunk.startswith(b"\r\n\r\nWARC/", end):
            if end + 4 != len(chunk) or not chunk.endswith(b"\r\n\r\n"):
                return None
            # the end of a gzip member: looked at without being joined to it, which would copy it
            if self._ahead is None and self._error is None:
                try:
                    self._ahead = self._stream.read()
                except DamagedError as error:
                    self._error = error
            if self._ahead and not self._ahead.startswith(b"WARC/"):
                return None
        return values, chunk, start, end

    def _learn(self) -> _Template:
        """The template of the head that is next; one that never matches if it has none."""
        end = self._chunk.find(b"\r\n\r\n", self._at, self._at + 8192)
        if end < 0 or len(self._templates) >= MAX_TEMPLATES:
            return _NO_TEMPLATE
        names = _names_of(self._chunk[self._at : end])
        if names is None:
            return _NO_TEMPLATE
        template = _template_of(names)
        self._templates.append(template)
        self._follower[template] = template
        return template

    def go_to(self, end: int) -> None:
        """Pass over a `sound_record` and the empty lines after it."""
        self._at = end + 4

    def pass_over(self, characters: bytes) -> None:
        """Move on to the first byte that is not one of ``characters``."""
        while True:
            rest = self._chunk[self._at : self._at + 64]
            kept = rest.lstrip(characters)
            self._at += len(rest) - len(kept)
            if kept or (self._at >= len(self._chunk) and not self._next()):
                return

    def head(self, limit: int) -> bytes | None:
        """Take the lines up to an empty one, with it; None if there is none in ``limit`` bytes."""
        while True:
            end = self._chunk.find(b"\r\n\r\n", self._at, self._at + limit)
            bare = self._chunk.find(b"\n\n", self._at, end if end >= 0 else self._at + limit)
            if bare >= 0:
                end = bare + 2
            elif end >= 0:
                end += 4
            if end >= 0:
                taken, self._at = self._chunk[self._at : end], end
                return taken
            if len(self._chunk) - self._at >= limit or not self._extend():
                return None

    def line(self, limit: int) -> bytes | None:
        """Take a line with its line feed; None if there is none in ``limit`` bytes."""
        while True:
            end = self._chunk.find(b"\n", self._at, self._at + limit) + 1
            if end:
                taken, self._at = self._chunk[self._at : end], end
                return taken
            if len(self._chunk) - self._at >= limit or not self._extend():
                return None

    def take(self, size: int) -> bytes:
        """The next ``size`` bytes, or fewer at the end."""
        parts: list[bytes | memoryview] = []
        while size:
            part = memoryview(self._chunk)[self._at : self._at + size]
            self._at += len(part)
            size -= len(part)
            parts.append(part)
            if size and not self._next():
                break
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Pass over ``size`` bytes; returns how many there were."""
        left = size
        while left:
            step = min(left, len(self._chunk) - self._at)
            self._at += step
            left -= step
            if left and not self._next():
                break
        return size - left

    def unread(self, data: bytes) -> None:
        """Put ``data``, which were taken last, back."""
        self._chunk, self._at = data + self._chunk[self._at :], 0

    def drop(self) -> None:
        """Forget what is in view: it is damaged."""
        self._chunk, self._at = b"", 0
        self._end = self._stream.position

    def seek_match(self, pattern: re.Pattern[bytes]) -> bool:
        """Move on to the next match of ``pattern``."""
        while True:
            match = pattern.search(self._chunk, self._at)
            if match is not None:
                self._at = match.start()
                return True
            tail = max(self._at, len(self._chunk) - 4096)
            at_line = self._chunk.rfind(b"\n", self._at, tail)
            self._at = max(self._at, at_line + 1)  # a match may continue in the next block
            if not self._extend():
                self._at = len(self._chunk)
                return False


class Positions:
    """Stream offset of a record → its place in the file as stored."""

    def __init__(self, stream: Stream) -> None:
        self._inner = stream.raw if isinstance(stream.raw, Decompressed) else None
        self._starts: list[tuple[int, int]] = []
        self._member = -1
        self._count = 0

    def of(self, offset: int) -> int:
        if self._inner is None or self._inner.kind != "gzip":
            return offset
        while self._inner.members:
            self._starts.append(self._inner.members.popleft())
        at = bisect_right(self._starts, (offset, 2**63)) - 1
        if at < 0:
            return offset
        stored = self._starts[at][1]
        del self._starts[:at]
        self._count = self._count + 1 if stored == self._member else 0
        self._member = stored
        return stored + self._count
