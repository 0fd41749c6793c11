"""Heads of state and government, ministers and others who speak for a body, with their terms.

    [leader.country for leader in leaders_named("Tony Blair")]   → ["GBR"]

Sources and licence of the table: transforms/resources/people/README.md.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from transforms.extract.gazetteer import fold
from transforms.extract.people.names import parse_name


class Term(NamedTuple):
    """First and last day in an office; ``last`` is the last of all days where no end is known."""

    begin: dt.date
    last: dt.date


class Leader(NamedTuple):
    """One person.

    ``ident`` is the name in ASCII with hyphens; ``country`` is ISO 3166-1 alpha-3 or PLOVER's code
    of the body; ``famous`` says that the full name means this person in news of any country;
    ``surnames`` are the folded last words of the name in all its spellings.
    """

    ident: str
    name: str
    country: str
    terms: tuple[Term, ...]
    famous: bool
    surnames: frozenset[str]

    def in_office(self, date: dt.date) -> bool:
        """Whether ``date`` lies within one of the terms."""
        return any(term.begin <= date <= term.last for term in self.terms)


def _term(text: str) -> Term:
    begin, _, last = text.partition("/")
    return Term(dt.date.fromisoformat(begin), dt.date.fromisoformat(last) if last else dt.date.max)


@cache
def _leaders() -> dict[tuple[str, ...], tuple[Leader, ...]]:
    table = files("transforms.resources") / "people" / "leaders.tsv"
    found: dict[tuple[str, ...], tuple[Leader, ...]] = {}
    for line in table.read_text("utf-8").splitlines()[1:]:
        ident, name, aliases, country, office, famous = line.split("\t")
        terms = tuple(_term(text) for text in office.split(",") if text)
        forms = (name, *filter(None, aliases.split("|")))
        surnames = frozenset(tokens[-1] for form in forms if (tokens := parse_name(form).tokens))
        leader = Leader(ident, name, country, terms, famous == "1", surnames)
        for form in forms:
            for key in {tuple(fold(form).split()), parse_name(form).tokens}:
                found[key] = (*found.get(key, ()), leader)
    return found


def leaders_named(name: str) -> tuple[Leader, ...]:
    """Everybody whom a full name may mean, title or not; empty for a name alone like "Blair"."""
    known = _leaders()
    return known.get(tuple(fold(name).split())) or known.get(parse_name(name).tokens, ())
