"""The rules that find time expressions: patterns over the letters of a `Scan`.

A pattern is a regular expression over the alphabet of `transforms.extract.times.lexicon`, one
letter a token, with named groups for the parts that `transforms.extract.times.rules` reads. Of the
rules that match at a token the longest match is tried first, then the one that stands first here.
"""

from __future__ import annotations

import re
from typing import Final

_YEAR = r"(?:(?P<year>Y)|t?(?P<yearref>[LXTE])(?P<yearunit>U))"
_COUNT = r"(?:(?:a(?=q))?(?P<count>[DNYqa])o?|(?P<half>h)a?)"
_HALF = r"(?P<plushalf>&(?:ah|N(?![UV-])))?"
_ON = (
    r"(?:(?P<deictic>R)|(?P<weekday>W)(?:,?(?P<month>M)(?P<day>[DO])(?:,?(?P<year>Y))?"
    r"|,?t?(?P<day4>[DO])o?(?P<month4>M)(?:,?(?P<year4>Y))?)?"
    r"|(?P<month2>M)(?P<day2>[DO])(?:,?(?P<year2>Y))?"
    r"|(?P<day3>[DO])o?(?P<month3>M)(?P<year3>Y)?)"
)
_ZONE = r"(?:\(?(?P<zone>z)(?:[-xu](?P<zoneshift>D))?\)?)"
_CLOCK = (
    r"(?:(?P<clock>k)(?P<ampm>m)?|(?P<hour>[DN])(?P<hampm>m)|(?P<number>[DN])(?P<oclock>c)"
    r"(?P<nampm>m)?|(?P<noon>P))" + _ZONE + "?"
)

