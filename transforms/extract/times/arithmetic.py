"""Days moved by units, and durations written as TIMEX3 has them."""

from __future__ import annotations

import datetime as dt
from typing import Optional

from transforms.extract.times import dates
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Resolved,
)


def shift_unit(day: dt.date, unit: str, count: float) -> Optional[str]:
    """``day`` moved by ``count`` units, at the unit's granularity."""
    whole = int(count)
    if unit == "D":
        return (day + whole * ONE_DAY).isoformat()
    if unit in ("W", "F"):
        moved = day + whole * (14 if unit == "F" else 7) * ONE_DAY
        return dates.week_value(moved)
    if unit == "WE":
        saturday = day + (5 - day.weekday()) * ONE_DAY
        return dates.week_value(saturday + whole * 7 * ONE_DAY) + "-WE"
    if unit == "M":
        return dates.add_months(day, whole).isoformat()[:7]
    if unit == "Q":
        index = day.year * 4 + (day.month - 1) // 3 + whole
        return f"{index // 4:04d}-Q{index % 4 + 1}"
    if unit == "Y":
        return f"{day.year + whole:04d}"
    if unit == "DE":
        return f"{day.year // 10 + whole:03d}"
    if unit == "CE":
        return f"{day.year // 100 + whole:02d}"
    return None


def first_day(value: Optional[str]) -> Optional[dt.date]:
    """The first day that a value covers."""
    interval = dates.interval_of(value) if value else None
    return interval[0].date() if interval else None


def _amount(count: float) -> str:
    return str(int(count)) if float(count).is_integer() else f"{count:g}"


def duration_value(count: Optional[float], unit: str) -> Optional[str]:
    """TIMEX3 duration; None is a vague count (``PXD``)."""
    if unit in ("season", "H", "term", "period", "WE"):
        return None
    if count == 0.5:
        halves = {"Y": "P6M", "TH": "PT30M", "DE": "P5Y", "CE": "P50Y", "D": "PT12H"}
        if unit in halves:
            return halves[unit]
        if unit == "TM":
            return "PT30S"
    if unit == "F":
        return f"P{_amount(2 * count)}W" if count is not None else "PXW"
    if unit in ("DE", "CE", "ML"):
        years = {"DE": 10, "CE": 100, "ML": 1000}[unit]
        return f"P{_amount(years * count)}Y" if count is not None else f"PX{unit}"
    if unit == "Q":
        return f"P{_amount(3 * count)}M" if count is not None else "PXM"
    if count is not None and unit in ("TM", "TH") and count % 1 == 0.5:
        return f"PT{int(count)}{unit[1]}30{'S' if unit == 'TM' else 'M'}"
    amount = "X" if count is None else _amount(count)
    return f"PT{amount}{unit[1]}" if unit.startswith("T") else f"P{amount}{unit}"


def step(moment: dt.datetime, count: float, unit: str) -> Optional[dt.datetime]:
    """``moment`` moved by ``count`` units."""
    try:
        if unit in ("Y", "M", "Q", "DE", "CE"):
            months = count * {"Y": 12, "M": 1, "Q": 3, "DE": 120, "CE": 1200}[unit]
            day = dates.add_months(moment.date(), int(months))
            return dt.datetime.combine(day, moment.time(), tzinfo=dt.UTC)
        days = {"D": 1.0, "W": 7.0, "F": 14.0, "TH": 1 / 24, "TM": 1 / 1440, "TS": 1 / 86400}
        return moment + dt.timedelta(days=count * days[unit])
    except (KeyError, ValueError, OverflowError):
        return None


def ahead_or_back(c: Context, ref: str, count: Optional[float], unit: str) -> Optional[Resolved]:
    """A duration that ends or begins at the article's date."""
    value = duration_value(count, unit)
    if value is None:
        return None
    if c.reference is None:
        return Resolved("DURATION", value)
    here = dates.midnight(c.reference.year, c.reference.month, c.reference.day)
    if unit.startswith("T"):
        if c.reference_time is None:
            return Resolved("DURATION", value)
        here = c.reference_time
    elif ref == "L":
        here += ONE_DAY  # the article's day belongs to the days past
    other = None if count is None else step(here, -count if ref == "L" else count, unit)
    return Resolved("DURATION", value, (other, here) if ref == "L" else (here, other))
