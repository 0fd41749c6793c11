"""All evidence of when an article was published → one day, one instant, and what gave them.

Order of trust: the record's own field; JSON-LD and meta tags; the address; dates in the page's body
that are likely enough (`marked_dates`); a date line in the text; the dateline; for plain text a
caption; a part of the page's title or summary that is a date. Where a page has none of these, the
day that htmldate finds and the page states (``library``). Last comes what the person says: the day
in the input's path (``path``), a default (``option``). A date after the crawl or ``latest_date`` is
not believed, nor is a date of change. Where only one of JSON-LD, meta tags and the address tells
the head's day, a date of the body that is likely enough outweighs it.

The day is the publisher's: the date as written beside its own offset. Where only UTC is given, a
time that the page shows and that is this instant on some zone's clocks decides; else the day of the
address, or one that the page shows, among the days that UTC may stand for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from schemas.records import RawDocument
from transforms.normalize.html_page import Element
from transforms.normalize.library_date import LibraryDay, find_library_day
from transforms.normalize.marked_dates import MarkedDate, find_marked_dates
from transforms.normalize.metadata import PageMetadata
from transforms.normalize.options import NormalizeOptions
from transforms.normalize.path_date import path_days
from transforms.normalize.structure import Structure
from transforms.text.dates import (
    Moment,
    earlier_than,
    find_date,
    find_moment,
    midnight,
    parse_moment,
)

_DAY_US = 86_400_000_000
_MINUTE_US = 60_000_000
#: How likely a date of the body must be: to count where the library finds it as well, to count, to
#: count whatever the library finds, and to outweigh a head that nothing confirms.
_THINKABLE, _LIKELY, _SURE, _FIRM = 0.05, 0.4, 0.6, 0.8
#: So many days apart, a date of the body may be the head's own story; further, it is another's.
_NEAR_DAYS = 60
#: Origins that may settle which of two days an instant in UTC stands for, what readers see before
#: what the head says once more.
_SETTLES_DAY = ("url", "microdata", "time", "visible", "dateline", "script", "json_ld", "meta")


class Publication(NamedTuple):
    """The evidence's name, the instant (microseconds UTC) where known, the publisher's ISO day."""

    origin: str
    instant: int | None
    day: str


class _Candidate(NamedTuple):
    """``firm``: a date in the page's body that is almost certain."""

    origin: str
    moment: Moment
    firm: bool = False


def find_publication(
    raw: RawDocument,
    page: PageMetadata,
    tree: Element | None,
    parts: Structure,
    url: str | None,
    options: NormalizeOptions,
) -> Publication | None:
    """The most trusted evidence that is possible, its day and time completed by the others."""
    bound = raw.crawled_at
    if options.latest_date:
        latest = midnight(options.latest_date) + _DAY_US
        bound = latest if bound is None else min(bound, latest)
    found: list[_Candidate] = []
    order = day_first(page, url)
    head = [c for o, written in page.published for c in _read(o, written, order)]
    changed = changed_days(page)
    is_agreed = _agree(head, url_moment(url))
    awaited = url_moment(url) is not None
    library = cache(partial(_library_day, tree, url, bound))
    for candidate in _candidates(raw, head, tree, parts, url, page, library):
        if earlier_than(candidate.moment, bound):
            found.append(candidate)
            if is_agreed and _is_settled(found, awaited):
                break
    if not found:
        told = library()
        if told is not None and told.is_stated:
            return Publication("library", None, told.day)
        return _said(raw.input_uri, bound, options)
    first = _believed(found, is_agreed, changed)
    others = [c for c in found if c is not first]
    return Publication(first.origin, _instant(first, others), _day(first, others))


def _library_day(tree: Element | None, url: str | None, bound: int | None) -> LibraryDay | None:
    """What htmldate finds on a page, where the address does not contradict it."""
    found = find_library_day(tree, bound) if tree is not None else None
    path = _URL_MONTH.search(url or "")
    if found is None or _in_slug(found.day, url):
        return None
    return None if path and found.day[:7] != f"{path['y']}-{path['m']}" else found


def _said(uri: str, bound: int | None, options: NormalizeOptions) -> Publication | None:
    """What the person says of articles that do not: the path's day, else the default."""
    days = path_days(uri, options.date_from_path) if options.date_from_path else iter(())
    said = [("path", day) for day in days]
    if options.default_date:
        said.append(("option", options.default_date))
    for origin, day in said:
        moment = parse_moment(day)
        if moment is not None and earlier_than(moment, bound):
            return Publication(origin, None, moment.day)
    return None


