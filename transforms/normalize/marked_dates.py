"""A page's body → dates that stand near the article and may be that of its publication.

One pass over the tree. Dates inside of navigation, comments and running text are left out, and so
are dates that the page calls those of a change. What speaks for each of the others and against it
is put into words (`features`), which `date_choice` weighs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from transforms.normalize.date_choice import likelihood
from transforms.normalize.html_page import Element, text_of
from transforms.normalize.page_walk import judge
from transforms.text.date_words import PUBLISHED, UPDATED, without_updates
from transforms.text.dates import Moment, find_date, parse_moment

#: A line that holds a date beside other things has at most so many characters, a sentence of a blog
#: ("This entry was posted on ... and is filed under ...") so many.
_MAX_LINE, _MAX_ENTRY = 120, 600
#: Within so many elements below the headline a date counts though its element is named as something
#: else.
_NEAR = 40
#: Beside a date, a line that no name marks holds at most so many letters.
_MAX_LABEL = 30
#: Text of an element that has so many characters is running text.
_PROSE_CHARS = 80
#: More dates than this are a calendar or an archive: the likeliest of the first are given.
_MAX_FOUND = 400
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
    """A date of the body: where it was found, and how likely it is the publication's (0 to 1).

    ``origin`` is microdata, time or visible; ``features`` are what the likelihood was told by.
    """

    origin: str
    moment: Moment
    likelihood: float
    features: tuple[str, ...]


class _Found(NamedTuple):
    """A date as written and the marks of its place.

    ``sure``: the page calls it the publication's. ``named``: by tag, class or words it is a date's
    place. ``loose``: beside more words than a label has. ``aside``: inside of an element that is
    named as something else. ``place``: tag and class. ``prose``: characters of running text above.
    """

    origin: str
    written: str
    sure: bool
    named: bool
    loose: bool = False
    place: str = ""
    letters: int = 0
    position: int = 0
    aside: bool = False
    prose: int = 0


class _Headline(NamedTuple):
    """A headline: how many elements and how much running text stand above, and its likeness."""

    position: int
    prose: int
    likeness: float


def find_marked_dates(
    tree: Element,
    titles: Sequence[str] = (),
    day_first: bool | None = None,
    changed: Sequence[str] = (),
) -> tuple[MarkedDate, ...]:
    """Dates in the page's body, the likeliest first.

    Args:
        titles: the page's own in its head: of several headlines the one that is most like them is
            the article's.
        day_first: the order of all-figure dates where it is known.
        changed: ISO days that the head calls those of a change.
    """
    found, headlines = _collect(tree, titles)
    dated = []
    for each in found[:_MAX_FOUND]:
        moment = parse_moment(each.written) or find_date(each.written, day_first=day_first)
        if moment is not None:
            dated.append((each, moment))
    told = []
    page = _Page(headlines, dated, changed)
    for each, moment in dated:
        if each.aside and not page.is_below_headline(each):
            continue
        words = tuple(page.features(each, moment))
        told.append(MarkedDate(each.origin, moment, likelihood(words), words))
    return tuple(sorted(told, key=lambda mark: -mark.likelihood)[:12])


def _collect(tree: Element, titles: Sequence[str]) -> tuple[list[_Found], list[_Headline]]:
    body = tree.find("body")
    found: list[_Found] = []
    headlines: list[_Headline] = []
    position = prose = 0
    for element, aside in _walk(tree if body is None else body):
        position += not aside  # what a reader passes over is no distance
        if element.tag in _HEADLINES and (not aside or element.tag == "h1"):
            like = _likeness(text_of(element), titles) + (element.tag == "h1") / 2
            headlines.append(_Headline(position, prose, like))
        found += [
            each._replace(position=position, aside=aside, prose=prose) for each in _marks(element)
        ]
        if not aside:
            for text in (element.text, element.tail):
                if text and len(text) >= _PROSE_CHARS:
                    prose += len(text)
    return found, headlines


class _Page:
    """What all dates and headlines of a page say of each date."""

    def __init__(
        self,
        headlines: Sequence[_Headline],
        dated: Sequence[tuple[_Found, Moment]],
        changed: Sequence[str],
    ) -> None:
        best = max(headlines, key=lambda h: h.likeness, default=None)
        self.headline = best if best is not None and best.likeness > 0 else None
        self.headlines = headlines
        self.changed = changed
        self.days = sorted({moment.day for _, moment in dated})
        self.by_place = Counter(each.place for each, _ in dated)
        self.by_day = Counter(moment.day for _, moment in dated)
        self.first: dict[str, int] = {}
        for each, _ in dated:
            self.first.setdefault(each.place, each.position)

    def is_below_headline(self, found: _Found) -> bool:
        """Whether a date is marked and stands so near that an element's name does not matter."""
        if self.headline is None or not found.named:
            return False
        return 0 <= found.position - self.headline.position <= _NEAR

    def features(self, found: _Found, moment: Moment) -> Iterator[str]:
        """Words for what speaks for a date and against it."""
        kind = "loose" if found.loose else "named" if found.named else "bare"
        yield f"{found.origin} {'sure' if found.sure else kind}"
        if found.aside and found.origin != "microdata":
            yield "aside"
        yield from self._by_headline(found)
        alike = self.by_place[found.place]
        yield f"places {_bucket(alike, (1, 2, 5))}"
        if alike > 1 and self.first[found.place] == found.position:
            yield "first of its place"
        yield f"days {_bucket(len(self.days), (1, 2, 5))}"
        if len(self.days) > 1:
            if moment.day == self.days[-1]:
                yield "latest"
            if moment.day == self.days[0]:
                yield "earliest"
            if self.by_day[moment.day] > 1:
                yield "repeated"
        if found.origin == "visible":
            yield f"letters {_bucket(found.letters, (3, 12, 30))}"
        if moment.instant is not None:
            yield "clock"
        if moment.day in self.changed:
            yield "changed"

    def _by_headline(self, found: _Found) -> Iterator[str]:
        if self.headline is None:
            yield "no headline"
            return
        below = found.position - self.headline.position
        if below < 0:
            yield f"above {_bucket(-below, (10, 25))}"
            return
        yield f"below {_bucket(below, (5, 15, 40, 120))}"
        others = [
            h for h in self.headlines if self.headline.position < h.position <= found.position
        ]
        yield f"headlines between {_bucket(len(others), (0, 1, 3))}"
        yield f"prose between {_bucket(found.prose - self.headline.prose, (0, 400))}"


