"""Reuters-21578 SGML files → one record a ``<REUTERS>`` element.

Format: the collection's own README (David D. Lewis, 1997). The text is SGML with character
references; the ``Reuter`` sign-off and control characters stay for `normalize`. Rejects: R003 (a
story without a body), R005, R007.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from schemas.records import RawDocument
from transforms.read.options import ReadOptions
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source
from transforms.read.xml_items import Items

_TAGS = {
    name: re.compile(rf"<{name}\b[^>]*>(.*?)</{name}>", re.S)
    for name in ("DATE", "TITLE", "DATELINE", "AUTHOR", "BODY", "TEXT", "TOPICS", "PLACES")
}
_D = re.compile(r"<D>(.*?)</D>", re.S)
_NEWID = re.compile(r"<REUTERS\b[^>]*?\bNEWID=\"(\d+)\"")
_TYPE = re.compile(r"<TEXT\b[^>]*?\bTYPE=\"UNPROC\"")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _inside(name: str, text: str) -> str | None:
    match = _TAGS[name].search(text)
    if match is None:
        return None
    # &#3; and the like are typesetters' marks: html.unescape drops them
    value = _CONTROL.sub("", html.unescape(match.group(1)))
    return value if value.strip() else None


def _line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def _document(data: bytes, source: Source, position: int) -> Record:
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    body = _inside("BODY", text)
    if body is None and _TYPE.search(text):
        body = _inside("TEXT", text)  # unprocessed stories have no parts
    if body is None:
        return source.failure("R003", position, data, fields="BODY")
    identifier = _NEWID.search(text)
    keywords = [
        word
        for name in ("TOPICS", "PLACES")
        if (match := _TAGS[name].search(text))
        for word in _D.findall(match.group(1))
    ]
    author = _line(_inside("AUTHOR", text))
    date = _line(_inside("DATE", text))
    return RawDocument(
        source.uri,
        position,
        "reuters_sgml",
        text=body,
        title=_line(_inside("TITLE", text)),
        publisher="Reuters",
        authors=(author,) if author else (),
        published=date,
        published_field="DATE" if date else None,
        keywords=tuple(keywords),
        dateline=_line(_inside("DATELINE", text)),
        external_id=identifier.group(1) if identifier else None,
    )


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    for position, data, oversize, error in Items(
        source.stream, ("REUTERS",), options.max_record_bytes
    ):
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
        else:
            yield _document(data, source, position)


def sniff(head: bytes, name: str) -> int:
    start = head[:200].lstrip().lower()
    if start.startswith((b"<!doctype lewis", b"<reuters ")):
        return SURE
    return LIKELY if name.endswith((".sgm", ".sgml")) and b"<REUTERS" in head else NO


FORMAT = Format("reuters_sgml", read, sniff, utf8=True)