#: (rule, letters that a match may begin with, pattern)
_PATTERNS: Final[tuple[tuple[str, str, str], ...]] = (
    ("digits", "I", r"(?P<iso>I)"),
    (
        "month_day",
        "WvM",
        r"(?:(?P<weekday>W),?)?(?P<mod>v-?)?(?P<month>M)t?(?P<day>[DO])(?![%V])"
        r"(?:[-u](?P<today>[DO])(?![%kmVM]))?(?:,?o?" + _YEAR + r"(?![%V]))?",
    ),
    ("month_day", "LX", r"(?P<ref>[LX])(?P<month>M)(?P<day>[DO])(?![%V])"),
    (
        "month_day",
        "WtDO",
        r"(?:(?P<weekday>W),?)?t?(?:(?P<day>[DO])[-u&](?P<today>[DO])|(?P<day1>[DO]))o?"
        r"(?P<month>M)(?:,?" + _YEAR + r"(?![%V]))?",
    ),
    ("month", "tvM", r"t?(?P<mod>v)?-?o?(?P<month>M)(?:,?'?o?" + _YEAR + r")?(?![DO](?!%))"),
    ("month", "LXT", r"(?P<ref>[LXT])(?P<month>M)"),
    ("weekday_of", "W", r"(?P<weekday>W)o?t?(?P<weekref>[LXT])(?P<week>U)"),
    ("weekday_of", "W", r"(?P<weekday>W)(?=[u&]Wo?t?(?P<weekref>[LXT])(?P<week>U))"),
    ("weekday", "vtLXTW", r"(?:(?P<mod>v)B?)?t?(?P<ref>[LXT])?(?P<weekday>W)'?(?P<part>P)?"),
    (
        "quarter",
        "tvOLQ",
        r"t?(?P<mod>v)?-?(?:(?P<nth>O|L)-?(?P<unit>U|h)|(?P<code>Q))(?:,?o?" + _YEAR + r")?",
    ),
    ("quarter", "tY", r"t?(?P<year>Y)-?(?P<nth>[OL])-?(?P<unit>U)"),
    (
        "quarter",
        "tLXTE",
        r"t?(?P<yearref>[LXTE])(?P<yearunit>U)'(?P<nth>[OL])-?(?P<unit>U)",
    ),
    ("quarter_of_year", "tY", r"t?(?P<year>Y)(?P<unit>U)"),
    ("season", "tvLXTS", r"t?(?P<mod>v)?-?(?P<ref>[LXT])?(?P<season>S)(?:,?o?" + _YEAR + r")?"),
    ("decade", "tvd", r"t?(?P<mod>v)?-?o?t?(?P<decade>d)"),
    ("century", "tvO", r"t?(?P<mod>v)?-?(?P<nth>O)-?(?P<unit>U)"),
    ("year", "tvYj", r"(?:t?(?P<mod>v)-?o?t?)?j?(?P<year>Y)(?:[-](?P<toyear>[YDN]))?"),
    (
        "nth_unit",
        "tOL",
        r"t?(?P<nth>[OL])(?P<unit>U)o(?=[MYtLXTE])(?:(?P<month>M),?)?(?:o?" + _YEAR + r")?",
    ),
    (
        "nth_weekday",
        "tOL",
        r"t?(?P<nth>[OL])(?P<weekday>W)[oi](?P<month>M)(?:,?o?" + _YEAR + r")?",
    ),
    ("nth_weekday", "tOL", r"t?(?P<nth>[OL])(?P<weekday>W)[oi]t?(?P<ref>[LXTE])?(?P<unit>U)"),
    ("weekday_the", "W", r"(?P<weekday>W),?t(?P<day>O)(?![UW])"),
    ("day_too", "D", r"(?P<day>D)(?![%UVMWxZkN$'-])"),
    (
        "week_of",
        "tU",
        r"t?(?P<unit>U)o(?:(?P<month>M)(?P<day>[DO])|(?P<day1>[DO])o?(?P<month1>M))(?![%V])"
        r"(?:,?(?P<year>Y))?",
    ),
    ("day_of_month", "t", r"t(?P<day>O)(?:o(?:t|t?(?P<ref>[LXTE]))(?P<unit>U))?"),
    ("after_next", "tWU", r"t?(?:(?P<weekday>W)|(?P<unit>U))lX(?![UVMWSPd])"),
    ("weekday_week", "W", r"(?P<weekday>W)(?P<unit>U)(?![-'])"),
    ("weekdays_ago", "DN", r"(?P<count>[DN])(?P<weekday>w)(?P<direction>g)"),
    ("quarter_in_reference", "t", r"t(?P<latest>L)(?P<unit>U)(?![-o])"),
    ("quarter_in_reference", "t", r"t(?P<unit>U)(?![-of])"),
    ("quarter_in_reference", "tU", r"t?(?P<unit>U)a(?P<back>U)[ge]"),
    ("quarter_in_reference", "tU", r"t?(?P<back>U)-(?P<ago>[ge])(?P<nth>O)?(?P<unit>U)"),
    ("year_before", "taU", r"[ta]?(?P<back>U)-(?P<ago>[ge])"),
    ("year_in_reference", "t", r"(?P<the>t)j?(?P<unit>U)"),
    ("deictic", "velR", r"(?P<mod>[vel])?(?P<deictic>R)'?(?P<part>P)?"),
    (
        "unit_ref",
        "tvelLXTE",
        r"(?:t?(?P<mod>[vel])o?)?t?(?P<ref>[LXTE])j?(?P<unit>U)"
        r"(?:a(?P<back>U)g|(?P<then>[LXT])(?P<thenunit>U))?",
    ),
    ("unit_ref", "tv", r"t?(?P<mod>v)ot(?P<unit>U)"),
    ("unit_before", "t", r"t(?P<unit>U)(?P<direction>[el])(?=[.,)&(])"),
    ("unit_in", "vel", r"(?P<mod>[vel])it(?P<unit>U)(?![-'])"),
    ("unit_end", "tU", r"t?(?P<unit>U)['-]?(?P<end>v)"),
    ("weekend", "t", r"t(?P<unit>U)"),
    ("unit_ref", "t", r"t(?P<unit>U)(?P<ref>L)"),
    ("part_ref", "vLXTE", r"(?P<mod>v)?(?P<ref>[LXTE])(?P<part>P)"),
    ("span", "tLX", r"t?(?P<ref>[LX])(?P<count>[DNYq])o?-?(?P<unit>[UV])"),
    ("span", "tDNYq", r"t?(?P<count>[DNYq])(?P<ref>[LX])(?P<unit>V)"),
    ("span", "tLXTr", r"t?(?P<ref>[LXTr])(?P<unit>V)"),
    (
        "shift",
        "qDNYah",
        _COUNT + r"x?-?(?P<unit>[UV])(?P<plushalf>&(?:ah|N(?![UV-])))?(?P<direction>[gel])",
    ),
    ("shift", "V", r"(?P<unit>V)(?P<direction>[gel])"),
    (
        "duration",
        "qDNYahO",
        _COUNT + r"x?-?(?P<unit>[UV])" + _HALF + r"(?:-?(?P<age>c))?",
    ),
    ("duration", "DN", r"(?P<count>[DN])-(?P<second>O)"),
    ("duration", "DNY", r"(?P<count>[DNY])[-u](?P<count2>[DNY])-?(?P<unit>[UV])(?:-?(?P<age>c))?"),
    ("long", "UV", r"(?P<unit>[UV])-(?P<long>x)"),
    ("bare_duration", "tV", r"t?(?P<unit>V)"),
    (
        "every",
        "y",
        r"(?P<every>y)(?:(?P<month>M)|(?P<weekday>W)(?P<part>P)?|(?P<unit>U)|(?P<part2>P)|(?P<season>S)"
        r"|(?P<count>[DNOq])(?P<units>[UV]))",
    ),
    ("every", "w", r"(?P<weekday>w)"),
    ("every", "G", r"(?P<often>G)"),
    ("clock", "kDNP", _CLOCK + r"(?:,?B?" + _ON + r")?"),
    ("clock", "RWMDO", _ON + r",?B" + _CLOCK),
    ("clock", "NY", r"(?P<zulu>[NY])(?:x(?=z))?" + _ZONE + r"(?:,?B?" + _ON + r")?"),
    (
        "part",
        "tvP",
        r"(?:t(?P<mod>v)?|v-?)?(?P<part>P)"
        r"(?:o(?:W,)?(?P<month2>M)(?P<day2>[DO])(?:,?(?P<year2>Y))?"
        r"|ot?(?P<day3>[DO])(?:[-u&][DO])?o?(?P<month3>M)(?P<year3>Y)?"
        r"|[oB]?(?P<weekday>W)|B?(?P<deictic>R))?",
    ),
    ("holiday", "LXTH", r"(?P<ref>[LXT])?(?P<holiday>H)(?:,?o?" + _YEAR + r")?"),
    ("now", "tn", r"(?P<the>t)?(?P<now>n)"),
    ("now", "T", r"(?P<now>T)(?=[xZ])"),
    ("now", "n", r"(?P<now>n)V"),
    ("ahead", "t", r"t(?P<near>x)(?P<unit>U)(?![-xZV'])"),
    ("ahead", "a", r"a(?P<later>l)(?P<date>x)(?![-'])"),
    ("now", "t", r"(?P<the>t)(?P<now>L)(?=[,.x&)])"),
)

#: First letter → the rules that may begin with it, in order.
RULES: Final[dict[str, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    letter: tuple(
        (name, re.compile(pattern)) for name, firsts, pattern in _PATTERNS if letter in firsts
    )
    for letter in sorted({letter for _, firsts, _ in _PATTERNS for letter in firsts})
}


def candidates(letters: str, index: int) -> list[tuple[int, str, dict[str, int]]]:
    """Matches that begin at token ``index``, longest first: (end, rule, group → token index)."""
    found: list[tuple[int, str, dict[str, int]]] = []
    for name, pattern in RULES.get(letters[index], ()):
        match = pattern.match(letters, index)
        if match is not None and match.end() > index:
            parts = {key: match.start(key) for key, text in match.groupdict().items() if text}
            found.append((match.end(), name, parts))
    if len(found) > 1:
        found.sort(key=lambda item: -item[0])  # stable: the earlier rule first among equals
    return found
