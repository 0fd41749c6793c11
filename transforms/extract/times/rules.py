"""What each rule of the grammar means: parts → kind, TIMEX3 value and instants, or no time at all.

Every function named like a rule takes the `Context` and the match (`Match`) and gives a `Resolved`
or None when the words, looked at closely, are no time. Without a reference date (an article
whose date is unknown) relative expressions keep their kind and get no value; the clock is never
asked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final, NamedTuple, Optional

from transforms.extract.times import dates
from transforms.extract.times.lexicon import ZONES, ZONES_WITH_DAYLIGHT
from transforms.extract.times.scan import Scan
from transforms.extract.wordlists import words

_DAY: Final = dt.timedelta(days=1)


class Resolved(NamedTuple):
    """Meaning of a time expression.

    ``kind`` is DATE, TIME, DURATION or SET; ``interval`` overrides the one that ``value`` implies;
    ``modifier`` (START, MID, END) narrows it; ``last`` moves the end of the span to another token.
    """

    kind: str
    value: Optional[str] = None
    interval: Optional[tuple[Optional[dt.datetime], Optional[dt.datetime]]] = None
    modifier: Optional[str] = None
    last: Optional[int] = None


class Match(NamedTuple):
    """Tokens ``first`` to ``last`` (exclusive) of the scan, and where the named parts stand."""

    first: int
    last: int
    parts: dict[str, int]


class Anchor(NamedTuple):
    """The latest date resolved before an expression, and the index of its sentence."""

    value: str
    sentence: int


class Context:
    """All that a rule may look at.

    Attributes:
        text, scan: the article and its tokens.
        reference: the article's date, or None.
        reference_time: instant of publication where known.
        tense: offsets of an expression → "past", "future", "present" or None.
        sentence: index of the sentence at hand.
        anchor: the latest date resolved before.
        month_anchor: the latest one that named its month and year.
    """

    def __init__(
        self,
        text: str,
        scanned: Scan,
        reference: Optional[dt.date],
        reference_time: Optional[dt.datetime],
        tense: Callable[[int, int], Optional[str]],
    ) -> None:
        self.text = text
        self.scan = scanned
        self.reference = reference
        self.reference_time = reference_time
        self._tense = tense
        self.sentence = 0
        self.anchor: Optional[Anchor] = None
        self.month_anchor: Optional[Anchor] = None

    def word(self, index: int) -> str:
        """Lower-case text of a token; "" outside the article."""
        if not 0 <= index < len(self.scan.starts):
            return ""
        return self.text[self.scan.starts[index] : self.scan.ends[index]].lower()

    def letter(self, index: int) -> str:
        """Class of a token; "." outside the article."""
        return self.scan.letters[index] if 0 <= index < len(self.scan.letters) else "."

    def number(self, index: int) -> float:
        """Numeric value of a token, 0 where it has none."""
        value = self.scan.values[index]
        return value if isinstance(value, (int, float)) else 0

    def code(self, index: int) -> str:
        """Text value of a token, "" where it has none."""
        value = self.scan.values[index]
        return value if isinstance(value, str) else ""

    def adjacent(self, index: int) -> bool:
        """Whether only white space on one line, if anything, parts a token from the next."""
        gap = self.text[self.scan.ends[index] : self.scan.starts[index + 1]]
        return "\n" not in gap

    def tense(self, match: Match) -> Optional[str]:
        """Tense of the clause around a match."""
        return self._tense(self.scan.starts[match.first], self.scan.ends[match.last - 1])

    def near_anchor(self, distance: int = 1) -> Optional[str]:
        """The latest date resolved, if it stands at most ``distance`` sentences before."""
        anchor = self.anchor
        if anchor is None or self.sentence - anchor.sentence > distance:
            return None
        return anchor.value


def day_of(value: Optional[str]) -> Optional[dt.date]:
    """The day that a value names, None where it is no day."""
    if value is None:
        return None
    match = re.match(r"\d{4}-\d\d-\d\d", value)
    try:
        return dt.date.fromisoformat(match.group()) if match else None
    except ValueError:
        return None


def _year_of(value: Optional[str]) -> Optional[int]:
    match = re.match(r"(\d{4})(?!\d)", value or "")
    return int(match.group(1)) if match else None


def _infer_year(c: Context, match: Match, month: int, day: Optional[int]) -> Optional[int]:
    """Year of a month or day without one: by tense, else the nearest to the article's date."""
    if c.reference is None:
        return None
    anchor = c.month_anchor
    if anchor is not None and c.sentence - anchor.sentence <= 1:
        anchor_year = _year_of(anchor.value)
        if anchor_year is not None and anchor_year < c.reference.year:
            return anchor_year
    here = c.reference.year * 12 + c.reference.month
    years = (c.reference.year - 1, c.reference.year, c.reference.year + 1)

    def distance(year: int) -> float:
        """Months from the article's date, a fraction for the day."""
        months: float = year * 12 + month - here
        if day is not None:
            months += (day - c.reference.day) / 31 if c.reference else 0
        return months

    tense = c.tense(match)
    if tense == "past":
        return max(y for y in years if distance(y) <= 0)
    if tense == "future":
        # what was said ten days ago to come is nearer than the same day next year
        return min(y for y in years if distance(y) >= -0.5)
    return min(years, key=lambda y: abs(distance(y)))


