"""Rules for lengths of time, shifts by them, and what repeats."""

from __future__ import annotations

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
    direction = c.letter(parts["direction"])
    word = c.word(parts["direction"])
    fine, count = (True, None) if len(parts) == 2 else _count(c, match)
    if not fine or unit in ("season", "term", "period", "H"):
        return None
    if c.letter(parts.get("count", match.first)) == "a" and unit in ("TS", "Q"):
        return None
    value = duration_value(count, unit)
    if value is None:
        return None
    if direction != "g" and word in ("after", "before", "previously", "beforehand"):
        follows = c.letter(match.last)
        if word in ("after", "before") and follows not in ".,)":
            return Resolved("DURATION", value, last=match.last - 1)
    sign = -1 if direction in "ge" else 1
    near = c.quarter is not None and c.sentence - c.quarter_sentence <= 2
    if c.quarter is not None and near and unit == "Y" and count == 1 and sign < 0:
        # "rose to $45 million from $38 million a year earlier" is told of the quarter
        return Resolved("DATE", f"{int(c.quarter[:4]) - 1:04d}{c.quarter[4:]}")
    base = c.reference
    if direction != "g":
        anchor = c.near_anchor(1)
        base = first_day(anchor) if anchor else None
        if base is None and direction == "e":
            base = c.reference
        if base is None:
            return Resolved("DURATION", value)
        if anchor and unit == "D" and day_of(anchor) is None:
            return Resolved("DURATION", value)
    if count is None:
        kind = "TIME" if unit.startswith("T") else "DATE"
        return Resolved(kind, "PAST_REF" if sign < 0 else "FUTURE_REF")
    if unit.startswith("T"):
        moment = c.reference_time
        if direction != "g" or moment is None:
            return Resolved("TIME")
        moved = step(moment, -count, unit)
        return Resolved("TIME", moved.strftime("%Y-%m-%dT%H:%M") + "Z" if moved else None)
    if base is None:
        return Resolved("DATE")
    if unit == "WE":
        return None
    if not float(count).is_integer():
        if unit == "Y":
            months = round(count * 12)
            return Resolved("DATE", dates.add_months(base, sign * months).isoformat()[:7])
        days = {"W": 7, "D": 1, "M": 30, "DE": 3650, "CE": 36500, "F": 14, "Q": 91}[unit]
        moved_day = base + sign * round(count * days) * ONE_DAY
        return Resolved("DATE", moved_day.isoformat())
    try:
        if unit in ("DE", "CE"):
            years = int(count) * (10 if unit == "DE" else 100)
            return Resolved("DATE", f"{base.year + sign * years:04d}")
        return Resolved("DATE", shift_unit(base, unit, sign * count))
    except (ValueError, OverflowError):
        return Resolved("DURATION", value)


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
    if "count2" in parts:
        low, high = c.number(parts["count"]), c.number(parts["count2"])
        values = [duration_value(count, unit) for count in (low, high)]
        if low >= high or None in values:
            return None
        return Resolved("DURATION", "/".join(value for value in values if value))
    fine, count = _count(c, match)
    if not fine:
        return None
    index = parts.get("count")
    letter = c.letter(index) if index is not None else ""
    if count == 1 and unit == "D" and c.word(match.first - 1) in _MODALS:
        return Resolved("DATE", "FUTURE_REF")  # "will one day be"
    if (
        unit == "Q"
        and count == 3
        and (c.letter(parts["unit"] - 1) == "-" or c.letter(match.last) == "o")
    ):
        return None  # three quarters of the vote
    plural = c.letter(parts["unit"]) == "V"
    hyphen = c.letter(parts["unit"] - 1) == "-"
    if letter == "a":
        if plural or (unit in ("TS", "Q", "WE", "D") and c.letter(match.last) == "-"):
            return None
        before = c.letter(match.first - 1)
        if (before in "DNqY%" or c.word(match.first - 1) in _RATES) and c.adjacent(match.first - 1):
            return Resolved("SET", duration_value(1, unit))
        if unit in ("Q", "TS"):
            return None
        if hyphen:
            return None
    elif (
        index is not None
        and letter
        and letter in "DNY"
        and not plural
        and not hyphen
        and count != 1
    ):
        led = c.letter(parts["unit"] + 1) in "-cx" and letter != "Y"
        if not led or (c.letter(parts["unit"] + 1) == "x" and not 1 < c.number(index) <= 100):
            return None  # "a five year plan", as broadcasts are written down
    elif letter == "q" and (
        not (plural or hyphen) or c.word(parts["count"]) in ("numerous", "some")
    ):
        return None
    if unit == "Q" and plural is False and letter in "DN":
        return None
    value = duration_value(count, unit)
    if value is None:
        return None
    return Resolved("DURATION", value)


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
        if (c.text[c.scan.starts[match.first]].isupper() and c.letter(match.last) == "Z") or (
            c.letter(match.first - 1) == "Z" and c.text[c.scan.starts[match.first]].isupper()
        ):
            return None  # the Daily Mail
        if c.letter(match.last) == "Z" and c.adjacent(match.last - 1):
            return None  # "the daily Granma"
        return Resolved("SET", c.code(parts["often"]))
    if "weekday" in parts:
        habit = c.scan.values[parts["weekday"]]
        if isinstance(habit, str):
            return Resolved("SET", f"XXXX-WXX-{habit}")
        part = c.code(parts["part"]) if "part" in parts else ""
        return Resolved("SET", f"XXXX-WXX-{int(habit) + 1}{part}")
    if "part2" in parts:
        return Resolved("SET", f"XXXX-XX-XX{c.code(parts['part2'])}")
    if "month" in parts:
        return Resolved("SET", f"XXXX-{int(c.number(parts['month'])):02d}")
    if "season" in parts:
        return Resolved("SET", f"XXXX-{c.code(parts['season'])}")
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
