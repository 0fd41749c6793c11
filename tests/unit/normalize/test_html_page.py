"""Limits of a page: its elements and their depth, at the limit and one above it."""

from __future__ import annotations

import pytest

from transforms.normalize.html_page import PageLimitError, parse_page


def nested(depth: int) -> str:
    """A page whose deepest element has *depth* elements around and with it."""
    inner = depth - 2  # html and body
    return "<html><body>" + "<div>" * inner + "x" + "</div>" * inner + "</body></html>"


def test_parse_page_takes_the_depth_of_the_limit_and_no_more() -> None:
    assert parse_page(nested(12), max_chars=10_000, max_nodes=100, max_depth=12) is not None
    with pytest.raises(PageLimitError, match="12 nested elements"):
        parse_page(nested(13), max_chars=10_000, max_nodes=100, max_depth=12)


def test_parse_page_takes_the_elements_of_the_limit_and_no_more() -> None:
    page = "<html><body>" + "<p>x</p>" * 8 + "</body></html>"
    assert parse_page(page, max_chars=10_000, max_nodes=10, max_depth=100) is not None
    with pytest.raises(PageLimitError, match="more than 9 elements"):
        parse_page(page, max_chars=10_000, max_nodes=9, max_depth=100)


def test_parse_page_counts_depth_anew_behind_siblings() -> None:
    page = nested(13).replace("<body>", "<body>" + "<p>x</p>" * 20)
    with pytest.raises(PageLimitError, match="12 nested elements"):
        parse_page(page, max_chars=10_000, max_nodes=100, max_depth=12)