def _is_settled(found: Sequence[_Candidate], awaited: bool) -> bool:
    """Whether no later evidence could change the day or the instant of what was found.

    The search of the page's body is the dear part, and most pages do not need it. ``awaited``: the
    address tells a day, which may overrule the head's.
    """
    moment = found[0].moment
    if moment.instant is None or moment.offset is None:
        return False
    if awaited and found[0].origin in ("json_ld", "meta"):
        return found[-1].origin == "url"
    if moment.offset or found[-1].origin == "url":
        return True
    return any(c.moment.offset and _is_same_instant(moment, c.moment) for c in found[1:])


def _is_same_instant(moment: Moment, other: Moment) -> bool:
    """Whether both tell one instant, to the minute."""
    if moment.instant is None or other.instant is None:
        return False
    return abs(other.instant - moment.instant) <= _MINUTE_US


def _in_slug(day: str, url: str | None) -> bool:
    """Whether a day is only that of the words in an address ("budget-2025-12-3-things")."""
    year, month, dom = (int(part) for part in day.split("-"))
    return f"{year}-{month}-{dom}-" in (url or "")


def _agree(head: Sequence[_Candidate], told: Moment | None) -> bool:
    """Whether two of JSON-LD, meta tags and the address tell the day that the head gives first."""
    if not head:
        return False
    day = head[0].moment.day
    kinds = {c.origin for c in head if c.moment.day == day}
    return len(kinds) + (told is not None and told.day == day) > 1


def _believed(found: Sequence[_Candidate], is_agreed: bool, changed: Sequence[str]) -> _Candidate:
    """The first candidate; where it is the page's head, another that contradicts it with reason.

    The address's earlier day: sites that move or touch up old pages write new dates into their
    heads and keep addresses. An almost certain date of the body, unless the head is confirmed or
    calls that day the one of its last change.
    """
    first = found[0]
    if first.origin not in ("json_ld", "meta"):
        return first
    for candidate in found:
        apart = _days_apart(first.moment.day, candidate.moment.day)
        if candidate.origin == "url" and apart > 1:
            return candidate
    shown = next((c for c in found if c.firm), None)
    if shown is None or is_agreed or not _contradicts(first.moment, shown.moment):
        return first
    if abs(_days_apart(first.moment.day, shown.moment.day)) > _NEAR_DAYS:
        return first
    return first if shown.moment.day in changed else shown


def _contradicts(head: Moment, shown: Moment) -> bool:
    """Whether a shown day is not the head's, neither in another zone nor with figures swapped."""
    if head.day == shown.day or (head.offset == 0 and _may_stand_for(head, shown.day)):
        return False
    year, month, day = head.day.split("-")
    return shown.day != f"{year}-{day}-{month}"


def _days_apart(day: str, earlier: str) -> int:
    return (date.fromisoformat(day) - date.fromisoformat(earlier)).days


def _instant(first: _Candidate, others: Sequence[_Candidate]) -> int | None:
    """The first's time; another's, where the first has none or where only the other has a zone."""
    moment = first.moment
    if moment.instant is None:
        return next(
            (c.moment.instant for c in others if c.moment.instant and c.moment.day == moment.day),
            None,
        )
    if moment.offset is None:
        for other in (c.moment for c in others):
            if other.instant is None or other.offset is None:
                continue
            if abs(other.instant + other.offset * _MINUTE_US - moment.instant) <= _MINUTE_US:
                return other.instant
    return moment.instant


def _day(first: _Candidate, others: Sequence[_Candidate]) -> str:
    """The publisher's day of the first, settled by others where it is only told in UTC."""
    moment = first.moment
    if moment.offset != 0 or moment.instant is None:
        return moment.day
    for other in (c.moment for c in others):
        if other.offset and _is_same_instant(moment, other):
            return other.day
    for other in (c.moment for c in others):
        if other.offset is None and _is_local_time(moment, other):
            return other.day
    for origin in _SETTLES_DAY:
        for told, other, _ in others:
            if told == origin and other.offset is None and _may_stand_for(moment, other.day):
                return other.day
    return moment.day


