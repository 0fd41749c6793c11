"""Rules for units told from here: "last week", "the following day", "that evening"."""

from __future__ import annotations

import datetime as dt
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


#: Sentences that such a word looks back at most.
_STORY: Final = 4

_GRAIN: Final = {"D": 10, "W": 8, "WE": 11, "M": 7, "Q": 7, "Y": 4, "DE": 3}


def unit_ref(c: Context, match: Match) -> Optional[Resolved]:
    """Last week; earlier this year; the following day; the end of the month."""
    parts = match.parts
    unit = c.code(parts["unit"])
    if "ref" not in parts:
        return _unit_named(c, match, unit)
    ref, word = c.letter(parts["ref"]), c.word(parts["ref"])
    if unit in ("TS", "TM", "TH", "ML"):
        return Resolved("DURATION", "PT1H") if unit == "TH" and ref in "LX" else None
    if ref == "E" and ("back" in parts or ("then" in parts and c.letter(parts["then"]) == "L")):
        return _same_a_year_back(c, match, unit)
    if "then" in parts or "back" in parts or (unit not in _GRAIN and unit not in ("F", "CE")):
        return None
    if word == "past" or (_spans_back(c, match) and unit in _SPANNED):
        return ahead_or_back(c, "L", 1, unit)
    if ref == "E":
        return _that_unit(c, unit, word)
    if unit == "D" and word == "current" and c.reference is not None:
        return None
    base = _told_from(c, match, unit, word)
    if base is None:
        return Resolved("DATE")
    shift = {"L": -1, "X": 1}.get(ref, 0)
    if unit == "WE" and ref == "T" and base.weekday() <= 1 and c.tense(match) != "future":
        shift = -1  # "this weekend" on a Monday, told in the past
    return Resolved("DATE", shift_unit(base, unit, shift), modifier=modifier_of(c, match))


#: Units of which "in the last ..." is a length of time.
_SPANNED: Final = ("D", "W", "M", "Y", "DE", "Q", "CE")
_SPANNING: Final = words("over in during within throughout")


def _unit_named(c: Context, match: Match, unit: str) -> Optional[Resolved]:
    """The end of the month: the unit at hand."""
    if unit not in ("Y", "M", "W", "DE") or c.letter(match.parts.get("mod", -1)) in ("e", "l"):
        return None
    if c.reference is None:
        return Resolved("DATE")
    return Resolved("DATE", shift_unit(c.reference, unit, 0), modifier=modifier_of(c, match))


def _same_a_year_back(c: Context, match: Match, unit: str) -> Optional[Resolved]:
    """The same month a year ago; the same period last year."""
    parts = match.parts
    if c.code(parts["back"] if "back" in parts else parts["thenunit"]) != "Y":
        return None
    base = c.near_anchor(1) or (c.reference.isoformat()[:7] if c.reference else None)
    number = year_of(base)
    if base is None or number is None:
        return Resolved("DATE")
    grain = base[4:7] if unit in ("M", "period") else base[4:8] if unit == "Q" else base[4:]
    return Resolved("DATE", f"{number - 1:04d}{grain}")


def _has_the(c: Context, match: Match) -> bool:
    return c.letter(match.first) == "t" or c.letter(match.parts["ref"] - 1) == "t"


def _spans_back(c: Context, match: Match) -> bool:
    """Whether "in the last week" stands there: the seven days past, not the week before."""
    return (
        c.word(match.parts["ref"]) == "last"
        and c.word(match.first - 1) in _SPANNING
        and _has_the(c, match)
    )


def _that_unit(c: Context, unit: str, word: str) -> Optional[Resolved]:
    """That week, the same year: the one of the date told before."""
    anchor = c.near_anchor(2)
    day = first_day(anchor)
    if day is None:
        return Resolved("DATE") if word != "those" else None
    if unit == "D" and day_of(anchor) is None:
        return Resolved("DATE")
    return Resolved("DATE", shift_unit(day, unit, 0))


def _told_from(c: Context, match: Match, unit: str, word: str) -> Optional[dt.date]:
    """The day that "the following week" is told from, else the article's."""
    if word in _NARRATIVE or (
        word == "next" and _has_the(c, match) and unit in ("D", "W", "M", "Y")
    ):
        anchor = c.near_anchor(_STORY if word in _NARRATIVE else 2)
        if anchor is not None and len(anchor) <= 11 and (unit != "D" or day_of(anchor)):
            return first_day(anchor) or c.reference
    return c.reference


def unit_before(c: Context, match: Match) -> Optional[Resolved]:
    """A fall from the year before; the day after: counted from the date told before."""
    unit = c.code(match.parts["unit"])
    if unit not in ("D", "W", "M", "Y") or c.word(match.parts["direction"]) not in _BESIDE:
        return None
    anchor = c.near_anchor(2)
    base = first_day(anchor) or c.reference
    if base is None or (unit == "D" and anchor is not None and day_of(anchor) is None):
        return Resolved("DATE")
    shift = -1 if c.letter(match.parts["direction"]) == "e" else 1
    return Resolved("DATE", shift_unit(base, unit, shift))


_BESIDE: Final = ("before", "after", "earlier", "later")


def unit_in(c: Context, match: Match) -> Optional[Resolved]:
    """Later in the day; early in the year."""
    unit = c.code(match.parts["unit"])
    if c.word(match.first) not in ("early", "late", "earlier", "later") or unit not in "DWMY":
        return None
    base = c.reference
    if unit == "D":
        base = day_of(c.near_anchor(2)) or base
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
