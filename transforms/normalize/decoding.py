"""Bytes with a claimed charset → str, with the encoding found where the claim is wrong.

Order: byte order mark; UTF-8 where the bytes are valid UTF-8 (nothing else looks like it by
accident); the claims of the container and of the page's own head; UTF-8 with some Windows-1252 in
it; charset-normalizer's guess where there is enough to guess from; Windows-1252. ISO-8859-1 is
read as Windows-1252, as the WHATWG encoding standard asks.
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
_ESCAPED = re.compile("[\udc80-\udcff]")
#: Fewer bytes beyond ASCII than this, in number or in share, are read as Windows-1252 unguessed:
#: French has about 4 in 100 letters beyond ASCII, Czech 15, Russian nearly all.
MIN_GUESSED_BYTES = 12
MIN_GUESSED_SHARE = 0.05
#: Share of replaced or control characters above which bytes are held to be no text at all.
MAX_BROKEN = 0.02


#: Text in Latin letters has fewer beyond ASCII than this share.
_LATIN_SHARE = 0.12


#: No byte of "<" or ">" is part of a character in the encodings that a page may be in.
_MARKUP = re.compile(
    rb"(?i)<(?:script|style)\b[^<]*+(?:<(?!/(?:script|style))[^<]*+)*+|<[^<>]{0,2000}>"
)
_FOREIGN_WORD = re.compile(rb"[\x80-\xff]{4,}")
_BEYOND_ASCII = bytes(range(0x80, 0x100))


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
    except UnicodeDecodeError:
        pass
    for name in _claims(content, charset):
        try:
            return _checked(content.decode(name))
        except (UnicodeDecodeError, NotTextError):
            continue
    text = _utf8_with_windows_bytes(content)
    if text is not None:
        return _checked(text)
    guessed = _guess(content[:200_000])
    if guessed is not None:
        try:
            return _checked(content.decode(guessed, "replace"))
        except (LookupError, NotTextError):
            pass
    return _checked(content.decode("cp1252", "replace"))


def _guess(content: bytes) -> str | None:
    """The encoding that charset-normalizer finds, or None where there is too little to guess from.

    Too few bytes beyond ASCII tell nothing ("crêperie" would become "cręperie"), unless they stand
    in a row: then whole words are in another script. Markup, which is ASCII, does not count.
    """
    text = _MARKUP.sub(b" ", content)
    high = len(text) - len(text.translate(None, _BEYOND_ASCII))
    in_words = sum(len(word) for word in _FOREIGN_WORD.findall(text))
    if high < MIN_GUESSED_BYTES or (high < MIN_GUESSED_SHARE * len(text) and 2 * in_words < high):
        return None
    best = from_bytes(text).best()
    return None if best is None else best.encoding


def _utf8_with_windows_bytes(content: bytes) -> str | None:
    """UTF-8 with a few bytes of Windows-1252 in it (a pasted snippet), those read as such.

    None where the bytes that are no UTF-8 outnumber the characters that only UTF-8 explains: twice,
    where few letters are beyond ASCII, since in such text no other encoding looks like UTF-8.
    """
    text = content.decode("utf-8", "surrogateescape")
    bad = sum("\udc80" <= c <= "\udcff" for c in text)
    good = sum(c >= "\x80" for c in text) - bad
    is_latin = bad + good <= _LATIN_SHARE * len(text)
    if bad >= (2 * good if is_latin else good):
        return None
    return _ESCAPED.sub(
        lambda m: bytes([ord(m.group()) - 0xDC00]).decode("cp1252", "replace"), text
    )


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
