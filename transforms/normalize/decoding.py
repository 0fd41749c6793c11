"""Bytes with a claimed charset → str, with the encoding found where the claim is wrong.

Order: byte order mark; UTF-8 where the bytes are valid UTF-8 (nothing else looks like it by
accident); the claims of the container and of the page's own head; charset-normalizer's guess;
Windows-1252. ISO-8859-1 is read as Windows-1252, as the WHATWG encoding standard asks.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I
)
_XML_CHARSET = re.compile(
    rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.I
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}
#: Share of replaced or control characters above which bytes are held to be no text at all.
MAX_BROKEN = 0.02


class NotTextError(ValueError):
    """The bytes are no text in any encoding that could be found."""


def decode(content: bytes, charset: str | None = None) -> str:
    """Decode ``content``; ``charset`` is the container's claim, which is not trusted.

    Raises:
        NotTextError: too many bytes have no meaning as text.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _checked(content[len(mark) :].decode(name, "replace"))
    try:
        return _checked(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        almost = error
    for name in _claims(content, charset):
        try:
            return _checked(content.decode(name))
        except (UnicodeDecodeError, NotTextError):
            continue
    text = content.decode("utf-8", "replace")
    # a few bad bytes in a long UTF-8 page: a cut multi-byte character, a pasted Latin-1 snippet
    if almost.start > 0 and text.count("\ufffd") <= max(3, len(text) // 1000):
        return _checked(text)
    best = from_bytes(content[:200_000]).best()
    if best is not None:
        try:
            return _checked(content.decode(best.encoding, "replace"))
        except (LookupError, NotTextError):
            pass
    return _checked(content.decode("cp1252", "replace"))


def _claims(content: bytes, charset: str | None) -> list[str]:
    head = content[:4096]
    found = [charset] if charset else []
    for pattern in (_XML_CHARSET, _META_CHARSET):
        match = pattern.search(head)
        if match:
            found.append(match.group(1).decode("ascii"))
    names = []
    for claim in found:
        try:
            name = codecs.lookup(claim.strip().strip("\"'")).name
        except LookupError:
            continue
        if name != "utf-8":
            names.append(_AS_WINDOWS.get(name, name))
    return names


def _checked(text: str) -> str:
    sample = text[:100_000]
    data = sample.encode("utf-8", "replace")
    broken = sample.count("\ufffd") + len(data) - len(data.translate(None, _CONTROLS))
    if broken > MAX_BROKEN * len(sample):
        raise NotTextError(f"{broken} of {len(sample)} characters are no text")
    return text


_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1b")
