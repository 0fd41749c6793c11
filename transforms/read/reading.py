"""One source → its records: compression is opened, the format told, the format's reader called."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from transforms.read import formats
from transforms.read.options import ReadOptions
from transforms.read.source import HEAD_BYTES, Format, Record, Source
from transforms.read.streams import (
    COMPRESSION_SUFFIXES,
    BombError,
    DamagedError,
    Decompressed,
    Stream,
    Transcoded,
    compression_of,
)
from transforms.storage import describe


def read_source(
    source: Source, options: ReadOptions, forced: str | None = None
) -> Iterator[Record]:
    """Read one source: open its compression, tell its format, hand it to that format's reader."""
    try:
        found, opened = identify(source, forced, options)
    except DamagedError as error:
        if source.first:
            yield source.damaged(error, 0)
        return
    cut = found is not None and can_cut(found, opened)
    if not source.first and not cut:
        return  # the file is not what its name said: its first range reads all of it
    if source.first:
        yield from _damaged_start(opened)
        if not opened.stream.peek(1):
            return
        if found is None:
            found = formats.detect(opened.stream.peek(HEAD_BYTES), opened.name)
    if found is None:
        yield opened.failure("R008", 0, opened.stream.peek(1024), hint=_hint(opened))
        return
    if not cut:
        opened = opened.narrowed(None, None, False)
    try:
        for item in found.read(opened, options):
            if isinstance(item, Source):
                yield from read_source(item, options, opened.member_format)
            else:
                yield item
    except DamagedError as error:
        yield opened.damaged(error, opened.stream.position)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - one odd file must not end the run
        yield opened.failure("R012", opened.stream.position, error=describe(error))


def can_cut(found: Format, source: Source) -> bool:
    """Whether parts of this file can be read by themselves."""
    if source.outer is None:
        return source.raw is not None and (found.ranges or found.spans is not None)
    inner: Any = source.stream.raw
    once = isinstance(inner, Decompressed) and inner.depth == 1
    return found.gzip_spans and once and inner.kind == "gzip" and source.outer.raw is not None


def _damaged_start(source: Source) -> Iterator[Record]:
    """The failures of damage before the first byte that can be read; an empty file has none."""
    while not source.stream.peek(1):
        try:
            source.stream.read(1)
        except DamagedError as error:
            yield source.damaged(error, 0)
        else:
            return


def identify(
    source: Source, forced: str | None, options: ReadOptions
) -> tuple[Format | None, Source]:
    """Find the format and open compression around it: (format, source to give to its reader)."""
    forced = forced or options.input_format
    outer = source
    depth = source.depth
    while True:
        head = source.stream.peek(HEAD_BYTES)
        kind = compression_of(head)
        if kind is None:
            break
        depth += 1
        if depth > options.max_depth:
            raise BombError(f"more than {options.max_depth} layers of compression")
        decompressed = Decompressed(source.stream, kind, options.max_expansion)
        source = replace(
            source,
            name=_without_compression(source.name),
            stream=Stream(cast(Any, decompressed)),
            raw=None,
            outer=outer,
        )
    source = replace(source, depth=depth)
    found = formats.detect(head, source.name)
    if forced and found is not None and found.name in formats.ARCHIVES:
        return found, replace(source, member_format=forced)
    wide = _wide_encoding(head)
    if wide is not None:
        narrow = head.decode(wide, "ignore").lstrip("\ufeff").encode("utf-8", "ignore")
        inner = formats.format_named(forced) if forced else formats.detect(narrow, source.name)
        if inner is not None and inner.utf8:
            stream = Stream(cast(Any, Transcoded(source.stream, wide)))
            return inner, replace(source, stream=stream, raw=None, outer=outer)
    return (formats.format_named(forced) if forced else found), source


def _wide_encoding(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 encoding that a byte order mark or an XML declaration shows, or None."""
    for mark, name in _WIDE:
        if head.startswith(mark):
            return name
    return None


_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b'{\0"\0', "utf-16-le"),
)


#: Files of the compound kind, which Word wrote until 2007.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def _hint(source: Source) -> str:
    head = source.stream.peek(8)
    if head.startswith(_OLD_OFFICE):
        return f"{source.name!r} is an old Word or Excel file: save it as .docx or .csv"
    return f"name {source.name!r}, first bytes {head.hex(' ')}"


def _without_compression(name: str) -> str:
    for suffix in COMPRESSION_SUFFIXES:
        if name.endswith(suffix):
            return name[: -len(suffix)]
    return name
