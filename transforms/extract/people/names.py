"""Names of people: titles, gender and which names can be one person's.

The lists are small and written for this project; a first name outside them has no gender, which
leaves pronouns unlinked rather than guessed.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import fold
from transforms.extract.wordlists import words
from transforms.lang.en.lists import read_text

_PARTICLES: Final = words(
    "al el bin ben ibn abu abd de da di du del della van von der den la le dos"
)
_SUFFIXES: Final = words("jr sr ii iii iv phd md esq qc mp")


class People(NamedTuple):
    """The lists: title → gender ("m", "f" or ""), first name and noun → gender, short forms."""

    titles: dict[str, str]
    genders: dict[str, str]
    nouns: dict[str, str]
    nicknames: dict[str, frozenset[str]]


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in read_text(name).splitlines()[1:] if line]


@cache
def people() -> People:
    """The lists of this process."""
    titles = {row[0]: row[1] if len(row) > 1 else "" for row in _rows("titles.tsv")}
    genders = {name: row[0] for row in _rows("first_names.tsv") for name in row[1].split()}
    nouns = {noun: row[0] for row in _rows("gendered_nouns.tsv") for noun in row[1].split()}
    nicknames = {row[0]: frozenset(row[1].split()) for row in _rows("nicknames.tsv")}
    return People(titles, genders, nouns, nicknames)


class PersonName(NamedTuple):
    """A name taken apart: folded tokens without title and suffix, and the title's gender."""

    tokens: tuple[str, ...]
    title: str
    gender: str


@lru_cache(maxsize=4_096)
def parse_name(text: str, before: str = "") -> PersonName:
    """Take ``text`` apart; ``before`` is the text in front of it, where a title may stand.

    >>> parse_name("Mr. Benjamin Netanyahu").tokens
    ('benjamin', 'netanyahu')
    """
    known = people()
    parts = text.replace("’s", "").replace("'s", "").split()
    title = ""
    while len(parts) > 1:
        two = " ".join(parts[:2]).lower()
        if len(parts) > 2 and two in known.titles:
            title, parts = two, parts[2:]
        elif parts[0].lower() in known.titles:
            title, parts = parts[0].lower(), parts[1:]
        else:
            break
    if not title and before:
        leading = before.split()[-3:]
        for count in (3, 2, 1):
            candidate = " ".join(leading[-count:]).lower() if len(leading) >= count else ""
            if candidate in known.titles:
                title = candidate
                break
    tokens = [token for part in parts for token in fold(part).split() if token]
    while len(tokens) > 1 and tokens[-1] in _SUFFIXES:
        tokens.pop()
    gender = known.titles.get(title, "")
    if not gender and len(tokens) > 1:
        gender = known.genders.get(tokens[0], "")
    return PersonName(tuple(tokens), title, gender)


#: What stands before a name, with the comma of an apposition: "her father, Ante".
_BEFORE: Final = re.compile(r"(?P<noun>[\w-]+)(?P<comma>,?) $")
#: What a name is said to be behind it: ", a retired policewoman from Kent".
_BEHIND: Final = re.compile(
    r",(?: \d\d,)? (?:an?|the|his|her|their|[\w’']+['’]s?) (?P<words>[\w-]+(?: [\w-]+){0,2})"
)
#: Words behind which a noun is no longer the name's: "a friend of his wife".
_APART: Final = words("of for from in at with to and or who whose that by on")


def gender_told(text: str, start: int, end: int) -> str:
    """ "m" or "f" where a noun beside the name at these offsets tells it, else "".

    >>> gender_told("Her father, Ante, wept.", 12, 16)
    'm'
    """
    nouns = people().nouns
    before = _BEFORE.search(text, max(0, start - 30), start)
    # "After the death of her husband, Ann Lee moved": the comma that closes is missing
    if before is not None and (not before["comma"] or text[end : end + 1] == ","):
        told = nouns.get(before["noun"].lower(), "")
        if told:
            return told
    behind = _BEHIND.match(text, end)
    for word in behind["words"].lower().split() if behind is not None else ():
        if word in _APART:
            break
        if word in nouns:
            return nouns[word]
    return ""


def same_first_name(one: str, other: str) -> bool:
    """Whether two first names can be one person's: equal, an initial, a nickname.

    >>> same_first_name("robert", "bob"), same_first_name("ann", "bob")
    (True, False)
    """
    if one == other or (min(len(one), len(other)) == 1 and one[0] == other[0]):
        return True
    nicknames = people().nicknames
    return other in nicknames.get(one, ()) or one in nicknames.get(other, ())


def surname(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """The last name with its particles: "al assad", "van der bellen"."""
    start = len(tokens) - 1
    while start > 1 and tokens[start - 1] in _PARTICLES:
        start -= 1
    return tokens[start:]


def fits(short: PersonName, full: PersonName) -> Optional[int]:
    """How well a shorter form fits a fuller name: 0 surname, 1 first name, 2 within; None not.

    >>> fits(parse_name("Netanyahu"), parse_name("Benjamin Netanyahu"))
    0
    """
    if short.gender and full.gender and short.gender != full.gender:
        return None
    a, b = short.tokens, full.tokens
    if not a or len(a) > len(b):
        return None
    if a == b or b[-len(a) :] == a:
        return 0
    if len(a) >= 2:
        # "J. Smith", "Bob Smith", "Robert James Smith" and "Robert Smith"
        if surname(a)[-1] == surname(b)[-1] and same_first_name(a[0], b[0]):
            return 0
        for start in range(len(b) - len(a) + 1):
            if b[start : start + len(a)] == a:
                return 2
        return None
    if surname(b)[-1] == a[0] or a[0] in _joined(b):
        return 0
    if b[0] == a[0]:
        return 1
    return 2 if a[0] in b else None


def _joined(tokens: tuple[str, ...]) -> tuple[str, ...]:
    last = surname(tokens)
    return ("".join(last), " ".join(last))
