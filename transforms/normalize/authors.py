"""Bylines as written → names of people; agencies are told apart from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from transforms.normalize.cleaning import clean_inline
from transforms.normalize.resources import read_lines, read_pairs

_BY = re.compile(
    r"^\W*(?:(?:written|words|text|story|report(?:ed|ing)?|analysis|review(?:ed)?|posted|published|"
    r"opinion|comment|exclusive|photographs?|interview)\s+)?by\s*:?\s+",
    re.I,
)
_SPLIT = re.compile(
    r"\s*(?:,|;|\||/|·|•|\n|\s+(?:and|with|und|et|y|&|–|—|-)\s+|\s+(?:in|for)\s+(?=[A-Z]))\s*"
)
_NOT_A_NAME = re.compile(
    r"[@:\d<>{}#=?!]|https?|www\.|\.(?:com|org|net|co)\b|\b(?:unknown|undefined|null|none|admin|"
    r"administrator|author|guest|user|webmaster|editorial)\b",
    re.I,
)
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_TITLES_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof(?:essor)?|sir|dame|lord|rev)\.?\s+", re.I)
_NAME_TAIL = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.I)
_DESK = re.compile(
    r"\b(?:staff|desk|team|reporters?|correspondents?|editors?|newsroom|news|bureau|agenc(?:y|ies)|"
    r"writers?|contributors?|press|media|online|digital|web|service|network|magazine|newspaper|"
    r"tv|radio|board|journal|times|post|daily|today|wire|group|editorial)\b",
    re.I,
)


@cache
def _job_titles() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in read_lines("job_titles.txt")), re.I)


def agency_of(name: str | None) -> str | None:
    """The news agency that ``name`` is a spelling of, or None."""
    if not name:
        return None
    return read_pairs("agencies.txt").get(re.sub(r"\s+", " ", name).strip(" .,()").lower())


def parse_authors(written: Iterable[str], source: str | None = None) -> tuple[str, ...]:
    """People named in byline strings, in order, once each; ``source`` is never one of them.

    >>> parse_authors(["By JANE DOE and John Q. Public, Senior Political Reporter"])
    ('Jane Doe', 'John Q. Public')
    """
    people: dict[str, str] = {}
    for entry in written:
        line = _BRACKETS.sub(" ", clean_inline(entry))
        line = _BY.sub("", line)
        if not line or len(line) > 400:
            continue
        for piece in _SPLIT.split(line):
            name = _person(piece)
            if name is None:
                continue
            if _NAME_TAIL.match(name) and people:
                last = next(reversed(people))
                people[last] = f"{people[last]} {_tail(name)}"
                continue
            if source and _squeeze(name) in _squeeze(source):
                continue
            people.setdefault(_squeeze(name), name)
    return tuple(people.values())


def _tail(name: str) -> str:
    return f"{name.capitalize()}." if name.lower() in ("jr", "sr") else name.upper()


def _squeeze(name: str) -> str:
    return re.sub(r"\W+", "", name).lower()


def _person(piece: str) -> str | None:
    name = _TITLES_BEFORE.sub("", piece.strip(" .,:;|-–—*•'\"“”")).strip()
    if _NAME_TAIL.match(name):
        return name.rstrip(".")
    words = name.split()
    if not 1 <= len(words) <= 5 or not 3 <= len(name) <= 60:
        return None
    if _NOT_A_NAME.search(name) or agency_of(name) or _job_titles().fullmatch(name):
        return None
    if _DESK.search(name) or not any(c.isalpha() for c in name):
        return None
    # scripts without case count as capitalized
    if any(w[0].islower() and w not in _PARTICLES for w in words if w[0].isalpha()):
        return None
    if len(words) == 1 and name.isascii():
        return None
    return _in_mixed_case(name) if name.isupper() else name


_PARTICLES = frozenset(
    [
        "de",
        "da",
        "di",
        "du",
        "del",
        "della",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "y",
        "e",
        "dos",
        "das",
    ]
)


def _in_mixed_case(name: str) -> str:
    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("MC") and len(text) > 3:
            return "Mc" + text[2:].capitalize()
        return text.capitalize() if len(text) > 1 else text

    return re.sub(r"[^\W\d_]+", word, name).replace("’S", "’s")
