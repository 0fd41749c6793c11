"""Dates as people and machines write them → instants or days.

Understands ISO 8601 (extended, basic, with or without zone), RFC 2822 and 822 (years of two
figures), ``ctime`` and JavaScript dates, epoch seconds to nanoseconds, Excel's serial days, figure
dates with AM and PM, and running dates in English and, by resources/normalize/months.txt, sixty
other languages ("4 de mayo de 2023", "2023年5月4日"), and the years of Thailand, Taiwan, Japan and
Iran.

A moment's ``day`` is the day as written, in the zone that was written beside it: the publisher's
calendar day. A time without a zone is taken as UTC. All-figure dates such as 03/04/2019, which mean
two days, are not read unless one of the figures is over 12 or the order is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from transforms.text.calendars import (
    ERAS,
    PERSIAN_MONTHS,
    PERSIAN_YEARS,
    era_year,
    from_persian,
    full_year,
)
from transforms.text.date_words import (
    MONTH_PATTERN,
    MONTHS,
    month_of,
    without_updates,
    zone_of,
)

__all__ = [
    "EARLIEST_YEAR", "MONTHS", "MONTH_PATTERN", "Moment", "earlier_than", "find_date",
    "find_moment", "midnight", "parse_moment",
]  # fmt: skip

#: Nothing was published before there was a newspaper to print (Relation, Strasbourg, 1605).
EARLIEST_YEAR = 1605
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY_ZERO_OF_EXCEL = date(1899, 12, 30)


class Moment(NamedTuple):
    """A point in time.

    ``instant`` is in microseconds UTC, or None where only a day is known; ``day`` is the ISO date
    as written; ``offset`` the minutes east of UTC that were written, None where none were.
    """

    instant: int | None
    day: str
    offset: int | None = None


_ZONE = r"Z\b|(?:GMT|UTC)?\s?[+-]\d{2}:?\d{2}(?::\d{2})?|(?:GMT|UTC)?[+-]\d{1,2}\b|[A-Za-z]{1,5}\b"
_HALF = r"[ap]\.?\s?m\b\.?"
_TIME = (
    r"(?:(?:[T,_]|,?\s)\s*(?:at\s+|-\s+|@\s+)?(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2})(?:[.,:](?P<f>\d{1,9}))?)?"
    rf"\s*(?P<ap>{_HALF})?\s*\(?(?P<z>{_ZONE})?)?"
)
_ISO = re.compile(rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_TIME}", re.I)
_BASIC = re.compile(
    r"(?P<y>(?:1[6-9]|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:[T_ ]?(?P<h>\d{2})(?P<i>\d{2})(?P<s>\d{2})?(?:\.\d+)?(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = re.compile(
    rf"(?P<y>\d{{4}})\s?(?P<sep>[/.])\s?(?P<m>\d{{1,2}})\s?(?P=sep)\s?(?P<d>\d{{1,2}})\.?{_TIME}",
    re.I,
)
_FIGURES = re.compile(
    r"(?P<a>\d{1,2})\s?(?P<sep>[./|-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d{2})(?!\d)"
    rf"(?:\s*Uhr)?{_TIME}",
    re.I,
)
_CJK = re.compile(
    rf"(?P<era>{'|'.join(ERAS)})?\s*(?P<y>(?(era)(?:\d{{1,3}}|元)|\d{{4}}))\s*[年년]\s*"
    r"(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号號]?"
    r"(?:\s*[(（][^)）]{1,4}[)）])?"
    r"(?:\s*(?P<half>上午|下午|午前|午後|오전|오후))?"
    r"(?:\s*(?P<h>\d{1,2})\s*[:：時时시]\s*(?P<i>\d{1,2})?)?"
)
_CLOCK = (
    r"(?:(?P<h>\d{1,2})[:.](?P<i>\d{2})(?:[:.](?P<s>\d{2})(?:\.\d+)?)?|(?P<h2>\d{1,2})(?=\s*[ap]\.?m))"
    r"\s*(?P<ap>[ap]\.?m\b\.?)?\s*\(?(?P<z>Z\b|(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{0,2}|[A-Z]{2,4}\b)?\)?"
)
_DAY_MONTH = (
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<mon>"
    + MONTH_PATTERN
    + r"),?[\s-]+(?P<y>\d{4})"
)
_MONTH_DAY = (
    r"(?P<mon>"
    + MONTH_PATTERN
    + r")(?:,?\s+|(?<=\.)|-)(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s?,\s*|\s+/?\s*|[.-])"
    r"(?P<y>\d{4})(?!\d)"
)
_BETWEEN = r"(?:\s*(?:,|\||-|–|—|·|•|/|at|@|T)?\s*(?:at\s+)?"
_WRITTEN = tuple(
    re.compile(r"(?<![\w])" + day + _BETWEEN + _CLOCK + r")?", re.I)
    for day in (_DAY_MONTH, _MONTH_DAY)
)
_CLOCK_FIRST = re.compile(
    _CLOCK
    + r"\s*,?\s*(?:on\s+)?(?:[A-Z][a-z]+day,?\s+)?(?:(?P<d1>\d{1,2})\s+(?P<mon1>"
    + MONTH_PATTERN
    + r")|(?P<mon2>"
    + MONTH_PATTERN
    + r")\s+(?P<d2>\d{1,2})),?\s+(?P<y>\d{4})",
    re.I,
)
#: Any language: "4 de mayo de 2023", "4. Mai 2023", "1er mars 2023", "2023. május 4.", "4 Mai ’23",
#: "4 نيسان / أبريل 2023", "2023 m. gegužės 4 d.". In the scripts of South Asia, vowel signs are no
#: word characters: hence the ranges.
_WORD = r"[^\W\d_][\w.’'\u0900-\u0dff\u0e00-\u0eff]{1,13}"
_MONTH = rf"(?P<mon>(?:tháng\s(?:mười\s)?)?{_WORD}(?:\s(?:الأول|الاول|الثاني))?)(?:\s?/\s?{_WORD})?"
_YEAR = r"(?:(?:พ|ค)\.\s?ศ\.\s*)?(?P<y>\d{4}|['’‘]\d\d)(?!\d)"
_DAY_END = r"(?:\.|º|°|er|st|nd|rd|th|-?an?)?"
_ANY_LANGUAGE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?<!\d)(?P<d>\d{{1,2}}){_DAY_END}[\s-]*(?:de\s+|d['’]\s?|di\s+)?{_MONTH},?"
        rf"[\s-]*(?:del?\s+)?{_YEAR}{_TIME}",
        rf"(?<!\d)(?P<y>\d{{4}})(?:\.?,?|\(?e?\)?ko)\s+(?:m\.\s|gada\s|año\s)?{_MONTH}\s+(?P<d>\d{{1,2}})(?!\d){_TIME}",
        rf"(?<!\d)(?P<y>\d{{4}})(?:\.?\s+(?:gada\s)?(?=\d+\.)|\sжылғы\s)(?P<d>\d{{1,2}})\.?\s+{_MONTH}{_TIME}",
        rf"{_MONTH}\s+(?P<d>\d{{1,2}}){_DAY_END},?\s+{_YEAR}{_TIME}",
        # the same sign before and behind the month: "04.Mai.23", "4 / Mai / 2023"
        rf"(?<![\d./-])(?P<d>\d{{1,2}})\s?(?P<sep>[./-])\s?{_MONTH}\s?(?P=sep)\s?(?P<y>\d{{4}}|\d\d)(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s+tháng\s+(?P<m>\d{{1,2}})(?:,|\s+năm)?\s+(?P<y>\d{{4}}){_TIME}",
    )
)
_EPOCH_FIGURES = re.compile(r"-?\d{9,10}(?:\d{3}){0,3}(?:\.\d+)?|\d\.\d{5,}[eE]\+?(?:9|12)")
#: ASP.NET's "/Date(1683207900000)/" and MongoDB's '{"$date": "2023-05-04T13:45:00Z"}' as text
_WRAPPED = re.compile(
    r"\W*(?:Date\(|\$date\W+(?:\$numberLong\W+)?)\s*[\"']?([^\"'(){}]+?)[\"']?\s*[)}\]/\"']*"
)
_SERIAL = re.compile(r"(?P<day>[3-5]\d{4})(?P<part>\.\d+)?")
_SHORT_MONTH = r"(?P<mon>[A-Za-z]{3,9})\.?"
#: "19-Feb-18", "Thu, 04 May 23 13:45:00 GMT", "26-FEB-1987 15:01:01.79"
_RFC_822 = re.compile(
    rf"(?:[A-Za-z]{{3,9}}\.?,?\s+)?(?P<d>\d{{1,2}})[\s-]{_SHORT_MONTH},?[\s'’-]+(?P<y>\d{{4}}|\d{{2}})(?!\d){_TIME}",
    re.I,
)
#: ctime, Java's Date, Twitter: "Thu May  4 13:45:00 +0000 2023"
_CTIME = re.compile(
    rf"(?:[A-Za-z]{{3,9}},?\s+){_SHORT_MONTH}\s+(?P<d>\d{{1,2}})\s+(?P<h>\d{{1,2}}):(?P<i>\d{{2}})"
    r"(?::(?P<s>\d{2}))?\s+(?:(?P<z>[+-]\d{2}:?\d{2}|[A-Z]{1,5})\s+)?(?P<y>\d{4})",
    re.I,
)
#: A tuple of figures: time.struct_time as a list, or datetime.datetime(2023, 5, 4, 13, 45)
_TUPLE = re.compile(
    r"(?:datetime\.)?(?:datetime|date)?\W{0,9}(?P<y>\d{4}),\s*(?P<m>\d{1,2}),\s*(?P<d>\d{1,2})"
    r"(?:,\s*(?P<h>\d{1,2}),\s*(?P<i>\d{1,2})(?:,\s*(?P<s>\d{1,2}))?)?(?:,\s*-?\d+){0,4}\W{0,9}"
)
_STAMPS = (_CTIME, _RFC_822, _TUPLE)


def parse_moment(written: str | None, *, day_first: bool | None = None) -> Moment | None:
    """Read a date that stands alone, as in a metadata field; None where it is not one.

    ``day_first`` is the order of all-figure dates where it is known.

    >>> parse_moment("2024-04-28T09:00:00-04:00")
    Moment(instant=1714309200000000, day='2024-04-28', offset=-240)
    >>> parse_moment("January 29, 2019")
    Moment(instant=None, day='2019-01-29', offset=None)
    """
    written = (written or "").strip()
    if not written or len(written) > 100:
        return None
    wrapped = _WRAPPED.fullmatch(written)
    written = without_updates(wrapped[1] if wrapped else written.strip("\"'"))
    match = _ISO.match(written)
    if match:
        return _from_groups(match)
    if _EPOCH_FIGURES.fullmatch(written):
        return _from_epoch(written)
    match = _SERIAL.fullmatch(written)
    if match:
        return _from_serial(match)
    match = _BASIC.fullmatch(written) or _YEAR_FIRST.match(written) or _CJK.match(written)
    if match:
        return _from_groups(match)
    match = _FIGURES.match(written)
    if match:
        return _from_figures(match, day_first)
    for pattern in _STAMPS:
        match = pattern.fullmatch(written.removesuffix("."))
        found = _from_groups(match) if match else None
        if found is not None:
            return found
    return find_moment(written) or _find_in_any_language(written)


def find_moment(text: str) -> Moment | None:
    """The first English running date in ``text`` ("Jan. 29, 2019, 4:05 p.m. EST"), or None."""
    matches = [m for pattern in _WRITTEN for m in [pattern.search(text)] if m]
    if not matches:
        return None
    first = min(matches, key=lambda m: m.start())
    if first["h"] is None and first["h2"] is None:
        clock = _CLOCK_FIRST.search(text)
        if clock is not None and clock.end() == first.end():
            first = clock
    return _from_groups(first)


#: Behind a year of two figures without a mark of its own: the end, or a time. A line that goes on
#: ("3 juin 10 h 30", "5 May 10 am") has an hour there.
_AFTER_SHORT_YEAR = (
    r"(?=\s*-?\s*$|\s?,\s*\d|,?\s+(?:à|at|um|alle|a las|@|-|–|\|)\s*\d{1,2}[:.h]\d\d)"
)
#: What a line with a date holds: four figures, or a year of two where its form tells.
HAS_DATE = re.compile(
    r"\d{4}|\d[./|-]\s?\d{1,2}\s?[./|-]\s?\d\d|\w['’‘\s]+['’‘]\d\d\b|\d[.-]\w{3,9}\.?[.-]\d\d|年|"
    rf"\d\.?\s\w{{3,9}}\.?\s\d\d{_AFTER_SHORT_YEAR}",
    re.I,
)
#: "5. März 07, 14:02", "8 MAG 01"
_SHORT_YEAR = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\.?\s(?P<mon>{_WORD})\s(?P<y>\d\d){_AFTER_SHORT_YEAR}", re.I
)
#: "2004 - 05 - 19", as pieces of their own elements
_SPACED_ISO = re.compile(
    r"(?<![\d-])(?P<y>\d{4})\s?-\s(?P<m>\d{1,2})\s?-\s?(?P<d>\d{1,2})(?![\d-])"
)
#: The years of Taiwan in figures: "110-09-10"
_OF_TAIWAN = re.compile(
    r"(?<![\d./-])(?P<y>1[0-4]\d)(?P<sep>[./-])(?P<m>\d\d)(?P=sep)(?P<d>\d\d)(?![\d./-])"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ISO_INSIDE = re.compile(r"(?<![\d-])" + _ISO.pattern, re.I)
_CTIME_INSIDE = re.compile(r"\b" + _CTIME.pattern + r"(?!\d)", re.I)
_FIGURES_INSIDE = re.compile(r"(?<![\d./-])" + _FIGURES.pattern + r"(?![./-]\d)", re.I)
_YEAR_FIRST_INSIDE = re.compile(r"(?<![\d./-])" + _YEAR_FIRST.pattern, re.I)


def find_date(text: str, *, day_first: bool | None = None) -> Moment | None:
    """The first date of any form and language inside a short line of a page, or None.

    >>> find_date("Erstellt: 04.05.2023, 13:45 Uhr").day
    '2023-05-04'
    """
    if not HAS_DATE.search(text):
        return None
    found: list[tuple[int, Moment]] = []
    english = find_moment(text)
    if english is not None:
        return english
    for pattern in (_ISO_INSIDE, _SPACED_ISO, _YEAR_FIRST_INSIDE, _CJK, _CTIME_INSIDE):
        match = pattern.search(text)
        moment = _from_groups(match) if match else None
        if match and moment is not None:
            found.append((match.start(), moment))
    for match in _FIGURES_INSIDE.finditer(text):
        moment = _from_figures(match, day_first)
        if moment is not None:
            found.append((match.start(), moment))
            break
    return min(found)[1] if found else _of_taiwan(text) or _find_in_any_language(text)


def _of_taiwan(text: str) -> Moment | None:
    """A day in the years of Taiwan, alone or beside Chinese."""
    match = _OF_TAIWAN.search(text)
    if match is None or not (match[0] == text.strip() or _HAN.search(text)):
        return None
    try:
        return Moment(
            None, date(int(match["y"]) + 1911, int(match["m"]), int(match["d"])).isoformat()
        )
    except ValueError:
        return None


def _find_in_any_language(text: str) -> Moment | None:
    for pattern in (*_ANY_LANGUAGE, _SHORT_YEAR):
        for match in pattern.finditer(text):
            moment = _from_groups(match)
            if moment is not None:
                return moment
    return None


def earlier_than(moment: Moment, bound: int | None) -> bool:
    """Whether ``moment`` lies before ``bound`` (microseconds), with a day's grace for zones."""
    if bound is None:
        return True
    return midnight(moment.day) <= bound + 14 * 3_600_000_000 and (
        moment.instant is None or moment.instant <= bound + 86_400_000_000
    )


