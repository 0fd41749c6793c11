"""Rules for today and its neighbours, holidays, and now."""

from __future__ import annotations

from typing import Final, Optional

from transforms.extract.times import dates
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Match,
    Resolved,
    infer_year,
    stated_year,
)
from transforms.extract.wordlists import words


def deictic(c: Context, match: Match) -> Optional[Resolved]:
    """Today; earlier today; yesterday morning; tonight."""
    index = match.parts["deictic"]
    part = c.code(match.parts["part"]) if "part" in match.parts else ""
    if c.word(index) == "tonight":
        part = "TNI"
    if "mod" in match.parts and c.letter(match.parts["mod"]) == "v":
        part = part or ""
    if c.reference is None:
        return Resolved("TIME" if part else "DATE")
    offset = int(c.number(index))
    if offset >= 0 and _is_of_the_age(c, match):
        return Resolved("DATE", "FUTURE_REF" if offset else "PRESENT_REF")
    if c.word(match.first) in ("before", "after") and c.word(match.first - 1) == "day":
        offset += 1 if offset > 0 else -1  # "the day before yesterday"
    day = c.reference + offset * ONE_DAY
    return Resolved("TIME" if part else "DATE", day.isoformat() + part)


#: What is said to be today's or of tomorrow without a thought of a day.
_OF_THE_AGE: Final = words(
    "world society economy youth generation generations market markets kids children teenagers "
    "students women men people consumers technology standards computers cars teams players "
    "leaders families parents voters cities artists designers politicians"
)


def _is_of_the_age(c: Context, match: Match) -> bool:
    """Today's world; the cities of tomorrow."""
    if c.letter(match.last - 1) == "'":
        behind = match.last + (c.letter(match.last) == "x")  # "today's young voters"
        return bool({c.word(match.last), c.word(behind)} & _OF_THE_AGE)
    return c.word(match.first - 1) == "of" and c.word(match.first - 2) in _OF_THE_AGE


def holiday(c: Context, match: Match) -> Optional[Resolved]:
    """Christmas Eve; Thanksgiving last year."""
    code = c.code(match.parts["holiday"])
    stated, year = stated_year(c, match)
    if stated and year == -1:
        return None
    if c.letter(match.last) == "Z" and c.adjacent(match.last - 1) and not stated:
        return None  # Easter Island, Christmas Market
    if not stated and c.reference is not None:
        near = dates.holiday(code, c.reference.year)
        ref = c.letter(match.parts["ref"]) if "ref" in match.parts else ""
        year = c.reference.year
        tense = c.tense(match)
        if ref == "L" or (not ref and tense == "past"):
            year -= near > c.reference
        elif ref == "X" or (not ref and tense == "future"):
            year += near < c.reference
        elif not ref:
            year = infer_year(c, match, near.month, near.day)
    if year is None:
        return Resolved("DATE")
    return Resolved("DATE", dates.holiday(code, year).isoformat())


#: What is called current without a thought of now, and currents that flow.
_NOT_OF_NOW: Final = words("account accounts affairs events")
_FLOWS: Final = words("electric electrical alternating direct ocean rip")


#: Words beside "soon" that tell of an order of events or of haste.
_NOT_SOON_BEFORE: Final = words("as too how so no")
_NOT_SOON_BEHIND: Final = words("as after before afterwards afterward")


def _is_soon(c: Context, match: Match) -> bool:
    """Will soon end; not "as soon as", "soon after", "soon became"."""
    if c.word(match.first - 1) in _NOT_SOON_BEFORE or c.word(match.last) in _NOT_SOON_BEHIND:
        return False
    return c.tense(match) == "future"


def now(c: Context, match: Match) -> Optional[Resolved]:
    """Now; currently; recently; the future."""
    index = match.parts["now"]
    word, before = c.word(index), c.word(index - 1)
    if c.letter(index) == "T":
        fine = word == "current" and c.word(match.last) not in _NOT_OF_NOW
        return Resolved("DATE", "PRESENT_REF") if fine and before not in _FLOWS else None
    if c.letter(match.last - 1) == "V":
        return Resolved("DATE", "FUTURE_REF") if word == "future" else None
    if word == "future":
        within = c.word(index - 2) in ("in", "into", "for")
        if before not in ("the", "near", "foreseeable") or (
            c.letter(match.last) in "xZ" and not within
        ):
            return None  # "the future king"
        return Resolved("DATE", c.code(index))
    if word == "past":
        return Resolved("DATE", "PAST_REF") if c.word(match.first - 1) in ("in", "of") else None
    if word == "soon" and not _is_soon(c, match):
        return None
    if "the" in match.parts or before in ("from", "by") or c.letter(match.last) == "-":
        return None
    if word == "now" and c.word(match.last) == "that":
        return None
    return Resolved("DATE", c.code(index))


def ahead(c: Context, match: Match) -> Optional[Resolved]:
    """The near term; the short term; a later date."""
    parts = match.parts
    if "later" in parts:
        fine = c.word(parts["later"]) == "later" and c.word(parts["date"]) in ("date", "time")
    else:
        fine = (
            c.word(parts["near"]) in ("near", "short", "long") and c.word(parts["unit"]) == "term"
        )
    return Resolved("DATE", "FUTURE_REF") if fine else None
