"""NewsML 1.0 to 1.2 → one record a NewsItem.

Specification: https://iptc.org/standards/newsml-1/. An item may hold its article several times and
much beside it (style sheets, logos, contacts): the longest body in NITF, XHTML or text is taken.
Rejects as for NewsML-G2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.records import RawDocument
from transforms.read import nitf
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source
from transforms.read.xml_items import Items
from transforms.read.xml_safe import (
    child,
    declared_encoding,
    decode_xml,
    find,
    find_all,
    inner_html,
    local,
    parse,
    root_of,
    text_of,
)


def _formal_name(element: etree._Element | None) -> str | None:
    return element.get("FormalName") if element is not None else None


def _bodies(item: etree._Element) -> Iterator[tuple[int, dict[str, Any], etree._Element]]:
    """(length of the text, fields, ContentItem) of each body in an item."""
    for content in find_all(item, "ContentItem"):
        kind = (_formal_name(child(content, "MimeType")) or "").lower()
        data = child(content, "DataContent")
        if data is None or kind.startswith(("image/", "audio/", "video/")) or "css" in kind:
            continue
        inner = next((each for each in data if local(each)), None)
        if inner is None:
            text = "".join(data.itertext()).strip()
            if text:
                yield len(text), {"html" if "html" in kind else "text": text}, content
        elif local(inner) == "nitf":
            fields = nitf.fields_of(inner)
            yield len(fields.get("html", "")), fields, content
        else:
            body = find(inner, "body")
            whole = body if body is not None else data
            yield len(text_of(whole) or ""), {"html": inner_html(whole)}, content


def _document(item: etree._Element, source: Source, position: int, payload: bytes) -> Record:
    status = (_formal_name(find(item, "Status")) or "").lower()
    if status in ("canceled", "cancelled", "withheld"):
        return RawDocument(
            source.uri,
            position,
            "newsml_1",
            text="",
            title=text_of(find(item, "HeadLine")),
            external_id=text_of(find(item, "PublicIdentifier")),
            modified=text_of(find(item, "ThisRevisionCreated")),
            withdrawn=status,
        )
    bodies = [each for each in _bodies(item) if each[0]]
    if not bodies:
        return source.failure("R003", position, payload, fields="DataContent")
    _, body, content = max(bodies, key=lambda each: each[0])
    # what is said nearest to the body holds for it
    above = [each for each in content.iterancestors() if local(each) == "NewsComponent"]
    near: dict[str, str | None] = {}
    for component in above:
        lines = child(component, "NewsLines")
        meta = child(component, "DescriptiveMetadata")
        admin = child(component, "AdministrativeMetadata")
        for key, holder, name in (
            ("title", lines, "HeadLine"),
            ("subtitle", lines, "SubHeadLine"),
            ("byline", lines, "ByLine"),
            ("dateline", lines, "DateLine"),
        ):
            near[key] = near.get(key) or text_of(child(holder, name))
        near["language"] = near.get("language") or _formal_name(child(meta, "Language"))
        party = find(admin, "Party") if admin is not None else None
        near["source"] = near.get("source") or _formal_name(party)
    created = find(item, "FirstCreated")
    envelope_date = find(item, "ThisRevisionCreated")
    keywords = [text for each in find_all(item, "KeywordLine") if (text := text_of(each))]
    fields: dict[str, Any] = {
        **body,
        "title": near.get("title") or text_of(find(item, "HeadLine")) or body.get("title"),
        "subtitle": near.get("subtitle") or body.get("subtitle"),
        "dateline": near.get("dateline") or body.get("dateline"),
        "language": near.get("language") or body.get("language"),
        "publisher": near.get("source") or body.get("publisher"),
        "published": text_of(created) or text_of(find(item, "DateId")),
        "published_field": "FirstCreated" if created is not None else "DateId",
        "modified": text_of(envelope_date),
        "keywords": tuple(keywords) or body.get("keywords"),
        "external_id": text_of(find(item, "PublicIdentifier")),
    }
    if near.get("byline"):
        fields["authors"] = (near["byline"],)
    if not fields["published"]:
        fields["published_field"] = None
    return RawDocument(
        source.uri, position, "newsml_1", **{key: value for key, value in fields.items() if value}
    )


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    items = Items(source.stream, ("NewsItem",), options.max_record_bytes)
    for position, data, oversize, error in items:
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
            continue
        root, problem = parse(decode_xml(data, declared_encoding(items.prolog[:1024])))
        if root is None:
            yield source.failure("R015", position, data, error=problem)
        else:
            yield _document(root, source, position, data)


def sniff(head: bytes, name: str) -> int:
    return SURE if root_of(head)[0] == "NewsML" else NO


FORMAT = Format("newsml_1", read, sniff, utf8=True)
