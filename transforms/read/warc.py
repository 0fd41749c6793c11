"""WARC, WET and ARC files → one record a captured page or text.

Specifications: WARC 1.1 (https://iipc.github.io/warc-specifications/), ARC 1 and 2
(https://archive.org/web/researcher/ArcFileFormat.php). Read are ``response``, ``resource`` and
``conversion`` records; requests, metadata, file descriptions and revisits (which say that a page
has not changed) are book-keeping and no records. A record's position is its byte offset in the file
as stored, as in CDX indexes; if a gzip member holds several records, the member's offset plus the
record's number in the member.

Rejects: R005 damage (a record that ends early, a wrong length, a broken gzip member: the next sound
record is looked for), R007 too large, R013 not an article (images, other status than 2xx, bodies in
an unknown encoding). Pages go on as bytes, with the charset that HTTP claims.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from schemas.records import RawDocument
from transforms.read.http_message import (
    EncodingError,
    Headers,
    dechunk,
    decode_body,
    media_type,
    status_of,
    text_of,
)
from transforms.read.options import ReadOptions
from transforms.read.source import (
    HEAD_BYTES,
    LIKELY,
    NO,
    SURE,
    Format,
    Record,
    Source,
    Span,
    decode,
    looks_like_text,
)
from transforms.read.streams import DamagedError, Decompressed, Stream
from transforms.read.warc_window import WARC_KEYS, Positions, Window

#: A WARC, ARC or HTTP head longer than this is no head.
MAX_HEAD_BYTES = 2**20

#: A chain of gzip members over more bytes than this cannot be a file stored inside of a record:
#: deflate stores at most 65,535 bytes in a row.
SURE_CHAIN_BYTES = 70_000

_WARC_START = re.compile(rb"WARC/\d\.\d+\r?\n")
_ARC_LINE = re.compile(
    rb"(?:[a-z][a-z0-9+.-]{1,20}):[^\r\n]* \d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} \d{8,20} [^\r\n]*\n"
)
_NEXT_WARC = re.compile(rb"(?:(?<=\n)|\A)WARC/\d\.\d+\r?\n")
_NEXT_ARC = re.compile(
    rb"(?:(?<=\n)|\A)(?:https?|file|ftp|gopher|dns|filedesc|mailto)://?[^\r\n]* "
    rb"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} \d{8,20} [^\r\n]*\n"
)
_HTTP_KEYS = (
    b"\ncontent-type:",
    b"\nlast-modified:",
    b"\ntransfer-encoding:",
    b"\ncontent-encoding:",
)
#: Plain text that a site writes for crawlers and not for readers.
_FOR_MACHINES = re.compile(
    r"://[^/?#]+/(?:\.well-known/)?(?:robots|ads|app-ads|humans|security|llms|sitemap)\.txt(?:[?#]|$)",
    re.I,
)
_PAGE_KINDS = {b"response", b"resource", b"conversion"}
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
_BLANKS = b"\r\n \t\0"
_PAGES = {"text/html", "application/xhtml+xml", "application/xhtml", "text/plain", "text/xhtml"}


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    stream = source.stream
    if source.start:
        if source.outer is not None:
            inner = Decompressed(
                source.outer.at(source.start), "gzip", options.max_expansion, source.start
            )
            stream = Stream(inner)  # type: ignore[arg-type]
        else:
            stream = source.at(source.start)
    window = Window(stream)
    positions = Positions(stream)
    arc = None
    next_record = _next_warc
    while True:
        position = None
        try:
            if arc is None or not window.begins(b"WARC/"):
                window.pass_over(_BLANKS)
                head = window.peek(5)
                if not head:
                    window.skip(1)  # raises what peeking found
                    return
                if arc is None:
                    arc = not head.startswith(b"WARC/")
                    next_record = _next_arc if arc else _next_warc
            window.record_start = offset = window.position
            position = positions.of(offset)
            if source.end is not None and position >= source.end:
                return
            record = next_record(window, source, position, options)
        except DamagedError as error:
            if position is None:
                position = positions.of(window.position)
            yield source.damaged(error, position)
            window.drop()
            try:
                if not window.seek_match(_NEXT_ARC if arc else _NEXT_WARC):
                    return
            except DamagedError:
                continue
            continue
        if record is not None:
            yield record


def _broken(
    window: Window,
    pattern: re.Pattern[bytes],
    source: Source,
    position: int,
    data: bytes,
    why: str,
) -> Record:
    """The reject row of a record whose framing is wrong; goes on to the next that looks sound."""
    if window.position == window.record_start:
        window.skip(1)  # nothing of the broken record was taken: do not find it again
    window.seek_match(pattern)
    return source.failure("R005", position, data or None, error=why)


def _next_warc(
    window: Window, source: Source, position: int, options: ReadOptions
) -> Record | None:
    sound = window.sound_record(options.max_record_bytes)
    if sound is None:
        return _next_odd_warc(window, source, position, options)
    values, view, start, end = sound
    window.go_to(end)
    if start == end or not _is_wanted(values):
        return None
    body = start
    if view[start : start + 5].upper() == b"HTTP/":
        body = _head_end(view, start, min(end, start + MAX_HEAD_BYTES))
    return _warc_page(values, view[start:body], view[body:end], source, position, options)


def _head_end(data: bytes, start: int, end: int) -> int:
    """Where the head that begins at ``start`` ends, its empty line included; ``start`` if it has
    no end before ``end``."""
    at = data.find(b"\r\n\r\n", start, end)
    bare = data.find(b"\n\n", start, end if at < 0 else at)
    if bare >= 0:
        return bare + 2
    return start if at < 0 else at + 4


def _is_wanted(values: Sequence[bytes]) -> bool:
    """Whether a WARC record can be a page: not a request, nor a crawler's own notes."""
    if values[1].strip().lower() not in _PAGE_KINDS:
        return False
    return not values[2].strip(b"<> \t\r").startswith((b"metadata:", b"dns:"))


