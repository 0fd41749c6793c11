"""Lines of a language: datelines and bylines, as its outlets write them.

MADRID, 3 de mayo (EFE) -        Wien (APA) -        DAKAR, 21 août (AFP) -
Por Marta Quiroga                Von Jens Petersen   Inès Benarfa avec AFP
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms.lang.data import Language
from transforms.lang.line_rules import Dateline

#: A dateline longer than this, in characters, is none.
MAX_DATELINE_CHARS = 110
#: A byline longer than this, in characters, is none.
MAX_BYLINE_CHARS = 120

_WORD = r"[^\W\d_][\w.’'-]*"
_DASH = r"(?:\s*(?:--+|[—–―])\s*|\s+-\s+|\s*\.-\s*)"


class BylineFound(NamedTuple):
    """A byline: names of people in order, and the agency that it credits."""

    authors: tuple[str, ...]
    agency: str | None


def day_pattern(language: Language, tag: str = "") -> str:
    """Return a pattern of a day of *language* with the groups day, month and year."""
    months = "|".join(sorted(map(re.escape, language.months), key=len, reverse=True))
    return (
        rf"(?P<day{tag}>[12]\d|3[01]|0?[1-9])(?:er|º|ª|\.)?\s+(?:de\s+)?(?P<month{tag}>{months})\b\.?"
        rf"(?:\s+(?:del?\s+)?(?P<year{tag}>(?:19|20)\d\d)\b)?"
    )


@cache
def _dateline(code: str) -> tuple[re.Pattern[str], ...]:
    from transforms.lang.data import language as find

    language = find(code)
    assert language is not None
    capital = r"[^\W\d_a-zß-öø-ÿ][\w.’'-]*"
    small = "(?:" + "|".join(map(re.escape, sorted(language.particles))) + ")"
    mixed = rf"{capital}(?:[\s/-]+(?:{small}\s+)?{capital}){{0,3}}"
    agency = r"\s*\((?P<agency>[^()\n]{2,30})\)"
    day = f"(?i:{day_pattern(language)})"
    on_day = rf"(?:,?\s+{day})?"
    return (
        re.compile(rf"(?P<place>{mixed}){on_day},?{agency}(?:{_DASH}|\s*:\s*)"),
        re.compile(rf"(?P<place>{mixed}),\s+{day}{_DASH}"),
        re.compile(rf"(?P<place>[^\W\d_a-zß-öø-ÿ]{{3}}[^\na-zß-öø-ÿ\d]{{0,40}}?){_DASH}"),
    )


def _tidy(place: str) -> str:
    """Return a place in capitals with small letters behind the first."""
    place = place.strip(" ,.")
    if not place.isupper():
        return place
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), place).replace(" De ", " de ")


def parse_dateline(paragraph: str, language: Language) -> Dateline | None:
    """Read the dateline at the start of *paragraph*, or return None."""
    head = paragraph[: MAX_DATELINE_CHARS + 1]
    for pattern in _dateline(language.code):
        match = pattern.match(head)
        if match is None or match.end() >= len(paragraph) or not match["place"][0].isupper():
            continue
        groups = match.groupdict()
        written = (groups.get("agency") or "").strip(" .")
        # a regional service stands behind its agency: "dpa/lni"
        agency = language.agencies.get(re.split("[/,]", written.lower())[0].rstrip())
        if written and agency is None:
            continue  # between brackets anything may stand: a party, a ticker, a title
        day = None
        if groups.get("month"):
            year = groups.get("year")
            month = language.months[groups["month"].lower()]
            day = (month, int(groups["day"]), int(year) if year else None)
        place = _tidy(match["place"]).partition("/")[0].rstrip()
        return Dateline(place, agency, day, match.end())
    return None


def _name(piece: str, language: Language) -> str | None:
    """Return *piece* as the name of a person, or None where it is none."""
    piece = piece.strip(" .,;:|()-–—*•")
    words = piece.split()
    if not 2 <= len(words) <= 5 or any(c in piece for c in '@:/0123456789?!"«»“”'):
        return None
    if piece.lower() in language.desks or piece.lower() in language.agencies:
        return None
    if any(word[0].islower() and word.lower() not in language.particles for word in words):
        return None
    if not words[0][0].isupper() or not words[-1][0].isupper():
        return None
    if piece.isupper():
        return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), piece)
    return piece


def parse_byline(line: str, language: Language) -> BylineFound | None:
    """Read *line* as a byline, or return None.

    A line is a byline where it opens with the language's "by" or is nothing but names, agencies and
    desks; a sentence is none.
    """
    text = line.strip()
    if not text or len(text) > MAX_BYLINE_CHARS or text[-1] in "!?:;":
        return None
    opened = re.match(rf"(?:{'|'.join(map(re.escape, language.by))})\s*:?\s+", text, re.IGNORECASE)
    rest = text[opened.end() :] if opened else text
    joiners = "|".join(map(re.escape, (*language.conjunctions, *language.companions)))
    authors: list[str] = []
    agency = None
    for piece in re.split(rf"\s*[,;|/·•]\s*|\s+(?:{joiners})\s+", rest):
        bare = piece.strip(" .()-–—").lower()
        name = _name(piece, language)
        if bare in language.agencies:
            agency = language.agencies[bare]
        elif name is not None:
            authors.append(name)
        elif (
            bare
            and bare not in language.desks
            and not (authors and (_is_place(piece) or _is_role(bare, language)))
            and not re.fullmatch(day_pattern(language), piece.strip(), re.IGNORECASE)
        ):
            return None
    if not authors and agency is None and rest.strip(" .()").lower() not in language.desks:
        return None
    return BylineFound(tuple(dict.fromkeys(authors)), agency)


def _is_place(piece: str) -> bool:
    """Return whether a piece behind a name may say where its bearer writes."""
    words = piece.split()
    return len(words) == 1 and words[0][:1].isupper() and words[0].isalpha()


def _is_role(piece: str, language: Language) -> bool:
    """Whether a piece behind a name says what its bearer does ("corresponsal en Lima")."""
    return any(piece == role or piece.startswith(f"{role} ") for role in language.roles)
