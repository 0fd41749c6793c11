"""TIMEX3 values → instants, and the arithmetic of days, weeks, months and years between them.

The value format is TIMEX3's use of ISO 8601 (TimeML 1.2.1): ``2019-01-29``, ``2019-01``,
``2019-W05``, ``2019-W05-WE``, ``2019-Q1``, ``2019-H1``, ``2019-SP``, ``199`` (a decade), ``19``
(a century), with ``T22:00``, ``TMO``, ``TAF``, ``TEV``, ``TNI`` behind a day, and a zone
(``Z``, ``-05:00``) behind a clock reading. Clock readings that name no zone are read as UTC.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Optional

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY: Final = dt.timedelta(days=1)

Interval = tuple[dt.datetime, dt.datetime]

#: Parts of the day as hours after the day's 00:00, end exclusive.
PARTS: Final[dict[str, tuple[int, int]]] = {
    "MO": (6, 12),
    "MI": (11, 14),
    "AF": (12, 18),
    "EV": (18, 22),
    "NI": (20, 28),
}
_SEASONS: Final[dict[str, tuple[int, int]]] = {"SP": (3, 6), "SU": (6, 9), "FA": (9, 12)}

_VALUE: Final = re.compile(
    r"(?P<year>\d{4})"
    r"(?:-W(?P<week>\d\d)(?:-(?P<weekday>[1-7])|(?P<weekend>-WE))?"
    r"|-Q(?P<quarter>[1-4])|-H(?P<half>[12])|-(?P<season>SP|SU|FA|WI)"
    r"|-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"(?:T(?:(?P<hour>\d\d)(?::(?P<minute>\d\d))?(?::(?P<second>\d\d))?(?:\.\d+)?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)?|(?P<part>[A-Z]{2})))?"
)


def micros(moment: dt.datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z."""
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


def midnight(year: int, month: int, day: int) -> dt.datetime:
    """00:00 UTC of a day."""
    return dt.datetime(year, month, day, tzinfo=dt.UTC)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last day of that month where there is none such.

    Raises:
        ValueError: the year leaves 1 to 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return (following - _DAY).day