def _next_odd_warc(
    window: Window, source: Source, position: int, options: ReadOptions
) -> Record | None:
    """As `_next_warc`, for a record that is not in view whole, or not as it should be."""
    start = window.peek(16)
    if not _WARC_START.match(start):
        return _broken(window, _NEXT_WARC, source, position, start, "no WARC record begins here")
    head = window.head(MAX_HEAD_BYTES)
    if head is None:
        return _broken(
            window, _NEXT_WARC, source, position, window.peek(1024), "a WARC head has no end"
        )
    values = Headers(head).take(WARC_KEYS)
    length = text_of(values[0])
    if not length.isascii() or not length.isdecimal():
        return _broken(
            window, _NEXT_WARC, source, position, head, "a WARC record has no Content-Length"
        )
    size = int(length)
    wanted = size > 0 and _is_wanted(values)
    block, http, found = _take_block(window, size, wanted, options)
    if found < size:
        if block is not None:
            window.unread(http + block)
        reason = f"a WARC record has {found} of {size} bytes"
        return _broken(window, _NEXT_WARC, source, position, http + (block or b""), reason)
    after = window.peek(8)
    if after.lstrip(_BLANKS)[:5] not in (b"WARC/", b"WARC", b"WAR", b"WA", b"W", b""):
        if block is not None:
            window.unread(http + block)
        return _broken(
            window, _NEXT_WARC, source, position, head, "a WARC record's Content-Length is wrong"
        )
    if not wanted:
        return None
    if block is None:
        return source.too_large(position, head, options)
    return _warc_page(values, http, block, source, position, options)


def _warc_page(
    values: Sequence[bytes],
    http: bytes,
    body: bytes,
    source: Source,
    position: int,
    options: ReadOptions,
) -> Record:
    _, kind, url, date, content_type, language, record_id = values
    media, charset = (None, None) if http else media_type(text_of(content_type))
    return _page(
        source,
        position,
        options,
        body,
        http,
        format_name="wet" if kind.strip().lower() == b"conversion" else "warc",
        content_type=media,
        charset=charset,
        url=text_of(url).strip("<>") or None,
        crawled_at=_micros(text_of(date)),
        language=text_of(language) or None,
        external_id=text_of(record_id).strip("<>") or None,
    )


