"""People of the table of office holders: ``person:benjamin-netanyahu``.

A full name that the table has is enough where the table has it for one person and the article does
not speak for another country. A surname alone is never enough: namesakes are many.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, Optional

from transforms.extract.identity.named import Named
from transforms.extract.people import parse_name
from transforms.extract.people.leaders import Leader, leaders_named

#: Years before the first and after the last day in office within which a namesake is unlikely.
_YEARS: Final = 25


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
    return named.date is None or _alive(leader, named.date)


def _alive(leader: Leader, date: dt.date) -> bool:
    years = [year for term in leader.terms for year in (term.begin.year, term.last.year)]
    return not years or min(years) - _YEARS <= date.year <= max(years) + _YEARS
