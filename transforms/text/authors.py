"""Bylines as written → names of people, by their form and the words of a language.

The words come with `AuthorWords` (`transforms.lang`); here is only "by" in many languages.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from transforms.text.cleaning import clean_inline

#: "By" in other languages; what may be part of a name goes only before two more words.
_FOREIGN_BY = re.compile(
    r"^\W*(?:(?i:texto|text|texte|testo|autor|autora|auteur|autore|foto)\s*:\s*|"
    r"(?:(?:[Tt]exto|[Tt]ext|[Tt]exte|[Tt]esto|[Ee]in\s+\w+)\s+)?"
    r"(?:[Pp]or|[Pp]ar|[Dd]oor|[Vv]on|[Dd]e|[Dd]i|[Aa]v|[Aa]f|[Dd]a|[Oo]d|[Pp]rzez|[Oo]т|[Аа]втор:?|От)\s+"
    r"(?=[^\W\d_a-z][\w.’'-]*\s+[^\W\d_]))|^\s*(?:द्वारा|بقلم|كتب|文|撰文|文/)\s*[:：]?\s*"
)
#: The trade beside a name in Korean, Japanese and Chinese.
_REPORTER_WORD = re.compile(
    r"(?:^|\s|本报|本報)(?:기자|특파원|記者|记者|撰稿)(?=\s|$|[:：])[:：]?|(?<=\w)(?:기자|記者|记者)$"
)
_BRACKETS = re.compile(r"\s{0,3}[(\[][^)\]]{0,200}[)\]]\s{0,3}")
_NAME_TAIL = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.I)
#: A byline longer than this, in characters, names nobody; what follows is linear in it.
MAX_BYLINE_CHARS = 400
#: Where a writer is reached: an address of mail, with or without angles, or a name with "@".
_REACHED_AT = re.compile(
    r"<?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}>?|(?<!\S)@\w{2,40}"
)
_ALL_IN_BRACKETS = re.compile(r"\s*\(([^()]+)\)\s*")


class AuthorWords(NamedTuple):
    """Words and patterns for bylines of one language.

    Attributes:
        by: what opens a byline and goes.
        tail: what stands behind the names and goes.
        split: what parts one name from the next.
        not_a_name: what no name holds.
        titles: titles before a name, which go.
        is_nobody: whether a piece is an agency, a desk or what somebody does.
        agency_of: spelling of an agency → its name, or None.
    """

    by: re.Pattern[str]
    tail: re.Pattern[str]
    split: re.Pattern[str]
    not_a_name: re.Pattern[str]
    titles: re.Pattern[str]
    is_nobody: Callable[[str], bool]
    agency_of: Callable[[str | None], str | None]


def parse_authors(
    written: Iterable[str], words: AuthorWords, source: str | None = None
) -> tuple[str, ...]:
    """People named in byline strings, in order, once each; ``source`` is never one of them."""
    people: dict[str, str] = {}
    for entry in _entries(written):
        if len(entry) > MAX_BYLINE_CHARS:
            continue
        entry = _without_reach(entry.replace("\n", " | "))
        line = _BRACKETS.sub(" ", clean_inline(entry))
        line = words.tail.sub("", _FOREIGN_BY.sub("", words.by.sub("", line)))
        line = _REPORTER_WORD.sub(" ", line)
        if not line.strip():
            continue
        for piece in words.split.split(line):
            name = _person(piece, words)
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


def _without_reach(entry: str) -> str:
    """A byline without where its writer is reached: "j@x.example (Jane Roe)" is Jane Roe."""
    if "@" not in entry:
        return entry
    rest = _REACHED_AT.sub(" ", entry)
    inside = _ALL_IN_BRACKETS.fullmatch(rest)
    return inside[1] if inside else rest


def _entries(written: Iterable[str]) -> Iterator[str]:
    """Each byline; lists that were written as text (``"['Jane Roe', 'John Doe']"``) in pieces."""
    for entry in written:
        pieces = listed(entry)
        if pieces is None:
            yield entry
        else:
            yield from pieces


def listed(text: str) -> list[str] | None:
    """The strings of a Python or JSON list that was written as text; None for any other text.

    >>> listed("['Jane Roe', \"John O'Dea\"]"), listed("[]"), listed("Jane Roe")
    (['Jane Roe', "John O'Dea"], [], None)
    """
    stripped = text.strip()
    if not (stripped.startswith("[") and stripped.endswith("]")) or len(stripped) > 10_000:
        return None
    try:
        value = ast.literal_eval(stripped)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return None


def _tail(name: str) -> str:
    return f"{name.capitalize()}." if name.lower() in ("jr", "sr") else name.upper()


def _squeeze(name: str) -> str:
    return re.sub(r"\W+", "", name).lower()


def _person(piece: str, words: AuthorWords) -> str | None:
    name = words.titles.sub("", piece.strip(" .,:;|-–—*•'\"“”")).strip()
    if _NAME_TAIL.match(name):
        return name.rstrip(".")
    name = _without_agency(name, words)
    parts = name.split()
    if not 1 <= len(parts) <= 6 or not 3 <= len(name) <= 60:
        return None
    if words.not_a_name.search(name) or words.is_nobody(name):
        return None
    if not any(c.isalpha() for c in name):
        return None
    # scripts without case count as capitalized
    if any(w[0].islower() and not _is_particle(w) for w in parts if w[0].isalpha()):
        return None
    if len(parts) == 1 and name.isascii():
        return None
    return _in_mixed_case(name) if name.isupper() else name


_PARTICLES = frozenset(
    ("de", "da", "di", "du", "del", "della", "van", "von", "der", "den", "ter", "la", "le", "el",
     "al", "bin", "ibn", "y", "e", "dos", "das", "do", "af", "zu", "zum", "zur", "ten", "te", "'t",
     "dal", "dalla", "dai", "degli", "dei", "des", "vom", "op", "av", "ap", "ben", "bint", "lo",
     "los", "las", "i", "ou", "abu", "abou", "ould", "wuld", "umm", "um")
)  # fmt: skip
#: A particle that is joined to the name: d’Arcy, o'Brien, l'Hermite.
_JOINED = re.compile(r"[a-z]{1,2}['’][A-Z]")


def _is_particle(word: str) -> bool:
    plain = word.replace("’", "'")
    return plain in _PARTICLES or bool(_JOINED.match(plain))


def _without_agency(name: str, words: AuthorWords) -> str:
    """A name without the agency that stands behind it unparted ("ANN BELL Associated Press")."""
    parts = name.split()
    for count in (4, 3, 2, 1):
        if len(parts) - count >= 2 and words.agency_of(" ".join(parts[-count:])):
            return " ".join(parts[:-count])
    return name


def _in_mixed_case(name: str) -> str:
    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("MC") and len(text) > 3:
            return "Mc" + text[2:].capitalize()
        return text.capitalize() if len(text) > 1 else text

    return re.sub(r"[^\W\d_]+", word, name).replace("’S", "’s")
