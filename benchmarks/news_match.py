"""Rows of the coder beside rows of the annotated corpus → pairs and what is right in each.

A row of the coder and a gold row are one event where their triggers overlap; each row has at most
one partner, the nearest pairs first. A row without a partner that the coder itself marks as the
repetition of another (``duplicate_of``) counts neither way, since docs/annotation.md gives bare
repetitions no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.tally import Tally
from schemas.records import Event, Participant
from training.annotations.agree import same_days, same_place
from training.annotations.load import Document
from training.annotations.rows import EventRow, Party, Span


@dataclass(frozen=True)
class Pair:
    """A row of the coder, a gold row, or both where they are one event."""

    document: Document
    event: Event | None
    gold: EventRow | None


def overlap(a: Span, b: Span) -> int:
    """Return how many characters two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pair(document: Document, events: Sequence[Event]) -> list[Pair]:
    """Return partners first, then rows and gold rows that have none."""
    candidates = sorted(
        (
            (-overlap((event.trigger_start, event.trigger_end), row.trigger), j, i)
            for i, event in enumerate(events)
            for j, row in enumerate(document.events)
            if overlap((event.trigger_start, event.trigger_end), row.trigger)
        ),
    )
    taken: set[int] = set()
    joined: set[int] = set()
    pairs: list[Pair] = []
    for _, j, i in candidates:
        if i not in taken and j not in joined:
            taken.add(i)
            joined.add(j)
            pairs.append(Pair(document, events[i], document.events[j]))
    pairs += [
        Pair(document, event, None)
        for i, event in enumerate(events)
        if i not in taken and event.duplicate_of is None
    ]
    pairs += [Pair(document, None, row) for j, row in enumerate(document.events) if j not in joined]
    return pairs


def realis(event: Event) -> str:
    """Return the realis of a row of the coder in the words of docs/annotation.md."""
    return "negated" if event.negated else event.modality


def _names_party(found: Participant, party: Party, text: str) -> bool:
    spans = [(party.start, party.end)]
    if party.antecedent is not None:
        spans.append(party.antecedent)
    if any(overlap((found.start, found.end), span) for span in spans):
        return True
    phrases = {text[start:end].casefold() for start, end in spans}
    return any(name is not None and name.casefold() in phrases for name in (found.text, found.name))


def parties(found: Iterable[Participant], gold: Sequence[Party], text: str) -> Tally:
    """Return how many of the *found* participants name a *gold* party, each party once."""
    left = list(gold)
    right = count = 0
    for participant in found:
        count += 1
        match = next((party for party in left if _names_party(participant, party, text)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return Tally(right, count, len(gold))


def dates(event: Event, gold: EventRow) -> Tally:
    """Return whether the row's days are the gold's: at least half of their union is shared."""
    has = event.event_date_start is not None
    if not has or gold.date is None:
        return Tally(0, int(has), int(gold.date is not None))
    days = event.event_date_start or "", event.event_date_end or event.event_date_start or ""
    return Tally(int(same_days(days, gold.date)), 1, 1)


def places(event: Event, gold: EventRow, text: str) -> Tally:
    """Return whether the row's place is the one that the reader wrote, by its words."""
    if event.place is None or gold.place is None:
        return Tally(0, int(event.place is not None), int(gold.place is not None))
    names = (event.place.text, event.place.name)
    return Tally(int(same_place(names, text[slice(*gold.place)])), 1, 1)


def counts(event: Event, gold: EventRow) -> Tally:
    """Return how many counts of people agree in role and number.

    A count of one is not scored: a single named person is one with and without a number.
    """
    found = {(count.role, int(count.value)) for count in event.counts if count.value > 1}
    wanted = {(role, number) for role, _, number in gold.counts if number > 1}
    return Tally(len(found & wanted), len(found), len(wanted))
