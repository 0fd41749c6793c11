"""Rules for days and months: dates in digits, weekdays, "the first Monday of May"."""

from __future__ import annotations

import datetime as dt
import re
from typing import Optional

from transforms.extract.times import dates
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Match,
    Resolved,
    day_of,
    infer_year,
    modifier_of,
    month_in_reference,
    stated_year,
)


def digits(c: Context, match: Match) -> Optional[Resolved]:
    """ISO dates and times; 29/01/2019 (day first unless that cannot be, or month first in the
    United States' manner when the article's date says so)."""
    raw = c.code(match.parts["iso"])
    if raw[4:5] == "/":  # 2014/10, 2014/10/05
        value = "-".join(part.zfill(2) for part in raw.split("/"))
        return Resolved("DATE", value) if dates.interval_of(value) else None
    if raw[4:5] == "-":
        stamp = re.match(
            r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)? ?(Z|[+-]\d\d:?\d\d)?)?", raw
        )
        if stamp is None or dates.interval_of(stamp.group(1)) is None:
            return None
        if not stamp.group(2):
            return Resolved("DATE", stamp.group(1))
        zone = stamp.group(3) or ""
        if len(zone) == 5:
            zone = f"{zone[:3]}:{zone[3:]}"
        return Resolved("TIME", f"{stamp.group(1)}T{stamp.group(2)}{zone}")
    first, second, year = (int(part) for part in re.split(r"[/.]", raw))
    if year < 100:
        year += 2000 if year < 70 else 1900
    options = []
    for day, month in ((first, second), (second, first)):
        if 1 <= month <= 12 and 1 <= day <= dates.days_in_month(year, month):
            options.append(dt.date(year, month, day))
    if not options:
        return None
    best = options[0]
    if len(options) == 2 and c.reference is not None and "/" in raw:
        best = min(options, key=lambda day: abs(day - c.reference) if c.reference else ONE_DAY)
    return Resolved("DATE", best.isoformat())


def month_day(c: Context, match: Match) -> Optional[Resolved]:
    """January 29; Tuesday, 29 January 2019; January 29-31."""
    parts = match.parts
    month = int(c.number(parts["month"]))
    day_index = parts.get("day", parts.get("day1", -1))
    day = int(c.number(day_index))
    until = int(c.number(parts["today"])) if "today" in parts else None
    if not 1 <= day <= 31 or (until is not None and not 1 <= until <= 31):
        return None
    _, year = stated_year(c, match)
    if "ref" in parts:
        year = _year_beside(c, month, day, c.letter(parts["ref"]))
    if year is None and "weekday" in parts and c.reference is not None:
        weekday = int(c.number(parts["weekday"]))
        near = [
            candidate
            for candidate in (c.reference.year, c.reference.year - 1, c.reference.year + 1)
            if day <= dates.days_in_month(candidate, month)
            and dt.date(candidate, month, day).weekday() == weekday
        ]
        year = near[0] if near else None
    if year is None:
        year = infer_year(c, match, month, day)
    if year is None:
        return Resolved("DATE", f"XXXX-{month:02d}-{day:02d}")
    try:
        value = dt.date(year, month, day).isoformat()
        if until is not None:
            value += "/" + dt.date(year, month, until).isoformat()
            if until <= day:
                return None
    except ValueError:
        return None
    return Resolved("DATE", value)


def _year_beside(c: Context, month: int, day: int, ref: str) -> Optional[int]:
    """The year of "last Oct. 23" (``ref`` L) or "next May 5" (X)."""
    if c.reference is None:
        return None
    here, told = (c.reference.month, c.reference.day), (month, day)
    if ref == "L":
        return c.reference.year - (told >= here)
    return c.reference.year + (told <= here)


def month(c: Context, match: Match) -> Optional[Resolved]:
    """In September; early June; October of next year; last March."""
    number = int(c.number(match.parts["month"]))
    stated, year = stated_year(c, match)
    if stated and year == -1:
        return None
    modifier = modifier_of(c, match)
    if not stated:
        if "ref" in match.parts and c.reference is not None:
            ref = c.letter(match.parts["ref"])
            year = c.reference.year
            # "last February" is not the month that ended yesterday
            if ref == "L" and number >= c.reference.month - 1:
                year -= 1
            elif ref == "X" and number <= c.reference.month:
                year += 1
        else:
            year = infer_year(c, match, number, None)
    if year is None:
        return Resolved("DATE", f"XXXX-{number:02d}")
    return Resolved("DATE", f"{year:04d}-{number:02d}", modifier=modifier)


