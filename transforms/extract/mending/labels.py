"""Labels of entity mentions, mended by what the whole article and the tables say.

A statistical pipeline labels each sentence by itself: "Putin" alone may come out as a place. Here
all mentions of one surface form are seen together, along with the full names of people and the
tables of countries, demonyms and organizations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Optional

from transforms.extract.gazetteer import COUNTRY, FIRST_LEVEL, Gazetteer
from transforms.extract.mending.kinds import kind
from transforms.extract.people import parse_name, people
from transforms.extract.spans import Span, surface
from transforms.extract.wordlists import words

_NAMES: Final = words("PERSON NORP ORG GPE LOC FAC EVENT PRODUCT WORK_OF_ART LAW LANGUAGE")
_PLACES: Final = words("GPE LOC FAC")
#: A label at or above this confidence is left alone by the tables.
_SURE: Final = 0.9
_LOCATIVE: Final = re.compile(
    r"\b(?:in|at|near|from|to|into|outside|around|across|through|toward|towards|throughout)\s+$"
)
#: Spans that are no names, whatever the pipeline says.
_NOTHING: Final = words("US$ A$ C$ EARTH MOON MARS INTERNET WEB AM PM GMT UTC")
_JETS: Final = re.compile(r"7[0-9]7s?")
#: Last words of names that bodies have, and people do not.
_BODIES: Final = words(
    "foundation university museum institute ministry bank committee council association agency "
    "college hospital school church orchestra airlines airport corporation company group party "
    "commission authority society trust federation union organization organisation marine shipping"
)
_OWNED: Final = re.compile(r"['’]s $")


def repair_labels(
    text: str, spans: Sequence[Span], gaz: Gazetteer, organizations: dict[str, str]
) -> list[Span]:
    """The spans with mended labels, trimmed; spans that name nothing are left out.

    ``organizations`` maps folded names to countries.
    """
    trimmed = [_trim(text, span) for span in spans]
    kept = [s for s in trimmed if s is not None and not _is_title(text[s.start : s.end], s.label)]
    full_names = {
        parse_name(text[s.start : s.end]).tokens
        for s in kept
        if s.label == "PERSON" and " " in text[s.start : s.end]
    }
    surnames = {tokens[-1] for tokens in full_names if len(tokens) > 1}
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for span in kept:
        if span.label in _NAMES:
            weight = 0.5 if span.confidence is None else span.confidence
            votes[surface(text[span.start : span.end])][span.label] += weight
    boeing = "Boeing" in text
    repaired = []
    for span in kept:
        label = span.label
        if label in _NAMES:
            label = _label(text, span, votes, surnames, gaz, organizations)
        elif label == "CARDINAL" and boeing and _JETS.fullmatch(text, span.start, span.end):
            label = "PRODUCT"
        repaired.append(span._replace(label=label))
    return repaired


def _trim(text: str, span: Span) -> Optional[Span]:
    raw = text[span.start : span.end]
    kept = [at for at, char in enumerate(raw) if not (char.isspace() or char in '"“”‘([,;:')]
    start = span.start + (kept[0] if kept else len(raw))
    end = span.start + (kept[-1] + 1 if kept else 0)
    if span.label == "PERSON":
        possessive = re.search(r"['’]s$", text[start:end])
        if possessive:
            end -= len(possessive.group())
    if text[start:end].upper() in _NOTHING:
        return None
    if end <= start or (span.label in _NAMES and not re.search(r"\w", text[start:end])):
        return None
    return span._replace(start=start, end=end)


def _is_title(word: str, label: str) -> bool:
    """ "Maj." or "President" alone names nobody."""
    return label == "PERSON" and word.lower() in people().titles


def _label(
    text: str,
    span: Span,
    votes: dict[str, dict[str, float]],
    surnames: set[str],
    gaz: Gazetteer,
    organizations: dict[str, str],
) -> str:
    raw = text[span.start : span.end]
    key = surface(raw)
    sure = span.confidence is not None and span.confidence >= _SURE
    tally = votes[key]
    label = span.label
    if len(tally) > 1:
        best = max(sorted(tally), key=lambda name: tally[name])
        if tally[best] >= 1.5 * tally[label] and not (label in _PLACES and best in _PLACES):
            label = best
    known = gaz.by_name.get(key, ())
    is_country = any(r.kind == COUNTRY for r in known)
    if raw.casefold() in gaz.demonyms and not is_country:
        return label if label in ("NORP", "LANGUAGE") or sure else "NORP"
    locative = _LOCATIVE.search(text, max(0, span.start - 12), span.start) is not None
    if label in _PLACES and " " not in key and key in surnames and not locative and not is_country:
        options = gaz.find(raw)
        big = any(r.kind == FIRST_LEVEL or r.population >= 100_000 for r in options if r.primary)
        if not big or label != span.label:
            return "PERSON"
        if tally.get("PERSON", 0.0) > 0.3 * tally[label]:
            return "PERSON"
    if (
        is_country
        and label not in _PLACES
        and not sure
        and key not in surnames
        and raw[0].isupper()
    ):
        return "GPE"
    if not sure or label != "LAW":
        before = text[max(0, span.start - 2) : span.start].strip()
        worded = kind(label, raw.split(), before)
        if worded != label:
            return worded
    last = key.rsplit(" ", 1)[-1]
    if label == "PERSON" and " " in key and last in _BODIES:
        return "ORG"  # "Andy Warhol Foundation"
    if label == "GPE" and not sure and _OWNED.search(text, max(0, span.start - 3), span.start):
        before = text[max(0, span.start - 40) : span.start]
        owner = re.search(r"([A-Z][\w.-]{1,40})['’]s $", before)
        if owner is not None and not gaz.find(raw) and gaz.by_name.get(surface(owner.group(1))):
            return "ORG"  # "France's Thales", "Japan's Nikkei"
    if key in organizations and label not in ("ORG", "GPE", "FAC", "NORP") and not sure:
        return "ORG"
    return label
