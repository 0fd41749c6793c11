"""Exports of news databases → their articles, whatever file they stand in.

Each database is one `Layout`; a new one is a module with ``split`` (or ``parts_of`` for HTML) and
a line in `LAYOUTS`. Text and HTML files are told by marks in their first bytes. DOCX, RTF and PDF
files are opened by `transforms.read.office`, which asks `layout_of` what their lines are. The
position of a record is its number in the file, from 0, cover pages and lists counted. Rejects: R003
an article without text, R013 what is no article, R005, R006, R007, R009.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import html

from transforms.read.exports import europresse, factiva, lexisnexis, proquest
from transforms.read.exports.markup import lines_of, parse
from transforms.read.exports.parts import Part, records
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
from transforms.read.streams import DamagedError, read_all


@dataclass(frozen=True)
class Layout:
    """How a database writes its exports.

    Fields:
        name: for ``--input_format`` and `RawDocument.format`.
        split: lines → parts; None where the database exports HTML alone.
        matches: whether lines are of this layout.
        parts_of: a parsed page → parts, where its lines do not do.
        hints: what the quickest look at a text file's first bytes must find.
        text_marks, html_marks: what only such an export has among its first bytes.
    """

    name: str
    split: Callable[[Sequence[str]], Iterator[Part]] | None
    matches: Callable[[Sequence[str]], bool] | None
    html_marks: re.Pattern[bytes]
    text_marks: re.Pattern[bytes] | None = None
    hints: tuple[bytes, ...] = ()
    parts_of: Callable[[html.HtmlElement], Iterator[Part]] | None = None


LAYOUTS = (
    *(
        Layout(m.NAME, m.split, m.matches, m.HTML_MARKS, m.TEXT_MARKS, m.HINTS)
        for m in (lexisnexis, factiva, proquest)
    ),
    Layout(europresse.NAME, None, None, europresse.HTML_MARKS, parts_of=europresse.parts_of),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype|!--|html|head|body|div|table|p|a)\b", re.I
)


def layout_of(lines: Sequence[str]) -> Layout | None:
    """The layout that a document's lines are of, or None."""
    return next((each for each in LAYOUTS if each.matches and each.matches(lines)), None)


#: An export holds many articles: so many times the largest record may it have.
RECORDS_A_FILE = 4


def read_whole(source: Source, options: ReadOptions) -> bytes | Record:
    """The file's bytes, or the failure that says why not."""
    try:
        data, oversize, damage = read_all(source.stream, RECORDS_A_FILE * options.max_record_bytes)
    except DamagedError as error:
        return source.damaged(error, source.stream.position)
    if damage is not None:
        return source.damaged(damage, source.stream.position, data)
    if oversize:
        return source.failure("R007", 0, data, limit_mb=f"{options.max_record_mb:g}")
    return data


def _reader(layout: Layout) -> Callable[[Source, ReadOptions], Iterator[Record]]:
    def read(source: Source, options: ReadOptions) -> Iterator[Record]:
        from transforms.read import office  # which asks for layouts: a circle at import time

        data = read_whole(source, options)
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
