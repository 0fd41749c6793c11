"""Distances and durations with fractions: the figure of every unit."""

from __future__ import annotations

import datetime as dt

import pytest

from transforms.extract.times import find_times
from transforms.extract.times.tense import by_form

#: A Wednesday.
REFERENCE = dt.date(2019, 5, 22)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The firm was founded two and a half weeks ago.", "2019-05-04"),
        ("He left a year and a half ago.", "2017-11"),
        ("It closed 2.5 years ago.", "2016-11"),
        ("The law changed one and a half days ago.", "2019-05-20"),
        ("They met three and a half months ago.", "2019-02-06"),
        ("The mine shut two and a half decades ago.", "1994-05-28"),
        ("The raid came a week and a half later.", "P1.5W"),
        ("It rose two and a half years earlier.", "2016-11"),
        ("The mine shut two decades ago.", "1999"),
        ("The mine shut a century ago.", "1919"),
        ("The mine shut three weeks ago.", "2019-W18"),
        ("The mine shut five months ago.", "2018-12"),
    ],
)
def test_distances_are_counted_back_from_the_articles_day(text: str, value: str) -> None:
    (mention,) = find_times(text, REFERENCE, tense=lambda a, b: by_form(text, a, b))
    assert mention.value == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("A fort stood here in the year 1200.", ["1200"]),
        ("A fort stands on the hill, the year 1200 is carved in it.", ["1200"]),
        ("They sold 1200 boats.", []),
        ("It cost 2000 dollars.", []),
        ("The council has 1990 members.", []),
        ("By 1998 boats were rare.", ["1998"]),
        ("Since 1998 sales rose.", ["1998"]),
        ("The 1998-99 season was short.", ["1998/1999"]),
        ("The budget for 2020-21 fell.", ["2020/2021"]),
    ],
)
def test_figures_are_years_by_their_neighbours(text: str, values: list[str]) -> None:
    mentions = find_times(text, REFERENCE, tense=lambda a, b: by_form(text, a, b))
    assert [mention.value for mention in mentions] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("They met on January 31 in Oslo.", ["2019-01-31"]),
        ("They met on January 1 in Oslo.", ["2019-01-01"]),
        ("January 32 is no day.", ["2019-01"]),
        ("The fair ran May 1-31, 2018.", ["2018-05-01/2018-05-31"]),
    ],
)
def test_days_of_a_month_are_1_to_31(text: str, values: list[str]) -> None:
    mentions = find_times(text, REFERENCE, tense=lambda a, b: by_form(text, a, b))
    assert [mention.value for mention in mentions] == values
