"""Input and result of a rule.

`Context` holds the article, its date, the tense of its clauses and the dates told so far; a rule
turns a `Match` of the grammar into a `Resolved`, or into None when the words are no time.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final, NamedTuple, Optional

from transforms.extract.times.scan import Scan

ONE_DAY: Final = dt.timedelta(days=1)


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
        quarter, quarter_sentence: the latest quarter told of, and the index of its sentence.
        ended: the token behind the latest expression.
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
        self.quarter: Optional[str] = None
        self.quarter_sentence = 0
        self.ended = 0

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


def year_of(value: Optional[str]) -> Optional[int]:
    match = re.match(r"(\d{4})(?!\d)", value or "")
    return int(match.group(1)) if match else None


#: Months before the article's date within which a date told is about the same story.
_RECENT: Final = 3


#: Months ahead from which on a date without its year is rather the one behind.
_FAR_OFF: Final = 7.5
#: Months (negative: behind) from which on a bare month under a verb that looks back is the next.
_LONG_BEHIND: Final = -11
#: Words before a date, and the reach of them, that leave no doubt that it is ahead.
_WILL: Final = (
    "will",
    "shall",
    "won",
    "scheduled",
    "due",
    "slated",
    "expected",
    "until",
    "by",
    "effective",
)
_CLAUSE: Final = 12
_UP_TO: Final = ("through", "until", "till")


def infer_year(c: Context, match: Match, month: int, day: Optional[int]) -> Optional[int]:
    """Year of a month or day without one: by tense, else the nearest to the article's date."""
    if c.reference is None:
        return None
    anchor = c.month_anchor
    here = c.reference.year * 12 + c.reference.month
    tense = c.tense(match)
    before = c.word(match.first - 1)
    if before == "effective" or (before in _UP_TO and tense != "past"):
        tense = "future"
    if anchor is not None and c.sentence - anchor.sentence <= 1 and tense != "future":
        anchor_year = year_of(anchor.value)
        if anchor_year is not None and anchor_year < c.reference.year:
            # "In December inflation fell", told in January, says nothing of the next date's year.
            told = re.match(r"\d{4}-(\d\d)", anchor.value)
            if told is None or here - (anchor_year * 12 + int(told.group(1))) > _RECENT:
                # stories go forward: "in October 2018 ... in April" is April 2019
                wraps = told is not None and month < int(told.group(1))
                behind = (c.reference.year - anchor_year - 1, c.reference.month, c.reference.day)
                wraps = wraps and (0, month, day or 1) <= behind
                return anchor_year + wraps
    years = (c.reference.year - 1, c.reference.year, c.reference.year + 1)

    def distance(year: int) -> float:
        """Months from the article's date, a fraction for the day."""
        months: float = year * 12 + month - here
        if day is not None:
            months += (day - c.reference.day) / 31 if c.reference else 0
        return months

    if tense == "past" and before in _UP_TO:
        return min(years, key=lambda y: abs(distance(y)))  # "has lent money through January"
    if tense == "past":
        latest = max(y for y in years if distance(y) <= 0)
        if day is None and distance(latest) <= _LONG_BEHIND:
            return latest + 1  # "a cut in September", in August: last year's would be "last"
        # "proposed a meeting on January 30" in early January: nobody means last year's without
        # saying so
        far = day is not None and distance(latest) < -10 and distance(latest + 1) < 2
        return latest + 1 if far else latest
    if tense == "future":
        # what was said ten days ago to come is nearer than the same day next year
        coming = min(y for y in years if distance(y) >= -0.5)
        # "sales could recover from the fall of June" in October: next June is too far off
        will = any(c.word(i) in _WILL for i in range(match.first - _CLAUSE, match.first))
        will = will or any(c.word(i) == "to" for i in range(match.first - 4, match.first))
        return coming - 1 if distance(coming) > _FAR_OFF and not will else coming
    return min(years, key=lambda y: abs(distance(y)))


def stated_year(c: Context, match: Match) -> tuple[bool, Optional[int]]:
    """(a year is stated, the year): "2009", "of last year"."""
    if "year" in match.parts:
        return True, int(c.number(match.parts["year"]))
    if "yearref" in match.parts:
        if c.code(match.parts["yearunit"]) != "Y":
            return True, -1
        ref, word = c.letter(match.parts["yearref"]), c.word(match.parts["yearref"])
        base = c.reference.year if c.reference else None
        if ref == "E" or word in ("previous", "following", "preceding", "subsequent"):
            base = year_of(c.near_anchor(2)) or base
        return True, None if base is None else base + {"L": -1, "X": 1}.get(ref, 0)
    return False, None


def month_in_reference(c: Context, match: Match) -> Optional[dt.date]:
    """The first day of "the month", "next month", "last month"; None where the unit is another."""
    if c.code(match.parts["unit"]) != "M" or c.reference is None:
        return None
    ref = c.letter(match.parts["ref"]) if "ref" in match.parts else ""
    index = c.reference.year * 12 + c.reference.month - 1 + {"L": -1, "X": 1}.get(ref, 0)
    return dt.date(index // 12, index % 12 + 1, 1)


def modifier_of(c: Context, match: Match) -> Optional[str]:
    return c.code(match.parts["mod"]) or None if "mod" in match.parts else None
