# ruff: noqa: E501 - an alternative of the grammar reads best on one line
"""Text → numbers, money, percentages, quantities, dates and times, under their OntoNotes names.

No open corpus of names marks these, and their forms are few enough for a grammar: regular
expressions built from named parts, tried in one pass per family; the longer match wins, then the
family named first. Spans follow OntoNotes: hedges belong to the number ("at least 20", "about $5
million"), ages are DATE, parts of a day are TIME. Names found by the model win over a grammar
match that they overlap; see ``components.py``.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from transforms.extract.model.openings import LABELS, openings


class Match(NamedTuple):
    """One match: code point offsets, end exclusive, and the OntoNotes label."""

    start: int
    end: int
    label: str


def _words(text: str) -> str:
    """Return an alternation of the words of *text*, longest first."""
    return "|".join(sorted(text.replace("_", " ").split(","), key=len, reverse=True))


_UNITS_1_9 = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_SMALL = rf"(?:(?:{_TENS})(?:[- ](?:{_UNITS_1_9}))?|{_TEENS}|{_UNITS_1_9})"
_SCALE = "hundred|thousand|million|billion|trillion"
_SPELLED = (
    rf"(?:(?:{_SMALL}|a|half a)[- ](?:{_SCALE})(?:[- ](?:{_SCALE})){{0,3}}"
    rf"(?:(?: and)? {_SMALL}(?: (?:{_SCALE}))?){{0,6}}|{_SMALL}(?: and a half)?)(?!\w)"
)
_DIGITS = r"(?<![\w.,:/-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?: ?\d/\d)?(?!\w|/|[.,]\d)"
_NUMBER = rf"(?:{_DIGITS}(?:[ -](?:{_SCALE}|mln|bn|dozen))?|{_SPELLED})"
_VAGUE = (
    r"(?:several|a few|many|(?:tens|dozens|scores|hundreds) of (?:thousands|millions|billions) of"
    r"|tens of|dozens of|scores of|hundreds of|thousands of|millions of"
    r"|billions of|a couple of|a dozen|half a dozen)"
)
_HEDGE = (
    r"(?:(?:about|around|roughly|approximately|nearly|almost|some|over|under|more than|less than"
    r"|fewer than|at least|at most|up to|as many as|as much as|an estimated|just over|just under"
    r"|only about|close to|only)[ ])"
)
_RANGE = rf"(?:{_NUMBER}(?:(?: ?[-–] ?| to | or ){_NUMBER})?)"
_BETWEEN = rf"(?:between {_NUMBER} and {_NUMBER})"

_COUNTRY_SIGN = r"(?-i:(?:US|U\.S\.|USD|AU|CA|CAN|HK|NZ) ?|[ACRS])"
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CASH = (
    rf"{_COUNTRY_SIGN}?[$£€¥₹₽₩] ?{_FIGURE}"
    r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|mln|bn|tn|m|b|k)\b)?"
)
_CURRENCY = (
    r"(?:(?:U\.S\.|US|American|Canadian|Australian|Hong Kong|Singapore|New Zealand|Swiss|Egyptian"
    r"|Iraqi|Turkish|Mexican|Chinese|Indian|Pakistani|British|Syrian|Lebanese|Israeli|Saudi"
    r"|Russian|Kuwaiti) )?"
    r"(?:dollars?|euros?|pounds?(?: sterling)?|sterling|yen|yuan|renminbi|rupees?|rupiah|pesos?"
    r"|francs?|marks?|deutschemarks|cents?|pence|rou?bles?|dinars?|shekels?|riyals?|rials?|dirhams?"
    r"|kronor|kroner|krone|crowns|baht|won|rand|ringgit|lira|liras|zlotys?|forints?|reais|shillings?"
    r"|naira|cedis?|hryvnias?|bucks|basis points)"
)
_CODES = r"(?:USD|EUR|GBP|JPY|CNY|CHF|AUD|CAD|INR|RUB)"
_MONEY = (
    rf"(?:{_HEDGE}?(?:between )?{_CASH}(?:(?: ?[-–] ?| to | and ){_CASH})?(?: dollars)?"
    rf"|{_HEDGE}?(?:{_RANGE}|{_VAGUE}) {_CURRENCY}\b"
    rf"|{_HEDGE}?{_CODES} ?{_FIGURE}(?: (?:{_SCALE}))?|{_HEDGE}?{_DIGITS} ?{_CODES}\b)"
)
_PERCENT = (
    rf"{_HEDGE}?(?:(?:between )?(?<![\w.,])[+-]?{_FIGURE} ?(?:[-–]|to|and) ?)?"
    rf"(?:(?<![\w.,])[+-]?{_FIGURE}(?: \d/\d)? ?(?:%|percent|per cent|pct|percentage points?)"
    rf"|{_SPELLED}(?: point {_SMALL})? (?:percent|per cent|percentage points?))(?!\w)"
)
_LENGTHS = (
    r"(?:(?:square|cubic|nautical) )?(?:kilomet(?:er|re)s?|met(?:er|re)s?|centimet(?:er|re)s?"
    r"|millimet(?:er|re)s?|miles?|feet|foot|inch(?:es)?|yards?|kms?|cm|mm|nm|hectares?|acres?"
    r"|light[- ]years?)"
)
_OTHER_UNITS = (
    r"(?:(?:metric )?tons?|tonnes?|kilograms?|kilos?|grams?|kgs?|mg|ounces?|oz|lbs?|barrels?"
    r"|gallons?|lit(?:er|re)s?|bushels?|degrees?(?: (?:Celsius|Fahrenheit|C|F))?|megawatts?"
    r"|gigawatts?|kilowatts?(?:[- ]hours?)?|MW|GW|mph|km/h|knots|volts?|watts?|hertz|megahertz"
    r"|megabytes?|gigabytes?|terabytes?|MB|GB|TB|carats?|horsepower|bpd)"
)
_QUANTITY = (
    rf"{_HEDGE}?(?:{_BETWEEN}|{_RANGE}|{_VAGUE})[- ]?(?:{_LENGTHS}|{_OTHER_UNITS})"
    r"(?: (?:per|an|a) (?:hour|day|second|year))?(?!\w)"
    r"|(?:magnitude|magnitude-) ?\d(?:\.\d+)?(?!\w)|\d\.\d[- ]magnitude"
)
_ORDINAL_WORDS = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|(?:twenty|thirty|forty|fifty)-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
    r"|hundredth|thousandth)"
)
_ORDINAL = rf"(?:(?<!at )(?<!\w){_ORDINAL_WORDS}(?!-|\w)|(?<![\w.,])\d{{1,3}}(?:st|nd|rd|th)(?!\w))"

_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_DAYS_SHORT = r"(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\."
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
_MONTH = rf"(?:{_MONTHS}|{_MONTHS_SHORT})"
_YEAR = r"(?:1[0-9]|20)\d\d"
_DAY = r"(?:[0-3]?\d(?:st|nd|rd|th)?)"
_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|weekends?|fortnights?|months?|quarters?|years?"
    r"|decades?|centur(?:y|ies)|semesters?)"
)
_LONG_UNIT = (
    r"(?:days?|nights?|weeks?|weekends?|fortnights?|months?|quarters?|years?|decades?"
    r"|centur(?:y|ies)|seasons?|generations?|spring|summer|autumn|fall|winter)"
)
_SHORT_UNIT = r"(?:seconds?|minutes?|mins?|hours?|hrs?)"
_COUNT = (
    rf"(?:(?:{_NUMBER}(?:(?: to | or | ?[-–] ?){_NUMBER})?)|{_VAGUE}|a|an|half an?|several|few)"
)
_PART = (
    r"(?:early|late|mid|the early|the late|the middle of|the end of|the beginning of|the start of)"
)
_THIS = r"(?:this|last|next|the past|the last|the next|the previous|the coming|the following|each|every|that|the same|earlier this|later this|early this|late this|early last|late last|early next|late next|all)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_DATE = "|".join(
    (
        # 12 March 2001, March 12, 2001, March 2001, Tuesday, March 12
        rf"(?:(?:{_DAYS}|{_DAYS_SHORT}),? )?(?:{_PART}[- ])?{_MONTH} {_DAY}(?:,? {_YEAR})?(?: ?[-–] ?{_DAY})?(?!\d)",
        rf"(?:(?:{_DAYS}),? )?(?:the )?{_DAY}(?: of)? (?:{_MONTHS}|{_MONTHS_SHORT})(?:,? {_YEAR})?(?!\w)",
        rf"(?:{_PART}[- ])?(?:{_MONTHS}|{_MONTHS_SHORT}),? (?:of )?{_YEAR}(?!\d)",
        rf"(?:{_PART}[- ]|mid-|{_THIS} )?(?:January|February|April|June|July|August|September|October|November|December)(?!\w)",
        r"(?:(?<=in )|(?<=since )|(?<=until )|(?<=last )|(?<=next )|(?<=by )|(?<=early )|(?<=late )|(?<=from )|(?<=to )|(?<=of )|(?<=this ))(?:March|May)(?!\w)(?! [A-Z])",
        rf"(?:{_THIS} )?(?:{_DAYS})(?! (?:night|morning|afternoon|evening))(?!\w)",
        rf"{_DAYS_SHORT}(?= [A-Z])",
        r"(?<![\w/.-])\d{4}-\d\d-\d\d(?!\w)|(?<![\w/.-])\d{1,2}/\d{1,2}/(?:\d\d|\d{4})(?!\w)",
        # years, decades, centuries, quarters
        rf"(?:{_PART}[- ])?(?:the )?(?:mid-?)?(?<!\w)(?:1[0-9]|20)\d0s",
        r"(?:the )?(?:mid-|early |late )?'\d0s|the (?:early |late )?(?:nineteen )?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)",
        rf"(?:the )?(?:early |late |mid-)?(?:\d{{1,2}}(?:st|nd|rd|th)|{_ORDINAL_WORDS})[- ]century",
        rf"(?:the )?(?:first|second|third|fourth|1st|2nd|3rd|4th|latest|current|previous|fiscal first|fiscal second|fiscal third|fiscal fourth)[- ](?:quarter|half|semester)(?: of (?:{_YEAR}|this year|last year|next year|the year))?",
        rf"Q[1-4](?: {_YEAR})?(?!\w)|(?:fiscal|FY) ?{_YEAR}|the fiscal year(?: {_YEAR})?",
        r"(?<![\w.,$£€/-])(?:19\d\d|20[0-4]\d)(?:[-–/](?:19\d\d|20[0-4]\d|\d\d))?(?![\w%/]|[,.]\d|-\w)",
        # relative
        r"(?:the )?day (?:after tomorrow|before yesterday)|today|yesterday|tomorrow|tonight(?=\x00)|nowadays",
        rf"{_THIS} (?:{_NUMBER} |several |few |couple of )?(?:{_LONG_UNIT})(?! of (?:the )?war)(?!\w)",
        rf"(?:the )?(?:end|beginning|start|middle|rest|turn) of (?:the|this|last|next) (?:{_LONG_UNIT})(?!\w)",
        rf"(?:{_HEDGE})?{_COUNT} (?:{_LONG_UNIT})(?: (?:ago|earlier|later|before|old|of age))?(?!\w)",
        rf"(?:{_NUMBER}|several)[- ](?:day|week|month|year|decade|century)(?:-olds?|-long)?(?!\w)",
        r"(?:aged?|age) \d{1,3}(?!\w)",
        r"(?:daily|weekly|monthly|quarterly|annually|yearly)(?!\w)",
        rf"(?:the )?(?:early|late|mid|last|this|next|coming|past)[- ]?{_SEASON}(?: of {_YEAR})?|the {_SEASON} of {_YEAR}|(?:spring|summer|autumn|winter) {_YEAR}",
        r"(?:the )?(?:recent|coming|past|previous|following|later|earlier|early|last|next) (?:days|weeks|months|years|decades|centuries)",
        r"(?:New Year's(?: Day| Eve)|Christmas(?: Day| Eve)|Thanksgiving(?: Day)?|Easter(?: Sunday)?|Independence Day)(?!\w)",
        rf"{_THIS} (?:day|week|month|year|decade|century|time last year)(?!\w)",
        r"a (?:day|week|month|year|decade) (?:ago|earlier|later)",
    )
)
_ZONE = r"(?: ?\(?(?:GMT|UTC|EST|EDT|CST|CDT|MST|MDT|PST|PDT|ET|CET|CEST|BST|local time|Eastern(?: time)?|Pacific(?: time)?)\)?)"
_ZONE_CODE = _ZONE.replace("Eastern(?: time)?|Pacific(?: time)?", "Eastern time|Pacific time")
_CLOCK = r"(?:[0-2]?\d[:.][0-5]\d(?::[0-5]\d)?)"
_AMPM = r"(?: ?(?:[ap]\.m\.|[AP]\.M\.|[ap]m|[AP]M)(?!\w))"
_DAYPART = r"(?:morning|afternoon|evening|night)"
_TIME = "|".join(
    (
        rf"(?:about |around |shortly after |just after |just before |before |after )?(?<![\w.,:$])(?:{_CLOCK}|1[0-2]|[1-9]){_AMPM}{_ZONE}?(?: ?\([^)]{{0,12}}(?:GMT|UTC|EST|EDT)\))?",
        rf"(?<![\w.,:$])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?{_ZONE}?(?![\w:]|\.\d)",
        rf"(?<![\w.,:$])(?:[01]\d|2[0-3])[0-5]\d{_ZONE_CODE}",
        rf"(?:\d{{1,2}}|{_SMALL}) o'clock(?: in the {_DAYPART})?",
        rf"(?:{_DAYS}|yesterday|tomorrow|this|last|early this|late this|late|early|the|every|that|the next|the same|the previous)(?: early| late)? {_DAYPART}(?!\w)",
        rf"(?:{_DAYS}) (?:at )?(?:noon|midnight)|(?<!\w)(?:noon|midnight|midday|overnight|tonight|dawn|dusk)(?!\w)",
        rf"(?:{_HEDGE})?(?:{_THIS} )?{_COUNT} {_SHORT_UNIT}(?: (?:ago|earlier|later))?(?!\w)",
        rf"(?:{_THIS}) (?:{_NUMBER} |several |few )?{_SHORT_UNIT}(?!\w)",
        rf"(?:{_NUMBER})[- ](?:hour|minute|second)(?:-long)?(?!\w)(?! (?:half|quarter|round))",
        r"an? (?:hour|minute) (?:ago|earlier|later)|a half[- ]hour|half an hour",
    )
)
_CARDINAL = (
    rf"{_HEDGE}?(?:{_BETWEEN}|{_RANGE})(?!-\w)|{_HEDGE}?(?:tens|dozens|scores|hundreds|thousands"
    r"|millions|billions)(?: of (?:thousands|millions|billions))?(?!\w)|a dozen|half a dozen"
)

_FAMILIES: tuple[tuple[str, "re.Pattern[str]"], ...] = tuple(
    (label, re.compile(rf"(?<![\w])(?:{pattern})", 0 if label == "DATE" else re.IGNORECASE))
    for label, pattern in zip(
        LABELS, (_MONEY, _PERCENT, _TIME, _DATE, _QUANTITY, _ORDINAL, _CARDINAL), strict=True
    )
)


@cache
def _date_of_any_case() -> "re.Pattern[str]":
    """Compiled for the first text without case: it takes a third of all the expressions' time."""
    return re.compile(rf"(?<![\w])(?:{_DATE})", re.IGNORECASE)


