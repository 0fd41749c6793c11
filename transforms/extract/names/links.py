"""Pronouns, nominals and plurals → the chains that they mean."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.records import Article, EntityMention, Reference
from transforms.extract.dependencies import Tree, sentence_at, span_tokens
from transforms.extract.gazetteer import COUNTRY
from transforms.extract.names.chains import Chain, NameMention
from transforms.extract.names.entities import ChainFacts
from transforms.extract.people import parse_name, people
from transforms.extract.plurals import link_plurals
from transforms.extract.references import Antecedent, link_references
from transforms.extract.speech.saying import FoundQuote


def link_mentions(
    tree: Tree,
    names: Sequence[NameMention],
    chains: Sequence[Chain],
    facts: Sequence[ChainFacts],
    quotes: Sequence[FoundQuote],
) -> list[tuple[int, int, str, tuple[int, ...]]]:
    """(first token, after last, kind, chains) of pronouns, nominals and plurals, in text order."""
    quoted = [False] * len(tree.words)
    for quote in quotes:
        if quote.direct:
            first, last = span_tokens(tree, quote.start, quote.end)
            quoted[first:last] = [True] * (last - first)
    number_of = {i: n for n, chain in enumerate(chains) for i in chain.members}
    titles = people().titles
    taken = [False] * len(tree.words)
    antecedents, named = [], []
    for index, name in enumerate(names):
        first, last = span_tokens(tree, name.start, name.end)
        taken[first:last] = [True] * (last - first)
        if name.label not in ("PERSON", "ORG", "GPE", "NORP"):
            continue
        number = number_of[index]
        title = ""
        if name.label == "PERSON":
            title = parse_name(name.text, name.before).title
            title = "" if title in ("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss") else title
        is_country = name.place is not None and name.place.kind == COUNTRY
        country = name.place.country if name.place is not None else facts[number].country
        known = title if title in titles else ""
        one = Antecedent(
            first, last, number, name.label, facts[number].gender or "", known, is_country, country
        )
        named.append(one)
        if name.label != "NORP":
            antecedents.append(one)
    links: list[tuple[int, int, str, tuple[int, ...]]] = [
        (link.first, link.last, link.kind, (link.chain,))
        for link in link_references(tree, antecedents, quoted)
    ]
    links += [
        (link.first, link.last, "plural", link.chains)
        for link in link_plurals(tree, named, taken, quoted)
    ]
    return sorted(links)


def reference_rows(
    article: Article,
    tree: Tree,
    chains: Sequence[Chain],
    entities: Sequence[EntityMention],
    links: Sequence[tuple[int, int, str, tuple[int, ...]]],
    starts: Sequence[int],
) -> list[Reference]:
    references = []
    for first, last, kind, numbers in links:
        start, end = tree.starts[first], tree.ends[last - 1]
        for number in numbers:
            target = entities[chains[number].members[0]]
            if target.entity_id is None or target.name is None:
                continue
            references.append(
                Reference(
                    sentence_at(starts, start),
                    start,
                    end,
                    article.text[start:end],
                    kind,
                    target.entity_id,
                    target.name,
                    target.label,
                    target.country,
                    target.canonical_id,
                )
            )
    return references
