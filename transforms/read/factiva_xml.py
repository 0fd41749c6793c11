"""Factiva's XML (``PPSResponse``) → one record an ``<article>``.

``headline``, ``leadParagraph`` and ``tailParagraphs`` hold paragraphs, ``publicationDate`` a date
or a date and time, ``accessionNo`` the number that names an article. Rejects: R003 an article
without text, R005, R007, R015.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.records import RawDocument
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source
from transforms.read.xml_items import Items
from transforms.read.xml_safe import (
    child,
    declared_encoding,
    decode_xml,
    find_all,
    parse,
    root_of,
    text_of,
)

_ROOTS = (
    "PPSResponse",
    "ppsArticleResponse",
    "ppsarticleResponse",
    "ppsarticleResultSet",
    "ppsarticle",
)


def _paragraphs(article: etree._Element, *names: str) -> list[str]:
    found = []
    for name in names:
        holder = child(article, name)
        if holder is not None:
            inner = find_all(holder, "paragraph") or [holder]
            found += [text for each in inner if (text := text_of(each))]
    return found


def _names(article: etree._Element, *names: str) -> tuple[str, ...]:
    """What ``<name>`` says in every child of these names."""
    found = [
        text_of(child(each, "name")) for n in names for each in article.iterchildren(f"{{*}}{n}")
    ]
    return tuple(dict.fromkeys(filter(None, found)))


def _record(article: etree._Element, source: Source, position: int, payload: bytes) -> Record:
    body = _paragraphs(article, "leadParagraph", "tailParagraphs")
    if not body:
        return source.failure("R003", position, payload, fields="leadParagraph, tailParagraphs")
    day = child(article, "publicationDate")
    published = text_of(child(day, "dateTime")) or text_of(child(day, "date")) or text_of(day)
    fields: dict[str, Any] = {
        "title": " ".join(_paragraphs(article, "headline")),
        "authors": tuple(filter(None, [text_of(child(article, "byline"))])),
        "published": published,
        "published_field": "publicationDate" if published else None,
        "publisher": text_of(child(article, "sourceName")),
        "section": text_of(child(article, "sectionName")),
        "language": (text_of(child(article, "baseLanguage")) or "").lower(),
        "dateline": text_of(child(article, "dateline")),
        "captions": tuple(_paragraphs(article, "artWork")),
        "keywords": _names(article, "newsSubject", "region"),
        "external_id": text_of(child(article, "accessionNo")),
        "html": "".join(f"<p>{html.escape(text)}</p>" for text in body),
    }
    return RawDocument(
        source.uri, position, "factiva_xml", **{k: v for k, v in fields.items() if v}
    )


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    items = Items(source.stream, ("article",), options.max_record_bytes)
    encoding: str | None = None
    for position, data, oversize, error in items:
        encoding = encoding or declared_encoding(items.prolog[:1024])
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
        else:
            root, problem = parse(decode_xml(data, encoding))
            if root is None:
                yield source.failure("R015", position, data, error=problem)
            else:
                yield _record(root, source, position, data)


def sniff(head: bytes, name: str) -> int:
    root, _ = root_of(head)
    return SURE if root in _ROOTS or (root == "article" and b"<accessionNo" in head) else NO


FORMAT = Format("factiva_xml", read, sniff, utf8=True)
