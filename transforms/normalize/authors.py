"""Bylines as written → names of people; agencies are told apart from them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

from transforms.normalize.cleaning import clean_inline
from transforms.normalize.resources import read_lines, read_pairs

_BY = re.compile(
    r"^\W*(?:(?:written|words|text|story|report(?:ed|ing)?|analysis|review(?:ed)?|posted|published|"
    r"opinion|comment|exclusive|photographs?|interview)\s+)?by\s*:?\s+",
    re.I,
)
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
#: What stands behind the names of a byline: where they work, when the page was touched, an address.
_TAIL = re.compile(
    r"\s*<?[\w.+-]+@[\w-]+\.[\w.-]+>?|"
    r"\s+(?i:updated|published|posted|last\s+updated|first\s+published)\b.*|"
    r"\s+(?:of|for|at|from)\s+(?:the|The|[A-Z][\w.]*)\b.*|\s+is\s+an?\s.*|"
    r"\s+(?:BBC|CNN|NBC|CBS|ABC|ITV|(?:Fox|Sky)(?=\s+News))(?:\s+News|\s+Sport|\s+Business)?(?=\s*$|,)",
    re.S,
)
_SPLIT = re.compile(
    r"\s*(?:,\s*(?:and|und|et|y|e|&|with)\s+|,|;|\||/|·|•|、|，|\n|"
    r"\s+(?:and|with|und|et|y|og|och|en|&|–|—|-)\s+|\s+e\s+(?=[A-Z]\S+\s+\S)|\s+(?:in|for)\s+(?=[A-Z]))\s*"
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


#: A byline longer than this, in characters, names nobody; what follows is linear in it.
MAX_BYLINE_CHARS = 400
_EMAIL_ALONE = re.compile(r"<[^<>@\s]{1,64}@[^<>\s]{1,100}>")


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
    for entry in _entries(written):
        if len(entry) > MAX_BYLINE_CHARS:
            continue
        line = _BRACKETS.sub(" ", clean_inline(_EMAIL_ALONE.sub("", entry).replace("\n", " | ")))
        line = _TAIL.sub("", _FOREIGN_BY.sub("", _BY.sub("", line)))
        line = _REPORTER_WORD.sub(" ", line)
        if not line.strip():
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


def _person(piece: str) -> str | None:
    name = _TITLES_BEFORE.sub("", piece.strip(" .,:;|-–—*•'\"“”")).strip()
    if _NAME_TAIL.match(name):
        return name.rstrip(".")
    name = _without_agency(name)
    words = name.split()
    if not 1 <= len(words) <= 6 or not 3 <= len(name) <= 60:
        return None
    if _NOT_A_NAME.search(name) or agency_of(name) or _job_titles().fullmatch(name):
        return None
    if _DESK.search(name) or not any(c.isalpha() for c in name):
        return None
    # scripts without case count as capitalized
    if any(w[0].islower() and not _is_particle(w) for w in words if w[0].isalpha()):
        return None
    if len(words) == 1 and name.isascii():
        return None
    return _in_mixed_case(name) if name.isupper() else name


_PARTICLES = frozenset(
    ("de", "da", "di", "du", "del", "della", "van", "von", "der", "den", "ter", "la", "le", "el",
     "al", "bin", "ibn", "y", "e", "dos", "das", "do", "af", "zu", "zum", "zur", "ten", "te", "'t",
     "dal", "dalla", "dai", "degli", "dei", "des", "vom", "op", "av", "ap", "ben", "bint", "lo",
     "los", "las", "i", "ou")
)  # fmt: skip
#: A particle that is joined to the name: d’Arcy, o'Brien, l'Hermite.
_JOINED = re.compile(r"[a-z]{1,2}['’][A-Z]")


def _is_particle(word: str) -> bool:
    plain = word.replace("’", "'")
    return plain in _PARTICLES or bool(_JOINED.match(plain))


def _without_agency(name: str) -> str:
    """A name without the agency that stands behind it unparted ("ANN BELL Associated Press")."""
    words = name.split()
    for count in (4, 3, 2, 1):
        if len(words) - count >= 2 and agency_of(" ".join(words[-count:])):
            return " ".join(words[:-count])
    return name


def _in_mixed_case(name: str) -> str:
    def word(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith("MC") and len(text) > 3:
            return "Mc" + text[2:].capitalize()
        return text.capitalize() if len(text) > 1 else text

    return re.sub(r"[^\W\d_]+", word, name).replace("’S", "’s")
