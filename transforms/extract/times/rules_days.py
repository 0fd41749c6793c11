"""Rules for days told from a calendar: "Tuesday the 19th", "Friday after next", "on the 5th".

Also for quarters that an article goes back to ("the quarter", "the year-ago quarter").
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Optional

from transforms.extract.times import dates
from transforms.extract.times.arithmetic import shift_unit
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Match,
    Resolved,
    day_of,
    month_in_reference,
)
from transforms.extract.times.rules_calendar import month_day

_WEEK: Final = 7 * ONE_DAY
_HALF_A_QUARTER: Final = 45 * ONE_DAY


def _month_and_day(months: int, today: dt.date, day: int) -> Optional[dt.date]:
    """Day ``day`` of the month that is ``months`` from today's, None where it has none such."""
    index = today.year * 12 + today.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= day <= dates.days_in_month(year, month):
        return None
    return dt.date(year, month, day)


def _best(c: Context, match: Match, days: list[dt.date]) -> Optional[dt.date]:
    """The nearest day on the side that the clause's tense looks to, else the nearest of all."""
    today = c.reference
    if today is None or not days:
        return None
    tense = c.tense(match)
    side = [
        day
        for day in days
        if (tense == "future" and day >= today) or (tense == "past" and day <= today)
    ]
    return min(side or days, key=lambda day: (abs(day - today), day))


def weekday_the(c: Context, match: Match) -> Optional[Resolved]:
    """Tuesday the 19th: the nearest 19th that is a Tuesday."""
    weekday, day = int(c.number(match.parts["weekday"])), int(c.number(match.parts["day"]))
    if not 1 <= day <= 31:
        return None
    if c.reference is None:
        return Resolved("DATE", f"XXXX-XX-{day:02d}")
    near = (_month_and_day(months, c.reference, day) for months in range(-12, 13))
    fitting = [found for found in near if found is not None and found.weekday() == weekday]
    best = _best(c, match, fitting)
    return None if best is None else Resolved("DATE", best.isoformat())


def week_of(c: Context, match: Match) -> Optional[Resolved]:
    """The week of March 6."""
    parts = match.parts
    if c.code(parts["unit"]) != "W":
        return None
    inner = {name.rstrip("1"): index for name, index in parts.items() if name != "unit"}
    found = month_day(c, Match(inner["day"], match.last, inner))
    day = day_of(found.value) if found else None
    return Resolved("DATE", dates.week_value(day)) if day else None


def day_too(c: Context, match: Match) -> Optional[Resolved]:
    """The 25 of "April 24 and 25"."""
    first, told = match.first, day_of(c.anchor.value if c.anchor else None)
    if told is None or c.ended != first - 1 or c.word(first - 1) != "and":
        return None
    day = int(c.number(match.parts["day"]))
    if c.letter(first - 2) not in "DO" or c.letter(first - 3) != "M" or day <= told.day:
        return None
    if day > dates.days_in_month(told.year, told.month):
        return None
    return Resolved("DATE", told.replace(day=day).isoformat())


#: Words before "the 5th" that make it a day.
_BEFORE_DAY: Final = ("on", "by", "until", "till", "before", "since", "from", "after")


def day_of_month(c: Context, match: Match) -> Optional[Resolved]:
    """On the 5th; the 20th of next month."""
    parts = match.parts
    day = int(c.number(parts["day"]))
    if not 1 <= day <= 31 or not c.word(parts["day"])[:1].isdigit():
        return None
    if "unit" in parts:
        month = month_in_reference(c, match)
        if month is None or day > dates.days_in_month(month.year, month.month):
            return None
        return Resolved("DATE", month.replace(day=day).isoformat())
    if c.word(match.first - 1) not in _BEFORE_DAY or c.letter(match.last) in "xZUVWMHoSPcNDY-'":
        return None  # "on the 5th floor"
    if c.reference is None:
        return Resolved("DATE", f"XXXX-XX-{day:02d}")
    near = [_month_and_day(months, c.reference, day) for months in (-1, 0, 1)]
    best = _best(c, match, [found for found in near if found is not None])
    return None if best is None else Resolved("DATE", best.isoformat())


def after_next(c: Context, match: Match) -> Optional[Resolved]:
    """Friday after next; the week after next."""
    if c.word(match.last - 1) != "next" or c.word(match.last - 2) != "after":
        return None
    if c.reference is None:
        return Resolved("DATE")
    if "unit" in match.parts:
        unit = c.code(match.parts["unit"])
        value = shift_unit(c.reference, unit, 2) if unit in ("W", "M", "Q", "Y", "WE") else None
        return Resolved("DATE", value) if value else None
    return Resolved("DATE", (_coming(c, match, c.reference) + _WEEK).isoformat())


