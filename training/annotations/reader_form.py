"""Rows as a reader writes them → spans of the document.

A reader writes words, not offsets, one file a document:

* events, tab-separated: sentence, trigger, class, PLOVER type, actors, recipients, date, place,
  realis, source, main, counts (docs/annotation.md). ``sentence`` is the number that :func:`sentences`
  gives; the trigger is looked for there (``word#2`` is its second occurrence in the sentence). Every
  other phrase is the occurrence nearest to the trigger.
* names: sentence, a tab, then ``text=TYPE`` for each name in order, joined by `` | ``.

Errors name the file, the line and what to do; nothing is guessed.
"""

from __future__ import annotations

import re

from training.annotations.labels import NAME_TYPES
from training.annotations.rows import (
    EventRow,
    NameRow,
    Party,
    RowError,
    Span,
    read_choices,
    read_counts,
    read_date,
)

_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Maj|Rev|Prof|Hon|Inc|Co|Corp|Ltd|Jr|Sr"
    r"|No|vs|v|Jan|Feb|Aug|Sept|Sep|Oct|Nov|Dec|Ill|Minn|Calif|Mass|Conn|Mich|Pa|Va|[A-Z])\.)$"
)
_BOUNDARY = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9$£€])|\n+")


def sentences(text: str) -> list[Span]:
    """Return the spans of *text*'s sentences; number n of a reader is the n-th, from 1."""
    spans: list[Span] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        end = (
            match.start() + len(match.group().rstrip()) if match.group().strip() else match.start()
        )
        if "\n" not in match.group() and _ABBREVIATION.search(text[start : match.start()]):
            continue
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return spans


def _occurrences(text: str, phrase: str) -> list[Span]:
    left = r"(?<!\w)" if phrase[:1].isalnum() else ""
    right = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return [m.span() for m in re.finditer(left + re.escape(phrase) + right, text)]


def nearest(text: str, phrase: str, trigger: Span, sentence: Span) -> Span:
    """Return the occurrence of *phrase* nearest to *trigger*, its own sentence first.

    Raises:
        RowError: *phrase* does not stand in *text* as whole words.
    """
    spans = _occurrences(text, phrase)
    if not spans:
        raise RowError(f"{phrase!r} does not stand in the text; copy it letter by letter")

    def distance(span: Span) -> tuple[bool, bool, int]:
        inside = sentence[0] <= span[0] < sentence[1]
        gap = max(span[0] - trigger[1], trigger[0] - span[1], 0)
        return (not inside, not inside and span[0] > trigger[0], gap)

    return min(spans, key=distance)


def _party(text: str, phrase: str, trigger: Span, sentence: Span) -> Party:
    word, _, name = (part.strip() for part in phrase.partition("="))
    start, end = nearest(text, word, trigger, sentence)
    if not name:
        return Party(start, end)
    found = _occurrences(text, name)
    if not found:
        raise RowError(f"{name!r} (what {word!r} stands for) does not stand in the text")
    before = [span for span in found if span[1] <= start]
    return Party(start, end, before[-1] if before else found[0])


def _parties(text: str, cell: str, trigger: Span, sentence: Span) -> tuple[Party, ...]:
    if cell == "-":
        return ()
    return tuple(_party(text, part, trigger, sentence) for part in cell.split(" ; "))


def _sentence(text: str, number: str) -> Span:
    spans = sentences(text)
    if not number.isdigit() or not 1 <= int(number) <= len(spans):
        raise RowError(f"sentence {number!r}: the text has sentences 1 to {len(spans)}")
    return spans[int(number) - 1]


def _in_sentence(text: str, phrase: str, sentence: Span) -> Span:
    word, _, nth = phrase.partition("#")
    here = [s for s in _occurrences(text, word) if sentence[0] <= s[0] and s[1] <= sentence[1]]
    index = int(nth) if nth.isdigit() else 1
    if len(here) < index:
        raise RowError(f"{phrase!r} does not stand in that sentence (times: {len(here)})")
    return here[index - 1]


def read_event(doc: str, text: str, line: str) -> EventRow:
    """Return the event of one *line* of a reader.

    Raises:
        RowError: a field is missing, not in the text or not of docs/annotation.md.
    """
    cells = line.rstrip("\n").split("\t")
    if len(cells) != 12:
        raise RowError(f"{len(cells)} fields where 12 belong (tab-separated)")
    number, words, kind, plover, actors, recipients, date, place, realis, source, main, counts = (
        cell.strip() for cell in cells
    )
    sentence = _sentence(text, number)
    trigger = _in_sentence(text, words, sentence)
    event_class, event_type, modality, first = read_choices(kind, plover, realis, main)
    return EventRow(
        doc=doc,
        trigger=trigger,
        event_class=event_class,
        plover=event_type,
        actors=_parties(text, actors, trigger, sentence),
        recipients=_parties(text, recipients, trigger, sentence),
        date=read_date(date),
        place=None if place == "-" else nearest(text, place, trigger, sentence),
        realis=modality,
        source=None if source == "-" else _party(text, source, trigger, sentence),
        main=first,
        counts=read_counts(counts),
    )


def read_names(doc: str, text: str, line: str) -> list[NameRow]:
    """Return the names of one *line* of a reader: a sentence's names in order.

    Raises:
        RowError: a name does not stand in the sentence or its type is unknown.
    """
    number, _, rest = line.rstrip("\n").partition("\t")
    sentence = _sentence(text, number.strip())
    out: list[NameRow] = []
    at = sentence[0]
    for part in rest.split(" | "):
        words, _, label = part.strip().rpartition("=")
        if label not in NAME_TYPES:
            raise RowError(f"name type {label!r}: write one of {', '.join(NAME_TYPES)}")
        spans = [s for s in _occurrences(text, words) if at <= s[0] and s[1] <= sentence[1]]
        if not spans:
            raise RowError(
                f"{words!r} does not stand in sentence {number} behind the name before it"
            )
        out.append(NameRow(doc, *spans[0], label))
        at = spans[0][1]
    return out
