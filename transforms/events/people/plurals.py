"""One participant → several where the phrase names several: sides, countries, people."""

from __future__ import annotations

from bisect import bisect_left

from schemas.records import EntityMention, Participant
from transforms.events.scene import Scene
from transforms.events.syntax import conjuncts, preposition

__all__ = ["split"]

_SIDES = {"NORP", "GPE", "ORG"}


def split(scene: Scene, index: int, whole: Participant) -> list[Participant]:
    """``whole``, headed by token ``index``, as the parties that it names.

    "Russian and Turkish officials" are two sides, "the leaders of France and Italy" of two
    countries, "Envoy X and Minister Y" two people.
    """
    return (
        _split_sides(scene, index, whole)
        or _split_countries(scene, index, whole)
        or _split_people(scene, whole)
        or [whole]
    )


def _sides(scene: Scene, index: int) -> tuple[EntityMention, EntityMention] | None:
    """The two nationalities before a plural noun."""
    tree = scene.tree
    if tree.tags[index] not in {"NNS", "NNPS"} or scene.labels[index] == "PERSON":
        return None
    for child in tree.kids(index, "amod", "compound", "nmod:poss"):
        if child > index or scene.labels[child] not in _SIDES:
            continue
        for other in tree.kids(child, "conj"):
            apart = scene.mention_of[other] != scene.mention_of[child]
            if child < other < index and scene.labels[other] in _SIDES and apart:
                return (
                    scene.mentions[scene.mention_of[child]],
                    scene.mentions[scene.mention_of[other]],
                )
    return None


def _split_sides(scene: Scene, index: int, whole: Participant) -> list[Participant]:
    sides = _sides(scene, index)
    if sides is None or sides[0].start < whole.start or sides[1].end > whole.end:
        return []
    one, other = sides
    text, end = scene.article.text or "", scene.tree.ends[index]
    return [
        whole._replace(
            text=one.text, start=one.start, end=one.end, entity_id=one.entity_id, name=one.name,
            country=one.country,
        ),
        whole._replace(
            text=text[other.start : end] if text else other.text, start=other.start, end=end,
            entity_id=other.entity_id, name=other.name, country=other.country,
        ),
    ]  # fmt: skip


def _split_countries(scene: Scene, index: int, whole: Participant) -> list[Participant]:
    """ "The leaders of France, Germany and Italy" are of three countries."""
    text = scene.article.text or ""
    found: list[Participant] = []
    for mention in _countries_of(scene, index) if whole.entity_id is None else ():
        start = mention.start if found else whole.start
        words = text[start : mention.end] if text else mention.text
        found.append(
            whole._replace(text=words, start=start, end=mention.end, country=mention.country)
        )
    return found


def _countries_of(scene: Scene, index: int) -> list[EntityMention]:
    tree = scene.tree
    if tree.tags[index] not in {"NNS", "NNPS"}:
        return []
    for child in tree.kids(index, "nmod"):
        if preposition(tree, child) not in {"of", "from", "in"}:
            continue
        named = [scene.mention(i) for i in conjuncts(tree, child)]
        places = [m for m in named if m is not None and m.label == "GPE" and m.country]
        if len(named) > 1 and len({m.country for m in places}) == len(named):
            return places
    return []


def _split_people(scene: Scene, whole: Participant) -> list[Participant]:
    """ "Envoy X and Minister Y" are two people, also where the parse took them for one name."""
    tree = scene.tree
    inside = range(bisect_left(tree.starts, whole.start), bisect_left(tree.starts, whole.end))
    joint = [i for i in inside if tree.lower[i] == "and"]
    if len(joint) != 1:
        return []
    at = joint[0]
    people = [scene.mentions[scene.mention_of[i]] for i in inside if scene.labels[i] == "PERSON"]
    before = [m for m in people if m.end <= tree.starts[at]]
    after = [m for m in people if m.start > tree.starts[at]]
    if not before or not after or at + 1 >= len(tree.starts):
        return []
    one, other = before[-1], after[-1]
    if one.end != tree.ends[at - 1] or other.end != whole.end:
        return []
    text, offset, middle = whole.text, whole.start, tree.starts[at + 1]
    return [
        whole._replace(
            text=text[: one.end - offset], end=one.end, entity_id=one.entity_id, name=one.name
        ),
        whole._replace(
            text=text[middle - offset :], start=middle, entity_id=other.entity_id,
            name=other.name, country=other.country or whole.country,
        ),
    ]  # fmt: skip
