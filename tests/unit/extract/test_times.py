"""Time expressions: found, normalized, and put on the calendar."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from transforms.extract.times import TimeMention, find_times
from transforms.extract.times.dates import easter, interval_of, micros
from transforms.extract.times.lexicon import WORDS
from transforms.extract.times.tense import by_form

#: A Tuesday.
REFERENCE = dt.date(2019, 1, 29)


def found(text: str, reference: dt.date | None = REFERENCE) -> list[TimeMention]:
    return find_times(text, reference, tense=lambda a, b: by_form(text, a, b))


def values(text: str, reference: dt.date | None = REFERENCE) -> list[tuple[str, str, str | None]]:
    return [(text[m.start : m.end], m.kind, m.value) for m in found(text, reference)]


@pytest.mark.parametrize(
    ("text", "span", "kind", "value"),
    [
        # days
        ("The talks began on January 29, 2019.", "January 29, 2019", "DATE", "2019-01-29"),
        ("The talks began on 29 January 2019.", "29 January 2019", "DATE", "2019-01-29"),
        ("It was signed on the 3rd of May, 1998.", "the 3rd of May, 1998", "DATE", "1998-05-03"),
        ("They met on Jan. 5 in Oslo.", "Jan. 5", "DATE", "2019-01-05"),
        ("They met on Dec. 5 in Oslo.", "Dec. 5", "DATE", "2018-12-05"),
        ("They will meet on June 3 in Oslo.", "June 3", "DATE", "2019-06-03"),
        ("A June 3 hearing has been scheduled.", "June 3", "DATE", "2019-06-03"),
        ("It opens Sunday, February 3.", "Sunday, February 3", "DATE", "2019-02-03"),
        ("The fair ran May 10-12, 2018.", "May 10-12, 2018", "DATE", "2018-05-10/2018-05-12"),
        ("Dated 2018-11-30 by the clerk.", "2018-11-30", "DATE", "2018-11-30"),
        ("Dated 30/11/2018 by the clerk.", "30/11/2018", "DATE", "2018-11-30"),
        ("He spoke on Tuesday.", "Tuesday", "DATE", "2019-01-29"),
        ("He spoke on Wednesday.", "Wednesday", "DATE", "2019-01-23"),
        ("He will speak on Wednesday.", "Wednesday", "DATE", "2019-01-30"),
        ("They are slated to meet on Wednesday.", "Wednesday", "DATE", "2019-01-30"),
        ("He spoke last Tuesday.", "last Tuesday", "DATE", "2019-01-22"),
        ("He will speak next Tuesday.", "next Tuesday", "DATE", "2019-02-05"),
        ("He spoke on Monday last week.", "Monday last week", "DATE", "2019-01-21"),
        ("He spoke yesterday.", "yesterday", "DATE", "2019-01-28"),
        ("Shares fell earlier today.", "earlier today", "DATE", "2019-01-29"),
        ("Snow fell on Christmas Eve.", "Christmas Eve", "DATE", "2018-12-24"),
        ("Snow fell on Thanksgiving.", "Thanksgiving", "DATE", "2018-11-22"),
        # weeks, months, quarters, seasons, years
        ("Earlier last week, ministers met.", "Earlier last week", "DATE", "2019-W04"),
        ("They met this weekend.", "this weekend", "DATE", "2019-W04-WE"),
        ("Sales rose in September.", "September", "DATE", "2018-09"),
        ("Sales will rise in September.", "September", "DATE", "2019-09"),
        ("It ends in October of next year.", "October of next year", "DATE", "2020-10"),
        ("He left in early June 2009.", "early June 2009", "DATE", "2009-06"),
        ("In the last week of March 2009.", "the last week of March 2009", "DATE", "2009-W13"),
        ("Profit fell in Q3 2018.", "Q3 2018", "DATE", "2018-Q3"),
        ("Profit fell in the third quarter of last year.", "the third quarter of last year", "DATE",
         "2018-Q3"),
        ("Our fourth-quarter results were good.", "fourth-quarter", "DATE", "2018-Q4"),
        ("It fell in the first half of 2018.", "the first half of 2018", "DATE", "2018-H1"),
        ("He died in the spring of 2009.", "the spring of 2009", "DATE", "2009-SP"),
        ("He died last summer.", "last summer", "DATE", "2018-SU"),
        ("It was built in 1998.", "1998", "DATE", "1998"),
        ("Prices rose last year.", "last year", "DATE", "2018"),
        ("It is due by the end of the year.", "the end of the year", "DATE", "2019"),
        ("Back in the 1990s it was poor.", "the 1990s", "DATE", "199"),
        ("Cars of the 70s were loud.", "the 70s", "DATE", "197"),
        ("It dates from the 19th century.", "the 19th century", "DATE", "18"),
        # shifts
        ("He left two days ago.", "two days ago", "DATE", "2019-01-27"),
        ("He left a year ago.", "a year ago", "DATE", "2018"),
        ("He left three weeks ago.", "three weeks ago", "DATE", "2019-W02"),
        # durations
        ("He served for two and a half years.", "two and a half years", "DURATION", "P2.5Y"),
        ("They signed a 27-year contract.", "27-year", "DURATION", "P27Y"),
        ("They fought for half an hour.", "half an hour", "DURATION", "PT30M"),
        ("The flight took twenty-five minutes.", "twenty-five minutes", "DURATION", "PT25M"),
        ("It took a century and a half.", "a century and a half", "DURATION", "P150Y"),
        ("It fell over the past two years.", "the past two years", "DURATION", "P2Y"),
        ("It took a couple of months.", "a couple of months", "DURATION", "PXM"),
        ("It fell in recent weeks.", "recent weeks", "DURATION", "PXW"),
        ("After weeks of tension they met.", "weeks", "DURATION", "PXW"),
        ("Jobs will go over the next four years.", "the next four years", "DURATION", "P4Y"),
        # sets
        ("They meet every Monday.", "every Monday", "SET", "XXXX-WXX-1"),
        ("They meet each year.", "each year", "SET", "P1Y"),
        ("They build 15 a year.", "a year", "SET", "P1Y"),
        ("It posted an annual loss.", "annual", "SET", "P1Y"),
        # times
        ("It began at 10 p.m. EST on Monday.", "10 p.m. EST on Monday", "TIME",
         "2019-01-28T22:00-05:00"),
        ("It began at 18:00 UTC.", "18:00 UTC", "TIME", "2019-01-29T18:00Z"),
        ("It began at 0630 GMT.", "0630 GMT", "TIME", "2019-01-29T06:30Z"),
        ("It began at noon on Sunday.", "noon on Sunday", "TIME", "2019-01-27T12:00"),
        ("It hit at 9.50pm on Saturday 12 May 2018.", "9.50pm on Saturday 12 May 2018", "TIME",
         "2018-05-12T21:50"),
        ("He was shot on Friday night.", "Friday night", "TIME", "2019-01-25TNI"),
        ("He was shot last night.", "last night", "TIME", "2019-01-28TNI"),
        ("Prices fell this morning.", "this morning", "TIME", "2019-01-29TMO"),
    ],
)  # fmt: skip
def test_times_are_found_and_normalized(text: str, span: str, kind: str, value: str) -> None:
    assert (span, kind, value) in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "About 2000 people marched.",
        "It costs $2000 or more.",
        "Windows 2000 was slow.",
        "You may march against the second minister.",
        "He is in his 40s.",
        "The Daily Mail wrote so.",
        "It was a last minute goal.",
        "He won 3:2 in the end.",
        "They fall and spring up.",
        "The Winter Palace is open.",
        "A day-long strike by 12,000 workers.",
        "Boeing 737-800 jets.",
        "Summer Rae sang.",
    ],
)
def test_times_leave_other_words_alone(text: str) -> None:
    got = [v for v in values(text) if v[0] not in ("day-long",)]
    assert got == []


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        # the article is of a Tuesday, 2019-01-29
        ("It stays closed until Friday.", "Friday", "2019-02-01"),
        ("They met over the weekend.", "the weekend", "2019-W04-WE"),
        ("They will meet over the weekend.", "the weekend", "2019-W05-WE"),
        ("He left the day before yesterday.", "before yesterday", "2019-01-27"),
        ("He will leave the day after tomorrow.", "after tomorrow", "2019-01-31"),
        ("Snow fell overnight.", "overnight", "2019-01-28TNI"),
        ("They meet on the first Monday of May.", "the first Monday of May", "2019-05-06"),
        ("They met on the last Friday in November 2018.", "the last Friday in November 2018",
         "2018-11-30"),
        ("Sales have grown since 2001 sales were low.", "2001", "2001"),
        ("By 2050 seas will rise.", "2050", "2050"),
        ("It was founded in the year 1200.", "1200", "1200"),
    ],
)  # fmt: skip
def test_times_of_more_kinds(text: str, span: str, value: str) -> None:
    assert (span, value) in [(s, v) for s, _, v in values(text)]


def test_times_leave_people_counted_beside_years() -> None:
    assert values("It was seen by 2000 people.") == []
    assert values("The weekend was calm.") == []


def test_times_follow_the_story() -> None:
    text = "He was held on March 3, 2011. Two days later he was charged. A year earlier he left."
    assert [v for _, _, v in values(text)] == ["2011-03-03", "2011-03-05", "2010"]


def test_times_day_ahead_is_near_though_the_verb_is_past() -> None:
    early = dt.date(2024, 1, 10)
    told = "They proposed a further meeting on January 30."
    assert values(told, early) == [("January 30", "DATE", "2024-01-30")]
    assert values("They met on December 30.", early) == [("December 30", "DATE", "2023-12-30")]
    assert values("They met in March.", early) == [("March", "DATE", "2023-03")]


def test_times_month_takes_the_year_told_before() -> None:
    text = "The plant closed in June 2007. In August it was sold."
    assert [v for _, _, v in values(text)] == ["2007-06", "2007-08"]


def test_times_last_months_story_says_nothing_of_the_next_dates_year() -> None:
    early = dt.date(2024, 1, 17)
    text = "In December inflation fell. The currency has lost 3% since Jan. 1."
    assert [v for _, _, v in values(text, early)] == ["2023-12", "2024-01-01"]


def test_times_without_a_date_stay_unresolved() -> None:
    got = values(
        "He left yesterday, on Tuesday, in May and two days ago; he came on 1 May 2001.", None
    )
    assert [(span, value) for span, _, value in got] == [
        ("yesterday", None),
        ("Tuesday", "XXXX-WXX-2"),
        ("May", "XXXX-05"),
        ("two days ago", None),
        ("1 May 2001", "2001-05-01"),
    ]
    assert [m.begin for m in found("He left yesterday.", None)] == [None]


def test_times_instants_are_utc_and_end_exclusive() -> None:
    (mention,) = found("It began at 10 p.m. EST on Monday.")
    begin = dt.datetime(2019, 1, 29, 3, 0, tzinfo=dt.UTC)
    assert mention.begin == micros(begin)
    assert mention.finish == micros(begin + dt.timedelta(minutes=1))
    assert mention.label == "TIME"


def test_times_past_years_end_with_the_articles_day() -> None:
    (mention,) = found("It fell over the past two years.")
    assert mention.begin == micros(dt.datetime(2017, 1, 30, tzinfo=dt.UTC))
    assert mention.finish == micros(dt.datetime(2019, 1, 30, tzinfo=dt.UTC))


def test_times_modifiers_narrow_the_instants() -> None:
    (mention,) = found("He left in late 2006.")
    assert mention.value == "2006"
    assert mention.begin == micros(dt.datetime(2006, 9, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("value", "begin", "end"),
    [
        ("2019", "2019-01-01", "2020-01-01"),
        ("2019-02", "2019-02-01", "2019-03-01"),
        ("2019-W01", "2018-12-31", "2019-01-07"),
        ("2019-W04-WE", "2019-01-26", "2019-01-28"),
        ("2019-Q4", "2019-10-01", "2020-01-01"),
        ("2019-H2", "2019-07-01", "2020-01-01"),
        ("2018-WI", "2018-12-01", "2019-03-01"),
        ("199", "1990-01-01", "2000-01-01"),
        ("18", "1800-01-01", "1900-01-01"),
        ("2019-01-29/2019-01-31", "2019-01-29", "2019-02-01"),
    ],
)
def test_interval_of_covers_the_value(value: str, begin: str, end: str) -> None:
    interval = interval_of(value)
    assert interval is not None
    assert [moment.date().isoformat() for moment in interval] == [begin, end]


@pytest.mark.parametrize("value", ["P2W", "XXXX-05", "PAST_REF", "2019-02-30", "2019-W60"])
def test_interval_of_knows_what_has_none(value: str) -> None:
    assert interval_of(value) is None


def test_easter_falls_right() -> None:
    assert [easter(y) for y in (2008, 2019, 2038)] == [
        dt.date(2008, 3, 23),
        dt.date(2019, 4, 21),
        dt.date(2038, 4, 25),
    ]


def test_times_offsets_count_code_points() -> None:
    text = "“Ça va” — 🚀 on January 29, 2019."
    (mention,) = found(text)
    assert text[mention.start : mention.end] == "January 29, 2019"


@pytest.mark.parametrize("reference", [REFERENCE, dt.date(1, 1, 1), dt.date(9999, 12, 31), None])
def test_times_take_any_order_of_words(reference: dt.date | None) -> None:
    odd = [
        "31",
        "0000",
        "9999",
        "99:99",
        "24:00",
        "p.m.",
        "EST",
        "1990s",
        "2019-02-30",
        "half",
        "\n",
    ]
    vocabulary = [*WORDS, *(word.capitalize() for word in WORDS), *odd]
    draw = random.Random(7)
    for _ in range(300):
        text = " ".join(draw.choice(vocabulary) for _ in range(20))
        last = 0
        for mention in find_times(text, reference, tense=lambda a, b: by_form(text, a, b)):  # noqa: B023
            assert last <= mention.start < mention.end
            assert mention.value != ""
            assert None in (mention.begin, mention.finish) or mention.begin < mention.finish
            last = mention.end
