"""RSS 0.9x and 2.0, RSS 1.0 (RDF) and Atom feeds → one record an item.

Specifications: https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/,
RFC 4287 (Atom 1.0), and Atom 0.3 as it was used. The body is the fullest that the item has:
``content:encoded``, an XHTML body, Atom's ``content``, else ``description`` or ``summary``. What an
item does not say itself (language, publisher) is taken from its channel. A feed without items holds
no records. Rejects: R003, R005, R007, R015 (not XML even after mending).
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree

from schemas.records import RawDocument
from transforms.read.fields import looks_like_html
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source
from transforms.read.xml_items import Items
from transforms.read.xml_safe import (
    XML_BASE,
    XML_LANG,
    declared_encoding,
    decode_xml,
    inner_html,
    local,
    namespace,
    parse,
    root_of,
    text_of,
)

#: Namespaces by the prefix that everybody uses for them; what is not here stands for itself.
NAMESPACES = {
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://example.com/newformat#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://backend.userland.com/rss091": "",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
}

BODIES = (
    "content:encoded",
    "xhtml:body",
    "body",
    "xhtml:div",
    "fullitem",
    "fulltext",
    "content",
    "atom:content",
    "description",
    "dc:description",
    "dcterms:description",
    "summary",
    "dcterms:abstract",
    "itunes:summary",
    "media:description",
)
PUBLISHED = (
    "pubdate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "dcterms:date",
    "created",
    "updated",
    "modified",
    "dcterms:modified",
    "lastbuilddate",
)
MODIFIED = ("updated", "modified", "dcterms:modified")
_XMLNS = re.compile(r"""\s(xmlns(?::[\w.-]+)?|xml:base|xml:lang)\s*=\s*("[^"]*"|'[^']*')""")
_START_TAG = re.compile(r"<(?:[\w.-]+:)?(rss|RDF|feed|channel)\b[^>]*>", re.I)
_MAIL_NAME = re.compile(r"\s*[^\s@]+@[^\s(]+\s*\((.+)\)\s*\Z")

Children = dict[str, list[etree._Element]]


def _children(element: etree._Element) -> Children:
    """Children by ``prefix:name`` in lower case."""
    found: Children = {}
    for each in element:
        name = local(each).lower()
        if name:
            space = namespace(each)
            prefix = NAMESPACES.get(space, NAMESPACES.get(space.rstrip("/"), space))
            found.setdefault(f"{prefix}:{name}" if prefix else name, []).append(each)
    return found


def _first_text(children: Children, *names: str) -> tuple[str | None, str | None]:
    """The text of the first of ``names`` that has some, and that name."""
    for name in names:
        for each in children.get(name, ()):
            text = text_of(each)
            if text:
                return text, name
    return None, None


def _plain(element: etree._Element) -> str | None:
    """A title or name: text, or what is text in its markup."""
    text = _value(element)[0]
    if text and looks_like_html(text):
        text = html.unescape(re.sub(r"<[^<>]*>", "", text))
    text = " ".join((text or "").split())
    return text or None


def _value(element: etree._Element) -> tuple[str | None, bool]:
    """An element's content: (text or markup, whether it is markup)."""
    kind = (element.get("type") or "").lower()
    mode = (element.get("mode") or "").lower()
    if any(local(each) for each in element):
        inner = inner_html(element)
        return (inner or None), True
    text = "".join(element.itertext()) if len(element) else element.text or ""
    if mode == "base64" or (mode == "" and _is_binary(kind)):
        try:
            text = base64.b64decode(text, validate=False).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None, False
    if not text.strip():
        return None, False
    markup = kind in ("html", "text/html", "xhtml", "application/xhtml+xml") or (
        kind not in ("text", "text/plain") and looks_like_html(text)
    )
    return text, markup


def _is_binary(kind: str) -> bool:
    return "/" in kind and not kind.startswith("text/") and not kind.endswith(("xml", "html"))


def _link(children: Children, base: str) -> str | None:
    """The page of an item: Atom's alternate link, RSS's link, or a permanent guid."""
    others = []
    original, _ = _first_text(children, "feedburner:origlink")
    if original:  # FeedBurner's own link only counts clicks
        return original
    for each in [*children.get("link", ()), *children.get("atom:link", ())]:
        href = each.get("href")
        if href is None:
            text = text_of(each)
            if text:
                return urljoin(base, text)
        elif (each.get("rel") or "alternate").lower() == "alternate":
            return _join(_join(base, each.get(XML_BASE) or ""), href)
        elif (each.get("rel") or "").lower() == "self":
            others.append(href)
    for each in children.get("guid", ()):
        text = text_of(each) or ""
        permanent = (each.get("isPermaLink") or each.get("ispermalink") or "true").lower()
        if permanent != "false" and text.startswith(("http://", "https://")):
            return text
    return _join(base, others[0]) if others else None


def _join(base: str, href: str) -> str:
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return href.strip()


