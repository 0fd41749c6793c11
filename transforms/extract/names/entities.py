"""Name mentions and their chains → rows of the table ``entities``, with country and id."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple, Optional

from schemas.ids import stable_id
from schemas.records import Article, EntityMention
from transforms.extract.countries import country_of_organization
from transforms.extract.dependencies import Tree, sentence_at
from transforms.extract.gazetteer import COUNTRY, Gazetteer
from transforms.extract.identity import Named, canonical_id
from transforms.extract.names.calibration import probability
from transforms.extract.names.chains import Chain, NameMention
from transforms.extract.names.mentions import CHAINED, PLACES
from transforms.extract.names.metonyms import metonym_of
from transforms.extract.organizations import known_organizations
from transforms.extract.people import gender_told, parse_name
from transforms.extract.spans import Span, surface
from transforms.extract.wordlists import words


class ChainFacts(NamedTuple):
    """Values that all mentions of a chain share; ``ident`` is its id across articles."""

    country: Optional[str]
    gender: Optional[str]
    ident: Optional[str]


def chain_facts(
    gaz: Gazetteer,
    names: Sequence[NameMention],
    chains: Sequence[Chain],
    date: Optional[dt.date],
    text: str,
) -> list[ChainFacts]:
    """Country, gender and id of each chain of one article.

    Args:
        date: the article's day, None where it is unknown.
        text: the article's text.
    """
    about = _about(names)
    facts = []
    for chain in chains:
        members = [names[i] for i in chain.members]
        country = _chain_country(gaz, members, chain, about)
        ident = None
        if chain.label not in PLACES:
            forms = tuple(dict.fromkeys((chain.name, *map(_owned_form, members))))
            beside = country is not None and any(m.modifier == country for m in members)
            ident = canonical_id(
                Named(
                    chain.label, forms, country, None, about, date, beside, _titled(chain, members)
                )
            )
        facts.append(ChainFacts(country, _chain_gender(members, chain, text), ident))
    return facts


#: Words of the titles of those whom the table of office holders has.
_OFFICES: Final = words(
    "president premier minister chancellor secretary senator sen sen. speaker king queen "
    "secretary-general taoiseach prince governor gov gov."
)


def _titled(chain: Chain, members: Sequence[NameMention]) -> bool:
    """Whether a mention of a person has the title of a high office."""
    if chain.label != "PERSON":
        return False
    titles = (parse_name(member.text, member.before).title for member in members)
    return any(not _OFFICES.isdisjoint(title.split()) for title in titles)


#: Words before a body's name that make it a part's: "the state Senate", "Georgia's Supreme Court".
_PART: Final = re.compile(
    r"\b(?:([Ss]tate|[Rr]egional|[Cc]ounty|[Cc]ity) |([A-Z][\w.-]+(?: [A-Z][\w.-]+)?)['’]s )$"
)


def _owned_form(mention: NameMention) -> str:
    """A mention's text, of a body with the words before it that say whose it is."""
    part = _PART.search(mention.before) if mention.label == "ORG" else None
    return mention.text if part is None else f"{part[1] or part[2]} {mention.text}"


def name_rows(
    article: Article,
    gaz: Gazetteer,
    tree: Tree,
    spans: Sequence[Span],
    names: Sequence[NameMention],
    chains: Sequence[Chain],
    facts: Sequence[ChainFacts],
    starts: Sequence[int],
) -> list[EntityMention]:
    """One row a name, in the order of ``names``."""
    number_of = {i: n for n, chain in enumerate(chains) for i in chain.members}
    confidence = {(s.start, s.end): probability(s.label, s.confidence) for s in spans}
    rows: list[EntityMention] = []
    for index, name in enumerate(names):
        chain = chains[number_of[index]]
        known = facts[number_of[index]]
        head = names[chain.members[0]]
        place = name.place
        country = place.country if place is not None else name.modifier
        if name.label not in PLACES:
            country = known.country
            if name.label == "ORG" and country is None:
                country = name.modifier
        label_name = chain.name
        if place is not None and place.kind == COUNTRY and name.label == "GPE":
            label_name = place.name
        metonym, government = metonym_of(gaz, tree, name)
        placed = place is not None and not math.isnan(place.latitude)
        ident = known.ident
        if name.label in PLACES:
            sure = place if name.certain else None
            ident = canonical_id(Named(name.label, (name.text,), country, sure))
        rows.append(
            EntityMention(
                sentence_at(starts, name.start),
                name.start,
                name.end,
                name.text,
                name.label,
                entity_id=stable_id(article.article_id, "entity", head.start, head.end),
                name=label_name,
                country=country or government,
                geonames_id=place.geonames_id if place else None,
                latitude=place.latitude if place and placed else None,
                longitude=place.longitude if place and placed else None,
                confidence=confidence.get((name.start, name.end)),
                canonical_id=ident,
                admin1=place.admin1 if place else None,
                metonym=metonym,
                gender=known.gender,
            )
        )
    return rows


def number_rows(text: str, spans: Sequence[Span], starts: Sequence[int]) -> list[EntityMention]:
    """One row a number, amount of money and the like."""
    return [
        EntityMention(
            sentence_at(starts, span.start),
            span.start,
            span.end,
            text[span.start : span.end],
            span.label,
            confidence=span.confidence,
        )
        for span in spans
        if span.label not in CHAINED
    ]


def _about(names: Sequence[NameMention]) -> Counter[str]:
    """How often the article names each country, by its places and demonyms."""
    found = [n.place.country if n.place is not None else n.modifier for n in names]
    return Counter(code for code in found if code)


def _chain_country(
    gaz: Gazetteer, members: Sequence[NameMention], chain: Chain, about: Counter[str]
) -> Optional[str]:
    """Country of a chain of people or organizations, from any of its mentions."""
    if chain.label == "NORP":
        return members[0].modifier
    if chain.label not in ("PERSON", "ORG"):
        return None
    modifiers = Counter(m.modifier for m in members if m.modifier)
    modified = min(modifiers, key=lambda code: (-modifiers[code], code)) if modifiers else None
    if chain.label == "PERSON":
        return modified
    forms = list(dict.fromkeys((chain.name, *(m.text for m in members))))
    known = [body for form in forms if (body := known_organizations().get(surface(form)))]
    if modified is not None and any(body.belongs_to(modified) for body in known):
        return modified  # "Brazil's Congress"
    for form in forms:
        country = country_of_organization(gaz, form, about)
        if country is not None:
            return country
    return modified


def _chain_gender(members: Sequence[NameMention], chain: Chain, text: str) -> Optional[str]:
    if chain.label != "PERSON":
        return None
    genders = (parse_name(member.text, member.before).gender for member in members)
    told = next(filter(None, genders), None)
    return told or next(filter(None, (gender_told(text, m.start, m.end) for m in members)), None)