def _is_local_time(moment: Moment, other: Moment) -> bool:
    """Whether a time without a zone is an instant told in UTC, on the clocks of some zone.

    A zone is whole or half hours off UTC; both times agree to the minute but for that.
    """
    if moment.instant is None or other.instant is None:
        return False
    minutes = round((other.instant - moment.instant) / _MINUTE_US)
    ahead = 60 * _HOURS_AHEAD
    return minutes % 30 == 0 and minutes != 0 and -60 * _HOURS_BEHIND <= minutes <= ahead


#: Hawaii's clocks are ten hours behind UTC, New Zealand's thirteen ahead: so many hours of the day
#: in UTC still belong to the day before somewhere, or already to the day after.
_HOURS_BEHIND, _HOURS_AHEAD = 10, 13


def _may_stand_for(moment: Moment, day: str) -> bool:
    """Whether an instant that is told in UTC falls on ``day`` in some zone."""
    apart = _days_apart(day, moment.day)
    hour = ((moment.instant or 0) - midnight(moment.day)) / (60 * _MINUTE_US)
    if apart == -1:
        return hour < _HOURS_BEHIND
    return apart == 0 or (apart == 1 and hour >= 24 - _HOURS_AHEAD)


def _is_near_midnight(head: Sequence[_Candidate]) -> bool:
    """Whether the head's instant, told in UTC, is on another day in America's or Europe's zones."""
    moment = head[0].moment if head else None
    if moment is None or moment.offset != 0 or moment.instant is None:
        return False
    hour = (moment.instant - midnight(moment.day)) // (60 * _MINUTE_US)
    return hour < _HOURS_EVENING or hour >= 24 - _HOURS_NIGHT


#: It is still the evening before in Toronto until so many hours after midnight in UTC, and already
#: the next day in Berlin so many hours before it.
_HOURS_EVENING, _HOURS_NIGHT = 6, 2


def _candidates(
    raw: RawDocument,
    head: Sequence[_Candidate],
    tree: Element | None,
    parts: Structure,
    url: str | None,
    page: PageMetadata,
    library: Callable[[], LibraryDay | None],
) -> Iterator[_Candidate]:
    """Evidence of the publication date, most trusted first."""
    order = day_first(page, url)
    yield from _read("field", raw.published, order)
    yield from head
    yield from _candidate("url", url_moment(url))
    if tree is not None:
        is_told = bool(raw.published or head or url_moment(url))
        scripts = not is_told or _is_near_midnight(head)
        marks = find_marked_dates(
            tree, page.titles[:4], order, changed_days(page), url, scripts=scripts
        )
        for mark in _likely(marks, None if is_told else library):
            yield _Candidate(mark.origin, mark.moment, mark.likelihood >= _FIRM)
    yield from _candidate("visible", parts.stated)
    yield from _plain_candidates(parts, is_page=tree is not None)
    for text in dict.fromkeys((*page.titles[:4], *page.headings[:1], *page.descriptions[:2])):
        yield from _candidate("meta", _labelled_day(text, order))


#: What parts a date from the words of a title: "Title | 02.11.2021", "Title (news of 14 May 2020)".
_PARTS = re.compile(r"\s[|–—-]+\s|[|()]|:\s")
#: Beside such a date there are at most so many words, its month and "news of" among them.
_LABEL_WORDS, _LABEL_CHARS = 3, 40


def _labelled_day(text: str, day_first: bool | None) -> Moment | None:
    """The day that a title, headline or summary holds in a part of its own, or None."""
    for part in _PARTS.split(text[:400]):
        if len(part) <= _LABEL_CHARS and len(_WORD.findall(part)) <= _LABEL_WORDS:
            moment = find_date(part, day_first=day_first)
            if moment is not None:
                return moment
    return None


_WORD = re.compile(r"[^\W\d_]+")


def _likely(
    marks: Sequence[MarkedDate], library: Callable[[], LibraryDay | None] | None
) -> list[MarkedDate]:
    """The likely dates of the body; where none is sure, the one that the library finds as well.

    All of them tell the likeliest's day, but where that is told in UTC and may stand for another,
    and times without a zone, which may be on the publisher's clocks what the head tells in UTC.
    """
    likely: list[MarkedDate] = []
    if marks and marks[0].likelihood >= _LIKELY:
        top = marks[0].moment
        others = [m for m in marks if m.moment.day != top.day and m.likelihood >= _THINKABLE]
        likely = [m for m in marks if m.moment.day == top.day]
        likely += [m for m in others if top.offset == 0 or _is_clock(m.moment)]
    if library is None or not marks or marks[0].likelihood >= _SURE:
        return likely
    told = library()
    day = told.day if told is not None else None
    agreed = (m for m in marks if m.moment.day == day and m.likelihood >= _THINKABLE)
    first = next(agreed, None)
    return likely if first is None else [first, *likely]


