"""Dates as people and machines write them → instants or days.

Understands ISO 8601 (extended, basic, with or without zone), RFC 2822, epoch seconds and
milliseconds, and English running dates ("Jan. 29, 2019 4:05 p.m. EST", "29 January 2019").
A time without a zone is taken as UTC. All-figure dates such as 03/04/2019, which mean two days,
are not read unless one of the figures is over 12.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple

#: Nothing was published before there was a newspaper to print (Relation, Strasbourg, 1605).
EARLIEST_YEAR = 1605
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Moment(NamedTuple):
    """A point in time: ``instant`` in microseconds UTC or None, ``day`` its ISO UTC date."""

    instant: int | None
    day: str


_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS = {name: i + 1 for i, name in enumerate(_MONTH_NAMES)}
MONTHS.update({name[:3]: i + 1 for i, name in enumerate(_MONTH_NAMES)})
MONTHS["sept"] = 9
#: A month's English name, full or short, for use inside larger expressions.
MONTH_PATTERN = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
# Zones that news sites print. Letters that mean several zones (IST, CST in China) are read the
# way the English-language press uses them most.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "ut": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120,
    "eet": 120, "eest": 180, "sast": 120, "cat": 120, "wat": 60, "eat": 180, "msk": 180,
    "gst": 240, "pkt": 300, "ist": 330, "sgt": 480, "hkt": 480, "awst": 480, "jst": 540,
    "kst": 540, "aest": 600, "aedt": 660, "acst": 570, "acdt": 630, "nzst": 720, "nzdt": 780,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480,
    "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "ast": -240, "adt": -180,
    "nst": -210, "ndt": -150, "brt": -180, "art": -180,
}  # fmt: skip
# "ET" and its like say nothing of daylight saving: the second Sunday of March and the first of
# November decide, the rule of the United States since 2007.
_US_ZONES = {"et": -300, "ct": -360, "mt": -420, "pt": -480}

_ISO = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?:[T ]\s*(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2})(?:[.,:](?P<f>\d{1,9}))?)?"
    r"\s*(?P<z>Z|[+-]\d{2}:?\d{2}(?::\d{2})?|[+-]\d{2}|[A-Za-z]{1,4})?)?",
)
_BASIC = re.compile(
    r"(?P<y>(?:1[6-9]|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})"
    r"(?:T?(?P<h>\d{2})(?P<i>\d{2})(?P<s>\d{2})?(?:\.\d+)?(?P<z>Z|[+-]\d{2}:?\d{2})?)?"
)
_SLASHED = re.compile(
    r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})"
    r"(?:[T ]\s*(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2}))?\s*"
    r"(?P<z>Z|[+-]\d{2}:?\d{2}|[A-Za-z]{2,4})?)?"
)
_FIGURES = re.compile(
    r"(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})"
    r"(?:,?\s+(?P<h>\d{1,2}):(?P<i>\d{2})(?::(?P<s>\d{2}))?\s*(?P<z>Z|[+-]\d{2}:?\d{2}|[A-Za-z]{2,4})?)?"
)
_CLOCK = (
    r"(?:(?P<h>\d{1,2})[:.](?P<i>\d{2})(?:[:.](?P<s>\d{2})(?:\.\d+)?)?|(?P<h2>\d{1,2})(?=\s*[ap]\.?m))"
    r"\s*(?P<ap>[ap]\.?m\b\.?)?\s*\(?(?P<z>Z\b|(?:GMT|UTC)?\s?[+-]\d{1,2}:?\d{0,2}|[A-Z]{2,4}\b)?\)?"
)
_DAY_MONTH = (
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<mon>"
    + MONTH_PATTERN
    + r"),?[\s-]+(?P<y>\d{4})"
)
_MONTH_DAY = r"(?P<mon>" + MONTH_PATTERN + r")\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
_BETWEEN = r"(?:\s*(?:,|\||-|–|—|·|•|/|at|@|T)?\s*(?:at\s+)?"
_WRITTEN = tuple(
    re.compile(r"(?<![\w])" + day + _BETWEEN + _CLOCK + r")?", re.I)
    for day in (_DAY_MONTH, _MONTH_DAY)
)
_CLOCK_FIRST = re.compile(
    _CLOCK
    + r"\s*,?\s*(?:on\s+)?(?:[A-Z][a-z]+day,?\s+)?(?:(?P<d1>\d{1,2})\s+(?P<mon1>"
    + MONTH_PATTERN
    + r")|(?P<mon2>"
    + MONTH_PATTERN
    + r")\s+(?P<d2>\d{1,2})),?\s+(?P<y>\d{4})",
    re.I,
)
_EPOCH_FIGURES = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_REUTERS = re.compile(
    r"(?P<d>\d{1,2})-(?P<mon>[A-Za-z]{3})-(?P<y>\d{4})\s+(?P<h>\d{1,2}):(?P<i>\d{2}):(?P<s>\d{2})(?:\.\d+)?"
)


def parse_moment(written: str | None) -> Moment | None:
    """Read a date that stands alone, as in a metadata field; None where it is not one.

    >>> parse_moment("2024-04-28T09:00:00-04:00")
    Moment(instant=1714309200000000, day='2024-04-28')
    >>> parse_moment("January 29, 2019")
    Moment(instant=None, day='2019-01-29')
    """
    if not written:
        return None
    written = written.strip()
    if not written or len(written) > 100:
        return None
    match = _ISO.match(written)
    if match:
        return _from_groups(match)
    if _EPOCH_FIGURES.fullmatch(written):
        return _from_epoch(written)
    match = _BASIC.fullmatch(written) or _SLASHED.match(written)
    if match:
        return _from_groups(match)
    match = _FIGURES.match(written)
    if match:
        return _from_figures(match)
    match = _REUTERS.match(written)
    if match:
        return _from_groups(match)
    return find_moment(written)


def find_moment(text: str) -> Moment | None:
    """The first English running date in ``text`` ("Jan. 29, 2019, 4:05 p.m. EST"), or None."""
    matches = [m for pattern in _WRITTEN for m in [pattern.search(text)] if m]
    if not matches:
        return None
    first = min(matches, key=lambda m: m.start())
    if first["h"] is None and first["h2"] is None:
        clock = _CLOCK_FIRST.search(text)
        if clock is not None and clock.end() == first.end():
            first = clock
    return _from_groups(first)


def earlier_than(moment: Moment, bound: int | None) -> bool:
    """Whether ``moment`` lies before ``bound`` (microseconds), with a day's grace for zones."""
    if bound is None:
        return True
    return midnight(moment.day) <= bound + 14 * 3_600_000_000 and (
        moment.instant is None or moment.instant <= bound + 86_400_000_000
    )


