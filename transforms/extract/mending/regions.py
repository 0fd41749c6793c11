"""Names → grounds and regions that the table of places has: "at Anfield", "the Scottish Highlands".

A pipeline knows most grounds as clubs, and of a region that begins with an adjective it marks the
adjective alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from transforms.extract.gazetteer import REGION, Gazetteer, fold
from transforms.extract.spans import Span

_AT: Final = re.compile(r"\b(?:at|outside|inside|near) (?:the )?$")
#: The word behind an adjective of origin: "Scottish" Highlands, "Bernese" Oberland.
_NOUN: Final = re.compile(r" [A-Z][\w-]+\b")
_MISTAKEN: Final = ("ORG", "PERSON", "GPE", "PRODUCT", "WORK_OF_ART", "LOC")


def regions_and_grounds(text: str, spans: Sequence[Span], gaz: Gazetteer) -> list[Span]:
    """The spans with grounds as ``FAC`` behind "at" and with whole regions as ``LOC``.

    Args:
        spans: in text order and disjoint.

    Returns:
        Spans in the same order, disjoint; confidence stays the model's.
    """
    grounds = {
        text[span.start : span.end]
        for span in spans
        if span.label in _MISTAKEN
        and _AT.search(text, max(0, span.start - 14), span.start)
        and _is_region(gaz, text[span.start : span.end])
    }
    found: list[Span] = []
    for index, span in enumerate(spans):
        if found and span.start < found[-1].end:
            continue  # within the region before
        raw = text[span.start : span.end]
        noun = _NOUN.match(text, span.end) if span.label == "NORP" else None
        if noun is not None and _is_region(gaz, raw + noun.group()):
            behind = spans[index + 1].start if index + 1 < len(spans) else len(text)
            if behind >= noun.end() or spans[index + 1].end <= noun.end():
                span = span._replace(end=noun.end(), label="LOC")
        elif raw in grounds and span.label in _MISTAKEN:
            span = span._replace(label="FAC")
        found.append(span)
    return found


def _is_region(gaz: Gazetteer, name: str) -> bool:
    """Whether the table of regions has a name, in one country."""
    return any(
        record.kind == REGION and record.country is not None
        for record in gaz.by_name.get(fold(name), ())
    )
