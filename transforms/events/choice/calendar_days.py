"""Calendar arithmetic of the days that are offered to events."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from schemas.records import EntityMention
from transforms.events.choice.offers import size_name

__all__ = ["Days", "date_precision", "days_of", "other_days", "relation_of"]

_WEEKDAYS: Final = frozenset(day.lower() for day in calendar.day_name) | {"weekend"}
_MONTHS: Final = frozenset(
    month.lower() + dot
    for month in (*calendar.month_name[1:], *calendar.month_abbr[1:], "Sept")
    for dot in ("", ".")
)
#: Words beside a weekday or month that leave open which one is meant.
_BESIDE: Final = frozenset(
    "on the in early late mid morning afternoon evening night noon midday lunchtime".split()  # noqa: SIM905
)
#: Behind these a day to come ends a span that publication opens.
_UNTIL: Final = frozenset(("by", "until", "till", "before", "within"))
#: So many days lie at most between publication and a weekday without "last" or "next".
_WEEK, _YEAR = 8, 366


class Days(NamedTuple):
    """First and last day (ISO, inclusive)."""

    start: str
    end: str


def days_of(mention: EntityMention | None) -> Days | None:
    """First and last day of a time expression; None for durations and what has no value."""
    if mention is None or mention.time_start is None:
        return None
    if (mention.time_value or "").startswith("P"):
        return None
    try:
        start = datetime.fromtimestamp(mention.time_start / 1e6, tz=UTC)
        end = (
            datetime.fromtimestamp(mention.time_end / 1e6, tz=UTC)
            if mention.time_end is not None
            else start
        )
    except (OverflowError, ValueError, OSError):
        return None
    last = end - timedelta(microseconds=1) if end > start else start
    return Days(start.date().isoformat(), max(last, start).date().isoformat())


def other_days(days: Days, words: str, case: str, published: str) -> Iterator[tuple[str, Days]]:
    """What else an expression may mean, each with the name of the reading.

    "On Friday", "in March" and "on March 4" are the last or the next, "by Friday" is that day or
    all until then, "since Monday" that day or all from then on; tense and event say which.

    Args:
        days: what it was read as.
        words: the expression.
        case: its preposition.
        published: ISO date.
    """
    try:
        start, end, now = (date.fromisoformat(day) for day in (*days, published))
        if case in _UNTIL and start > now:
            yield "until", Days(published, days.end)
        if case == "since" and start <= now:
            yield "since", Days(days.start, published)
        told = set(words.lower().split()) - _BESIDE
        side = 1 if start <= now else -1
        near = abs((start - now).days)
        if len(told) == 1 and told <= _WEEKDAYS and near <= _WEEK and (end - start).days <= 2:
            other = timedelta(days=7 * side)
            yield "other", Days((start + other).isoformat(), (end + other).isoformat())
        elif told & _MONTHS and near <= _YEAR and start.month == end.month and not _has_year(told):
            yield "other", Days(_moved(start, side), _moved(end, side))
    except (ValueError, OverflowError):
        return


def _has_year(words: set[str]) -> bool:
    return any(len(word) == 4 and word.isdigit() for word in words)


def _moved(day: date, years: int) -> str:
    """The day some years later; the last of February stays the last."""
    year = day.year + years
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return day.replace(year=year, day=calendar.monthrange(year, day.month)[1]).isoformat()
    return day.replace(year=year, day=min(day.day, 28 if day.month == 2 else day.day)).isoformat()


def relation_of(days: Days, published: str | None) -> str:
    """Where days lie from the day of publication."""
    if published is None:
        return "unknown"
    try:
        start, end, now = (date.fromisoformat(day) for day in (*days, published))
    except ValueError:
        return "unknown"
    if start <= now <= end:
        return "now" if start == end else "around"
    bounds = (1, 7, 31, 366)
    if start > now:
        return "ahead" + size_name((start - now).days, bounds)
    return "past" + size_name((now - end).days, bounds)


def date_precision(start: str | None, end: str | None) -> str | None:
    """day, week, month, quarter, year or range; None where no day is known.

    >>> date_precision("2019-01-01", "2019-03-31")
    'quarter'
    """
    if start is None or end is None:
        return None
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end)
        after = last + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    days = (last - first).days + 1
    if days in {1, 7}:
        return "day" if days == 1 else "week"
    if first.day == 1 and after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        named = {1: "month", 3: "quarter", 12: "year"}.get(months)
        if named is not None and (first.month - 1) % months == 0:
            return named
    return "range"
