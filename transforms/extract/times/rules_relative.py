"""Rules for units told from here: "last week", "the following day", "that evening"."""

from __future__ import annotations

from typing import Final, Optional

from transforms.extract.times.arithmetic import (
    ahead_or_back,
    first_day,
    shift_unit,
)
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Match,
    Resolved,
    day_of,
    modifier_of,
    year_of,
)
from transforms.extract.wordlists import words

#: Words that look back or ahead from the time told last, not from the article's date.
_NARRATIVE: Final = words("previous preceding prior following subsequent ensuing")


_GRAIN: Final = {"D": 10, "W": 8, "WE": 11, "M": 7, "Q": 7, "Y": 4, "DE": 3}


def unit_ref(c: Context, match: Match) -> Optional[Resolved]:
    """Last week; earlier this year; the following day; the end of the month."""
    parts = match.parts
    unit = c.code(parts["unit"])
    plain = "ref" not in parts
    ref = c.letter(parts["ref"]) if not plain else "T"
    word = c.word(parts["ref"]) if not plain else ""
    has_the = c.letter(match.first) == "t" or c.letter(parts.get("ref", 1) - 1) == "t"
    if unit in ("TS", "TM", "TH", "ML") or (plain and unit not in ("Y", "M", "W", "DE")):
        if unit == "TH" and ref in "LX" and not plain:
            return Resolved("DURATION", "PT1H")
        return None
    if "mod" in parts and c.letter(parts["mod"]) in "el" and plain:
        return None
    if ref == "E" and ("back" in parts or ("then" in parts and c.letter(parts["then"]) == "L")):
        # the same month a year ago; the same period last year
        anchor = c.near_anchor(1)
        back = c.code(parts["back"] if "back" in parts else parts["thenunit"])
        if back != "Y":
            return None
        base = anchor or (c.reference.isoformat()[:7] if c.reference else None)
        number = year_of(base)
        if base is None or number is None:
            return Resolved("DATE")
        grain = base[4:7] if unit in ("M", "period") else base[4:8] if unit == "Q" else base[4:]
        return Resolved("DATE", f"{number - 1:04d}{grain}")
    if "then" in parts or "back" in parts:
        return None
    if unit not in _GRAIN and unit not in ("F", "CE"):
        return None
    if ref == "L" and has_the and unit in ("D", "W", "M", "Y", "DE", "Q", "CE"):
        lead = c.word(match.first - 1)
        if word == "past" or (
            word == "last" and lead in ("over", "in", "during", "within", "throughout")
        ):
            return ahead_or_back(c, "L", 1, unit)
    if word == "past":
        return ahead_or_back(c, "L", 1, unit)
    if ref == "E":
        anchor = c.near_anchor(2)
        day = first_day(anchor)
        if day is None:
            return Resolved("DATE") if word != "those" else None
        if unit == "D" and day_of(anchor) is None:
            return Resolved("DATE")
        return Resolved("DATE", shift_unit(day, unit, 0))
    base_day = c.reference
    if word in _NARRATIVE or (word == "next" and has_the and unit in ("D", "W", "M", "Y")):
        anchor = c.near_anchor(2)
        if anchor is not None and len(anchor) <= 11 and (unit != "D" or day_of(anchor)):
            base_day = first_day(anchor) or base_day
    if base_day is None:
        return Resolved("DATE")
    shift = {"L": -1, "X": 1}.get(ref, 0)
    if unit == "WE" and ref == "L" and c.reference and c.reference.weekday() >= 5:
        shift = -1
    if unit == "WE" and ref == "T" and base_day.weekday() <= 1 and c.tense(match) != "future":
        shift = -1  # "this weekend" on a Monday, told in the past
    if unit == "D" and ref == "T" and word == "current":
        return None
    return Resolved("DATE", shift_unit(base_day, unit, shift), modifier=modifier_of(c, match))


def unit_in(c: Context, match: Match) -> Optional[Resolved]:
    """Later in the day; early in the year."""
    unit = c.code(match.parts["unit"])
    if c.word(match.first) not in ("early", "late", "earlier", "later") or unit not in "DWMY":
        return None
    base = c.reference
    if unit == "D":
        base = day_of(c.near_anchor(1)) or base
    return Resolved("DATE", None if base is None else shift_unit(base, unit, 0))


def unit_end(c: Context, match: Match) -> Optional[Resolved]:
    """By year end; at month's end. Not "year-end results"."""
    unit = c.code(match.parts["unit"])
    if c.word(match.parts["end"]) != "end" or unit not in ("Y", "M", "Q"):
        return None
    joint = c.letter(match.parts["end"] - 1)
    if c.letter(match.first - 1) not in "iBuft" or (joint != "'" and c.letter(match.last) in "xZ"):
        return None
    if c.reference is None:
        return Resolved("DATE")
    # told in January and February, "at year end" is the end of last year
    back = unit == "Y" and c.reference.month <= 2 and c.tense(match) != "future"
    return Resolved("DATE", shift_unit(c.reference, unit, -back), modifier="END")


def weekend(c: Context, match: Match) -> Optional[Resolved]:
    """Over the weekend: the last one, or the next one where the tense looks ahead."""
    if c.code(match.parts["unit"]) != "WE":
        return None
    if c.word(match.first - 1) not in ("over", "during", "at", "on", "throughout"):
        return None
    if c.reference is None:
        return Resolved("DATE")
    ahead = c.tense(match) == "future" or c.reference.weekday() >= 5
    return Resolved("DATE", shift_unit(c.reference, "WE", 0 if ahead else -1))


def part_ref(c: Context, match: Match) -> Optional[Resolved]:
    """This morning; last night; that evening."""
    part = c.code(match.parts["part"])
    ref = c.letter(match.parts["ref"])
    if part.startswith("T") and part[1:2].isdigit():
        return None
    day = c.reference
    if ref == "E":
        day = day_of(c.near_anchor(2)) or None
        if c.word(match.parts["ref"]) == "those":
            return None
    if day is None:
        return Resolved("TIME")
    word = c.word(match.parts["ref"])
    if word in _NARRATIVE or (word == "next" and c.letter(match.first - 1) == "t"):
        day = day_of(c.near_anchor(2)) or day
    return Resolved("TIME", (day + {"L": -1, "X": 1}.get(ref, 0) * ONE_DAY).isoformat() + part)
