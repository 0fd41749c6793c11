"""Events → the same events, plurals linked to those who act together elsewhere in the article.

A plural that counts ("the two Danish envoys") means the people who acted together in an event near
by, if number, country and sector fit; "they" and "their" mean those who acted together in the
sentence before. A participant that means several chains becomes one participant a chain, with the
same text and offsets. What one mention of a chain tells of its country and sectors holds for all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from schemas.records import Event, Participant
from transforms.events.people.spans import party_like
from transforms.events.scene import Scene
from transforms.events.words import listed

__all__ = ["informed", "link_together"]

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2}
#: Sentences between a counting plural and those it means; behind it ("two envoys ... X and Y")
#: they have to come soon.
_BACK, _AHEAD = 6, 3
#: So many groups before and behind are looked at: the time stays linear in the article's length.
_NEAR = 40


class _Group(NamedTuple):
    """People who are on one side of an event."""

    sentence: int
    start: int
    acting: bool
    members: tuple[Participant, ...]

    @property
    def chains(self) -> frozenset[str | None]:
        return frozenset(p.entity_id for p in self.members)


def _together(people: Sequence[Participant]) -> tuple[Participant, ...]:
    """Those of one side who are in chains of their own, if they all are."""
    chains = {p.entity_id for p in people}
    return tuple(people) if None not in chains and len(chains) == len(people) else ()


def link_together(scene: Scene, events: Sequence[Event]) -> list[Event]:
    """Link plurals to those who act together near by; ``events`` are in text order."""
    groups = [
        _Group(event.sentence_index, event.trigger_start, acting, group)
        for event in events
        for acting, people in ((True, event.actors), (False, event.recipients))
        if len(group := _together(people)) > 1
    ]
    if not groups:
        return list(events)
    starts = [group.sentence for group in groups]
    result = []
    for event in events:
        first = bisect_left(starts, event.sentence_index - _BACK)
        near = groups[first : bisect_left(starts, event.sentence_index + _AHEAD + 1)][-_NEAR:]
        result.append(
            event._replace(
                actors=_linked(scene, event, event.actors, near),
                recipients=_linked(scene, event, event.recipients, near),
            )
        )
    return result


def _linked(
    scene: Scene, event: Event, people: Sequence[Participant], groups: Sequence[_Group]
) -> tuple[Participant, ...]:
    found: list[Participant] = []
    taken = {p.entity_id for p in people}
    for person in people:
        group = () if person.entity_id is not None else _meant(scene, event, person, groups)
        if not group or any(p.entity_id in taken for p in group):
            found.append(person)
            continue
        found.extend(
            person._replace(
                entity_id=p.entity_id,
                name=p.name,
                country=p.country or person.country,
                sectors=p.sectors or person.sectors,
            )
            for p in group
        )
    return tuple(found)


def _meant(
    scene: Scene, event: Event, person: Participant, groups: Sequence[_Group]
) -> tuple[Participant, ...]:
    words = person.text.lower().split()
    at = event.sentence_index
    if len(words) == 1 and words[0] in listed("they"):
        fitting = [
            g for g in groups if g.acting and at - 1 <= g.sentence <= at and g.start < person.start
        ]
        if fitting and _rival(scene, fitting[-1], person):
            return ()
    else:
        fitting = _counted(words, person, at, groups)
    return fitting[-1].members if len({g.chains for g in fitting}) == 1 else ()


def _counted(
    words: Sequence[str], person: Participant, at: int, groups: Sequence[_Group]
) -> list[_Group]:
    """Groups of as many as a plural counts, where country and sector fit."""
    count = next((_COUNTS[w] for w in words[:3] if w in _COUNTS), 0)
    if not count or not person.sectors:
        return []
    back = words[0] in {"the", "both", "these", "those"}
    return [
        g
        for g in groups
        if len(g.members) == count
        and (
            (0 <= at - g.sentence <= _BACK and g.start < person.start)
            if back
            else 0 < g.sentence - at <= _AHEAD
        )
        and all(_fits(p, person) for p in g.members)
    ]


def _rival(scene: Scene, group: _Group, person: Participant) -> bool:
    """Whether other people stand between the group and the pronoun that "they" may be."""
    tree = scene.tree
    last = max(p.end for p in group.members)
    return any(
        tree.tags[i] in {"NNS", "NNPS"}
        and tree.deps[i] in {"nsubj", "nsubj:pass", "obj"}
        and party_like(scene, i)
        for i in range(bisect_left(tree.starts, last), bisect_left(tree.starts, person.start))
    )


def _fits(member: Participant, plural: Participant) -> bool:
    """Whether one of a group may be among "two senior Danish officials"."""
    if plural.country is not None and member.country != plural.country:
        return False
    return bool(set(member.sectors) & set(plural.sectors))


def informed(scene: Scene, events: Sequence[Event]) -> list[Event]:
    """Give each person's or body's participants the one country and the sectors known of it."""
    own = {m.entity_id for m in scene.mentions if m.label in {"PERSON", "ORG"}}
    countries: dict[str, set[str]] = {}
    sectors: dict[str, Sequence[str]] = {}
    for person in (p for event in events for p in (*event.actors, *event.recipients)):
        if person.entity_id is not None and person.entity_id in own:
            if person.country is not None:
                countries.setdefault(person.entity_id, set()).add(person.country)
            if person.sectors:
                sectors.setdefault(person.entity_id, person.sectors)

    def told(people: Sequence[Participant]) -> tuple[Participant, ...]:
        result = []
        for person in people:
            known = countries.get(person.entity_id or "", set())
            result.append(
                person._replace(
                    country=person.country or (next(iter(known)) if len(known) == 1 else None),
                    sectors=person.sectors or sectors.get(person.entity_id or "", ()),
                )
            )
        return tuple(result)

    return [e._replace(actors=told(e.actors), recipients=told(e.recipients)) for e in events]
