"""``--date_from_path``: the day that a file's path holds, by a strptime pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

#: Directives of strptime that a path can hold, each with the text that it stands for. Numbers
#: have all their figures, so that ``%Y%m%d`` has one reading.
_DIRECTIVES = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"(?:0[1-9]|1[0-2])",
    "d": r"(?:0[1-9]|[12]\d|3[01])",
    "j": r"\d{3}",
    "H": r"\d{2}",
    "M": r"\d{2}",
    "S": r"\d{2}",
    "b": r"[a-z]{3}",
    "B": r"[a-z]{3,9}",
    "%": "%",
}
_NUMBERS = frozenset("YymdjHMS")
_TOKEN = re.compile(r"%(.?)|([^%]+)", re.S)


@lru_cache(maxsize=16)
def path_pattern(pattern: str) -> re.Pattern[str]:
    """The expression that finds what ``pattern`` (of strptime) can read.

    Raises:
        ValueError: a directive that a path cannot hold, or a pattern that tells no day.
    """
    used, expression = [], ""
    for match in _TOKEN.finditer(pattern):
        directive, literal = match.groups()
        if literal is not None:
            expression += re.escape(literal)
        elif directive not in _DIRECTIVES:
            known = " ".join(f"%{name}" for name in _DIRECTIVES)
            raise ValueError(f"no directive %{directive}; there are {known}")
        else:
            used.append(directive)
            expression += _DIRECTIVES[directive]
    has = set(used)
    if len(has - {"%"}) < len([name for name in used if name != "%"]):
        raise ValueError("a directive stands twice")
    if not has & set("Yy") or not ("j" in has or ("d" in has and has & set("mbB"))):
        raise ValueError("the pattern tells no day: it needs year, month and day, like %Y-%m-%d")
    if pattern[:2].lstrip("%") in _NUMBERS:
        expression = r"(?<!\d)" + expression
    if pattern[-2:-1] == "%" and pattern[-1] in _NUMBERS:
        expression += r"(?!\d)"
    return re.compile(expression, re.I)


def path_days(uri: str, pattern: str) -> Iterator[str]:
    """ISO days that ``pattern`` reads in an input's URI, the one nearest to the article first.

    A member of an archive (``zip://member::archive``) comes before the archive, and in each the
    last match first: folders above may hold days of their own.

    >>> list(path_days("zip://2019-01-29/a.txt::/news/2024-05-01.zip", "%Y-%m-%d"))
    ['2019-01-29', '2024-05-01']
    """
    expression = path_pattern(pattern)
    for part in uri.split("::"):
        for found in reversed(expression.findall(part)):
            try:
                day = datetime.strptime(found, pattern).date()
            except ValueError:
                continue  # 31 February, or three letters that are no month
            yield day.isoformat()
