"""Rules for clock readings and parts of the day."""

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
)
from transforms.extract.times.lexicon import ZONES, ZONES_WITH_DAYLIGHT
from transforms.extract.times.rules_calendar import month_day, weekday_date


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
    for suffix in ("", "2", "3"):
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


def clock(c: Context, match: Match) -> Optional[Resolved]:
    """10 p.m. EST; 18:00 UTC, June 1; noon on Tuesday; 0600 GMT."""
    parts = match.parts
    before = c.letter(match.first - 1)
    half_day = next((c.code(parts[k]) for k in ("ampm", "hampm", "nampm") if k in parts), "")
    evidence = bool(half_day) or "zone" in parts or "oclock" in parts or "noon" in parts
    second = ""
    if "clock" in parts:
        pieces = [int(p) for p in re.split(r"[:.]", c.code(parts["clock"]))]
        hour, minute = pieces[0], pieces[1] if len(pieces) > 1 else 0
        if len(pieces) > 2:
            second = f":{pieces[2]:02d}"
        if not evidence and before not in "Bu" and not ({"deictic", "weekday"} & parts.keys()):
            return None
        if not evidence and before == "B" and c.word(match.first - 1) not in (
            "at", "around", "about", "by", "since", "on", "for",
        ):  # fmt: skip
            return None
    elif "zulu" in parts:
        value = c.scan.values[parts["zulu"]]
        if not (isinstance(value, int) or (isinstance(value, str) and value.isdigit())):
            return None
        hour, minute = divmod(int(value), 100)
    elif "noon" in parts:
        word = c.code(parts["noon"])
        if not word[1:2].isdigit():
            return None
        hour, minute = int(word[1:3]), 0
        if word == "T24:00":
            hour = 24
        if match.last == match.first + 1 and before == "t":
            return None
    else:
        index = parts.get("hour", parts.get("number", -1))
        if "oclock" in parts and c.code(parts["oclock"]) != "oclock":
            return None
        number = c.number(index)
        hour, minute = int(number), 0
        if number != hour or not 0 < hour <= 12:
            return None
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
