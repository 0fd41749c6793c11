"""HTML text → a bounded lxml tree, or the reason why not.

Size, node count and depth are bounded before anything walks the tree, so that a hostile page
costs no more than a large honest one. lxml's HTML parser resolves no external entities.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NULLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class PageLimitError(ValueError):
    """The page exceeds a limit; its message says which."""


def parse_page(html: str, *, max_bytes: int, max_nodes: int, max_depth: int) -> HtmlElement:
    """Parse ``html``.

    Raises:
        PageLimitError: it is larger, holds more elements or nests deeper than allowed.
        ValueError: there is no element in it.
    """
    if len(html) > max_bytes:
        raise PageLimitError(f"{len(html)} characters")
    html = _NULLS.sub("", _XML_DECLARATION.sub("", html, count=1))
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(html.encode("utf-8"), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise ValueError(str(error)) from error
    depth = nodes = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            depth += 1
            nodes += 1
            deepest = max(deepest, depth)
            if nodes > max_nodes:
                raise PageLimitError(f"more than {max_nodes} elements")
            if depth > max_depth:
                raise PageLimitError(f"more than {max_depth} nested elements")
        else:
            depth -= 1
    return tree
