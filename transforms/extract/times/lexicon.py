"""Words of time → a one-letter class and a value: the alphabet of the grammar.

`transforms.extract.times.grammar` turns an article into a string with one letter a token and
matches its rules on that string. The letters:

====== ============================================================================
``M``  month; value 1 to 12                   ``W``  weekday; value 0 (Monday) to 6
``w``  weekdays as a habit ("Mondays")        ``S``  season; TIMEX3 code
``U``  unit, singular; ISO letter             ``V``  unit, plural; ISO letter
``P``  part of the day; TIMEX3 code           ``H``  holiday; name
``R``  today and its neighbours; day offset   ``n``  now-like word; TIMEX3 reference
``L``  last, past, previous                   ``X``  next, coming, following
``T``  this, current                          ``E``  that, the same
``g``  ago                                    ``e``  earlier, before
``l``  later, after                           ``v``  early, late, end, beginning, middle
``D``  1 to 31 in digits                      ``N``  another number
``O``  ordinal                                ``Y``  four digits that may be a year
``q``  vague number (several, a few)          ``h``  half
``k``  clock reading                          ``m``  a.m. or p.m.
``z``  time zone; offset in minutes           ``Q``  "Q3", "H1"
``d``  decade ("1990s")                       ``I``  date in digits
``G``  daily, weekly, annual                  ``y``  every, each
``a``  a, an, one                             ``t``  the
``o``  of                                     ``i``  in, during, within
``B``  other preposition of time              ``u``  to, until, through, dash
``f``  from, between                          ``&``  and, or
``,``  comma                                  ``-``  hyphen
``(``  ``)``  parentheses                     ``$``  currency or number sign
``%``  word that makes a number before it no year (percent, million, people, km)
``.``  stop                                   ``'``  possessive
``r``  recent                                 ``c``  old, o'clock; the word
``j``  fiscal, calendar, financial
``Z``  other capitalized word                 ``x``  other word
====== ============================================================================

The lists were written for this project.
"""

from __future__ import annotations

from typing import Final, Union

from transforms.extract.wordlists import listed

Value = Union[int, float, str]

_MONTHS = listed(
    "january february march april may june july august september october november december"
)
_WEEKDAYS = listed("monday tuesday wednesday thursday friday saturday sunday")

#: Words that are a month or a weekday only with a capital letter, and some only before a number.
NEEDS_CAPITAL: Final = frozenset(
    {*_MONTHS, *_WEEKDAYS, *(m[:3] for m in _MONTHS), "sept"}
    | {"mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"}
    | {d + "s" for d in _WEEKDAYS}
)

#: Short or ambiguous names that count only beside a number or with their stop.
WEAK: Final = frozenset(
    {"mar", "may", "march", "jun", "jul", "dec", "sat", "sun", "mon", "wed", "fri", "tue", "thu"}
    | {"jan", "feb", "apr", "aug", "oct", "nov", "sep", "thur"}
)

UNITS: Final[dict[str, str]] = {
    "second": "TS",
    "minute": "TM",
    "min": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "weekend": "WE",
    "fortnight": "F",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "millennium": "ML",
}
_PLURALS = {"century": "centuries", "millennium": "millennia"}


