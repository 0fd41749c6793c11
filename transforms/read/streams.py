"""Raw bytes → decompressed bytes and lines, in bounded memory, with damage reported in place.

`Decompressed` reads gzip (many members too), zstd (many frames), bz2 and xz. Damage is raised as
`DamagedError` after all bytes before it were handed out; the caller may then read on, and gets what
follows in the next sound gzip member, or the end. `iterate_lines` never holds more than one line
plus a block, whatever the length of the line.
"""

from __future__ import annotations

import bz2
import codecs
import contextlib
import importlib
import io
import lzma
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import zstandard

#: zlib-ng where it is installed: twice as fast as the zlib that Python comes with, same bytes.
fast_zlib: Any = zlib
with contextlib.suppress(ImportError):
    fast_zlib = importlib.import_module("zlib_ng.zlib_ng")

ZLIB_ERRORS: tuple[type[Exception], ...] = (zlib.error, fast_zlib.error)
DECODER_ERRORS: tuple[type[Exception], ...] = (
    *ZLIB_ERRORS,
    zstandard.ZstdError,
    lzma.LZMAError,
    OSError,
    EOFError,
)

#: Bytes read at once; larger blocks did not read faster, smaller ones did read slower.
BLOCK_BYTES = 2**20

#: Compressed bytes read at once.
INPUT_BLOCK_BYTES = 2**17

#: Compressed bytes given to a gzip member's decoder first: what follows the member's end in them
#: is copied by zlib, which costs small members (a request in a WARC) more than their own bytes.
FIRST_FEED_BYTES = 2**15

#: A file may grow this much whatever the ratio, so that small files of blanks are no bombs.
FREE_EXPANSION_BYTES = 100 * 2**20

#: Bytes of output asked of bz2 and xz at once: what damage costs at most.
SMALL_BLOCK_BYTES = 2**16

#: Bytes given to the zstd decoder at once.
ZSTD_FEED_BYTES = 2**11

COMPRESSION_MAGIC: tuple[tuple[str, bytes], ...] = (
    ("gzip", b"\x1f\x8b\x08"),
    ("zstd", b"\x28\xb5\x2f\xfd"),
    ("bz2", b"BZh"),
    ("xz", b"\xfd7zXZ\x00"),
)

COMPRESSION_SUFFIXES = (".gz", ".gzip", ".zst", ".zstd", ".bz2", ".xz")


class DamagedError(Exception):
    """The stream ends early or cannot be decompressed here; reading on may give what follows."""


class BombError(DamagedError):
    """The stream grows beyond what an honest file does; nothing more is read of it."""


def compression_of(head: bytes) -> str | None:
    """The compression whose magic number ``head`` starts with, or None."""
    for name, magic in COMPRESSION_MAGIC:
        if head.startswith(magic) and (name != "bz2" or head[3:4] in b"123456789"):
            return name
    return None


