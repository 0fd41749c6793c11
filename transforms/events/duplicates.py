"""Events → events linked to the first report of the same event.

Within an article (`link_within`): same code, compatible participants and dates, the way a story
returns to its subject. Across the articles of a day (`report_key`, `first_reports`): only what is
named on both sides, so that a key can be grouped on without comparing events with one another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from schemas.ids import stable_id
from schemas.records import Event, Participant, is_place_name
from transforms.events.words import listed

__all__ = ["Report", "first_reports", "key_of", "known_as", "link_within", "report_key"]

#: So many earlier first reports of one kind are compared with a new mention.
_LOOK_BACK = 60
#: Right before a trigger these words say that it is another event than the one before.
_OTHER = re.compile(
    r"\b(another|second|third|fourth|new|further|separate|fresh|also|later)\s+(\w+\s+)?$"
)
#: Before a noun that takes up what was told: "the attack", "this latest meeting".
_KNOWN = re.compile(r"\b(the|this|that|these|those|its|their|his|her)\s+([\w-]+\s+)?$")
#: Characters before a trigger that are looked at for such words.
_BEFORE = 40


def _names(people: Sequence[Participant]) -> set[str]:
    """Chains and names of people; of those with neither, the text."""
    found = {p.entity_id or (p.name or p.text).lower() for p in people}
    return found | {(p.name or p.text).lower() for p in people}


def _agree(first: set[str], second: set[str]) -> int:
    """1 shared, 0 nothing known on one side, -1 different."""
    if not first or not second:
        return 0
    return 1 if first & second else -1


def _same_days(first: Event, second: Event) -> bool:
    """Whether the days overlap, or one is not known."""
    if first.event_date_start is None or second.event_date_start is None:
        return True
    one = first.event_date_end or first.event_date_start
    other = second.event_date_end or second.event_date_start
    return first.event_date_start <= other and second.event_date_start <= one


def _same_place(first: Event, second: Event) -> bool:
    """Whether the places may be one; a country holds its towns."""
    one, other = first.place, second.place
    if one is None or other is None:
        return True
    if (one.geonames_id or one.name) == (other.geonames_id or other.name):
        return True
    if not (is_place_name(one.name) and is_place_name(other.name)):
        return True  # "at the gate"
    coarse = {"country", "division"} & {one.precision, other.precision}
    return bool(coarse) and one.country == other.country and one.precision != other.precision


def _same_counts(first: Event, second: Event) -> bool:
    known = {c.role: c for c in first.counts}
    return all(
        c.role not in known
        or c.value == known[c.role].value
        or "=" not in {c.relation, known[c.role].relation}
        for c in second.counts
    )


def _alike(first: Event, second: Event) -> bool:
    """Whether kind, reality, day, place and figures of two mentions allow that they are one."""
    return (
        first.negated == second.negated
        and (first.modality == "future") == (second.modality == "future")
        and (first.modality == "historical") == (second.modality == "historical")
        and first.event_type == second.event_type
        and first.event_class == second.event_class
        and (first.mode == second.mode or first.mode is None or second.mode is None)
        and _same_days(first, second)
        and _same_place(first, second)
        and _same_counts(first, second)
    )


def _same_parties(first: Event, second: Event) -> bool:
    """Whether both name the same sides; what two do together has no sides."""
    if first.event_type in _BOTH:
        one = _names(first.actors) | _names(first.recipients)
        other = _names(second.actors) | _names(second.recipients)
        keys = [
            {p.entity_id or (p.name or p.text).lower() for p in (*e.actors, *e.recipients)}
            for e in (first, second)
        ]
        smaller, larger = sorted(keys, key=len)
        return bool(one & other) and (smaller <= larger)
    who = _agree(_names(first.actors), _names(second.actors))
    whom = _agree(_names(first.recipients), _names(second.recipients))
    return who >= 0 and whom >= 0 and who + whom >= 1


def link_within(events: Sequence[Event], text: str = "") -> list[Event]:
    """Set ``duplicate_of`` of later mentions of an event to the first one's id.

    Day, place, parties and figures must agree where both mentions tell them; "another clash" and
    "also met" are new. A noun that nobody is told of beside takes up the last event of its kind
    ("the meeting") and the day that its first report names. Links are never chained. The time is
    bounded: only the latest first reports of the same kind are looked at.

    Args:
        events: of one article, in text order.
        text: the article's, in which the words before a trigger are looked up.
    """
    result: list[Event] = []
    firsts: dict[str, list[Event]] = {}
    for event in events:
        known = firsts.setdefault(event.event_type or event.event_class or event.predicate, [])
        match = _first_report(event, known[-_LOOK_BACK:], text)
        if match is None:
            known.append(event)
            result.append(event)
        else:
            result.append(_dated_by(event, match)._replace(duplicate_of=match.event_id))
    return result


def _first_report(event: Event, known: Sequence[Event], text: str) -> Event | None:
    """The first report among ``known`` that ``event`` mentions again."""
    before = text[max(0, event.trigger_start - _BEFORE) : event.trigger_start].lower()
    if _OTHER.search(before):
        return None
    taken_up = _KNOWN.search(before) is not None
    if not event.actors and not event.recipients:
        latest = known[-1] if known and taken_up else None
        return latest if latest is not None and _alike(latest, event) else None
    for first in known:
        one_word = first.predicate == event.predicate
        if event.event_type is None and not (one_word or taken_up):
            continue
        if event.event_type is None and event.predicate.split()[0] in listed("recurring"):
            continue
        if _alike(first, event) and _same_parties(first, event):
            return first
    return None


def _dated_by(event: Event, first: Event) -> Event:
    """``event`` with the day that its first report names, where it names none itself."""
    told = event.modality == first.modality == "asserted" and first.event_date_text is not None
    if event.event_date_start is not None or not told:
        return event
    return event._replace(
        event_date_start=first.event_date_start,
        event_date_end=first.event_date_end,
        event_date_text=first.event_date_text,
        event_date_precision=first.event_date_precision,
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
