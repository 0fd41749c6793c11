"""Frame → the judgement that it lies inside: "criticised the army for burning houses".

Whoever is judged did what stands behind "for", "of" or "with"; whoever accuses, suspects or charges
says so.
"""

from __future__ import annotations

from typing import NamedTuple

from transforms.events.people.references import speaker
from transforms.events.scene import Scene, once
from transforms.events.syntax import Frame, climb, conjuncts, is_passive, preposition, referent
from transforms.events.words import listed

__all__ = ["Judgement", "accuser", "judgement"]


class Judgement(NamedTuple):
    """Token of the judging verb, heads of those who are judged, and whether it is only alleged."""

    verb: int
    whom: tuple[int, ...]
    alleged: bool


def judgement(scene: Scene, frame: Frame) -> Judgement | None:
    """The judgement around ``frame``; None where it is no act inside one."""
    return _around(scene, frame.top)


@once
def _around(scene: Scene, top: int) -> Judgement | None:
    tree = scene.tree
    for at, label, head in climb(tree, top, 3):
        if label == "conj":
            continue
        marked = any(tree.lower[c] in listed("for_doing") for c in tree.kids(at, "mark", "case"))
        if label not in {"advcl", "obl", "acl", "nmod", "ccomp", "xcomp"} or not marked:
            return None
        verb = _verb(scene, head)
        if verb is None:
            return None
        whom = _judged(scene, verb)
        alleging = tree.lemmas[verb] in listed("alleging")
        return Judgement(verb, whom, alleging) if whom else None
    return None


def _verb(scene: Scene, head: int) -> int | None:
    """The judging verb at ``head``, or the one whose object a clause was hung on by the parser."""
    tree = scene.tree
    for at in (head, tree.heads[head]):
        if at >= 0 and tree.lemmas[at] in listed("judging") and tree.pos[at] == "VERB":
            return at
    return None


def _judged(scene: Scene, verb: int) -> tuple[int, ...]:
    """Objects of the judging verb, levelled over voice and relative clauses."""
    tree = scene.tree
    passive = is_passive(tree, verb)
    found = tree.kids(verb, "nsubj:pass") or (tree.kids(verb, "nsubj") if passive else [])
    found = found or tree.kids(verb, "obj", "iobj")
    if not found and tree.deps[verb] == "acl":
        found = [tree.heads[verb]]  # "a man suspected of killing"
    if not found:
        found = [c for c in tree.kids(verb, "obl") if preposition(tree, c) in {"at", "on"}]
    return tuple(x for c in found for x in conjuncts(tree, referent(tree, c)))


def accuser(scene: Scene, verb: int) -> int | None:
    """Who judges: the subject of the active verb, or the agent of the passive one."""
    tree = scene.tree
    if is_passive(tree, verb):
        return tree.kid(verb, "obl:agent")
    return speaker(scene, verb)
