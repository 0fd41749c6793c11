"""The table of organizations: a name → country, id across articles, other countries with the name.

The one list of named bodies of `transforms.extract`; transforms/resources/organizations has it and
says where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple, Optional

from transforms.extract.spans import surface

#: Stands for all countries in ``also``.
EVERY: Final = "*"


class Organization(NamedTuple):
    """One name of a body.

    ``country`` is ISO 3166-1 alpha-3 or one of PLOVER's codes, None for a body that every state
    has; ``ident`` is the id that the body's names share ("united-nations"), None where the name
    alone does not tell which body is meant; ``also`` has the countries that have a body of this
    name, the one that news means first ("Congress": USA, ARG, BRA, ...), `EVERY` alone for a body
    that every state has ("Supreme Court"), and is empty for names of one body; ``sectors`` are
    PLOVER's, or ``-`` alone for an international body that acts and has none; empty for bodies that
    no event is coded by.
    """

    country: Optional[str]
    ident: Optional[str]
    also: tuple[str, ...]
    sectors: tuple[str, ...] = ()

    def belongs_to(self, country: str) -> bool:
        """Whether a country has a body of this name that many have."""
        return country in self.also or (EVERY in self.also and country.isalpha())

    def in_context(self, about: Mapping[str, int] = MappingProxyType({})) -> Optional[str]:
        """The country of the body that an article means which names ``about``'s countries.

        What every state has is the body of the only country named, or of one that is named twice
        as often as any other.

        >>> congress = Organization("USA", None, ("USA", "BRA", "CHL"))
        >>> congress.in_context({"BRA": 2}), congress.in_context({"UKR": 4})
        ('BRA', 'USA')
        >>> court = Organization(None, None, (EVERY,))
        >>> court.in_context({"KEN": 3, "USA": 1}), court.in_context({"KEN": 3, "USA": 2})
        ('KEN', None)
        """
        if EVERY in self.also:
            ranked = sorted(about, key=lambda code: (-about[code], code))
            clear = len(ranked) == 1 or (ranked and about[ranked[0]] >= 2 * about[ranked[1]])
            return ranked[0] if clear else self.country
        here = [code for code in self.also if about.get(code)]
        if not here:
            return self.country
        return max(here, key=lambda code: about[code])


@cache
def known_organizations() -> dict[str, Organization]:
    """Folded name (`spans.surface`) → organization."""
    table = files("transforms.resources") / "organizations" / "organizations.tsv"
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()[1:]]
    return {
        surface(name): Organization(
            country or None,
            ident or None,
            tuple(filter(None, also.split("|"))),
            tuple(sectors.split()),
        )
        for name, country, ident, also, sectors in rows
    }


@cache
def organizations() -> dict[str, str]:
    """Folded name → country code."""
    return {
        name: body.country
        for name, body in known_organizations().items()
        if body.country is not None
    }
