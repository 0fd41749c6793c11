"""Events → events linked to the first report of the same event.

Within an article (`link_within`): same code, compatible participants and dates, the way a story
returns to its subject. Across the articles of a day (`report_key`, `first_reports`): only what is
named on both sides, so that a key can be grouped on without comparing events with one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.ids import stable_id
from schemas.records import Event, Participant

__all__ = ["Report", "first_reports", "key_of", "known_as", "link_within", "report_key"]

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

    A mention without a day ("the meeting") takes the one that the first report names. Links are
    never chained: every mention points at a row that is a first report itself. The time is
    bounded: only the latest first reports of the same type (or predicate) are looked at.
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
            result.append(_dated_by(event, match)._replace(duplicate_of=match.event_id))
    return result


def _dated_by(event: Event, first: Event) -> Event:
    """``event`` with the day that its first report names, where it names none itself."""
    told = event.modality == first.modality == "asserted" and first.event_date_text is not None
    if event.event_date_start is not None or not told:
        return event
    return event._replace(
        event_date_start=first.event_date_start,
        event_date_end=first.event_date_end,
        event_date_text=first.event_date_text,
    )


#: Types that both sides do: "A met B" is "B met A".
_BOTH = {"CONSULT", "AGREE", "COOPERATE"}


def report_key(event: Event) -> str | None:
    """Key that mentions of one event in different articles share; None when too little is known.

    Type, mode, canonical names of actors and recipients, and the day. Where it was comes in with
    `first_reports`, since many reports leave it out.
    """
    if event.duplicate_of is not None:
        return None
    return key_of(
        event.event_type,
        event.mode,
        event.negated,
        event.modality,
        [known_as(p.name, p.text, p.country, p.sectors) for p in event.actors],
        [known_as(p.name, p.text, p.country, p.sectors) for p in event.recipients],
        event.event_date_start,
        event.event_date_end,
    )


#: Marks who is told of by a common noun alone: "police", "the company".
_UNKNOWN = "~"
_PRONOUNS = {"i", "we", "you", "he", "she", "it", "they", "me", "us", "him", "her", "them", "his",
             "its", "their", "our", "my", "your", "who", "which", "that", "this", "those", "these",
             "others", "some", "one", "both", "all"}  # fmt: skip


def known_as(
    name: str | None, text: str, country: str | None, sectors: Sequence[str] | None
) -> str:
    """What articles have in common when they tell of somebody: name, else country and sectors.

    "Kenyan police" and "Kenya's police" are one; a common noun alone is marked, and a pronoun
    that nothing resolved is "".
    """
    if name:
        return name.lower()
    if country and sectors:
        return f"{country} {' '.join(sorted(sectors))}"
    plain = text.lower().removeprefix("the ")
    return "" if plain in _PRONOUNS else _UNKNOWN + plain


def key_of(
    event_type: str | None,
    mode: str | None,
    negated: bool,
    modality: str,
    actors: Sequence[str],
    recipients: Sequence[str],
    start: object,
    end: object,
) -> str | None:
    """`report_key` from the columns of a row; ``actors`` and ``recipients`` as `known_as` says.

    ``start`` and ``end`` are dates or ISO texts. None where nobody is known by more than a noun.
    """
    if event_type is None or start is None or modality in {"hypothetical", "historical"}:
        return None
    one, other = sorted({*actors}), sorted({*recipients})
    if "" in one or "" in other:
        return None  # somebody who is only "they" may be anybody
    told = [name for name in {*one, *other} if not name.startswith(_UNKNOWN)]
    if event_type in _BOTH:
        one, other = sorted({*one, *other}), []
        if len(told) < 2:
            return None
    elif not one or not other or not told:
        return None
    return stable_id(
        event_type, mode, str(negated), modality, "|".join(one), "|".join(other), str(start),
        str(end),
    )  # fmt: skip


class Report(NamedTuple):
    """One mention among those of its key.

    Fields:
        order: any text that sorts articles by first publication (day, then id).
        place: where it was, or "" where the article does not say.
        event_id, shard: of its row, and of the shard that holds it.
    """

    order: str
    place: str
    event_id: str
    shard: str = ""


def first_reports(reports: Iterable[Report]) -> list[tuple[Report, str]]:
    """Mentions of one key → the later ones, each with the event_id of the first report.

    Mentions at different places are different events. One without a place belongs to the others
    only where all of them are at one place. The result does not depend on the order of
    ``reports``.
    """
    found = sorted(set(reports))
    places = {report.place for report in found} - {""}
    groups: dict[str, list[Report]] = {}
    for report in found:
        groups.setdefault(report.place if len(places) > 1 else "", []).append(report)
    return [
        (report, group[0].event_id)
        for group in groups.values()
        for report in group[1:]
        if report.event_id != group[0].event_id
    ]
