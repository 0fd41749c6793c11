"""Tree and argument links → `Frame`: one predicate with its arguments, however the syntax has them.

The steps that read word rules speak of subj, obj and prepositions. What the tree hangs under the
predicate fills them; where it hangs nothing (infinitives, participles, relative clauses, nouns),
the argument head's links do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transforms.events.words import listed
from transforms.extract.dependencies import Tree

__all__ = ["MAX_DEPTH", "Frame", "climb", "conjuncts", "frame_of", "is_passive", "is_question",
           "phrase_head", "preposition", "purposes", "referent"]  # fmt: skip

#: Bound on every walk along the tree: lists of thousands of names nest as deeply.
MAX_DEPTH = 24
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "SYM", "X"}
_PASSIVE_AUX = {"be", "been", "being", "is", "are", "was", "were", "get", "got", "gets", "getting"}


class Frame(NamedTuple):
    """One predicate; arguments are token indices of phrase heads, conjuncts included.

    ``subj`` and ``obj`` are levelled over voice: of "X was hit by Y", Y and X. ``object_obl`` are
    the prepositional phrases below the object's noun.
    """

    trigger: int
    noun: bool
    light: int | None
    passive: bool
    subj: tuple[int, ...] = ()
    obj: tuple[int, ...] = ()
    iobj: tuple[int, ...] = ()
    obl: Mapping[str, tuple[int, ...]] = {}
    object_obl: Mapping[str, tuple[int, ...]] = {}
    comps: tuple[int, ...] = ()
    mods: tuple[int, ...] = ()
    poss: tuple[int, ...] = ()
    particles: tuple[int, ...] = ()

    @property
    def top(self) -> int:
        """The word that heads the predicate's clause: of a light verb and its noun, the verb."""
        return self.trigger if self.light is None else self.light


def conjuncts(tree: Tree, head: int) -> list[int]:
    """``head`` and the nominals coordinated with it, in text order."""
    found = [head]
    for child in tree.children[head]:
        if tree.deps[child] == "conj" and tree.pos[child] in _NOMINAL:
            found.append(child)
            found.extend(
                c
                for c in tree.children[child]
                if tree.deps[c] == "conj" and tree.pos[c] in _NOMINAL
            )
    return found


def phrase_head(tree: Tree, index: int) -> int:
    """Follow "some of X", "a number of X", "10 of X" to the X that acts."""
    if tree.lemmas[index] in listed("quantities") or tree.pos[index] == "NUM":
        for child in tree.children[index]:
            if tree.deps[child] == "nmod" and preposition(tree, child) == "of":
                return child
    return index


def preposition(tree: Tree, index: int, depth: int = 0) -> str:
    """Lemma of the case marker of ``index``: "of", "because of"; "" without one."""
    for child in tree.children[index]:
        if tree.deps[child] == "case" and tree.lower[child] not in {"'s", "’s", "'", "’"}:
            rest = [tree.lower[c] for c in tree.children[child] if tree.deps[c] == "fixed"]
            return " ".join([tree.lower[child], *rest])
    # "to meet with and help X": the case stands under the conjunct.
    head = tree.heads[index]
    if tree.deps[index] == "conj" and head >= 0:
        return preposition(tree, head, depth + 1) if head < index and depth < MAX_DEPTH else ""
    return ""


#: What a question begins with; behind "ask" it asks for an answer, not for a deed.
_ASKING = {"whether", "if", "why", "how", "what", "when", "where", "who", "about"}
#: How many words may stand between: "asked by two reporters whether".
_ASKED_REACH = 6


def is_question(tree: Tree, index: int) -> bool:
    """Whether a verb puts a question: "asked whether he would resign", "asked about the raid"."""
    if tree.lemmas[index] != "ask":
        return False
    last = tree.sentences[tree.sentence_of[index]][1]
    for word in tree.lower[index + 1 : min(last, index + 1 + _ASKED_REACH)]:
        if word in _ASKING:
            return True
        if word in {"to", "for", "that"} or not word[0].isalnum():
            return False
    return False


def is_passive(tree: Tree, index: int) -> bool:
    """Whether the verb at ``index`` stands in the passive or as a passive participle."""
    if not any(tree.deps[c] in {"aux:pass", "nsubj:pass"} for c in tree.children[index]):
        bare = tree.tags[index] == "VBN" and tree.deps[index] in {"acl", "advcl"}
        return bare and tree.kid(index, "obj") is None
    helpers = {tree.lower[c] for c in tree.children[index] if tree.deps[c].startswith("aux")}
    # "has freed" is active whatever a parser calls its subject.
    return not helpers & {"has", "have", "had", "'ve", "’ve"} or bool(helpers & _PASSIVE_AUX)


def climb(tree: Tree, index: int, steps: int) -> Iterable[tuple[int, str, int]]:
    """(token, its label, its head) from ``index`` upwards, at most ``steps`` times."""
    at = index
    for _ in range(steps):
        head = tree.heads[at]
        if head < 0:
            return
        yield at, tree.deps[at], head
        at = head


