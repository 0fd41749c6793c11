"""Annotations of a text → its segments in order, each with the marks that cover it.

The terminal, the report and notebooks show the same segments; each has its own way to paint them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

#: What the fields of an event that stand in the text are called when they are shown.
_PARTIES = (("actors", "who"), ("recipients", "whom"))


class Mark(NamedTuple):
    """A stretch of a text and what it was taken for.

    Attributes:
        start: first code point.
        end: code point after the last one.
        kind: ``entity``, ``quote``, ``trigger``, ``who``, ``whom``.
        label: what a reader is told: entity label, event class.
        owner: ``event_id`` for what belongs to an event, else "".
    """

    start: int
    end: int
    kind: str
    label: str
    owner: str = ""


class Segment(NamedTuple):
    """Text between two boundaries, with every mark that covers it, and where it ends."""

    text: str
    marks: tuple[Mark, ...]
    end: int


def marks_of(
    entities: Iterable[Mapping[str, Any]],
    events: Iterable[Mapping[str, Any]],
    quotes: Iterable[Mapping[str, Any]],
) -> list[Mark]:
    """Return the marks of rows of the tables (all of one article)."""
    marks = [Mark(row["start"], row["end"], "entity", row["label"]) for row in entities]
    marks += [
        Mark(row["start"], row["end"], "quote", "quote" if row["direct"] else "indirect quote")
        for row in quotes
    ]
    for row in events:
        name = row["event_class"] or row["event_type"] or "event"
        marks.append(
            Mark(row["trigger_start"], row["trigger_end"], "trigger", name, row["event_id"])
        )
        for column, kind in _PARTIES:
            marks += [
                Mark(party["start"], party["end"], kind, name, row["event_id"])
                for party in row[column] or ()
            ]
    return marks


def segments(text: str, marks: Iterable[Mark]) -> Iterator[Segment]:
    """Yield *text* cut wherever a mark begins or ends; the segments joined are the text.

    Marks that lie outside the text, or have no length there, are left out.

    >>> [s.text for s in segments("They met.", [Mark(5, 8, "trigger", "MEET")])]
    ['They ', 'met', '.']
    """
    size = len(text)
    inside = sorted(
        {mark for mark in marks if 0 <= mark.start < mark.end <= size},
        key=lambda mark: (mark.start, -mark.end, mark),
    )
    bounds = sorted({0, size, *(m.start for m in inside), *(m.end for m in inside)})
    active: list[Mark] = []
    upcoming = 0
    for start, end in pairwise(bounds):
        active = [mark for mark in active if mark.end > start]
        while upcoming < len(inside) and inside[upcoming].start == start:
            active.append(inside[upcoming])
            upcoming += 1
        yield Segment(text[start:end], tuple(active), end)


def party(value: Mapping[str, Any]) -> str:
    """Return a participant as one line: its name, and its code in parentheses."""
    name = value.get("name") or value["text"]
    code = value.get("code") or value.get("country")
    return f"{name} ({code})" if code else str(name)


def parties(values: Iterable[Mapping[str, Any]] | None) -> str:
    """Return participants as one line; "" for none."""
    return ", ".join(dict.fromkeys(party(value) for value in values or ()))


def day_of(event: Mapping[str, Any]) -> str:
    """Return the day or days of an event as one line; "" where none is known."""
    first, last = event["event_date_start"], event["event_date_end"]
    if first is None:
        return ""
    return str(first) if last in (None, first) else f"{first} to {last}"


def qualifiers(event: Mapping[str, Any]) -> str:
    """Return "did not happen", "future", "says X": what keeps an event from being a plain fact."""
    said = event["attributed_to"]
    words = [
        "did not happen" if event["negated"] else "",
        event["modality"] if event["modality"] != "asserted" else "",
        f"says {said}" if said else "",
        "reported before" if event["duplicate_of"] else "",
    ]
    return ", ".join(word for word in words if word)
