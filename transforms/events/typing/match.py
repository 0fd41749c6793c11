"""Frame → the line of verbs.txt or nouns.txt that fits it best.

Slots are compared with the words of the arguments; the rule with the most fulfilled conditions
wins, of equals the first. Rules give mode and CAMEO code; the type is the head's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.events.lexicon import Rule, Slot
from transforms.events.people.spans import is_official, party_like, word_sectors
from transforms.events.scene import PLACE_LABELS, TIME_LABELS, Scene
from transforms.events.syntax import Frame, phrase_head, preposition, purposes

__all__ = ["best_rule", "rules_of"]

#: Words whose noun is a place or nothing rather than what the verb is done to: "forced out of".
_PARTICLES = {"out", "up", "off", "down", "back", "away"}
_BEFORE = {"compound", "amod", "nmod:desc", "flat"}


class _Fit(NamedTuple):
    """How well a rule fits: conditions fulfilled, and the preposition whose object it takes."""

    score: int
    object_from: str | None


def rules_of(scene: Scene, frame: Frame) -> Sequence[Rule]:
    """Rules that start with the frame's word, those of nouns with their modifier first."""
    tree, lexicon = scene.tree, scene.lexicon
    if not frame.noun:
        return lexicon.verbs.get(tree.lemmas[frame.trigger], ())
    keys = _noun_keys(scene, frame.trigger)
    return [rule for key in keys for rule in lexicon.nouns.get(key, ())]


def _noun_keys(scene: Scene, index: int) -> Iterator[str]:
    """Names under which nouns.txt may have the noun: "ethnic-cleansing", "cleansing"."""
    tree = scene.tree
    for child in tree.kids(index, "compound", "amod"):
        if child < index:
            yield f"{tree.lower[child]}-{tree.lemmas[index]}"
            yield f"{tree.lower[child]}-{tree.lower[index]}"
    yield from dict.fromkeys((tree.lower[index], tree.lemmas[index]))


def best_rule(scene: Scene, frame: Frame, rules: Sequence[Rule]) -> Rule | None:
    """The rule of ``rules`` with the most fulfilled conditions, the earliest of equals."""
    best: tuple[int, Rule] | None = None
    companions: Mapping[str, Sequence[int]] | None = None
    for rule in rules:
        if len(rule.words) > 1 and companions is None:
            companions = _companions(scene, frame)
        fit = _fit(scene, frame, rule, companions or {})
        if fit is not None and (best is None or fit.score > best[0]):
            best = (fit.score, rule)
    return None if best is None else best[1]


def _fit(
    scene: Scene, frame: Frame, rule: Rule, companions: Mapping[str, Sequence[int]]
) -> _Fit | None:
    """The rule's score, or None where one of its conditions is not fulfilled."""
    score, object_from = 0, None
    for word in rule.words[1:]:
        if word not in companions:
            return None
        score += 3
        if word in frame.obl and not (word in _PARTICLES and word == rule.words[-1]):
            object_from = word
    for slot in rule.slots:
        fillers = _fillers(scene, frame, slot.name, object_from)
        if not fillers:
            return None
        if slot.anything:
            score += 1
        elif any(_fulfils(scene, slot, filler) for filler in fillers):
            score += 2
        else:
            return None
    return _Fit(score, object_from)


def _fulfils(scene: Scene, slot: Slot, filler: int) -> bool:
    if slot.name in {"comp", "purpose"}:
        names = _complement_verbs(scene, filler)
    elif slot.name == "mod":
        names = {scene.tree.lower[filler], scene.tree.lemmas[filler]}
    else:
        names = _names(scene, filler)
    return bool(names & slot.values) or (slot.special is not None and _special(scene, slot, filler))


def _names(scene: Scene, index: int) -> set[str]:
    """Strings that a slot value may equal for the argument at ``index``."""
    tree = scene.tree
    head = phrase_head(tree, index)
    found = {tree.lemmas[head], tree.lower[head], tree.lemmas[index], tree.lower[index]}
    for child in tree.children[head]:
        if tree.deps[child] in _BEFORE and child < head:
            found.add(f"{tree.lower[child]}-{tree.lower[head]}")
            found.add(f"{tree.lower[child]}-{tree.lemmas[head]}")
            if tree.deps[child] == "compound":
                found.add(tree.lower[child])
    if scene.labels[head] == "MONEY":
        found.add("money")
    return found


