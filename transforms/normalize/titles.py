"""Headlines as written → headlines without tags, marks of programs and the outlet's name."""

from __future__ import annotations

import html
import re

from transforms.normalize.metadata import PageMetadata
from transforms.text.cleaning import clean_inline, clean_or_none, without_escapes

_TAG = re.compile(r"<[a-zA-Z/][^>]{0,300}>")


def untagged(text: str | None) -> str | None:
    """``text`` without what looks like a tag."""
    return _TAG.sub("", text) if text and "<" in text else text


#: Marks of wires and of mail programs before a headline.
_TITLE_MARK = re.compile(
    r"^(?:(?:(?:UPDATE|WRAPUP|RPT|REFILE|CORRECTED|BRIEF)(?:\s\d{1,2})?\s?[-–]|(?:Fwd?|Re|AW|WG|TR)\s?:)"
    r"\s*)+(?=\S)"
)


def clean_title(written: str | None) -> str | None:
    """A headline without tags, entities and the marks of wires and mail programs.

    >>> clean_title("UPDATE 2-Council votes to repair pier"), clean_title("Fwd: Pier plan")
    ('Council votes to repair pier', 'Pier plan')
    """
    title = clean_or_none(html.unescape(untagged(without_escapes(written or "")) or ""))
    return _TITLE_MARK.sub("", title) if title else None


def without_outlet(title: str | None, publisher: str | None) -> str | None:
    """A headline without the outlet's name behind it, as news APIs give it."""
    tail = f" - {clean_inline(publisher)}"
    if title and publisher and title.endswith(tail) and len(title) > len(tail) + 8:
        return title.removesuffix(tail).rstrip()
    return title


_TITLE_TAIL = re.compile(r"\s{1,9}(?:[|•·»]|[-–—])\s+(?P<tail>[^|•·»]{2,60})$")


def page_title(page: PageMetadata) -> str | None:
    """The first title of the page's head, without the outlet behind it."""
    for written in page.titles:
        title = clean_inline(untagged(written))
        if not title:
            continue
        match = _TITLE_TAIL.search(title)
        while (
            match and len(title[: match.start()].split()) >= 3 and _is_outlet(match["tail"], page)
        ):
            title = title[: match.start()]
            match = _TITLE_TAIL.search(title)
        # a short title keeps its tail above, unless the headline is the title without it
        if match and any(clean_inline(h) == title[: match.start()] for h in page.headings[:5]):
            title = title[: match.start()]
        return title
    return None


def _is_outlet(tail: str, page: PageMetadata) -> bool:
    squeezed = re.sub(r"\W+", "", tail).lower()
    site = re.sub(r"\W+", "", page.site_name or "").lower()
    if site and (site in squeezed or squeezed in site):
        return True
    hosts = "".join(re.sub(r"\W+", "", c).lower() for c in page.canonical[:1])
    return len(squeezed) > 3 and squeezed in hosts
