"""Predicates → `Arguments`: who does it, to whom, about what, where and when, as phrase heads.

The party head, trained on annotated news, names actors, recipients, place and source of an event
of a known class; the argument head, trained on PropBank, fills the frame that word rules read, the
time and the theme. Parties are read through conjunction ("X and Y"), relative pronouns and measures
("two of the men"), and are parties only: what is neither somebody nor physically hit is the theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.events.detect import Predicate
from transforms.events.heads import Link
from transforms.events.judgements import judgement
from transforms.events.people.spans import party_like
from transforms.events.scene import Scene
from transforms.events.syntax import Frame, conjuncts, frame_of, phrase_head, referent

__all__ = ["Arguments", "Party", "read_arguments"]

#: A party counts from this probability on; chosen on dev.
PARTY_FLOOR = 0.45
#: An object that can be a party counts from here on, where no recipient is sure; chosen on dev.
OBJECT_FLOOR = 0.1
#: Links of PropBank's roles.
ROLE_FLOOR = 0.5
_SKIPPED = {"DATE", "TIME", "PERCENT", "MONEY", "ORDINAL"}
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "SYM", "X", "ADJ"}


class Party(NamedTuple):
    """Head of a phrase that takes part, and the step that says so."""

    token: int
    step: str


class Arguments(NamedTuple):
    """What takes part in one event, as token indices of phrase heads."""

    frame: Frame
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    theme: int | None
    places: tuple[int, ...]
    times: tuple[int, ...]
    sources: tuple[int, ...]


def read_arguments(scene: Scene, predicates: Sequence[Predicate]) -> list[Arguments]:
    """Arguments of every predicate, in their order."""
    tokens = [p.token for p in predicates]
    classes = [p.event_class or p.found.best[0] for p in predicates]
    roles, parties = scene.heads.participants(scene.view, tokens, classes)
    return [
        _arguments(scene, predicate, _by_role(links, ROLE_FLOOR), _by_role(own, PARTY_FLOOR), own)
        for predicate, links, own in zip(predicates, roles, parties, strict=True)
    ]


def _by_role(links: Sequence[Link], floor: float) -> dict[str, list[int]]:
    """Role → tokens of at least ``floor``, in text order."""
    found: dict[str, list[int]] = {}
    for link in sorted(links, key=lambda each: each.token):
        if link.chance >= floor:
            found.setdefault(link.role, []).append(link.token)
    return found


def _arguments(
    scene: Scene,
    predicate: Predicate,
    roles: Mapping[str, Sequence[int]],
    parties: Mapping[str, Sequence[int]],
    links: Sequence[Link],
) -> Arguments:
    frame = frame_of(scene.tree, predicate.token, predicate.light, roles)
    chances = {(link.token, link.role): link.chance for link in links}

    def named(role: str) -> tuple[Party, ...]:
        found = (
            Party(each, f"party {chances[token, role]:.2f}")
            for token in parties.get(role, ())
            for each in _spread(scene, token, predicate.token)
        )
        return tuple(
            {party.token: party for party in found if _usable(scene, party.token)}.values()
        )

    actors, recipients = named("actor"), named("recipient")
    judged = judgement(scene, frame)
    if judged is not None and not set(judged.whom) & {p.token for p in recipients}:
        actors = tuple(Party(token, "judged") for token in judged.whom)
    taken = {p.token for p in actors}
    recipients = recipients or tuple(_objects(scene, frame, chances))
    recipients = tuple(p for p in recipients if p.token not in taken)
    places = sorted(parties.get("place", ()), key=lambda t: -chances[t, "place"])
    return Arguments(
        frame,
        actors,
        recipients,
        _theme(scene, predicate, frame, roles, {*taken, *(p.token for p in recipients)}),
        (*places, *roles.get("LOC", ())),
        tuple(roles.get("TMP", ())),
        tuple(parties.get("source", ())),
    )


def _objects(
    scene: Scene, frame: Frame, chances: Mapping[tuple[int, str], float]
) -> Iterator[Party]:
    """Whoever stands as object, or as subject of a passive, where the party head is not sure.

    A long clause before ("three days after X, police arrested a suspect") lowers the head's
    probability of what the grammar says plainly.
    """
    for index in frame.obj:
        chance = chances.get((index, "recipient"), 0.0)
        if chance >= OBJECT_FLOOR and party_like(scene, index) and _usable(scene, index):
            yield Party(index, f"object, party {chance:.2f}")


def _spread(scene: Scene, token: int, trigger: int) -> Iterator[int]:
    """The party at ``token``, what its relative pronoun means, and its conjuncts."""
    tree = scene.tree
    head = referent(tree, token)
    for each in conjuncts(tree, head):
        if each != trigger and not _excluded(scene, each):
            yield each


def _excluded(scene: Scene, index: int) -> bool:
    """ "Finland, but not Norway": the conjunct is named to be left out."""
    tree = scene.tree
    return tree.deps[index] == "conj" and any(
        tree.lower[c] in {"not", "never"} for c in tree.children[index]
    )


def _usable(scene: Scene, index: int) -> bool:
    """Whether the phrase can be a party: no time, no share, no empty pronoun."""
    tree = scene.tree
    core = phrase_head(tree, index)
    if scene.labels[core] in _SKIPPED or tree.pos[core] not in _NOMINAL:
        return False
    low = tree.lower[index]
    return low not in {"there", "what", "you", "your", "itself", "each", "other"}


def _theme(
    scene: Scene,
    predicate: Predicate,
    frame: Frame,
    roles: Mapping[str, Sequence[int]],
    parties: set[int],
) -> int | None:
    """What is acted on or talked about: a noun phrase that is no party, nearest first."""
    tree = scene.tree
    about = [i for name in ("of", "on", "about", "over", "for") for i in frame.obl.get(name, ())]
    ranked = [*frame.obj, *roles.get("ARG1", ()), *roles.get("ARG2", ()), *about]
    for index in ranked:
        core = phrase_head(tree, index)
        if index in parties or core in parties or index == predicate.token:
            continue
        if tree.pos[core] not in {"NOUN", "PROPN"} or scene.labels[core] in _SKIPPED:
            continue
        if not party_like(scene, index):
            return index
    return None
