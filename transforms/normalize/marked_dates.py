"""A page's body → dates that stand near the article and may be that of its publication.

One pass over the tree. Dates inside of navigation, comments and running text are left out, and so
are dates that the page calls those of a change. In asides and elements that are named as something
else ("share", "print") a date counts only where it is marked and stands right below the headline.
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
#: A marked date within so many elements below the headline is firm: see `MarkedDate`. Nearer still,
#: a line that no name marks may begin or end with the date.
_FIRM, _NEXT = 40, 15
#: A line that holds a date beside other things has at most so many characters, a sentence of a blog
#: ("This entry was posted on ... and is filed under ...") so many.
_MAX_LINE, _MAX_ENTRY = 120, 600
#: Beside a date, a line that no name marks holds at most so many letters.
_MAX_LABEL = 30
_IN_TEXT = frozenset(("a", "abbr", "b", "em", "i", "strong", "u", "cite", "q", "sup"))
_SKIPPED = frozenset(("script", "style", "noscript", "template", "svg", "iframe", "select", "form"))
_DATED_NAME = re.compile(r"date|time|publish|posted|meta|info|byline|datum|fecha|data\b", re.I)
_HAS_DATE = re.compile(r"\d{4}|\d[./-]\d{1,2}[./-]\d{2}|\d{4}年")
#: Themes for blogs call every entry's one date "updated", as the hAtom microformat asks.
_HATOM = re.compile(
    r"(?=.*(?:^|\s)updated(?:\s|$))(?=.*(?:^|\s)(?:post|entry|date|meta)[\w-]*(?:\s|$))",
    re.I | re.S,
)
_RANGE = re.compile(
    r"\d[./]?\s*(?:-|–|—|bis|until|till|to|au|al|hasta|até)\s*(?!\d{1,2}[:h]\d\d)\d|\b(?:bis|until|through)\s",
    re.I,
)
_HEADLINES = frozenset(("h1", "h2", "h3"))
_FIGURE = re.compile(r"\d")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w{3,}")


class MarkedDate(NamedTuple):
    """A date as the page writes it and how it is marked.

    ``origin`` is microdata, time or visible; ``sure`` where the page calls it the publication's;
    ``firm`` where it is marked and stands right below the article's headline.
    """

    origin: str
    written: str
    sure: bool
    firm: bool = False


class _Found(NamedTuple):
    """``named``: by tag, class or words; ``loose``: beside more words than a label has; ``aside``:
    inside of an element that is named as something else.
    """

    mark: MarkedDate
    position: int
    named: bool
    loose: bool = False
    aside: bool = False


def find_marked_dates(tree: Element, titles: Sequence[str] = ()) -> tuple[MarkedDate, ...]:
    """Dates in the page's body, the likeliest first.

    Near the headline: microdata, then what is called published, then the nearest. ``titles`` are
    the page's own in its head: of several headlines the one that is most like them is the
    article's. Without a headline everything counts as near.
    """
    body = tree.find("body")
    found: list[_Found] = []
    headline, likeness = 0, 0.0
    position = 0
    for element, aside in _walk(tree if body is None else body):
        position += not aside  # what a reader passes over is no distance
        if element.tag in _HEADLINES and (not aside or element.tag == "h1"):
            like = _likeness(text_of(element), titles) + (element.tag == "h1") / 2
            if like > likeness:
                headline, likeness = position, like
        found += [f._replace(aside=aside) for f in _marks(element, position)]
    if likeness <= 0:
        plain = [f for f in found if not (f.loose or f.aside)]
        return tuple(f.mark for f in sorted(plain, key=lambda f: (_kind(f), f.position))[:12])
    near = [f for f in found if _is_near(f, f.position - headline)]
    far = [f for f in found if f.mark.origin != "visible" and not f.aside and f not in near]
    # being called the publication's is worth a distance of some forty elements a rank
    ranked = sorted(near, key=lambda f: 40 * _kind(f) + _distance(f.position, headline))
    ranked += sorted(far, key=lambda f: (f.position < headline, _kind(f), f.position))
    return tuple(
        f.mark._replace(firm=_kind(f) < _UNMARKED and 0 <= f.position - headline <= _FIRM)
        for f in ranked[:12]
    )


def _is_near(found: _Found, below: int) -> bool:
    """Whether ``below`` elements below the headline is near for a date of this kind."""
    if found.loose:
        return 0 <= below <= _NEXT and not found.aside
    if found.aside:
        return 0 <= below <= _FIRM and found.named
    return -_ABOVE <= below <= _BELOW


def _likeness(headline: str, titles: Sequence[str]) -> int:
    """How many words a headline shares with the page's titles, where these are most of its own."""
    words = set(_WORD.findall(headline.casefold()[:400]))
    if not words:
        return -1
    shared = {w for title in titles for w in _WORD.findall(title.casefold())} & words
    return len(shared) if 2 * len(shared) >= len(words) else 0


