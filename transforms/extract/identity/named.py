"""`Named`: the chain that a knowledge base identifies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Optional

from transforms.extract.gazetteer import PlaceRecord


class Named(NamedTuple):
    """A chain of mentions in one article.

    Attributes:
        label: OntoNotes label of the chain.
        forms: the chain's name, then its other forms, in text order and without repeats.
        country: ISO 3166-1 alpha-3 or PLOVER's code, None where unknown.
        place: of GPE, LOC and FAC, what the mention was resolved to.
        about: how often the article names each country.
        date: the article's calendar day.
        beside: whether words beside a mention give the country ("Israel's Foreign Ministry").
        titled: whether a mention of a person has the title of a high office ("President").
    """

    label: str
    forms: tuple[str, ...]
    country: Optional[str] = None
    place: Optional[PlaceRecord] = None
    about: Mapping[str, int] = MappingProxyType({})
    date: Optional[dt.date] = None
    beside: bool = False
    titled: bool = False