def _stated_year(c: Context, match: Match) -> tuple[bool, Optional[int]]:
    """(a year is stated, the year): "2009", "of last year"."""
    if "year" in match.parts:
        return True, int(c.number(match.parts["year"]))
    if "yearref" in match.parts:
        if c.code(match.parts["yearunit"]) != "Y":
            return True, -1
        ref, word = c.letter(match.parts["yearref"]), c.word(match.parts["yearref"])
        base = c.reference.year if c.reference else None
        if ref == "E" or word in ("previous", "following", "preceding", "subsequent"):
            base = _year_of(c.near_anchor(2)) or base
        return True, None if base is None else base + {"L": -1, "X": 1}.get(ref, 0)
    return False, None


def _mod(c: Context, match: Match) -> Optional[str]:
    return c.code(match.parts["mod"]) or None if "mod" in match.parts else None


def digits(c: Context, match: Match) -> Optional[Resolved]:
    """ISO dates and times; 29/01/2019 (day first unless that cannot be, or month first in the
    United States' manner when the article's date says so)."""
    raw = c.code(match.parts["iso"])
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
        best = min(options, key=lambda day: abs(day - c.reference) if c.reference else _DAY)
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
    _, year = _stated_year(c, match)
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
        year = _infer_year(c, match, month, day)
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


def month(c: Context, match: Match) -> Optional[Resolved]:
    """In September; early June; October of next year; last March."""
    number = int(c.number(match.parts["month"]))
    stated, year = _stated_year(c, match)
    if stated and year == -1:
        return None
    modifier = _mod(c, match)
    if not stated:
        if "ref" in match.parts and c.reference is not None:
            ref = c.letter(match.parts["ref"])
            year = c.reference.year
            if ref == "L" and number >= c.reference.month:
                year -= 1
            elif ref == "X" and number <= c.reference.month:
                year += 1
        else:
            year = _infer_year(c, match, number, None)
    if year is None:
        return Resolved("DATE", f"XXXX-{number:02d}")
    return Resolved("DATE", f"{year:04d}-{number:02d}", modifier=modifier)


def _weekday_date(c: Context, match: Match, weekday: int, ref: str = "") -> Optional[dt.date]:
    """The day that a weekday means: the last one, or the next one where the tense looks ahead."""
    today = c.reference
    if today is None:
        return None
    back = (today.weekday() - weekday) % 7
    ahead = (weekday - today.weekday()) % 7
    if ref == "L":
        return today - (back or 7) * _DAY
    if ref == "X":
        if c.word(match.parts["ref"]) == "following":
            anchor = day_of(c.near_anchor())
            if anchor is not None:
                return anchor + (((weekday - anchor.weekday()) % 7) or 7) * _DAY
        return today + (ahead or 7) * _DAY
    tense = c.tense(match)
    if tense == "future" or (ref == "T" and tense != "past"):
        return today + ahead * _DAY
    return today - back * _DAY


