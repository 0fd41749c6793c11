"""HTML → a tree, and its lines: one a block element, a blank line between."""

from __future__ import annotations

import re

from lxml import etree, html

from transforms.read.exports.parts import words
from transforms.read.xml_safe import decode_xml

_BLOCKS = frozenset(
    words(
        "address article aside blockquote body br center dd div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tbody td text "
        "th tr ul"
    )
)
_SKIPPED = frozenset(("script", "style", "head", "noscript", "template"))
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
#: Tags nested deeper than this are read as far as they go; exports have a dozen.
_MAX_DEPTH = 200


def parse(data: bytes) -> html.HtmlElement | None:
    """A page's tree, or None where there is none."""
    claim = _CHARSET.search(data[:4096])
    text = decode_xml(data, claim[1].decode("ascii") if claim else None)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def lines_of(tree: html.HtmlElement) -> list[str]:
    """The text of a page, a line for each block, blank lines between."""
    lines: list[str] = []
    parts: list[str] = []

    def end() -> None:
        line = " ".join("".join(parts).split())
        parts.clear()
        if line:
            lines.extend((line, ""))

    def walk(element: html.HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in _SKIPPED and depth < _MAX_DEPTH:
            block = tag in _BLOCKS
            if block:
                end()
            parts.append(element.text or "")
            for child in element:
                walk(child, depth + 1)
            if block:
                end()
        parts.append(element.tail or "")

    walk(tree, 0)
    end()
    return lines
