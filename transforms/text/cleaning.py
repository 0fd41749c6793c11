"""Decoded text → clean text: NFC, plain spaces, no invisible characters, mojibake repaired."""

from __future__ import annotations

import html
import re
import unicodedata

import ftfy
from charset_normalizer import from_bytes
from ftfy.badness import is_bad

# Typographic ligatures only; NFKC would also turn "½" into "1/2" and "²" into "2".
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
# Soft hyphen, zero-width space, word joiner, byte order mark, bidirectional controls. Zero-width
# (non-)joiners stay: they spell words in Persian and Hindi.
_INVISIBLE = [0x00AD, 0x200B, 0x2060, 0xFEFF, 0x200E, 0x200F, 0xFFFC]
_INVISIBLE += [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROLS = [c for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r\x0b\x0c\x85"]
_TRANSLATION: dict[int, str | None] = {
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(_CONTROLS),
    **{ord(c): "\n" for c in "\x0b\x0c\x85\u2028"},
    0x2029: "\n\n",
    **_LIGATURES,
}
_NEEDS_TRANSLATION = re.compile("[" + "".join(re.escape(chr(c)) for c in _TRANSLATION) + "]")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_SPACES = re.compile(r"[^\S\n]+")
_WHITESPACE = re.compile(r"\s+")
#: What any of the repairs might be about: all but ASCII without "&", and the typographic signs and
#: spaces of English, which without other letters are no mojibake.
_ODD = re.compile("[^\t\n\r -%'-~\xa0‘’“”–—…•]")
#: Four letters of the upper half of Windows-1252 in a row (its signs for times and divided by are
#: letters elsewhere), and how many such letters a text needs at least.
_SHIFTED_WORD = re.compile("[À-ÿ¨¸]{4,}")
_MIN_SHIFTED = 8
_SURROGATES = re.compile("[\ud800-\udfff]")


def repair(text: str) -> str:
    """Undo double encoding, leftover entities, invisible characters; compose to NFC.

    White space is left alone. Mojibake is repaired by ftfy where its heuristic finds any.

    >>> repair("The o\\ufb03ce&nbsp;said it\\u00e2\\u20ac\\u2122s co\\u00adop")
    'The office\\xa0said it’s coop'
    """
    if _ENTITY.search(text):
        text = html.unescape(text)
    if not text.isascii():
        if _SURROGATES.search(text):
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if _SHIFTED_WORD.search(text):
            text = _unshifted(text)
        if is_bad(text):
            text = ftfy.fix_encoding(text)
    if _NEEDS_TRANSLATION.search(text):
        text = text.translate(_TRANSLATION)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _unshifted(text: str) -> str:
    """Cyrillic or Greek of one byte a letter that was read as Windows-1252; other text as it is.

    No language in Latin letters writes most of its words in letters of the upper half alone.
    """
    letters = sum(c.isalpha() or c in "×÷" for c in text)
    shifted = sum(map(len, _SHIFTED_WORD.findall(text)))
    if shifted < _MIN_SHIFTED or 3 * shifted < 2 * letters:
        return text
    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError:
        return text
    best = from_bytes(data, cp_isolation=["cp1251", "koi8_r", "cp1253"]).best()
    return text if best is None else data.decode(best.encoding, "replace")


def clean_inline(text: str | None) -> str:
    """One line: repaired, white space collapsed; ``""`` for None.

    >>> clean_inline("  Two\\n lines ")
    'Two lines'
    """
    if not text:
        return ""
    if not _ODD.search(text):
        return " ".join(text.split())
    return _WHITESPACE.sub(" ", repair(text)).strip()


def clean_or_none(text: str | None) -> str | None:
    """`clean_inline`, with None for nothing."""
    return clean_inline(text) or None


def count_words(text: str) -> int:
    """Words separated by white space."""
    return len(text.split())


#: A character as programs escape it ("\u201c"), where a text holds the escape itself.
WRITTEN_CHARACTER = re.compile(r"\\u([0-9a-fA-F]{4})")


def without_escapes(text: str) -> str:
    """``text`` with the characters that its escapes stand for."""
    return WRITTEN_CHARACTER.sub(lambda match: chr(int(match[1], 16)), text)
