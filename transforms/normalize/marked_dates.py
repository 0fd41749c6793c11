"""A page → dates in its body and scripts that may be that of the article's publication.

One pass over the tree finds dates (`date_marks`) outside of comments and running text. What speaks
for each of them and against it is put into words (`_Page.features`): its place and name, how it
stands to the headline, whether other evidence agrees. `date_choice` weighs them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from transforms.normalize.date_choice import likelihoods
from transforms.normalize.date_marks import (
    FoundDate,
    dates_of,
    may_be_marked,
    name_words,
    script_dates,
)
from transforms.normalize.html_page import Element, text_of
from transforms.normalize.page_walk import judge
from transforms.text.date_words import without_updates
from transforms.text.dates import Moment, find_date, midnight, parse_moment

#: Text of an element that has so many characters is running text.
_PROSE_CHARS = 80
#: A date beside an attribute that tells it is shown in so many characters.
_MAX_SHOWN = 80
#: The first news sites are of this year; an earlier day is mostly a birth or an anniversary.
_FIRST_PAGE = "1994"
_DAY_US = 86_400_000_000
#: Names of so many elements around a date are looked at.
_MAX_AROUND = 5
#: More dates than this are a calendar or an archive: the likeliest of the first are given.
_MAX_FOUND, _MAX_GIVEN = 400, 60
_SKIPPED = frozenset(("style", "noscript", "template", "svg", "iframe", "select"))
#: What stands in these is another story's, unless it is marked as a date and so many elements or
#: fewer below the headline.
_ELSEWHERE = frozenset(("never", "aside", "nav"))
_NEAR = 40
_HEADLINES = frozenset(("h1", "h2", "h3"))
_FIGURE = re.compile(r"\d")
#: A day, month or year by itself has at most so many characters.
_MAX_PIECE = 4
_WORD = re.compile(r"\w{3,}")
_MONTH_PATH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?=/|$)")
_YEAR_PATH = re.compile(r"/((?:19|20)\d\d)(?=/|$)")


class MarkedDate(NamedTuple):
    """A date of the body: where it was found, and how likely its day is the publication's (0 to 1).

    ``origin`` is microdata, time, attribute, visible or script; ``features`` are what the
    likelihood was told by.
    """

    origin: str
    moment: Moment
    likelihood: float
    features: tuple[str, ...]


class _Placed(NamedTuple):
    """A date and its place on the page.

    ``position`` and ``prose``: elements and characters of running text above. ``aside``: what
    the nearest element around it that is named as something else is, ``""`` if none.
    """

    found: FoundDate
    element: Element
    position: int
    prose: int
    aside: str


class _Headline(NamedTuple):
    """A headline: how many elements and how much running text stand above, and its likeness."""

    element: Element
    position: int
    prose: int
    likeness: float


class _Body(NamedTuple):
    """What one pass over the tree collects."""

    dates: list[_Placed]
    headlines: list[_Headline]
    pictured: Counter[str]
    prose: int


def find_marked_dates(
    tree: Element,
    titles: Sequence[str] = (),
    day_first: bool | None = None,
    changed: Sequence[str] = (),
    url: str | None = None,
    *,
    scripts: bool = True,
) -> tuple[MarkedDate, ...]:
    """Dates in the page's body and scripts, the likeliest first.

    Args:
        titles: the page's own in its head: of several headlines the one that is most like them is
            the article's.
        day_first: the order of all-figure dates where it is known.
        changed: ISO days that the head calls those of a change.
        url: the page's address, which may hold year and month.
        scripts: whether the data of scripts is searched, too.
    """
    body = _collect(tree, titles, scripts)
    if day_first is None:
        day_first = _order([each.found.written for each in body.dates[:_MAX_FOUND]])
    dated = []
    read: dict[tuple[bool, str, str], Moment | None] = {}  # lists of stories repeat their days
    for each in body.dates[:_MAX_FOUND]:
        found = each.found
        key = (found.origin == "visible", found.written, found.shown)
        if key not in read:
            read[key] = _moment(found, day_first)
        moment = read[key]
        if moment is not None:
            dated.append((each, moment))
    page = _Page(body, dated, changed, url)
    own = [d for d in dated if d[0].aside not in _ELSEWHERE or page.is_below_headline(d[0])]
    words = [tuple(page.features(each, moment)) for each, moment in own]
    shares = likelihoods([moment.day for _, moment in own], words)
    told = [
        MarkedDate(each.found.origin, moment, share, said)
        for (each, moment), share, said in zip(own, shares, words, strict=True)
    ]
    told.sort(key=lambda mark: (-mark.likelihood, mark.origin == "script"))
    return tuple(told[:_MAX_GIVEN])


#: Day and month, or month and day, before a year: only with strokes it could be either.
_STROKED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)(?![\d/])")


def _order(written: Sequence[str]) -> bool | None:
    """Whether days come first in the page's figure dates, where those over 12 tell; else None."""
    pairs = [(int(m[1]), int(m[2])) for text in written for m in _STROKED.finditer(text)]
    told = {first > 12 for first, second in pairs if (first > 12) != (second > 12)}
    return told.pop() if len(told) == 1 else None


