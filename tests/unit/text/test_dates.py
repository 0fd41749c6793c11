"""Dates as written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.dates import earlier_than, find_date, find_moment, midnight, parse_moment


def _iso(written: str) -> str | None:
    moment = parse_moment(written)
    if moment is None:
        return None
    if moment.instant is None:
        return moment.day
    instant = datetime.fromtimestamp(moment.instant / 1e6, UTC)
    local = instant + timedelta(minutes=moment.offset or 0)
    assert local.date().isoformat() == moment.day
    return instant.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-04-28T09:00:00-04:00", "2024-04-28T13:00:00Z"),
        ("2024-04-28T23:30:00-0400", "2024-04-29T03:30:00Z"),
        ("2024-04-28T09:00Z", "2024-04-28T09:00:00Z"),
        ("2024-04-28 09:00:00", "2024-04-28T09:00:00Z"),
        ("2024-04-28", "2024-04-28"),
        ("2023-06-26T12:00:29.055+00:00", "2023-06-26T12:00:29.055000Z"),
        ("20190129", "2019-01-29"),
        ("20190129T100000+0200", "2019-01-29T08:00:00Z"),
        ("Tue, 29 Jan 2019 10:00:00 +0200", "2019-01-29T08:00:00Z"),
        ("Jan. 29, 2019 4:05 p.m. EST", "2019-01-29T21:05:00Z"),
        ("July 4, 2023 at 9:00 am ET", "2023-07-04T13:00:00Z"),
        ("29 January 2019", "2019-01-29"),
        ("January 29th, 2019", "2019-01-29"),
        ("5:56 pm EDT, Monday, June 3, 2019", "2019-06-03T21:56:00Z"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01.790000Z"),
        ("29.01.2019", "2019-01-29"),
        ("01/29/2019", "2019-01-29"),
        ("2019/01/29", "2019-01-29"),
        ("1548756000", "2019-01-29T10:00:00Z"),
        ("1548756000000", "2019-01-29T10:00:00Z"),
        ("12 a.m. on 1 March 2020", "2020-03-01T00:00:00Z"),
        ("5/14/2023 1:45 PM", "2023-05-14T13:45:00Z"),
        ("2023-05-04 12:05 AM", "2023-05-04T00:05:00Z"),
        ("2023-05-04 11:45 PM PDT", "2023-05-05T06:45:00Z"),
        ("Thu, 04 May 23 13:45:00 GMT", "2023-05-04T13:45:00Z"),
        ("19-Feb-18", "2018-02-19"),
        ("4 May 99", "1999-05-04"),
        ("Thu May  4 13:45:00 2023", "2023-05-04T13:45:00Z"),
        ("Thu May 04 13:45:00 +0000 2023", "2023-05-04T13:45:00Z"),
        ("Thu May 04 13:45:00 UTC 2023", "2023-05-04T13:45:00Z"),
        ("1683207900000000", "2023-05-04T13:45:00Z"),
        ("1683207900000000000", "2023-05-04T13:45:00Z"),
        ("1.6832079E9", "2023-05-04T13:45:00Z"),
        ("/Date(1683207900000)/", "2023-05-04T13:45:00Z"),
        ('{"$date": "2023-05-04T13:45:00Z"}', "2023-05-04T13:45:00Z"),
        ("2023, 5, 4, 13, 45, 0, 3, 124, 0", "2023-05-04T13:45:00Z"),
        ("datetime.datetime(2023, 5, 4, 13, 45)", "2023-05-04T13:45:00Z"),
        ("45050.5", "2023-05-04T12:00:00Z"),
        ("4. Mai 2023", "2023-05-04"),
        ("4 de mayo de 2023", "2023-05-04"),
        ("1er mars 2023 à 12:30", "2023-03-01"),
        ("2023. május 4.", "2023-05-04"),
        ("4 мая 2023", "2023-05-04"),
        ("2023年5月4日 13:45", "2023-05-04T13:45:00Z"),
        ("2023년 5월 4일 오후 1:45", "2023-05-04T13:45:00Z"),
        ("٤ مايو ٢٠٢٣", "2023-05-04"),
        ("Updated: May 6, 2023; Published: May 4, 2023", "2023-05-04"),
        # not to be read, or not to be believed
        ("03/04/2019", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01", None),
        ("2019-02-30", None),
        ("yesterday", None),
        ("5/4/23", None),
        ("Last updated May 6, 2023", None),
        ("Zuletzt aktualisiert am 4. Mai 2023", None),
        ("", None),
    ],
)
def test_parse_moment_reads(written: str, iso: str | None) -> None:
    assert _iso(written) == iso


@given(st.text(max_size=120))
def test_parse_moment_never_raises(written: str) -> None:
    moment = parse_moment(written)
    assert moment is None or midnight(moment.day) is not None


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2090, 1, 1)))
def test_parse_moment_reads_back_every_iso_instant(moment: datetime) -> None:
    parsed = parse_moment(moment.isoformat() + "+00:00")
    assert parsed is not None
    assert parsed.instant == (moment - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def test_find_moment_takes_the_first_date_of_a_text() -> None:
    found = find_moment("The bridge at Exampleton, May 3, 2020, two years after June 1, 2018.")
    assert found is not None
    assert found.day == "2020-05-03"


def test_earlier_than_bounds_with_a_day_of_grace() -> None:
    crawled = midnight("2020-05-03")
    assert earlier_than(parse_moment("2020-05-03"), crawled)
    assert not earlier_than(parse_moment("2020-05-05"), crawled)
    assert not earlier_than(parse_moment("2020-05-04T12:00:00Z"), crawled)
    assert earlier_than(parse_moment("2050-01-01"), None)


@pytest.mark.parametrize(
    "written",
    [
        "4 أيار / مايو 2020", "4 ماي 2020", "۱۵ اردیبهشت ۱۳۹۹", "۱۳۹۹/۰۲/۱۵", "令和2年5月4日",
        "民國109年5月4日", "4 พฤษภาคม 2563", "4 tháng 5, 2020", "ngày 4 tháng 5 năm 2020",
        "4 Tháng Năm, 2020",
        "2020 m. gegužės 4 d.", "2020. gada 4. maijs", "4. maí 2020", "4 მაისი 2020", "మే 4, 2020",
        "109-05-04", "發布日期 109-05-04", "4 พฤษภาคม พ.ศ. 2563", "2020 - 05 - 04",
        "4. Mai 20, 14:02",
        "4 Mai 20 à 17:12", "4 MAG 20", "[x] Mon May 4 14:22:05 EDT 2020", "May. 4th , 2020",
        "11/5/1300 هـ - 4/5/2020 م الساعة 14:40",
        "4 May ’20", "04.Mai.20", "4/May/2020", "04 | 05 | 2020", "4 / Mai / 2020", "Mai 4th, 2020",
    ],
)  # fmt: skip
def test_forms_and_calendars_of_many_languages(written: str) -> None:
    found = find_date(written, day_first=True)
    assert found is not None
    assert found.day == "2020-05-04"


@pytest.mark.parametrize(
    "written",
    ["le 3 juin 10 h 30", "5 May 10 am", "4 Mai 20 Uhr", "tel. 110-09-10-22", "110-19-10"],
)
def test_hours_and_numbers_are_no_short_years(written: str) -> None:
    assert find_date(written) is None


def test_a_month_of_irans_calendar_has_its_own_days_only() -> None:
    assert find_date("۳۱ مهر ۱۳۹۹") is None


@pytest.mark.parametrize(
    "written",
    [
        "March 14,2021",
        "Mar.14,2021",
        "Mar.14.2021",
        "Mar-14-2021",
        "March 14 / 2021",
        "14 Mac 2021",
        "14 Mawrth 2021",
        "14 Márta 2021",
        "martxoak 14, 2021",
        "2021(e)ko martxoaren 14a",
        "2021 жылғы 14 наурыз",
        "14 במרס 2021",
    ],
)
def test_dates_of_pages_are_found(written: str) -> None:
    found = find_date(f"{written} |")
    assert found is not None
    assert found.day == "2021-03-14"


def test_short_months_of_finnish_russian_and_ukrainian() -> None:
    written = ("14. elo 2021", "14 нояб. 2021", "14 трав. 2021", "14 lis 2021")
    found = [find_date(w) for w in written]
    assert [f and f.day[5:7] for f in found] == ["08", "11", "05", "11"]
