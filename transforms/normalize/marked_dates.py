"""A page's body → dates that stand near the article and may be that of its publication.

One pass over the tree. Dates inside of asides, navigation and elements named as something else
("related", "comments") are left out, and so are dates that the page calls those of a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from transforms.normalize.date_words import PUBLISHED, UPDATED, without_updates
from transforms.normalize.html_page import Element, text_of
from transforms.normalize.page_walk import judge

#: Dates count as near the headline within so many elements below it, and so many above it.
_BELOW, _ABOVE = 120, 25
#: A line that holds a date beside other things has at most so many characters.
_MAX_LINE = 120
#: Beside a date, a line that no name marks holds at most so many letters.
_MAX_LABEL = 30
_SKIPPED = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "select", "form"))
_DATED_NAME = re.compile(r"date|time|publish|posted|meta|info|byline|datum|fecha|data\b", re.I)
_HAS_DATE = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d{2}|\d{4}年")
#: Themes for blogs call every entry's one date "updated", as the hAtom microformat asks.
_HATOM = re.compile(
    r"(?=.*(?:^|\s)updated(?:\s|$))(?=.*(?:^|\s)(?:post|entry|date|meta)[\w-]*(?:\s|$))",
    re.I | re.S,
)
_RANGE = re.compile(
    r"\d[./]?\s*(?:-|–|—|bis|until|till|to|au|al|hasta|até)\s*\d|\b(?:bis|until|through)\s", re.I
)
_HEADLINES = frozenset(("h1", "h2", "h3"))
_FIGURE = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w{3,}")


class MarkedDate(NamedTuple):
    """A date as the page writes it and how it is marked.

    ``origin`` is microdata, time or visible; ``sure`` where the page calls it the publication's.
    """

    origin: str
    written: str
    sure: bool


class _Found(NamedTuple):
    mark: MarkedDate
    position: int
    named: bool


def find_marked_dates(tree: Element, titles: Sequence[str] = ()) -> tuple[MarkedDate, ...]:
    """Dates in the page's body, the likeliest first.

    Near the headline: microdata, then what is called published, then the nearest. ``titles`` are
    the page's own in its head: of several headlines the one that is most like them is the
    article's. Without a headline everything counts as near.
    """
    body = tree.find("body")
    found: list[_Found] = []
    headline, likeness = 0, 0.0
    for position, element in enumerate(_walk(tree if body is None else body)):
        if element.tag in _HEADLINES:
            like = _likeness(text_of(element), titles) + (element.tag == "h1") / 2
            if like > likeness:
                headline, likeness = position, like
        found += _marks(element, position)
    if likeness <= 0:
        ranked = sorted(found, key=lambda f: (_kind(f), f.position))
    else:
        near = [f for f in found if headline - _ABOVE <= f.position <= headline + _BELOW]
        far = [f for f in found if f.mark.origin != "visible" and f not in near]
        # being called the publication's is worth a distance of some forty elements a rank
        ranked = sorted(near, key=lambda f: 40 * _kind(f) + _distance(f.position, headline))
        ranked += sorted(far, key=lambda f: (f.position < headline, _kind(f), f.position))
    return tuple(f.mark for f in ranked[:12])


def _likeness(headline: str, titles: Sequence[str]) -> int:
    """How many words a headline shares with the page's titles, where these are most of its own."""
    words = set(_WORD.findall(headline.casefold()[:400]))
    if not words:
        return -1
    shared = {w for title in titles for w in _WORD.findall(title.casefold())} & words
    return len(shared) if 2 * len(shared) >= len(words) else 0


def _distance(position: int, headline: int) -> int:
    return position - headline if position >= headline else 3 * (headline - position)


def _kind(found: _Found) -> int:
    mark = found.mark
    if mark.origin == "microdata":
        return 0
    if mark.sure:
        return 1 if mark.origin == "time" else 2
    return 3 if found.named else 4


def _walk(root: Element) -> Iterator[Element]:
    """Elements that may hold the article's own date, in document order."""
    walker = etree.iterwalk(root, events=("start",))
    for _, element in walker:
        tag = element.tag
        misleading = tag in _SKIPPED or tag in ("aside", "nav") or _is_page_footer(element)
        if misleading or (len(element) > 2 and judge(element, tag) in ("never", "comments")):
            walker.skip_subtree()
        else:
            yield element


def _is_page_footer(element: Element) -> bool:
    """Whether this is the foot of the page rather than that of the article's head."""
    if element.tag != "footer":
        return False
    return not any(a.tag in ("article", "main") for a in element.iterancestors())


def _marks(element: Element, position: int) -> Iterator[_Found]:
    if (
        not len(element)
        and element.tag not in ("time", "meta")
        and not _FIGURE.search(element.text or "")
    ):
        return
    prop = (element.get("itemprop") or "").lower()
    name = f"{element.get('class') or ''} {element.get('id') or ''} {prop}"
    if "datepublished" in prop or "datecreated" in prop:
        written = element.get("content") or element.get("datetime") or text_of(element)
        if written:
            yield _Found(MarkedDate("microdata", written.strip(), True), position, True)
        return
    if element.tag == "time":
        shown = text_of(element)
        written = element.get("datetime") or shown
        changed = bool(UPDATED.search(shown)) and not without_updates(shown)
        if written and not changed and not _is_of_change(element, name):
            parent = element.getparent()
            around = (parent.get("class") or "") if parent is not None else ""
            sure = element.get("pubdate") is not None or bool(PUBLISHED.search(f"{name} {around}"))
            yield _Found(MarkedDate("time", written.strip(), sure), position, True)
        return
    text = _own_text(element)
    if text is None or _is_of_change(element, name):
        return
    text = without_updates(text)
    if not _HAS_DATE.search(text) or _RANGE.search(text):
        return
    sure = bool(PUBLISHED.search(name) or PUBLISHED.search(text))
    named = bool(_DATED_NAME.search(name))
    # a line without a name of its own holds a date and a label at most
    if sure or named or sum(c.isalpha() for c in text) <= _MAX_LABEL:
        yield _Found(MarkedDate("visible", text, sure), position, named)


def _own_text(element: Element) -> str | None:
    """A short text with a date that this element, and no smaller one, holds; else None."""
    own = element.text or ""
    if len(element):
        own += "".join([child.tail or "" for child in element])
    if not _FIGURE.search(own):
        return None
    text = _SPACE.sub(" ", text_of(element)).strip()
    if len(text) > _MAX_LINE:
        text = _SPACE.sub(" ", own).strip()
    return text if 6 <= len(text) <= _MAX_LINE and _HAS_DATE.search(text) else None


def _is_of_change(element: Element, name: str) -> bool:
    """Whether names or the words before it call a date that of a change."""
    if UPDATED.search(name) and not (PUBLISHED.search(name) or _HATOM.match(name)):
        return True
    parent = element.getparent()
    if parent is None:
        return False
    parent_name = f"{parent.get('class') or ''} {parent.get('id') or ''}"
    if UPDATED.search(parent_name) and not (
        PUBLISHED.search(parent_name) or _HATOM.match(parent_name)
    ):
        return True
    previous = element.getprevious()
    before = (previous.tail if previous is not None else parent.text) or ""
    if not before.strip() and previous is not None and len(previous) == 0:
        before = "" if _FIGURE.search(previous.text or "") else previous.text or ""
    before = before.strip()[-60:]
    return bool(UPDATED.search(before)) and not without_updates(before + " \0").endswith("\0")
