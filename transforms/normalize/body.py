"""A page's tree → the blocks of its article."""

from __future__ import annotations

import trafilatura
from lxml.html import HtmlElement

from transforms.normalize.cleaning import clean_inline
from transforms.normalize.structure import Block


def find_body(tree: HtmlElement) -> list[Block]:
    """The article's paragraphs in order."""
    text = trafilatura.extract(tree, fast=True, include_comments=False, include_tables=False) or ""
    lines = (clean_inline(line.removeprefix("- ")) for line in text.split("\n"))
    return [Block((line,)) for line in lines if line]