def _coming(c: Context, match: Match, today: dt.date) -> dt.date:
    ahead = (int(c.number(match.parts["weekday"])) - today.weekday()) % 7
    return today + (ahead or 7) * ONE_DAY


def weekday_week(c: Context, match: Match) -> Optional[Resolved]:
    """Saturday week, as the British say for a week after the coming Saturday."""
    if c.word(match.parts["unit"]) != "week" or c.word(match.first - 1) not in (
        "on",
        "until",
        "by",
    ):
        return None
    if c.letter(match.last) not in ".,)&":
        return None
    if c.reference is None:
        return Resolved("DATE")
    return Resolved("DATE", (_coming(c, match, c.reference) + _WEEK).isoformat())


def weekdays_ago(c: Context, match: Match) -> Optional[Resolved]:
    """Two Thursdays ago."""
    weekday = c.scan.values[match.parts["weekday"]]
    count = int(c.number(match.parts["count"]))
    if isinstance(weekday, str) or not 1 <= count <= 52:
        return None
    if c.reference is None:
        return Resolved("DATE")
    back = (c.reference.weekday() - int(weekday)) % 7 or 7
    return Resolved("DATE", (c.reference - back * ONE_DAY - (count - 1) * _WEEK).isoformat())


def quarter_of_year(c: Context, match: Match) -> Optional[Resolved]:
    """The 1988 period: the quarter told of, in that year."""
    if c.code(match.parts["unit"]) != "period" or c.quarter is None:
        return None
    return Resolved("DATE", f"{int(c.number(match.parts['year'])):04d}{c.quarter[4:]}")


def year_before(c: Context, match: Match) -> Optional[Resolved]:
    """A year-earlier loss: told of the quarter before, else of last year."""
    if c.code(match.parts["back"]) != "Y" or c.word(match.last) in ("old", "olds"):
        return None
    near = c.quarter is not None and c.sentence - c.quarter_sentence <= 4
    if c.quarter is not None and near:
        return Resolved("DATE", f"{int(c.quarter[:4]) - 1:04d}{c.quarter[4:]}")
    return Resolved("DATE", None if c.reference is None else f"{c.reference.year - 1:04d}")


#: Words behind "the year" that say when it ends: any year of twelve months.
_ENDS: Final = ("ended", "ending", "ends", "to")


def year_in_reference(c: Context, match: Match) -> Optional[Resolved]:
    """The year ended Aug. 31; a high for the year."""
    if c.code(match.parts["unit"]) != "Y":
        return None
    if c.word(match.last) in _ENDS:
        return Resolved("DURATION", "P1Y")
    if c.word(match.first - 1) not in ("for", "of") or c.letter(match.last) in "xZUVYo-'":
        return None
    if c.word(match.first - 1) == "of" and c.letter(match.first - 2) not in "UV":
        return None
    return Resolved("DATE", None if c.reference is None else f"{c.reference.year:04d}")


def _quarter_to(c: Context, first: int) -> Optional[str]:
    """The quarter that most of the three months up to the date at token ``first`` lie in."""
    if c.letter(first) != "M" or c.letter(first + 1) not in ("D", "O"):
        return None
    inner = {"month": first, "day": first + 1}
    year = first + 3 if c.letter(first + 2) == "," else first + 2
    if c.letter(year) == "Y":
        inner["year"] = year
    end = month_day(c, Match(first, first + 2, inner))
    day = day_of(end.value) if end else None
    return shift_unit(day - _HALF_A_QUARTER, "Q", 0) if day else None


def quarter_in_reference(c: Context, match: Match) -> Optional[Resolved]:
    """The quarter, the latest quarter: the one told of; the year-ago quarter: a year before it."""
    parts = match.parts
    unit = c.code(parts["unit"])
    if "latest" in parts and c.word(parts["latest"]) != "latest":
        return None
    pointed = "back" in parts or ("latest" in parts and c.quarter is not None)
    if unit != "Q" and not (unit == "period" and pointed):
        return None
    if "back" in parts and c.code(parts["back"]) != "Y":
        return None
    quarter = c.quarter
    if "back" not in parts and c.word(match.last) in _ENDS:
        quarter = _quarter_to(c, match.last + 1) or quarter
    if quarter is None and c.reference is not None:
        quarter = shift_unit(c.reference, "Q", -1)
    if quarter is None:
        return Resolved("DATE")
    year, number = int(quarter[:4]), quarter[-1]
    if "nth" in parts:
        nth = int(c.number(parts["nth"]))
        if not 1 <= nth <= 4:
            return None
        number = str(nth)
    return Resolved("DATE", f"{year - ('back' in parts):04d}-Q{number}")
