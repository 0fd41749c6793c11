"""Events of an article → the numbers of their sentences that may count their people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.events.arguments import Party
from transforms.events.choice.offers import (
    Asked,
    Offers,
    Told,
    size_name,
    standing,
    told_by_sentence,
)
from transforms.events.heads.choice import Names, Offered
from transforms.events.numbers import number_at, relation_at
from transforms.events.people.spans import party_like
from transforms.events.scene import Scene
from transforms.events.syntax import phrase_head, preposition

__all__ = ["Number", "number_offers"]

_NOT_PEOPLE = {"DATE", "TIME", "MONEY", "PERCENT", "ORDINAL"}
#: Numbers that are offered to one event.
_MOST = 8


class Number(NamedTuple):
    """A number as the text gives it: value and relation (=, >=, <=, ~)."""

    value: int
    relation: str


class _Counting(NamedTuple):
    """A number of a sentence, ready to be offered."""

    offer: int
    token: int
    counted: int  # the word that it counts, or itself


def number_offers(
    scene: Scene, events: Sequence[Asked], told: Mapping[int, Told] | None = None
) -> Offers[Number]:
    """The numbers that the article offers to some of its events; ``told``: of them all."""
    told = told_by_sentence(scene.tree, events) if told is None else told
    values: list[Number | None] = [None]
    names: list[Names] = [["none"]]
    by_sentence: dict[int, list[_Counting]] = {}
    for sentence in told:
        found = by_sentence[sentence] = []
        for token, value in _numbers(scene, sentence):
            found.append(_Counting(len(values), token, _counted(scene, token)))
            values.append(Number(value, relation_at(scene.tree, token)))
            names.append(list(_names(scene, found[-1], value)))
    offered: list[list[Offered]] = []
    own: list[Names] = []
    for event in events:
        some = by_sentence[event.sentence]
        some = sorted(some, key=lambda each: abs(each.token - event.token))[:_MOST]
        count = f"ns={min(len(some), 3)}"
        own.append([*event.names, count])
        offers = [Offered(0, [f"none|cl={event.event_class}", f"none|{count}",
                              f"none|cl={event.event_class}|{count}"])]  # fmt: skip
        for each in some:
            both = _both(scene, event, each)
            way = standing(scene.tree, event, each.counted, told[event.sentence].tokens)
            offers.append(Offered(each.offer, [*both, *way]))
        offered.append(offers)
    return Offers(values, names, own, offered)


def _numbers(scene: Scene, sentence: int) -> Iterator[tuple[int, int]]:
    """Last words and values of the numbers above one in a sentence."""
    tree = scene.tree
    start, end = tree.sentences[sentence]
    for token in range(start, end):
        if tree.pos[token] not in {"NUM", "NOUN", "ADJ", "PROPN", "X"}:
            continue
        if scene.labels[token] in _NOT_PEOPLE:
            continue
        value = number_at(tree, token)
        if value is None or value < 2:
            continue
        if token + 1 < end and number_at(tree, token + 1) == value:
            continue  # "twenty" of "twenty-five" spells the same number as its end
        yield token, value


def _counted(scene: Scene, token: int) -> int:
    """The noun that a number counts; the number itself where it stands alone."""
    tree = scene.tree
    head = tree.heads[token]
    if tree.deps[token] in {"nummod", "compound", "det", "amod"} and head >= 0:
        return head
    return phrase_head(tree, token)


def _names(scene: Scene, each: _Counting, value: int) -> Iterator[str]:
    """Features of a number, whatever the event."""
    tree, token, counted = scene.tree, each.token, each.counted
    yield "number"
    yield f"noun={tree.lemmas[counted] if counted != token else ''}"
    yield f"people={party_like(scene, counted)}|{scene.labels[counted]}"
    yield f"dep={tree.deps[token]}|{tree.deps[counted]}"
    yield f"size={size_name(value, (2, 5, 20, 100, 1000, 10_000, 1_000_000))}"
    yield f"year={value in range(1900, 2101) and tree.lower[token].isdigit()}"
    yield f"case={preposition(tree, counted)}"
    yield f"before={tree.lower[token - 1] if token else ''}"
    yield f"after={tree.lower[token + 1] if token + 1 < len(tree.words) else ''}"
    head = tree.heads[counted]
    yield f"gov={tree.lemmas[head] if head >= 0 else ''}|{tree.deps[counted]}"


def _both(scene: Scene, event: Asked, each: _Counting) -> Iterator[str]:
    """Features of a number beside one event."""
    tree = scene.tree
    arguments, frame = event.arguments, event.arguments.frame
    role = "-"
    if _stands(arguments.recipients, each):
        role = "recipient"
    elif _stands(arguments.actors, each):
        role = "actor"
    elif {each.token, each.counted} & set(frame.obj):
        role = "object"
    elif {each.token, each.counted} & set(frame.subj):
        role = "subject"
    noun = tree.lemmas[each.counted] if each.counted != each.token else ""
    yield f"role={role}"
    yield f"role={role}|cl={event.event_class}"
    yield f"cl={event.event_class}|noun={noun}"
    yield f"cl={event.event_class}|people={party_like(scene, each.counted)}"
    yield f"lem={tree.lemmas[event.token]}|role={role}"
    yield f"itself={each.token == event.token or each.counted == event.token}|{event.tense}"


def _stands(parties: Sequence[Party], each: _Counting) -> bool:
    return any(party.token in (each.token, each.counted) for party in parties)
