"""English bylines: the words that tell names of people from what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from transforms.lang.en.lists import read_lines, read_pairs
from transforms.text.authors import AuthorWords
from transforms.text.authors import parse_authors as parse

_BY = re.compile(
    r"^\W*(?:(?:written|words|text|story|report(?:ed|ing)?|analysis|review(?:ed)?|posted|published|"
    r"opinion|comment|exclusive|photographs?|interview)\s+)?by\s*:?\s+",
    re.I,
)
#: What stands behind the names of a byline: where they work, when the page was touched, an address.
_TAIL = re.compile(
    r"\s{0,9}<?[\w.+-]{1,64}@[\w-]+\.[\w.-]+>?|"
    r"\s(?i:updated|published|posted|last\s+updated|first\s+published)\b.*|"
    r"\s(?:of|for|at|from)\s+(?:the|The|[A-Z][\w.]*)\b.*|\sis\s+an?\s.*|"
    r"\s(?:BBC|CNN|NBC|CBS|ABC|ITV|(?:Fox|Sky)(?=\s+News))(?:\s+News|\s+Sport|\s+Business)?(?=\s*$|,)",
    re.S,
)
_SPLIT = re.compile(
    r"\s{0,3}(?:,\s{0,3}(?:and|und|et|y|e|&|with)\s{1,3}|,|;|\||/|·|•|、|，|\n|"
    r"\s{1,3}(?:and|with|und|et|y|og|och|en|&|–|—|-)\s{1,3}|\s{1,3}e\s{1,3}(?=[A-Z]\S{1,40}\s{1,3}\S)|"
    r"\s{1,3}(?:in|for)\s{1,3}(?=[A-Z]))\s{0,3}"
)
_NOT_A_NAME = re.compile(
    r"[@:\d<>{}#=?!]|https?|www\.|\.(?:com|org|net|co)\b|\b(?:unknown|undefined|null|none|admin|"
    r"administrator|author|guest|user|webmaster|editorial)\b",
    re.I,
)
_TITLES_BEFORE = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof(?:essor)?|sir|dame|lord|rev)\.?\s+", re.I)
_DESK = re.compile(
    r"\b(?:staff|desk|team|reporters?|correspondents?|editors?|newsroom|news|bureau|agenc(?:y|ies)|"
    r"writers?|contributors?|press|media|online|digital|web|service|network|magazine|newspaper|"
    r"tv|radio|board|journal|times|post|daily|today|wire|group|editorial)\b",
    re.I,
)


@cache
def _job_titles() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in read_lines("job_titles.txt")), re.I)


@cache
def _first_names() -> frozenset[str]:
    rows = (line.split("\t") for line in read_lines("first_names.tsv"))
    return frozenset(name for row in rows for name in row[-1].split())


def agency_of(name: str | None) -> str | None:
    """The news agency that ``name`` is a spelling of, or None."""
    if not name:
        return None
    return read_pairs("agencies.txt").get(re.sub(r"\s+", " ", name).strip(" .,()").lower())


def _is_nobody(name: str) -> bool:
    """Whether a piece of a byline is an agency, a desk or what somebody does."""
    if agency_of(name) or _job_titles().fullmatch(name):
        return True
    words = name.lower().split()
    is_named = len(words) == 2 and words[0] in _first_names()
    return bool(_DESK.search(words[0] if is_named else name))


@cache
def author_words() -> AuthorWords:
    """English for `transforms.text.authors`."""
    return AuthorWords(_BY, _TAIL, _SPLIT, _NOT_A_NAME, _TITLES_BEFORE, _is_nobody, agency_of)


def parse_authors(written: Iterable[str], source: str | None = None) -> tuple[str, ...]:
    """People named in byline strings, in order, once each; ``source`` is never one of them.

    >>> parse_authors(["By JANE DOE and John Q. Public, Senior Political Reporter"])
    ('Jane Doe', 'John Q. Public')
    """
    return parse(written, author_words(), source)