#: "may", "march", "sat", "sun" and bare "second" mean other things in lower case.
_TRAPS = frozenset({"may", "march", "sat", "sun", "mon", "mar", "dec", "jan", "fall", "spring"})
#: A family is tried only in a text with one of its keys: the expressions are far slower than to look
#: up a word seen before. A space or hyphen before a key ties it to the start of a word, one after it
#: to the end.
_KEYS: dict[str, tuple[str, ...]] = {
    "MONEY": (
        "$", "£", "€", "¥", "₹", "₽", "₩", " dollar", "-dollar", " euro", " pound", "sterling",
        " yen", " yuan", "renminbi", " rupee", "rupiah", " peso", " franc", " mark", "deutschemark",
        " cents", " cent ", " pence", " ruble", " rouble", " dinar", " shekel", " riyal", " rial",
        " dirham", " kron", " crowns", " baht", " won ", " won.", " won,", " rand ", " rand.",
        " rand,", "ringgit", " lira", "zloty", "forint", " reais", "shilling", "naira", " cedi",
        "hryvnia", " bucks", " basis ", "usd", "eur ", " eur", "gbp", "jpy", "cny", "chf",
        "aud ", " aud", "cad ", " cad", "inr ", " inr", "rub ", " rub",
    ),
    "PERCENT": ("%", "percent", " cent ", "pct"),
    "DATE": (
        *"0123456789", "day", "month", "year", "week", "tomorrow", "decade", "centur", "quarter",
        "half", "semester", "season", "spring", "summer", "autumn", "fall", "winter", "night",
        "fortnight", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
        "dec", "mon.", "tue", "wed.", "thu", "fri.", "sat.", "sun.", "age", "daily", "annually",
        "ties", "fifties", "generation", "easter", "christmas", "thanksgiving", "nowadays", "fiscal",
    ),
    "TIME": (
        ":", "a.m", "p.m", "gmt", "utc", " est", " edt", " cst", " cet", " bst", " pst",
        " local ", " eastern ", " pacific ", "clock", "morning", "afternoon", "evening", "night", "noon", "midday",
        "dawn", "dusk", " second", "-second", " minute", "-minute", " min ", " mins", " hour",
        "-hour", " hr", " am ", " pm ", *(f"{d}{h}m" for d in range(10) for h in "ap"),
    ),
    "QUANTITY": (
        " met", "-met", "kilomet", "centimet", "millimet", " mile", "-mile", "feet", "foot",
        " inch", "-inch", " yard", "-yard", "km", "cm", "mm", "nm", "hectare", " acre", "-acre",
        " light ", " ton", "-ton", " gram", "kilogram", " kilo", "kg", "mg",
        " ounce", " oz", " lb", "barrel", "gallon", " lit", "-lit", "bushel", " degree", "watt",
        "mw", "gw", "mph", " knot", " volt", "hertz", "byte", "mb", "gb", "tb", "carat",
        "horsepower", "bpd", "magnitude",
    ),
    "ORDINAL": (
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth", "teenth", "tieth", "hundredth", "thousandth",
        *(f"{d}{s}" for d in range(10) for s in ("st", "nd", "rd", "th")),
    ),
    "CARDINAL": (
        *"0123456789", " one", " two", " three", " four", " five", " six", " seven", " eight",
        " nine", " ten", " eleven", " twelve", " thirteen", " fifteen", " twenty", " thirty",
        " forty", " fifty", " eighty", "hundred", "thousand", "million", "billion", "trillion",
        "dozen", " scores", " half",
    ),
}  # fmt: skip


