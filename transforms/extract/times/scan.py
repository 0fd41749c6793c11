"""Article text → tokens of time: offsets, a letter of the grammar's alphabet and a value each.

Own tokens, not spaCy's, so that the grammar gives the same result under any pipeline.
"""

from __future__ import annotations

import re
from functools import lru_cache
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
      (?P<plain>[^\W\d_]{3,}+(?=[\s,]))  # what most tokens are; none of the next begin so
    | (?P<iso>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?
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
    is_long = len(text) > _LONG
    for match in _TOKEN.finditer(text):
        raw, kind = match.group(), match.lastgroup
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
        letter, value = _word(raw, is_long) if kind in _WORDS else _symbol(raw, kind)
        letters.append(letter)
        starts.append(start)
        ends.append(end)
        values.append(value)
    _merge_numbers(letters, starts, ends, values)
    _merge_spelled_years(letters, starts, ends, values)
    _merge_holidays(text, letters, starts, ends, values)
    _weigh_weak(text, letters, starts, ends, values)
    return Scan("".join(letters), starts, ends, values)


#: Characters from which on a text in which "PAST" is in capitals is not all in capitals.
_LONG: Final = 200
#: Kinds of token that are words.
_WORDS: Final = ("plain", "word")
#: Kinds of token whose value is their text, and their letter.
_AS_WRITTEN: Final = {
    "clock": "k", "decade": "d", "iso": "I", "slash": "I", "yearmonth": "I", "fiscal": "Q",
}  # fmt: skip


@lru_cache(maxsize=16_384)
def _word(raw: str, is_long: bool) -> tuple[str, Value]:
    """Letter and value of a word."""
    lower = raw.lower()
    entry = WORDS.get(lower)
    if entry is not None:
        if lower in NEEDS_CAPITAL and (raw[0] == lower[0] or not _keeps_capital(raw)):
            return "x", entry[1]
        if lower == "past" and raw.isupper() and is_long:
            return "Z", entry[1]
        return entry
    if lower in _NUMBER_WORDS:
        return "N", CARDINALS.get(lower, lower)
    if lower in ORDINALS:
        return "O", ORDINALS[lower]
    if raw in ZONES:
        return "z", raw
    return "Z" if raw[0].isupper() else "x", lower


def _symbol(raw: str, kind: Optional[str]) -> tuple[str, Value]:
    """Letter and value of a token that is no word."""
    if kind == "other":
        return WORDS.get(raw, ("x", 0))
    if kind == "number":
        return _number(raw)
    if kind in _AS_WRITTEN:
        return _AS_WRITTEN[kind], raw
    if kind == "ampm":
        return "m", raw[0].lower()
    if kind == "ordinal":
        return "O", int(raw[:-2])
    return "'", 0


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
    end = cursor = index
    while cursor < len(letters):
        letter, value = letters[cursor], values[cursor]
        if letter == "N":
            stepped = _with_word(value, total, current, _before(letters, cursor, end))
            if stepped is None:
                break
            total, current = stepped
        elif letter == "D" and cursor == index:
            current = value if isinstance(value, int) else None
        elif letter == "a" and cursor == index and cursor + 1 < len(letters):
            if letters[cursor + 1] == "N" and values[cursor + 1] in SCALES:
                current, cursor = 1, cursor + 1
                continue
            if letters[cursor + 1] == "h" and letters[cursor + 2 : cursor + 3] != ["-"]:
                return index + 2, 0.5
            break
        elif letter in "-&" and current is not None and end == cursor:
            if letter == "&" and _and_a_half(letters, cursor):
                return cursor + 3, total + current + 0.5
            if not _goes_on(letters, cursor, current):
                break
            cursor += 1
            continue
        else:
            break
        cursor += 1
        end = cursor
    return _amount(values, index, end, current, total)


def _before(letters: list[str], cursor: int, end: int) -> str:
    """What parts a word of a number from the one before: "-", "&", "" (beside it) or "x"."""
    before = letters[cursor - 1] if cursor else ""
    return before if before in ("-", "&") else "" if cursor == end else "x"


def _with_word(
    value: Value, total: float, current: Optional[float], before: str
) -> Optional[tuple[float, Optional[float]]]:
    """(total, current) with one more word of a number; None where the word begins another one."""
    if isinstance(value, str) and value in SCALES:
        current = (1 if current is None else current) * SCALES[value]
        return (total + current, 0) if SCALES[value] >= 1000 else (total, current)
    if not isinstance(value, int) or value >= 100:
        return None
    if current is None:
        return total, value
    if before == "-":  # twenty-five
        adds = current % 10 == 0 and value < 10
    elif before == "&":  # a hundred and ten
        adds = bool(current % 100 == 0 and current)
    else:
        adds = before == "" and (
            current % 100 == 0 or bool(current % 10 == 0 and current % 100 and value < 10)
        )
    return (total, current + value) if adds else None


def _and_a_half(letters: list[str], cursor: int) -> bool:
    """Whether "and a half" stands at ``cursor``."""
    return letters[cursor + 1 : cursor + 3] == ["a", "h"] or (
        letters[cursor + 1 : cursor + 6] == ["-", "a", "-", "h"]
    )


def _goes_on(letters: list[str], cursor: int, current: float) -> bool:
    """Whether a hyphen or "and" at ``cursor`` leads to another word of the number."""
    if letters[cursor + 1 : cursor + 2] != ["N"]:
        return False
    if letters[cursor] == "-":
        return current % 10 == 0
    return bool(current % 100 == 0 and current)


def _amount(
    values: list[Value], index: int, end: int, current: Optional[float], total: float
) -> tuple[int, Value]:
    """(index after the number, its value); a word alone keeps its own value."""
    if current is None and not total:
        return index, 0
    amount = total + (current or 0)
    if end == index + 1 and not (isinstance(values[index], str) and values[index] in SCALES):
        return end, values[index]
    return end, (int(amount) if float(amount).is_integer() else amount)


def _merge_holidays(
    text: str, letters: list[str], starts: list[int], ends: list[int], values: list[Value]
) -> None:
    index = 0
    while index < len(letters):
        capital = text[starts[index]].isupper()
        first = text[starts[index] : ends[index]] if capital else ""
        if capital and first.lower() in _HOLIDAY_STARTS:
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


def _before_noun(text: str, end: int) -> bool:
    """Whether the word behind ``end`` may be a noun that a month stands before."""
    following = text[end : end + 20].split()
    return bool(following) and following[0] not in ("on", "of", "for", "to", "against", "by")


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
            if before == "t" and after == "x" and _before_noun(text, ends[index]):
                continue  # "the March talks", not "the March on Washington"
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
