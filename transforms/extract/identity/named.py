"""`Named`: the chain that a knowledge base identifies."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple, Optional

from transforms.extract.gazetteer import PlaceRecord


class Named(NamedTuple):
    """A chain of mentions in one article.

    Attributes:
        label: OntoNotes label of the chain.
        forms: the chain's name, then its other forms, in text order and without repeats.
        country: ISO 3166-1 alpha-3 or PLOVER's code, None where unknown.
        place: of GPE, LOC and FAC, what the mention was resolved to.
        about: the countries that the article names.
        date: the article's calendar day.
    """

    label: str
    forms: tuple[str, ...]
    country: Optional[str] = None
    place: Optional[PlaceRecord] = None
    about: frozenset[str] = frozenset()
    date: Optional[dt.date] = None