def weekday(c: Context, match: Match) -> Optional[Resolved]:
    """Tuesday; last Tuesday; Friday night."""
    ref = c.letter(match.parts["ref"]) if "ref" in match.parts else ""
    number = int(c.number(match.parts["weekday"]))
    day = _weekday_date(c, match, number, ref)
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
    monday = c.reference - c.reference.weekday() * _DAY + shift * _DAY
    return Resolved("DATE", (monday + int(c.number(match.parts["weekday"])) * _DAY).isoformat())


def quarter(c: Context, match: Match) -> Optional[Resolved]:
    """Q3; the third quarter of last year; the first half of 2019."""
    parts = match.parts
    stated, year = _stated_year(c, match)
    if stated and year == -1:
        return None
    if "code" in parts:
        raw = c.code(parts["code"])
        if raw.startswith("FY"):
            number = int(re.sub(r"\D", "", raw))
            return Resolved("DATE", f"{number + 2000 if number < 100 else number}")
        kind = "Q" if "Q" in raw else "H"
        count = int(re.sub(r"\D", "", raw))
    else:
        is_half = c.letter(parts["unit"]) == "h"
        if not is_half and c.code(parts["unit"]) != "Q":
            return None
        kind = "H" if is_half else "Q"
        if c.letter(parts["nth"]) == "L" and (not stated or c.word(parts["nth"]) != "last"):
            return None
        count = int(c.number(parts["nth"]))
        if c.letter(parts["nth"]) == "L" or count == 99:
            count = 2 if is_half else 4
        if is_half and not stated:
            return None
    if not 1 <= count <= (4 if kind == "Q" else 2):
        return None
    if not stated and c.reference is not None:
        year = c.reference.year
        anchor = _year_of(c.near_anchor(0))
        first_month = (count - 1) * (3 if kind == "Q" else 6) + 1
        if anchor is not None and abs(anchor - year) == 1:
            year = anchor
        elif first_month - c.reference.month > (3 if c.tense(match) == "past" else 6):
            year -= 1
    if year is None:
        return Resolved("DATE", f"XXXX-{kind}{count}")
    return Resolved("DATE", f"{year:04d}-{kind}{count}")


def season(c: Context, match: Match) -> Optional[Resolved]:
    """The spring of 2009; last summer; in the fall."""
    parts = match.parts
    stated, year = _stated_year(c, match)
    if stated and year == -1:
        return None
    code = c.code(parts["season"])
    word = c.word(parts["season"])
    before = c.letter(match.first - 1)
    marked = stated or "ref" in parts or "mod" in parts
    if not marked:
        has_the = c.letter(match.first) == "t"
        if word in ("fall", "spring") and (
            not ((has_the and before in "iB") or before == "i")
            or c.letter(match.last) == "o"
            or (word == "spring" and c.word(match.first - 1) == "for")
        ):
            return None
        if c.letter(match.last) == "Z" and c.adjacent(match.last - 1):
            return None  # Summer Olympics, Winter Palace
    elif "ref" not in parts and not stated and word == "fall":
        return None
    if not stated and c.reference is not None:
        start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
        year = c.reference.year
        ref = c.letter(parts["ref"]) if "ref" in parts else ""
        tense = c.tense(match)
        if ref == "L" or (not ref and tense == "past"):
            if start + (2 if ref else 0) >= c.reference.month:
                year -= 1
        elif ref == "X" or (not ref and tense == "future"):
            if start <= c.reference.month:
                year += 1
        elif code == "WI" and c.reference.month <= 3:
            year -= 1
    if year is None:
        return Resolved("DATE", f"XXXX-{code}")
    return Resolved("DATE", f"{year:04d}-{code}")


def decade(c: Context, match: Match) -> Optional[Resolved]:
    """The 1990s; the late '70s. Not "in his 40s"."""
    raw = c.code(match.parts["decade"])
    number = int(re.sub(r"\D", "", raw))
    before = c.word(match.first - 1)
    if before in ("his", "her", "their", "my", "our", "your") or number < 10:
        return None
    if number >= 1000:
        return Resolved("DATE", f"{number // 10}")
    if c.letter(match.first) not in "tv" and not raw.startswith(("'", "’")) and before != "and":
        return None
    return Resolved("DATE", f"{(1900 + number) // 10 if number > 20 else (2000 + number) // 10}")