def _build() -> dict[str, tuple[str, Value]]:
    table: dict[str, tuple[str, Value]] = {}

    def add(letter: str, entries: dict[str, Value]) -> None:
        for word, value in entries.items():
            table[word] = (letter, value)

    def same(letter: str, text: str, value: Value = 0) -> None:
        for word in text.split():
            table[word] = (letter, value)

    add("M", {name: number for number, name in enumerate(_MONTHS, 1)})
    add("M", {name[:3]: number for number, name in enumerate(_MONTHS, 1)})
    add("M", {"sept": 9})
    add("W", {name: number for number, name in enumerate(_WEEKDAYS)})
    add("W", {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3})
    add("W", {"fri": 4, "sat": 5, "sun": 6})
    add("w", {name + "s": number for number, name in enumerate(_WEEKDAYS)})
    add("w", {"weekdays": "WD", "weekends": "WE"})
    add("S", {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"})
    add("U", dict(UNITS))
    add("U", {"season": "season", "semester": "H", "term": "term", "period": "period"})
    add("U", {"qtr": "Q"})
    add("V", {_PLURALS.get(u, u + "s"): code for u, code in UNITS.items()})
    add("V", {"hrs": "TH", "mins": "TM", "secs": "TS", "yrs": "Y", "qtrs": "Q"})
    add("P", {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"})
    add("P", {"overnight": "TNI", "noon": "T12:00", "midday": "T12:00", "midnight": "T24:00"})
    add("P", {"dawn": "TMO", "dusk": "TEV", "lunchtime": "TMI", "daybreak": "TMO"})
    add("P", {"nightfall": "TEV", "sunrise": "TMO", "sunset": "TEV", "noontime": "T12:00"})
    add("R", {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0})
    add("n", {"nowadays": "PRESENT_REF", "now": "PRESENT_REF", "currently": "PRESENT_REF"})
    add("n", {"presently": "PRESENT_REF", "recently": "PAST_REF", "lately": "PAST_REF"})
    add("n", {"future": "FUTURE_REF", "soon": "FUTURE_REF"})
    same("L", "last past previous preceding prior latest")
    same("X", "next coming following upcoming subsequent succeeding ensuing")
    same("T", "this current these")
    same("E", "that same those")
    same("g", "ago")
    same("e", "earlier before previously beforehand")
    same("l", "later after afterwards afterward hence thereafter")
    add("v", {"early": "START", "late": "END", "mid": "MID", "beginning": "START", "end": "END"})
    add("v", {"start": "START", "middle": "MID", "outset": "START", "close": "END"})
    same("q", "several few some couple many dozen dozens hundreds countless numerous various")
    same("h", "half")
    add("G", {"daily": "P1D", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M"})
    add("G", {"yearly": "P1Y", "annual": "P1Y", "annually": "P1Y", "hourly": "PT1H"})
    add("G", {"nightly": "P1D", "biweekly": "P2W", "biannual": "P6M", "fortnightly": "P2W"})
    table["final"] = ("O", 99)
    table["second"] = ("O", 2)
    same("y", "every each")
    same("a", "a an", 1)
    same("t", "the")
    same("o", "of")
    same("i", "in during within")
    same("B", "on at by since around about over throughout through for as per")
    same("u", "to until till through thru – —")
    same("f", "from between")
    same("&", "and or")
    same(",", ",")
    same("-", "- ‐ ‑")
    same("(", "(")
    same(")", ")")
    same("$", "$ £ € ¥ # flight no number section page chapter route highway us$ room model")
    same("%", "% percent per cent million billion trillion people men women children soldiers")
    same("%", "troops jobs workers employees employee staff dollars euros pounds km miles metres")
    same("%", "meters kilometres kilometers kg tonnes tons acres hectares votes voters members")
    same("%", "police officers officials patients cases deaths homes houses students points cars")
    same("%", "vehicles units shares copies times units feet ft degrees migrants refugees others")
    same("%", "protesters demonstrators residents passengers victims families civilians fighters")
    same("%", "million-strong square cubic copies seats barrels square-mile dollar mph hp cc bc")
    same(".", ". ; : ! ?")
    same("'", "' ’ 's ’s")
    same("r", "recent")
    same("j", "fiscal calendar financial")
    same("c", "old")
    table["per"] = ("B", 0)
    table["old"] = ("c", "old")
    table["o'clock"] = table["o’clock"] = ("c", "oclock")
    return table


WORDS: Final = _build()

#: Minutes east of UTC. Ambiguous abbreviations take the sense of English-language news.
ZONES: Final[dict[str, int]] = {
    "UTC": 0, "GMT": 0, "BST": 60, "IST": 330, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
    "MSK": 180, "WET": 0, "WEST": 60, "EST": -300, "EDT": -240, "ET": -300, "CST": -360,
    "CDT": -300, "CT": -360, "MST": -420, "MDT": -360, "MT": -420, "PST": -480, "PDT": -420,
    "PT": -480, "AKST": -540, "AKDT": -480, "HST": -600, "JST": 540, "KST": 540, "HKT": 480,
    "SGT": 480, "PHT": 480, "AEST": 600, "AEDT": 660, "AWST": 480, "ACST": 570, "NZST": 720,
    "NZDT": 780, "SAST": 120, "EAT": 180, "WAT": 60, "BRT": -180, "ART": -180, "NST": -210,
    "NDT": -150, "AST": -240, "ADT": -180, "PKT": 300, "NPT": 345, "WIB": 420, "ICT": 420,
}  # fmt: skip

#: Two-letter North American zones mean standard or daylight time by the date.
ZONES_WITH_DAYLIGHT: Final = frozenset({"ET", "CT", "MT", "PT"})

_UNITS_BELOW_20 = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")

CARDINALS: Final[dict[str, int]] = {
    **{word: number for number, word in enumerate(_UNITS_BELOW_20)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
SCALES: Final[dict[str, int]] = {"hundred": 100, "thousand": 1000}
ORDINALS: Final[dict[str, int]] = {
    **{
        word: number
        for number, word in enumerate(
            listed(
                "first second third fourth fifth sixth seventh eighth ninth tenth eleventh "
                "twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
                "nineteenth twentieth"
            ),
            1,
        )
    },
    "twenty-first": 21,
    "thirtieth": 30,
    "thirty-first": 31,
}

#: Holidays with a fixed or computable day; Easter and the movable feasts are computed by rule.
HOLIDAYS: Final[dict[tuple[str, ...], str]] = {
    ("christmas", "day"): "12-25",
    ("christmas", "eve"): "12-24",
    ("christmas",): "12-25",
    ("boxing", "day"): "12-26",
    ("new", "year", "'s", "day"): "01-01",
    ("new", "year", "'s", "eve"): "12-31",
    ("new", "year", "’s", "day"): "01-01",
    ("new", "year", "’s", "eve"): "12-31",
    ("valentine", "'s", "day"): "02-14",
    ("valentine", "’s", "day"): "02-14",
    ("halloween",): "10-31",
    ("thanksgiving", "day"): "thanksgiving",
    ("thanksgiving",): "thanksgiving",
    ("easter", "sunday"): "easter",
    ("easter", "monday"): "easter+1",
    ("good", "friday"): "easter-2",
    ("easter",): "easter",
    ("labor", "day"): "labor",
    ("labour", "day"): "labor",
    ("election", "day"): "election",
    ("columbus", "day"): "columbus",
    ("palm", "sunday"): "easter-7",
    ("maundy", "thursday"): "easter-3",
    ("ash", "wednesday"): "easter-46",
    ("martin", "luther", "king", "day"): "king",
    ("presidents", "'", "day"): "presidents",
    ("presidents", "’", "day"): "presidents",
    ("presidents", "day"): "presidents",
    ("patrick", "'s", "day"): "03-17",
    ("patrick", "’s", "day"): "03-17",
    ("australia", "day"): "01-26",
    ("anzac", "day"): "04-25",
    ("canada", "day"): "07-01",
    ("memorial", "day"): "memorial",
    ("veterans", "day"): "11-11",
    ("armistice", "day"): "11-11",
    ("bastille", "day"): "07-14",
    ("may", "day"): "05-01",
}
