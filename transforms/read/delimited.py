"""CSV and TSV → one record a row.

RFC 4180 as Python's csv module reads it: quoted fields may hold delimiters, doubled quotes and
line ends. The delimiter (``,`` ``;`` tab or ``|``) is told from the header line, which must be
there; its names are mapped like the keys of a JSON object. A big file is cut where rows begin,
which one pass over the file finds exactly. Rejects: R003, R004, R005, R007 and R014 (a row that
has more fields than the header, or a quote that is never closed).
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from transforms.read.fields import Mapper, document_of, known_name
from transforms.read.jsonl import UTF8_MARK, escaped_bytes
from transforms.read.options import ReadOptions
from transforms.read.source import HEAD_BYTES, LIKELY, NO, SURE, WEAK, Format, Record, Source, Span
from transforms.read.streams import OVERSIZE_KEPT, DamagedError, Line, Stream, iterate_lines

SUFFIXES = (".csv", ".tsv", ".tab")
_DELIMITERS = (b",", b"\t", b";", b"|")


class Row(NamedTuple):
    """One row's bytes; marks as in `Line`; ``unclosed``: a quote in it is never closed."""

    position: int
    data: bytes
    oversize: bool = False
    error: DamagedError | None = None
    unclosed: bool = False


class Dialect(NamedTuple):
    """What the header line tells."""

    delimiter: str
    names: tuple[str, ...]
    escaped: bool = False


def iterate_rows(
    stream: Stream,
    delimiter: bytes,
    max_bytes: int,
    end: int | None = None,
    escaped: bool = False,
) -> Iterator[Row]:
    """Cut ``stream`` into rows: lines, joined where a line end is inside of quotes.

    A row that begins at ``end`` or later is not given. A quote that is not closed within
    ``max_bytes`` or before the end of the file was no quote: its line is given by itself, marked
    ``unclosed``, and the lines after it are rows again. The same holds where the quote that would
    close it opens a field of a later row.
    """
    quotes = _QuoteState(delimiter, escaped)
    lines = iterate_lines(stream, max_bytes)
    again: deque[Line] = deque()
    while True:
        line = again.popleft() if again else next(lines, None)
        if line is None or (end is not None and line.position >= end):
            return
        start = line.position
        if line.error is not None or line.oversize or not quotes.opened_by(line.data):
            yield Row(start, line.data, line.oversize, line.error)
            continue
        parts, size, closed = [line], len(line.data), False
        while size <= max_bytes and not closed:
            more = again.popleft() if again else next(lines, None)
            if more is None:
                break
            parts.append(more)
            size += len(more.data) + 1
            if more.error is not None or more.oversize:
                break
            if quotes.opened_again_by(more.data):
                break
            closed = quotes.closed_by(more.data)
        if closed and size <= max_bytes:
            yield Row(start, b"\n".join(part.data for part in parts))
        elif closed:
            yield Row(start, parts[0].data[:OVERSIZE_KEPT], True)
        else:
            yield Row(start, parts[0].data, unclosed=True)
            again.extendleft(reversed(parts[1:]))


class _QuoteState:
    """Tells whether a line ends inside of a quoted field.

    The same automaton as Python's csv module: a quote opens at the start of a field only, and a
    quote inside of quotes closes unless it is doubled.
    """

    def __init__(self, delimiter: bytes, escaped: bool = False) -> None:
        self._opening = re.compile(rb"(?:^|" + re.escape(delimiter) + rb')"')
        self._delimiter = delimiter
        self._closing = re.compile(rb'(?<!\\)"' if escaped else rb'"(?!")|""')

    def opened_by(self, line: bytes) -> bool:
        """Whether a row that begins with ``line`` goes on after it."""
        return b'"' in line and self._ends_inside(line, 0, False)

    def closed_by(self, line: bytes) -> bool:
        """Whether a row that goes on into ``line`` ends with it."""
        return b'"' in line and not self._ends_inside(line, 0, True)

    def opened_again_by(self, line: bytes) -> bool:
        """Whether the first quote in ``line`` opens a field instead of closing one."""
        quote = self._closing.search(line)
        if quote is None or len(quote.group()) == 2:
            return False
        before, after = line[: quote.start()], line[quote.end() : quote.end() + 1]
        return before.endswith(self._delimiter) and after not in (b"", b"\r", self._delimiter)

    def _ends_inside(self, line: bytes, at: int, inside: bool) -> bool:
        while True:
            if inside:
                quote = self._closing.search(line, at)
                if quote is None:
                    return True
                at, inside = quote.end(), len(quote.group()) == 2
            else:
                opening = self._opening.search(line, at)
                if opening is None:
                    return False
                at, inside = opening.end(), True


def dialect_of(header: bytes, forced: str | None = None) -> Dialect:
    """Tell the delimiter and the names from the header row."""
    header = header.removeprefix(UTF8_MARK).rstrip(b"\r\n")
    delimiter = forced or max(_DELIMITERS, key=lambda d: (header.count(d), d == b",")).decode()
    text = header.decode("utf-8", "replace")
    try:
        names = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        names = text.split(delimiter)
    return Dialect(delimiter, tuple(name.strip() for name in names))