def _special(scene: Scene, slot: Slot, index: int) -> bool:
    """Whether the filler is what a value like @OFFICIAL asks for."""
    tree = scene.tree
    head = phrase_head(tree, index)
    label, lemma = scene.labels[head], tree.lemmas[head]
    if slot.special == "@PERSON":
        return label == "PERSON"
    if slot.special == "@HUMAN":
        if label:
            return label in {"PERSON", "NORP"}
        agents, classes = scene.lexicon.agents, scene.lexicon.classes_of
        return lemma in agents or "@humans" in classes.get(lemma, ())
    if slot.special == "@PLACE":
        named = tree.pos[head] == "PROPN" and label in {"", "ORG"}
        return named or label in PLACE_LABELS
    if slot.special == "@OFFICIAL":
        return is_official(scene, head)
    if slot.special == "@ARMED":
        return bool(word_sectors(scene, head) & {"MIL", "COP", "REB", "PRM", "UAF"})
    return party_like(scene, index)


def _fillers(scene: Scene, frame: Frame, slot: str, object_from: str | None) -> Sequence[int]:
    if slot == "obj":
        return [*frame.obj, *(frame.obl.get(object_from, ()) if object_from else ())]
    if slot == "purpose":
        return purposes(scene.tree, frame)
    plain: dict[str, Sequence[int]] = {
        "dobj": frame.obj, "subj": frame.subj, "comp": frame.comps, "iobj": frame.iobj,
        "mod": frame.mods, "poss": frame.poss,
    }  # fmt: skip
    if slot in plain:
        return plain[slot]
    return _untimed(scene, frame.obl.get(slot, ())) or frame.object_obl.get(slot, ())


def _untimed(scene: Scene, indices: Sequence[int]) -> list[int]:
    """``indices`` without times: the "on" of "called her on Friday" asks for nobody."""
    return [i for i in indices if scene.labels[i] not in TIME_LABELS]


def _complement_verbs(scene: Scene, index: int) -> set[str]:
    """Lemma of a complement's verb, looking through phasing verbs and conjuncts."""
    tree = scene.tree
    return {
        tree.lemmas[index],
        *(tree.lemmas[c] for c in tree.kids(index, "xcomp", "conj") if tree.pos[c] == "VERB"),
    }


def _companions(scene: Scene, frame: Frame) -> dict[str, list[int]]:
    """Words around the trigger that a predicate of several words may name."""
    tree = scene.tree
    found: dict[str, list[int]] = {}

    def add(index: int, *names: str) -> None:
        for name in names:
            found.setdefault(name, []).append(index)

    for index in frame.particles:
        add(index, tree.lower[index])
    for name, fillers in frame.obl.items():
        if _untimed(scene, fillers):
            for part in (name, *name.split()):
                found.setdefault(part, [])
        for index in fillers:
            if not tree.children[index] or preposition(tree, index):
                add(index, tree.lemmas[index])
    for index in (*frame.obj, *frame.comps):
        add(index, tree.lemmas[index], tree.lower[index])
    for index in tree.kids(frame.trigger, "advmod", "xcomp", "obl", "compound:prt"):
        add(index, tree.lower[index])
        for below in tree.kids(index, "case", "det") if _untimed(scene, [index]) else ():
            found.setdefault(tree.lower[below], [])
    _add_following(scene, frame.trigger + 1, found)
    return found


def _add_following(scene: Scene, after: int, found: dict[str, list[int]]) -> None:
    """The preposition or adverb right behind the verb, where it opens no time."""
    tree = scene.tree
    if after >= len(tree.words) or tree.pos[after] not in {"ADP", "ADV", "PART"}:
        return
    head = tree.heads[after]
    if not (tree.deps[after] == "case" and head >= 0 and not _untimed(scene, [head])):
        found.setdefault(tree.lower[after], [])
