"""What a format's reader is given: one file (or member, or byte range) and how to look at it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO, NamedTuple

from schemas.records import Failure, RawDocument, failure
from transforms.read.options import ReadOptions
from transforms.read.streams import BombError, DamagedError, Stream, read_all

Record = RawDocument | Failure

#: How much of a file's beginning is looked at to tell its format.
HEAD_BYTES = 64 * 1024


@dataclass
class Source:
    """One input to read from its beginning.

    Fields:
        uri: goes into every record.
        name: file name without folders and without the suffixes of opened wrappers.
        stream: the bytes, decompressed but for formats that decompress themselves.
        start, end: byte range; records that begin in it are read. None means the file's bounds.
        raw: the seekable file under ``stream``, or None where there is none (compressed,
            member of an archive, store without ranges).
        exact: ``start`` is known to be the beginning of a record.
        depth: how many wrappers were opened to get here.
        member_format: format forced on the members of an archive.
        outer: the compressed file, where ``stream`` is what is inside of it.
    """

    uri: str
    name: str
    stream: Stream
    start: int | None = None
    end: int | None = None
    raw: BinaryIO | None = None
    exact: bool = False
    depth: int = 0
    outer: Source | None = None
    member_format: str | None = None

    def failure(
        self, code: str, position: int | None, payload: bytes | None = None, **details: object
    ) -> Failure:
        """A `Failure` at ``position`` of this source."""
        return failure(code, self.uri, position, payload, None, **details)

    def damaged(self, error: DamagedError, position: int, payload: bytes | None = None) -> Failure:
        """The `Failure` for damage in the stream."""
        code = "R011" if isinstance(error, BombError) else "R005"
        return self.failure(code, position, payload or None, error=str(error))

    def too_large(
        self, position: int | None, payload: bytes | None, options: ReadOptions
    ) -> Failure:
        """The `Failure` for a record above the limit; ``payload`` is the part that was kept."""
        return self.failure("R007", position, payload, limit_mb=f"{options.max_record_mb:g}")

    def not_whole(
        self,
        position: int,
        data: bytes,
        oversize: bool,
        damage: DamagedError | None,
        options: ReadOptions,
    ) -> Failure | None:
        """The `Failure` for a record of which ``data`` is only a part, or None."""
        if damage is not None:
            return self.damaged(damage, position, data)
        return self.too_large(position, data, options) if oversize else None

    def whole(self, options: ReadOptions, records: int = 1) -> bytes | Failure:
        """All bytes, or the `Failure` that says why not.

        Args:
            options: hold the limit of one record.
            records: the file may be as large as so many of the largest records.
        """
        data, oversize, damage = read_all(self.stream, records * options.max_record_bytes)
        if damage is not None:
            return self.damaged(damage, self.stream.position, data)
        return self.too_large(0, data, options) if oversize else data

    def damaged_text(self, error: str, payload: bytes) -> Failure:
        """The `Failure` for a file whose content shows that it is cut off."""
        return self.failure("R005", 0, payload, error=error)

    @property
    def first(self) -> bool:
        """Whether this range begins the file."""
        return not self.start

    def at(self, position: int) -> Stream:
        """A stream from ``position`` on; only where there is ``raw``."""
        if self.raw is None:
            raise io.UnsupportedOperation("this source cannot seek")
        self.raw.seek(position)
        return Stream(self.raw, position)

    def nested(self, uri: str, name: str, raw: BinaryIO, seekable: bool = False) -> Source:
        """A source inside this one."""
        return Source(uri, name, Stream(raw), raw=raw if seekable else None, depth=self.depth + 1)

    def narrowed(self, start: int | None, end: int | None, exact: bool) -> Source:
        return replace(self, start=start, end=end, exact=exact)


class Span(NamedTuple):
    """A part of a file for one worker; ``exact``: ``start`` is known to begin a record."""

    start: int
    end: int | None
    exact: bool = True


#: Confidence that a file is of a format.
NO, WEAK, LIKELY, SURE = 0, 1, 2, 3


def _never(head: bytes, name: str) -> int:
    return NO


@dataclass(frozen=True)
class Format:
    """One input format; a new one is a file with such a value and a line in `formats.FORMATS`.

    Fields:
        name: for ``--input_format`` and `RawDocument.format`.
        read: the reader; it must not raise for bad input. An archive's reader gives each member as
            a `Source`, which is read before the next one is asked for.
        sniff: confidence (NO, WEAK, LIKELY, SURE) from the first 64 KiB and the name.
        ranges: any byte range of an uncompressed file can be read by itself.
        spans: cuts a big file into parts, given the target size in bytes, by opening it.
        utf8: the reader works on bytes of an encoding like ASCII: UTF-16 and UTF-32, told by
            their byte order mark, are turned into UTF-8 before (positions count its bytes).
        gzip_spans: ``spans`` cuts gzip files, too, at the beginnings of members.
    """

    name: str
    read: Callable[[Source, ReadOptions], Iterator[Record | Source]]
    sniff: Callable[[bytes, str], int] = field(default=_never)
    ranges: bool = False
    spans: Callable[[Source, int, ReadOptions], Iterator[Span]] | None = None
    gzip_spans: bool = False
    utf8: bool = False


def decode(data: bytes) -> str | None:
    """``data`` as UTF-8 without a byte order mark, or None where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def looks_like_text(sample: bytes) -> bool:
    """Whether ``sample`` can be text in some encoding: few control bytes, or a UTF-16/32 mark."""
    if sample.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if not sample:
        return True
    control = len(sample) - len(sample.translate(None, _CONTROL))
    # a stray NUL or escape happens in text; binary files have a third of such bytes
    return control * 50 <= len(sample)


_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 27} | {127})
