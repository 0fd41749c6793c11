"""Mentions → country: what a name, its modifier or the tables of organizations say.

Codes are ISO 3166-1 alpha-3 (Kosovo: XKX, as the World Bank and GeoNames have it), and for
what belongs to no country PLOVER's: UNO United Nations, EUR European Union, IGO other
international governmental organizations, NGO, IMG transnational armed groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final, Optional

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
    fold,
)
from transforms.extract.organizations import known_organizations, organizations
from transforms.extract.people import people
from transforms.extract.spans import surface
from transforms.extract.wordlists import words

#: A city in an organization's name gives its country from this population on ("Boston University").
_CITY: Final = 200_000
#: ... in a country that the article names, from this one on.
_NEAR: Final = 50_000
#: ... as the last word of a name, from this one on.
_CLUB: Final = 500_000
_NOT_PLACES: Final = words(
    "of the and for new national united international general central bank group company "
    "university college star sun post times union city mobile enterprise liberty independence "
    "phoenix delta orange apple victoria reading nice bath split police most centre center central "
    "east west north south northern southern eastern western christian santa cruz valley green"
)
_TITLE_EXTRA: Final = words(
    "deputy former ex acting interim national security adviser advisor special senior top chief "
    "state foreign defense defence interior finance health justice army military police opposition "
    "party press billionaire veteran late vice first rear"
)
_GAP: Final = re.compile(r"^['’]?s?\s+((?:[\w.-]+\s+){0,5})$")


def country_of_norp(gaz: Gazetteer, text: str) -> Optional[str]:
    """The country of a demonym; of a hyphenated one the last ("Iranian-American" is USA)."""
    plain = text.casefold().strip()
    for form in (plain, plain.removesuffix("'s"), plain.removesuffix("’s")):
        if form in gaz.demonyms:
            return gaz.demonyms[form]
    tail = re.split(r"[-–\s]", plain)[-1]
    return gaz.demonyms.get(tail) or organizations().get(surface(text))


def country_of_organization(
    gaz: Gazetteer, text: str, about: Mapping[str, int] = MappingProxyType({})
) -> Optional[str]:
    """By the table of organizations, else by a place or demonym within the name.

    ``about`` counts the countries that the article names: "Norfolk Constabulary" is British in an
    article on Norwich.
    """
    key = surface(text)
    known = known_organizations().get(key)
    if known is not None:
        return known.in_context(about)
    tokens = [t for t in re.findall(r"[^\W\d_][\w.’'-]*", text) if t]
    return _country_within(gaz, tokens) or _country_of_place(gaz, text, tokens, about)


def _runs(tokens: Sequence[str], longest: int) -> Iterator[tuple[int, int, str]]:
    """(first token, tokens, words) of the runs that begin with a capital, the longest first."""
    for size in range(longest, 0, -1):
        for start in range(len(tokens) - size + 1):
            part = re.sub(r"['’]s$", "", " ".join(tokens[start : start + size]))
            if part[0].isupper():
                yield start, size, part


def _country_within(gaz: Gazetteer, tokens: Sequence[str]) -> Optional[str]:
    """The country or nationality that a body's name holds."""
    for _, _, part in _runs(tokens, 3):
        demonym = gaz.demonyms.get(part.casefold())
        if demonym is not None:
            return demonym
        for record in gaz.by_name.get(fold(part), ()):
            if record.kind == COUNTRY and part.casefold() not in _NOT_PLACES:
                return record.country
    return None


def _country_of_place(
    gaz: Gazetteer, text: str, tokens: Sequence[str], about: Mapping[str, int]
) -> Optional[str]:
    """The country of the town or division that a body's name holds."""
    if len(tokens) < 2:
        return None
    for start, size, part in _runs(tokens, 2):
        if part.casefold() in _NOT_PLACES or len(part) < 4:
            continue
        # "Centre for Extractive Studies"; patterns of their own are dear to compile
        leads = f"{part} for" in text or f"{part} of" in text
        if leads and re.search(rf"\b{re.escape(part)} (?:for|of)\b", text):
            continue
        trade = (
            size == 1
            and 0 < start == len(tokens) - 1
            and tokens[start - 1].lower() not in ("of", "in", "at", "de", "to")
        )
        options = [r for r in gaz.find(part) if _may_be_home(r, trade, about)]
        if options:
            best = max(
                options, key=lambda r: (r.country in about, r.population, -(r.geonames_id or 0))
            )
            return best.country
    return None


def _may_be_home(record: PlaceRecord, trade: bool, about: Mapping[str, int]) -> bool:
    """Whether a body may have its name from a place; ``trade``: its last word alone is the place's.

    "Dravex Maritime" is of no region of Togo, "Real Madrid" of Madrid.
    """
    told = record.country in about
    if not record.primary or not record.country:
        return False
    if record.kind not in (FIRST_LEVEL, SECOND_LEVEL, CITY):
        return False
    if record.population < (_NEAR if told else _CITY) or (record.kind == SECOND_LEVEL and not told):
        return False
    return not trade or told or (record.kind == CITY and record.population >= _CLUB)


def modifies(gap: str) -> bool:
    """Whether the text between a country and a name makes the one modify the other.

    >>> modifies(" President "), modifies("'s Deputy Foreign Minister "), modifies(" and ")
    (True, True, False)
    """
    match = _GAP.match(gap)
    if match is None:
        return False
    titles = _title_words()
    return all(word.lower().strip(".,") in titles for word in match.group(1).split())


@cache
def _title_words() -> frozenset[str]:
    pieces = {piece for title in people().titles for piece in re.split(r"[\s-]", title)}
    return frozenset(p.strip(".") for p in pieces) | _TITLE_EXTRA