def _moment(found: FoundDate, day_first: bool | None) -> Moment | None:
    """What a date of the page says, or None."""
    written = found.written
    moment = None if found.origin == "visible" else parse_moment(written)
    moment = moment or find_date(written, day_first=day_first) or parse_moment(written)
    return None if moment is None else _as_shown(moment, found.shown, day_first)


def _as_shown(moment: Moment, shown: str, day_first: bool | None) -> Moment:
    """An instant told in UTC with the publisher's day, where the page shows that to its readers."""
    if moment.offset != 0 or moment.instant is None or not 0 < len(shown) <= _MAX_SHOWN:
        return moment
    seen = find_date(without_updates(shown), day_first=day_first)
    if seen is None or abs(midnight(seen.day) - midnight(moment.day)) > _DAY_US:
        return moment
    return moment._replace(day=seen.day, offset=None)


def _collect(tree: Element, titles: Sequence[str], scripts: bool) -> _Body:
    body = tree.find("body")
    dates: list[_Placed] = []
    headlines: list[_Headline] = []
    pictured = Counter[str]()
    position = prose = 0
    if body is not None and (head := tree.find("head")) is not None:
        for script in head.iter("script") if scripts else ():
            dates += [_Placed(found, script, 0, 0, "") for found in script_dates(script)]
        for meta in head.iter("meta"):
            _count_months(pictured, meta.get("content"))
    walk = _Walk(tree if body is None else body)
    for element, aside in walk.elements:
        tag = element.tag
        if tag == "script":
            if not scripts:
                continue
            dates += [_Placed(f, element, position, prose, "") for f in script_dates(element)]
            continue
        if tag == "img":
            _count_months(pictured, element.get("src"))
        is_passed_over = aside in _ELSEWHERE
        position += not is_passed_over  # what a reader passes over is no distance
        if tag in _HEADLINES and (not aside or tag == "h1"):
            like = _likeness(text_of(element), titles) + (tag == "h1") / 2
            headlines.append(_Headline(element, position, prose, like))
        has_figures, has_pieces = element in walk.figured, element in walk.pieced
        if has_figures or has_pieces or may_be_marked(tag, tuple(element.keys())):
            for found in dates_of(element, has_figures, has_pieces):
                dates.append(_Placed(found, element, position, prose, aside))
        if not is_passed_over:
            prose += walk.prose.get(element, 0)
    return _Body(dates, headlines, pictured, prose)


def _count_months(pictured: Counter[str], address: str | None) -> None:
    """Months in the addresses of pictures: most sites keep an article's under its own month."""
    match = _MONTH_PATH.search(address) if address and address.startswith(("http", "/")) else None
    if match:
        pictured[f"{match[1]}-{match[2]}"] += 1


