"""NewsML-G2 → one record a news item, in files, packages and news messages.

Specification: https://iptc.org/standards/newsml-g2/. A body may be inline NITF, (X)HTML, other XML
or text. Items that carry no article (pictures and videos, packages of references, concepts,
knowledge, planning and catalogue items) are R013; a text item without text is R003. Further
rejects: R005, R007, R015 (not XML even after mending).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.records import RawDocument
from transforms.read import nitf
from transforms.read.options import ReadOptions
from transforms.read.source import LIKELY, NO, SURE, Format, Record, Source
from transforms.read.xml_items import Items
from transforms.read.xml_safe import (
    XML_LANG,
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

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
ITEMS = (
    "newsItem",
    "packageItem",
    "conceptItem",
    "knowledgeItem",
    "planningItem",
    "catalogItem",
)
#: Parts of items that people send, or show, by themselves.
_FRAGMENTS = (
    "contentSet",
    "contentMeta",
    "itemMeta",
    "groupSet",
    "itemSet",
    "catalogRef",
    "rightsInfo",
    "inlineXML",
    "hopHistory",
    "conceptSet",
)


def _names(element: etree._Element | None, name: str) -> list[str]:
    """What ``<name>`` children of a G2 property say, else their ``literal``."""
    if element is None:
        return []
    found = []
    for each in element:
        if local(each) == name and (text := _name(each)):
            found.append(text)
    return list(dict.fromkeys(found))


def _name(concept: etree._Element) -> str | None:
    """What a property is called: a name that is no abbreviation, else its ``literal``."""
    names = [each for each in concept if local(each) == "name" and text_of(each)]
    full = [each for each in names if not (each.get("role") or "").endswith(":mnemonic")]
    if names:
        return text_of((full or names)[0])
    return concept.get("literal") or (text_of(concept) if len(concept) == 0 else None)


def _section(item_meta: etree._Element | None, content_meta: etree._Element | None) -> str | None:
    """The desk's name: a subject that is called a category, else the service's full name.

    Agencies also write the codes of their wires as services ("bdt"): these are no section.
    """
    for each in content_meta if content_meta is not None else ():
        kind = (each.get("type") or "").rpartition(":")[2].lower()
        if local(each) == "subject" and kind in ("category", "section", "desk"):
            return _name(each)
    for each in item_meta if item_meta is not None else ():
        name = _name(each) if local(each) == "service" else None
        code = (each.get("qcode") or "").rpartition(":")[2]
        if name and name.lower() != code.lower() and not _CODE.fullmatch(name):
            return name
    return None


def _keywords(content_meta: etree._Element | None) -> list[str]:
    """Names of subjects, then keywords; without points on a map and their street addresses."""
    found = []
    for wanted in ("subject", "keyword"):
        for each in content_meta if content_meta is not None else ():
            if local(each) != wanted or (each.get("type") or "").endswith(":poi"):
                continue
            name = _name(each)
            if name and not _STREET.search(name):
                found.append(name)
    return list(dict.fromkeys(found))


#: A service's code: small letters and figures without a space.
_CODE = re.compile(r"[a-z0-9_-]{1,8}")
#: A house number behind a street, or a postal code and a town behind a comma.
_STREET = re.compile(
    r"(?i:stra(?:ß|ss)e|str\.|platz|allee|gasse|\bweg|damm|ufer|\bstreet|\broad|\bavenue),?\s\d{1,4}\b"
    r"|,\s(?:[A-Z]{1,2}-)?\d{4,5}\s[^\W\d_]"
)


def _text(element: etree._Element | None, *names: str) -> str | None:
    for name in names:
        text = text_of(child(element, name))
        if text:
            return text
    return None


def _fields(item: etree._Element) -> dict[str, Any]:
    """The metadata of an item."""
    item_meta, content_meta = child(item, "itemMeta"), child(item, "contentMeta")
    provider = _names(item_meta, "provider") or _names(content_meta, "infoSource")
    if not provider and item_meta is not None:
        uri = next((each.get("uri") for each in item_meta if local(each) == "provider"), None)
        provider = [uri] if uri else []
    published = published_field = None
    for holder, name in (
        (content_meta, "contentCreated"),
        (item_meta, "firstCreated"),
        (item_meta, "versionCreated"),
    ):
        published = published or _text(holder, name)
        if published and published_field is None:
            published_field = name
    language = child(content_meta, "language")
    captions = [
        text
        for each in (content_meta if content_meta is not None else ())
        if local(each) == "description" and "caption" in (each.get("role") or "")
        if (text := text_of(each))
    ]
    link = None
    if item_meta is not None:
        for each in item_meta:
            href = each.get("href") or ""
            if (
                local(each) == "link"
                and href.startswith("http")
                and "html" in (each.get("contenttype") or each.get("rel") or "")
            ):
                link = href
    return {
        "title": _text(content_meta, "headline") or _text(item_meta, "title"),
        "subtitle": None if captions else _text(content_meta, "description"),
        "url": link,
        "publisher": provider[0] if provider else None,
        "authors": (_text(content_meta, "by") and (_text(content_meta, "by"),))
        or tuple(_names(content_meta, "creator")),
        "published": published,
        "published_field": published_field,
        "modified": _text(content_meta, "contentModified") or _text(item_meta, "versionCreated"),
        "language": language.get("tag") if language is not None else item.get(XML_LANG),
        "section": _section(item_meta, content_meta),
        "keywords": tuple(_keywords(content_meta)),
        "captions": tuple(captions),
        "dateline": _text(content_meta, "dateline"),
        "external_id": item.get("guid"),
    }


def _body(item: etree._Element) -> dict[str, Any] | None:
    """The body of an item: fields to set (``html`` or ``text``, and what NITF adds), or None."""
    best: dict[str, Any] | None = None
    for each in item.iter("{*}inlineXML", "{*}inlineData"):
        if local(each) == "inlineData":
            if (each.get("encoding") or "").strip():
                continue  # encoded binary data
            text = "".join(each.itertext())
            kind = (each.get("contenttype") or "").lower()
            fields: dict[str, Any] = {}
            if text.strip() and (not kind or kind.startswith("text/")):
                fields = {"html" if "html" in kind else "text": text}
        else:
            fields = _inline_xml(each)
        size = len(fields.get("html") or fields.get("text") or "")
        if size and (best is None or size > len(best.get("html") or best.get("text") or "")):
            best = fields
    return best


def _inline_xml(element: etree._Element) -> dict[str, Any]:
    inner = next((each for each in element if local(each)), None)
    if inner is None:
        text = text_of(element)
        return {"text": text} if text else {}
    if local(inner) == "nitf":
        return nitf.fields_of(inner)
    kind = (element.get("contenttype") or "").lower()
    if local(inner).lower() in ("html", "body", "div", "p", "article", "section") or "html" in kind:
        body = find(inner, "body")
        whole = body if body is not None else (inner if local(inner) == "html" else element)
        text = text_of(whole)
        return {"html": inner_html(whole)} if text else {}
    paragraphs = find_all(inner, "p")  # SportsML and other XML: what it says in paragraphs
    texts = [text for each in paragraphs if (text := text_of(each))]
    return {"html": "".join(f"<p>{html.escape(text)}</p>" for text in texts)} if texts else {}


def item_record(item: etree._Element, source: Source, position: int, payload: bytes) -> Record:
    """The record of one item."""
    kind = local(item)
    if kind in ITEMS[1:]:
        return source.failure("R013", position, payload, found=f"a NewsML-G2 {kind}")
    item_class = child(child(item, "itemMeta"), "itemClass")
    class_name = (item_class.get("qcode") or "") if item_class is not None else ""
    class_name = class_name.rpartition(":")[2]
    status = child(child(item, "itemMeta"), "pubStatus")
    status_name = ((status.get("qcode") or "") if status is not None else "").rpartition(":")[2]
    if status_name in ("canceled", "cancelled", "withheld"):
        own = {key: value for key, value in _fields(item).items() if value}
        fields = {"text": "", "withdrawn": status_name, **own}
        return RawDocument(source.uri, position, "newsml_g2", **fields)
    body = _body(item)
    if body is None or not ("html" in body or "text" in body):
        if kind != "newsItem":
            found = f"a fragment of NewsML-G2 ({kind}) without text"
            return source.failure("R013", position, payload, found=found)
        if class_name and class_name != "text":
            found = f"a NewsML-G2 {class_name} item without text"
            return source.failure("R013", position, payload, found=found)
        return source.failure("R003", position, payload, fields="contentSet")
    own = {key: value for key, value in _fields(item).items() if value}
    fields = {**body, **own}
    if body.get("authors"):  # a byline is nearer to the article than a list of creators
        fields["authors"] = body["authors"]
    return RawDocument(source.uri, position, "newsml_g2", **fields)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    items = Items(source.stream, ITEMS, options.max_record_bytes)
    encoding: str | None = None
    count = 0
    for position, data, oversize, error in items:
        count += 1
        if count == 1:
            encoding = declared_encoding(items.prolog[:1024])
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
            continue
        root, problem = parse(decode_xml(data, encoding))
        if root is None:
            yield source.failure("R015", position, data, error=problem)
            continue
        yield item_record(root, source, position, data)
    if not count and items.prolog.strip():  # no item: a part of one
        root, problem = parse(decode_xml(items.prolog))
        if root is None or not local(root):
            yield source.failure("R015", 0, items.prolog, error=problem)
        elif local(root) != "newsMessage":
            yield item_record(root, source, 0, items.prolog)


def sniff(head: bytes, name: str) -> int:
    root, rest = root_of(head)
    if root in ITEMS or root == "newsMessage":
        return SURE
    if root in _FRAGMENTS:
        return SURE if NAMESPACE in rest else LIKELY
    return NO


FORMAT = Format("newsml_g2", read, sniff, utf8=True)