def _people(children: Children) -> tuple[str, ...]:
    names = []
    for key in ("author", "dc:creator", "dc:author", "creator", "itunes:author", "dc:contributor"):
        for each in children.get(key, ()):
            inner = _children(each)
            name, _ = _first_text(inner, "name")
            text = name or (None if inner else text_of(each))
            if text:
                mail = _MAIL_NAME.match(text)
                text = mail.group(1).strip() if mail else text
                if text not in names:
                    names.append(text)
        if names:
            break
    return tuple(names)


def _keywords(children: Children) -> tuple[str, ...]:
    found: list[str] = []
    for key in ("category", "dc:subject", "media:keywords", "itunes:keywords"):
        for each in children.get(key, ()):
            text = each.get("label") or each.get("term") or text_of(each)
            if text and text not in found:
                found.append(text)
    return tuple(found)


def _captions(item: etree._Element, body: etree._Element | None) -> tuple[str, ...]:
    found: list[str] = []
    for each in item.iter("{http://search.yahoo.com/mrss/}description"):
        text = text_of(each)
        if text and each is not body and text not in found:
            found.append(text)
    return tuple(found)


class Channel:
    """What a feed says about all of its items."""

    def __init__(self, prolog: bytes) -> None:
        self.encoding = declared_encoding(prolog[:1024])
        text = decode_xml(prolog, self.encoding)
        seen: dict[str, str] = {}
        for tag in _START_TAG.finditer(text):
            for name, value in _XMLNS.findall(tag.group()):
                seen[name] = value
        self.attributes = "".join(f" {name}={value}" for name, value in seen.items())
        root, _ = parse(text)
        children: Children = {}
        self.base = ""
        self.language = None
        if root is not None:
            channel = root
            for each in root:
                if local(each).lower() == "channel":
                    channel = each
            children = _children(channel)
            self.base = root.get(XML_BASE) or _link(children, "") or ""
            self.language = channel.get(XML_LANG) or root.get(XML_LANG)
        language, _ = _first_text(children, "language", "dc:language")
        self.language = language or self.language
        title, _ = _first_text(children, "dc:publisher", "title", "dc:title")
        self.title = title


def _document(data: bytes, channel: Channel, source: Source, position: int) -> Record:
    text = f"<items{channel.attributes}>{decode_xml(data, channel.encoding)}</items>"
    root, error = parse(text)
    item = root[0] if root is not None and len(root) else None
    if item is None or not local(item):
        return source.failure("R015", position, data, error=error or "no element")
    children = _children(item)
    base = _join(channel.base, item.get(XML_BASE) or "")
    body: tuple[etree._Element, str, bool] | None = None
    for name in BODIES:
        for each in children.get(name, ()):
            value, markup = _value(each)
            if value is not None and body is None:
                body = each, value, markup
    if body is None:
        return source.failure("R003", position, data, fields=", ".join(BODIES[:1] + BODIES[6:10]))
    title = next(
        (
            plain
            for name in ("title", "dc:title", "dcterms:title", "media:title")
            for each in children.get(name, ())
            if (plain := _plain(each))
        ),
        None,
    )
    published, published_field = _first_text(children, *PUBLISHED)
    modified, _ = _first_text(children, *MODIFIED)
    identifier, _ = _first_text(children, "guid", "id", "dc:identifier", "dcterms:identifier")
    language, _ = _first_text(children, "dc:language", "language")
    publisher, _ = _first_text(children, "dc:publisher", "source", "dc:source")
    if children.get("source"):
        inner = _children(children["source"][0])
        publisher = _first_text(inner, "title")[0] if inner else publisher
    about = next((value for key, value in item.attrib.items() if key.endswith("}about")), None)
    url = _link(children, base)
    if url is None and about and about.startswith("http"):
        url = about
    return RawDocument(
        source.uri,
        position,
        "feed",
        text=None if body[2] else body[1],
        html=body[1] if body[2] else None,
        title=title,
        url=url or None,
        publisher=publisher or channel.title or None,
        authors=_people(children),
        published=published,
        published_field=published_field,
        modified=modified,
        language=language
        or item.get(XML_LANG)
        or body[0].get(XML_LANG)
        or channel.language
        or None,
        keywords=_keywords(children),
        captions=_captions(item, body[0]),
        external_id=identifier or about or None,
    )


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    items = Items(source.stream, ("item", "entry"), options.max_record_bytes)
    channel: Channel | None = None
    for position, data, oversize, error in items:
        if failure := source.not_whole(position, data, oversize, error, options):
            yield failure
        else:
            channel = channel or Channel(items.prolog)
            yield _document(data, channel, source, position)


def sniff(head: bytes, name: str) -> int:
    root, rest = root_of(head)
    start = head.find(b"<?xml", 0, 4096)
    if start > 0 and root.lower() in ("", "b", "br", "p", "div"):  # a server's warning above it
        root, rest = root_of(head[start:])
    if root.lower() in ("rss", "rdf", "channel"):
        return SURE
    if root.lower() == "feed" and "Error" not in rest:
        return SURE
    return NO


FORMAT = Format("feed", read, sniff, utf8=True)
