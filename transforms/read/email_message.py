"""E-mail messages (.eml) → one record a file: newsletters.

RFC 5322 and MIME, read with Python's email package. The body is the first HTML part that is no
attachment, else the first plain text, as bytes with the charset that the part claims. Rejects: R003
no text part, R005, R007, R015 (no headers).
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from schemas.records import RawDocument
from transforms.read.options import ReadOptions
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source

_HEADER = re.compile(rb"[!-9;-~]+:[ \t]?[^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*")
_ADDRESS = re.compile(r"<[^<>]*>")
_KNOWN = re.compile(
    rb"(?im)^(from|to|date|subject|message-id|mime-version|received|return-path|delivered-to|"
    rb"content-type|list-id|reply-to|x-[\w-]+):"
)


def header(message: Message, name: str) -> str | None:
    """A header's value, decoded and in one line; None where it is not there or blank."""
    value = message.get(name)
    if value is None:
        return None
    parts = []
    try:
        decoded = decode_header(str(value))
    except (HeaderParseError, ValueError):
        decoded = [(str(value), None)]
    for data, charset in decoded:
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogateescape")
        parts.append(_decode(data, charset))
    text = " ".join("".join(parts).split())
    return text or None


def _decode(data: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        if name:
            try:
                return data.decode(name)
            except (LookupError, UnicodeDecodeError, ValueError):
                continue
    return data.decode("cp1252", "replace")


def _body(message: Message) -> tuple[bytes, str, str | None] | None:
    """The part that is read: (bytes, media type, charset)."""
    found: dict[str, tuple[bytes, str, str | None]] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if kind not in ("text/html", "text/plain") or kind in found:
            continue
        if str(part.get("Content-Disposition") or "").strip().lower().startswith("attachment"):
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and data.strip():
            charset = part.get_param("charset")
            name = charset.strip() or None if isinstance(charset, str) else None
            found[kind] = data, kind, name
    return found.get("text/html") or found.get("text/plain")


def document(
    data: bytes, source: Source, position: int, format_name: str, payload: bytes | None = None
) -> Record:
    """The record of one message."""
    try:
        message = email.message_from_bytes(data)
        body = _body(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        # the parser is lenient; what it does choke on is no message
        return source.failure("R015", position, payload or data, error=str(error))
    if body is None:
        return source.failure("R003", position, payload or data, fields="text/html, text/plain")
    content, content_type, charset = body
    senders = getaddresses([header(message, "From") or ""])
    names = tuple(name for name, _ in senders if name)
    list_id = header(message, "List-Id")
    publisher = " ".join(_ADDRESS.sub(" ", list_id or "").split()).strip(" \"'") or None
    if not publisher and senders and "@" in senders[0][1]:
        publisher = senders[0][1].rpartition("@")[2]
    url = header(message, "Archived-At")
    keywords = header(message, "Keywords")
    published = header(message, "Date")
    return RawDocument(
        source.uri,
        position,
        format_name,
        content=content,
        content_type=content_type,
        charset=charset,
        title=header(message, "Subject"),
        url=url.strip("<>") if url else None,
        publisher=publisher or None,
        authors=names,
        published=published,
        published_field="Date" if published else None,
        language=header(message, "Content-Language"),
        keywords=tuple(word.strip() for word in (keywords or "").split(",") if word.strip()),
        external_id=(header(message, "Message-ID") or "").strip("<>") or None,
    )


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    data = source.whole(options)
    if not isinstance(data, bytes):
        yield data
    elif not _HEADER.match(data.lstrip()):
        if data.strip():
            yield source.failure("R015", 0, data, error="no e-mail headers")
    else:
        yield document(data.lstrip(), source, 0, "eml")


def sniff(head: bytes, name: str) -> int:
    start = head.lstrip()
    if not _HEADER.match(start):
        return NO
    heading = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    known = {match.lower() for match in _KNOWN.findall(heading)}
    if name.endswith((".eml", ".email", ".msg.txt")):
        return SURE
    return LIKELY if len(known) >= 3 and b"subject" in known else NO


FORMAT = Format("eml", read, sniff)
