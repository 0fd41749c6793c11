"""Events → events linked to the first report of the same event.

Within an article (`link_within`): same code, compatible participants and dates, the way a story
returns to its subject. Across the articles of a day (`report_key`, `first_reports`): only what is
named on both sides, so that a key can be grouped on without comparing events with one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.ids import stable_id
from schemas.records import Event, Participant

__all__ = ["first_reports", "link_within", "report_key"]

#: Predicates of saying and doing that recur without being one event.
_RECURRING = {"say", "tell", "add", "make", "take", "give", "use", "show", "include", "state",
              "report", "announce", "note", "claim", "be", "have", "do", "get"}  # fmt: skip


def _key(person: Participant) -> str:
    return person.entity_id or (person.name or person.text).lower()


def _names(people: Sequence[Participant]) -> set[str]:
    return {_key(p) for p in people} | {(p.name or p.text).lower() for p in people}


def _agree(first: set[str], second: set[str]) -> int:
    """1 shared, 0 nothing known on one side, -1 different."""
    if not first or not second:
        return 0
    return 1 if first & second else -1


def _same_days(first: Event, second: Event) -> bool:
    if first.event_date_start is None or second.event_date_start is None:
        return True
    if first.event_date_text is None and second.event_date_text is None:
        return True
    a = (first.event_date_start, first.event_date_end or first.event_date_start)
    b = (second.event_date_start, second.event_date_end or second.event_date_start)
    if first.event_date_text is None or second.event_date_text is None:
        # The publication date stands for "lately": a dated report within it or before it by a
        # couple of days may be the same; only an equal day is safe.
        return a[0] <= b[1] and b[0] <= a[1]
    return a[0] <= b[1] and b[0] <= a[1]


def _same(first: Event, second: Event) -> bool:
    if first.negated != second.negated:
        return False
    if (first.modality == "future") != (second.modality == "future"):
        return False
    if first.event_type != second.event_type or not _same_days(first, second):
        return False
    who = _agree(_names(first.actors), _names(second.actors))
    whom = _agree(_names(first.recipients), _names(second.recipients))
    if first.event_type is None:
        return (
            first.predicate == second.predicate
            and first.predicate.split()[0] not in _RECURRING
            and who >= 0
            and whom >= 0
            and who + whom >= 1
        )
    if first.mode != second.mode and first.mode is not None and second.mode is not None:
        return False
    crossed = _agree(
        _names(first.actors) | _names(first.recipients),
        _names(second.actors) | _names(second.recipients),
    )
    if first.event_type in {"CONSULT", "AGREE", "COOPERATE", "SUPPORT"} and crossed == 1:
        return who >= 0 or whom >= 0
    return who >= 0 and whom >= 0 and who + whom >= 1


#: So many earlier first reports of one kind are compared with a new mention.
_LOOK_BACK = 60


def link_within(events: Sequence[Event]) -> list[Event]:
    """Set ``duplicate_of`` of later mentions of an event to the first one's id.

    Links are never chained: every mention points at a row that is a first report itself. The time
    is bounded: only the latest first reports of the same type (or predicate) are looked at.
    """
    result: list[Event] = []
    firsts: dict[str, list[Event]] = {}
    for event in events:
        key = event.event_type or event.predicate
        known = firsts.setdefault(key, [])
        bare = event.event_type is not None and not event.actors and not event.recipients
        match: Event | None = None
        if bare and known:
            match = known[-1]  # "the meeting", "the attack": what was last reported
        elif not bare:
            match = next((e for e in known[-_LOOK_BACK:] if _same(e, event)), None)
        if match is None:
            known.append(event)
            result.append(event)
        else:
            result.append(event._replace(duplicate_of=match.event_id))
    return result


def report_key(event: Event) -> str | None:
    """Key that mentions of one event in different articles share; None when too little is known.

    Type, mode, canonical names of actors and recipients, country of the place and the day.
    """
    if event.event_type is None or event.event_date_start is None or not event.actors:
        return None
    if event.modality in {"hypothetical", "historical"} or event.duplicate_of is not None:
        return None
    actors = sorted({(p.name or p.text).lower() for p in event.actors})
    recipients = sorted({(p.name or p.text).lower() for p in event.recipients})
    if not recipients:
        return None
    place = event.place.country if event.place is not None else None
    return stable_id(
        event.event_type,
        event.mode,
        str(event.negated),
        event.modality,
        "|".join(actors),
        "|".join(recipients),
        place,
        event.event_date_start,
        event.event_date_end,
    )


def first_reports(rows: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """(key, article order, event_id) → event_id to the id of the first report of its key.

    ``article order`` is any string that sorts articles by first publication (time, then id); the
    first reports themselves are left out. The result does not depend on the order of ``rows``.
    """
    first: dict[str, tuple[str, str]] = {}
    members: dict[str, list[str]] = {}
    for key, order, event_id in rows:
        members.setdefault(key, []).append(event_id)
        if key not in first or (order, event_id) < first[key]:
            first[key] = (order, event_id)
    return {
        event_id: first[key][1]
        for key, ids in members.items()
        for event_id in sorted(ids)
        if event_id != first[key][1]
    }
