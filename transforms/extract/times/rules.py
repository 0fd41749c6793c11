"""Name of a rule of the grammar → the function that says what it means.

Every function takes the `Context` and the `Match` and gives a `Resolved`, or None when the words,
looked at closely, are no time. Without a reference date (an article whose date is unknown)
relative expressions keep their kind and get no value; the clock is never asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Optional

from transforms.extract.times.context import Context, Match, Resolved
from transforms.extract.times.rules_calendar import (
    digits,
    month,
    month_day,
    nth_unit,
    nth_weekday,
    weekday,
    weekday_of,
)
from transforms.extract.times.rules_clock import clock, part
from transforms.extract.times.rules_days import (
    after_next,
    day_of_month,
    day_too,
    quarter_in_reference,
    quarter_of_year,
    week_of,
    weekday_the,
    weekday_week,
    weekdays_ago,
    year_before,
    year_in_reference,
)
from transforms.extract.times.rules_named import ahead, deictic, holiday, now
from transforms.extract.times.rules_periods import century, decade, quarter, season, year
from transforms.extract.times.rules_relative import (
    part_ref,
    unit_before,
    unit_end,
    unit_in,
    unit_ref,
    weekend,
)
from transforms.extract.times.rules_spans import bare_duration, duration, every, long, shift, span

RULES: Final[dict[str, Callable[[Context, Match], Optional[Resolved]]]] = {
    function.__name__: function
    for function in (
        digits, month_day, month, weekday, weekday_of, quarter, season, decade, century, year,
        nth_unit, nth_weekday, deictic, unit_ref, weekend, part_ref, span, shift, duration,
        bare_duration, every, clock, part, holiday, now, weekday_the, day_of_month, after_next,
        weekday_week, weekdays_ago, quarter_in_reference, quarter_of_year, year_before,
        year_in_reference, week_of, day_too, unit_before, unit_in, unit_end, ahead, long,
    )
}  # fmt: skip
