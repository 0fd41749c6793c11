"""Spans of another language's pipeline → names under our labels, with countries and places.

Pipelines label names in schemes of their own: WikiNER's PER, LOC, ORG and MISC, OntoNotes' eighteen
types, the upper-case types of national treebanks. `LABELS` maps them. A LOC is told apart by the
gazetteer: what is a country, a division or a town is GPE. Names of countries and demonyms are also
found where the pipeline has no span; a demonym is NORP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
)
from transforms.lang.data import Language, language

#: Label of a pipeline → ours; what is not here is left out.
LABELS: Final = {
    "PER": "PERSON",
    "PERSON": "PERSON",
    "PRS": "PERSON",
    "persName": "PERSON",
    "NAME": "PERSON",
    "ORG": "ORG",
    "ORGANIZATION": "ORG",
    "orgName": "ORG",
    "NORP": "NORP",
    "LOC": "LOC",
    "LOCATION": "LOC",
    "GPE": "GPE",
    "GPE_LOC": "GPE",
    "GPE_ORG": "GPE",
    "placeName": "LOC",
    "geogName": "LOC",
    "FAC": "FAC",
    "FACILITY": "FAC",
    "EVT": "EVENT",
    "EVENT": "EVENT",
    "PRODUCT": "PRODUCT",
    "OBJ": "PRODUCT",
    "WORK_OF_ART": "WORK_OF_ART",
    "WRK": "WORK_OF_ART",
    "MISC": "MISC",
    "DRV": "NORP",
    "LAW": "LAW",
    "LANGUAGE": "LANGUAGE",
}

#: Kinds of gazetteer records that are a country, division or town.
_POLITICAL: Final = frozenset((CITY, FIRST_LEVEL, SECOND_LEVEL, COUNTRY))


class Name(NamedTuple):
    """A name in the text with what it names, as far as it is known."""

    start: int
    end: int
    label: str
    country: str | None = None
    place: PlaceRecord | None = None


@cache
def _known(code: str) -> re.Pattern[str]:
    """Return a pattern of all names of countries and all demonyms of a language, as written."""
    words = language(code)
    assert words is not None
    forms = sorted((*words.countries, *words.demonyms), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, forms)) + r")(?![\w-])")


def _best(gaz: Gazetteer, text: str, countries: Sequence[str]) -> PlaceRecord | None:
    """Return the likeliest place of a name: in a country of the article, else the largest."""
    records = [r for r in gaz.find(text) if r.country is not None and r.kind in _POLITICAL]
    if not records:
        return None
    return max(records, key=lambda r: (r.country in countries and r.population > 5000,
                                       r.population))  # fmt: skip


def known_names(text: str, words: Language) -> list[Name]:
    """Return the names of countries (GPE) and demonyms (NORP) in *text*, in order."""
    found = []
    for match in _known(words.code).finditer(text):
        form = match.group()
        if form in words.countries:
            found.append(Name(*match.span(), "GPE", words.countries[form]))
        else:
            found.append(Name(*match.span(), "NORP", words.demonyms[form]))
    return found


def find_names(
    text: str, spans: Iterable[tuple[int, int, str]], words: Language | None, gaz: Gazetteer
) -> list[Name]:
    """Return the names of *text* in order, none overlapping another.

    Args:
        text: the article's text.
        spans: (start, end, label) of the pipeline's entities.
        words: what is known of the language; None knows no countries.
        gaz: the gazetteer; its alternate names cover most languages.
    """
    known = known_names(text, words) if words is not None else []
    taken = {(name.start, name.end): name for name in known}
    countries = [name.country for name in known if name.country is not None]
    names = list(known)
    for start, end, label in spans:
        ours = LABELS.get(label)
        if ours is None or (start, end) in taken:
            continue
        inside = [name for name in known if name.start < end and start < name.end]
        if inside and ours != "ORG":
            continue
        names = [name for name in names if name not in inside]
        names.append(_typed(text, start, end, ours, countries, gaz))
    return sorted((name for name in names if name.label != "MISC"), key=lambda name: name.start)


def _typed(
    text: str, start: int, end: int, label: str, countries: Sequence[str], gaz: Gazetteer
) -> Name:
    if label not in ("LOC", "GPE"):
        return Name(start, end, label)
    place = _best(gaz, text[start:end], countries)
    if place is None:
        return Name(start, end, label)
    return Name(start, end, "GPE", place.country, place)
