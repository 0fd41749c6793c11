"""NITF documents (News Industry Text Format, IPTC, versions 2.5 to 3.6) → one record a file.

Specification: https://iptc.org/standards/nitf/. NITF inside of NewsML is read by the same function.
The body goes on as HTML made of ``body.content``; captions and datelines have fields of their own.
Rejects: R003 no body, R005 damage, R007 too large, R015 not XML even after mending.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.records import RawDocument
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source
from transforms.read.xml_safe import (
    XML_LANG,
    child,
    decode_xml,
    find,
    find_all,
    inner_html,
    local,
    parse,
    root_of,
    text_of,
)

#: NITF's own elements in HTML; "" keeps the content alone.
HTML_NAMES = {
    "block": "div",
    "hl2": "h2",
    "body.content": "div",
    "bq": "blockquote",
    "nitf-table": "div",
    "fn": "div",
    "note": "div",
    "datasource": "",
    "copyrite": "",
    "num": "",
    "person": "",
    "org": "",
    "location": "",
    "event": "",
    "function": "",
    "money": "",
    "chron": "",
    "object.title": "",
    "virtloc": "",
    "postaddr": "",
    "city": "",
    "state": "",
    "region": "",
    "country": "",
    "sublocation": "",
    "name.given": "",
    "name.family": "",
    "lang": "span",
    "pronounce": "",
    "classifier": "",
    "alt-code": "",
}

#: Not part of the running text.
SKIPPED = ("media", "media-caption", "media-producer", "byline", "dateline", "table-metadata")


def fields_of(root: etree._Element) -> dict[str, Any]:
    """What an ``nitf`` element says, as fields of `RawDocument`; no ``html`` without a body."""
    fields: dict[str, Any] = {}
    head = child(root, "head")
    body_head = find(root, "body.head")
    fields["title"] = (
        text_of(find(body_head, "hl1") if body_head is not None else None)
        or text_of(find(body_head, "hedline") if body_head is not None else None, skip=("hl2",))
        or (text_of(child(head, "title")) if head is not None else None)
    )
    if body_head is not None:
        hedline = find(body_head, "hedline")
        fields["subtitle"] = text_of(find(hedline, "hl2")) if hedline is not None else None
        fields["subtitle"] = fields["subtitle"] or text_of(find(body_head, "abstract"))
        fields["dateline"] = text_of(find(body_head, "dateline"))
        fields["publisher"] = text_of(find(body_head, "distributor"))
        fields["authors"] = _authors(find_all(body_head, "byline"))
    content = find(root, "body.content")
    if not fields.get("authors") and content is not None:
        fields["authors"] = _authors(find_all(content, "byline"))
    if not fields.get("dateline") and content is not None:
        fields["dateline"] = text_of(find(content, "dateline"))
    fields["captions"] = tuple(
        text for each in find_all(root, "media-caption") if (text := text_of(each))
    )
    fields["language"] = root.get(XML_LANG) or (
        content.get(XML_LANG) if content is not None else None
    )
    _docdata(root, head, fields)
    if content is not None:
        html = inner_html(content, HTML_NAMES, SKIPPED)
        if text_of(content, SKIPPED):
            fields["html"] = html
    return {key: value for key, value in fields.items() if value}


def _authors(bylines: list[etree._Element]) -> tuple[str, ...]:
    found: list[str] = []
    for byline in bylines:
        people = [
            text_of(person, skip=("function", "alt-code")) for person in find_all(byline, "person")
        ]
        for text in people or [text_of(byline, skip=("byttl", "location", "virtloc"))]:
            if text and text.strip(" ,") and text not in found:
                found.append(text.strip(" ,"))
    return tuple(found)


def _docdata(root: etree._Element, head: etree._Element | None, fields: dict[str, Any]) -> None:
    for name, attribute in (
        ("date.issue", "norm"),
        ("pubdata", "date.publication"),
        ("date.release", "norm"),
        ("story.date", "norm"),
    ):
        value = next(
            (each.get(attribute) for each in find_all(root, name) if each.get(attribute)), None
        )
        if value and "published" not in fields:
            fields["published"], fields["published_field"] = value, name
    revision = find(root, "revision-history")
    if revision is not None and revision.get("norm"):
        fields["modified"] = revision.get("norm")
    identifier = find(root, "doc-id")
    if identifier is not None:
        fields["external_id"] = identifier.get("id-string")
    publication = find(root, "pubdata")
    if publication is not None:
        fields.setdefault("publisher", None)
        fields["publisher"] = publication.get("name") or fields["publisher"]
        fields["section"] = publication.get("position.section")
        url = publication.get("ex-ref")
        fields["url"] = url if url and url.startswith("http") else None
    keywords = [each.get("key") or text_of(each) for each in find_all(root, "keyword")]
    for each in find_all(root, "tobject.subject"):
        keywords.append(each.get("tobject.subject.matter") or each.get("tobject.subject.type"))
    fields["keywords"] = tuple(dict.fromkeys(word for word in keywords if word))
    if head is not None and not fields.get("section"):
        for meta in find_all(head, "meta"):
            if (meta.get("name") or "").lower() in ("section", "online_sections", "dsk"):
                fields["section"] = meta.get("content")
                break


def read_document(source: Source, options: ReadOptions) -> etree._Element | Record | None:
    """A whole XML file as its root element, or the `Failure` that it is, or None if empty."""
    data = source.whole(options)
    if not isinstance(data, bytes):
        return data
    if not data.strip():
        return None
    root, error = parse(decode_xml(data))
    if root is None or not local(root):
        return source.failure("R015", 0, data, error=error or "no element")
    if error is not None and not data.rstrip().endswith(b">"):
        return source.damaged_text(f"the document is cut off: {error}", data)
    return root


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    root = read_document(source, options)
    if root is None:
        return
    if not isinstance(root, etree._Element):
        yield root
        return
    fields = fields_of(root)
    if "html" not in fields:
        yield source.failure("R003", 0, etree.tostring(root), fields="body.content")
        return
    yield RawDocument(source.uri, 0, "nitf", **fields)


def sniff(head: bytes, name: str) -> int:
    return SURE if root_of(head)[0].lower() == "nitf" else NO


FORMAT = Format("nitf", read, sniff)
