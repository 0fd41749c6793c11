"""Bounds of names, mended by the tables: widened to known longer names, split where two are one.

A statistical pipeline may mark "Republic of China" in "the People's Republic of China", or one
span over "South Sudan and Sudan". What the tables know in full decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, Optional

from transforms.extract.gazetteer import COUNTRY, FIRST_LEVEL, REGION, Gazetteer
from transforms.extract.spans import Span, surface
from transforms.extract.wordlists import words

_NAMES: Final = words("PERSON NORP ORG GPE LOC FAC EVENT PRODUCT WORK_OF_ART LAW LANGUAGE")
#: A capitalized word. Repeats have an end here and below, so that no text makes them quadratic.
_WORD: Final = r"[^\W\d_a-z][\w.’'&-]{0,40}"
_BEFORE: Final = re.compile(rf"(?<!\S)(?:{_WORD} (?:of (?:the )?)?){{1,3}}$")
_LINK: Final = r"(?:(?:of|for|in|on|and|to) (?:the )?)?"
_BEHIND: Final = re.compile(rf"(?: {_LINK}{_WORD}){{1,4}}")
_STEP: Final = re.compile(rf"{_WORD} (?:of (?:the )?)?| {_LINK}{_WORD}")
#: "Department for Environment, Food and Rural Affairs".
_OFFICE: Final = re.compile(
    r"(?:Department|Ministry|Committee|Office|Commission|Minister) (?:of|for) "
)
_BRIEF: Final = (
    r"(?:Rural |Social |Foreign |Local |Public |Climate |Home |Human |Regional |Urban )?"
    r"(?:Affairs|Trade|Industry|Industrial Strategy|Energy|Sports?|Welfare|Labou?r|Culture|Tourism"
    r"|Development|Technology|Fisheries|Forestry|Food|Environment|Transport|Communications?"
    r"|Education|Sciences?|Media|Housing|Communities|Security|Co-?operation|Innovation|Skills"
    r"|Employment|Pensions|Health|Change|Justice|Family|Commerce|Agriculture|Water|Mines|Works"
    r"|Infrastructure|Services|Resources|Government|Planning|Youth|Women|Digital|Finance)"
)
_BRIEFS: Final = re.compile(rf"(?:, {_BRIEF})*,? and {_BRIEF}(?: and {_BRIEF})?\b")
_STATE: Final = re.compile(
    r"\b(Republic|Kingdom|States?|Sultanate|Principality|Grand Duchy|Commonwealth|Emirate)"
    r" of (?:the )?(?=[A-Z])"
)
#: Words in front of "Republic", "Kingdom" and the like that belong to a country's official name.
_FORMAL: Final = re.compile(
    r"\b(?:(?:People[’']s|Democratic|Islamic|Federal|Federated|Federative|Socialist|Arab|Hashemite"
    r"|Co-?operative|Bolivarian|Plurinational|Oriental|Independent|United|Syrian|former|Yugoslav)"
    r" ){1,6}$"
)
#: Last words of bodies that are named after a place: they end a span only by mistake.
_HEAD: Final = re.compile(
    r"\b(?:Bank|University|Ministry|Church|College|Museum|Institute|Parliament)$"
)
_NAME: Final = re.compile(rf"{_WORD}(?: (?:of |and |the )?{_WORD}){{0,3}}")
#: A possessive or the full stop of a sentence, not that of "Inc." or "U.S.".
_TAIL: Final = re.compile(r"['’]s?$|(?<![A-Z])(?<!\b(?:Inc|Ltd))(?<!\bCorp)(?<!\bCo)\.$")
_DIRECTIONS: Final = words("north south east west northern southern eastern western central")
_SHAPES: Final = words(
    "channel sea strait straits river ocean bay gulf lake canal peninsula desert mountains delta "
    "islands basin falls valley sound"
)
#: A place of this size is known well enough to be one half of a wrongly joined pair.
_KNOWN: Final = 100_000


def mend_bounds(
    text: str, spans: Sequence[Span], gaz: Gazetteer, organizations: dict[str, str]
) -> list[Span]:
    """The spans, in text order and disjoint, with the bounds that the tables know.

    ``organizations`` has folded names.
    """
    found = _put(spans, _official(text, spans, gaz))
    found = _put(found, _bodies(text, found))
    found = _put(found, _wider(text, found, gaz, organizations))
    return [part for span in found for part in _split(text, span, gaz)]


def _put(spans: Sequence[Span], wider: Sequence[Span]) -> list[Span]:
    """``wider`` in the place of the spans they cover; of those that overlap the longest stays."""
    if not wider:
        return list(spans)
    kept: list[Span] = []
    for span in sorted((*wider, *spans), key=lambda s: (s.start - s.end, s.start)):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)


def _official(text: str, spans: Sequence[Span], gaz: Gazetteer) -> list[Span]:
    """Official names of countries that touch a span: "Islamic Republic of Iran"."""
    found = []
    for match in _STATE.finditer(text):
        name = _NAME.match(text, match.end())
        if name is None:
            continue
        parts = name.group().split(" ")
        end = None
        for size in range(len(parts), 0, -1):
            form = " ".join(parts[:size])
            if any(r.kind == COUNTRY for r in gaz.by_name.get(surface(form), ())):
                end = match.end() + len(_TAIL.sub("", form))
                break
        if end is None:
            continue
        if match.group(1) == "State" and any(
            r.kind == FIRST_LEVEL for r in gaz.find(text[match.end() : end])
        ):
            continue  # "the State of Georgia"
        formal = _FORMAL.search(text, max(0, match.start() - 60), match.start())
        start = match.start() if formal is None else formal.start()
        touched = [s for s in spans if s.start < end and start < s.end and s.label in _NAMES]
        if touched and all(start <= s.start and s.end <= end + 2 for s in touched):
            sure = [s.confidence for s in touched if s.confidence is not None]
            found.append(Span(start, end, "GPE", max(sure) if sure else None))
    return found


def _bodies(text: str, spans: Sequence[Span]) -> list[Span]:
    """A body and what it is of, marked apart: "Bank" and "Ghana" in "the Bank of Ghana"."""
    found = []
    for one, two in pairwise(spans):
        gap = text[one.end : two.start]
        if gap not in (" of ", " of the ") or one.label != "ORG" or two.label not in _NAMES:
            continue
        if _HEAD.search(text, one.start, one.end):
            found.append(Span(one.start, two.end, "ORG", one.confidence))
    for span in spans:
        if span.label == "ORG" and _OFFICE.match(text, span.start, span.end):
            behind = _BRIEFS.match(text, span.end)
            if behind is not None:
                found.append(Span(span.start, behind.end(), "ORG", span.confidence))
    return found


def _wider(
    text: str, spans: Sequence[Span], gaz: Gazetteer, organizations: dict[str, str]
) -> list[Span]:
    """Longer names of the tables around single spans."""
    found = []
    for span in spans:
        if span.label not in _NAMES:
            continue
        before = _BEFORE.search(text, max(0, span.start - 60), span.start)
        behind = _BEHIND.match(text, span.end)
        if before is None and behind is None:
            continue
        starts = [span.start]
        if before is not None:
            starts += [m.start() for m in _STEP.finditer(text, before.start(), span.start)]
        ends = [span.end]
        if behind is not None:
            ends += [m.end() for m in _STEP.finditer(text, span.end, behind.end())]
        best = None
        for start in starts:
            for end in ends:
                if best is not None and end - start <= best.end - best.start:
                    continue
                form = _TAIL.sub("", text[start:end])
                end = max(start + len(form), span.end)
                if (start, end) == (span.start, span.end) or form[:4].lower() == "the ":
                    continue
                label = _known(form, gaz, organizations)
                if label is not None:
                    best = Span(start, end, label, span.confidence)
        if best is not None and all(
            best.start <= s.start and s.end <= best.end + 2
            for s in spans
            if s.start < best.end and best.start < s.end
        ):
            found.append(best)
    return found


def _known(form: str, gaz: Gazetteer, organizations: dict[str, str]) -> Optional[str]:
    """The label of a name that the tables have in full."""
    key = surface(form)
    records = gaz.by_name.get(key, ())
    if any(r.kind == COUNTRY for r in records):
        return "GPE"
    if key in organizations:
        return "ORG"
    shaped = key.split(" ", 1)[0] in _DIRECTIONS or key.rsplit(" ", 1)[-1] in _SHAPES
    return "LOC" if shaped and any(r.kind == REGION for r in records) else None


def _split(text: str, span: Span, gaz: Gazetteer) -> list[Span]:
    """Two places that were marked as one: "Guinea-Bissau and Papua New Guinea"."""
    form = text[span.start : span.end]
    joint = re.search(r",? and |, ", form)
    if joint is None or span.label not in ("GPE", "LOC") or gaz.find(form):
        return [span]
    halves = (form[: joint.start()], form[joint.end() :])
    if not all(
        any(r.primary and (r.kind != 0 or r.population >= _KNOWN) for r in gaz.find(half))
        for half in halves
    ):
        return [span]
    return [
        span._replace(end=span.start + joint.start()),
        span._replace(start=span.start + joint.end()),
    ]
