"""Frame → the place where the event is reported to have happened.

Finders in order: the place that the heads link to the event, a town before its noun ("the Lisbon
summit"), a place in its own clause or one that it hangs on, in articles with a dateline the town
where their lead says that things happened, the dateline.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from schemas.records import EntityMention, Place
from transforms.events.scene import PLACE_LABELS, Scene
from transforms.events.syntax import Frame, climb, preposition
from transforms.events.when import mentions_below
from transforms.events.words import listed
from transforms.extract.gazetteer import CITY, COUNTRY, FIRST_LEVEL, SECOND_LEVEL, gazetteer
from transforms.extract.places import dateline_place

__all__ = ["Where", "place_of", "where"]


_KINDS = {CITY: "town", FIRST_LEVEL: "division", SECOND_LEVEL: "division", COUNTRY: "country"}


class Where(NamedTuple):
    """A place, or None, and the finder that gave it."""

    place: Place | None
    step: str


def where(scene: Scene, frame: Frame, linked: Sequence[int], taken: set[int]) -> Where:
    """The place of the event of ``frame``.

    Args:
        linked: tokens that the heads call its place, the surest first.
        taken: mentions that are parties of the event; of them only what stands behind "in", "at"
            or "near" is a place too.
    """
    for token in linked:
        mention = scene.mention(token)
        if mention is not None and mention.label in PLACE_LABELS:
            return Where(place_of(mention), "link")
    found = _before_noun(scene, frame, taken)
    if found is not None:
        return Where(place_of(found), "noun")
    found = _in_clause(scene, frame, taken)
    if found is not None:
        return Where(place_of(found), "clause")
    return _story(scene, frame)


def _before_noun(scene: Scene, frame: Frame, taken: set[int]) -> EntityMention | None:
    for index in (*frame.mods, *frame.poss) if frame.noun else ():
        mention = scene.mention(index)
        free = mention is not None and scene.mention_of[index] not in taken
        if free and mention is not None and mention.label in PLACE_LABELS:
            return mention
    return None


def _in_clause(scene: Scene, frame: Frame, taken: set[int]) -> EntityMention | None:
    """The nearest place of the event's clause, else of the clauses that it hangs on."""
    for step, clause in enumerate(_clauses(scene, frame)):
        ranked = sorted(
            (distance + far, token)
            for distance, token in mentions_below(scene, clause, PLACE_LABELS)
            for far in _distance(scene, token, step, scene.mention_of[token] in taken)
        )
        if ranked:
            return scene.mention(ranked[0][1])
    return None


def _clauses(scene: Scene, frame: Frame) -> list[int]:
    found = list(dict.fromkeys([frame.trigger, frame.top]))
    for _, label, head in climb(scene.tree, found[-1], 3):
        if label in {"acl:relcl", "parataxis", "ccomp", "advcl"} or len(found) > 2:
            break
        found.append(head)
    return found


def _distance(scene: Scene, token: int, step: int, taken: bool) -> Iterator[int]:
    """How much a preposition adds to a place's distance; nothing where it tells no place."""
    tree = scene.tree
    name = preposition(tree, token)
    if not name and tree.deps[token] in {"compound", "flat", "appos", "conj"}:
        head = tree.heads[token]
        name = preposition(tree, head) if head >= 0 else ""
    if taken and not (step == 0 and name in {"in", "at", "near"}):
        return
    if name in listed("where"):
        yield 0
    elif name in listed("whither") and step <= 1:
        yield 5  # where it leads to or comes from, where nothing says where it is


#: Sentences that may say where a story happened.
_LEAD: Final = 2


def _story(scene: Scene, frame: Frame) -> Where:
    """The town of the lead where it lies in the dateline's country, else the dateline.

    Reports are filed from capitals: what a story dated LAGOS tells of Jos happened in Jos.
    """
    dateline = scene.article.dateline_place
    if not dateline:
        return Where(None, "none")
    filed = _dateline(scene, dateline)
    for mention in scene.mentions:
        if mention.sentence_index >= _LEAD or mention.start >= scene.tree.starts[frame.trigger]:
            break
        if mention.label != "GPE" or _precision(mention) != "town":
            continue
        token = bisect_left(scene.tree.starts, mention.end) - 1
        if preposition(scene.tree, token) in _STAYS and mention.country == filed.country:
            return Where(place_of(mention), "story")
    return Where(filed, "dateline")


#: Prepositions of the place where something happens.
_STAYS: Final = frozenset(("in", "at", "near", "outside"))


def _dateline(scene: Scene, dateline: str) -> Place:
    for mention in scene.mentions:
        if mention.label in PLACE_LABELS and mention.text.lower() == dateline.lower():
            return place_of(mention)
    named = Counter(m.country for m in scene.mentions if m.country is not None)
    record = dateline_place(dateline, tuple(sorted(named.items())))
    if record is None:
        return Place(dateline, dateline)
    place = Place(dateline, record.name, record.country, precision=_KINDS.get(record.kind))
    if record.kind == COUNTRY:
        return place
    return place._replace(
        admin1=record.admin1,
        geonames_id=record.geonames_id,
        latitude=record.latitude,
        longitude=record.longitude,
    )


def _precision(mention: EntityMention) -> str | None:
    """site, town, division or country, as far as the gazetteer's columns tell."""
    if mention.label == "FAC":
        return "site"
    if mention.label != "GPE" or (mention.geonames_id is None and mention.country is None):
        return None
    if mention.geonames_id is not None:
        for record in gazetteer().find(mention.name or mention.text):
            if record.geonames_id == mention.geonames_id:
                return _KINDS.get(record.kind)
    return "country" if mention.admin1 is None else "town"


def place_of(mention: EntityMention) -> Place:
    """The place that a mention names, with its precision."""
    return Place(
        mention.text,
        mention.name or mention.text,
        mention.country,
        mention.admin1,
        mention.geonames_id,
        mention.latitude,
        mention.longitude,
        _precision(mention),
    )
