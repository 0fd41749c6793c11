"""A surface form → the places that it may mean, and the kind that its own words ask for."""

from __future__ import annotations

import math
import re
from typing import Final

from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    FIRST_LEVEL,
    REGION,
    SECOND_LEVEL,
    Gazetteer,
    PlaceRecord,
)
from transforms.extract.places.toponyms import SMALL, Options, Toponym
from transforms.extract.wordlists import listed, words

DIRECTIONS: Final = words(
    "northern southern eastern western central north south east west northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern north-eastern north-western "
    "south-eastern south-western north-east north-west south-east south-west north-central "
    "south-central west-central greater downtown upstate rural mainland coastal inner outer lower "
    "upper mid central suburban metropolitan old"
)
_OF_STATES: Final = words("upstate rural")
KIND_WORDS: Final = {
    **dict.fromkeys(
        listed("province region state prefecture oblast governorate territory krai"), 1
    ),
    **dict.fromkeys(listed("county district parish department shire"), 2),
    **dict.fromkeys(listed("city town village township municipality borough suburb"), 0),
    **dict.fromkeys(listed("island islands peninsula valley desert basin delta"), 4),
}
_LEADING_KINDS: Final = re.compile(
    r"^(?:the )?(?:[\w’' -]{0,40}\b(?:republic|kingdom|sultanate|principality|commonwealth|emirate"
    r"|grand duchy) of(?: the)?|(?:state|province|city|town|village|region|district|county|island|"
    r"port) of(?: the)?|greater|metropolitan)\s+",
    re.IGNORECASE,
)
_POSSESSIVE: Final = re.compile(r"['’]s?$")


def candidates_for(gaz: Gazetteer, surface: str) -> Options:
    """(places that a surface form may mean, kind that its own words ask for).

    "Kano state" asks for a first-level division, "northern Iraq" is looked up as Iraq.
    """
    text = _POSSESSIVE.sub("", surface.strip(" ,")).strip()
    if text[:4].lower() == "the ":
        text = text[4:]
    found = _whole(gaz, text)
    return (found, None) if found else _by_parts(gaz, text)


def _whole(gaz: Gazetteer, text: str) -> tuple[PlaceRecord, ...]:
    """Places of a name as it is written."""
    if text in gaz.abbreviations:
        return division(gaz, gaz.abbreviations[text])
    found = gaz.find(text)
    if not found and f"{text}." in gaz.abbreviations:
        return division(gaz, gaz.abbreviations[f"{text}."])
    if text.casefold() == "columbia":
        found = tuple(r for r in found if r.division != "US.DC")  # nobody says so
    if found and text.isupper() and len(text) <= 4:
        # "EU" is no town in Normandy, "WACO" is Waco
        large = SMALL if len(text) == 4 else math.inf
        found = tuple(r for r in found if r.kind in (COUNTRY, REGION) or r.population >= large)
    return found


def _by_parts(gaz: Gazetteer, text: str) -> Options:
    """What a name of several words means without the word that tells its kind or its side."""
    parts = text.split()
    if len(parts) < 2:
        return (), None
    asked = KIND_WORDS.get(parts[-1].lower())
    if asked is not None:
        found = gaz.find(" ".join(parts[:-1]))
        if asked == REGION:
            # "Plum Island" is no town called Plum
            found = tuple(r for r in found if r.kind in (COUNTRY, REGION))
        if found:
            return found, asked
    stripped = _LEADING_KINDS.sub("", text)
    found = gaz.find(stripped) if stripped != text else ()
    if found:
        return found, None
    first, rest = parts[0].lower(), " ".join(parts[1:])
    if first == "county":
        found = tuple(r for r in gaz.find(rest) if r.kind == SECOND_LEVEL)
        if found:
            return found, SECOND_LEVEL
    if first in DIRECTIONS:
        found, asked = candidates_for(gaz, rest)
        if found:
            return found, FIRST_LEVEL if first in _OF_STATES else asked
    return (), None


def candidates_of(gaz: Gazetteer, mention: Toponym) -> Options:
    """What a mention may mean; a ground is no small town of its name ("Villa Park")."""
    options, asked = candidates_for(gaz, mention.text)
    if mention.label == "FAC":
        options = tuple(o for o in options if o.kind != CITY or o.population >= SMALL)
    return options, asked


def division(gaz: Gazetteer, code: str) -> tuple[PlaceRecord, ...]:
    name = gaz.division_name(code)
    found = [
        record
        for record in (gaz.find(name) if name else ())
        if record.division == code and record.kind == FIRST_LEVEL
    ]
    if code == "US.DC":
        found = [r for r in gaz.find("Washington") if r.division == code and r.kind == CITY]
    return tuple(found)
