"""Predicates with their arguments → `Circumstance`: whether, when, where, how many, who says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from schemas.records import Count
from transforms.events.arguments import Arguments
from transforms.events.choice.calendar_days import date_precision
from transforms.events.choice.offers import asked, told_by_sentence
from transforms.events.counts import counts
from transforms.events.detect import Predicate
from transforms.events.factuality import Factuality, attribution, factuality
from transforms.events.heads.choice import load_choices
from transforms.events.people.resolve import resolve
from transforms.events.people.spans import is_pronoun, phrase_span
from transforms.events.scene import Scene
from transforms.events.syntax import Frame, phrase_head
from transforms.events.when import When, is_historical, when
from transforms.events.where import Where, where

__all__ = ["Circumstance", "circumstances", "evidence"]

#: Events of which the choices ask at once: each has some twenty offers with twenty features.
_BLOCK = 1024


class Circumstance(NamedTuple):
    """What surrounds one event; ``modality`` is the realis head's with the date's part."""

    factuality: Factuality
    modality: str
    date: When
    precision: str | None
    place: Where
    counts: tuple[Count, ...]
    attributed_to: str | None


def circumstances(
    scene: Scene, predicates: Sequence[Predicate], arguments: Sequence[Arguments]
) -> list[Circumstance]:
    """Circumstances of every event, in their order."""
    if not predicates:
        return []
    chances = scene.heads.realis([p.found for p in predicates])
    facts = [
        factuality(scene, each.frame, row) for each, row in zip(arguments, chances, strict=True)
    ]
    events = asked(scene, predicates, arguments, facts)
    hidden = np.stack([p.found.hidden for p in predicates])
    choices, told = load_choices(), told_by_sentence(scene.tree, events)
    found: list[Circumstance] = []
    for at in range(0, len(events), _BLOCK):
        block = slice(at, at + _BLOCK)
        parts = zip(
            arguments[block],
            facts[block],
            when(scene, choices.days, events[block], hidden[block], told),
            where(scene, choices.places, events[block], hidden[block], told),
            counts(scene, choices.numbers, events[block], hidden[block], told),
            strict=True,
        )
        found += [_circumstance(scene, *each) for each in parts]
    return found


def _circumstance(
    scene: Scene,
    arguments: Arguments,
    fact: Factuality,
    date: When,
    place: Where,
    count: tuple[Count, ...],
) -> Circumstance:
    actors = {p.token for p in arguments.actors}
    modality = fact.modality
    if modality == "asserted" and is_historical(scene, date):
        modality = "historical"
    elif modality == "historical" and date.start is not None and not is_historical(scene, date):
        modality = "asserted"
    return Circumstance(
        fact,
        modality,
        date,
        date_precision(date.start, date.end),
        place,
        count,
        _attributed(scene, arguments.frame, arguments.sources, actors),
    )


def _attributed(scene: Scene, frame: Frame, sources: Sequence[int], actors: set[int]) -> str | None:
    """Name of who says so, where that is neither the article nor who does it."""
    source = attribution(scene, frame, sources)
    if source is None or isinstance(source, str):
        return source
    if source in actors or is_pronoun(scene, source):
        return None
    person = resolve(scene, phrase_head(scene.tree, source))
    return person.name or person.text


def evidence(scene: Scene, frame: Frame) -> tuple[int, int]:
    """Token bounds of the clause that reports the event, end exclusive."""
    tree, top = scene.tree, frame.top
    first = last = top
    queue = list(tree.children[top])
    for at in queue:
        if tree.deps[at] in {"conj", "parataxis", "advcl"} and tree.pos[at] in {"VERB", "AUX"}:
            continue
        first, last = min(first, at), max(last, at)
        if len(queue) < 300:
            queue.extend(tree.children[at])
    for index in (frame.trigger, *frame.subj, *frame.obj):
        if tree.sentence_of[index] == tree.sentence_of[top]:
            span = phrase_span(scene, index)
            first, last = min(first, span.first), max(last, span.last - 1)
    while last > first and tree.pos[last] == "PUNCT":
        last -= 1
    while first < last and tree.pos[first] == "PUNCT":
        first += 1
    return first, last + 1
