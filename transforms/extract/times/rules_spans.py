"""Rules for lengths of time, shifts by them, and what repeats."""

from __future__ import annotations

import datetime as dt
from typing import Final, Optional

from transforms.extract.times import dates
from transforms.extract.times.arithmetic import (
    ahead_or_back,
    duration_value,
    first_day,
    shift_unit,
    step,
)
from transforms.extract.times.context import (
    ONE_DAY,
    Context,
    Match,
    Resolved,
    day_of,
)
from transforms.extract.wordlists import words


def span(c: Context, match: Match) -> Optional[Resolved]:
    """The past two years; the next few days; recent weeks; these days."""
    parts = match.parts
    unit = c.code(parts["unit"])
    ref = c.letter(parts["ref"])
    if "count" not in parts:
        if ref == "T":
            if unit == "D" and c.word(parts["ref"]) == "these":
                return Resolved("DATE", "PRESENT_REF")
            return None
        if c.letter(parts["unit"]) == "U":
            return None
        found = ahead_or_back(c, "L" if ref == "r" else ref, None, unit)
        if found is not None and c.word(parts["ref"]) in ("coming", "upcoming"):
            return found._replace(kind="DATE", value="FUTURE_REF")
        return found
    if c.word(parts["ref"]) in ("previous", "following", "subsequent", "preceding", "prior"):
        count = None if c.letter(parts["count"]) == "q" else c.number(parts["count"])
        value = duration_value(count, unit)
        return Resolved("DURATION", value) if value else None
    count = None if c.letter(parts["count"]) == "q" else c.number(parts["count"])
    if count is not None and count <= 0:
        return None
    return ahead_or_back(c, ref, count, unit)


_FILLERS: Final = words(
    "full whole straight consecutive long more additional extra short calendar working business "
    "solid successive entire further decent good fiscal year-old hour-long weary"
)


def _count(c: Context, match: Match) -> tuple[bool, Optional[float]]:
    """(the count makes sense, the count; None is vague)."""
    parts = match.parts
    unit = parts["unit"]
    if c.letter(unit - 1) == "x" and c.word(unit - 1) not in _FILLERS:
        return False, None
    if "half" in parts:
        return True, 0.5
    index = parts["count"]
    if c.letter(index) == "q":
        return c.word(index) != "some" or c.letter(index + 1) != "U", None
    value = c.scan.values[index]
    count = float(value) if not isinstance(value, str) or value.isdigit() else 0.0
    if count <= 0:
        return False, None
    if "plushalf" in parts:
        # "a half" is one number already: "a year and a half", not "a year and 20"
        after = parts["plushalf"] + 1
        if c.letter(after) == "N" and c.number(after) != 0.5:
            return False, None
        count += 0.5
    return True, count


def shift(c: Context, match: Match) -> Optional[Resolved]:
    """Two days ago; a year earlier; three weeks later; hours before (the raid)."""
    parts = match.parts
    unit = c.code(parts["unit"])
    fine, count = (True, None) if len(parts) == 2 else _count(c, match)
    if not fine or unit in ("season", "term", "period", "H"):
        return None
    one = c.letter(parts.get("count", match.first)) == "a"
    value = None if one and unit in ("TS", "Q") else duration_value(count, unit)
    if value is None:
        return None
    direction, word = c.letter(parts["direction"]), c.word(parts["direction"])
    if word in ("after", "before") and c.letter(match.last) not in ".,)":
        return Resolved("DURATION", value, last=match.last - 1)  # "hours before the raid"
    sign = -1 if direction in "ge" else 1
    if unit == "Y" and count == 1 and sign < 0 and _near_quarter(c):
        # "rose to $45 million from $38 million a year earlier" is told of the quarter
        return Resolved("DATE", f"{int((c.quarter or '')[:4]) - 1:04d}{(c.quarter or '')[4:]}")
    base = c.reference
    if direction != "g":
        base = _told_from(c, direction, unit)
        if base is None:
            return Resolved("DURATION", value)
    if count is None:
        kind = "TIME" if unit.startswith("T") else "DATE"
        return Resolved(kind, "PAST_REF" if sign < 0 else "FUTURE_REF")
    if unit.startswith("T"):
        return _hours_ago(c, direction, count, unit)
    if base is None:
        return Resolved("DATE")
    if unit == "WE":
        return None
    try:
        return Resolved("DATE", _moved(base, sign * count, unit))
    except (ValueError, OverflowError):
        return Resolved("DURATION", value)