def century(c: Context, match: Match) -> Optional[Resolved]:
    """The 19th century."""
    number = int(c.number(match.parts["nth"]))
    if c.code(match.parts["unit"]) != "CE" or not 1 <= number <= 30:
        return None
    return Resolved("DATE", f"{number - 1:02d}")


#: Events that carry their year behind them ("the World Cup 2018").
_NAMED_BY_YEAR: Final = (
    "cup", "olympics", "games", "championship", "championships", "summit", "expo", "festival",
    "conference", "election", "elections", "euro", "season", "trophy", "open",
)  # fmt: skip


def year(c: Context, match: Match) -> Optional[Resolved]:
    """2009; 2009-10; not 2000 people, $2000, Windows 2000."""
    index = match.parts["year"]
    number = int(c.number(index))
    before, after = c.letter(match.first - 1), c.letter(match.last)
    near_before = match.first > 0 and c.adjacent(match.first - 1)
    if (
        before in "$"
        or after in "%V"
        or (before == "." and c.text[c.scan.starts[index] - 1] == ".")
    ):
        return None
    if not near_before:
        before = "."
    if before == "-" and c.scan.starts[match.first] == c.scan.ends[match.first - 1]:
        return None
    if not 1900 <= number <= 2100 and (before not in "iouBfv" or after == "x"):
        return None
    if before == "Z" and not c.word(match.first - 1).endswith(_NAMED_BY_YEAR):
        return None
    follow = c.word(match.last)
    if (
        before not in "iof"
        and after == "x"
        and follow.endswith("s")
        and not follow.endswith(("ss", "us", "was", "is", "has"))
        and (match.first == 0 or c.letter(match.first - 1) != "t")
    ):
        return None
    if "toyear" in match.parts:
        until = c.scan.values[match.parts["toyear"]]
        stop = int(until) if isinstance(until, (int, float)) or until.isdigit() else 0
        if stop < 100:
            stop += number // 100 * 100
        if number < stop <= number + 100:
            return Resolved("DATE", f"{number:04d}/{stop:04d}")
        return Resolved("DATE", f"{number:04d}", last=index + 1)
    return Resolved("DATE", f"{number:04d}", modifier=_mod(c, match))


def nth_unit(c: Context, match: Match) -> Optional[Resolved]:
    """The last week of March; the first day of 2019."""
    parts = match.parts
    unit = c.code(parts["unit"])
    stated, year = _stated_year(c, match)
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
        year = _infer_year(c, match, number, None)
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
        day = stop if final else begin + (count - 1) * step * _DAY
        if final and unit == "W" and stop.weekday() < 3:
            day -= 7 * _DAY  # most of that ISO week lies in what follows
        if unit == "WE":
            saturday = begin + (5 - begin.weekday()) % 7 * _DAY
            day = saturday + (count - 1) * 7 * _DAY
            if final:
                day = stop - ((stop.weekday() - 5) % 7) * _DAY
            return Resolved("DATE", dates.week_value(day) + "-WE")
        return Resolved("DATE", day.isoformat() if unit == "D" else dates.week_value(day))
    except ValueError:
        return None


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
    day = c.reference + int(c.number(index)) * _DAY
    return Resolved("TIME" if part else "DATE", day.isoformat() + part)


#: Words that look back or ahead from the time told last, not from the article's date.
_NARRATIVE: Final = words("previous preceding prior following subsequent ensuing")


def _shift_unit(day: dt.date, unit: str, count: float) -> Optional[str]:
    """``day`` moved by ``count`` units, at the unit's granularity."""
    whole = int(count)
    if unit == "D":
        return (day + whole * _DAY).isoformat()
    if unit in ("W", "F"):
        moved = day + whole * (14 if unit == "F" else 7) * _DAY
        return dates.week_value(moved)
    if unit == "WE":
        saturday = day + (5 - day.weekday()) * _DAY
        return dates.week_value(saturday + whole * 7 * _DAY) + "-WE"
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


