"""Mentions of organizations → chains: equal names, acronyms, short forms of longer names.

Long forms are looked up by what a short one may be made of (letters, first words, last words), so
that the cost grows with the number of names, not with its square.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from transforms.extract.gazetteer import fold
from transforms.extract.names.forms import LEGAL, Chain, NameMention, chain_of, plain
from transforms.extract.wordlists import words

__all__ = ["organization_chains"]

#: Words that a longer form of an organization's name may add.
_GENERIC: Final = words(
    "motor motors airlines airline airways air lines industries industry technologies technology "
    "systems international bank university college institute party union federation association "
    "council commission committee agency authority ministry department office bureau service "
    "services news newspaper magazine times post press network television tv radio city united fc "
    "team club school hospital church foundation fund society league organization organisation "
    "command forces force army navy police guard court parliament senate congress house movement "
    "front brigades organizers energy oil gas steel electric electronics financial capital "
    "partners securities stores entertainment pictures studios records media communications "
    "telecom mobile computer computers software pharmaceuticals laboratories labs research "
    "aerospace aircraft defence defense automotive automobile automobiles auto cars worldwide "
    "global"
)
#: Institutions that every country has: one surface form, many organizations.
_COMMON: Final = re.compile(
    r"^(?:the )?(?:(?:foreign|defen[cs]e|interior|finance|health|justice|education|energy|"
    r"transport|trade|culture|environment|agriculture|labou?r|information|oil|economy) ministry|"
    r"ministry of .*|(?:foreign|home|prime minister['’]?s?) office|parliament|senate|"
    r"supreme court|high court|constitutional court|central bank|cabinet|army|navy|air force|"
    r"police|armed forces|congress|"
    r"national assembly|house|military|government|department of .*|central election commission|"
    r"state department|treasury|national guard|coast guard|red cross|labou?r party|democrats)$",
    re.IGNORECASE,
)
#: Of these a bare mention means the one that the article names in full.
_SHARED: Final = re.compile(
    r"^(?:air force|army|navy|marine corps|marines|coast guard|national guard|senate|congress|"
    r"supreme court|high court|central bank|national assembly|house of representatives)$"
)
_STOP: Final = words("of the and for in de la du des der on &")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


_GEOGRAPHIC: Final = words(
    "new american national united international general central world european african asian "
    "north south east west northern southern eastern western british french german russian "
    "chinese indian royal federal state democratic republican free first san los saint china "
    "japan india korea europe asia africa america australia canada germany france britain russia "
    "mexico brazil"
)


_Tokens = tuple[str, ...]


class _Joined:
    """Mentions that are joined; the first of those joined stands for all."""

    def __init__(self, indices: Iterable[int]) -> None:
        self._parent = {i: i for i in indices}

    def find(self, index: int) -> int:
        """The first mention that ``index`` is joined with."""
        parent = self._parent
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Join two mentions and all that they are joined with."""
        first, second = sorted((self.find(one), self.find(other)))
        self._parent[second] = first

    def only(self, options: Iterable[int]) -> int | None:
        """What all ``options`` are joined in; None for none and for several."""
        found: int | None = None
        for option in options:
            root = self.find(option)
            if found is not None and root != found:
                return None
            found = root
        return found


def organization_chains(
    text: str, mentions: Sequence[NameMention], indices: list[int]
) -> list[Chain]:
    """Chains of the mentions of organizations."""
    joined = _Joined(indices)
    forms = {i: plain(mentions[i].text) for i in indices}
    distinct = _join_equals(mentions, indices, forms, joined)
    _join_bracketed(text, mentions, indices, joined)
    longs = [i for i in distinct if len(forms[i]) >= 2]
    _join_acronyms(mentions, indices, longs, forms, joined)
    _join_beginnings(mentions, indices, longs, forms, joined)
    _join_shared(indices, longs, forms, joined)
    clusters: dict[int, list[int]] = defaultdict(list)
    for i in indices:
        clusters[joined.find(i)].append(i)
    return [chain_of(mentions, members, "ORG") for members in clusters.values()]


def _join_equals(
    mentions: Sequence[NameMention],
    indices: list[int],
    forms: Mapping[int, _Tokens],
    joined: _Joined,
) -> list[int]:
    """Join equal names; returns one mention of every way to write each."""
    keys: dict[tuple[str, ...], int] = {}
    written: dict[tuple[int, str], int] = {}
    for i in indices:
        bare = " ".join(forms[i])
        common = _COMMON.match(re.sub(r"['’]s$", "", mentions[i].text))
        key = (bare, mentions[i].modifier or "") if common else (bare,)
        first = keys.setdefault(key, i)
        if first != i:
            joined.join(first, i)
        written.setdefault((first, mentions[i].text), i)
    return list(written.values())


def _join_bracketed(
    text: str, mentions: Sequence[NameMention], indices: list[int], joined: _Joined
) -> None:
    """ "Long Form (LF)" and "LF (Long Form)"."""
    for one, two in pairwise(indices):
        gap = text[mentions[one].end : mentions[two].start]
        if re.fullmatch(r"\s?\(\s?(?:the )?", gap):
            short, long = mentions[two].text, mentions[one].text
            if len(short) > len(long):
                short, long = long, short
            if _is_acronym_of(_acronym(short) or short, long) or _acronym(short):
                joined.join(one, two)