class _Page:
    """What all dates and headlines of a page say of each date."""

    def __init__(
        self,
        body: _Body,
        dated: Sequence[tuple[_Placed, Moment]],
        changed: Sequence[str],
        url: str | None,
    ) -> None:
        best = max(body.headlines, key=lambda h: h.likeness, default=None)
        self.headline = best if best is not None and best.likeness > 0 else None
        self.above = {} if self.headline is None else _levels(self.headline.element)
        self.headlines = body.headlines
        self.prose = body.prose
        self.pictured = body.pictured
        self.changed = changed
        self.days = sorted({moment.day for _, moment in dated})
        self.by_place = Counter(each.found.place for each, _ in dated)
        self.by_day = Counter(moment.day for _, moment in dated)
        places = [p.position for p, _ in dated if p.position and p.aside not in _ELSEWHERE]
        self.top = top = 0 if self.headline is None else self.headline.position
        self.nearest = min((abs(at - top) for at in places), default=0)
        self.first_below = min((at for at in places if at >= top), default=-1)
        self.around: dict[Element, tuple[str, ...]] = {}
        self.origins: dict[str, set[str]] = {}
        self.first: dict[str, int] = {}
        for each, moment in dated:
            self.origins.setdefault(moment.day, set()).add(each.found.origin)
            self.first.setdefault(each.found.place, each.position)
        month, year = _MONTH_PATH.search(url or ""), _YEAR_PATH.search(url or "")
        self.told = f"{month[1]}-{month[2]}" if month else year[1] if year else ""

    def is_below_headline(self, each: _Placed) -> bool:
        """Whether a date is marked and stands so near that its element's name does not matter."""
        if self.headline is None or not each.found.named:
            return False
        return 0 <= each.position - self.headline.position <= _NEAR

    def features(self, each: _Placed, moment: Moment) -> Iterator[str]:
        """Words for what speaks for a date and against it."""
        found = each.found
        if found.origin == "script":
            yield found.place
        else:
            kind = "loose" if found.loose else "named" if found.named else "bare"
            yield f"{found.origin} {'sure' if found.sure else kind}"
            if each.aside:
                yield f"aside {each.aside}"
            yield from self._by_headline(each)
            yield from dict.fromkeys(found.words)
            yield from dict.fromkeys(self._around(each.element))
        alike = self.by_place[found.place]
        yield f"places {_bucket(alike, (1, 2, 5))}"
        if alike > 1 and self.first[found.place] == each.position:
            yield "first of its place"
        yield from self._by_days(each, moment.day)
        if found.origin == "visible":
            yield f"letters {_bucket(found.letters, (3, 12, 30))}"
        if moment.instant is not None:
            yield "clock"

    def _by_days(self, each: _Placed, day: str) -> Iterator[str]:
        """How a day stands to the page's others, its address and its pictures."""
        yield f"days {_bucket(len(self.days), (1, 2, 5))}"
        if day < _FIRST_PAGE:
            yield "before pages"
        if len(self.days) > 1:
            if day == self.days[-1]:
                yield "latest"
                if each.position < self.top:
                    yield "latest, above"
            if day == self.days[0]:
                yield "earliest"
            if self.by_day[day] > 1:
                yield "repeated"
        if len(self.origins[day]) > 1:
            yield "agreed"
        if day in self.changed:
            yield "changed"
        if self.told:
            yield f"address {'same' if day.startswith(self.told) else 'other'}"
        if self.pictured:
            yield f"pictures {'same' if day[:7] in self.pictured else 'other'}"
            if day[:7] == self.pictured.most_common(1)[0][0]:
                yield "most pictures"

    def _by_headline(self, each: _Placed) -> Iterator[str]:
        if self.headline is None:
            yield "no headline"
            return
        up = _steps(each.element, self.above)
        yield f"up {_bucket(up[0], (1, 2, 4, 7))}"
        yield f"down {_bucket(up[1], (1, 2, 4, 7))}"
        below = each.position - self.headline.position
        if abs(below) == self.nearest:
            yield "nearest"
        if each.position == self.first_below:
            yield "first below"
        if below < 0:
            yield f"above {_bucket(-below, (10, 25))}"
            return
        yield f"below {_bucket(below, (5, 15, 40, 120))}"
        others = [h for h in self.headlines if self.headline.position < h.position <= each.position]
        yield f"headlines between {_bucket(len(others), (0, 1, 3))}"
        above, whole = each.prose - self.headline.prose, self.prose - self.headline.prose
        yield f"prose between {_bucket(above, (0, 400))}"
        yield f"text above {'none' if above <= 0 else 'all' if above == whole else 'some'}"

    def _around(self, element: Element) -> list[str]:
        """Words of the names of what holds an element, up to what holds the headline as well."""
        words: list[str] = []
        for above in islice(element.iterancestors(), _MAX_AROUND):
            if above in self.above:
                break
            if above not in self.around:
                self.around[above] = tuple(name_words(above, "in"))
            words += self.around[above]
        return words