def _first_day(value: Optional[str]) -> Optional[dt.date]:
    """The first day that a value covers."""
    interval = dates.interval_of(value) if value else None
    return interval[0].date() if interval else None


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
        number = _year_of(base)
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
            return _ahead_or_back(c, "L", 1, unit)
    if word == "past":
        return _ahead_or_back(c, "L", 1, unit)
    if ref == "E":
        anchor = c.near_anchor(2)
        day = _first_day(anchor)
        if day is None:
            return Resolved("DATE") if word != "those" else None
        if unit == "D" and day_of(anchor) is None:
            return Resolved("DATE")
        return Resolved("DATE", _shift_unit(day, unit, 0))
    base_day = c.reference
    if word in _NARRATIVE or (word == "next" and has_the and unit in ("D", "W", "M", "Y")):
        anchor = c.near_anchor(1)
        if anchor is not None and len(anchor) <= 11 and (unit != "D" or day_of(anchor)):
            base_day = _first_day(anchor) or base_day
    if base_day is None:
        return Resolved("DATE")
    shift = {"L": -1, "X": 1}.get(ref, 0)
    if unit == "WE" and ref == "L" and c.reference and c.reference.weekday() >= 5:
        shift = -1
    if unit == "WE" and ref == "T" and base_day.weekday() <= 1 and c.tense(match) != "future":
        shift = -1  # "this weekend" on a Monday, told in the past
    if unit == "D" and ref == "T" and word == "current":
        return None
    return Resolved("DATE", _shift_unit(base_day, unit, shift), modifier=_mod(c, match))


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
        day = day_of(c.near_anchor(1)) or day
    return Resolved("TIME", (day + {"L": -1, "X": 1}.get(ref, 0) * _DAY).isoformat() + part)


def _amount(count: float) -> str:
    return str(int(count)) if float(count).is_integer() else f"{count:g}"


def _duration(count: Optional[float], unit: str) -> Optional[str]:
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
    amount = "X" if count is None else _amount(count)
    return f"PT{amount}{unit[1]}" if unit.startswith("T") else f"P{amount}{unit}"


def _step(moment: dt.datetime, count: float, unit: str) -> Optional[dt.datetime]:
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


def _ahead_or_back(c: Context, ref: str, count: Optional[float], unit: str) -> Optional[Resolved]:
    """A duration that ends or begins at the article's date."""
    value = _duration(count, unit)
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
        here += _DAY  # the article's day belongs to the days past
    other = None if count is None else _step(here, -count if ref == "L" else count, unit)
    return Resolved("DURATION", value, (other, here) if ref == "L" else (here, other))


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
        return _ahead_or_back(c, "L" if ref == "r" else ref, None, unit)
    if c.word(parts["ref"]) in ("previous", "following", "subsequent", "preceding", "prior"):
        count = None if c.letter(parts["count"]) == "q" else c.number(parts["count"])
        value = _duration(count, unit)
        return Resolved("DURATION", value) if value else None
    count = None if c.letter(parts["count"]) == "q" else c.number(parts["count"])
    return _ahead_or_back(c, ref, count, unit)


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
    value = _duration(count, unit)
    if value is None:
        return None
    if direction != "g" and word in ("after", "before", "previously", "beforehand"):
        follows = c.letter(match.last)
        if word in ("after", "before") and follows not in ".,)":
            return Resolved("DURATION", value, last=match.last - 1)
    sign = -1 if direction in "ge" else 1
    base = c.reference
    if direction != "g":
        anchor = c.near_anchor(1)
        base = _first_day(anchor) if anchor else None
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
        moved = _step(moment, -count, unit)
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
        moved_day = base + sign * round(count * days) * _DAY
        return Resolved("DATE", moved_day.isoformat())
    try:
        if unit in ("DE", "CE"):
            years = int(count) * (10 if unit == "DE" else 100)
            return Resolved("DATE", f"{base.year + sign * years:04d}")
        return Resolved("DATE", _shift_unit(base, unit, sign * count))
    except (ValueError, OverflowError):
        return Resolved("DURATION", value)


_RATES: Final = words("times once twice each per thrice")


