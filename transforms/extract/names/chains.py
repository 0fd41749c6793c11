"""Name mentions of one article → chains: which mentions name the same person, organization, place.

A chain's id comes from its first mention, its name is its fullest form. The rules prefer two chains
for one entity over one chain for two: what reads the tables can join chains by name, but
cannot part them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple, Optional

from transforms.extract.gazetteer import PlaceRecord, fold
from transforms.extract.people import PersonName, fits, parse_name, same_first_name
from transforms.extract.wordlists import words


class NameMention(NamedTuple):
    """A mention that names something.

    ``modifier`` is the country (ISO alpha-3) of a demonym or possessive before it ("Israel's
    Foreign Ministry"), ``place`` what a toponym was resolved to.
    """

    start: int
    end: int
    text: str
    label: str
    place: Optional[PlaceRecord] = None
    modifier: Optional[str] = None
    before: str = ""


class Chain(NamedTuple):
    """Indices of the mentions that name one thing, in text order, and its fullest name."""

    members: tuple[int, ...]
    name: str
    label: str


_LEGAL: Final = words(
    "inc incorporated corp corporation co company companies ltd limited plc llc lp llp ag sa spa "
    "nv bv gmbh kg ab asa oyj se group holding holdings pty the and"
)
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


def build_chains(text: str, mentions: Sequence[NameMention]) -> list[Chain]:
    """Chains over ``mentions``, which are in text order; every mention is in exactly one."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        groups[_family(mention.label)].append(index)
    chains: list[Chain] = []
    chains += _people(mentions, groups["person"])
    chains += _organizations(text, mentions, groups["organization"])
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


def _people(mentions: Sequence[NameMention], indices: list[int]) -> list[Chain]:
    names = {i: parse_name(mentions[i].text, mentions[i].before) for i in indices}
    clusters: list[list[int]] = []
    heads: list[PersonName] = []  # the fullest name of each cluster
    # full names first, fullest first: short forms then choose among them
    order = sorted(
        (i for i in indices if len(names[i].tokens) > 1), key=lambda i: (-len(names[i].tokens), i)
    )
    for index in order:
        name = names[index]
        home = None
        for number, head in enumerate(heads):
            grade = fits(name, head)
            if grade is not None and (
                grade == 0 and (name.tokens == head.tokens or _same_people(name, head))
            ):
                home = number
                break
        if home is None:
            # "Xi Jinping" and "President Xi": contiguous parts of a longer name
            for number, head in enumerate(heads):
                if fits(name, head) == 2 and len(head.tokens) > len(name.tokens):
                    home = number
                    break
        if home is None:
            clusters.append([index])
            heads.append(name)
        else:
            clusters[home].append(index)
            gender = heads[home].gender or name.gender
            heads[home] = heads[home]._replace(gender=gender)
    for index in indices:
        name = names[index]
        if len(name.tokens) > 1:
            continue
        home = _short_form(name, index, mentions, clusters, heads)
        if home is None:
            clusters.append([index])
            heads.append(name)
        else:
            clusters[home].append(index)
    return [_chain(mentions, members, "PERSON") for members in clusters]


def _same_people(one: PersonName, other: PersonName) -> bool:
    first, second = one.tokens, other.tokens
    return same_first_name(first[0], second[0]) or second[-len(first) :] == first


def _short_form(
    name: PersonName,
    index: int,
    mentions: Sequence[NameMention],
    clusters: list[list[int]],
    heads: list[PersonName],
) -> Optional[int]:
    """The cluster that a one-word name belongs to; the latest named before it where two fit."""
    if not name.tokens:
        return None
    options: list[tuple[int, int]] = []
    for number, head in enumerate(heads):
        grade = fits(name, head)
        if grade is not None:
            options.append((grade, number))
    if not options:
        return None
    best = min(grade for grade, _ in options)
    numbers = [number for grade, number in options if grade == best]
    if best and len(numbers) > 1:
        return None  # two people of one first name: no evidence
    if len(numbers) == 1:
        return numbers[0]

    def last_before(number: int) -> int:
        return max((m for m in clusters[number] if m < index), default=-1)

    return max(numbers, key=lambda number: (last_before(number), -number))


def _plain(text: str) -> tuple[str, ...]:
    folded = fold(re.sub(r"['’]s$|['’]$", "", text.strip()).replace("&", " and "))
    tokens = [token for token in folded.split() if token]
    stripped = [t for t in tokens if t not in _LEGAL]
    while stripped and stripped[0] == "the":
        stripped = stripped[1:]
    return tuple(stripped or tokens)


def _initials(text: str) -> set[str]:
    """Acronyms that a long form may have: with and without its small words."""
    tokens = _WORD.findall(text.replace("-", " "))
    capital = [t for t in tokens if t[0].isupper()]
    forms = {
        "".join(t[0] for t in capital).upper(),
        "".join(t[0] for t in tokens if t.lower() not in ("the",)).upper(),
        "".join(t[0] for t in tokens if t.lower() not in _STOP).upper(),
    }
    legal = [t for t in capital if fold(t) not in _LEGAL]
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
    letters = [t.lower() for t in _WORD.findall(long.replace("-", " ")) if t.lower() not in _STOP]
    return len(letters) >= 2 and len(short) >= 3 and _spells(short.lower(), letters)


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


def _organizations(text: str, mentions: Sequence[NameMention], indices: list[int]) -> list[Chain]:
    parent = {i: i for i in indices}

    def find(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    def join(a: int, b: int) -> None:
        first, second = sorted((find(a), find(b)))
        parent[second] = first

    keys: dict[tuple[object, ...], int] = {}
    plain = {i: _plain(mentions[i].text) for i in indices}
    for i in indices:
        bare = " ".join(plain[i])
        if _COMMON.match(re.sub(r"['’]s$", "", mentions[i].text)):
            key: tuple[object, ...] = (bare, mentions[i].modifier or "")
        else:
            key = (bare,)
        if key in keys:
            join(keys[key], i)
        else:
            keys[key] = i
    # "Long Form (LF)" and "LF (Long Form)"
    for one, two in pairwise(indices):
        gap = text[mentions[one].end : mentions[two].start]
        if re.fullmatch(r"\s?\(\s?(?:the )?", gap):
            short, long = mentions[two].text, mentions[one].text
            if len(short) > len(long):
                short, long = long, short
            if _is_acronym_of(_acronym(short) or short, long) or _acronym(short):
                join(one, two)
    longs = [i for i in indices if len(plain[i]) >= 2]
    for i in indices:
        acronym = _acronym(mentions[i].text)
        if not acronym or len(plain[i]) > 1:
            continue
        fitting = {find(k) for k in longs if _is_acronym_of(acronym, mentions[k].text)}
        if len(fitting) == 1:
            join(i, next(iter(fitting)))
    # "Ford" and "Ford Motor Company", "Northrop" and "Northrop Grumman"
    for i in indices:
        mine = plain[i]
        if not mine or mine[0] in _GENERIC or _COMMON.match(mentions[i].text):
            continue
        geographic = len(mine) == 1 and mine[0] in _GEOGRAPHIC
        fitting = set()
        for k in longs:
            other = plain[k]
            if geographic or " and " in mentions[k].text:
                continue
            if len(other) > len(mine) and other[: len(mine)] == mine:
                rest = other[len(mine) :]
                generic = all(token in _GENERIC for token in rest)
                pair = len(mine) == 1 and len(other) == 2 and rest[0] not in _GEOGRAPHIC
                pair = pair and rest[0].isalpha()
                if generic or pair:
                    fitting.add(find(k))
        if len(fitting) == 1:
            join(i, next(iter(fitting)))
    # "the Air Force" and "the United States Air Force"
    for i in indices:
        mine = plain[i]
        if not mine or not _SHARED.match(" ".join(mine)):
            continue
        fitting = {
            find(k) for k in longs if len(plain[k]) > len(mine) and plain[k][-len(mine) :] == mine
        }
        if len(fitting) == 1:
            join(i, next(iter(fitting)))
    clusters: dict[int, list[int]] = defaultdict(list)
    for i in indices:
        clusters[find(i)].append(i)
    return [_chain(mentions, members, "ORG") for members in clusters.values()]


_GEOGRAPHIC: Final = words(
    "new american national united international general central world european african asian "
    "north south east west northern southern eastern western british french german russian "
    "chinese indian royal federal state democratic republican free first san los saint china "
    "japan india korea europe asia africa america australia canada germany france britain russia "
    "mexico brazil"
)


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
            key = ("name", " ".join(_plain(mention.text)))
        clusters[key].append(i)
    return [_chain(mentions, members, mentions[members[0]].label) for members in clusters.values()]


def _is_whole(text: str, place: PlaceRecord) -> bool:
    """ "northern Iraq" is a part of Iraq and a chain of its own."""
    first = fold(text).removeprefix("the ").split()
    own = fold(place.name).split()
    return not first or first[0] not in _PARTS or (bool(own) and own[0] == first[0])


_PARTS: Final = words(
    "northern southern eastern western central northeastern northwestern southeastern "
    "southwestern upstate downtown rural coastal inner outer mainland"
)


def _others(mentions: Sequence[NameMention], indices: list[int]) -> list[Chain]:
    keys = {i: (mentions[i].label, _thing(mentions[i])) for i in indices}
    parent: dict[int, int] = {}
    seen: dict[tuple[object, ...], int] = {}
    for i in indices:
        label, plain = keys[i]
        # "Israeli" and "Israelis" are one people, whatever the word
        country = mentions[i].modifier if label == "NORP" else None
        key: tuple[object, ...] = (label, country) if country else (label, plain)
        parent[i] = seen.setdefault(key, i)
    # "787 Dreamliner", "Dreamliner" and "Boeing 787 Dreamliner"
    roots = sorted({parent[i] for i in indices})
    moved: dict[int, int] = {}
    for i in roots:
        label, mine = keys[i]
        if label not in ("PRODUCT", "EVENT", "WORK_OF_ART", "LAW") or not mine:
            continue
        fitting = [
            k
            for k in roots
            if k != i
            and keys[k][0] == label
            and len(keys[k][1]) > len(mine)
            and any(
                keys[k][1][s : s + len(mine)] == mine
                for s in range(len(keys[k][1]) - len(mine) + 1)
            )
        ]
        if len(fitting) == 1:
            moved[i] = fitting[0]
    clusters: dict[int, list[int]] = defaultdict(list)
    for i in indices:
        root = parent[i]
        hops = 0
        while root in moved and hops < 5:
            root, hops = moved[root], hops + 1
        clusters[root].append(i)
    return [_chain(mentions, members, mentions[members[0]].label) for members in clusters.values()]


def _thing(mention: NameMention) -> tuple[str, ...]:
    """Tokens of a name; of a product without the plural ("787s", "Dreamliners")."""
    plain = _plain(mention.text)
    if mention.label != "PRODUCT" or not plain or len(plain[-1]) < 4:
        return plain
    last = plain[-1]
    return (*plain[:-1], last[:-1]) if last.endswith("s") and not last.endswith("ss") else plain


def _chain(mentions: Sequence[NameMention], members: list[int], label: str) -> Chain:
    members = sorted(members)
    forms = [_bare(mentions[i].text, label) for i in members]
    best = max(range(len(forms)), key=lambda n: (_fullness(forms[n], label), -n))
    return Chain(tuple(members), forms[best], label)


def _bare(text: str, label: str) -> str:
    form = re.sub(r"['’]s$", "", " ".join(text.split()))
    if label in ("ORG", "GPE", "LOC", "FAC", "EVENT"):
        form = re.sub(r"^(?:the|The)\s+(?=\S)", "", form)
    return form or text


def _fullness(form: str, label: str) -> tuple[int, int]:
    if label == "PERSON":
        tokens = parse_name(form).tokens
        return (len(tokens), sum(map(len, tokens)))
    return (len(form.split()), len(form))
