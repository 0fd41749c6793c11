"""Phrase heads of an event → its participants: who they are, whom pronouns and plurals mean."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.records import Participant
from transforms.events.people.plurals import split
from transforms.events.people.references import named_by_references, named_by_speaker
from transforms.events.people.resolve import resolve
from transforms.events.scene import Scene

__all__ = ["participants"]

#: A list of hundreds of names says nothing about any one of them.
MAX_PARTICIPANTS = 24


def participants(scene: Scene, heads: Sequence[int], trigger: int) -> tuple[Participant, ...]:
    """Resolve the phrases headed by ``heads``; each span and chain once, in their order."""
    found: list[Participant] = []
    for index in heads[:MAX_PARTICIPANTS]:
        whole = resolve(scene, index)
        linked = named_by_references(scene, index, whole)
        if linked == [whole]:
            linked = split(scene, index, named_by_speaker(scene, index, trigger, whole))
        found.extend(each for each in linked if not any(_same(each, old) for old in found))
    return tuple(found)


def _same(one: Participant, other: Participant) -> bool:
    """Whether two phrases name one party: the same chain, or one phrase inside the other."""
    if one.entity_id is not None and other.entity_id is not None:
        return one.entity_id == other.entity_id
    return other.start <= one.start < other.end or one.start <= other.start < one.end
