"""An event's own features, and where it stands to a mention in the text and in the tree."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

from schemas.records import EntityMention
from transforms.events.arguments import Arguments
from transforms.events.detect import Predicate
from transforms.events.factuality import Factuality
from transforms.events.heads.choice import Names, Offered
from transforms.events.heads.features import predicate_kind
from transforms.events.scene import Scene
from transforms.extract.dependencies import Tree

__all__ = [
    "BACK", "NOTHING", "Asked", "Near", "Offers", "Told", "asked", "likeliest", "mention_head",
    "size_name", "standing", "told_by_sentence", "within_reach",
]  # fmt: skip

Value = TypeVar("Value")

_CLAUSAL = {"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "conj", "parataxis"}
#: Auxiliaries that tell tense and voice.
_TENSES = {"will", "would", "has", "have", "had", "is", "are", "was", "were", "to", "may", "could",
           "be", "been", "being", "'ll", "'ve", "’ll", "’ve"}  # fmt: skip
#: Steps up the tree that are looked at, and sentences that "back" reaches.
_STEPS, BACK = 10, 4
#: Sentences whose days and places may hold for the whole article.
_LEAD = 2
#: Mentions before and after an event that are looked at, however long its sentence.
_WINDOW = 40


class Asked(NamedTuple):
    """One event of which the choices ask, with what all of them use of it.

    ``at`` is the sentence's number as a feature has it, ``names`` are the event's features.
    """

    token: int
    top: int
    sentence: int
    at: str
    quoted: bool
    event_class: str
    modality: str
    tense: str
    arguments: Arguments
    names: Names


class Offers(NamedTuple, Generic[Value]):
    """What an article offers to its events.

    Fields:
        values: what each offer stands for; None for "nothing".
        names: features of each offer.
        events: features of each event.
        offered: for each event its offers.
    """

    values: Sequence[Value | None]
    names: Sequence[Names]
    events: Sequence[Names]
    offered: Sequence[Sequence[Offered]]


def asked(
    scene: Scene,
    predicates: Sequence[Predicate],
    arguments: Sequence[Arguments],
    facts: Sequence[Factuality],
) -> list[Asked]:
    """What the choices ask of every event."""
    return [_asked(scene, *each) for each in zip(predicates, arguments, facts, strict=True)]


def _asked(scene: Scene, predicate: Predicate, arguments: Arguments, fact: Factuality) -> Asked:
    tree, token, top = scene.tree, predicate.token, arguments.frame.top
    event_class = predicate.event_class or predicate.found.best[0]
    sentence, tense = tree.sentence_of[token], _tense(tree, token)
    at, quoted = size_name(sentence, (0, 1, 3, 8)), scene.quoted[token] >= 0
    names: Names = [
        (_own, event_class, fact.modality),
        (_tensed, tense, tense if top == token else _tense(tree, top)),
        (_told, at, fact.negated, quoted),
        f"dep={tree.deps[token]}",
        f"lem={tree.lemmas[token]}",
    ]
    return Asked(
        token, top, sentence, at, quoted, event_class, fact.modality, tense, arguments, names
    )


def _own(event_class: str, modality: str) -> Sequence[str]:
    return f"cl={event_class}", f"mod={modality}", f"cm={event_class}|{modality}"


def _tensed(tense: str, top: str) -> Sequence[str]:
    return f"tn={tense}", f"tt={top}"


def _told(at: str, negated: bool, quoted: bool) -> Sequence[str]:
    return f"sent={at}", f"neg={negated}", f"quoted={quoted}"


def _tense(tree: Tree, index: int) -> str:
    """Tag, voice and auxiliaries of a verb; noun or adj of other words."""
    if tree.pos[index] not in {"VERB", "AUX"}:
        return "adj" if tree.pos[index] == "ADJ" else "noun"
    helpers = sorted(
        tree.lower[c]
        for c in tree.children[index]
        if tree.deps[c].startswith("aux") and tree.lower[c] in _TENSES
    )
    return "+".join((predicate_kind(tree, index), *helpers))


def size_name(number: int, bounds: Sequence[int]) -> str:
    """Name of the first bound that a number does not pass; "far" beyond them all."""
    for bound in bounds:
        if number <= bound:
            return str(bound)
    return "far"


class Told(NamedTuple):
    """What a sentence tells: the words that name its events, in order, and their lemmas."""

    tokens: Sequence[int]
    lemmas: frozenset[str]


#: A sentence without an event.
NOTHING = Told((), frozenset())


def told_by_sentence(tree: Tree, events: Sequence[Asked]) -> dict[int, Told]:
    """Sentence → the events that it tells of."""
    found: dict[int, list[int]] = {}
    for event in events:
        found.setdefault(event.sentence, []).append(event.token)
    return {
        sentence: Told(sorted(tokens), frozenset(tree.lemmas[t] for t in tokens))
        for sentence, tokens in found.items()
    }


class Near(NamedTuple):
    """A mention within reach of an event: its number, and where it stands."""

    number: int
    gap: str  # same, prev, back, next, lead


def within_reach(
    sentences: Sequence[int], tokens: Sequence[int], event: Asked, most: int
) -> list[Near]:
    """The mentions nearest to an event, at most ``most``, in text order.

    Those of its sentence, of the one after, of the few before and of the article's first.

    Args:
        sentences, tokens: sentence and head word of every mention, in text order.
    """
    here = bisect_left(tokens, event.token)
    first = max(bisect_left(sentences, event.sentence - BACK), here - _WINDOW)
    last = min(bisect_right(sentences, event.sentence + 1), here + _WINDOW)
    lead = min(bisect_left(sentences, min(_LEAD, event.sentence - BACK)), first, most)
    found = [
        Near(i, _gap(event.sentence - sentences[i])) for i in (*range(lead), *range(first, last))
    ]
    if len(found) > most:
        found.sort(key=lambda near: _away(sentences, tokens, event, near.number))
        found = sorted(found[:most])
    return found


def _gap(gap: int) -> str:
    """Name of where a sentence stands that lies ``gap`` sentences before the event's."""
    if gap > BACK:
        return "lead"
    return {0: "same", 1: "prev", -1: "next"}.get(gap, "back")


