"""Rules for quarters, seasons, years, decades and centuries."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Optional

from transforms.extract.times.context import (
    Context,
    Match,
    Resolved,
    modifier_of,
    stated_year,
    year_of,
)


def quarter(c: Context, match: Match) -> Optional[Resolved]:
    """Q3; the third quarter of last year; the first half of 2019."""
    stated, year = stated_year(c, match)
    if stated and year == -1:
        return None
    if "code" in match.parts:
        raw = c.code(match.parts["code"])
        if raw.startswith("FY"):
            number = int(re.sub(r"\D", "", raw))
            return Resolved("DATE", f"{number + 2000 if number < 100 else number}")
        read = _coded_quarter(raw)
    else:
        read = _worded_quarter(c, match, stated)
    if read is None:
        return None
    kind, count, coded_year = read
    if not 1 <= count <= (4 if kind == "Q" else 2):
        return None
    if coded_year is not None:
        year = coded_year
    elif not stated and c.reference is not None:
        year = _year_of_part(c, match, kind, count)
    return Resolved("DATE", f"XXXX-{kind}{count}" if year is None else f"{year:04d}-{kind}{count}")


def _coded_quarter(raw: str) -> Optional[tuple[str, int, Optional[int]]]:
    """Q3, 2Q23, H1: "Q" or "H", its number and its year where one is told."""
    code = re.match(r"\D*(\d)\D*(\d\d)?$", raw.replace("'", "").replace("’", ""))
    if code is None:
        return None
    year = 2000 + int(code.group(2)) if code.group(2) else None
    return "Q" if "Q" in raw else "H", int(code.group(1)), year


def _worded_quarter(
    c: Context, match: Match, stated: bool
) -> Optional[tuple[str, int, Optional[int]]]:
    """The third quarter; the last half of 2019."""
    parts = match.parts
    is_half = c.letter(parts["unit"]) == "h"
    if not is_half and c.code(parts["unit"]) != "Q":
        return None
    last = c.letter(parts["nth"]) == "L"
    if (last and c.word(parts["nth"]) != "last") or (not stated and (last or is_half)):
        return None
    count = int(c.number(parts["nth"]))
    if last or count == 99:
        count = 2 if is_half else 4
    return "H" if is_half else "Q", count, None


def _year_of_part(c: Context, match: Match, kind: str, count: int) -> Optional[int]:
    """The year of a quarter or half that tells none: that of a date beside it, else by tense."""
    if c.reference is None:
        return None
    year = c.reference.year
    anchor = year_of(c.near_anchor(0))
    if anchor is not None and abs(anchor - year) == 1:
        return anchor
    first_month = (count - 1) * (3 if kind == "Q" else 6) + 1
    ahead = first_month - c.reference.month
    return year - (ahead > (0 if c.tense(match) == "past" else 6))


def season(c: Context, match: Match) -> Optional[Resolved]:
    """The spring of 2009; last summer; in the fall."""
    parts = match.parts
    stated, year = stated_year(c, match)
    if (stated and year == -1) or not _is_season(c, match, stated):
        return None
    code = c.code(parts["season"])
    if not stated and c.reference is not None:
        year = _year_of_season(c, match, code, c.reference)
    return Resolved("DATE", f"XXXX-{code}" if year is None else f"{year:04d}-{code}")


def _is_season(c: Context, match: Match, stated: bool) -> bool:
    """Whether a season's word means one: "fall" and "spring" are verbs and more as well."""
    parts = match.parts
    word, before = c.word(parts["season"]), c.letter(match.first - 1)
    if stated or "ref" in parts:
        return True
    if "mod" in parts:
        return word != "fall"
    if word in ("fall", "spring") and (
        not ((c.letter(match.first) == "t" and before in "iB") or before == "i")
        or c.letter(match.last) == "o"
        or (word == "spring" and c.word(match.first - 1) == "for")
    ):
        return False
    # Summer Olympics, Winter Palace
    return not (c.letter(match.last) == "Z" and c.adjacent(match.last - 1))


def _year_of_season(c: Context, match: Match, code: str, today: dt.date) -> int:
    """The year of a season that tells none, by "last" and "next", else by tense."""
    start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
    ref = c.letter(match.parts["ref"]) if "ref" in match.parts else ""
    tense = c.tense(match)
    if ref == "L" or (not ref and tense == "past"):
        return today.year - (start + (2 if ref else 0) >= today.month)
    if ref == "X" or (not ref and tense == "future"):
        return today.year + (start <= today.month)
    return today.year - (code == "WI" and today.month <= 3)


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
        if c.word(match.first - 2) not in ("post", "pre") or not 1900 <= number <= 2100:
            return None
        return Resolved("DATE", f"{number:04d}")  # "post-1959"
    named = c.word(match.first - 1) == "year"  # "the year 1200"
    if not named and not 1900 <= number <= 2100 and (before not in "iouBfv" or after == "x"):
        return None
    if before == "Z" and not c.word(match.first - 1).endswith(_NAMED_BY_YEAR):
        return None
    follow = c.word(match.last)
    if (
        before not in "iof"
        and not (match.first and c.text.startswith("By ", c.scan.starts[match.first - 1]))
        and c.word(match.first - 1) not in ("since", "until", "till", "before", "after")
        and c.letter(match.first) != "j"
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
    return Resolved("DATE", f"{number:04d}", modifier=modifier_of(c, match))
