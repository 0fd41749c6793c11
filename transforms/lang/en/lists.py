"""The one door to English word lists in transforms/lang/en/words, read once per process."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


def read_text(name: str) -> str:
    """The text of a file of ``words/``."""
    return (files("transforms.lang.en") / "words" / name).read_text("utf-8")


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Lines of a file without comments (``#`` first) and blank lines, stripped."""
    lines = (line.strip() for line in read_text(name).splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def read_pairs(name: str) -> dict[str, str]:
    """Lines ``key<TAB>value`` of a file; keys are folded to lower case."""
    pairs = (line.split("\t", 1) for line in read_lines(name))
    return {pair[0].strip().lower(): pair[-1].strip() for pair in pairs}


@cache
def read_pattern(name: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """One regular expression out of a file that holds one alternative a line."""
    return re.compile("|".join(f"(?:{line})" for line in read_lines(name)), flags)