def week_value(day: dt.date) -> str:
    """The ISO week that holds ``day``: ``2019-W05``."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def interval_of(value: str) -> Optional[Interval]:
    """First instant of ``value`` and the one after its last; None where it names none.

    >>> interval_of("2019-Q1")[1].isoformat()
    '2019-04-01T00:00:00+00:00'
    >>> interval_of("P2W") is None
    True
    """
    try:
        return _interval(value)
    except (ValueError, OverflowError):
        return None


def _interval(value: str) -> Optional[Interval]:
    if "/" in value:
        first, second = value.split("/", 1)
        low, high = interval_of(first), interval_of(second)
        return (low[0], high[1]) if low and high and low[0] < high[1] else None
    if value.isdigit() and len(value) in (2, 3):
        unit = 10 ** (4 - len(value))
        begin_year = int(value) * unit
        return midnight(begin_year, 1, 1), midnight(begin_year + unit, 1, 1)
    match = _VALUE.fullmatch(value)
    if match is None:
        return None
    parts = match.groupdict()
    if parts["week"]:
        return _week(parts)
    if parts["day"]:
        return _day(parts)
    return _part_of_year(parts)


def _week(parts: dict[str, Optional[str]]) -> Interval:
    """A week, its weekend or one of its days."""
    monday = dt.date.fromisocalendar(_number(parts["year"]), _number(parts["week"]), 1)
    begin = midnight(monday.year, monday.month, monday.day)
    if parts["weekend"]:
        return begin + 5 * _DAY, begin + 7 * _DAY
    if parts["weekday"]:
        begin += (_number(parts["weekday"]) - 1) * _DAY
        return begin, begin + _DAY
    return begin, begin + 7 * _DAY


def _part_of_year(parts: dict[str, Optional[str]]) -> Interval:
    """A year, half, quarter, season or month."""
    year = _number(parts["year"])
    if parts["quarter"]:
        return _months(year, 3 * _number(parts["quarter"]) - 2, 3)
    if parts["half"]:
        return _months(year, 6 * _number(parts["half"]) - 5, 6)
    if parts["season"] == "WI":
        return _months(year, 12, 3)
    if parts["season"]:
        first_month, stop = _SEASONS[parts["season"]]
        return _months(year, first_month, stop - first_month)
    if parts["month"]:
        return _months(year, _number(parts["month"]), 1)
    return _months(year, 1, 12)


def _day(parts: dict[str, Optional[str]]) -> Interval:
    """A day, a part of it or a clock reading."""
    begin = midnight(*(_number(parts[name]) for name in ("year", "month", "day")))
    if parts["part"] in PARTS:
        from_hour, to_hour = PARTS[parts["part"]]
        return begin + dt.timedelta(hours=from_hour), begin + dt.timedelta(hours=to_hour)
    if parts["hour"] is None:
        return begin, begin + _DAY
    begin += dt.timedelta(
        hours=_number(parts["hour"]),
        minutes=_number(parts["minute"]),
        seconds=_number(parts["second"]),
    )
    zone = parts["zone"]
    if zone and zone != "Z":
        offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6]))
        begin -= offset if zone[0] == "+" else -offset
    length = dt.timedelta(seconds=1) if parts["second"] else dt.timedelta(minutes=1)
    if parts["minute"] is None:
        length = dt.timedelta(hours=1)
    return begin, begin + length


def _number(digits: Optional[str]) -> int:
    return int(digits or 0)


def _months(year: int, month: int, count: int) -> Interval:
    last = year * 12 + month - 1 + count
    return midnight(year, month, 1), midnight(last // 12, last % 12 + 1, 1)


def narrow(value: str, interval: Interval, modifier: str) -> Interval:
    """The first, middle or last third of a year or month ("early 2019", "late June")."""
    begin, end = interval
    if re.fullmatch(r"\d{4}", value):
        month = {"START": 1, "MID": 5, "END": 9}[modifier]
        return _months(int(value), month, 4)
    if re.fullmatch(r"\d{4}-\d\d", value):
        first, second = begin + 10 * _DAY, begin + 20 * _DAY
        return {"START": (begin, first), "MID": (first, second), "END": (second, end)}[modifier]
    return interval


def easter(year: int) -> dt.date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


#: Code of a holiday → month and which of its Mondays.
_NTH_MONDAYS: Final = {"labor": (9, 1), "columbus": (10, 2), "king": (1, 3), "presidents": (2, 3)}


def holiday(code: str, year: int) -> dt.date:
    """The day of a holiday code of `transforms.extract.times.lexicon.HOLIDAYS` in ``year``."""
    if code.startswith("easter"):
        return easter(year) + int(code[6:] or 0) * _DAY
    if code == "thanksgiving":
        first = dt.date(year, 11, 1)
        return first + ((3 - first.weekday()) % 7 + 21) * _DAY
    if code in _NTH_MONDAYS:
        month, count = _NTH_MONDAYS[code]
        first = dt.date(year, month, 1)
        return first + ((0 - first.weekday()) % 7 + 7 * (count - 1)) * _DAY
    if code == "election":  # the Tuesday behind the first Monday of November
        first = dt.date(year, 11, 1)
        return first + ((0 - first.weekday()) % 7 + 1) * _DAY
    if code == "memorial":
        last = dt.date(year, 5, 31)
        return last - last.weekday() * _DAY
    return dt.date(year, int(code[:2]), int(code[3:]))


#: First and last Sunday rules of daylight saving time in North America since 2007.
def north_american_daylight(day: dt.date) -> bool:
    """Whether ``day`` lies in North American daylight saving time (rule of 2007)."""
    march, november = dt.date(day.year, 3, 1), dt.date(day.year, 11, 1)
    begin = march + ((6 - march.weekday()) % 7 + 7) * _DAY
    end = november + ((6 - november.weekday()) % 7) * _DAY
    return begin <= day < end
