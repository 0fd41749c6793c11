"""Phrase heads → the phrase that names a party, and whether it can be one."""

from __future__ import annotations

from typing import NamedTuple

from transforms.events.scene import PLACE_LABELS, Scene, once
from transforms.events.syntax import MAX_DEPTH, phrase_head, preposition
from transforms.events.words import listed
from transforms.extract.dependencies import Tree
from transforms.extract.spans import surface

__all__ = ["Span", "is_official", "is_pronoun", "party_like", "phrase_span", "word_sectors"]

_LEFT = {"det", "amod", "compound", "nummod", "nmod:poss", "nmod:desc", "flat", "flat:foreign",
         "goeswith", "det:predet", "advmod", "nmod:unmarked"}  # fmt: skip
_RIGHT = {"flat", "flat:foreign", "flat:name", "goeswith", "fixed", "compound", "nummod",
          "nmod:desc", "appos"}  # fmt: skip
_INSIDE = {"in", "near", "at", "inside", "outside"}
_OFFICIAL = {"GOV", "LEG", "MIL", "JUD", "SPY", "PTY", "REB"}
_PERSONAL = {"he", "she", "they", "him", "her", "them", "we", "us", "who", "i", "me"}
#: Labels of mentions that are a party by themselves; None of the others are.
_PARTIES = {"PERSON", "ORG", "GPE", "NORP"}


class Span(NamedTuple):
    """Token bounds of a phrase, end exclusive."""

    first: int
    last: int


@once
def phrase_span(scene: Scene, head: int) -> Span:
    """The phrase of ``head`` without clauses, appositions set off by commas and conjuncts.

    A title before a name ("special envoy Alexander Lavrentiev") belongs to it, and so does an
    "of" phrase ("the head of the army").
    """
    return _span(scene, head, 0)


def _span(scene: Scene, head: int, depth: int) -> Span:
    if depth > MAX_DEPTH:
        return Span(head, head + 1)
    first, last = _outer_bounds(scene, head, depth)
    mention = scene.mention(head)
    if mention is not None and mention.label not in {"DATE", "TIME", "CARDINAL", "NORP"}:
        tree = scene.tree
        while first > 0 and tree.starts[first - 1] >= mention.start:
            first -= 1
        while last + 1 < len(tree.words) and tree.ends[last + 1] <= mention.end:
            last += 1
    return Span(_whole_word(scene, first), last + 1)


def _whole_word(scene: Scene, first: int) -> int:
    """Where the hyphenated word begins that ``first`` stands in: "export-dependent firms"."""
    tree = scene.tree
    while (
        first > 1
        and tree.words[first - 1] == "-"
        and tree.ends[first - 2] == tree.starts[first - 1]
        and tree.ends[first - 1] == tree.starts[first]
    ):
        first -= 2
    return first


def _outer_bounds(scene: Scene, head: int, depth: int) -> tuple[int, int]:
    """First and last token of the phrase as the tree has it."""
    tree = scene.tree
    first = last = head
    for child in tree.children[head]:
        label = tree.deps[child]
        if child < head:
            if label in _LEFT and not _comma_between(scene, child, head):
                first = min(first, _leftmost(scene, child))
        elif (label in _RIGHT and not _comma_between(scene, head, child)) or (
            label == "nmod" and child - last <= 8 and _belongs(scene, head, child)
        ):
            last = max(last, _span(scene, child, depth + 1).last - 1)
    if not scene.labels[head] and last == head:
        for child in tree.kids(head, "appos"):
            # "Irish airline, Ryanair": the name is part of how the text names it.
            if scene.labels[child] in {"PERSON", "ORG"} and 0 < child - head <= 6:
                last = max(last, _span(scene, child, depth + 1).last - 1)
    return first, last


def _belongs(scene: Scene, head: int, child: int) -> bool:
    """Whether the prepositional phrase of ``child`` is part of how ``head`` is named.

    "the head of the army" and "protesters in Serbia" are; what stands beside a name is not, nor
    what somebody is accused of doing ("accused organizers of intimidating voters").
    """
    tree = scene.tree
    name = preposition(tree, child)
    if name == "of" and _is_deed(tree, head, child):
        return False
    if name in {"of", "for"}:
        return scene.labels[child] not in {"DATE", "TIME"}
    return (
        name in _INSIDE
        and not scene.labels[head]
        and scene.labels[child] in PLACE_LABELS
        and tree.pos[head] == "NOUN"
    )


def _is_deed(tree: Tree, head: int, child: int) -> bool:
    """Whether "of" opens what the object of a verb did, read as a noun with an adjective."""
    governor = tree.heads[head]
    first = next((c for c in tree.children[child] if tree.deps[c] == "amod"), child)
    return (
        governor >= 0
        and tree.deps[head] in {"obj", "nsubj:pass"}
        and tree.lemmas[governor] in listed("of_what")
        and tree.lower[first].endswith("ing")
    )


def _comma_between(scene: Scene, left: int, right: int) -> bool:
    return any(
        scene.tree.lower[i] in {",", ";", "-", "–", "—", "(", ":"} for i in range(left + 1, right)
    )


def _leftmost(scene: Scene, index: int, depth: int = 0) -> int:
    tree = scene.tree
    first = index
    if depth > MAX_DEPTH:
        return first
    for child in tree.children[index]:
        if child < index and tree.deps[child] in _LEFT | {"conj", "cc"}:
            first = min(first, _leftmost(scene, child, depth + 1))
    return first


@once
def party_like(scene: Scene, index: int) -> bool:
    """Whether ``index`` heads the name of a person, group, state or body, or an agent noun."""
    tree = scene.tree
    head = phrase_head(tree, index)
    label = scene.labels[head]
    if label:
        return label in _PARTIES
    if tree.pos[head] == "PROPN" and tree.words[head][:1].isupper():
        return True
    lemma, lower = tree.lemmas[head], tree.lower[head]
    agents = scene.lexicon.agents
    if lemma in agents or lower in agents or lower in _PERSONAL:
        return True
    return any(
        scene.labels[child] in {"PERSON", "ORG"}
        and tree.deps[child] in {"appos", "flat", "compound"}
        for child in tree.children[head]
    )


def word_sectors(scene: Scene, head: int) -> set[str]:
    """Sectors of the words of the phrase headed by ``head``, without resolving it."""
    tree, agents = scene.tree, scene.lexicon.agents
    found: set[str] = set()
    for index in (head, *tree.children[head]):
        if index == head or tree.deps[index] in {"compound", "flat", "appos", "nmod:desc", "amod"}:
            found.update(agents.get(tree.lemmas[index], ()))
            found.update(agents.get(tree.lower[index], ()))
    return found


def is_official(scene: Scene, head: int) -> bool:
    """Whether the phrase names somebody who acts for a state, a party or an armed force."""
    label = scene.labels[head]
    if label == "GPE" or word_sectors(scene, head) & _OFFICIAL:
        return True
    mention = scene.mention(head)
    if mention is None or label not in {"PERSON", "ORG"}:
        return False
    if surface(mention.text) in scene.lexicon.organizations:
        return True
    key = mention.entity_id or (mention.name or mention.text).lower()
    known = scene.known.get(key)
    return known is not None and bool(set(known[1]) & _OFFICIAL)


def is_pronoun(scene: Scene, index: int) -> bool:
    """Whether ``index`` is a pronoun that names nobody by itself."""
    return scene.tree.lower[index] in listed("pronouns")