def referent(tree: Tree, index: int) -> int:
    """The noun that a relative pronoun stands for; ``index`` itself where it is none."""
    if tree.lower[index] not in listed("relative") or tree.tags[index] not in {
        "WP", "WDT", "WP$", "IN",
    }:  # fmt: skip
        return index
    for _, label, head in climb(tree, index, 7):
        if label.startswith("acl"):
            return _agreeing(tree, index, head)
    return index


def _agreeing(tree: Tree, pronoun: int, head: int) -> int:
    """The name behind "of" that "which" stands for where the phrase's head is a person.

    "The chief executive of Lormand, which filed for bankruptcy": Lormand filed.
    """
    if tree.lower[pronoun] != "which" or tree.lemmas[head] not in listed("posts"):
        return head
    for child in tree.children[head]:
        named = tree.pos[child] == "PROPN" and head < child < pronoun
        if tree.deps[child] == "nmod" and named and preposition(tree, child) in {"of", "at", "for"}:
            return child
    return head


def purposes(tree: Tree, frame: Frame) -> list[int]:
    """Verbs of the clauses that say what something is done for: "sent experts to examine ..."."""
    return [
        child
        for head in (frame.trigger, *frame.obj)
        for child in tree.children[head]
        if tree.deps[child] in {"advcl", "xcomp", "acl"}
        and any(tree.lower[c] == "to" and tree.deps[c] == "mark" for c in tree.children[child])
    ]


def _spread(tree: Tree, indices: Iterable[int]) -> tuple[int, ...]:
    """Referents and conjuncts of ``indices``, each once."""
    found = (x for index in indices for x in conjuncts(tree, referent(tree, index)))
    return tuple(dict.fromkeys(found))


def _obliques(tree: Tree, heads: Iterable[int], labels: set[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for head in heads:
        for child in tree.children[head]:
            if tree.deps[child] in labels:
                name = preposition(tree, child)
                found[name] = (*found.get(name, ()), *conjuncts(tree, child))
    return found


def _linked(tree: Tree, links: Mapping[str, Sequence[int]], role: str) -> tuple[int, ...]:
    """Nominals that the argument head gave ``role``."""
    return tuple(i for i in links.get(role, ()) if tree.pos[i] in _NOMINAL)


def _verb_frame(tree: Tree, index: int, links: Mapping[str, Sequence[int]]) -> Frame:
    passive = is_passive(tree, index)
    subjects = tree.kids(index, "nsubj") if not passive else []
    objects = tree.kids(index, "obj", "nsubj:pass") + (tree.kids(index, "nsubj") if passive else [])
    agents = tree.kids(index, "obl:agent")
    subj = _spread(tree, subjects or agents or _linked(tree, links, "ARG0"))
    obj = _spread(tree, objects or _linked(tree, links, "ARG1"))
    obj = tuple(i for i in obj if i not in subj)
    iobj = _spread(tree, tree.kids(index, "iobj"))
    comps = tuple(tree.kids(index, "ccomp", "xcomp", "csubj"))
    if iobj and not obj and not comps:
        obj, iobj = iobj, ()  # "surprised analysts": nothing else is given
    holders = dict.fromkeys(x for part in obj for x in (part, phrase_head(tree, part)))
    return Frame(
        index,
        False,
        None,
        passive,
        subj,
        obj,
        iobj,
        _obliques(tree, [index], {"obl", "obl:unmarked", "nmod"}),
        _obliques(tree, holders, {"nmod"}),
        comps,
        particles=tuple(
            c
            for c in tree.children[index]
            if tree.deps[c] == "compound:prt"
            or (tree.deps[c] == "advmod" and tree.pos[c] in {"ADP", "ADV"})
        ),
    )


def _noun_frame(
    tree: Tree, index: int, light: int | None, links: Mapping[str, Sequence[int]]
) -> Frame:
    mods = [
        c
        for c in tree.children[index]
        if c < index and tree.deps[c] in {"amod", "compound", "nmod:desc", "nummod"}
    ]
    mods += [
        g
        for c in mods
        for g in tree.children[c]
        if g < index and tree.deps[g] in {"conj", "compound", "amod"}
    ]
    obl = _obliques(tree, [index], {"nmod", "obl", "nmod:unmarked"})
    if light is not None:
        for name, fillers in _obliques(tree, [light], {"obl", "obl:unmarked"}).items():
            obl[name] = (*obl.get(name, ()), *(i for i in fillers if i != index))
    own = tree.kids(light, "nsubj") if light is not None else []
    return Frame(
        index,
        True,
        light,
        light is not None and is_passive(tree, light),
        _spread(tree, own or _linked(tree, links, "ARG0")),
        _spread(tree, _linked(tree, links, "ARG1")),
        tuple(tree.kids(light, "iobj")) if light is not None else (),
        obl,
        {},
        tuple(tree.kids(index, "acl", "ccomp")),
        tuple(dict.fromkeys(mods)),
        tuple(x for c in tree.kids(index, "nmod:poss") for x in conjuncts(tree, c)),
    )


def frame_of(
    tree: Tree, index: int, light: int | None, links: Mapping[str, Sequence[int]]
) -> Frame:
    """Arguments of the predicate at ``index``; ``links`` are the argument head's, by role."""
    if tree.pos[index] in {"VERB", "AUX", "ADJ"}:
        return _verb_frame(tree, index, links)
    return _noun_frame(tree, index, light, links)