def _bucket(number: int, limits: Sequence[int]) -> str:
    """The first limit that ``number`` does not exceed, as a word."""
    return next((f"to {limit}" for limit in limits if number <= limit), f"over {limits[-1]}")


def _likeness(headline: str, titles: Sequence[str]) -> int:
    """How many words a headline shares with the page's titles, where these are most of its own."""
    words = set(_WORD.findall(headline.casefold()[:400]))
    if not words:
        return -1
    shared = {w for title in titles for w in _WORD.findall(title.casefold())} & words
    return len(shared) if 2 * len(shared) >= len(words) else 0


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


def _marks(element: Element) -> Iterator[_Found]:
    if (
        not len(element)
        and element.tag not in ("time", "meta")
        and not _FIGURE.search(element.text or "")
    ):
        return
    prop = (element.get("itemprop") or "").lower()
    name = f"{element.get('class') or ''} {element.get('id') or ''} {prop}"
    place = f"{element.tag} {element.get('class') or ''}"
    if "datepublished" in prop or "datecreated" in prop:
        written = element.get("content") or element.get("datetime") or text_of(element)
        if written:
            yield _Found("microdata", written.strip(), True, True, place=place)
    elif element.tag == "time":
        yield from _times(element, name, place)
    else:
        yield from _visible(element, name, place)


def _times(element: Element, name: str, place: str) -> Iterator[_Found]:
    shown = text_of(element)
    written = element.get("datetime") or shown
    changed = bool(UPDATED.search(shown)) and not without_updates(shown)
    if written and not changed and not _is_of_change(element, name):
        parent = element.getparent()
        around = (parent.get("class") or "") if parent is not None else ""
        sure = element.get("pubdate") is not None or bool(PUBLISHED.search(f"{name} {around}"))
        yield _Found("time", written.strip(), sure, True, place=place)


def _visible(element: Element, name: str, place: str) -> Iterator[_Found]:
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
    letters = sum(c.isalpha() for c in text)
    loose = not named and letters > _MAX_LABEL
    if not loose or _DATE_AT_EDGE.search(text):
        yield _Found("visible", text, sure, named, loose, place, letters)


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
