"""Article text → time expressions with TIMEX3 values and instants.

`find_times` scans the text once, matches the grammar and resolves each expression against the
article's date, the tense of its clause and the dates told before it.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Optional

from transforms.extract.times import dates
from transforms.extract.times.context import Anchor, Context, Match, Resolved
from transforms.extract.times.grammar import RULES as STARTS
from transforms.extract.times.grammar import candidates
from transforms.extract.times.rules import RULES
from transforms.extract.times.scan import scan

__all__ = ["TimeMention", "find_times"]


class TimeMention(NamedTuple):
    """A time expression.

    ``start``/``end`` are code points, end exclusive; ``label`` is OntoNotes' (TIME for what is
    shorter than a day, else DATE); ``kind`` is TIMEX3's DATE, TIME, DURATION or SET; ``value`` is
    the TIMEX3 value or None; ``begin`` and ``finish`` are microseconds UTC, end exclusive.
    """

    start: int
    end: int
    label: str
    kind: str
    value: Optional[str]
    begin: Optional[int]
    finish: Optional[int]


def find_times(
    text: str,
    reference: Optional[dt.date],
    reference_time: Optional[dt.datetime] = None,
    sentence_starts: Sequence[int] = (0,),
    tense: Callable[[int, int], Optional[str]] = lambda start, end: None,
) -> list[TimeMention]:
    """Find and normalize the time expressions of ``text``, in text order.

    Args:
        text: the article.
        reference: the article's date; None leaves relative expressions without a value.
        reference_time: the instant of publication (aware) where known.
        sentence_starts: offsets of the sentences, ascending.
        tense: (start, end) of an expression → "past", "future", "present" or None.
    """
    scanned = scan(text)
    letters = scanned.letters
    context = Context(text, scanned, reference, reference_time, tense)
    mentions: list[TimeMention] = []
    index = 0
    while index < len(letters):
        if letters[index] not in STARTS:
            index += 1
            continue
        context.sentence = bisect_right(sentence_starts, scanned.starts[index]) - 1
        for last, name, parts in candidates(letters, index):
            if "\n" in text[scanned.starts[index] : scanned.ends[last - 1]]:
                continue
            match = Match(index, last, parts)
            try:
                resolved = RULES[name](context, match)
            except (OverflowError, ValueError):
                continue  # a date outside the years 1 to 9999
            if resolved is None:
                continue
            stop = resolved.last or last
            first = index
            mentions.append(_mention(scanned.starts[first], scanned.ends[stop - 1], resolved))
            _remember(context, resolved, name)
            context.ended = stop
            index = stop - 1
            break
        index += 1
    return mentions


#: Periods of results beside which "a year earlier" no longer means the quarter.
_LONGER_PERIODS: Final = ("P6M", "P9M")
_FAR_BACK: Final = -1000
#: Rules whose quarter is one that the article only compares with.
_LOOKING_BACK: Final = ("quarter_in_reference", "quarter_of_year", "shift", "year_before")


def _remember(context: Context, resolved: Resolved, rule: str) -> None:
    value = resolved.value
    if value in _LONGER_PERIODS:
        context.quarter_sentence, context.anchor = _FAR_BACK, None
    if resolved.kind not in ("DATE", "TIME") or value is None or not value[:4].isdigit():
        return
    if "/" in value:
        value = value.split("/", 1)[0]
    context.anchor = Anchor(value, context.sentence)
    if value[5:6] == "Q" and rule not in _LOOKING_BACK and not _is_open(context, value):
        context.quarter = value
        context.quarter_sentence = context.sentence
    if rule in ("month", "month_day") and len(value) in (7, 10):
        context.month_anchor = Anchor(value, context.sentence)


def _is_open(context: Context, quarter: str) -> bool:
    """Whether a quarter has not ended: articles tell the results of those that have."""
    whole = dates.interval_of(quarter)
    if whole is None or context.reference is None:
        return False
    return whole[1].date() > context.reference


def _mention(start: int, end: int, resolved: Resolved) -> TimeMention:
    value = resolved.value
    interval: Optional[tuple[Optional[dt.datetime], Optional[dt.datetime]]] = resolved.interval
    if interval is None and value is not None and resolved.kind in ("DATE", "TIME"):
        full = dates.interval_of(value)
        if full is not None and resolved.modifier is not None:
            full = dates.narrow(value, full, resolved.modifier)
        interval = full
    begin, finish = interval or (None, None)
    sub_day = resolved.kind == "TIME" or (
        resolved.kind in ("DURATION", "SET") and (value or "").startswith("PT")
    )
    return TimeMention(
        start,
        end,
        "TIME" if sub_day else "DATE",
        resolved.kind,
        value,
        None if begin is None else dates.micros(begin),
        None if finish is None else dates.micros(finish),
    )