def duration(c: Context, match: Match) -> Optional[Resolved]:
    """Two weeks; a 27-year contract; half an hour; 56-year-old; 15 a year (a SET)."""
    parts = match.parts
    if "second" in parts:
        if c.word(parts["second"]) != "second":
            return None
        return Resolved("DURATION", _duration(c.number(parts["count"]), "TS"))
    unit = c.code(parts["unit"])
    if unit in ("season", "term", "period", "H"):
        return None
    if "count2" in parts:
        low, high = c.number(parts["count"]), c.number(parts["count2"])
        values = [_duration(count, unit) for count in (low, high)]
        if low >= high or None in values:
            return None
        return Resolved("DURATION", "/".join(value for value in values if value))
    fine, count = _count(c, match)
    if not fine:
        return None
    index = parts.get("count")
    letter = c.letter(index) if index is not None else ""
    plural = c.letter(parts["unit"]) == "V"
    hyphen = c.letter(parts["unit"] - 1) == "-"
    if letter == "a":
        if plural or (unit in ("TS", "Q", "WE", "D") and c.letter(match.last) == "-"):
            return None
        before = c.letter(match.first - 1)
        if (before in "DNqY%" or c.word(match.first - 1) in _RATES) and c.adjacent(match.first - 1):
            return Resolved("SET", _duration(1, unit))
        if unit in ("Q", "TS"):
            return None
        if hyphen:
            return None
    elif letter and letter in "DNY" and not plural and not hyphen and count != 1:
        if not (c.letter(parts["unit"] + 1) in "-c" and letter != "Y"):
            return None
    elif letter == "q" and (not plural or c.word(parts["count"]) == "numerous"):
        return None
    if unit == "Q" and plural is False and letter in "DN":
        return None
    value = _duration(count, unit)
    if value is None:
        return None
    return Resolved("DURATION", value)


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
    value = _duration(None, unit)
    return Resolved("DURATION", value) if value else None


def every(c: Context, match: Match) -> Optional[Resolved]:
    """Every Monday; each year; daily; Mondays; every two weeks."""
    parts = match.parts
    if "often" in parts:
        if (c.text[c.scan.starts[match.first]].isupper() and c.letter(match.last) == "Z") or (
            c.letter(match.first - 1) == "Z" and c.text[c.scan.starts[match.first]].isupper()
        ):
            return None  # the Daily Mail
        return Resolved("SET", c.code(parts["often"]))
    if "weekday" in parts:
        habit = c.scan.values[parts["weekday"]]
        if isinstance(habit, str):
            return Resolved("SET", f"XXXX-WXX-{habit}")
        part = c.code(parts["part"]) if "part" in parts else ""
        return Resolved("SET", f"XXXX-WXX-{int(habit) + 1}{part}")
    if "part2" in parts:
        return Resolved("SET", f"XXXX-XX-XX{c.code(parts['part2'])}")
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
    value = _duration(count, unit)
    return Resolved("SET", value) if value else None


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
        return c.reference + int(c.number(parts["deictic"])) * _DAY
    if "weekday" in parts:
        return _weekday_date(c, match, int(c.number(parts["weekday"])))
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
        day, hour = day + _DAY, 0
    zone = _zone(c, match, day)
    return Resolved("TIME", f"{day.isoformat()}T{hour:02d}:{minute:02d}{second}{zone}")


def part(c: Context, match: Match) -> Optional[Resolved]:
    """In the morning; overnight; at night; the night of June 1."""
    parts = match.parts
    code = c.code(parts["part"])
    word = c.word(parts["part"])
    before = c.letter(match.first - 1)
    has_the = c.letter(match.first) == "t"
    dated = bool({"weekday", "month2"} & parts.keys())
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
    return Resolved("TIME", None if day is None else day.isoformat() + code)


def holiday(c: Context, match: Match) -> Optional[Resolved]:
    """Christmas Eve; Thanksgiving last year."""
    code = c.code(match.parts["holiday"])
    stated, year = _stated_year(c, match)
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
            year = _infer_year(c, match, near.month, near.day)
    if year is None:
        return Resolved("DATE")
    return Resolved("DATE", dates.holiday(code, year).isoformat())


def now(c: Context, match: Match) -> Optional[Resolved]:
    """Nowadays. "Now", "currently", "soon" and the like name no time that a table could use."""
    return Resolved("DATE", c.code(match.parts["now"]))


RULES: Final[dict[str, Callable[[Context, Match], Optional[Resolved]]]] = {
    function.__name__: function
    for function in (
        digits, month_day, month, weekday, weekday_of, quarter, season, decade, century, year,
        nth_unit, deictic, unit_ref, part_ref, span, shift, duration, bare_duration, every,
        clock, part, holiday, now,
    )
}  # fmt: skip
