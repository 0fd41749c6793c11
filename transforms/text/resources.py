"""Lists in transforms/resources/normalize, which belong to no language, read once per process."""

from __future__ import annotations

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
