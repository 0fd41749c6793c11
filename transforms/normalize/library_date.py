"""A page without evidence of its own → the day that htmldate finds in it.

Behind our own order only: htmldate also looks into running text and archives of a site. What a
page calls a date of change, and what stands in asides and comments, is taken out before it looks;
what it finds counts where the page states it.
"""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import NamedTuple

import htmldate
from lxml import etree, html

from transforms.normalize.html_page import Element, text_of
from transforms.normalize.page_walk import judge
from transforms.text.date_words import UPDATED, without_updates
from transforms.text.dates import find_date, parse_moment

#: Pages with more elements than this are not searched: an honest article has a few thousand.
MAX_ELEMENTS = 6_000
_EARLIEST, _LATEST = dt.datetime(1995, 1, 1), dt.datetime(2040, 1, 1)
_ASIDES = frozenset(("aside", "nav", "footer", "style", "svg", "iframe"))


class LibraryDay(NamedTuple):
    """The ISO day that the library found, and whether the page states it, see `_is_stated`."""

    day: str
    is_stated: bool


def find_library_day(tree: Element, bound: int | None) -> LibraryDay | None:
    """The day that htmldate gives for the page's publication, or None.

    ``bound`` is the latest possible instant in microseconds UTC; without it no clock takes its
    place, since the same page must have the same day next year.
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
        # the extensive search loads 200 locales for seconds and finds more days in running text
        day = htmldate.find_date(
            page, extensive_search=False, original_date=True, min_date=_EARLIEST, max_date=latest
        )
    except Exception:  # noqa: BLE001 - what the library trips over has no date
        return None
    if day is None or day in changed:
        return None
    return LibraryDay(str(day), _is_stated(day, pruned))


def _is_stated(day: str, page: Element) -> bool:
    """Whether a day stands in a tag of the head or in a line of its own.

    The library also takes days out of running text, of addresses of pictures and of references,
    and of a year alone it makes the year's first day.
    """
    year = day[:4]
    for element in page.iter(etree.Element):
        if element.tag == "script":
            if _is_in_script(day, element.text or ""):
                return True
            continue
        written = [element.get("content"), element.get("datetime"), _own_text(element)]
        for text in written:
            if text and year in text and len(text) <= _MAX_LINE:
                moment = find_date(text, day_first=True) or parse_moment(text, day_first=True)
                other = find_date(text, day_first=False)
                if day in (moment and moment.day, other and other.day):
                    return True
    return False


def _is_in_script(day: str, script: str) -> bool:
    """Whether a script states a day by name or, in one short call, writes it into the page."""
    if day in " ".join(_STATED.findall(script)):
        return True
    moment = find_date(script) if len(script) <= _MAX_LINE else None
    return moment is not None and moment.day == day


def _own_text(element: Element) -> str:
    return " ".join([element.text or "", *(child.tail or "" for child in element)]).strip()


_MAX_LINE = 120
_STATED = re.compile(r'"date(?:Published|Created|)"\s*:\s*"([^"]{8,40})"', re.I)
_MODIFIED = re.compile(r'"(?:dateModified|modified|updated\w*)"\s*:\s*"([^"]{8,40})"')


def _days_of(element: Element) -> set[str]:
    """Days of a date of change: htmldate may find them elsewhere on the page, too."""
    written = [element.get("content"), element.get("datetime"), text_of(element)[:120]]
    return {m.day for w in written if w and (m := find_date(w) or parse_moment(w))}


def _instant(bound: int) -> dt.datetime:
    return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=bound)


def _misleads(element: Element) -> bool:
    if element.tag in _ASIDES or (
        len(element) > 2 and judge(element, element.tag, element.get("class")) == "comments"
    ):
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
