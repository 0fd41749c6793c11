"""HTML → one page a file, its bytes undecoded in ``content`` (see `transforms.read.plain_text`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.read.options import ReadOptions
from transforms.read.plain_text import read_whole
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".mht.html")
_START = re.compile(
    # Atomic: a comment ends at its first end, else many of them could be told apart in 2^n ways.
    rb"\s*+(?:<\?xml[^>]*>\s*+)?(?:(?><!--.*?-->)\s*+)*+"
    rb"<(?:!doctype\s+html|html|head|body|title|meta)[\s>]",
    re.I | re.S,
)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    return read_whole(source, options, "html", "text/html")


def sniff(head: bytes, name: str) -> int:
    body = head.removeprefix(b"\xef\xbb\xbf")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):  # UTF-16
        body = body.replace(b"\0", b"")[2:]
    if _START.match(body):
        return SURE
    return LIKELY if name.endswith(SUFFIXES) else NO


FORMAT = Format("html", read, sniff)
