"""Places that stand for their government ("Moscow said", "the Kremlin") → its country."""

from __future__ import annotations

from typing import Final, Optional

from transforms.extract.dependencies import Tree, span_head
from transforms.extract.gazetteer import CITY, COUNTRY, Gazetteer, fold
from transforms.extract.names.chains import NameMention
from transforms.extract.wordlists import words

#: Subjects of these verbs are places, not their governments ("Moscow lies", "Geneva hosts").
_LOCATIVE_VERBS: Final = words(
    "lie host be have see locate become remain feature boast grow witness know situate"
)
#: Objects of these verbs are governments ("accused Moscow of meddling").
_ADDRESSED: Final = words(
    "accuse urge warn blame criticize criticise condemn tell ask persuade pressure thank "
    "threaten assure inform notify rebuke denounce implore beg lobby sue convince provoke"
)
#: Nouns that join governments ("talks between Moscow and Kyiv", "Moscow's refusal").
_RELATIONS: Final = words(
    "talk relation tie tension relationship dialogue negotiation agreement dispute rift row deal "
    "pact alliance cooperation rapprochement commitment refusal decision policy position stance "
    "interest influence demand offer support pressure response reaction claim involvement role "
    "ally enemy foe rival effort plan intention request call warning envoy ambassador"
)
_SEATS: Final = {
    "white house": "USA",
    "pentagon": "USA",
    "capitol hill": "USA",
    "kremlin": "RUS",
    "downing street": "GBR",
    "10 downing street": "GBR",
    "whitehall": "GBR",
    "westminster": "GBR",
    "elysee palace": "FRA",
    "elysee": "FRA",
    "blue house": "KOR",
    "foggy bottom": "USA",
    "holyrood": "GBR",
    "stormont": "GBR",
    "zhongnanhai": "CHN",
    "quirinal": "ITA",
    "quai dorsay": "FRA",
    "malacanang": "PHL",
}


def metonym_of(gaz: Gazetteer, tree: Tree, name: NameMention) -> tuple[bool, Optional[str]]:
    """(the place stands for a government here, the country that it governs)."""
    if name.label not in ("GPE", "FAC", "ORG", "LOC"):
        return False, None
    key = fold(name.text).removeprefix("the ")
    key = key.removesuffix(" s") if name.text.endswith(("'s", "’s")) else key
    seat = _SEATS.get(key)
    if seat is not None:
        return True, seat
    if name.label != "GPE" or name.place is None:
        return False, None
    place = name.place
    capital = place.kind == CITY and gaz.capitals.get(fold(place.name)) == place.country
    if not (capital or place.kind == COUNTRY):
        return False, None
    head = span_head(tree, name.start, name.end)
    if head is None:
        return False, None
    governor = tree.heads[head]
    label = tree.deps[head]
    if governor < 0:
        return False, None
    if label in ("nsubj", "nsubj:pass"):
        verbal = tree.pos[governor] == "VERB" and tree.lemmas[governor] not in _LOCATIVE_VERBS
        return verbal, place.country if verbal else None
    cases = {tree.lower[c] for c in tree.children[head] if tree.deps[c] == "case"}
    if label == "obj":
        addressed = tree.pos[governor] == "VERB" and tree.lemmas[governor] in _ADDRESSED
        return addressed, place.country if addressed else None
    if label == "nmod:poss" or (
        label in ("nmod", "conj") and cases <= {"between", "with", "'s", "’s"}
    ):
        related = tree.lemmas[governor] in _RELATIONS
        if label == "conj":
            above = tree.heads[governor]
            related = above >= 0 and tree.lemmas[above] in _RELATIONS
        return related, place.country if related else None
    if label in ("obl", "obl:agent") and cases & {"by", "with"}:
        return cases == {"by"}, place.country if cases == {"by"} else None
    return False, None
