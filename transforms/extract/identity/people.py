"""People of the table of office holders: ``person:benjamin-netanyahu``.

A full name that the table has is enough where the table has it for one person and the article does
not speak for another country. A surname alone is never enough: namesakes are many. English names
are common in English news, so one that could be anybody's ("Robert Gates") needs the title of an
office, or that the article names the country while its holder is in office.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Optional

from transforms.extract.identity.named import Named
from transforms.extract.people import parse_name
from transforms.extract.people.leaders import Leader, leaders_named
from transforms.extract.wordlists import words

#: Years before the first and after the last day in office within which a namesake is unlikely.
_YEARS: Final = 25

#: Years around an office in which news has its holder without a title.
_LATELY: Final = 2
_ENGLISH: Final = words("USA GBR CAN AUS NZL IRL")


def identify(named: Named) -> Optional[str]:
    """The id of an office holder; None where the chain's full names fit several or none."""
    if named.label != "PERSON":
        return None
    found = {
        leader.ident
        for form in named.forms
        if len(parse_name(form).tokens) > 1
        for leader in leaders_named(form)
        if _fits(leader, named)
    }
    return f"person:{found.pop()}" if len(found) == 1 else None


def _fits(leader: Leader, named: Named) -> bool:
    if named.country is not None:
        if named.country != leader.country and leader.country.isalpha():
            return leader.country in ("UNO", "EUR", "IMG", "VAT")
    elif not leader.famous and leader.country not in named.about:
        return False
    if leader.country in _ENGLISH and not named.titled and not _serves(leader, named):
        return False
    return named.date is None or _alive(leader, named.date)


def _serves(leader: Leader, named: Named) -> bool:
    """Whether the article names the country of somebody in office, or who lately was."""
    if named.country is None and leader.country not in named.about:
        return False
    lately = named.date is not None and any(
        term.begin.year - _LATELY <= named.date.year <= term.last.year + _LATELY
        for term in leader.terms
    )
    return lately or not leader.terms or named.date is None


def _alive(leader: Leader, date: dt.date) -> bool:
    years = [year for term in leader.terms for year in (term.begin.year, term.last.year)]
    return not years or min(years) - _YEARS <= date.year <= max(years) + _YEARS
