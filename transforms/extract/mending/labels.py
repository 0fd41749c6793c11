"""Labels of entity mentions, mended by what the whole article and the tables say.

A statistical pipeline labels each sentence by itself: "Putin" alone may come out as a place. Here
all mentions of one surface form are seen together, along with the full names of people and the
tables of countries, demonyms and organizations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
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
    start, end = span.start, span.end
    if not (raw[:1].isalnum() and raw[-1:].isalnum()):
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
    label = _voted(span.label, votes[key])
    is_country = any(r.kind == COUNTRY for r in gaz.by_name.get(key, ()))
    if raw.casefold() in gaz.demonyms and not is_country:
        return label if label in ("NORP", "LANGUAGE") or sure else "NORP"
    if label in _PLACES and not is_country and " " not in key and key in surnames:
        locative = _LOCATIVE.search(text, max(0, span.start - 12), span.start) is not None
        if not locative and _is_surname(gaz, raw, label != span.label, votes[key], label):
            return "PERSON"
    named_so = is_country and key not in surnames and raw[0].isupper()
    if named_so and label not in _PLACES and not sure:
        return "GPE"
    if not sure or label != "LAW":
        before = text[max(0, span.start - 2) : span.start].strip()
        worded = kind(label, raw.split(), before)
        if worded != label:
            return worded
    if _is_body(text, span, label, gaz, sure):
        return "ORG"
    if key in organizations and label not in ("ORG", "GPE", "FAC", "NORP") and not sure:
        return "ORG"
    return label


def _voted(label: str, tally: Mapping[str, float]) -> str:
    """The label that most mentions of the same words have, unless both are places."""
    if len(tally) < 2:
        return label
    best = max(sorted(tally), key=lambda name: tally[name])
    if tally[best] >= 1.5 * tally[label] and not (label in _PLACES and best in _PLACES):
        return best
    return label


def _is_surname(
    gaz: Gazetteer, raw: str, outvoted: bool, tally: Mapping[str, float], label: str
) -> bool:
    """Whether a place of the name of somebody in the article is that person."""
    options = (record for record in gaz.find(raw) if record.primary)
    big = any(r.kind == FIRST_LEVEL or r.population >= 100_000 for r in options)
    return not big or outvoted or tally.get("PERSON", 0.0) > 0.3 * tally[label]


def _is_body(text: str, span: Span, label: str, gaz: Gazetteer, sure: bool) -> bool:
    """Whether a person's or town's name is a body's: "Andy Warhol Foundation", "Japan's Nikkei"."""
    raw = text[span.start : span.end]
    key = surface(raw)
    if label == "PERSON":
        return " " in key and key.rsplit(" ", 1)[-1] in _BODIES
    owned = label == "GPE" and not sure and _OWNED.search(text, max(0, span.start - 3), span.start)
    if not owned:
        return False
    owner = re.search(r"([A-Z][\w.-]{1,40})['’]s $", text[max(0, span.start - 40) : span.start])
    return (
        owner is not None and not gaz.find(raw) and bool(gaz.by_name.get(surface(owner.group(1))))
    )