def _join_acronyms(
    mentions: Sequence[NameMention],
    indices: list[int],
    longs: list[int],
    forms: Mapping[int, _Tokens],
    joined: _Joined,
) -> None:
    """ "OECD" and the one long form that it may stand for."""
    short = {i: _acronym(mentions[i].text) for i in indices if len(forms[i]) <= 1}
    wanted = {acronym for acronym in short.values() if acronym}
    by_initials: defaultdict[str, list[int]] = defaultdict(list)
    by_letter: defaultdict[str, list[int]] = defaultdict(list)
    for k in longs if wanted else ():
        long = mentions[k].text
        for form in _initials(long):
            by_initials[form].append(k)
        letters = _letters(long)
        if letters:
            by_letter[letters[0][0]].append(k)
    known: dict[str, list[int]] = {}
    for i, acronym in short.items():
        if not acronym:
            continue
        if acronym not in known:
            spelled = [
                k
                for k in by_letter.get(acronym[0].lower(), ())
                if _is_spelled(acronym, _letters(mentions[k].text))
            ]
            known[acronym] = [*by_initials.get(acronym.upper(), ()), *spelled]
        home = joined.only(known[acronym])
        if home is not None:
            joined.join(i, home)


def _join_beginnings(
    mentions: Sequence[NameMention],
    indices: list[int],
    longs: list[int],
    forms: Mapping[int, _Tokens],
    joined: _Joined,
) -> None:
    """ "Ford" and "Ford Motor Company", "Northrop" and "Northrop Grumman"."""
    beginning: defaultdict[_Tokens, list[int]] = defaultdict(list)
    for k in longs:
        if " and " not in mentions[k].text:
            for size in _short_sizes(forms[k]):
                beginning[forms[k][:size]].append(k)
    for i in indices:
        mine = forms[i]
        if not mine or mine[0] in _GENERIC or _COMMON.match(mentions[i].text):
            continue
        if len(mine) == 1 and mine[0] in _GEOGRAPHIC:
            continue
        home = joined.only(beginning.get(mine, ()))
        if home is not None:
            joined.join(i, home)


def _short_sizes(long: _Tokens) -> Iterator[int]:
    """How many first words of a name may stand for it."""
    for size in range(1, len(long)):
        rest = long[size:]
        pair = size == 1 and len(long) == 2 and rest[0] not in _GEOGRAPHIC and rest[0].isalpha()
        if pair or all(token in _GENERIC for token in rest):
            yield size


def _join_shared(
    indices: list[int], longs: list[int], forms: Mapping[int, _Tokens], joined: _Joined
) -> None:
    """ "the Air Force" and "the United States Air Force"."""
    ending: defaultdict[_Tokens, list[int]] = defaultdict(list)
    for k in longs:
        for size in range(1, len(forms[k])):
            ending[forms[k][-size:]].append(k)
    for i in indices:
        mine = forms[i]
        if mine and _SHARED.match(" ".join(mine)):
            home = joined.only(ending.get(mine, ()))
            if home is not None:
                joined.join(i, home)


def _letters(long: str) -> list[str]:
    return [t.lower() for t in _WORD.findall(long.replace("-", " ")) if t.lower() not in _STOP]


def _is_spelled(short: str, letters: list[str]) -> bool:
    return len(letters) >= 2 and len(short) >= 3 and _spells(short.lower(), letters)


def _initials(text: str) -> set[str]:
    """Acronyms that a long form may have: with and without its small words."""
    tokens = _WORD.findall(text.replace("-", " "))
    capital = [t for t in tokens if t[0].isupper()]
    forms = {
        "".join(t[0] for t in capital).upper(),
        "".join(t[0] for t in tokens if t.lower() not in ("the",)).upper(),
        "".join(t[0] for t in tokens if t.lower() not in _STOP).upper(),
    }
    legal = [t for t in capital if fold(t) not in LEGAL]
    forms.add("".join(t[0] for t in legal).upper())
    # a hyphenated first word counts once: "Asia-Pacific Economic Cooperation" is APEC
    return {form for form in forms if len(form) >= 2}


def _acronym(text: str) -> str:
    bare = re.sub(r"['’]s$", "", text).replace(".", "").strip()
    bare = re.sub(r"^(?:the|The)\s+", "", bare)
    return bare if re.fullmatch(r"[A-Z][A-Za-z]?[A-Z&][A-Za-z&]{0,6}", bare) else ""


def _is_acronym_of(short: str, long: str) -> bool:
    """Whether ``short`` is made of the initials of ``long``, or of letters of its words."""
    if short.upper() in _initials(long):
        return True
    return _is_spelled(short, _letters(long))


def _spells(short: str, words_left: list[str]) -> bool:
    """Each word gives its first letter and perhaps more: "Interpol" style forms stay out."""
    if not short:
        return not words_left
    if not words_left:
        return False
    word = words_left[0]
    return any(
        short[:take] == word[:take] and _spells(short[take:], words_left[1:])
        for take in range(1, min(3, len(word), len(short)) + 1)
    )