def _distance(position: int, headline: int) -> int:
    return position - headline if position >= headline else 3 * (headline - position)


#: The kind of dates that neither their names nor words mark.
_UNMARKED = 4


def _kind(found: _Found) -> float:
    mark = found.mark
    if found.loose:
        return _UNMARKED + 1
    if mark.origin == "microdata":
        kind = 0.0
    elif mark.sure:
        kind = 1 if mark.origin == "time" else 2
    else:
        kind = 3 if found.named else _UNMARKED
    return kind + found.aside / 2


def _walk(root: Element) -> Iterator[tuple[Element, bool]]:
    """Elements that may hold the article's own date, in document order.

    Beside each whether it stands in an element that is named as something else.
    """
    walker = etree.iterwalk(root, events=("start", "end"))
    aside: Element | None = None
    for event, element in walker:
        if event == "end":
            if element is aside:
                aside = None
            continue
        tag = element.tag
        if tag in _SKIPPED or tag == "nav" or _is_page_footer(element):
            walker.skip_subtree()
            continue
        verdict = judge(element, tag) if len(element) > 2 and aside is None else ""
        if verdict == "comments":
            walker.skip_subtree()
            continue
        if aside is None and (verdict == "never" or tag == "aside"):
            aside = element
        yield element, aside is not None


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
    named = sure or bool(_DATED_NAME.search(name))
    if not named and element.tag in _IN_TEXT and _is_in_text(element):
        return
    # a line without a name of its own holds a date and a label at most, or begins or ends with it
    loose = not named and sum(c.isalpha() for c in text) > _MAX_LABEL
    if not loose or _DATE_AT_EDGE.search(text):
        yield _Found(MarkedDate("visible", text, sure), position, named, loose)


_WHOLE_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.? \w+\.? \d{4}"
    r"|\w+\.? \d{1,2}, \d{4})"
)
_DATE_AT_EDGE = re.compile(rf"^\W*{_WHOLE_DATE}\b|\b{_WHOLE_DATE}\W*$")


def _is_in_text(element: Element) -> bool:
    """Whether an inline element is a piece of a paragraph rather than a line of its own."""
    parent = element.getparent()
    return parent is not None and len(text_of(parent)) > _MAX_LINE


def _own_text(element: Element) -> str | None:
    """A short text with a date that this element, and no smaller one, holds; else None."""
    own = element.text or ""
    if len(element):
        own += "".join([child.tail or "" for child in element])
    if not _FIGURE.search(own):
        return None
    text = _SPACE.sub(" ", text_of(element)).strip()
    if len(text) > _MAX_LINE:
        entry = _entry_date(own) if len(text) <= _MAX_ENTRY else None
        text = entry or _SPACE.sub(" ", own).strip()
    return text if 6 <= len(text) <= _MAX_LINE and _HAS_DATE.search(text) else None


def _entry_date(text: str) -> str | None:
    """The words that tell in a blog's sentence when the entry was published, or None."""
    text = _SPACE.sub(" ", text)
    date = _HAS_DATE.search(text)
    if date is None:
        return None
    words = text[max(0, date.start() - 60) : date.end() + 40].strip()
    return words if PUBLISHED.search(words) else None


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
