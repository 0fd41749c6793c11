"""States and bodies that stand in capitals where no name is marked: "the CAR", "IS fighters".

The tables know them, words of their own though some are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from transforms.extract.gazetteer import COUNTRY, Gazetteer
from transforms.extract.organizations import known_organizations
from transforms.extract.spans import Span, surface

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


def _free(blocked: Sequence[tuple[int, int]], begins: Sequence[int], start: int, end: int) -> bool:
    index = bisect_right(begins, start) - 1
    if index >= 0 and blocked[index][1] > start:
        return False
    return not (index + 1 < len(blocked) and blocked[index + 1][0] < end)
