"""Word lists and patterns in transforms/resources/normalize, read once per process."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def read_lines(name: str) -> tuple[str, ...]:
    """Lines of a resource file without comments (``#`` first) and blank lines, stripped."""
    text = (files("transforms.resources") / "normalize" / name).read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def read_groups(name: str) -> dict[str, frozenset[str]]:
    """Words of a resource file under their ``[group]`` lines."""
    groups: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in read_lines(name):
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), set())
        else:
            current.update(line.split())
    return {group: frozenset(words) for group, words in groups.items()}


@cache
def read_pairs(name: str) -> dict[str, str]:
    """Lines ``key<TAB>value`` of a resource file; keys are folded to lower case."""
    pairs = (line.split("\t", 1) for line in read_lines(name))
    return {pair[0].strip().lower(): pair[-1].strip() for pair in pairs}


@cache
def read_pattern(name: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """One regular expression out of a file that holds one alternative a line."""
    return re.compile("|".join(f"(?:{line})" for line in read_lines(name)), flags)