def _take_block(
    window: Window, size: int, wanted: bool, options: ReadOptions
) -> tuple[bytes | None, bytes, int]:
    """A record's block: (body, HTTP head, bytes found); no body where it is passed over."""
    if size > options.max_record_bytes:
        return None, b"", window.skip(size)
    if not wanted:  # taken all the same: if its length is wrong, records are in it
        block = window.take(size)
        return block, b"", len(block)
    http = b""
    if window.peek(min(5, size)).upper() == b"HTTP/":
        # taken by itself, so that the body need not be copied out of the block
        http = window.head(min(size, MAX_HEAD_BYTES)) or b""
    block = window.take(size - len(http))
    return block, http, len(http) + len(block)


def _next_arc(window: Window, source: Source, position: int, options: ReadOptions) -> Record | None:
    line = window.line(MAX_HEAD_BYTES)
    fields = line.split() if line is not None else []
    if line is None or len(fields) < 4 or b":" not in fields[0]:
        return _broken(
            window,
            _NEXT_ARC,
            source,
            position,
            line or b"",
            "no ARC record begins here",
        )
    if not fields[-1].isdigit():
        return _broken(
            window, _NEXT_ARC, source, position, line, "an ARC record has no sound length"
        )
    size = int(fields[-1])
    url, date, content_type = _arc_fields(line)
    file_description = line.startswith(b"filedesc://")
    block, http, found = _take_block(window, size, not file_description, options)
    if found < size:
        if block is not None:
            window.unread(http + block)
        reason = f"an ARC record has {found} of {size} bytes"
        return _broken(window, _NEXT_ARC, source, position, http + (block or b""), reason)
    after = window.peek(HEAD_BYTES).lstrip(_BLANKS)
    if after and not _ARC_LINE.match(after):
        if block is not None:
            window.unread(http + block)
        return _broken(window, _NEXT_ARC, source, position, line, "an ARC record's length is wrong")
    if file_description or not size or url.startswith("dns:"):
        return None
    if block is None:
        return source.too_large(position, line, options)
    return _page(
        source,
        position,
        options,
        block,
        http,
        format_name="arc",
        content_type=content_type,
        charset=None,
        url=url,
        crawled_at=_micros(date),
        language=None,
        external_id=None,
    )


def _arc_fields(line: bytes) -> tuple[str, str | None, str | None]:
    """URL, date and media type of an ARC line; version 2 has five fields more; URLs hold blanks."""
    text = line.decode("utf-8", "replace").strip()
    match = re.match(r"(.*?) (\d{1,3}(?:\.\d{1,3}){3}) (\d{8,20}) (\S+)", text)
    if match is None:
        return text.split()[0], None, None
    url, _, date, content_type = match.groups()
    return url, date, content_type if "/" in content_type else None


def _page(
    source: Source,
    position: int,
    options: ReadOptions,
    body: bytes,
    http: bytes,
    *,
    format_name: str,
    content_type: str | None,
    charset: str | None,
    url: str | None,
    crawled_at: int | None,
    language: str | None,
    external_id: str | None,
) -> Record:
    modified = ""
    if http:
        status = status_of(http)
        claimed, changed, transfer, encoded = Headers(http).take(_HTTP_KEYS)
        content_type, charset = media_type(text_of(claimed))
        if status is not None and not 200 <= status < 300:
            return source.failure("R013", position, None, found=f"HTTP status {status}")
        if content_type is not None and content_type not in _PAGES:
            return source.failure("R013", position, None, found=content_type)
        modified = text_of(changed)
        if b"chunked" in transfer.lower():
            body = dechunk(body)
        encoding = text_of(encoded)
        if encoding:
            try:
                body = decode_body(body, encoding, options.max_record_bytes)
            except EncodingError as error:
                found = f"content encoding {encoding}: {error}"
                return source.failure("R013", position, None, found=found)
    elif content_type is not None and content_type not in _PAGES:
        return source.failure("R013", position, None, found=content_type)
    if content_type is None:
        if not looks_like_text(body[:HEAD_BYTES]):
            return source.failure("R013", position, None, found="binary data")
        content_type = "text/html" if b"<" in body[:HEAD_BYTES] else "text/plain"
    if not body or body.isspace():
        return source.failure("R003", position, None, fields="the body")
    if content_type == "text/plain" and _FOR_MACHINES.search(url or ""):
        return source.failure("R013", position, None, found="a file for crawlers")
    text = None
    if format_name == "wet":
        text = decode(body)
    return RawDocument(
        source.uri,
        position,
        format_name,
        content=body if text is None else None,
        content_type=content_type,
        charset=charset,
        text=text,
        url=url,
        modified=modified or None,
        crawled_at=crawled_at,
        language=language,
        external_id=external_id,
    )