def _near_quarter(c: Context) -> bool:
    """Whether a quarter was told of in this sentence or the two before."""
    return c.quarter is not None and c.sentence - c.quarter_sentence <= 4


def _told_from(c: Context, direction: str, unit: str) -> Optional[dt.date]:
    """The day that "earlier" and "later" count from; None where none is told as exactly."""
    anchor = c.near_anchor(1)
    base = first_day(anchor) if anchor else None
    if base is None and direction == "e":
        base = c.reference
    return None if anchor and unit == "D" and day_of(anchor) is None else base


def _hours_ago(c: Context, direction: str, count: float, unit: str) -> Resolved:
    moment = c.reference_time
    if direction != "g" or moment is None:
        return Resolved("TIME")
    moved = step(moment, -count, unit)
    return Resolved("TIME", moved.strftime("%Y-%m-%dT%H:%M") + "Z" if moved else None)


def _moved(base: dt.date, count: float, unit: str) -> Optional[str]:
    """``base`` moved by ``count`` units, a half among them; the value."""
    if not float(count).is_integer():
        if unit == "Y":
            return dates.add_months(base, round(count * 12)).isoformat()[:7]
        days = {"W": 7, "D": 1, "M": 30, "DE": 3650, "CE": 36500, "F": 14, "Q": 91}[unit]
        return (base + round(count * days) * ONE_DAY).isoformat()
    if unit in ("DE", "CE"):
        return f"{base.year + int(count) * (10 if unit == 'DE' else 100):04d}"
    return shift_unit(base, unit, count)


_RATES: Final = words("times once twice each per thrice")


_MODALS: Final = words("will would could may might can to 'll ’ll must should")


def duration(c: Context, match: Match) -> Optional[Resolved]:
    """Two weeks; a 27-year contract; half an hour; 56-year-old; 15 a year (a SET)."""
    parts = match.parts
    if "second" in parts:
        if c.word(parts["second"]) != "second":
            return None
        return Resolved("DURATION", duration_value(c.number(parts["count"]), "TS"))
    unit = c.code(parts["unit"])
    if unit in ("season", "term", "period", "H"):
        return None
    if "age" in parts or c.word(match.last) in ("old", "olds"):
        return None  # an age is no time
    if _is_title(c, match):
        return None
    if "count2" in parts:
        return _from_to(c, match, unit)
    fine, count = _count(c, match)
    if not fine:
        return None
    if count == 1 and unit == "D" and c.word(match.first - 1) in _MODALS:
        return Resolved("DATE", "FUTURE_REF")  # "will one day be"
    letter = c.letter(parts["count"]) if "count" in parts else ""
    if letter == "a" and _is_rate(c, match, unit):
        return Resolved("SET", duration_value(1, unit))
    if not _is_length(c, match, unit, letter, count):
        return None
    value = duration_value(count, unit)
    return Resolved("DURATION", value) if value is not None else None


def _is_title(c: Context, match: Match) -> bool:
    """Whether digits and a unit with a capital are a name ("60 Minutes") and no headline."""
    count, unit = match.parts.get("count", match.first), match.parts["unit"]
    if not (c.letter(count) in "DN" and c.text[c.scan.starts[count]].isdigit()):
        return False
    word = c.text[c.scan.starts[unit] : c.scan.ends[unit]]
    return word.istitle() and unit == count + 1 and c.text[c.scan.starts[count] - 1] in "'\"“‘`"


def _from_to(c: Context, match: Match, unit: str) -> Optional[Resolved]:
    """Two to three weeks."""
    low, high = c.number(match.parts["count"]), c.number(match.parts["count2"])
    values = [duration_value(count, unit) for count in (low, high)]
    if low >= high or None in values:
        return None
    return Resolved("DURATION", "/".join(value for value in values if value))


def _is_rate(c: Context, match: Match, unit: str) -> bool:
    """Whether "a year" says how often: "15 a year"."""
    if c.letter(match.parts["unit"]) == "V":
        return False
    if unit in ("TS", "Q", "WE", "D") and c.letter(match.last) == "-":
        return False
    before = c.letter(match.first - 1)
    rated = before in "DNqY%" or c.word(match.first - 1) in _RATES
    return rated and c.adjacent(match.first - 1)