#: What Excel reads as the delimiter of what follows.
_SEP = re.compile(rb"sep=(.)\s*$", re.I)
#: A quote that a backslash escapes, as MySQL and Spark write them: something of the field follows.
_BACKSLASHED = re.compile(rb'[^\\]\\"[^,;\t|\r\n"]')


def _is_preface(line: bytes) -> bool:
    """Whether a line before the header is none: Excel's ``sep=;``, a comment."""
    return bool(_SEP.match(line)) or line.startswith(b"#")


def _first_look(stream: Stream, name: str) -> Dialect:
    head = stream.peek(HEAD_BYTES).removeprefix(UTF8_MARK).lstrip(b"\r\n")
    line, _, rest = head.partition(b"\n")
    forced = "\t" if name.endswith((".tsv", ".tab")) else None
    while _is_preface(line) and rest:
        told = _SEP.match(line.rstrip())
        forced = told[1].decode("latin-1") if told else forced
        line, _, rest = rest.partition(b"\n")
    found = dialect_of(line, forced)
    return found._replace(escaped=bool(_BACKSLASHED.search(head)))


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    csv.field_size_limit(2**31 - 1)  # the limit is ours: R007
    mapper = Mapper.from_options(options)
    stream = source.at(0) if source.start else source.stream
    first = _first_look(stream, source.name)
    delimiter = first.delimiter.encode()
    blanks = b"\r\n " if delimiter == b"\t" else b"\r\n \t"
    dialect = None
    if source.start:
        for row in iterate_rows(stream, delimiter, options.max_record_bytes, escaped=first.escaped):
            preface = _is_preface(row.data.removeprefix(UTF8_MARK))
            if row.data.strip(blanks) and row.error is None and not preface:
                dialect = dialect_of(row.data, first.delimiter)._replace(escaped=first.escaped)
                break
        stream = source.at(source.start)
    for row in iterate_rows(stream, delimiter, options.max_record_bytes, source.end, first.escaped):
        if failure := source.not_whole(row.position, row.data, row.oversize, row.error, options):
            yield failure
        elif not row.data.strip(blanks):
            continue
        elif dialect is None:
            if not _is_preface(row.data.removeprefix(UTF8_MARK)):
                dialect = dialect_of(row.data, first.delimiter)._replace(escaped=first.escaped)
        elif row.unclosed:
            yield source.failure("R014", row.position, row.data, error="a quote is not closed")
        else:
            yield _record(row, dialect, source, mapper)


def _record(row: Row, dialect: Dialect, source: Source, mapper: Mapper) -> Record:
    position, data = row.position, row.data
    try:
        text, broken = data.decode("utf-8"), False
    except UnicodeDecodeError:
        text, broken = data.decode("utf-8", "surrogateescape"), True
    try:
        if dialect.escaped:
            escaping: dict[str, Any] = {"escapechar": "\\", "doublequote": '\\"' not in text}
            rows = list(csv.reader([text], delimiter=dialect.delimiter, **escaping))
        else:
            rows = list(csv.reader([text], delimiter=dialect.delimiter))
    except csv.Error as error:
        return source.failure("R014", position, data, error=str(error))
    fields = rows[0] if rows else []
    count = len(dialect.names)
    if any(fields[count:]):
        message = f"{len(fields)} fields where the header has {count}"
        return source.failure("R014", position, data, error=message)
    record = {
        name: value for name, value in zip(dialect.names, fields, strict=False) if name and value
    }
    body_bytes = escaped_bytes if broken else None
    return document_of(record, source, position, "csv", mapper, lambda: data, body_bytes)


def spans(source: Source, target: int, options: ReadOptions) -> Iterator[Span]:
    """Cut where rows begin, about ``target`` bytes apart, by one pass over the file."""
    first = _first_look(source.stream, source.name)
    delimiter, limit = first.delimiter.encode(), options.max_record_bytes
    start = 0
    for row in iterate_rows(source.stream, delimiter, limit, escaped=first.escaped):
        if row.position - start >= target:
            yield Span(start, row.position)
            start = row.position
    yield Span(start, None)


def sniff(head: bytes, name: str) -> int:
    named = name.endswith(SUFFIXES)
    line, _, rest = head.removeprefix(UTF8_MARK).lstrip(b"\r\n").partition(b"\n")
    if _SEP.match(line.rstrip()):
        line = rest.partition(b"\n")[0]
    if b"\0" in line or line.lstrip()[:1] in (b"<", b"{"):
        return NO
    if named:
        return LIKELY if line else WEAK
    dialect = dialect_of(line[:4096])
    known = {found[0] for each in dialect.names if (found := known_name(each))}
    if len(dialect.names) >= 2 and known & {"text", "html"} and len(known) >= 2:
        return SURE if len(known) >= 3 else LIKELY
    return NO


FORMAT = Format("csv", read, sniff, spans=spans, utf8=True)
