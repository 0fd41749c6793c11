"""Years and days of other calendars → those of the Gregorian one.

Thailand counts years from 543 BC, Taiwan from 1911, Japan from an emperor's first year; Iran has
months of its own (the solar Hijri calendar, computed by the cycle of 33 years).
"""

from __future__ import annotations

from datetime import date, timedelta

#: The year before the first of an era: 令和1年 is 2019.
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
#: Names of Iran's months, in order, as Persian writes them.
PERSIAN_MONTHS = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
#: Years of Iran's calendar that an article may have: 1941 to 2041.
PERSIAN_YEARS = range(1320, 1421)
_BUDDHIST_YEARS = range(2443, 2644)


def full_year(written: str) -> int:
    """The year that figures mean: those of two as RFC 2822 has them, Thailand's less 543.

    >>> full_year("23"), full_year("97"), full_year("2563")
    (2023, 1997, 2020)
    """
    year = int(written)
    if len(written) > 2:
        return year - 543 if year in _BUDDHIST_YEARS else year
    return year + (2000 if year < 50 else 1900)


def era_year(era: str, written: str) -> int:
    """The year that an era of Japan or Taiwan counts, 元 being its first.

    >>> era_year("令和", "2")
    2020
    """
    return ERAS[era] + (1 if written == "元" else int(written))


def from_persian(year: int, month: int, day: int) -> date:
    """The Gregorian day of one of Iran's calendar.

    Raises:
        ValueError: there is no such month or day.

    >>> from_persian(1399, 2, 15)
    datetime.date(2020, 5, 4)
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError(f"{year}/{month}/{day}")
    # the cycle of 33 years has eight leap years; exact from 1799 to 2256
    days = 365 * (year - 979) + (year - 979) // 33 * 8 + ((year - 979) % 33 + 3) // 4
    days += 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date(1600, 3, 20) + timedelta(days=days + day - 1)