class Stream:
    """A forward-only binary stream that can be looked into before it is read.

    ``position`` is the offset in the stream of the next byte that `read` gives.
    """

    def __init__(self, raw: BinaryIO, position: int = 0) -> None:
        self.raw = raw
        self.position = position
        self._peeked = b""
        self._error: DamagedError | None = None

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, or as many as there are before the end or damage."""
        while len(self._peeked) < size and self._error is None:
            try:
                data = self.raw.read(size - len(self._peeked))
            except DamagedError as error:
                self._error = error
                break
            if not data:
                break
            self._peeked += data
        return self._peeked[:size]

    def read(self, size: int = BLOCK_BYTES) -> bytes:
        """At most ``size`` bytes; b"" at the end.

        Raises:
            DamagedError: once, at the place of the damage; the next call reads on after it.
        """
        if self._peeked:
            data, self._peeked = self._peeked[:size], self._peeked[size:]
        elif self._error is not None:
            error, self._error = self._error, None
            raise error
        else:
            data = self.raw.read(size) or b""
            if len(data) > size:  # a stream that cannot cut its blocks
                data, self._peeked = data[:size], data[size:]
        self.position += len(data)
        return data


class Decompressed(io.RawIOBase):
    """The decompressed bytes of ``raw``; see the module's docstring for how damage shows.

    ``members`` holds a pair for each gzip member (zstd frame, ...) that was begun: where it begins
    in the decompressed stream and where in ``raw``, to which ``base`` is added. Who wants them
    takes them out; no more than the last thousand are kept.
    """

    def __init__(
        self, raw: Any, compression: str, max_expansion: int = 1000, base: int = 0
    ) -> None:
        super().__init__()
        self._raw = raw
        self.kind = self._kind = compression
        self._base = base
        inside = getattr(raw, "raw", None)
        self.depth: int = inside.depth + 1 if isinstance(inside, Decompressed) else 1
        self.members: deque[tuple[int, int]] = deque(maxlen=1000)
        self._max_expansion = max_expansion
        self._input = b""
        self._at = 0  # what is before it in the input is done with
        self._fresh = False  # the decoder has been given nothing yet
        self._output = b""
        self._taken = 0
        self._given = 0
        self._ended = False
        self._raw_error: DamagedError | None = None
        self._decoder: Any = None
        self._pending = False
        self._damage: DamagedError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int = -1) -> bytes:
        if size is None or size < 0:
            parts = []
            while part := self.read(BLOCK_BYTES):
                parts.append(part)
            return b"".join(parts)
        while not self._output:
            if not size or (self._ended and self._damage is None):
                return b""
            self._output = self._more()
        data, self._output = self._output[:size], self._output[size:]
        return data

    def _new_decoder(self) -> Any:
        if self._kind == "gzip":
            return fast_zlib.decompressobj(31)
        if self._kind == "zstd":
            return zstandard.ZstdDecompressor(max_window_size=2**27).decompressobj(2**15)
        if self._kind == "bz2":
            return bz2.BZ2Decompressor()
        return lzma.LZMADecompressor(memlimit=256 * 2**20)

    def _fill(self) -> None:
        if self._at >= len(self._input) and self._raw_error is None:
            self._at = 0
            try:
                self._input = self._raw.read(INPUT_BLOCK_BYTES) or b""
            except DamagedError as error:
                self._input, self._raw_error = b"", error
            self._taken += len(self._input)

    def _more(self) -> bytes:
        """Decompress one block; b"" only if the stream has ended or there is nothing yet."""
        if self._damage is not None:
            damage, self._damage = self._damage, None
            raise damage
        if self._pending:
            return self._decode()
        self._fill()
        if self._at >= len(self._input):
            unfinished, self._decoder = self._decoder, None
            if self._kind == "gzip" and unfinished is not None:
                output: bytes = unfinished.flush()
                if output:
                    self._decoder = None if unfinished.eof else unfinished
                    return output
            self._ended = self._raw_error is None
            error, self._raw_error = self._raw_error, None
            if error is not None:
                raise error
            if unfinished is not None and not unfinished.eof:
                self._ended = True
                raise DamagedError(f"the {self._kind} data end before their end mark")
            return b""
        if self._decoder is None and not self._next_member():
            return b""
        return self._decode()

    def _next_member(self) -> bool:
        """Start a decoder at the next member; padding between members is passed over."""
        if self._given and self._input.startswith(b"\0", self._at):
            self._input, self._at = self._input[self._at :].lstrip(b"\0"), 0
        if self._at >= len(self._input):
            return False
        while len(self._input) - self._at < 6:
            try:
                more = self._raw.read(INPUT_BLOCK_BYTES) or b""
            except DamagedError as error:
                self._raw_error, more = error, b""
            if not more:
                break
            self._taken += len(more)
            self._input, self._at = self._input[self._at :] + more, 0
        if self._given:
            start = self._input[self._at : self._at + 6]
            skippable = self._kind == "zstd" and start[1:4] == b"\x2a\x4d\x18"
            if compression_of(start) != self._kind and not skippable:
                self._resync(0)
                raise DamagedError(f"there are bytes after the end of the {self._kind} data")
        place = self._base + self._taken - len(self._input) + self._at
        self.members.append((self._given, place))
        self._decoder = self._new_decoder()
        self._fresh = True
        return True

    def _decode(self) -> bytes:
        decoder = self._decoder
        data, at = self._input, self._at
        try:
            if self._kind == "gzip":
                # taken back where the data turn out to be damaged
                before = None if self._fresh else decoder.copy()
                fed = len(data)
                if self._fresh:
                    self._fresh, fed = False, min(fed, at + FIRST_FEED_BYTES)
                output = decoder.decompress(memoryview(data)[at:fed], BLOCK_BYTES)
                finished = decoder.eof
                at = fed - len(decoder.unused_data or decoder.unconsumed_tail)
            elif self._kind == "zstd":
                # output has no limit here and 4 bytes may give a block of 128 KB: feed little
                fed = min(len(data), at + ZSTD_FEED_BYTES)
                output = decoder.decompress(data[at:fed])
                finished = decoder.eof
                at = fed - (len(decoder.unused_data) if finished else 0)
            else:
                # these keep what does not fit inside themselves until they are asked again
                output = decoder.decompress(data[at:], SMALL_BLOCK_BYTES)
                finished, at = decoder.eof, len(data)
                if finished:
                    at -= len(decoder.unused_data)
                self._pending = not finished and not decoder.needs_input
        except DECODER_ERRORS as error:
            self._decoder = None
            self._pending = False
            reason = " ".join(str(error).split()).removeprefix("Error ")
            damage = DamagedError(f"the {self._kind} data are damaged ({reason})")
            output = b""
            if self._kind == "gzip":
                output = _salvage(before or self._new_decoder(), data[self._at :])
            self._given += len(output)
            self._resync(1)
            if not output:
                raise damage from None
            self._damage = damage
            return output
        self._at = at
        if finished:
            self._decoder = None
        self._given += len(output)
        allowed = FREE_EXPANSION_BYTES + self._taken * self._max_expansion
        if self._given > allowed:
            self._ended = True
            self._decoder = None
            self._pending = False
            raise BombError(f"grows more than {self._max_expansion} times when decompressed")
        return output

    def _resync(self, skip: int) -> None:
        """Drop input up to the next gzip member; other kinds cannot be entered in the middle."""
        if self._kind != "gzip":
            self._input, self._at = b"", 0
            self._ended = True
            return
        magic = COMPRESSION_MAGIC[0][1]
        data, self._at = self._input[self._at :], 0
        at = data.find(magic, skip)
        while at < 0:
            keep = data[-2:]
            try:
                more = self._raw.read(INPUT_BLOCK_BYTES) or b""
            except DamagedError as error:
                self._raw_error, more = error, b""
            if not more:
                self._input = b""
                self._ended = self._raw_error is None
                return
            self._taken += len(more)
            data = keep + more
            at = data.find(magic)
        self._input = data[at:]


class Transcoded(io.RawIOBase):
    """The text of ``stream`` in UTF-8, without a byte order mark; what is wrong becomes U+FFFD."""

    def __init__(self, stream: Stream, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._begun = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while True:
            data = self._stream.read(BLOCK_BYTES)
            text = self._decoder.decode(data, not data)
            if not self._begun and text:
                text, self._begun = text.removeprefix("\ufeff"), True
            if text or not data:
                return text.encode("utf-8", "replace")


def _salvage(decoder: Any, data: bytes) -> bytes:
    """What ``data`` give before the byte that breaks ``decoder``: zlib drops it with the error."""
    parts: list[bytes] = []
    for step in (4096, 1):
        at = 0
        while at < len(data):
            before = decoder.copy()
            try:
                parts.append(decoder.decompress(data[at : at + step]))
            except ZLIB_ERRORS:
                decoder = before
                break
            at += step
        data = data[at : at + step]
    return b"".join(parts)


class Line(NamedTuple):
    """One line without its line feed; ``data`` is its beginning only where ``oversize`` is set.

    ``error`` stands for damage at ``position``: then ``data`` is the part of a line before it.
    """

    position: int
    data: bytes
    oversize: bool = False
    error: DamagedError | None = None


#: How much of an oversized line is kept for the reject row.
OVERSIZE_KEPT = 64 * 1024


def iterate_lines(
    stream: Stream,
    max_bytes: int,
    end: int | None = None,
    block_bytes: int = BLOCK_BYTES,
    *,
    fold_blank: bool = False,
) -> Iterator[Line]:
    """Cut ``stream`` at line feeds; lines that begin at ``end`` or later are not given.

    A last line without a line feed counts, an empty rest does not. A line longer than
    ``max_bytes`` is given once, cut to its first 64 KiB and marked. With ``fold_blank`` blank lines
    behind another line are left out: a gigabyte of them takes a second, not a thousand.
    """
    begun = _BegunLine(max_bytes)
    start = stream.position
    while end is None or start < end:
        try:
            data = stream.read(block_bytes)
        except DamagedError as error:
            yield begun.line(start, error)
            start = stream.position
            continue
        if not data:
            if begun.size:
                yield begun.line(start)
            return
        if b"\n" not in data:
            begun.add(data)
            continue
        at = 0
        for line, taken in _ended_lines(data, fold_blank):
            if end is not None and start >= end:
                return
            at += taken
            taken += begun.size
            if begun.size:
                begun.add(line)
                yield begun.line(start)
            else:
                is_long = len(line) > max_bytes
                yield Line(start, line[:OVERSIZE_KEPT] if is_long else line, is_long)
            start += taken
        if at < len(data):
            begun.add(data[at:])


_LINE_AND_BLANKS = re.compile(rb"([^\n]*+)\n(?:[ \t\r]{0,64}+\n++)*+")


def _ended_lines(data: bytes, fold_blank: bool) -> Iterator[tuple[bytes, int]]:
    """The lines of a block whose ends are in it, and how many bytes each takes with its end."""
    if fold_blank and (b"\n\n" in data or b"\n\r\n" in data):
        for match in _LINE_AND_BLANKS.finditer(data):
            yield match[1], len(match[0])
    else:
        for line in data.split(b"\n")[:-1]:
            yield line, len(line) + 1


class _BegunLine:
    """A line of which ``size`` bytes were read, and not its end; the first of them are kept."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.size = 0
        self.parts: list[bytes] = []

    def add(self, data: bytes) -> None:
        is_kept = self.size <= max(self.max_bytes, OVERSIZE_KEPT)
        self.size += len(data)
        if is_kept:
            self.parts.append(data)
            if self.size > self.max_bytes:
                self.parts = [b"".join(self.parts)[:OVERSIZE_KEPT]]

    def line(self, start: int, error: DamagedError | None = None) -> Line:
        """What was gathered as a line, after which nothing is."""
        line = Line(start, b"".join(self.parts), self.size > self.max_bytes, error)
        self.size, self.parts = 0, []
        return line


def read_all(stream: Stream, max_bytes: int) -> tuple[bytes, bool, DamagedError | None]:
    """Read to the end: (bytes, whether there were more than ``max_bytes``, the first damage)."""
    parts: list[bytes] = []
    total = 0
    while True:
        try:
            data = stream.read(BLOCK_BYTES)
        except DamagedError as error:
            return b"".join(parts), False, error
        if not data:
            return b"".join(parts), False, None
        parts.append(data)
        total += len(data)
        if total > max_bytes:
            return b"".join(parts)[:OVERSIZE_KEPT], True, None
