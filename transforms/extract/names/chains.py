"""Name mentions of one article → chains: which mentions name the same person, organization, place.

A chain's id comes from its first mention, its name is its fullest form. The rules prefer two chains
for one entity over one chain for two: what reads the tables can join chains by name, but
cannot part them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from transforms.extract.gazetteer import PlaceRecord, fold
from transforms.extract.names.forms import Chain, NameMention, chain_of, plain
from transforms.extract.names.organization_chains import organization_chains
from transforms.extract.names.person_chains import person_chains
from transforms.extract.wordlists import words

__all__ = ["Chain", "NameMention", "build_chains"]


def build_chains(text: str, mentions: Sequence[NameMention]) -> list[Chain]:
    """Chains over ``mentions``, which are in text order; every mention is in exactly one."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        groups[_family(mention.label)].append(index)
    chains: list[Chain] = []
    chains += person_chains(mentions, groups["person"])
    chains += organization_chains(text, mentions, groups["organization"])
    chains += _places(mentions, groups["place"])
    chains += _others(mentions, groups["other"])
    chains.sort(key=lambda chain: chain.members[0])
    return chains


def _family(label: str) -> str:
    if label == "PERSON":
        return "person"
    if label == "ORG":
        return "organization"
    if label in ("GPE", "LOC", "FAC"):
        return "place"
    return "other"


def _places(mentions: Sequence[NameMention], indices: list[int]) -> list[Chain]:
    clusters: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i in indices:
        mention = mentions[i]
        place = mention.place
        if place is not None and mention.label != "FAC" and _is_whole(mention.text, place):
            key: tuple[object, ...] = (
                "place",
                place.kind,
                place.name,
                place.country,
                place.division,
            )
        else:
            key = ("name", " ".join(plain(mention.text)))
        clusters[key].append(i)
    return [
        chain_of(mentions, members, mentions[members[0]].label) for members in clusters.values()
    ]


def _is_whole(text: str, place: PlaceRecord) -> bool:
    """ "northern Iraq" is a part of Iraq and a chain of its own."""
    first = fold(text).removeprefix("the ").split()
    own = fold(place.name).split()
    return not first or first[0] not in _PARTS or (bool(own) and own[0] == first[0])


_PARTS: Final = words(
    "northern southern eastern western central northeastern northwestern southeastern "
    "southwestern upstate downtown rural coastal inner outer mainland"
)


#: Labels of things that a shorter form may name: "Dreamliner" and "Boeing 787 Dreamliner".
_THINGS: Final = frozenset(("PRODUCT", "EVENT", "WORK_OF_ART", "LAW"))


def _others(mentions: Sequence[NameMention], indices: list[int]) -> list[Chain]:
    keys = {i: (mentions[i].label, _thing(mentions[i])) for i in indices}
    parent: dict[int, int] = {}
    seen: dict[tuple[object, ...], int] = {}
    for i in indices:
        label, words_ = keys[i]
        # "Israeli" and "Israelis" are one people, whatever the word
        country = mentions[i].modifier if label == "NORP" else None
        key: tuple[object, ...] = (label, country) if country else (label, words_)
        parent[i] = seen.setdefault(key, i)
    moved = _longer_forms(keys, sorted({parent[i] for i in indices}))
    clusters: dict[int, list[int]] = defaultdict(list)
    for i in indices:
        root = parent[i]
        hops = 0
        while root in moved and hops < 5:
            root, hops = moved[root], hops + 1
        clusters[root].append(i)
    return [
        chain_of(mentions, members, mentions[members[0]].label) for members in clusters.values()
    ]


def _longer_forms(
    keys: Mapping[int, tuple[str, tuple[str, ...]]], roots: Sequence[int]
) -> dict[int, int]:
    """Root → the only other one of its label that has its words within, in their order."""
    holders: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for k in roots:
        label, whole = keys[k]
        if label in _THINGS:
            size = len(whole)
            parts = {whole[s:e] for s in range(size) for e in range(s + 1, size + 1)} - {whole}
            for part in parts:
                holders[label, part].append(k)
    found = {i: holders.get(keys[i], []) for i in roots if keys[i][0] in _THINGS and keys[i][1]}
    return {i: longer[0] for i, longer in found.items() if len(longer) == 1}


def _thing(mention: NameMention) -> tuple[str, ...]:
    """Tokens of a name; of a product without the plural ("787s", "Dreamliners")."""
    whole = plain(mention.text)
    if mention.label != "PRODUCT" or not whole or len(whole[-1]) < 4:
        return whole
    last = whole[-1]
    return (*whole[:-1], last[:-1]) if last.endswith("s") and not last.endswith("ss") else whole
