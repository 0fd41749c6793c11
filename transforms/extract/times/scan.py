"""Article text → tokens of time: offsets, a letter of the grammar's alphabet and a value each.

Own tokens, not spaCy's, so that the grammar gives the same result under any pipeline.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, Optional

from transforms.extract.times.lexicon import (
    CARDINALS,
    HOLIDAYS,
    NEEDS_CAPITAL,
    ORDINALS,
    SCALES,
    WEAK,
    WORDS,
    ZONES,
    Value,
)
from transforms.extract.wordlists import words


class Scan(NamedTuple):
    """Parallel lists, one entry a token; ``letters`` is the string that the rules match."""

    letters: str
    starts: list[int]
    ends: list[int]
    values: list[Value]


_TOKEN: Final = re.compile(
    r"""
      (?P<iso>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?
        \ ?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d))
    | (?P<yearmonth>(?:19|20)\d\d/(?:0?[1-9]|1[0-2])(?:/\d{1,2})?(?![\d/]))
    | (?P<slash>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/])|\d{1,2}\.\d{1,2}\.\d{4}(?!\d))
    | (?P<clock>\d{1,2}:\d{2}(?::\d{2})?(?![\d:])
        |\d{1,2}\.\d{2}(?=\s?[ap]\.?m\b)|\d{1,2}(?=[ap]m\b))
    | (?P<decade>(?:1[0-9]|20)\d0['’]?s\b|['’]?[1-9]0s\b)
    | (?P<ordinal>\d{1,3}(?:st|nd|rd|th)\b)
    | (?P<fiscal>\b(?:Q[1-4]|[1-4]Q|[12]H|H[12])(?:['’]?\d\d)?\b|FY\s?['’]?(?:20)?\d\d\b)
    | (?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)
    | (?P<ampm>[ap]\.\s?m\.?|[AP]\.\s?M\.?|[ap]m\b|[AP]M\b)
    | (?P<word>(?:o['’]clock|us\$|[^\W\d_]+(?:\.[^\W\d_]\b\.?)*))
    | (?P<possessive>['’](?:s\b)?)
    | (?P<other>\S)
    """,
    re.VERBOSE,
)

_NUMBER_WORDS: Final = frozenset(CARDINALS) | frozenset(SCALES)
_ABBREVIATIONS: Final = words(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun"
)
_HOLIDAY_STARTS: Final = frozenset(names[0] for names in HOLIDAYS)


def scan(text: str) -> Scan:
    """Tokenize ``text`` and classify each token (see `transforms.extract.times.lexicon`)."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    values: list[Value] = []
    known = WORDS
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        raw = match.group()
        letter, value = "x", 0  # type: str, Value
        if kind == "word":
            lower = raw.lower()
            entry = known.get(lower)
            if entry is not None:
                letter, value = entry
                if lower in NEEDS_CAPITAL and (raw[0] == lower[0] or not _keeps_capital(raw)):
                    letter = "x"
                elif letter == "L" and lower == "past" and raw.isupper() and len(text) > 200:
                    letter = "Z"
            elif lower in _NUMBER_WORDS:
                letter, value = "N", CARDINALS.get(lower, -1)
                if value == -1:
                    value = lower
            elif lower in ORDINALS:
                letter, value = "O", ORDINALS[lower]
            elif raw in ZONES:
                letter, value = "z", raw
            else:
                letter, value = ("Z" if raw[0].isupper() else "x"), lower
        elif kind == "number":
            letter, value = _number(raw)
        elif kind == "other":
            entry = known.get(raw)
            if entry is not None:
                letter, value = entry
        elif kind == "clock":
            letter, value = "k", raw
        elif kind == "ampm":
            letter, value = "m", raw[0].lower()
        elif kind == "ordinal":
            letter, value = "O", int(raw[:-2])
        elif kind == "decade":
            letter, value = "d", raw
        elif kind in ("iso", "slash", "yearmonth"):
            letter, value = "I", raw
        elif kind == "fiscal":
            letter, value = "Q", raw
        elif kind == "possessive":
            letter = "'"
        start, end = match.span()
        if (
            raw == "."
            and letters
            and letters[-1] in "MW"
            and ends[-1] == start
            and text[starts[-1] : start].lower() in _ABBREVIATIONS
        ):
            ends[-1] = end  # "Jan." and "Tues." keep their stop
            continue
        letters.append(letter)
        starts.append(start)
        ends.append(end)
        values.append(value)
    _merge_numbers(letters, starts, ends, values)
    _merge_spelled_years(letters, starts, ends, values)
    _merge_holidays(text, letters, starts, ends, values)
    _weigh_weak(text, letters, starts, ends, values)
    return Scan("".join(letters), starts, ends, values)


def _keeps_capital(raw: str) -> bool:
    # "MAY" in capitals is as often the verb of a headline as the month
    return not (raw.isupper() and raw in {"MAY", "MARCH", "SUN", "SAT", "MAR", "DEC"})


def _number(raw: str) -> tuple[str, Value]:
    if "," in raw:
        return "N", float(raw.replace(",", ""))
    if "." in raw:
        return "N", float(raw)
    number = int(raw[:15])
    if len(raw) == 4 and 1000 <= number <= 2199:
        return "Y", number
    if len(raw) <= 2 and 1 <= number <= 31:
        return "D", number
    if len(raw) == 4:
        return "N", raw  # kept as text: may be a clock reading such as 0600 GMT
    return "N", number


def _merge_numbers(
    letters: list[str], starts: list[int], ends: list[int], values: list[Value]
) -> None:
    """Join "twenty-five", "one hundred and ten", "two and a half", "20 to 30" stays apart."""
    index = 0
    while index < len(letters):
        if letters[index] not in "NDa" or (letters[index] == "a" and index + 1 >= len(letters)):
            index += 1
            continue
        end, value = _read_number(letters, values, index)
        if end > index + 1 or (end == index + 1 and value != values[index]):
            letters[index:end] = ["N"]
            starts[index:end] = [starts[index]]
            ends[index:end] = [ends[end - 1]]
            values[index:end] = [value]
        index += 1


def _merge_spelled_years(
    letters: list[str], starts: list[int], ends: list[int], values: list[Value]
) -> None:
    """Join "nineteen ninety-four" and "twenty nineteen", as broadcasts are written down."""
    index = 0
    while index + 1 < len(letters):
        high, low = values[index], values[index + 1]
        if (
            letters[index] == letters[index + 1] == "N"
            and high in (17, 18, 19, 20)
            and isinstance(low, int)
            and 10 <= low <= 99
            and ends[index] - starts[index] > 2
            and ends[index + 1] - starts[index + 1] > 2
        ):
            letters[index : index + 2] = ["Y"]
            values[index : index + 2] = [int(high) * 100 + low]
            ends[index : index + 2] = [ends[index + 1]]
            del starts[index + 1]
        index += 1


def _read_number(letters: list[str], values: list[Value], index: int) -> tuple[int, Value]:
    """Longest number from ``index``: (index after it, value)."""
    total: float = 0
    current: Optional[float] = None
    end = index
    cursor = index
    while cursor < len(letters):
        letter, value = letters[cursor], values[cursor]
        if letter == "N" and isinstance(value, str) and value in SCALES:
            scale = SCALES[value]
            current = (1 if current is None else current) * scale
            if scale >= 1000:
                total, current = total + current, 0
        elif letter == "N" and isinstance(value, int) and 0 <= value < 100 and current is None:
            current = value
        elif letter == "N" and isinstance(value, int) and value < 100 and current is not None:
            if (
                (cursor == end and letters[cursor - 1] not in "-&" and current % 100 == 0)
                or (letters[cursor - 1] == "-" and current % 10 == 0 and value < 10)
                or (letters[cursor - 1] == "&" and current % 100 == 0 and current)
                or (current % 10 == 0 and current % 100 and value < 10 and cursor == end)
            ):
                current += value
            else:
                break
        elif letter == "D" and cursor == index:
            current = value if isinstance(value, int) else None
        elif letter == "a" and cursor == index and cursor + 1 < len(letters):
            nxt = values[cursor + 1]
            if isinstance(nxt, str) and nxt in SCALES and letters[cursor + 1] == "N":
                current = 1
                cursor += 1
                continue
            if letters[cursor + 1] == "h" and letters[cursor + 2 : cursor + 3] != ["-"]:
                return index + 2, 0.5
            break
        elif letter == "-" and current is not None and cursor + 1 < len(letters):
            if letters[cursor + 1] == "N" and end == cursor and current % 10 == 0:
                cursor += 1
                continue
            break
        elif letter == "&" and current is not None and end == cursor:
            follow = letters[cursor + 1 : cursor + 3]
            if follow == ["a", "h"] or (letters[cursor + 1 : cursor + 6] == ["-", "a", "-", "h"]):
                return cursor + 3, total + current + 0.5
            if follow[:1] == ["N"] and current % 100 == 0 and current:
                cursor += 1
                continue
            break
        else:
            break
        cursor += 1
        end = cursor
    if current is None and not total:
        return index, 0
    amount = total + (current or 0)
    if end == index + 1 and not (isinstance(values[index], str) and values[index] in SCALES):
        return (end, values[index])
    return end, (int(amount) if float(amount).is_integer() else amount)


def _merge_holidays(
    text: str, letters: list[str], starts: list[int], ends: list[int], values: list[Value]
) -> None:
    index = 0
    while index < len(letters):
        first = text[starts[index] : ends[index]]
        if first[0].isupper() and first.lower() in _HOLIDAY_STARTS:
            for names, day in HOLIDAYS.items():
                stop = index + len(names)
                if names[0] == first.lower() and all(
                    text[s:e].lower() == name
                    for s, e, name in zip(starts[index:stop], ends[index:stop], names, strict=False)
                ):
                    if stop > len(letters):
                        continue
                    letters[index:stop] = ["H"]
                    ends[index:stop] = [ends[stop - 1]]
                    starts[index:stop] = [starts[index]]
                    values[index:stop] = [day]
                    break
        index += 1


def _weigh_weak(
    text: str, letters: list[str], starts: list[int], ends: list[int], values: list[Value]
) -> None:
    """Take back months and weekdays whose short names are words of their own.

    "May" and "March" stay when a number, a preposition of time or "early"/"late" stands beside
    them; "Sun", "Jan" and the like need their stop or a number.
    """
    for index, letter in enumerate(letters):
        if letter not in "MW":
            continue
        word = text[starts[index] : ends[index]]
        lower = word.lower()
        if lower not in WEAK:
            continue
        before = letters[index - 1] if index else "."
        after = letters[index + 1] if index + 1 < len(letters) else "."
        number_beside = after in "DOY" or before in "DO" or (after == "," and before in "DO")
        if lower in ("may", "march"):
            if number_beside or (before in "oviXTLBfu-&MW(," and before != "&"):
                follows = text[ends[index] : ends[index] + 12].split()
                if (before == "," and not number_beside) or (
                    lower == "may" and before in "E" and follows
                ):
                    letters[index] = "x"
                continue
            if before == "&" and index > 1 and letters[index - 2] == "M":
                continue
            if letter == "M" and after in "P":
                continue
            letters[index] = "x"
        elif not number_beside and not (
            letter == "W"
            and after == ","
            and index + 2 < len(letters)
            and letters[index + 2] == "M"
        ):
            letters[index] = "x"