#: Keys that begin a word, by first letter: (key, must the word end with it, bit of the family).
_STARTS: dict[str, list[tuple[str, bool, int]]] = {}
#: Keys that may stand anywhere in a word.
_INSIDE: list[tuple[str, int]] = []
for _rank, (_label, _) in enumerate(_FAMILIES):
    for _key in _KEYS[_label]:
        _core = _key.strip(" -.,")
        if _key[0] in " -":
            _STARTS.setdefault(_core[0], []).append((_core, _key[-1] in " .,", 1 << _rank))
        else:
            _INSIDE.append((_core, 1 << _rank))
_ANY_INSIDE = re.compile("|".join(sorted({re.escape(key) for key, _ in _INSIDE})))
_PIECES = re.compile(r"[\w$£€¥₹₽₩%][\w$£€¥₹₽₩%.]*|:")


def families(word: str) -> int:
    """Return the families that *word* may belong to, one bit each; 0 for most words.

    A text can hold a match of a family only if one of its words has the family's bit. Words are
    taken without marks around them, full stops apart.
    """
    low = word.lower()
    bits = 0
    for key, whole, bit in _STARTS.get(low[:1], ()):
        if low.startswith(key) and (not whole or low.rstrip(".") == key):
            bits |= bit
    if _ANY_INSIDE.search(low):
        for key, bit in _INSIDE:
            if key in low:
                bits |= bit
    return bits


