"""HTML text → a bounded lxml tree, or the reason why not.

Size, node count and depth are bounded before anything walks the tree, so that a hostile page
costs no more than a large honest one. lxml's HTML parser resolves no external entities.
"""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

#: What lxml's parser makes; plain elements, since lxml.html's own class costs a look-up each.
Element: TypeAlias = etree._Element

_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r")


class PageLimitError(ValueError):
    """The page exceeds a limit; its message says which."""


def parse_page(html: str, *, max_chars: int, max_nodes: int, max_depth: int) -> Element:
    """Parse ``html``; the result is its root element.

    Raises:
        PageLimitError: it is larger, holds more elements or nests deeper than allowed.
        ValueError: there is no element in it.
    """
    if len(html) > max_chars:
        raise PageLimitError(f"{len(html)} characters")
    data = html.encode("utf-8", "replace").translate(None, _CONTROLS)
    # without huge_tree libxml2 cuts a page off at 256 levels and does not say so
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        tree = etree.fromstring(data, parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error
    if tree is None:
        raise ValueError("no element")
    if data.count(b"<") > max_nodes and _COUNT(tree) > max_nodes:
        raise PageLimitError(f"more than {max_nodes} elements")
    if max_depth < _SHALLOW or _DEEPER(tree):
        _check_depth(tree, max_depth)
    return tree


#: Most pages nest less deep than this, which libxml2 tells in a tenth of the time of a walk.
_SHALLOW = 100
_COUNT = etree.XPath("count(//*)")
_DEEPER = etree.XPath("boolean(" + "/*" * (_SHALLOW + 1) + ")")


def _check_depth(tree: Element, max_depth: int) -> None:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > max_depth:
            raise PageLimitError(f"more than {max_depth} nested elements")


def text_of(element: Element) -> str:
    """All text inside ``element``."""
    return "".join(element.itertext())