def _away(
    sentences: Sequence[int], tokens: Sequence[int], event: Asked, index: int
) -> tuple[int, int]:
    return abs(sentences[index] - event.sentence), abs(tokens[index] - event.token)


def mention_head(tree: Tree, mention: EntityMention) -> int:
    """The word of a mention that the rest of it hangs on."""
    first = min(bisect_left(tree.starts, mention.start), len(tree.words) - 1)
    last = bisect_left(tree.starts, mention.end)
    return next((t for t in range(first, last) if not first <= tree.heads[t] < last), first)


def standing(tree: Tree, event: Asked, token: int, tokens: Sequence[int]) -> list[str]:
    """Features of a word in the event's own sentence: way through the tree, side, distance.

    Args:
        token: the word.
        tokens: the words that name events in this sentence, in order.
    """
    up, way = _way(tree, event.top, token)
    climbed, at = [], event.top
    for _ in range(up):
        climbed.append(tree.deps[at])
        at = tree.heads[at]
    above = [label for label in climbed if label in _CLAUSAL][:3]
    below = [label for label in way if label in _CLAUSAL][:3]
    side = "<" if token < event.token else ">"
    here, there = bisect_left(tokens, event.token), bisect_left(tokens, token)
    between = there - here - 1 if there > here else here - there
    nearest = min(tokens[max(there - 1, 0) : there + 1], key=lambda t: abs(t - token), default=-1)
    return [
        f"ud={min(up, 5)},{min(len(way), 5)}",
        f"way={'/'.join(above)}|{'/'.join(below)}",
        f"ways={len(above)}{len(below)}|{event.modality}",
        *([f"up={above[0]}|{event.tense}"] if above else ()),
        f"end={'/'.join(way[:2])}|{min(up, 3)}",
        f"between={min(between, 3)}{side}",
        f"nearest={nearest == event.token}",
        f"dist={size_name(abs(token - event.token), (1, 2, 4, 8, 16))}{side}",
    ]


def _way(tree: Tree, start: int, end: int) -> tuple[int, list[str]]:
    """Steps up from ``start`` to the first word above both, and the relations from ``end`` up."""
    above: dict[int, int] = {}
    at = start
    while at >= 0 and len(above) < _STEPS:
        above[at] = len(above)
        at = tree.heads[at]
    labels: list[str] = []
    at = end
    while at >= 0 and at not in above and len(labels) < _STEPS:
        labels.append(tree.deps[at])
        at = tree.heads[at]
    return above.get(at, _STEPS), labels


def likeliest(
    values: Sequence[Value | None],
    offered: Sequence[Offered],
    shares: Sequence[float],
    key: Callable[[Value], Hashable],
) -> tuple[Value, float] | None:
    """The value whose ``key`` has the highest probability, "nothing" left out, and that; or None.

    Offers of one key add up; of them the likeliest is given.
    """
    total: dict[Hashable, float] = {}
    best: dict[Hashable, tuple[float, Value]] = {}
    for one, share in zip(offered, shares, strict=True):
        value = values[one.offer]
        if value is None:
            continue
        name = key(value)
        total[name] = total.get(name, 0.0) + share
        if name not in best or share > best[name][0]:
            best[name] = share, value
    if not total:
        return None
    name, chance = max(total.items(), key=lambda item: item[1])
    return best[name][1], chance