def _trap(text: str, start: int, end: int, label: str) -> bool:
    """Say whether what a pattern matched is no amount where it stands."""
    piece = text[start:end]
    if piece.lower() in _TRAPS and not piece[0].isupper():
        return True
    if label == "CARDINAL" and piece.lower() in ("one", "a"):
        # "one of the men" counts, "the one who", "no one" and "one another" do not.
        before = text[max(0, start - 6) : start].lower()
        after = text[end : end + 9].lower()
        return before.endswith(("no ", "the ", "any ", "some", "each ", "this ")) or (
            after.startswith((" another", " who", " that", "'s ", " can ", "."))
        )
    return label == "ORDINAL" and piece.lower() == "second" and text[end : end + 5] == " hand"


def _matches(
    pattern: "re.Pattern[str]", text: str, begins: Sequence[tuple[int, int]], bit: int
) -> Iterator[tuple[int, int]]:
    """Yield what ``finditer`` would, trying only where a match may begin."""
    done = 0
    for at, bits in begins:
        if bits & bit and at >= done:
            match = pattern.match(text, at)
            if match is not None:
                done = match.end()
                yield at, done


def find_numbers(
    text: str, bits: int | None = None, begins: Sequence[tuple[int, int]] | None = None
) -> list[Match]:
    """Return the grammar's matches in *text*, left to right, none overlapping another.

    *bits* is the union of :func:`families` over the text's words, and *begins* are its
    :func:`openings`, where the caller has them.

    >>> [(m.label, "He paid about $5 million on March 12, 2001."[m.start:m.end])
    ...  for m in find_numbers("He paid about $5 million on March 12, 2001.")]
    [('MONEY', 'about $5 million'), ('DATE', 'March 12, 2001')]
    """
    if bits is None:
        bits = 0
        for word in _PIECES.findall(text):
            bits |= families(word)
    if not bits:
        return []
    if begins is None:
        begins = openings(text)
    found: list[tuple[int, int, int, str]] = []
    for rank, (label, pattern) in enumerate(_FAMILIES):
        if not bits >> rank & 1:
            continue
        if label == "DATE" and (text.isupper() or not any(c.isupper() for c in text[1:])):
            pattern = _date_of_any_case()
        for start, end in _matches(pattern, text, begins, 1 << rank):
            while end > start and text[end - 1].isspace():
                end -= 1
            if end > start and not _trap(text, start, end, label):
                found.append((start, -end, rank, label))
    return _longest(found, len(text))


def _longest(found: Sequence[tuple[int, int, int, str]], length: int) -> list[Match]:
    """Return the longest matches wherever two meet, in text order.

    A date or time word inside a longer match is part of it.
    """
    chosen: list[Match] = []
    taken = bytearray(length)
    for start, minus_end, _, label in sorted(found, key=lambda f: (f[1] + f[0], f[2], f[0])):
        end = -minus_end
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append(Match(start, end, label))
    chosen.sort()
    return chosen