def midnight(day: str) -> int:
    """Microseconds of the first instant of an ISO date, UTC."""
    instant = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return (instant - _EPOCH) // _MICROSECOND


def _from_epoch(written: str) -> Moment | None:
    seconds = float(written)
    if seconds > 1e11:
        seconds /= 1000
    return _moment(_EPOCH + timedelta(seconds=seconds))


def _from_figures(match: re.Match[str]) -> Moment | None:
    first, second = int(match["a"]), int(match["b"])
    if first > 12 or first == second or match["sep"] == ".":
        day, month = first, second  # dots are only ever used day first
    elif second > 12:
        day, month = second, first
    else:
        return None
    return _build(match, int(match["y"]), month, day)


def _from_groups(match: re.Match[str]) -> Moment | None:
    groups = match.groupdict()
    named = groups.get("mon") or groups.get("mon1") or groups.get("mon2")
    month = MONTHS.get(named.rstrip(".").lower(), 0) if named else int(groups["m"])
    day = groups.get("d") or groups.get("d1") or groups.get("d2") or "0"
    return _build(match, int(groups["y"]), month, int(day))


def _build(match: re.Match[str], year: int, month: int, day: int) -> Moment | None:
    groups = match.groupdict()
    hour = groups.get("h") or groups.get("h2")
    try:
        if hour is None:
            return _day(date(year, month, day))
        hours = int(hour)
        half = (groups.get("ap") or "").lower()[:1]
        if half and hours <= 12:
            hours = hours % 12 + (12 if half == "p" else 0)
        fraction = (groups.get("f") or "")[:6].ljust(6, "0")
        naive = datetime(
            year, month, day, hours % 24 if hours == 24 else hours, int(groups.get("i") or 0),
            min(int(groups.get("s") or 0), 59), int(fraction),
        )  # fmt: skip
        if hours == 24:
            naive += timedelta(days=1)
        return _moment(naive.replace(tzinfo=_zone(groups.get("z"), naive)))
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None, naive: datetime) -> timezone:
    if not written:
        return UTC
    name = written.strip().lower()
    if name in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name]))
    if name in _US_ZONES:
        minutes = _US_ZONES[name] + (60 if _is_us_summer(naive) else 0)
        return timezone(timedelta(minutes=minutes))
    match = re.fullmatch(r"(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?(?::\d{2})?", name)
    if match is None:
        return UTC
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > 14 * 60:
        return UTC
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def _is_us_summer(naive: datetime) -> bool:
    march, november = date(naive.year, 3, 8), date(naive.year, 11, 1)
    start = march + timedelta(days=(6 - march.weekday()) % 7)
    end = november + timedelta(days=(6 - november.weekday()) % 7)
    return start <= naive.date() < end


def _day(day: date) -> Moment | None:
    return Moment(None, day.isoformat()) if day.year >= EARLIEST_YEAR else None


def _moment(instant: datetime) -> Moment | None:
    in_utc = instant.astimezone(UTC)
    # exactly 1970-01-01T00:00Z is what an empty field turns into
    if in_utc.year < EARLIEST_YEAR or in_utc == _EPOCH:
        return None
    return Moment((in_utc - _EPOCH) // _MICROSECOND, in_utc.date().isoformat())
