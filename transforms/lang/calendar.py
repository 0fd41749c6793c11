"""Text of a language → its absolute days and weekdays, as days of the calendar.

Weekdays and "yesterday" are reckoned from the article's day. A weekday is the last one, the
article's own day included, as news mostly looks back; "next" before or behind it makes it the
coming one. Tenses are not read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from transforms.lang.data import Language, language
from transforms.lang.lines import day_pattern


class DayFound(NamedTuple):
    """A day or month that a text names: offsets, first and last day, TIMEX3 value."""

    start: int
    end: int
    first: dt.date
    last: dt.date
    value: str


@cache
def _patterns(code: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = language(code)
    assert words is not None
    months = "|".join(
        sorted((re.escape(m) for m in words.months if len(m) > 3), key=len, reverse=True)
    )
    # abbreviations of weekdays are ordinary words of many languages ("so", "mar", "do")
    days = "|".join(
        sorted((re.escape(d) for d in (*words.weekdays, *words.days) if len(d) > 3), key=len)[::-1]
    )
    day = re.compile(rf"(?<![\w.]){day_pattern(words)}", re.IGNORECASE)
    month = re.compile(rf"\b(?P<month>{months})\s+(?:del?\s+)?(?P<year>(?:19|20)\d\d)\b", re.I)
    before = "|".join(map(re.escape, words.next_before)) or "(?!)"
    after = "|".join(map(re.escape, words.next_after)) or "(?!)"
    relative = (
        rf"(?<!\w)(?:(?P<before>{before})\s+)?(?P<word>{days})(?!\w)(?P<after>\s+(?:{after})\b)?"
    )
    return day, month, re.compile(relative, re.IGNORECASE)


def _month_end(year: int, month: int) -> dt.date:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    return following - dt.timedelta(days=1)


def _nearest_year(month: int, day: int, today: dt.date | None) -> dt.date | None:
    """Return the day without a year that lies nearest to *today*, looking back by preference."""
    if today is None:
        return None
    options = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            options.append(dt.date(year, month, day))
        except ValueError:
            continue
    return min(options, key=lambda d: abs((d - today).days), default=None)


def find_days(text: str, words: Language, today: dt.date | None) -> list[DayFound]:
    """Return the days that *text* names, in order, none overlapping another.

    Args:
        text: text in the language of *words*.
        words: the language.
        today: the article's day; without it weekdays and days without a year are left out.
    """
    found: list[DayFound] = []
    end = 0
    for day in sorted(_all_days(text, words, today), key=lambda d: (d.start, -d.end)):
        if day.start >= end:
            found.append(day)
            end = day.end
    return found


def _all_days(text: str, words: Language, today: dt.date | None) -> Iterator[DayFound]:
    day_of_month, month_of_year, relative = _patterns(words.code)
    for match in day_of_month.finditer(text):
        month, day = words.months[match["month"].lower()], int(match["day"])
        if match["year"]:
            try:
                date: dt.date | None = dt.date(int(match["year"]), month, day)
            except ValueError:
                continue
        else:
            date = _nearest_year(month, day, today)
        if date is not None:
            yield DayFound(match.start(), match.end(), date, date, date.isoformat())
    for match in month_of_year.finditer(text):
        month, year = words.months[match["month"].lower()], int(match["year"])
        first = dt.date(year, month, 1)
        value = f"{year}-{month:02}"
        yield DayFound(match.start(), match.end(), first, _month_end(year, month), value)
    if today is None:
        return
    for match in relative.finditer(text):
        word = match["word"].lower()
        if word in words.days:
            date = today + dt.timedelta(days=words.days[word])
        else:
            back = (today.weekday() - words.weekdays[word]) % 7
            coming = match["before"] or match["after"]
            date = today + dt.timedelta(days=7 - back if coming else -back)
        yield DayFound(match.start(), match.end(), date, date, date.isoformat())
