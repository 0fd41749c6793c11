"""Event → numbers of people with their role, as the text gives them.

The class of an event says which role its people have: who is killed in DEATH, hurt in INJURY. The
number stands before the people ("12 people were killed"), alone ("killing 12", "12 dead"), or
behind the noun ("a death toll of 40"). Words around it say whether it is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from schemas.records import Count
from transforms.events.scene import Scene
from transforms.events.syntax import Frame, phrase_head
from transforms.extract.times.lexicon import CARDINALS, SCALES

__all__ = ["counts_of", "number_at"]

#: Class → role of the people that an event of it happens to.
ROLES = {"DEATH": "killed", "INJURY": "wounded", "ARREST": "arrested", "MISSING": "missing",
         "OUTBREAK": "infected"}  # fmt: skip
#: Predicates and classes of people who have to leave.
_DISPLACING = {"displace", "evacuate", "flee", "uproot", "evacuation", "displacement", "evict"}
#: Classes whose actors are counted as taking part.
_CROWDS = {"PROTEST", "STRIKE", "CEREMONY"}
_AT_LEAST = {"least", "more", "over", "fewer", "minimum", "exceed"}
_AT_MOST = {"most", "up", "maximum", "under", "less"}
_ABOUT = {"about", "around", "some", "roughly", "approximately", "nearly", "almost", "estimated",
          "close", "circa"}  # fmt: skip
_ROUND = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}


def _value(word: str) -> int | None:
    plain = word.replace(",", "")
    if plain.isdigit():
        return int(plain)
    return CARDINALS.get(word)


def number_at(scene: Scene, index: int) -> int | None:
    """The number that the words up to ``index`` spell: 12, twelve, 2,000, "two thousand".

    Round words without a number before them ("dozens") are no number.
    """
    tree = scene.tree
    low = tree.lower[index]
    scale = SCALES.get(low) or _ROUND.get(low)
    if scale is None:
        return _value(low)
    before = tree.lower[index - 1] if index else ""
    if before in {"a", "an"}:
        return scale
    factor = _value(before)
    return factor * scale if factor is not None else None


def _relation(scene: Scene, index: int) -> str:
    """=, >=, <= or ~ by the words before the number: "at least", "up to", "about"."""
    tree = scene.tree
    first = tree.sentences[tree.sentence_of[index]][0]
    before = tree.lower[max(first, index - 3) : index]
    pairs = set(pairwise(before))
    if ("no", "more") in pairs or ("at", "most") in pairs or ("up", "to") in pairs:
        return "<="
    if ("less", "than") in pairs or ("fewer", "than") in pairs:
        return "<="
    if ("at", "least") in pairs or ("more", "than") in pairs or (before[-1:] == ["over"]):
        return ">="
    return "~" if set(before[-2:]) & _ABOUT else "="


def _numbers_of(scene: Scene, head: int) -> list[int]:
    """Tokens of numbers that count the phrase of ``head``."""
    tree = scene.tree
    if number_at(scene, head) is not None and scene.labels[head] not in {"DATE", "TIME", "MONEY"}:
        return [head]
    heads = {head, phrase_head(tree, head)}
    return [
        c
        for h in heads
        for c in tree.children[h]
        if tree.deps[c] == "nummod" and scene.labels[c] not in {"DATE", "TIME", "MONEY", "PERCENT"}
    ]


def _counted(scene: Scene, heads: Sequence[int], role: str) -> list[Count]:
    found = []
    for head in heads:
        for index in _numbers_of(scene, head)[:1]:
            value = number_at(scene, index)
            if value is not None and value > 0:
                found.append(Count(role, value, _relation(scene, index)))
    return found


def counts_of(
    scene: Scene,
    event_class: str | None,
    frame: Frame,
    actors: Sequence[int],
    recipients: Sequence[int],
) -> tuple[Count, ...]:
    """Counts of the event's people; () where the text gives no number."""
    tree = scene.tree
    if event_class in _CROWDS:
        return tuple(_counted(scene, actors, "participants")[:1])
    role = ROLES.get(event_class or "")
    if tree.lemmas[frame.trigger] in _DISPLACING:
        role = "displaced"
    if role is None:
        return ()
    people = (
        [*recipients, *frame.obj] if role != "displaced" else [*recipients, *frame.obj, *actors]
    )
    found = _counted(scene, list(dict.fromkeys(people)), role)
    if not found and frame.noun:
        found = _counted(scene, [*frame.obl.get("of", ()), *frame.mods], role)
        found = found or _counted(scene, [frame.trigger], role)
    if not found and tree.pos[frame.trigger] == "ADJ":  # "12 dead"
        found = _counted(scene, [frame.trigger], role)
    return tuple(dict.fromkeys(found))[:1]
