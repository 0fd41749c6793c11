"""Mentions told one after the other → what they have in common: states, countries, counties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Optional

from transforms.extract.gazetteer import COUNTRY, FIRST_LEVEL, SECOND_LEVEL, Gazetteer, PlaceRecord
from transforms.extract.places.containment import held_by
from transforms.extract.places.prior import sure
from transforms.extract.places.toponyms import LISTED, Options, Toponym

_JOINED: Final = re.compile(r",? (?:and|or|with) (?:the )?|['’]s? (?:border )?with ")
_COUNTIES: Final = re.compile(r"\s(?:counties|parishes)\b")


def _plain(options: tuple[PlaceRecord, ...], size: int) -> tuple[PlaceRecord, ...]:
    """Countries and divisions that a name may mean; of a pair, only if it means that alone."""
    if size == 2:
        best = sure(options)
        options = () if best is None else (best,)
    return tuple(o for o in options if o.kind in (COUNTRY, FIRST_LEVEL) and o.primary)


def peers_in_lists(
    text: str, mentions: Sequence[Toponym], found: list[Options]
) -> list[set[tuple[int, Optional[str]]]]:
    """For each mention the (kind, country) that most others of its list have: states, countries.

    "Ontario and New Brunswick" are two provinces, "Chad, Niger and Mali" three countries.
    """
    peers: list[set[tuple[int, Optional[str]]]] = [set() for _ in mentions]
    begin = 0
    while begin < len(mentions):
        end = begin + 1
        while end < len(mentions) and LISTED.fullmatch(
            text, mentions[end - 1].end, mentions[end].start
        ):
            end += 1
        run = range(begin, end)
        readings = [
            {
                (o.kind, o.country if o.kind == FIRST_LEVEL else None)
                for o in _plain(found[i][0], len(run))
            }
            for i in run
        ]
        counts = Counter(reading for found_ in readings for reading in found_)
        others = len(run) - 1
        gap = text[mentions[begin].end : mentions[end - 1].start] if others == 1 else ","
        for i, mine in zip(run, readings, strict=True):
            for reading, total in counts.items():
                count = total - (reading in mine)
                if count >= 0.6 * others and (count > 1 or (others == 1 and "," not in gap)):
                    peers[i].add(reading)
        begin = end
    return peers


def siblings_of(
    options: tuple[PlaceRecord, ...], parents: tuple[PlaceRecord, ...]
) -> tuple[PlaceRecord, ...]:
    """Options of the kind of what follows: "Washington, Pennsylvania and Ohio" lists states."""
    return tuple(
        option
        for option in options
        if any(
            option.kind == parent.kind
            and option is not parent
            and option.name != parent.name
            and (
                option.kind == COUNTRY
                or (option.kind == FIRST_LEVEL and option.country == parent.country)
            )
            for parent in parents
        )
    )


def beside_country(
    text: str,
    mentions: Sequence[Toponym],
    found: list[Options],
    index: int,
) -> bool:
    """Whether a mention is paired with a country: "Niger and Nigeria" are no state and country."""
    for one, two in ((index - 1, index), (index, index + 1)):
        if one >= 0 and two < len(mentions):
            gap = text[mentions[one].end : mentions[two].start]
            peer = sure(found[one if one != index else two][0])
            if peer is not None and peer.kind == COUNTRY and _JOINED.fullmatch(gap):
                return True
    return False


def in_list(
    text: str,
    mentions: Sequence[Toponym],
    parents: list[tuple[PlaceRecord, ...]],
    found: list[Options],
    index: int,
) -> bool:
    """Whether a mention goes on a list of equals: "Paris, Rome, New York" puts Rome nowhere."""
    if index == 0 or not re.fullmatch(
        r"\s?,\s", text[mentions[index - 1].end : mentions[index].start]
    ):
        return False
    return not any(held_by(option, found[index][0]) for option in found[index - 1][0])


def counties_in_lists(
    gaz: Gazetteer, text: str, mentions: Sequence[Toponym], found: list[Options]
) -> frozenset[int]:
    """The counties of lists ("Clay and Jackson counties"), by index; adds them to ``found``."""
    counties: set[int] = set()
    for index in range(len(mentions) - 1, -1, -1):
        mention = mentions[index]
        listed = index + 1 in counties and LISTED.fullmatch(
            text, mention.end, mentions[index + 1].start
        )
        if listed or _COUNTIES.match(text, mention.end):
            counties.add(index)
            more = gaz.find(f"{mention.text} County") + gaz.find(f"{mention.text} Parish")
            whole = tuple(r for r in more if r.kind == SECOND_LEVEL)
            found[index] = (tuple(dict.fromkeys((*found[index][0], *whole))), SECOND_LEVEL)
    return frozenset(counties)
