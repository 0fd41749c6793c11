"""A page without evidence of its own → the day that htmldate finds in it.

Behind our own order only: htmldate also looks into running text and archives of a site. What a page
calls a date of change, and what stands in asides, is taken out before it looks.
"""

from __future__ import annotations

import copy
import datetime as dt
import re

import htmldate
from lxml import etree, html

from transforms.normalize.date_words import UPDATED, without_updates
from transforms.normalize.dates import find_date, parse_moment
from transforms.normalize.html_page import Element, text_of

#: Pages with more elements than this are not searched: an honest article has a few thousand.
MAX_ELEMENTS = 6_000
_EARLIEST, _LATEST = dt.datetime(1995, 1, 1), dt.datetime(2040, 1, 1)
_ASIDES = frozenset(("aside", "nav", "footer", "style", "svg", "iframe"))


def find_library_date(tree: Element, bound: int | None) -> str | None:
    """The ISO day that htmldate gives for the page's publication, or None.

    ``bound`` is the latest possible instant in microseconds UTC; without it no clock takes its
    place, since the same page must have the same day next year. 1 January is not believed: it is
    what a year alone turns into.
    """
    pruned = copy.deepcopy(tree)
    elements = list(pruned.iter(etree.Element))
    if len(elements) > MAX_ELEMENTS:
        return None
    changed: set[str] = set()
    for element in elements:
        if element.tag == "script":
            found = _MODIFIED.findall(element.text or "")
            changed.update(moment.day for w in found if (moment := parse_moment(w)))
        elif _misleads(element) and element.getparent() is not None:
            changed.update(_days_of(element))
            _drop(element)
    page = html.document_fromstring(etree.tostring(pruned, encoding="unicode", method="html"))
    latest = _LATEST if bound is None else _instant(bound)
    try:
        day = htmldate.find_date(page, original_date=True, min_date=_EARLIEST, max_date=latest)
    except Exception:  # noqa: BLE001 - what the library trips over has no date
        return None
    if day is None or day in changed or day.endswith("-01-01"):
        return None
    # a month alone turns into its first day
    return str(day) if not day.endswith("-01") or _is_written(day, pruned) else None


def _is_written(day: str, page: Element) -> bool:
    """Whether the page holds a first of a month with its day, in figures or words."""
    year, month, _ = day.split("-")
    text = etree.tostring(page, encoding="unicode", method="html")
    figures = rf"{year}\W?{month}\W?01(?!\d)|(?<!\d)0?1\W{{1,2}}0?{int(month)}\W{{1,2}}{year}"
    american = rf"(?<!\d)0?{int(month)}/0?1/{year}"
    words = rf"(?<!\d)0?1(?:\.|º|°|er|st)?\s(?:de\s)?\w+,?\s(?:de\s)?{year}|\w\s0?1(?:st)?,\s{year}"
    return re.search(f"{figures}|{american}|{words}", text) is not None


_MODIFIED = re.compile(r'"(?:dateModified|modified|updated\w*)"\s*:\s*"([^"]{8,40})"')


def _days_of(element: Element) -> set[str]:
    """Days of a date of change: htmldate may find them elsewhere on the page, too."""
    written = [element.get("content"), element.get("datetime"), text_of(element)[:120]]
    return {m.day for w in written if w and (m := find_date(w) or parse_moment(w))}


def _instant(bound: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=bound)


def _misleads(element: Element) -> bool:
    if element.tag in _ASIDES:
        return True
    if element.tag == "meta":
        name = " ".join(element.get(a) or "" for a in ("property", "name", "itemprop"))
        return bool(UPDATED.search(name))
    name = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    if element.tag in ("time", "span", "p", "div", "li") and len(element) <= 3:
        text = element.text or ""
        if UPDATED.search(text[:60]):
            whole = text_of(element)
            return len(whole) <= 120 and find_date(without_updates(whole)) is None
    return False


def _drop(element: Element) -> None:
    parent, tail = element.getparent(), element.tail
    previous = element.getprevious()
    if tail and previous is not None:
        previous.tail = (previous.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
