"""Words of a phrase → PLOVER sectors and country, by the lists of agents, bodies and leaders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from transforms.events.people.spans import phrase_span
from transforms.events.scene import PLACE_LABELS, ActorEntry, Actors, Scene
from transforms.events.syntax import preposition
from transforms.events.words import listed
from transforms.extract.spans import surface
from transforms.extract.wordlists import words as words_of

__all__ = ["country_in", "country_of_home", "longest_entry", "sectors_in", "shared_country"]

#: Prepositions behind which somebody's country is named.
_HOME = ("in", "of", "from", "near", "at")


def sectors_in(scene: Scene, first: int, last: int, head: int) -> list[str]:
    """Sectors that the words of a phrase name; the head's own word counts first."""
    words, lemmas = _spoken(scene, first, last, head)
    agents = scene.lexicon.agents
    keys: list[str] = []
    at = len(words)
    # Longest phrase first, from the right: the last noun of a title says what it is.
    while at > 0:
        length, key = _agent_before(scene, words, lemmas, at, first)
        if length:
            keys.append(key)
        at -= max(length, 1)
    by_key = [_CIVIL.get(key) or agents[key] for key in keys]
    found = list(dict.fromkeys(sector for sectors in by_key for sector in sectors))
    if "GOV" in found and _of_private_body(keys, by_key, words):
        found.remove("GOV")
    if "ELI" in found and len(found) > 1:
        found = ["ELI", *[s for s in found if s not in {"ELI", "GOV"}]]
    return found


def _agent_before(
    scene: Scene, words: Sequence[str], lemmas: Sequence[str], at: int, first: int
) -> tuple[int, str]:
    """(words, key) of the longest agent that ends before ``at``; (0, "") where none does."""
    agents = scene.lexicon.agents
    for length in (4, 3, 2, 1):
        start = at - length
        if start < 0:
            continue
        if length == 1 and _says_nothing(scene, words, start, first):
            continue
        if length == 1 and _no_rank(scene, words, start, first):
            civil = f"{_CIVIL_MARK}{words[start]}"
            if civil in _CIVIL:
                return 1, civil
            continue
        key = "-".join(words[start:at])
        if key in agents:
            return length, key
        if length == 1 and lemmas[start] in agents:
            return 1, lemmas[start]
    return 0, ""


def _of_private_body(
    keys: Sequence[str], by_key: Sequence[Sequence[str]], words: Sequence[str]
) -> bool:
    """Whether GOV comes from an office alone that a body outside the state has.

    "A company spokesman" speaks for business and "church leaders" lead no state; "the press
    secretary" and "government officials" are of the government.
    """
    own = {
        sector
        for key, sectors in zip(keys, by_key, strict=True)
        if key not in _OFFICES_ANYWHERE
        for sector in sectors
    }
    if "GOV" in own:
        return False
    club = bool(_CLUBS & set(words))
    if any(key in _OFFICES_OF_STATE for key in keys):
        return club or bool(own & {"LAB", "PTY"})
    return club or bool(own - {"ELI", "JRN", "PRE"})


def _says_nothing(scene: Scene, words: Sequence[str], at: int, first: int) -> bool:
    """A rank inside a body's name ("General Motors"), or part of a person's name."""
    label = scene.labels[first + at]
    if label == "ORG":
        return words[at] in listed("ranks") and len(words) > 1
    return label == "PERSON" and words[at] not in scene.lexicon.agents


#: Words that are ranks only where their neighbours say so: parties are major, teams have captains.
_RANKS: Final = words_of("general major captain marine pilot pilots")
#: What of them is a trade in civil life, under a key that no list has.
_CIVIL_MARK: Final = "civil "
_CIVIL: Final = {
    f"{_CIVIL_MARK}pilot": ("LAB",),
    f"{_CIVIL_MARK}pilots": ("LAB",),
}
#: Offices that governments have and, where a club or union is named, bodies outside the state.
_OFFICES_OF_STATE: Final = words_of("president vice-president secretary chancellor")
#: Offices that every body has.
_OFFICES_ANYWHERE: Final = _OFFICES_OF_STATE | words_of(
    "leader leaders leadership spokesman spokeswoman spokesperson official officials "
    "representative delegation negotiator negotiators adviser advisers advisor advisors aide aides"
)
_CLUBS: Final = words_of(
    "club team league federation orchestra museum festival fifa uefa theatre theater choir squad"
)
#: Words of a phrase that make a rank of such a word.
_ARMED: Final = words_of(
    "army navy military force forces marines soldier soldiers troops fighter warplane warplanes "
    "retired junta rebel rebels"
)


