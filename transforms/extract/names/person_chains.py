"""Mentions of people → chains: full names first, then the short forms that fit one of them.

A name fits another only where it shares a word with it, so names are looked up by their words: the
cost grows with the number of mentions, not with its square.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Sequence
from typing import Optional

from transforms.extract.names.forms import Chain, NameMention, chain_of
from transforms.extract.people import PersonName, fits, parse_name, same_first_name, surname
from transforms.extract.people.leaders import leaders_named

__all__ = ["person_chains"]


class _Clusters:
    """Clusters of mentions, the fullest name of each, and the clusters that have a word."""

    def __init__(self) -> None:
        self.members: list[list[int]] = []
        self.heads: list[PersonName] = []
        self._with: defaultdict[str, list[int]] = defaultdict(list)

    def open(self, index: int, name: PersonName) -> None:
        """A new cluster."""
        number = len(self.heads)
        self.members.append([index])
        self.heads.append(name)
        if name.tokens:
            joined = "".join(surname(name.tokens))
            for word in {*name.tokens, joined}:
                self._with[word].append(number)

    def fitting(self, name: PersonName) -> list[tuple[int, int]]:
        """(grade, cluster) of all clusters that ``name`` fits, in their order."""
        if not name.tokens:
            return []
        found = []
        for number in self._with.get(name.tokens[-1], ()):
            grade = fits(name, self.heads[number])
            if grade is not None:
                found.append((grade, number))
        return found


def person_chains(mentions: Sequence[NameMention], indices: list[int]) -> list[Chain]:
    """Chains of the mentions of people."""
    names = {i: parse_name(mentions[i].text, mentions[i].before) for i in indices}
    _spell_alike(names)
    clusters = _Clusters()
    # full names first, fullest first: short forms then choose among them
    order = sorted(
        (i for i in indices if len(names[i].tokens) > 1), key=lambda i: (-len(names[i].tokens), i)
    )
    for index in order:
        home = _full_form(names[index], clusters)
        if home is None:
            clusters.open(index, names[index])
        else:
            insort(clusters.members[home], index)
            head = clusters.heads[home]
            clusters.heads[home] = head._replace(gender=head.gender or names[index].gender)
    for index in indices:
        if len(names[index].tokens) > 1:
            continue
        home = _short_form(names[index], index, clusters)
        if home is None:
            clusters.open(index, names[index])
        else:
            insort(clusters.members[home], index)
    return [chain_of(mentions, members, "PERSON") for members in clusters.members]


def _spell_alike(names: dict[int, PersonName]) -> None:
    """Give the names of office holders one spelling: "Volodymyr Zelenskiy", later "Zelensky".

    A surname alone follows only where the article has the full name as well.
    """
    usual: dict[str, tuple[str, ...]] = {}
    for index, name in names.items():
        holders = leaders_named(" ".join(name.tokens)) if len(name.tokens) > 1 else ()
        if len(holders) == 1:
            tokens = parse_name(holders[0].name).tokens
            names[index] = name._replace(tokens=tokens)
            usual.update(dict.fromkeys(holders[0].surnames, tokens[-1:]))
    for index, name in names.items():
        if len(name.tokens) == 1 and name.tokens[0] in usual:
            names[index] = name._replace(tokens=usual[name.tokens[0]])


def _full_form(name: PersonName, clusters: _Clusters) -> Optional[int]:
    """The cluster of a name of several words: its own, else one that has it within."""
    options = clusters.fitting(name)
    for grade, number in options:
        head = clusters.heads[number]
        if grade == 0 and (name.tokens == head.tokens or _same_people(name, head)):
            return number
    # "Xi Jinping" and "President Xi": contiguous parts of a longer name
    for grade, number in options:
        if grade == 2 and len(clusters.heads[number].tokens) > len(name.tokens):
            return number
    return None


def _same_people(one: PersonName, other: PersonName) -> bool:
    first, second = one.tokens, other.tokens
    return same_first_name(first[0], second[0]) or second[-len(first) :] == first


def _short_form(name: PersonName, index: int, clusters: _Clusters) -> Optional[int]:
    """The cluster that a one-word name belongs to; the latest named before it where two fit."""
    options = clusters.fitting(name)
    if not options:
        return None
    best = min(grade for grade, _ in options)
    numbers = [number for grade, number in options if grade == best]
    if len(numbers) == 1:
        return numbers[0]
    if best:
        return None  # two people of one first name: no evidence

    def last_before(number: int) -> int:
        members = clusters.members[number]
        at = bisect_left(members, index)
        return members[at - 1] if at else -1

    return max(numbers, key=lambda number: (last_before(number), -number))
