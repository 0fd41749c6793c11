"""Rules for clock readings and parts of the day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Optional

from transforms.extract.times import dates
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Match,
    Resolved,
    day_of,
)
from transforms.extract.times.lexicon import ZONES, ZONES_WITH_DAYLIGHT, Value
from transforms.extract.times.rules_calendar import month_day, weekday_date
from transforms.extract.wordlists import words


def _zone(c: Context, match: Match, day: Optional[dt.date]) -> str:
    if "zone" not in match.parts:
        return ""
    name = c.code(match.parts["zone"])
    minutes = ZONES[name]
    if name in ZONES_WITH_DAYLIGHT and day is not None and dates.north_american_daylight(day):
        minutes += 60
    if "zoneshift" in match.parts:
        index = match.parts["zoneshift"]
        sign = -1 if c.text[c.scan.starts[index] - 1] in "-–−" else 1
        minutes += sign * 60 * int(c.number(index))
    if minutes == 0:
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _clock_day(c: Context, match: Match) -> Optional[dt.date]:
    """The day of a clock reading: named beside it, told just before, or the article's."""
    parts = match.parts
    for suffix in ("", "2", "3", "4"):
        if "month" + suffix in parts:
            inner = {
                key: parts[key + suffix]
                for key in ("month", "day", "year")
                if key + suffix in parts
            }
            resolved = month_day(c, Match(match.first, match.last, inner))
            return day_of(resolved.value) if resolved else None
    if c.reference is None:
        return None
    if "deictic" in parts:
        return c.reference + int(c.number(parts["deictic"])) * ONE_DAY
    if "weekday" in parts:
        return weekday_date(c, match, int(c.number(parts["weekday"])))
    return day_of(c.near_anchor(0)) or c.reference


#: Words before a bare "10:30" that make it a time.
_BEFORE_CLOCK: Final = words("at around about by since on for")


def clock(c: Context, match: Match) -> Optional[Resolved]:
    """10 p.m. EST; 18:00 UTC, June 1; noon on Tuesday; 0600 GMT."""
    parts = match.parts
    half_day = next((c.code(parts[k]) for k in ("ampm", "hampm", "nampm") if k in parts), "")
    if "clock" in parts:
        read = _colon_reading(c, match, bool(half_day))
    elif "zulu" in parts:
        read = _zulu_reading(c.scan.values[parts["zulu"]])
    elif "noon" in parts:
        read = _noon_reading(c, match)
    else:
        read = _hour_reading(c, match)
    if read is None:
        return None
    hour, minute, second = read
    if half_day == "p" and hour < 12:
        hour += 12
    elif half_day == "a" and hour == 12:
        hour = 0
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    day = _clock_day(c, match)
    if day is None:
        return Resolved("TIME", f"XXXX-XX-XXT{hour % 24:02d}:{minute:02d}{second}")
    if hour == 24:
        day, hour = day + ONE_DAY, 0
    zone = _zone(c, match, day)
    return Resolved("TIME", f"{day.isoformat()}T{hour:02d}:{minute:02d}{second}{zone}")


#: Hour, minute, and seconds as they are written (":30", "").
_Reading = tuple[int, int, str]


def _colon_reading(c: Context, match: Match, half_day: bool) -> Optional[_Reading]:
    """10:30, where something says that it is no score."""
    parts = match.parts
    pieces = [int(p) for p in re.split(r"[:.]", c.code(parts["clock"]))]
    if not (half_day or {"zone", "oclock", "noon"} & parts.keys()):
        before = c.letter(match.first - 1)
        if before not in "Bu" and not ({"deictic", "weekday"} & parts.keys()):
            return None
        if before == "B" and c.word(match.first - 1) not in _BEFORE_CLOCK:
            return None
    second = f":{pieces[2]:02d}" if len(pieces) > 2 else ""
    return pieces[0], pieces[1] if len(pieces) > 1 else 0, second


def _zulu_reading(value: Value) -> Optional[_Reading]:
    """0600 before a zone."""
    if not (isinstance(value, int) or (isinstance(value, str) and value.isdigit())):
        return None
    hour, minute = divmod(int(value), 100)
    return hour, minute, ""


def _noon_reading(c: Context, match: Match) -> Optional[_Reading]:
    """Noon and midnight, not "the midnight train"."""
    word = c.code(match.parts["noon"])
    if not word[1:2].isdigit():
        return None
    if match.last == match.first + 1 and c.letter(match.first - 1) == "t":
        return None
    return 24 if word == "T24:00" else int(word[1:3]), 0, ""


def _hour_reading(c: Context, match: Match) -> Optional[_Reading]:
    """10 p.m.; ten o'clock."""
    parts = match.parts
    if "oclock" in parts and c.code(parts["oclock"]) != "oclock":
        return None
    number = c.number(parts.get("hour", parts.get("number", -1)))
    return (int(number), 0, "") if number == int(number) and 0 < number <= 12 else None


def part(c: Context, match: Match) -> Optional[Resolved]:
    """In the morning; overnight; at night; the night of June 1."""
    parts = match.parts
    code = c.code(parts["part"])
    word = c.word(parts["part"])
    before = c.letter(match.first - 1)
    has_the = c.letter(match.first) == "t"
    dated = bool({"weekday", "month2", "month3", "deictic"} & parts.keys())
    if "weekday" in parts or "deictic" in parts:
        joint = c.letter(parts.get("weekday", parts.get("deictic", 1)) - 1)
        if joint == "B" and c.word(parts.get("weekday", parts.get("deictic", 1)) - 1) != "on":
            return None
    if code[1:2].isdigit() and not dated:
        return None
    if not dated and not (
        (has_the and before in "iBu") or before in "iB" or word == "overnight" or "mod" in parts
    ):
        return None
    if before == "B" and c.word(match.first - 1) in ("for", "as", "per", "about"):
        return None
    if c.letter(match.last) == "Z" and c.adjacent(match.last - 1) and not dated:
        return None
    day = _clock_day(c, match)
    if day is not None and day == c.reference and word == "overnight" and c.tense(match) == "past":
        day -= ONE_DAY  # told the morning after
    return Resolved("TIME", None if day is None else day.isoformat() + code)
