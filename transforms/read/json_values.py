"""JSON files: an array of objects, one object (pretty-printed or not), or several in a row.

Values are cut out of the stream by brackets and strings alone, so that an array of any size is
read in bounded memory and a value that is not valid JSON costs only itself. A list of objects
under a usual key of an API's answer (``{"articles": [...]}``) is read as its items. ninjs is told
by its fields. Rejects as for JSON Lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.read.fields import Mapper
from transforms.read.jsonl import UTF8_MARK, WRAPPERS, records_of
from transforms.read.options import ReadOptions
from transforms.read.source import HEAD_BYTES, LIKELY, NO, SURE, Format, Record, Source
from transforms.read.streams import OVERSIZE_KEPT, DamagedError, Line, Stream

_STRUCTURE = re.compile(rb'["{}\[\]]')
_STRING_END = re.compile(rb'["\\]')
_SCALAR_END = re.compile(rb"[,\[\]{}\s]")
_BLANK = re.compile(rb"[\s,]*")
_WRAPPER = re.compile(
    rb'\{\s*(?:"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[-\w.+]+)\s*,\s*)*"(?:'
    + b"|".join(key.encode() for key in WRAPPERS)
    + rb')"\s*:\s*(?=\[\s*\{)',
    re.DOTALL,
)


class _Cutter:
    """Cuts values out of a stream; ``buffer`` holds the stream from offset ``base`` on."""

    def __init__(self, stream: Stream, max_bytes: int) -> None:
        self.stream = stream
        self.max_bytes = max_bytes
        self.buffer = bytearray()
        self.base = stream.position
        self.ended = False
        self.error: DamagedError | None = None

    def more(self) -> bool:
        """Read a block; False at the end. What follows damage is not read: it cannot be told
        whether it is inside of a value."""
        if self.ended:
            return False
        try:
            data = self.stream.read()
        except DamagedError as error:
            self.error, data = error, b""
        self.ended = not data
        self.buffer += data
        return not self.ended

    def drop(self, size: int) -> None:
        del self.buffer[:size]
        self.base += size

    def value(self) -> Iterator[Line]:
        """Give the value that the buffer begins with, or nothing where it has no end."""
        start, kept = self.base, b""
        at, depth, in_string, scalar = 0, 0, False, self.buffer[0] not in b'"{['
        while True:
            found, at, depth, in_string = self._scan(at, depth, in_string, scalar)
            if found or (scalar and self.ended):
                break
            if len(self.buffer) > self.max_bytes or kept:
                kept = kept or bytes(self.buffer[:OVERSIZE_KEPT])
                self.drop(at)
                at = 0
            if not self.more():
                if scalar and not self.error:
                    continue
                if kept:
                    yield Line(start, kept, True)
                    self.drop(len(self.buffer))
                elif self.error is None:
                    self.error = DamagedError("the file ends inside a JSON value")
                return
        if kept or at > self.max_bytes:
            yield Line(start, kept or bytes(self.buffer[:OVERSIZE_KEPT]), True)
        else:
            yield Line(start, bytes(self.buffer[:at]))
        self.drop(at)

    def _scan(
        self, at: int, depth: int, in_string: bool, scalar: bool
    ) -> tuple[bool, int, int, bool]:
        """Look for the value's end from ``at`` on: (found, where, depth, inside a string)."""
        buffer, size = self.buffer, len(self.buffer)
        if scalar:
            match = _SCALAR_END.search(buffer, max(at, 1))
            return (match is not None, match.start() if match else size, 0, False)
        while at < size:
            if in_string:
                match = _STRING_END.search(buffer, at)
                if match is None:
                    return (False, size, depth, True)
                if buffer[match.start()] == 0x5C:  # a backslash: the next byte is no end
                    if match.end() >= size:
                        return (False, match.start(), depth, True)
                    at = match.end() + 1
                    continue
                at, in_string = match.end(), False
                if depth == 0:
                    return (True, at, depth, False)
                continue
            match = _STRUCTURE.search(buffer, at)
            if match is None:
                return (False, size, depth, False)
            at, byte = match.end(), match.group()
            if byte == b'"':
                in_string = True
            elif byte in b"{[":
                depth += 1
            else:
                depth -= 1
                if depth <= 0:
                    return (True, at, depth, False)
        return (False, at, depth, in_string)


def iterate_values(stream: Stream, max_bytes: int) -> Iterator[Line]:
    """Cut out the values of a JSON file: the items of a top-level array, or top-level values."""
    cutter = _Cutter(stream, max_bytes)
    while len(cutter.buffer) < HEAD_BYTES and cutter.more():
        pass
    if cutter.buffer.startswith(UTF8_MARK):
        cutter.drop(len(UTF8_MARK))
    opening = _WRAPPER.match(cutter.buffer[:HEAD_BYTES].lstrip())
    if opening is not None:
        cutter.drop(len(cutter.buffer[:HEAD_BYTES]) - len(cutter.buffer[:HEAD_BYTES].lstrip()))
        cutter.drop(opening.end())
    in_array = False
    while True:
        blank = _BLANK.match(cutter.buffer)
        cutter.drop(blank.end() if blank else 0)
        if not cutter.buffer:
            if cutter.more():
                continue
            break
        first = cutter.buffer[0]
        if first == 0x5B and not in_array:
            in_array = True
            cutter.drop(1)
        elif first == 0x5D and in_array:
            in_array = False
            cutter.drop(1)
            if opening is not None:
                return  # what else an API's answer holds is no article
        else:
            yield from cutter.value()
            if cutter.error is not None:
                break
    if cutter.error is None and in_array:
        cutter.error = DamagedError("the file ends inside a JSON array")
    if cutter.error is not None:
        yield Line(cutter.base, bytes(cutter.buffer[:OVERSIZE_KEPT]), False, cutter.error)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    mapper = Mapper.from_options(options)
    for position, data, oversize, error in iterate_values(source.stream, options.max_record_bytes):
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
        else:
            yield from records_of(data, source, position, "json", mapper)


def sniff(head: bytes, name: str) -> int:
    body = head.removeprefix(UTF8_MARK).lstrip()
    if body[:1] == b"[" and body[1:].lstrip()[:1] in (b"{", b"]", b""):
        return SURE
    if name.endswith((".json", ".jsn", ".ninjs")):
        return LIKELY
    if body[:1] == b"{" and body[1:].lstrip()[:1] == b'"':
        return LIKELY
    return NO


FORMAT = Format("json", read, sniff, utf8=True)