def midnight(day: str) -> int:
    """Microseconds of the first instant of an ISO date, UTC."""
    instant = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return (instant - _EPOCH) // _MICROSECOND


def _from_epoch(written: str) -> Moment | None:
    number = float(written)
    for limit, unit in ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3)):
        if abs(number) > limit:
            number /= unit
            break
    try:
        return _moment(_EPOCH + timedelta(seconds=number), 0)
    except OverflowError:
        return None


def _from_serial(match: re.Match[str]) -> Moment | None:
    """A spreadsheet's day number: days since 1899-12-30, the fraction the time of day."""
    day = _DAY_ZERO_OF_EXCEL + timedelta(days=int(match["day"]))
    if not match["part"]:
        return _day(day)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _moment(start + timedelta(seconds=round(float(match["part"]) * 86_400)), None)


def _from_figures(match: re.Match[str], day_first: bool | None) -> Moment | None:
    first, second = int(match["a"]), int(match["b"])
    if second > 12:
        day, month = second, first
    elif first > 12 or first == second or match["sep"] == "." or day_first:
        day, month = first, second  # dots are only ever used day first
    elif day_first is False:
        day, month = second, first
    else:
        return None
    return _build(match.groupdict(), full_year(match["y"]), month, day)


def _from_groups(match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    named = groups.get("mon") or groups.get("mon1") or groups.get("mon2")
    written = groups["y"].lstrip("'’‘")
    day = int(groups.get("d") or groups.get("d1") or groups.get("d2") or "0")
    if named in PERSIAN_MONTHS:
        return _in_persian(groups, int(written), PERSIAN_MONTHS.index(named) + 1, day)
    month = month_of(named) if named else int(groups["m"])
    if month is None:
        return None
    if groups.get("era"):
        return _build(groups, era_year(groups["era"], written), month, day)
    if not named and int(written) in PERSIAN_YEARS:
        return _in_persian(groups, int(written), month, day)
    return _build(groups, full_year(written), month, day)


def _in_persian(groups: Mapping[str, str | None], year: int, month: int, day: int) -> Moment | None:
    try:
        own = from_persian(year, month, day)
    except ValueError:
        return None
    return _build(groups, own.year, own.month, own.day) if year in PERSIAN_YEARS else None


_AFTERNOON = frozenset(("p", "下", "午後", "오후"))
_FORENOON = frozenset(("a", "上", "午前", "오전"))


def _hours(groups: Mapping[str, str | None]) -> int | None:
    """The hour of 24 that the groups tell, None where they tell none."""
    hour = groups.get("h") or groups.get("h2")
    if hour is None:
        return None
    hours = int(hour)
    half = (groups.get("ap") or "").lower()[:1] or groups.get("half") or ""
    half = half if len(half) < 2 or half in _AFTERNOON or half in _FORENOON else half[:1]
    if half and hours <= 12:
        hours = hours % 12 + (12 if half in _AFTERNOON else 0)
    return hours


def _build(groups: Mapping[str, str | None], year: int, month: int, day: int) -> Moment | None:
    try:
        hours = _hours(groups)
        if hours is None:
            return _day(date(year, month, day))
        fraction = (groups.get("f") or "")[:6].ljust(6, "0")
        naive = datetime(
            year, month, day, hours % 24 if hours == 24 else hours, int(groups.get("i") or 0),
            min(int(groups.get("s") or 0), 59), int(fraction),
        )  # fmt: skip
        if hours == 24:
            naive += timedelta(days=1)
        zone = zone_of(groups.get("z"), naive)
        offset = None if zone is None else int(zone.utcoffset(None).total_seconds() // 60)
        return _moment(naive.replace(tzinfo=zone or UTC), offset)
    except (ValueError, OverflowError):
        return None


def _day(day: date) -> Moment | None:
    return Moment(None, day.isoformat()) if day.year >= EARLIEST_YEAR else None


def _moment(instant: datetime, offset: int | None) -> Moment | None:
    """The moment of an aware ``instant``, whose own date is the day."""
    if instant.year < EARLIEST_YEAR:
        return None
    in_utc = instant.astimezone(UTC)
    # exactly 1970-01-01T00:00Z is what an empty field turns into
    if in_utc == _EPOCH:
        return None
    return Moment((in_utc - _EPOCH) // _MICROSECOND, instant.date().isoformat(), offset)
