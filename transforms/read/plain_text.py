"""Plain text → one article a file, its bytes undecoded in ``content``.

The encoding is found by `normalize`. An empty file holds no record. Rejects: R003 blank, R005
damage, R007 too large, R009 not text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.records import RawDocument
from transforms.read.options import ReadOptions
from transforms.read.source import (
    HEAD_BYTES,
    LIKELY,
    NO,
    WEAK,
    Format,
    Record,
    Source,
    looks_like_text,
)

SUFFIXES = (".txt", ".text", ".asc", ".story", ".article", ".utf8", ".md")


def read_whole(
    source: Source, options: ReadOptions, format_name: str, content_type: str
) -> Iterator[Record]:
    """The file's bytes as the one record that it is."""
    data = source.whole(options)
    if not isinstance(data, bytes):
        yield data
    elif not looks_like_text(data[:HEAD_BYTES]):
        yield source.failure("R009", 0, data)
    elif data and not data.strip(b" \t\r\n\f\v\0\xef\xbb\xbf"):
        yield source.failure("R003", 0, data, fields="the file")
    elif data:
        yield RawDocument(source.uri, 0, format_name, content=data, content_type=content_type)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    return read_whole(source, options, "text", "text/plain")


#: What lies beside data and tells of it: no articles.
_ABOUT = re.compile(
    r"(?:readme|license|licence|copying|changelog|checksums?|manifest|(?:sha\d{1,3}|md5)sums?)"
    r"(?:\.(?:md|txt|rst))?"
)


def sniff(head: bytes, name: str) -> int:
    if not looks_like_text(head) or _ABOUT.fullmatch(name):
        return NO
    if name.endswith(SUFFIXES):
        return LIKELY
    suffix = name.rpartition(".")[2] if "." in name else ""
    return WEAK if not suffix or suffix.isdecimal() or len(suffix) > 8 else NO


FORMAT = Format("text", read, sniff)
