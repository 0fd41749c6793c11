"""Events of an article → the places that may be theirs, with what speaks for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Final, NamedTuple

from schemas.records import EntityMention, Place
from transforms.events.choice.offers import (
    NOTHING,
    Asked,
    Offers,
    Told,
    mention_head,
    size_name,
    standing,
    told_by_sentence,
    within_reach,
)
from transforms.events.heads.choice import Names, Offered
from transforms.events.heads.vocabulary import Feature
from transforms.events.people.spans import phrase_span
from transforms.events.scene import PLACE_LABELS, Scene
from transforms.events.syntax import preposition
from transforms.events.words import listed
from transforms.extract.gazetteer import CITY, COUNTRY, FIRST_LEVEL, SECOND_LEVEL, gazetteer
from transforms.extract.places import dateline_place

__all__ = ["place_of", "place_offers"]

_KINDS = {CITY: "town", FIRST_LEVEL: "division", SECOND_LEVEL: "division", COUNTRY: "country"}
#: Names of other kinds are offered behind these: "at the Teslim Balogun Stadium", "in the Senate".
_PRECISIONS: Final = {
    **dict.fromkeys(("country", "nation", "kingdom"), "country"),
    **dict.fromkeys(("area", "county", "district", "prefecture", "province", "region", "state"),
                    "division"),
    **dict.fromkeys(("capital", "city", "suburb", "town", "township", "village"), "town"),
}  # fmt: skip
_INSIDE: Final = frozenset(("in", "at", "near", "outside", "inside", "on"))
#: Relations of what is stormed, visited or shut.
_CORE = {"obj", "nsubj", "nsubj:pass"}
_OTHERS = {"ORG", "EVENT", "PRODUCT", "WORK_OF_ART"}
#: Places that are offered to one event.
_MOST = 9


class _Named(NamedTuple):
    """Words that name a place, ready to be offered: a mention, or a phrase ("at the gate")."""

    offer: int
    number: int  # of the mention, -1 of a phrase
    token: int
    sentence: int
    label: str  # of the mention; the noun of a phrase
    case: str
    place: Place
    metonym: bool = False


def place_offers(
    scene: Scene, events: Sequence[Asked], told: Mapping[int, Told] | None = None
) -> Offers[Place]:
    """The places that the article offers to some of its events; ``told``: of them all."""
    values: list[Place | None] = [None]
    names: list[Names] = [["none"]]
    dateline = _dateline(scene)
    if dateline is not None:
        values.append(dateline)
        names.append(["dateline", f"prec={dateline.precision}"])
    linked = {token for event in events for token in event.arguments.places}
    named = _in_order(chain(_named(scene, linked), _phrases(scene, linked)), len(values))
    often = Counter(each.place.name for each in named)
    most = often.most_common(1)[0][0] if often else ""
    values += [each.place for each in named]
    names += [_names(scene, each, often, most) for each in named]
    told = told_by_sentence(scene.tree, events) if told is None else told
    sentences = [each.sentence for each in named]
    heads = [each.token for each in named]
    offered: list[list[Offered]] = []
    own: list[Names] = []
    for event in events:
        near = within_reach(sentences, heads, event, _MOST)
        count = f"ps={min(sum(1 for each in near if each.gap == 'same'), 3)}"
        parties = list(_parties(scene, event))
        own.append([*event.names, count, f"any={bool(named)}", *parties])
        about = _about(scene, "none", event, count)
        offers = [Offered(0, [*about, *(f"none|{p}" for p in parties)])]
        if dateline is not None:
            offers.append(Offered(1, _about(scene, "dl", event, count)))
        taken = _taken(scene, event)
        others = [named[number] for number, _ in near]
        for each, (_, gap) in zip(others, near, strict=True):
            both = _both(scene, event, each, gap, told, others)
            both += (f"taken={each.number in taken}|{each.case}|{gap}", f"g={gap}|{count}")
            offers.append(Offered(each.offer, both))
        offered.append(offers)
    return Offers(values, names, own, offered)


def _in_order(some: Iterable[_Named], first: int) -> list[_Named]:
    """Words that name places in text order, numbered from ``first``."""
    found = sorted(some, key=lambda each: (each.sentence, each.token))
    return [each._replace(offer=number) for number, each in enumerate(found, first)]


def _named(scene: Scene, linked: Set[int]) -> Iterator[_Named]:
    """Mentions that name places; ``linked``: words that the party head takes for a place."""
    tree = scene.tree
    for index, mention in enumerate(scene.mentions):
        if mention.label not in PLACE_LABELS and mention.label not in _OTHERS:
            continue
        token = mention_head(tree, mention)
        case = preposition(tree, token)
        if not case and tree.deps[token] in {"compound", "flat", "appos"}:
            case = preposition(tree, tree.heads[token])
        if mention.label in PLACE_LABELS or case in _INSIDE or token in linked:
            yield _Named(-1, index, token, mention.sentence_index, mention.label, case,
                         place_of(mention), mention.metonym)  # fmt: skip


def _phrases(scene: Scene, linked: Set[int]) -> Iterator[_Named]:
    """Noun phrases that are no mention and say where: "in the capital", "stormed the base".

    A mention inside ("a prison near Quito") gives country and coordinates.
    """
    tree = scene.tree
    sites, prepositions = listed("sites"), listed("site_prepositions")
    for token, pos in enumerate(tree.pos):
        if scene.mention_of[token] >= 0 or pos not in {"NOUN", "PROPN"}:
            continue
        noun = tree.lemmas[token].lower()
        case = preposition(tree, token)
        placed = case in prepositions if case else tree.deps[token] in _CORE
        unknown = pos == "PROPN" and case in _INSIDE
        if token in linked or (placed and noun in sites) or unknown:
            span = phrase_span(scene, token)
            yield _Named(-1, -1, token, tree.sentence_of[token], noun, case,
                         _phrase_place(scene, noun, span.first, span.last))  # fmt: skip


def _phrase_place(scene: Scene, lemma: str, first: int, last: int) -> Place:
    """The place that a phrase says; name, point and country are those of a mention inside."""
    tree = scene.tree
    text = scene.article.text[tree.starts[first] : tree.ends[last - 1]]
    precision = _PRECISIONS.get(lemma, "site")
    inside = (scene.mention(token) for token in range(first, last))
    known = next((m for m in inside if m is not None and m.label in PLACE_LABELS), None)
    if known is None:
        name = text if tree.pos[first] == "PROPN" else text[:1].lower() + text[1:]
        return Place(text, name, precision=precision)
    return place_of(known)._replace(text=text, precision=precision)


def _names(scene: Scene, each: _Named, often: Mapping[str, int], most: str) -> Names:
    """Features of a place, whatever the event."""
    tree, place = scene.tree, each.place
    head = tree.heads[each.token]
    return [
        "place",
        f"prec={place.precision}|{each.label}",
        f"case={each.case}",
        f"lab={each.label}|{each.case}",
        f"dep={tree.deps[each.token]}",
        f"gov={tree.lemmas[head] if head >= 0 else ''}|{each.case}",
        f"often={size_name(often[place.name], (1, 2, 4))}",
        f"most={place.name == most}",
        f"known={place.country is not None}",
        f"at={size_name(each.sentence, (0, 1, 3))}",
        f"metonym={each.metonym}",
        f"phrase={each.number < 0}",
    ]


def _parties(scene: Scene, event: Asked) -> Iterator[str]:
    """What the first actor and recipient are, as labels."""
    for role, some in (("ac", event.arguments.actors), ("re", event.arguments.recipients)):
        yield f"{role}={scene.labels[some[0].token] if some else '-'}"


def _taken(scene: Scene, event: Asked) -> set[int]:
    """Mentions that are parties of an event."""
    arguments = event.arguments
    return {scene.mention_of[p.token] for p in (*arguments.actors, *arguments.recipients)} - {-1}


def _about(scene: Scene, kind: str, event: Asked, count: str) -> list[Feature]:
    """Features of an event beside "nothing" or the dateline."""
    return [
        (_about_class, kind, event.event_class, event.modality, event.tense),
        (_about_place, kind, count, event.at, event.quoted),
        f"{kind}|dep={scene.tree.deps[event.token]}",
        f"{kind}|lem={scene.tree.lemmas[event.token]}",
    ]


def _about_class(kind: str, event_class: str, modality: str, tense: str) -> Sequence[str]:
    return f"{kind}|cl={event_class}", f"{kind}|cl={event_class}|{modality}", f"{kind}|tn={tense}"


def _about_place(kind: str, count: str, at: str, quoted: bool) -> Sequence[str]:
    return f"{kind}|{count}", f"{kind}|sent={at}", f"{kind}|quoted={quoted}"


def _both(
    scene: Scene,
    event: Asked,
    each: _Named,
    gap: str,
    told: Mapping[int, Told],
    near: Sequence[_Named],
) -> list[Feature]:
    """Features of a place beside one event."""
    tree, sentence = scene.tree, each.sentence
    precision = each.place.precision
    found: list[Feature] = [
        (_beside_class, gap, event.event_class, event.tense),
        (_beside, gap, each.case, precision, event.modality),
        (_of_class, event.event_class, precision, each.case),
    ]
    if each.token in event.arguments.places:
        found.append(f"linked={min(event.arguments.places.index(each.token), 1)}")
    if gap == "same":
        for name in standing(tree, event, each.token, told[event.sentence].tokens):
            found.append(name)
            if name.startswith(("ud=", "end=", "between=", "nearest=")):
                found.append(f"{name}|{each.case}")
        return found
    there = told.get(sentence, NOTHING)
    others = {other.place.name for other in near if sentence < other.sentence <= event.sentence} - {
        each.place.name
    }
    found.append((_apart, gap, min(len(there.tokens), 3), min(len(others), 3)))
    if tree.lemmas[event.token] in there.lemmas:
        found.append(f"again={gap}")
    return found


def _beside_class(gap: str, event_class: str, tense: str) -> Sequence[str]:
    return f"g={gap}", f"g={gap}|cl={event_class}", f"g={gap}|tn={tense}"


def _beside(gap: str, case: str, precision: str | None, modality: str) -> Sequence[str]:
    return f"g={gap}|case={case}", f"g={gap}|prec={precision}", f"g={gap}|{modality}"


def _of_class(event_class: str, precision: str | None, case: str) -> Sequence[str]:
    return f"cl={event_class}|prec={precision}", f"cl={event_class}|case={case}"


def _apart(gap: str, told: int, later: int) -> Sequence[str]:
    return f"others={told}|{gap}", f"later={later}|{gap}"


def _dateline(scene: Scene) -> Place | None:
    """The place of the dateline that normalizing took from the text."""
    dateline = scene.article.dateline_place
    if not dateline:
        return None
    for mention in scene.mentions:
        if mention.label in PLACE_LABELS and mention.text.lower() == dateline.lower():
            return place_of(mention)
    named = Counter(m.country for m in scene.mentions if m.country is not None)
    record = dateline_place(dateline, tuple(sorted(named.items())))
    if record is None:
        return Place(dateline, dateline)
    place = Place(dateline, record.name, record.country, precision=_KINDS.get(record.kind))
    if record.kind == COUNTRY:
        return place
    return place._replace(
        admin1=record.admin1,
        geonames_id=record.geonames_id,
        latitude=record.latitude,
        longitude=record.longitude,
    )


def _precision(mention: EntityMention) -> str | None:
    """site, town, division or country, as far as the gazetteer's columns tell."""
    if mention.label not in {"GPE", "LOC"}:
        return "site"
    if mention.geonames_id is not None:
        for record in gazetteer().find(mention.name or mention.text):
            if record.geonames_id == mention.geonames_id:
                return _KINDS.get(record.kind)
    if mention.label != "GPE" or (mention.geonames_id is None and mention.country is None):
        return None
    return "country" if mention.admin1 is None else "town"


def place_of(mention: EntityMention) -> Place:
    """The place that a mention names, with its precision."""
    return Place(
        mention.text,
        mention.name or mention.text,
        mention.country,
        mention.admin1,
        mention.geonames_id,
        mention.latitude,
        mention.longitude,
        _precision(mention),
    )