def _is_clock(moment: Moment) -> bool:
    """Whether a time of day is told without its zone."""
    return moment.instant is not None and moment.offset is None


def _plain_candidates(parts: Structure, is_page: bool) -> Iterator[_Candidate]:
    """The dateline's day; for plain text, which has no other place for a date, a caption's."""
    captioned = [m for c in parts.captions if (m := find_moment(c)) is not None]
    if parts.dateline_day:
        month, day, year = parts.dateline_day
        if year is None and captioned:  # a dateline's year is that of the other evidence
            year = int(captioned[0].day[:4])
        if year is not None:
            yield from _candidate("dateline", parse_moment(f"{year}-{month:02}-{day:02}"))
    if not is_page:  # a page's pictures may be years old
        for moment in captioned:
            yield _Candidate("caption", moment)


def _read(origin: str, written: str | None, day_first: bool | None) -> Iterator[_Candidate]:
    yield from _candidate(origin, parse_moment(written, day_first=day_first))


def _candidate(origin: str, moment: Moment | None, firm: bool = False) -> Iterator[_Candidate]:
    if moment is not None:
        yield _Candidate(origin, moment, firm)


#: Top-level domains of countries whose press writes English, by the order of their figure dates.
_DAY_FIRST = frozenset((
    "uk", "ie", "au", "nz", "in", "za", "ng", "ke", "gh", "pk", "bd", "lk", "sg",
    "my", "mt", "hk", "jm", "tt", "zw", "zm", "ug", "tz", "na", "bw", "rw", "mw", "et",
))  # fmt: skip
_MONTH_FIRST = frozenset(("gov", "mil", "edu"))
_COUNTRY = re.compile(r"//[^/:?#]*\.([a-z]{2,3})\.?(?=[/:?#]|$)")


def day_first(page: PageMetadata, url: str | None = None) -> bool | None:
    """The order of figure dates on the page, by its language and its address's country.

    None where it could be either.
    """
    language = (page.language or "").replace("_", "-").lower()
    if language in ("en-us", "en-ph"):
        return False
    if language and language != "en":
        return True
    country = _COUNTRY.search((url or "").lower())
    if country is None:
        return None
    return True if country[1] in _DAY_FIRST else False if country[1] in _MONTH_FIRST else None


def changed_days(page: PageMetadata) -> list[str]:
    """The days that a page's head calls those of a change."""
    return [moment.day for w in page.modified if (moment := parse_moment(w))]


_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<sep>[/_-]?)(?P<m>0[1-9]|1[0-2]|[a-z]{3}|[1-9])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01]|[1-9])(?!\d)",
    re.I,
)


_M, _D = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
#: "/2020/0504/", "/202005/04/", "/2020-05/04/", and a stamp with hours and minutes
_URL_OTHER_DAY = re.compile(
    rf"(?:^|/)(?P<y>(?:19|20)\d\d)[/-]?(?:{_M}/?{_D})/"
    r"|(?<!\d)(?P<y2>20\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])"
    r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)"
)
_URL_MONTH = re.compile(r"/(?P<y>(?:19|20)\d{2})/(?P<m>0[1-9]|1[0-2])/")


def url_moment(url: str | None) -> Moment | None:
    """The day that an address holds in its path ("/2019/01/29/"), or None.

    A day within a slug's words needs two figures for month and day ("2025-12-3-things" is none).
    """
    if not url:
        return None
    path = url.split("//", 1)[-1].partition("/")[2].partition("?")[0]
    match = _URL_DAY.search(path)
    if match is None:
        other = _URL_OTHER_DAY.search(path)
        return parse_moment("-".join(filter(None, other.groups()))) if other else None
    month = match["m"]
    if month.isalpha():
        return find_moment(f"{match['d']} {month} {match['y']}")
    if match["sep"] != "/" and (len(month) < 2 or len(match["d"]) < 2):
        return None
    return parse_moment(f"{match['y']}-{int(month):02}-{int(match['d']):02}")