@lru_cache(64)  # a crawler takes several pages a second
def _micros(date: str | None) -> int | None:
    """A WARC date (ISO 8601) or an ARC date (YYYYMMDDhhmmss) in microseconds since 1970, or None.

    >>> _micros("1970-01-01T00:00:01Z"), _micros("19700101000001"), _micros("soon")
    (1000000, 1000000, None)
    """
    if not date:
        return None
    try:
        if date.isdecimal():
            parsed = datetime.datetime.strptime(date[:14].ljust(14, "0"), "%Y%m%d%H%M%S")
        else:
            parsed = datetime.datetime.fromisoformat(date)
    except ValueError:
        return None
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=datetime.UTC)
    return (parsed - _EPOCH) // _MICROSECOND


def spans(source: Source, target: int, options: ReadOptions) -> Iterator[Span]:
    """Cut a file at records: at gzip members, or by hopping from length to length.

    A cut in a gzip file is taken where members follow one another over `SURE_CHAIN_BYTES` from it
    and begin with WARC or ARC heads, so it is no file stored inside of a record.
    """
    outer = source.outer or source
    assert outer.raw is not None
    size = outer.raw.seek(0, 2)
    cuts = [0]
    if source.outer is not None:
        while cuts[-1] + target < size:
            cut = _find_member(outer, cuts[-1] + target, size)
            if cut is None:
                break
            cuts.append(cut)
    else:
        cuts = _hop(outer, target, size)
    for start, end in zip(cuts, [*cuts[1:], None], strict=True):
        yield Span(start, end)


def _hop(source: Source, target: int, size: int) -> list[int]:
    """Offsets of records about ``target`` bytes apart; stops where the framing is not sound."""
    assert source.raw is not None
    cuts, at = [0], 0
    while at < size:
        source.raw.seek(at)
        head = source.raw.read(8192) or b""
        blanks = len(head) - len(head.lstrip(_BLANKS))
        at, head = at + blanks, head[blanks:]
        if not _WARC_START.match(head):
            break
        if at - cuts[-1] >= target:
            cuts.append(at)
        match = re.match(rb"(?s)(.*?)(\r\n\r\n|\n\n)", head)
        length = text_of(Headers(match.group(1)).take(WARC_KEYS[:1])[0]) if match else ""
        if match is None or not length.isdecimal():
            break
        at += match.end() + int(length)
    return cuts


def _find_member(source: Source, start: int, size: int) -> int | None:
    """The first place at ``start`` or later where a sure chain of members begins, or None."""
    stream = source.at(start)
    window = Window(stream)
    magic = re.compile(rb"\x1f\x8b\x08")
    while window.seek_match(magic):
        at = window.position
        if _is_chain(source, at, size):
            return at
        source.at(stream.position)  # the check has moved the file's cursor
        window.skip(1)
    return None


def _is_chain(source: Source, start: int, size: int) -> bool:
    inner = Decompressed(source.at(start), "gzip", base=start)
    checked = start
    try:
        while checked - start < SURE_CHAIN_BYTES:
            data = inner.read(2**16)
            if not data:
                return True  # sound to the end of the file
            while inner.members:
                _, checked = inner.members.popleft()
                if not (_WARC_START.match(data) or _ARC_LINE.match(data)):
                    return False
    except DamagedError:
        return False
    return True


def sniff(head: bytes, name: str) -> int:
    if _WARC_START.match(head) or head.startswith(b"filedesc://"):
        return SURE
    if name.endswith((".warc", ".arc", ".wet")):
        return LIKELY if not head.strip(_BLANKS) or b"WARC/" in head else NO
    return NO


FORMAT = Format("warc", read, sniff, spans=spans, gzip_spans=True)
