"""Spans → name mentions with the places they mean and the countries that modify them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Optional

from schemas.records import Article
from transforms.extract.countries import country_of_norp, modifies
from transforms.extract.gazetteer import Gazetteer, PlaceRecord
from transforms.extract.names.chains import NameMention
from transforms.extract.names.facilities import house_facilities
from transforms.extract.organizations import known_organizations
from transforms.extract.people import parse_name
from transforms.extract.places import Hints, Resolved, Toponym, judged_places
from transforms.extract.spans import Span, surface
from transforms.extract.wordlists import words

#: Labels of mentions that name something and stand in chains.
CHAINED: Final = words("PERSON NORP ORG GPE LOC FAC EVENT PRODUCT WORK_OF_ART LAW LANGUAGE")
#: Labels of mentions that have a place.
PLACES: Final = words("GPE LOC FAC")
#: What joins a body with the place that it is the body of: "the Senate in Manila".
_OF_PLACE: Final = re.compile(r",? (?:in|of|in the|of the) ")
_OUTLETS: Final = {
    "uk": "GBR", "au": "AUS", "ca": "CAN", "nz": "NZL", "ie": "IRL", "in": "IND", "za": "ZAF",
    "ng": "NGA", "ke": "KEN", "pk": "PAK", "bd": "BGD", "sg": "SGP", "my": "MYS", "ph": "PHL",
    "hk": "HKG", "jp": "JPN", "kr": "KOR", "cn": "CHN", "il": "ISR", "ae": "ARE", "eg": "EGY",
    "de": "DEU", "fr": "FRA", "it": "ITA", "es": "ESP", "ru": "RUS", "ua": "UKR", "gh": "GHA",
    "ug": "UGA", "tz": "TZA", "zw": "ZWE", "lk": "LKA", "np": "NPL", "tr": "TUR", "us": "USA",
}  # fmt: skip


def name_mentions(
    text: str, spans: Sequence[Span], article: Article, gaz: Gazetteer
) -> list[NameMention]:
    """The spans that name something, with their places and the countries that modify them."""
    named = [span for span in spans if span.label in CHAINED]
    surfaces = [text[span.start : span.end] for span in named]
    resolved = _places(text, named, surfaces, article, gaz)
    places = [one.place for one in resolved]
    house_facilities(text, named, places)
    mentions: list[NameMention] = []
    for index, (span, form) in enumerate(zip(named, surfaces, strict=True)):
        lead = text[max(0, span.start - 40) : span.start].rsplit("\n", 1)[-1]
        modifier = _modifier(text, named, surfaces, places, gaz, index)
        mentions.append(
            NameMention(
                span.start,
                span.end,
                form,
                span.label,
                places[index],
                modifier,
                lead,
                resolved[index].certain,
            )
        )
    return mentions


def _places(
    text: str,
    named: Sequence[Span],
    surfaces: Sequence[str],
    article: Article,
    gaz: Gazetteer,
) -> list[Resolved]:
    hints: Counter[str] = Counter()
    for span, form in zip(named, surfaces, strict=True):
        country = country_of_norp(gaz, form) if span.label == "NORP" else None
        if country is not None and country in gaz.countries:
            hints[country] += 1
    toponyms = [
        Toponym(span.start, span.end, form, span.label)
        for span, form in zip(named, surfaces, strict=True)
        if span.label in PLACES
    ]
    resolved = iter(
        judged_places(
            gaz,
            text,
            toponyms,
            Hints(
                dict(hints),
                article.dateline_place,
                _home(article.source),
                article.source or "",
                _surnames(named, surfaces),
            ),
        )
    )
    return [next(resolved) if span.label in PLACES else Resolved(None) for span in named]


def _surnames(named: Sequence[Span], surfaces: Sequence[str]) -> frozenset[str]:
    """The last words of the people who are named in full."""
    full = (
        parse_name(form).tokens
        for span, form in zip(named, surfaces, strict=True)
        if span.label == "PERSON"
    )
    return frozenset(tokens[-1] for tokens in full if len(tokens) > 1)


def _home(source: Optional[str]) -> Optional[str]:
    """The outlet's country by its top-level domain."""
    if not source or "." not in source:
        return None
    return _OUTLETS.get(source.rsplit(".", 1)[-1].lower())


def _modifier(
    text: str,
    named: Sequence[Span],
    surfaces: Sequence[str],
    places: Sequence[Optional[PlaceRecord]],
    gaz: Gazetteer,
    index: int,
) -> Optional[str]:
    """The country that the words beside a name give it: "Israel's Foreign Ministry"."""
    span = named[index]
    if span.label == "NORP":
        return country_of_norp(gaz, surfaces[index])
    if span.label not in ("PERSON", "ORG"):
        return None
    if index:
        before = named[index - 1]
        gap = text[before.end : span.start]
        beside = gap.strip() or before.label == "NORP"
        if before.label in ("NORP", "GPE") and "\n" not in gap and beside and modifies(gap):
            if before.label == "NORP":
                return country_of_norp(gaz, surfaces[index - 1])
            place = places[index - 1]
            return place.country if place is not None else None
    return _of_place(text, named, surfaces, places, index)


def _of_place(
    text: str,
    named: Sequence[Span],
    surfaces: Sequence[str],
    places: Sequence[Optional[PlaceRecord]],
    index: int,
) -> Optional[str]:
    """The country of a place behind a body that many countries have: "the Senate in Manila"."""
    known = known_organizations().get(surface(surfaces[index]))
    if known is None or not known.also or index + 1 >= len(named):
        return None
    place = places[index + 1]
    if place is None or not _OF_PLACE.fullmatch(text[named[index].end : named[index + 1].start]):
        return None
    return place.country
