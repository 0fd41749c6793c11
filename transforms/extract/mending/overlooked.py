"""Names that the pipeline left out → the missing mentions.

A statistical pipeline reads sentence by sentence: "Fiat" may be an organization six times and
nothing the seventh. A name that the article marks with one label wherever it is marked, at least
once without much doubt, is marked where it was left out, too. So is what the tables know by its
capitals, words of their own though some are: "the CAR", "IS fighters".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from transforms.extract.gazetteer import COUNTRY, Gazetteer
from transforms.extract.organizations import known_organizations
from transforms.extract.spans import Span, surface
from transforms.extract.wordlists import words

_LABELS: Final = ("PERSON", "ORG", "GPE", "LOC")
#: At least one mention of the name is this sure.
_SURE: Final = 0.6
#: What makes a word part of a longer name that is not marked either: no mention of this one.
_PART_BEFORE: Final = re.compile(r"([A-Z][\w’'-]{0,40}\.?) $|& $|[\w’'.&/-]$")
#: Capitalized at the head of a sentence, these are part of no name.
_HEADS: Final = words(
    "the a an in on at to of for from by with before after since until while when if as but and or "
    "nor under over through during against between among about like unlike because although though "
    "both neither either also even only what why how where who whether then now yet so"
)
_PART_BEHIND: Final = re.compile(r"[\w’/&-](?<![’'])|['’](?!s\b|\W)| &| [A-Z0-9]|\.[A-Z]")
#: Capitalized words that are names in one place and plain words in another.
_PLAIN: Final = words(
    "will may mark bill grant chase frank rich rose grace hope faith joy an the in on at to of and "
    "or but for by from with new old first last union congress state states council house senate "
    "board bank court party group company university college school church police army navy guard "
    "press post times star sun mail express north south east west general major captain president"
)


def overlooked(
    text: str, spans: Sequence[Span], taken: Sequence[tuple[int, int]] = ()
) -> list[Span]:
    """``spans`` and the mentions that were left out, in text order.

    Args:
        spans: in text order and disjoint.
        taken: offsets of what else is marked, times for one, in text order and disjoint.
    """
    labels: dict[str, set[str]] = {}
    best: dict[str, float] = {}
    for span in spans:
        raw = text[span.start : span.end]
        labels.setdefault(raw, set()).add(span.label)
        sure = 1.0 if span.confidence is None else span.confidence
        best[raw] = max(best.get(raw, 0.0), sure)
    blocked = sorted([*((span.start, span.end) for span in spans), *taken])
    begins = [start for start, _ in blocked]
    added: list[Span] = []
    for raw in sorted(labels, key=lambda name: (-len(name), name)):
        (label, *others) = sorted(labels[raw])
        if others or label not in _LABELS or best[raw] < _SURE or len(raw) < 4:
            continue
        if not raw[0].isupper() or raw.lower() in _PLAIN:
            continue
        at = text.find(raw)
        while at >= 0:
            end = at + len(raw)
            if _stands_alone(text, at, end) and _free(blocked, begins, at, end):
                added.append(Span(at, end, label, None))
                index = bisect_left(begins, at)
                begins.insert(index, at)
                blocked.insert(index, (at, end))
            at = text.find(raw, end)
    return sorted((*spans, *added), key=lambda span: span.start) if added else list(spans)


#: A word in capitals that may stand for a state or body.
_CAPITALS: Final = re.compile(r"(?<![\w.&/’'-])[A-Z]{2,5}(?![\w&/-]|\.[A-Z])")
_SHOUTED_BEFORE: Final = re.compile(r"\b[A-Z]{2,}\W{1,3}$")
_BODY_OF: Final = re.compile(r"\b[A-Z]\w+ (?:of|for) (?:the )?$")
_SHOUTED_BEHIND: Final = re.compile(r"\W{1,3}[A-Z]{2,}\b")


def abbreviated(
    text: str, spans: Sequence[Span], taken: Sequence[tuple[int, int]], gaz: Gazetteer
) -> list[Span]:
    """``spans`` and the states and bodies that stand in capitals beside small letters."""
    blocked = sorted([*((span.start, span.end) for span in spans), *taken])
    begins = [start for start, _ in blocked]
    added: list[Span] = []
    for match in _CAPITALS.finditer(text):
        start, end = match.span()
        if not _free(blocked, begins, start, end):
            continue
        shouted = _SHOUTED_BEFORE.search(text, max(0, start - 24), start)
        if shouted or _SHOUTED_BEHIND.match(text, end):
            continue  # a headline in capitals
        if _BODY_OF.search(text, max(0, start - 40), start):
            continue  # a part of "the Council of the EU"
        if any(record.kind == COUNTRY for record in gaz.find(match.group())):
            added.append(Span(start, end, "GPE", None))
        elif surface(match.group()) in known_organizations():
            added.append(Span(start, end, "ORG", None))
    return sorted((*spans, *added), key=lambda span: span.start) if added else list(spans)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 24) : start].rsplit("\n", 1)[-1]
    part = _PART_BEFORE.search(before)
    if part is not None and not (part.group(1) and part.group(1).lower() in _HEADS):
        return False
    return not _PART_BEHIND.match(text, end)


def _free(blocked: Sequence[tuple[int, int]], begins: Sequence[int], start: int, end: int) -> bool:
    index = bisect_right(begins, start) - 1
    if index >= 0 and blocked[index][1] > start:
        return False
    return not (index + 1 < len(blocked) and blocked[index + 1][0] < end)
