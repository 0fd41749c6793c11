"""Phrase heads → `Participant`s: span, chain, name, country and PLOVER sectors.

What tells who somebody is, in this order: a user's own file and the list of bodies, titles and
agent nouns in the phrase, appositions, the phrase's own nationality, known leaders, where they are
from, and what other mentions of the chain told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from schemas.ontology import load_ontology
from schemas.records import EntityMention, Participant
from transforms.events.people.sectors import (
    country_in,
    country_of_home,
    longest_entry,
    sectors_in,
    shared_country,
)
from transforms.events.people.spans import Span, phrase_span
from transforms.events.scene import ActorEntry, Scene, once
from transforms.events.syntax import phrase_head
from transforms.extract.spans import surface

__all__ = ["resolve"]


@once
def resolve(scene: Scene, head: int) -> Participant:
    """Describe the phrase headed by ``head``."""
    tree = scene.tree
    span = phrase_span(scene, head)
    start, end = tree.starts[span.first], tree.ends[span.last - 1]
    text = (scene.article.text or "")[start:end] or " ".join(tree.words[span.first : span.last])
    core = phrase_head(tree, head)
    mention = _named(scene, core)
    entry = _listed_entry(scene, span, core, mention, text)
    sectors = list(dict.fromkeys([*(entry[1] if entry else ()), *_sectors(scene, span, core)]))
    country = _country(scene, span, core, mention, entry[0] if entry else None)
    leader = _leader(scene, core, mention)
    if leader is not None:
        country = scene.lexicon.leaders[leader]
        sectors = _of_office(scene, leader, sectors)
    if country is None:
        country = country_of_home(scene, core)
    if country is None and mention is None and tree.deps[core] == "conj":
        country = shared_country(scene, core)
    told = _told(scene, mention, text)
    country = country or told[0]
    sectors = sectors or list(told[1])
    if mention is not None and mention.label == "GPE" and not sectors:
        seat = scene.lexicon.metonyms.get(mention.text.lower())
        sectors = ["GOV"] if seat is not None else []
        country = seat if seat in load_ontology().nonstate_countries else country  # Brussels
    return Participant(
        text,
        start,
        end,
        mention.entity_id if mention is not None else None,
        mention.name if mention is not None else None,
        country,
        tuple(sectors),
    )


def _named(scene: Scene, core: int) -> EntityMention | None:
    """The mention that names the phrase: its head's, or a person or body right behind it."""
    mention = scene.mention(core)
    if mention is not None:
        return mention
    tree = scene.tree
    for child in tree.kids(core, "appos", "flat", "nmod:desc", "compound"):
        other = scene.mention(child)
        if other is not None and other.label in {"PERSON", "ORG"} and child > core:
            return other
    return None


def _bare(name: str) -> str:
    return name.lower().removeprefix("the ").removesuffix("'s").removesuffix("’s")


def _listed_entry(
    scene: Scene, span: Span, core: int, mention: EntityMention | None, text: str
) -> ActorEntry | None:
    """What the user's file or the list of bodies says of the name, or of words of the phrase."""
    names = [mention.text, mention.name or ""] if mention is not None else []
    for name in (*names, text):
        entry = scene.actors.get(_bare(name))
        body = scene.lexicon.organizations.get(surface(name))
        if entry is None and body is not None:
            # Of a name that many countries' bodies have, the article tells whose is meant.
            told = mention.country if mention is not None else None
            entry = (told or body[0], body[1])
        if entry is not None:
            return entry
    if not scene.actors:
        return None
    # "Northland soldiers in Southland": what stands before the head says whose they are.
    words = scene.tree.lower
    before = words[span.first : core + 1] if span.first <= core < span.last else []
    return longest_entry(before, scene.actors) or longest_entry(
        words[span.first : span.last], scene.actors
    )


def _appositions(scene: Scene, core: int) -> Iterator[tuple[int, Span]]:
    """Appositions carry titles: "Maria Zakharova, Foreign Ministry spokeswoman"."""
    for child in scene.tree.kids(core, "appos"):
        yield child, phrase_span(scene, child)


def _sectors(scene: Scene, span: Span, core: int) -> list[str]:
    found = sectors_in(scene, span.first, span.last, core)
    for child, inner in _appositions(scene, core):
        found += sectors_in(scene, inner.first, inner.last, child)
    return found


def _country(
    scene: Scene, span: Span, core: int, mention: EntityMention | None, listed: str | None
) -> str | None:
    """Country by the list, the mention, appositions and the phrase's own adjective."""
    tree = scene.tree
    if any(tree.lower[c] == "ethnic" for c in tree.children[core]):
        return None  # "ethnic Danes" live elsewhere
    country = listed or (mention.country if mention is not None else None)
    for _, inner in _appositions(scene, core):
        country = country or country_in(scene, inner.first, inner.last)
    # The phrase's own adjective or possessor: "Russian officials", "Israel's Foreign Ministry".
    if mention is None or mention.label != "GPE":
        own = country_in(scene, span.first, span.last)
        if own is not None and (country is None or mention is None or mention.label == "PERSON"):
            return own
    return country


def _leader(scene: Scene, core: int, mention: EntityMention | None) -> str | None:
    """The listed name of a leader; recognizers take a bare "Putin" for a place at times."""
    tree = scene.tree
    placed = mention is not None and mention.label == "GPE" and mention.country is not None
    if placed or (mention is not None and mention.label == "ORG"):
        return None
    if tree.pos[core] != "PROPN" and mention is None:
        return None
    word = tree.lower[core]
    last = next((c for c in reversed(tree.children[core]) if tree.deps[c] == "flat"), core)
    names = [mention.text.lower(), (mention.name or "").lower()] if mention is not None else []
    for name in [*names, word, f"{word} {tree.lower[last]}", tree.lower[last]]:
        name = name.removesuffix("'s").removesuffix("’s")
        if name in scene.lexicon.leaders:
            return name
    return None


def _of_office(scene: Scene, leader: str, sectors: list[str]) -> list[str]:
    """Sectors of a leader on the article's day: GOV in office, ELI after it, else as the text has.

    Who is in no table of terms, or in an article without a day, counts as in office.
    """
    holders, published = scene.lexicon.holders.get(leader, ()), scene.article.published_date
    if holders and published is not None:
        day = date.fromisoformat(published)
        if not any(holder.in_office(day) for holder in holders):
            past = any(term.last < day for holder in holders for term in holder.terms)
            return sectors or (["ELI"] if past else [])
    return sectors if "GOV" in sectors else ["GOV", *sectors]


def _told(scene: Scene, mention: EntityMention | None, text: str) -> ActorEntry:
    """What other mentions of the chain told."""
    if mention is None:
        return scene.known.get(text.lower(), (None, ()))
    key = mention.entity_id or (mention.name or mention.text).lower()
    return scene.known.get(key, (None, ()))
