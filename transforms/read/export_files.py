"""Files that a news database exported → their articles.

Text and HTML files are detected by marks in their first bytes; a DOCX, RTF or PDF file whose format
is named by ``--input_format`` is opened by `transforms.read.office`. The position of a record is
its number in the file, from 0, cover pages and lists counted. Rejects: R003 an article without
text, R013 what is no article, R005, R006, R007, R009.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from transforms.read import office
from transforms.read.exports import LAYOUTS, Layout
from transforms.read.exports.markup import lines_of, parse
from transforms.read.exports.parts import RECORDS_A_FILE, records
from transforms.read.options import ReadOptions
from transforms.read.source import (
    HEAD_BYTES,
    NO,
    SURE,
    Format,
    Record,
    Source,
    decode,
    looks_like_text,
)

_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype|!--|html|head|body|div|table|p|a)\b", re.I
)


def _reader(layout: Layout) -> Callable[[Source, ReadOptions], Iterator[Record]]:
    def read(source: Source, options: ReadOptions) -> Iterator[Record]:
        data = source.whole(options, RECORDS_A_FILE)
        if not isinstance(data, bytes):
            yield data
        elif (opener := office.opener_of(data)) is not None:
            yield from office.read_bytes(data, opener, source, options, layout)
        elif not looks_like_text(data[:HEAD_BYTES]):
            yield source.failure("R009", 0, data)
        elif _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
            tree = parse(data)
            if tree is None:
                yield source.failure("R003", 0, data, fields="the file")
            elif layout.parts_of is not None:
                yield from records(layout.parts_of(tree), source, layout.name, options)
            else:
                yield from _records(lines_of(tree), source, layout, options)
        else:
            text = decode(data) or data.decode("cp1252", "replace")
            yield from _records(text.replace("\r\n", "\n").split("\n"), source, layout, options)

    return read


def _records(
    lines: Sequence[str], source: Source, layout: Layout, options: ReadOptions
) -> Iterator[Record]:
    if layout.split is None:
        yield source.failure("R013", 0, None, found=f"no {layout.name} export in HTML")
    elif any(line.strip() for line in lines):
        yield from records(layout.split(lines), source, layout.name, options)


def _sniffer(layout: Layout) -> Callable[[bytes, str], int]:
    def sniff(head: bytes, name: str) -> int:
        if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
            return SURE if layout.html_marks.search(head) else NO
        if layout.text_marks is None or not any(map(head.__contains__, layout.hints)):
            return NO
        if not looks_like_text(head) or head.startswith((b"{", b"[")):
            return NO
        if not layout.text_marks.search(head):
            return NO
        lines = (decode(head[:-3]) or head.decode("cp1252", "replace")).split("\n")
        return SURE if layout.matches is not None and layout.matches(lines) else NO

    return sniff


FORMATS = tuple(
    Format(layout.name, _reader(layout), _sniffer(layout), utf8=True) for layout in LAYOUTS
)