#: Offices that are called general: "Solicitor General Ann Price".
_OFFICES: Final = words_of(
    "attorney auditor comptroller consul director governor inspector postmaster registrar "
    "secretary solicitor surgeon"
)


def _no_rank(scene: Scene, words: Sequence[str], at: int, first: int) -> bool:
    """Whether a word that may be a rank is none here.

    A rank is a title before a name ("Major Ann Lee", not "John Major"), or heads its phrase
    ("the general", not "general strike" or "Director General"). Captains and pilots are of teams,
    ships and airlines unless the phrase names a force.
    """
    word, index, tree = words[at], first + at, scene.tree
    if word not in _RANKS:
        return False
    if word == "general" and at and words[at - 1] in _OFFICES:
        return True
    titled = tree.words[index][:1].isupper()
    before = scene.labels[index - 1] if index > first else ""
    behind = scene.labels[index + 1] if index + 1 < len(tree.words) else ""
    if titled and behind == "PERSON" and before != "PERSON":
        return False
    if _ARMED & set(words) or tree.pos[index] not in ("NOUN", "PROPN"):
        return not _ARMED & set(words)
    if word in ("captain", "pilot", "pilots", "marine") or scene.labels[index] == "PERSON":
        return True
    heads_phrase = tree.deps[index] not in ("compound", "amod", "flat")
    director = index > first and tree.pos[index - 1] in ("NOUN", "PROPN") and not before
    return not heads_phrase or (director and word == "general")


def _spoken(scene: Scene, first: int, last: int, head: int) -> tuple[list[str], list[str]]:
    """Words and lemmas of a phrase, "" inside places' names: "West Bank" holds no bankers."""
    tree = scene.tree
    words, lemmas = [], []
    for index in range(first, last):
        mention = scene.mention(index)
        placed = (
            index != head
            and mention is not None
            and mention.label in PLACE_LABELS
            and mention.start != tree.starts[index]
        )
        words.append("" if placed else tree.lower[index].strip("."))
        lemmas.append("" if placed else tree.lemmas[index])
    return words, lemmas


def longest_entry(words: Sequence[str], actors: Actors) -> ActorEntry | None:
    """What a user's list says of the longest run of ``words`` that it has, the last of equals."""
    for length in range(min(6, len(words)), 0, -1):
        for at in range(len(words) - length, -1, -1):
            entry = actors.get(" ".join(words[at : at + length]))
            if entry is not None:
                return entry
    return None


def country_in(scene: Scene, first: int, last: int, extra: tuple[str, ...] = ()) -> str | None:
    """Country of the first nationality, state, leader or body named inside the phrase.

    What follows "for" or "to" is the errand, not the origin: an envoy for Syria is no Syrian.
    """
    tree = scene.tree
    labels = {"NORP", "GPE", "ORG"} | ({"LOC"} if extra else set())
    for index in range(first, last):
        if tree.lower[index] in {"for", "to", "on"} and tree.deps[index] == "case":
            return None
        leader = scene.lexicon.leaders.get(tree.lower[index])
        if leader is not None and tree.pos[index] == "PROPN":
            return leader
        mention = scene.mention(index)
        if mention is not None and mention.country and mention.label in labels:
            return mention.country
        body = _body_at(scene, index, last)
        if body is not None:
            return body
    return None


def _body_at(scene: Scene, index: int, last: int) -> str | None:
    """Country of the body whose name starts at ``index``."""
    tree = scene.tree
    if not tree.words[index][:1].isupper():
        return None
    for length in (3, 2, 1):
        entry = scene.lexicon.organizations.get(
            surface(" ".join(tree.words[index : min(index + length, last)]))
        )
        if entry is not None and entry[0]:
            return entry[0]
    return None


def country_of_home(scene: Scene, core: int) -> str | None:
    """ "protesters in Serbia", "officials at Israel's Foreign Ministry"."""
    tree = scene.tree
    for child in tree.kids(core, "nmod"):
        if preposition(tree, child) in _HOME:
            inner = phrase_span(scene, child)
            country = country_in(scene, inner.first, inner.last, (*_HOME, "loc"))
            if country is not None:
                return country
    return None


def shared_country(scene: Scene, index: int) -> str | None:
    """ "Danish media and police": the adjective covers a bare noun behind "and" too."""
    tree = scene.tree
    own = {"det", "nmod:poss", "amod", "compound", "nummod", "nmod"}
    head = tree.heads[index]
    if tree.pos[index] != "NOUN" or any(tree.deps[c] in own for c in tree.children[index]):
        return None
    for child in tree.children[head]:
        if child < head and tree.deps[child] in {"amod", "compound", "nmod:poss"}:
            mention = scene.mention(child)
            if mention is not None and mention.label in {"NORP", "GPE"}:
                return mention.country
    return None
