"""Days and quarters as calendars, markets and broadcasts tell them."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.extract.times import find_times
from transforms.extract.times.tense import by_form

#: A Wednesday.
REFERENCE = dt.date(2024, 6, 12)


def values(text: str) -> list[tuple[str, str | None]]:
    times = find_times(text, REFERENCE, tense=lambda a, b: by_form(text, a, b))
    return [(text[m.start : m.end], m.value) for m in times]


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("The jury will return on Tuesday the 18th.", "Tuesday the 18th", "2024-06-18"),
        ("The strike will begin Monday after next.", "Monday after next", "2024-06-24"),
        ("The week after next is free.", "The week after next", "2024-W26"),
        ("The board met on the first Monday of the month.", "the first Monday of the month",
         "2024-06-03"),
        ("She resigned two Thursdays ago.", "two Thursdays ago", "2024-05-30"),
        ("Rents are due on the 20th of next month.", "the 20th of next month", "2024-07-20"),
        ("The judge will rule on the 25th.", "the 25th", "2024-06-25"),
        ("The fair ran from 3 to 7 April.", "3 to 7 April", "2024-04-03/2024-04-07"),
        ("The club will vote on Saturday week.", "Saturday week", "2024-06-22"),
        ("He died on 15 April last year.", "15 April last year", "2023-04-15"),
        ("The raid came on the night of 8-9 June.", "the night of 8-9 June", "2024-06-08TNI"),
        ("She spoke on the evening of 3 May.", "the evening of 3 May", "2024-05-03TEV"),
        ("They fired at dawn on Friday.", "dawn on Friday", "2024-06-07TMO"),
        ("Shares rose at mid-afternoon yesterday.", "mid-afternoon yesterday", "2024-06-11TAF"),
        ("Orders fell in the 3rd qtr of 2019.", "the 3rd qtr of 2019", "2019-Q3"),
        ("Orders fell in Q4 2018.", "Q4 2018", "2018-Q4"),
        ("Orders fell in 2Q23.", "2Q23", "2023-Q2"),
        ("Orders have fallen since 2014/10.", "2014/10", "2014-10"),
        ("Profits fell this fiscal year.", "this fiscal year", "2024"),
        ("The pipeline was built in nineteen ninety-four.", "nineteen ninety-four", "1994"),
        ("Three Mondays ago the bridge fell.", "Three Mondays ago", "2024-05-27"),
        ("Sales are above fiscal 2023 sales.", "fiscal 2023", "2023"),
        ("Net rose in the 2023 third quarter.", "the 2023 third quarter", "2023-Q3"),
        ("It lost money, against a year-earlier profit.", "a year-earlier", "2023"),
        ("Income for the year ended in tears.", "the year", "P1Y"),
        ("They drew up a five year plan.", "five year", "P5Y"),
        ("He may run again in the future if asked.", "the future", "FUTURE_REF"),
        ("The law was signed last May.", "last May", "2023-05"),
        ("The pact is effective Feb. 1.", "Feb. 1", "2025-02-01"),
        ("Sales will rise in February.", "February", "2025-02"),
        ("Pilgrims come each July.", "each July", "XXXX-07"),
        ("The bridge is now closed.", "now", "PRESENT_REF"),
        ("The firm recently moved.", "recently", "PAST_REF"),
        ("He left his current wife.", "current", "PRESENT_REF"),
        ("The hearing is set for the week of July 8.", "the week of July 8", "2024-W28"),
        ("She was shot last Oct. 23 at home.", "last Oct. 23", "2023-10-23"),
        ("Output will fall by year end.", "year end", "2024"),
        ("The rules will be in place by year's end.", "year's end", "2024"),
        ("He arrived later in the day.", "later in the day", "2024-06-12"),
        ("It held a day-long meeting.", "day-long", "P1D"),
        ("It ended a decades-long feud.", "decades-long", "PXDE"),
        ("He began a several-year term.", "a several-year", "PXY"),
        ("They fled post-1959 politics.", "1959", "1959"),
        ("Growth will slow in the near term.", "the near term", "FUTURE_REF"),
        ("The bank will report at a later date.", "a later date", "FUTURE_REF"),
        ("Taxes will fall in future quarters.", "future quarters", "FUTURE_REF"),
        ("Islam will one day be larger.", "one day", "FUTURE_REF"),
        ("They waited a minute and a half.", "a minute and a half", "PT1M30S"),
        ("They told buyers of a cut in July.", "July", "2024-07"),
    ],
)  # fmt: skip
def test_find_times_reads_the_calendar(text: str, span: str, value: str) -> None:
    assert values(text) == [(span, value)]


@pytest.mark.parametrize(
    "text",
    [
        "The office is on the 5th floor.",
        "A 56-year-old man and a girl, 12 years old, were hurt.",
        "Now that it is over, they left.",
        "She is the future queen.",
        "The current account was in surplus.",
        "It imports about three-quarters of its food.",
        "The party daily Granma said so.",
        "Year-end bonuses were paid.",
    ],
)
def test_find_times_leaves_what_is_no_time(text: str) -> None:
    assert values(text) == []


def test_find_times_takes_no_count_of_things_for_weeks() -> None:
    assert values("Jobs rose by 15,000 last week.") == [("last week", "2024-W23")]


def test_find_times_goes_back_to_the_quarter_told_of() -> None:
    text = (
        "In the first quarter profit fell. For the quarter, sales were up from $8 million a year "
        "earlier. Costs in the year-ago quarter were lower."
    )
    assert [value for _, value in values(text)] == ["2024-Q1", "2024-Q1", "2023-Q1", "2023-Q1"]


def test_find_times_tells_both_days_of_a_pair() -> None:
    text = "They will meet on July 24 and 25 in Oslo."
    assert values(text) == [("July 24", "2024-07-24"), ("25", "2024-07-25")]


def test_find_times_keeps_to_quarters_that_have_ended() -> None:
    text = (
        "Profit fell in the first quarter. Outages will go on into the third quarter. In the "
        "year-ago period it earned more."
    )
    assert [value for _, value in values(text)] == ["2024-Q1", "2024-Q3", "2023-Q1"]


def test_find_times_goes_forward_from_a_month_told() -> None:
    text = "He was killed in October 2023. The rifle was found in April near his house."
    assert [value for _, value in values(text)] == ["2023-10", "2024-04"]


def test_find_times_counts_from_the_date_told_before() -> None:
    text = "It won in 2019. That was fewer than the year before, and more than the day before."
    assert values(text) == [("2019", "2019"), ("the year before", "2018"), ("the day before", None)]


def test_find_times_lets_a_verb_start() -> None:
    assert ("Friday", "2024-06-14") in values("The games will start Friday in Oslo.")