def _is_length(c: Context, match: Match, unit: str, letter: str, count: Optional[float]) -> bool:
    """Whether a count and a unit, in its form, are a length of time."""
    at = match.parts["unit"]
    plural, hyphen = c.letter(at) == "V", c.letter(at - 1) == "-"
    if letter == "a":
        closed = unit in ("WE", "D") and c.letter(match.last) == "-"
        return not (plural or hyphen or closed or unit in ("Q", "TS"))
    if letter == "q":
        return (plural or hyphen) and c.word(match.parts["count"]) not in ("numerous", "some")
    if unit == "Q":
        if count == 3 and (hyphen or c.letter(match.last) == "o"):
            return False  # three quarters of the vote
        if not plural and letter and letter in "DN":
            return False
    if letter and letter in "DNY" and not plural and not hyphen and count != 1:
        # "a five year plan", as broadcasts are written down
        behind = c.letter(at + 1)
        return (
            letter != "Y"
            and behind in "-cx"
            and (behind != "x" or 1 < c.number(match.parts["count"]) <= 100)
        )
    return True


def long(c: Context, match: Match) -> Optional[Resolved]:
    """A day-long meeting; a decades-long feud."""
    unit = c.code(match.parts["unit"])
    if c.word(match.parts["long"]) != "long" or c.letter(match.first - 1) == "-":
        return None
    value = duration_value(1 if c.letter(match.parts["unit"]) == "U" else None, unit)
    return Resolved("DURATION", value) if value else None


def bare_duration(c: Context, match: Match) -> Optional[Resolved]:
    """Weeks of tensions; for years; decades in the making."""
    unit = c.code(match.parts["unit"])
    before, after = c.word(match.first - 1), c.letter(match.last)
    lead = before in (
        "for", "over", "in", "within", "after", "throughout", "through", "by", "took", "takes",
        "take", "taken", "spent", "spend", "lasted", "last", "during", "across",
    )  # fmt: skip
    if unit in ("TS", "Q", "WE", "TM") and not (after == "o" and unit == "TM"):
        return None
    if not (lead or unit in ("DE", "CE") or (after == "o" and match.last - match.first == 1)):
        return None
    if after == "o" and not lead and c.letter(match.first) == "t":
        return None
    value = duration_value(None, unit)
    return Resolved("DURATION", value) if value else None


def every(c: Context, match: Match) -> Optional[Resolved]:
    """Every Monday; each year; daily; Mondays; every two weeks."""
    parts = match.parts
    if "often" in parts:
        if _is_paper(c, match) or _is_measure(c, match):
            return None
        return Resolved("SET", c.code(parts["often"]))
    pattern = _habit(c, parts)
    if pattern is not None:
        return Resolved("SET", pattern)
    unit = c.code(parts["units"] if "units" in parts else parts["unit"])
    count: Optional[float] = 1
    if "count" in parts:
        count = None if c.letter(parts["count"]) == "q" else c.number(parts["count"])
        if c.word(parts["count"]) == "some":
            return None
    if unit == "WE":
        return Resolved("SET", "XXXX-WXX-WE")
    value = duration_value(count, unit)
    return Resolved("SET", value) if value else None


def _is_paper(c: Context, match: Match) -> bool:
    """The Daily Mail; the party daily Granma."""
    before, behind = c.letter(match.first - 1), c.letter(match.last)
    capital = c.text[c.scan.starts[match.first]].isupper()
    return (capital and "Z" in (before, behind)) or (behind == "Z" and c.adjacent(match.last - 1))


def _is_measure(c: Context, match: Match) -> bool:
    """A quarterly dividend or loss: of what kind rather than when. Not "paid quarterly"."""
    return c.word(match.first) == "quarterly" and c.letter(match.last) in "xZ-U"


def _habit(c: Context, parts: dict[str, int]) -> Optional[str]:
    """The value of a weekday, part of the day, month or season that comes again."""
    if "weekday" in parts:
        habit = c.scan.values[parts["weekday"]]
        part = c.code(parts["part"]) if "part" in parts else ""
        return f"XXXX-WXX-{habit if isinstance(habit, str) else f'{int(habit) + 1}{part}'}"
    if "part2" in parts:
        return f"XXXX-XX-XX{c.code(parts['part2'])}"
    if "month" in parts:
        return f"XXXX-{int(c.number(parts['month'])):02d}"
    if "season" in parts:
        return f"XXXX-{c.code(parts['season'])}"
    return None
