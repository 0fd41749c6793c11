"""A captured HTTP response → its page: status, media type, charset, decoded body.

What a crawler stored is taken as it is found: a body that says it is chunked or compressed but is
not, is left alone (https://iipc.github.io/warc-specifications/ describes both habits).
"""

from __future__ import annotations

import importlib
import re
from functools import lru_cache

import zstandard

from transforms.read.streams import ZLIB_ERRORS, fast_zlib

_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\s;\"',]+)", re.I)


class Headers:
    """The header lines of a WARC record or an HTTP message, each found when it is asked for.

    As `parse_headers` on all but the first line, which reads every line and takes ten times as
    long: it is called where lines are folded or names end in blanks.
    """

    __slots__ = ("_all", "_data", "_lower")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lower = data.lower()
        self._all: dict[str, str] | None = None
        if b"\t" in data or b"\n " in data or b" :" in data:
            self._all = parse_headers(data.partition(b"\n")[2])

    def take(self, keys: tuple[bytes, ...]) -> list[bytes]:
        """The value of the last header of each name, b"" for none; a key is ``\\nname:``."""
        if self._all is not None:
            return [self._all.get(key[1:-1].decode("ascii"), "").encode() for key in keys]
        values = []
        for key in keys:
            at = self._lower.rfind(key)
            if at < 0:
                values.append(b"")
            else:
                at += len(key)
                end = self._data.find(b"\n", at)
                values.append(self._data[at:] if end < 0 else self._data[at:end])
        return values


def text_of(value: bytes) -> str:
    """A header's value as text."""
    return value.decode("utf-8", "replace").strip()


def status_of(head: bytes) -> int | None:
    """The status in the first line of an HTTP response, None where there is none."""
    words = head[:64].split(b"\n", 1)[0].split(None, 2)
    if len(words) > 1 and words[0].upper().startswith(b"HTTP/") and words[1].isdigit():
        return int(words[1])
    return None


def parse_headers(data: bytes) -> dict[str, str]:
    """Parse ``Name: value`` lines; a folded line continues the one before it."""
    headers: dict[str, str] = {}
    name = ""
    for line in data.decode("utf-8", "replace").split("\n"):
        if line[:1] in " \t" and name and line.strip():
            headers[name] += " " + line.strip()
            continue
        key, colon, value = line.partition(":")
        if colon:
            name = key.strip().lower()
            headers[name] = value.strip()
    return headers


@lru_cache(1024)
def media_type(content_type: str | None) -> tuple[str | None, str | None]:
    """Split a Content-Type: (media type in lower case, charset), None where it is not said.

    >>> media_type('text/html; charset="ISO-8859-1"')
    ('text/html', 'ISO-8859-1')
    """
    if not content_type:
        return None, None
    kind = content_type.partition(";")[0].strip().lower() or None
    charset = _CHARSET.search(content_type)
    return kind, charset.group(1) if charset else None


def dechunk(body: bytes) -> bytes:
    """Join the chunks of a body; a body that is not chunked comes back as it is."""
    parts: list[bytes] = []
    at = 0
    while True:
        size = _CHUNK.match(body, at)
        if size is None:
            break
        length = int(size.group(1), 16)
        if not length:
            return b"".join(parts)
        end = size.end() + length
        parts.append(body[size.end() : end])
        if end >= len(body):
            return b"".join(parts)  # cut off inside the last chunk
        if body[end : end + 2] == b"\r\n":
            at = end + 2
        elif body[end : end + 1] == b"\n":
            at = end + 1
        else:
            break
    return body if not parts else b"".join(parts) + body[at:]


class EncodingError(ValueError):
    """A body whose Content-Encoding cannot be undone."""


def decode_body(body: bytes, encoding: str | None, max_bytes: int) -> bytes:
    """Undo a Content-Encoding; a body that does not look encoded comes back as it is.

    Raises:
        EncodingError: it cannot be undone, or grows beyond ``max_bytes``.
    """
    for name in reversed([part.strip().lower() for part in (encoding or "").split(",")]):
        if name in ("gzip", "x-gzip") and body.startswith(b"\x1f\x8b"):
            body = _inflate(body, 31, max_bytes)
        elif name == "deflate" and body:
            try:
                body = _inflate(body, 15, max_bytes)
            except EncodingError:
                try:
                    body = _inflate(body, -15, max_bytes)
                except EncodingError:
                    if not body.lstrip().startswith(b"<"):
                        raise
        elif name == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
            try:
                reader = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(body)
                body = _limited(reader.read(max_bytes + 1), max_bytes)
            except zstandard.ZstdError as error:
                raise EncodingError(f"zstd: {error}") from None
        elif name == "br" and body.lstrip()[:1] != b"<":
            body = _brotli(body, max_bytes)
    return body


def _limited(body: bytes, max_bytes: int) -> bytes:
    if len(body) > max_bytes:
        raise EncodingError("it grows too large when decoded")
    return body


def _inflate(body: bytes, bits: int, max_bytes: int) -> bytes:
    decoder = fast_zlib.decompressobj(bits)
    try:
        decoded = decoder.decompress(body, max_bytes + 1)
    except ZLIB_ERRORS as error:
        raise EncodingError(str(error)) from None
    decoded = _limited(decoded, max_bytes)
    if not decoded and not decoder.eof:  # what there is of a page is worth more than nothing
        raise EncodingError("the body is cut off")
    return decoded


def _brotli(body: bytes, max_bytes: int) -> bytes:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError:
        raise EncodingError("needs: pip install brotli") from None
    try:
        return _limited(bytes(brotli.decompress(body)), max_bytes)
    except brotli.error as error:
        raise EncodingError(f"brotli: {error}") from None
