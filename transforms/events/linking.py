"""Participants that name nobody → the chains they mean, where the evidence is good.

What the annotation linked ("he", "the minister", "the two countries") is taken over. Beyond it,
what the events themselves show: a plural that counts ("the two Danish envoys") means the people
who acted together in an event near by, if number, country and sector fit; "they" and "their" mean
those who acted together in the sentence before. A participant that means several chains becomes one
participant a chain, with the same text and offsets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from schemas.records import Event, Participant
from transforms.events.frames import phrase_head
from transforms.events.participants import actor_like
from transforms.events.scene import Scene
from transforms.extract.references import referents

__all__ = ["in_direct_quote", "link_together", "named_by_references"]

Titles = Mapping[str, tuple[str | None, tuple[str, ...]]]

_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "both": 2}
_SPEAKER = {"i", "me", "my"}
_SPEAKERS = {"we", "us", "our"}
_THEY = {"they", "them", "their"}
#: Sentences between a counting plural and those it means; behind it ("two envoys ... X and Y")
#: they have to come soon.
_BACK, _AHEAD = 6, 3


def named_by_references(
    scene: Scene, index: int, participant: Participant, titles: Titles
) -> list[Participant]:
    """``participant``, headed by token ``index``, with the chains that the annotation links."""
    if scene.annotation is None or participant.entity_id is not None:
        return [participant]
    tree = scene.tree
    if tree.lower[index] in _SPEAKER | _SPEAKERS and in_direct_quote(scene, index):
        return [_speaking(scene, index, participant, titles)]
    end = tree.ends[phrase_head(tree, index)]
    found = referents(scene.annotation, participant.start, max(end, participant.start + 1))
    # "the minister's car" is no minister: the linked phrase has to end with the head
    found = tuple(r for r in found if r.end == end)
    if not found:
        return [participant]
    result = []
    for reference in found:
        country, sectors = titles.get(reference.entity_id, (None, ()))
        result.append(
            participant._replace(
                entity_id=reference.entity_id,
                name=reference.name,
                country=reference.country or country or participant.country,
                sectors=sectors or participant.sectors,
            )
        )
    return result


def in_direct_quote(scene: Scene, index: int) -> bool:
    """Whether token ``index`` stands between somebody's quotation marks."""
    quote = scene.quoted[index]
    return quote >= 0 and scene.annotation is not None and scene.annotation.quotes[quote].direct


def _speaking(scene: Scene, index: int, participant: Participant, titles: Titles) -> Participant:
    """ "I" inside a quote is who says it, and "we" the body that does."""
    assert scene.annotation is not None
    quote = scene.annotation.quotes[scene.quoted[index]]
    if quote.entity_id is None:
        return participant
    if scene.tree.lower[index] in _SPEAKERS and not any(
        m.entity_id == quote.entity_id and m.label == "ORG" for m in scene.mentions
    ):
        return participant  # one of several who are not told of
    country, sectors = titles.get(quote.entity_id, (None, ()))
    return participant._replace(
        entity_id=quote.entity_id,
        name=quote.speaker_name,
        country=country or participant.country,
        sectors=sectors or participant.sectors,
    )


def link_together(scene: Scene, events: Sequence[Event]) -> list[Event]:
    """Link plurals to those who act together elsewhere; ``events`` are in text order.

    What one mention of a chain tells of its country and sectors holds for the others too.
    """
    result = list(events)
    groups = [
        _Group(event.sentence_index, event.trigger_start, people is event.actors, group)
        for event in events
        for people in (event.actors, event.recipients)
        if len(group := _together(people)) > 1
    ]
    for position, event in enumerate(result):
        actors = _linked(scene, event, event.actors, groups) if groups else event.actors
        recipients = _linked(scene, event, event.recipients, groups) if groups else event.recipients
        result[position] = event._replace(actors=actors, recipients=recipients)
        if actors != event.actors and len(group := _together(actors)) > 1:
            groups.append(_Group(event.sentence_index, event.trigger_start, True, group))
            groups.sort(key=lambda g: g.start)
    return _informed(scene, result)


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
    if len(words) == 1 and words[0] in _THEY:
        fitting = [
            g for g in groups if g.acting and at - 1 <= g.sentence <= at and g.start < person.start
        ]
        if fitting and _rival(scene, fitting[-1], person):
            return ()
    else:
        count = next((_COUNTS[w] for w in words[:3] if w in _COUNTS), 0)
        if not count or not person.sectors:
            return ()
        back = words[0] in {"the", "both", "these", "those"}
        fitting = [
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
    return fitting[-1].members if len({g.chains for g in fitting}) == 1 else ()


def _rival(scene: Scene, group: _Group, person: Participant) -> bool:
    """Whether other people stand between the group and the pronoun that "they" may be."""
    tree = scene.tree
    last = max(p.end for p in group.members)
    return any(
        tree.tags[i] in {"NNS", "NNPS"}
        and tree.deps[i] in {"nsubj", "nsubj:pass", "obj"}
        and actor_like(scene, i)
        for i in range(bisect_left(tree.starts, last), bisect_left(tree.starts, person.start))
    )


def _informed(scene: Scene, events: list[Event]) -> list[Event]:
    """Give each person's or body's participants the one country and the sectors known of it."""
    own = {m.entity_id for m in scene.mentions if m.label in {"PERSON", "ORG"}}
    countries: dict[str, set[str]] = {}
    sectors: dict[str, Sequence[str]] = {}
    for event in events:
        for person in (*event.actors, *event.recipients):
            if person.entity_id is not None and person.entity_id in own:
                if person.country is not None:
                    countries.setdefault(person.entity_id, set()).add(person.country)
                if person.sectors:
                    sectors.setdefault(person.entity_id, person.sectors)

    def told(person: Participant) -> Participant:
        known = countries.get(person.entity_id or "", set())
        return person._replace(
            country=person.country or (next(iter(known)) if len(known) == 1 else None),
            sectors=person.sectors or sectors.get(person.entity_id or "", ()),
        )

    return [
        event._replace(
            actors=tuple(map(told, event.actors)), recipients=tuple(map(told, event.recipients))
        )
        for event in events
    ]


def _fits(member: Participant, plural: Participant) -> bool:
    """Whether one of a group may be among "two senior Danish officials"."""
    if plural.country is not None and member.country != plural.country:
        return False
    return bool(set(member.sectors) & set(plural.sectors))