def _levels(element: Element) -> dict[Element, int]:
    """An element and all that it stands in, each with the steps up to it."""
    return {above: steps for steps, above in enumerate((element, *element.iterancestors()))}


def _steps(element: Element, levels: dict[Element, int]) -> tuple[int, int]:
    """The steps up to the first element that both share, and from there down to the other."""
    for steps, above in enumerate((element, *element.iterancestors())):
        if above in levels:
            return steps, levels[above]
    return 99, 99


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


class _Walk:
    """One pass over the elements that may hold the article's own date.

    ``elements``: these, in document order, each with what the outermost element around it that is
    named as something else is called. ``figured``: those with figures in a text of their own;
    ``pieced``: those with a child that holds no more than some figures. ``prose``: characters of
    running text that an element begins with or that follow it.
    """

    def __init__(self, root: Element) -> None:
        self.elements: list[tuple[Element, str]] = []
        self.figured: set[Element | None] = set()
        self.pieced: set[Element | None] = set()
        self.prose: dict[Element, int] = {}
        walker = etree.iterwalk(root, events=("start", "end"))
        aside: Element | None = None
        called = ""
        whole = cache(lambda: len(text_of(root)))
        for event, element in walker:
            if event == "end":
                if element is aside:
                    aside, called = None, ""
                continue
            tag = element.tag
            text, tail = element.text, element.tail
            if text and not (text.isspace() and len(text) < _PROSE_CHARS):
                self._look(element, element, text)
            if tail and not (tail.isspace() and len(tail) < _PROSE_CHARS):
                self._look(element, element.getparent(), tail)
            if tag in _SKIPPED or (tag == "form" and not _holds_page(element, whole)):
                walker.skip_subtree()
                continue
            verdict = judge(element, tag, element.get("class")) if len(element) > 2 else ""
            if verdict == "comments":
                walker.skip_subtree()
                continue
            if aside is None:
                called = _called(element, tag, verdict)
                aside = element if called else None
            self.elements.append((element, called))

    def _look(self, element: Element, holder: Element | None, text: str) -> None:
        """Note the figures in a text of ``holder``, and the running text beside ``element``."""
        if _FIGURE.search(text):
            self.figured.add(holder)
            if holder is element and len(text.strip()) <= _MAX_PIECE:
                around = holder.getparent()
                self.pieced.add(around)
                if around is not None and len(around) == 1:  # "<li><b>14</b></li><li>..."
                    self.pieced.add(around.getparent())
        if len(text) >= _PROSE_CHARS:
            self.prose[element] = self.prose.get(element, 0) + len(text)


def _holds_page(form: Element, whole: Callable[[], int]) -> bool:
    """Whether a form is no form to fill in: ASP.NET puts the page's text (``whole``) into one."""
    return form.find(".//h1") is not None or 2 * len(text_of(form)) > whole()


def _called(element: Element, tag: str, verdict: str) -> str:
    """What an element that holds something else than the article is called, or ``""``.

    ``verdict`` is that of its names, ``""`` for a small element.
    """
    if tag in ("nav", "aside"):
        return tag
    if tag == "footer" and not any(a.tag in ("article", "main") for a in element.iterancestors()):
        return "footer"
    return verdict if verdict in ("never", "junk", "weak") else ""