def weekday_date(c: Context, match: Match, weekday: int, ref: str = "") -> Optional[dt.date]:
    """The day that a weekday means: the last one, or the next one where the tense looks ahead."""
    today = c.reference
    if today is None:
        return None
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if ref == "L":
        return today - (back or 7) * ONE_DAY
    if ref == "X":
        if c.word(match.parts["ref"]) == "following":
            anchor = day_of(c.near_anchor())
            if anchor is not None:
                return anchor + (((weekday - anchor.weekday()) % 7) or 7) * ONE_DAY
        return today + (ahead or 7) * ONE_DAY
    tense = c.tense(match)
    # "closed until Friday", though not "was closed until Friday"
    waits = c.word(match.first - 1) in ("until", "till") and tense != "past"
    if tense == "future" or waits or (ref == "T" and tense != "past"):
        return today + ahead * ONE_DAY
    return today - back * ONE_DAY


def weekday(c: Context, match: Match) -> Optional[Resolved]:
    """Tuesday; last Tuesday; Friday night."""
    if "mod" in match.parts and (
        c.word(match.parts["mod"]) not in ("early", "late", "mid")
        or c.word(match.first + 1) == "as"
    ):
        return None  # "will start Friday", "as early as Friday"
    ref = c.letter(match.parts["ref"]) if "ref" in match.parts else ""
    number = int(c.number(match.parts["weekday"]))
    day = weekday_date(c, match, number, ref)
    if "part" in match.parts:
        part = c.code(match.parts["part"])
        return Resolved("TIME", None if day is None else f"{day.isoformat()}{part}")
    return Resolved("DATE", f"XXXX-WXX-{number + 1}" if day is None else day.isoformat())


def weekday_of(c: Context, match: Match) -> Optional[Resolved]:
    """Tuesday last week; Monday of next week."""
    if c.code(match.parts["week"]) != "W":
        return None
    if c.reference is None:
        return Resolved("DATE")
    shift = {"L": -7, "X": 7}.get(c.letter(match.parts["weekref"]), 0)
    monday = c.reference - c.reference.weekday() * ONE_DAY + shift * ONE_DAY
    return Resolved("DATE", (monday + int(c.number(match.parts["weekday"])) * ONE_DAY).isoformat())


def nth_unit(c: Context, match: Match) -> Optional[Resolved]:
    """The last week of March; the first day of 2019."""
    parts = match.parts
    unit = c.code(parts["unit"])
    stated, year = stated_year(c, match)
    if unit not in ("D", "W", "M", "WE") or (stated and year == -1):
        return None
    if "month" not in parts and not stated:
        return None
    final = c.letter(parts["nth"]) == "L" or c.number(parts["nth"]) == 99
    if c.letter(parts["nth"]) == "L" and c.word(parts["nth"]) != "last":
        return None
    count = int(c.number(parts["nth"]))
    number = int(c.number(parts["month"])) if "month" in parts else None
    if not stated and number is not None:
        year = infer_year(c, match, number, None)
    if year is None:
        return Resolved("DATE")
    try:
        if unit == "M":
            if number is not None:
                return None
            return Resolved("DATE", f"{year:04d}-{12 if final else count:02d}")
        begin = dt.date(year, number or 1, 1)
        stop = dt.date(year, number or 12, dates.days_in_month(year, number or 12))
        step = 1 if unit == "D" else 7
        day = stop if final else begin + (count - 1) * step * ONE_DAY
        if final and unit == "W" and stop.weekday() < 3:
            day -= 7 * ONE_DAY  # most of that ISO week lies in what follows
        if unit == "WE":
            saturday = begin + (5 - begin.weekday()) % 7 * ONE_DAY
            day = saturday + (count - 1) * 7 * ONE_DAY
            if final:
                day = stop - ((stop.weekday() - 5) % 7) * ONE_DAY
            return Resolved("DATE", dates.week_value(day) + "-WE")
        return Resolved("DATE", day.isoformat() if unit == "D" else dates.week_value(day))
    except ValueError:
        return None


def nth_weekday(c: Context, match: Match) -> Optional[Resolved]:
    """The first Monday of May; the last Friday in November 2018."""
    parts = match.parts
    stated, year = stated_year(c, match)
    final = c.letter(parts["nth"]) == "L" or c.number(parts["nth"]) == 99
    if (stated and year == -1) or (
        c.letter(parts["nth"]) == "L" and c.word(parts["nth"]) != "last"
    ):
        return None
    weekday = int(c.number(parts["weekday"]))
    count = 0 if final else int(c.number(parts["nth"]))
    if "unit" in parts:  # of the month, of next month
        here = month_in_reference(c, match)
        if here is None:
            return None
        month, stated, year = here.month, True, here.year
    else:
        month = int(c.number(parts["month"]))
    if not stated:
        year = infer_year(c, match, month, None)
    if year is None:
        return Resolved("DATE")
    first = dt.date(year, month, 1)
    day = first + ((weekday - first.weekday()) % 7 + (count - 1) * 7) * ONE_DAY
    if final:
        last = dt.date(year, month, dates.days_in_month(year, month))
        day = last - (last.weekday() - weekday) % 7 * ONE_DAY
    return Resolved("DATE", day.isoformat()) if day.month == month else None
