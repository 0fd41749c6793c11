"""Frame → the rule that fits it best: slots are compared with the words of the arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.events.frames import Frame, phrase_head, preposition, purposes
from transforms.events.lexicon import Rule, Slot
from transforms.events.participants import actor_like, is_official, word_sectors
from transforms.events.scene import PLACE_LABELS, TIME_LABELS, Scene

__all__ = ["Match", "best_rule", "untimed"]


class Match(NamedTuple):
    """A rule with its fit; ``fixed`` are tokens that belong to the predicate (particles, nouns)."""

    rule: Rule
    score: int
    fixed: tuple[int, ...]
    object_from: str | None  # preposition whose object counts as the object ("call for")
    by_object: bool  # the object was asked for by its word: it is part of the predicate


def _names(scene: Scene, index: int) -> set[str]:
    """Strings that a slot value may equal for the argument at ``index``."""
    tree = scene.tree
    head = phrase_head(tree, index)
    found = {tree.lemmas[head], tree.lower[head]}
    if head != index:
        found.update((tree.lemmas[index], tree.lower[index]))
    for child in tree.children[head]:
        if tree.deps[child] in {"compound", "amod", "nmod:desc", "flat"} and child < head:
            found.add(f"{tree.lower[child]}-{tree.lower[head]}")
            found.add(f"{tree.lower[child]}-{tree.lemmas[head]}")
            if tree.deps[child] == "compound":
                found.add(tree.lower[child])
    if scene.labels[head] == "MONEY":
        found.add("money")
    return found


def _special(scene: Scene, slot: Slot, index: int) -> bool:
    head = phrase_head(scene.tree, index)
    if slot.special == "@PERSON":
        return scene.labels[head] == "PERSON"
    if slot.special == "@HUMAN":
        label = scene.labels[head]
        if label:
            return label in {"PERSON", "NORP"}
        lemma = scene.tree.lemmas[head]
        return lemma in scene.lexicon.agents or "@humans" in scene.lexicon.classes_of.get(lemma, ())
    if slot.special == "@PLACE":
        name = scene.tree.pos[head] == "PROPN" and scene.labels[head] in {"", "ORG"}
        return name or scene.labels[head] in PLACE_LABELS
    if slot.special == "@OFFICIAL":
        return is_official(scene, head)
    if slot.special == "@ARMED":
        return bool(word_sectors(scene, head) & {"MIL", "COP", "REB", "PRM", "UAF"})
    return actor_like(scene, index)


def _fillers(scene: Scene, frame: Frame, slot: str, object_from: str | None) -> Sequence[int]:
    if slot == "obj":
        extra = frame.obl.get(object_from, []) if object_from else []
        return [*frame.obj, *extra]
    if slot == "dobj":
        return frame.obj
    if slot == "subj":
        return frame.subj
    if slot == "comp":
        return frame.comps
    if slot == "iobj":
        return frame.iobj
    if slot == "purpose":
        return purposes(scene.tree, frame)
    if slot == "mod":
        return frame.mods
    if slot == "poss":
        return frame.poss
    return untimed(scene, frame.obl.get(slot, [])) or frame.object_obl.get(slot, [])


def untimed(scene: Scene, indices: Sequence[int]) -> list[int]:
    """``indices`` without times: the "on" of "called her on Friday" asks for nobody."""
    return [i for i in indices if scene.labels[i] not in TIME_LABELS]


def _complement_verbs(scene: Scene, index: int) -> set[str]:
    """Lemma of a complement's verb, looking through phasing verbs and conjuncts."""
    tree = scene.tree
    found = {tree.lemmas[index]}
    for child in tree.children[index]:
        if tree.deps[child] in {"xcomp", "conj"} and tree.pos[child] == "VERB":
            found.add(tree.lemmas[child])
    return found


#: Words whose noun is a place or nothing rather than what the verb is done to: "forced out of".
_PARTICLES = {"out", "up", "off", "down", "back", "away"}


def best_rule(scene: Scene, frame: Frame, rules: Sequence[Rule]) -> Match | None:
    """The rule of ``rules`` with the most fulfilled conditions, the earliest of equals."""
    tree = scene.tree
    best: Match | None = None
    words: dict[str, list[int]] | None = None
    cache: dict[tuple[str, str | None], set[str]] = {}
    for rule in rules:
        score, fixed, object_from = 0, [], None
        if len(rule.words) > 1:
            if words is None:
                words = _companions(scene, frame)
            for word in rule.words[1:]:
                if word not in words:
                    break
                score += 3
                fixed.extend(words[word])
                if word in frame.obl and not (word in _PARTICLES and word == rule.words[-1]):
                    object_from = word
            else:
                score += 0
            if score < 3 * (len(rule.words) - 1):
                continue
        by_object = False
        for slot in rule.slots:
            fillers = _fillers(scene, frame, slot.name, object_from)
            if not fillers:
                break
            if slot.anything:
                score += 1
                continue
            key = (slot.name, object_from)
            if key not in cache:
                names: set[str] = set()
                for filler in fillers:
                    if slot.name in {"comp", "purpose"}:
                        names |= _complement_verbs(scene, filler)
                    elif slot.name == "mod":
                        names.update((tree.lower[filler], tree.lemmas[filler]))
                    else:
                        names |= _names(scene, filler)
                cache[key] = names
            if cache[key] & slot.values:
                score += 2
                by_object = by_object or slot.name == "obj"
            elif slot.special and any(_special(scene, slot, filler) for filler in fillers):
                score += 2
            else:
                break
        else:
            if best is None or score > best.score:
                best = Match(rule, score, tuple(fixed), object_from, by_object)
    return best


def _companions(scene: Scene, frame: Frame) -> dict[str, list[int]]:
    """Words around the trigger that a predicate of several words may name."""
    tree = scene.tree
    found: dict[str, list[int]] = {}
    for index in frame.particles:
        found.setdefault(tree.lower[index], []).append(index)
    for name, timed in frame.obl.items():
        if not untimed(scene, timed):
            continue
        for part in (name, *name.split()):
            if part:
                found.setdefault(part, [])
    for index in (*frame.obj, *frame.comps):
        found.setdefault(tree.lemmas[index], []).append(index)
        found.setdefault(tree.lower[index], []).append(index)
    after = frame.trigger + 1
    if after < len(tree.words) and tree.pos[after] in {"ADP", "ADV", "PART"}:
        head = tree.heads[after]
        timed_case = tree.deps[after] == "case" and head >= 0 and not untimed(scene, [head])
    else:
        timed_case = True
    if not timed_case:
        found.setdefault(tree.lower[after], [])
    for fillers in frame.obl.values():
        for index in fillers:
            if not tree.children[index] or preposition(tree, index):
                found.setdefault(tree.lemmas[index], []).append(index)
    for child in tree.children[frame.trigger]:
        if tree.deps[child] in {"advmod", "xcomp", "obl", "compound:prt"}:
            found.setdefault(tree.lower[child], []).append(child)
            for below in tree.children[child] if untimed(scene, [child]) else ():
                if tree.deps[below] in {"case", "det"}:
                    found.setdefault(tree.lower[below], [])
    return found
