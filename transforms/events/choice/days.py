"""Events of an article → the days that may be theirs, with what speaks for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schemas.records import EntityMention
from transforms.events.choice.calendar_days import (
    Days,
    date_precision,
    days_of,
    other_days,
    relation_of,
)
from transforms.events.choice.offers import (
    BACK,
    NOTHING,
    Asked,
    Offers,
    Told,
    mention_head,
    standing,
    told_by_sentence,
    within_reach,
)
from transforms.events.heads.choice import Names, Offered
from transforms.events.heads.vocabulary import Feature
from transforms.events.scene import TIME_LABELS, Scene
from transforms.events.syntax import preposition

__all__ = ["Dates", "day_offers"]

#: Time expressions that are offered to one event.
_MOST = 12
#: Sentences whose days hold for the whole article.
_LEAD = 2
#: Auxiliaries of what has happened, and those that leave it open.
_PAST = frozenset({"was", "were", "had", "has", "have"})
_OPEN = frozenset({"will", "would", "may", "might", "can", "could", "should", "must", "to"})


class _Dated(NamedTuple):
    """A time expression with its days, ready to be offered."""

    offer: int
    mention: EntityMention
    token: int
    days: Days
    relation: str
    precision: str | None
    reading: str  # "only", or which of the readings that the words allow


class Dates(NamedTuple):
    """Days, the words that give them, and the name of what told them."""

    days: Days
    text: str | None
    step: str


def day_offers(
    scene: Scene, events: Sequence[Asked], told: Mapping[int, Told] | None = None
) -> Offers[Dates]:
    """The days that the article offers to some of its events; ``told``: of them all."""
    published = scene.article.published_date
    values: list[Dates | None] = [None]
    names: list[Names] = [["none"]]
    if published is not None:
        values.append(Dates(Days(published, published), None, "published"))
        names.append(["published"])
    dated = list(_dated(scene, published, len(values)))
    values += [Dates(each.days, each.mention.text, "time") for each in dated]
    names += [_names(scene, each, first=each is dated[0]) for each in dated]
    lead = _lead(dated)
    told = told_by_sentence(scene.tree, events) if told is None else told
    sentences = [each.mention.sentence_index for each in dated]
    heads = [each.token for each in dated]
    offered: list[list[Offered]] = []
    own: list[Names] = []
    for event in events:
        near = within_reach(sentences, heads, event, _MOST)
        here = {dated[each.number].token for each in near if each.gap == "same"}
        count = f"ts={min(len(here), 3)}"
        own.append([*event.names, count])
        offers = [Offered(0, _about(scene, "none", event, count, lead))]
        if published is not None:
            offers.append(Offered(1, _about(scene, "pub", event, count, lead)))
        others = [dated[number] for number, _ in near]
        happened = event.modality == "historical" or (
            event.modality == "asserted" and _is_past(event.tense)
        )
        for each, (_, gap) in zip(others, near, strict=True):
            if happened and each.relation.startswith("ahead"):
                continue  # "signed until 2029"
            both = _both(scene, event, each, gap, told, others)
            both.append(f"g={gap}|{count}")
            offers.append(Offered(each.offer, both))
        offered.append(offers)
    return Offers(values, names, own, offered)


def _is_past(tense: str) -> bool:
    """Whether a verb (`Asked.tense`: its tag and auxiliaries) tells what has happened."""
    tag, *helpers = tense.split("+")
    return tag == "VBD" or (not _PAST.isdisjoint(helpers) and _OPEN.isdisjoint(helpers))


def _dated(scene: Scene, published: str | None, first: int) -> Iterator[_Dated]:
    """Time expressions that have days, in every reading."""
    offer = first
    for mention in scene.mentions:
        days = days_of(mention) if mention.label in TIME_LABELS else None
        if days is None:
            continue
        token = mention_head(scene.tree, mention)
        case = preposition(scene.tree, token)
        readings = [("only", days)]
        if published is not None:
            readings += other_days(days, mention.text, case, published)
        for name, some in readings:
            relation, precision = relation_of(some, published), date_precision(*some)
            yield _Dated(offer, mention, token, some, relation, precision, name)
            offer += 1


def _names(scene: Scene, each: _Dated, *, first: bool) -> Names:
    """Features of a time expression, whatever the event."""
    tree, mention = scene.tree, each.mention
    words = mention.text.lower().split()
    head = tree.heads[each.token]
    return [
        "time",
        f"prec={each.precision}",
        f"rel={each.relation}",
        f"case={preposition(tree, each.token)}",
        f"dep={tree.deps[each.token]}",
        f"value={len(mention.time_value or '')}",
        f"w0={words[0] if words else ''}",
        f"w9={words[-1] if words and not words[-1][:1].isdigit() else '#'}",
        f"first={first}",
        f"reading={each.reading}",
        f"reading={each.reading}|{each.relation}",
        f"quoted={scene.quoted[each.token] >= 0}",
        f"gov={tree.lemmas[head] if head >= 0 else ''}",
    ]


def _lead(dated: Sequence[_Dated]) -> str:
    """How new the days are that the first sentences tell."""
    relations = {each.relation for each in dated if each.mention.sentence_index < _LEAD}
    return next((name for name in ("now", "past1", "past7") if name in relations), "none")


def _about(scene: Scene, kind: str, event: Asked, count: str, lead: str) -> list[Feature]:
    """Features of an event beside "nothing" or the day of publication."""
    return [
        (_about_class, kind, event.event_class, event.modality, event.tense),
        (_about_place, kind, count, lead, event.at, event.quoted),
        f"{kind}|dep={scene.tree.deps[event.token]}",
        f"{kind}|lem={scene.tree.lemmas[event.token]}",
    ]


def _about_class(kind: str, event_class: str, modality: str, tense: str) -> Sequence[str]:
    return (
        f"{kind}|cl={event_class}",
        f"{kind}|cl={event_class}|{modality}",
        f"{kind}|tn={tense}|{modality}",
    )


def _about_place(kind: str, count: str, lead: str, at: str, quoted: bool) -> Sequence[str]:
    return f"{kind}|{count}", f"{kind}|lead={lead}", f"{kind}|sent={at}", f"{kind}|quoted={quoted}"


def _both(
    scene: Scene,
    event: Asked,
    each: _Dated,
    gap: str,
    told: Mapping[int, Told],
    near: Sequence[_Dated],
) -> list[Feature]:
    """Features of a time expression beside one event."""
    tree, sentence = scene.tree, each.mention.sentence_index
    found: list[Feature] = [
        (_beside, gap, each.relation, event.modality),
        (_beside_tense, gap, each.relation, event.tense, each.precision),
        f"g={gap}|cl={event.event_class}",
    ]
    if each.token in event.arguments.times:
        found.append("linked")
    if gap == "same":
        found += standing(tree, event, each.token, told[event.sentence].tokens)
        found.append(f"opens={each.token - tree.sentences[sentence][0] <= 3}")
        return found
    there = told.get(sentence, NOTHING)
    others = {
        other.days
        for other in near
        if other.reading == "only" and sentence < other.mention.sentence_index <= event.sentence
    } - {each.days}
    depth = min(_depth(tree.heads, each.token), 4)
    found.append((_apart, gap, min(len(there.tokens), 3), min(len(others), 3), depth))
    if tree.lemmas[event.token] in there.lemmas:
        found.append(f"again={gap}")
    return found


def _beside(gap: str, relation: str, modality: str) -> Sequence[str]:
    return f"g={gap}", f"g={gap}|rel={relation}|{modality}"


def _beside_tense(gap: str, relation: str, tense: str, precision: str | None) -> Sequence[str]:
    return f"rel={relation}|tn={tense}", f"g={gap}|tn={tense}", f"g={gap}|prec={precision}"


def _apart(gap: str, told: int, later: int, depth: int) -> Sequence[str]:
    return f"others={told}|{gap}", f"later={later}|{gap}", f"depth={depth}|{gap}"


def _depth(heads: Sequence[int], token: int) -> int:
    """Steps from a word to the root of its sentence, at most `BACK`."""
    steps = 0
    while heads[token] >= 0 and steps < BACK:
        token, steps = heads[token], steps + 1
    return steps
