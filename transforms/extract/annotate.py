"""Doc and article → Annotation: sentences, entity mentions with all their columns, quotes.

Sentences, tags, heads and entities of any spaCy English pipeline are the raw material.
Times come from `times`, places from `places`, countries from `countries`, chains from `chains`,
quotes from `quotes`, links of pronouns from `references`; this module only joins them. Offsets are
code points into ``article.text``, which is the Doc's text. The same Doc and article give the same
Annotation: nothing here asks a clock, draws lots or keeps a state that shows.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final, Optional

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from schemas.ids import stable_id
from schemas.records import Annotation, Article, EntityMention, Quote, Reference, Sentence
from transforms.extract.bounds import Span
from transforms.extract.chains import Chain, NameMention, build_chains
from transforms.extract.countries import (
    country_of_norp,
    country_of_organization,
    modifies,
    organizations,
)
from transforms.extract.dependencies import Tree, universal_tree
from transforms.extract.gazetteer import (
    CITY,
    COUNTRY,
    REGION,
    Gazetteer,
    PlaceRecord,
    fold,
    gazetteer,
)
from transforms.extract.overlooked import overlooked
from transforms.extract.people import parse_name, people
from transforms.extract.places import Hints, Toponym, resolve_places
from transforms.extract.plurals import link_plurals
from transforms.extract.quotes import FoundQuote, find_quotes
from transforms.extract.references import Antecedent, link_references
from transforms.extract.repair import repair_labels
from transforms.extract.tells import told
from transforms.extract.times import TimeMention, find_times
from transforms.extract.times.tense import tense_of
from transforms.extract.wordlists import words

#: Labels of mentions that name something and stand in chains.
CHAINED: Final = words("PERSON NORP ORG GPE LOC FAC EVENT PRODUCT WORK_OF_ART LAW LANGUAGE")
_PLACES: Final = words("GPE LOC FAC")
#: Labels whose spans give way to a time expression that overlaps them.
_NUMERIC: Final = words("DATE TIME CARDINAL ORDINAL QUANTITY")
_TIMES: Final = words("DATE TIME")
#: Labels that a holiday's name may have got by mistake.
_NOT_HOLIDAYS: Final = words("EVENT ORG WORK_OF_ART PRODUCT LAW")
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
_STREETS: Final = words(
    "road rd street st avenue ave boulevard blvd lane drive highway way close crescent terrace "
    "parade mile motorway expressway freeway turnpike"
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
    "brussels": "EUR",
}
_OUTLETS: Final = {
    "uk": "GBR", "au": "AUS", "ca": "CAN", "nz": "NZL", "ie": "IRL", "in": "IND", "za": "ZAF",
    "ng": "NGA", "ke": "KEN", "pk": "PAK", "bd": "BGD", "sg": "SGP", "my": "MYS", "ph": "PHL",
    "hk": "HKG", "jp": "JPN", "kr": "KOR", "cn": "CHN", "il": "ISR", "ae": "ARE", "eg": "EGY",
    "de": "DEU", "fr": "FRA", "it": "ITA", "es": "ESP", "ru": "RUS", "ua": "UKR", "gh": "GHA",
    "ug": "UGA", "tz": "TZA", "zw": "ZWE", "lk": "LKA", "np": "NPL", "tr": "TUR", "us": "USA",
}  # fmt: skip


def annotate(doc: Doc, article: Article) -> Annotation:
    """Sentences, entity mentions, quotes and references of one article.

    Args:
        doc: ``article.text`` through any spaCy English pipeline; entities under OntoNotes' labels,
            with their confidence in ``span._.confidence`` where the pipeline gives one.
        article: the article; its date resolves relative times, and without one they stay
            unresolved; its dateline and outlet help places.

    Raises:
        ValueError: ``doc`` is not the article's text.
    """
    text = article.text
    if doc.text != text:
        raise ValueError("the Doc's text is not the article's text")
    if not len(doc):
        return Annotation(article.article_id, [], [], [], [])
    gaz = gazetteer()
    tree = universal_tree(doc)
    sentences = _sentences(text, tree)
    starts = [sentence.start for sentence in sentences] or [0]
    reference, moment = reference_date(article)
    times = find_times(text, reference, moment, starts, tense_of(doc, tree.starts))
    spans = told(text, repair_labels(text, _spans(doc), gaz, organizations()), gaz)
    spans = overlooked(text, spans, [(time.start, time.end) for time in times])
    times, spans = _disjoint(times, spans)
    names = _name_mentions(text, spans, article, gaz)
    chains = build_chains(text, names)
    entities = _entities(article, gaz, tree, spans, names, chains, starts)
    found_quotes = find_quotes(text, tree)
    links = _links(gaz, tree, names, chains, found_quotes)
    references = _references(article, tree, chains, entities, links, starts)
    mentions = [mention for mention in entities if mention is not None]
    quotes = _quotes(article, found_quotes, mentions, references, starts)
    mentions += [_time_mention(text, time, starts) for time in times]
    mentions.sort(key=lambda mention: (mention.start, mention.end, mention.label))
    return Annotation(article.article_id, sentences, mentions, quotes, references)


def reference_date(article: Article) -> tuple[Optional[dt.date], Optional[dt.datetime]]:
    """The article's date and instant; (None, None) where it has none."""
    moment = None
    if article.published_at is not None:
        moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(
            microseconds=article.published_at
        )
    if article.published_date:
        return dt.date.fromisoformat(article.published_date), moment
    return (moment.date(), moment) if moment else (None, None)


def _sentences(text: str, tree: Tree) -> list[Sentence]:
    """Sentences without the white space around them; those of white space alone keep a place."""
    found = []
    for first, last in tree.sentences:
        start, end = tree.starts[first], tree.ends[last - 1]
        while end > start and text[end - 1].isspace():
            end -= 1
        while start < end and text[start].isspace():
            start += 1
        found.append(Sentence(start, end))
    return found


def _spans(doc: Doc) -> list[Span]:
    rated = DocSpan.has_extension("confidence")
    return [
        Span(ent.start_char, ent.end_char, ent.label_, ent._.confidence if rated else None)
        for ent in doc.ents
    ]


def _disjoint(times: list[TimeMention], spans: list[Span]) -> tuple[list[TimeMention], list[Span]]:
    """Settle overlaps: a time beats numbers and the pipeline's own dates, names beat times."""
    kept_times: list[TimeMention] = []
    dropped: set[int] = set()
    position = 0
    for time in times:
        while position < len(spans) and spans[position].end <= time.start:
            position += 1
        keep = True
        overlapping = []
        given_up: set[int] = set()
        index = position
        while index < len(spans) and spans[index].start < time.end:
            overlapping.append(index)
            index += 1
        for index in overlapping:
            span = spans[index]
            longer = span.end - span.start > time.end - time.start
            inside = time.start <= span.start and span.end <= time.end
            if span.label in _NUMERIC or (inside and span.label in _NOT_HOLIDAYS):
                given_up.add(index)  # "New Year" in "New Year's Day"
            elif not (span.label == "EVENT" and longer):
                keep = False
        if keep:
            kept_times.append(time)
            dropped |= given_up
    # what the pipeline alone takes for a time has no value and is left out
    kept = [
        span
        for index, span in enumerate(spans)
        if index not in dropped and span.label not in _TIMES
    ]
    return kept_times, kept


def _time_mention(text: str, time: TimeMention, starts: Sequence[int]) -> EntityMention:
    return EntityMention(
        _sentence_of(starts, time.start),
        time.start,
        time.end,
        text[time.start : time.end],
        time.label,
        time_value=time.value,
        time_start=time.begin,
        time_end=time.finish,
        time_kind=time.kind,
    )


def _sentence_of(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _home(source: Optional[str]) -> Optional[str]:
    """The outlet's country by its top-level domain."""
    if not source or "." not in source:
        return None
    return _OUTLETS.get(source.rsplit(".", 1)[-1].lower())


def _name_mentions(
    text: str, spans: Sequence[Span], article: Article, gaz: Gazetteer
) -> list[NameMention]:
    """The spans that name something, with their places and the countries that modify them."""
    named = [span for span in spans if span.label in CHAINED]
    surfaces = [text[span.start : span.end] for span in named]
    hints: Counter[str] = Counter()
    for span, form in zip(named, surfaces, strict=True):
        if span.label == "NORP":
            country = country_of_norp(gaz, form)
            if country is not None and country in gaz.countries:
                hints[country] += 1
    toponyms = [
        Toponym(span.start, span.end, form, span.label)
        for span, form in zip(named, surfaces, strict=True)
        if span.label in _PLACES
    ]
    resolved = iter(
        resolve_places(
            gaz, text, toponyms, Hints(dict(hints), article.dateline_place, _home(article.source))
        )
    )
    places = [next(resolved) if span.label in _PLACES else None for span in named]
    _house_facilities(text, named, places)
    mentions: list[NameMention] = []
    for index, (span, form) in enumerate(zip(named, surfaces, strict=True)):
        modifier = None
        if span.label == "NORP":
            modifier = country_of_norp(gaz, form)
        elif span.label in ("PERSON", "ORG") and index:
            before = named[index - 1]
            gap = text[before.end : span.start]
            if (
                before.label in ("NORP", "GPE")
                and "\n" not in gap
                and (gap.strip() or before.label == "NORP")
                and modifies(gap)
            ):
                place = places[index - 1]
                modifier = (
                    country_of_norp(gaz, surfaces[index - 1])
                    if before.label == "NORP"
                    else place.country
                    if place is not None
                    else None
                )
        lead = text[max(0, span.start - 40) : span.start].rsplit("\n", 1)[-1]
        mentions.append(
            NameMention(span.start, span.end, form, span.label, places[index], modifier, lead)
        )
    return mentions


def _city_inside(
    name: str, here: set[tuple[str, Optional[str]]], about: set[str]
) -> Optional[PlaceRecord]:
    """The city that a facility is named after and lies in: "Boston Garden".

    Streets are named after places elsewhere ("Cairo Road"), other facilities lie in their city
    unless the article is about other countries. ``here`` has name and country of the article's
    cities, ``about`` its countries.
    """
    inner = name.split()
    for size in (2, 1):
        options = [
            record
            for record in gazetteer().find(" ".join(inner[:size]))
            if record.primary and record.kind == CITY and record.population >= 100_000
        ]
        if not options or len(inner) <= size:
            continue
        named = [record for record in options if (record.name, record.country) in here]
        if inner[-1].lower().rstrip(".") in _STREETS:
            return named[0] if named else None
        near = [record for record in options if not about or record.country in about]
        return max(named or near, key=lambda r: (r.population, -(r.geonames_id or 0)), default=None)
    return None


def _house_facilities(
    text: str, named: Sequence[Span], places: list[Optional[PlaceRecord]]
) -> None:
    """Facilities that the tables lack take the coordinates of the city beside or within them."""
    here = {(p.name, p.country) for p in places if p is not None and p.kind == CITY}
    about = {place.country for place in places if place is not None and place.country}
    for index, span in enumerate(named):
        if span.label != "FAC" or places[index] is not None:
            continue
        city = None
        if index + 1 < len(named):
            gap = text[span.end : named[index + 1].start]
            if gap in (", ", " in ", " in the ", " (", " of ") or gap == ", in ":
                city = places[index + 1]
        if city is None:
            city = _city_inside(text[span.start : span.end], here, about)
        if city is not None and city.kind == CITY:
            places[index] = city._replace(
                name=text[span.start : span.end], kind=REGION, geonames_id=None, division=None
            )


def _entities(
    article: Article,
    gaz: Gazetteer,
    tree: Tree,
    spans: Sequence[Span],
    names: Sequence[NameMention],
    chains: Sequence[Chain],
    starts: Sequence[int],
) -> list[Optional[EntityMention]]:
    """One mention a span, names first in the order of ``names``, then numbers and the like."""
    text = article.text
    chain_of = {i: chain for chain in chains for i in chain.members}
    about = _about(names)
    countries = [_chain_country(gaz, names, chain, about) for chain in chains]
    genders = [_chain_gender(names, chain) for chain in chains]
    number_of = {i: n for n, chain in enumerate(chains) for i in chain.members}
    confidence = {(span.start, span.end): span.confidence for span in spans}
    entities: list[Optional[EntityMention]] = []
    for index, name in enumerate(names):
        chain = chain_of[index]
        head = names[chain.members[0]]
        number = number_of[index]
        place = name.place
        country = place.country if place is not None else name.modifier
        if name.label not in _PLACES:
            country = countries[number]
            if name.label == "ORG" and name.modifier is not None and country is None:
                country = name.modifier
        label_name = chain.name
        if place is not None and place.kind == COUNTRY and name.label == "GPE":
            label_name = place.name
        metonym, government = _metonym(gaz, tree, name)
        placed = place is not None and not math.isnan(place.latitude)
        entities.append(
            EntityMention(
                _sentence_of(starts, name.start),
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
                admin1=place.admin1 if place else None,
                metonym=metonym,
                gender=genders[number],
            )
        )
    for span in spans:
        if span.label not in CHAINED:
            entities.append(
                EntityMention(
                    _sentence_of(starts, span.start),
                    span.start,
                    span.end,
                    text[span.start : span.end],
                    span.label,
                    confidence=span.confidence,
                )
            )
    return entities


def _about(names: Sequence[NameMention]) -> Counter[str]:
    """How often the article names each country, by its places and demonyms."""
    found = [n.place.country if n.place is not None else n.modifier for n in names]
    return Counter(code for code in found if code)


def _chain_country(
    gaz: Gazetteer, names: Sequence[NameMention], chain: Chain, about: Counter[str]
) -> Optional[str]:
    """Country of a chain of people or organizations, from any of its mentions."""
    members = [names[i] for i in chain.members]
    if chain.label == "NORP":
        return members[0].modifier
    if chain.label == "PERSON":
        modifiers = Counter(m.modifier for m in members if m.modifier)
        return min(modifiers, key=lambda code: (-modifiers[code], code)) if modifiers else None
    if chain.label != "ORG":
        return None
    for form in dict.fromkeys((chain.name, *(m.text for m in members))):
        country = country_of_organization(gaz, form, about)
        if country is not None:
            return country
    modifiers = Counter(m.modifier for m in members if m.modifier)
    return min(modifiers, key=lambda code: (-modifiers[code], code)) if modifiers else None


def _chain_gender(names: Sequence[NameMention], chain: Chain) -> Optional[str]:
    if chain.label != "PERSON":
        return None
    for index in chain.members:
        gender = parse_name(names[index].text, names[index].before).gender
        if gender:
            return gender
    return None


def _metonym(gaz: Gazetteer, tree: Tree, name: NameMention) -> tuple[bool, Optional[str]]:
    """(the place stands for a government here, the country that it governs)."""
    if name.label not in ("GPE", "FAC", "ORG", "LOC"):
        return False, None
    key = fold(name.text).removeprefix("the ")
    key = key.removesuffix(" s") if name.text.endswith(("'s", "’s")) else key
    seat = _SEATS.get(key)
    if seat is not None and key != "brussels":
        return True, seat
    if name.label != "GPE" or name.place is None:
        return False, None
    place = name.place
    capital = place.kind == CITY and gaz.capitals.get(fold(place.name)) == place.country
    if not (capital or place.kind == COUNTRY):
        return False, None
    head = _head(tree, name.start, name.end)
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


def _tokens(tree: Tree, start: int, end: int) -> tuple[int, int]:
    """First token of a span and the one after its last."""
    first = max(0, bisect_right(tree.starts, start) - 1)
    return first, max(first + 1, bisect_left(tree.starts, end))


def _head(tree: Tree, start: int, end: int) -> Optional[int]:
    first, last = _tokens(tree, start, end)
    for token in range(first, min(last, len(tree.words))):
        if not first <= tree.heads[token] < last:
            return token
    return None


def _links(
    gaz: Gazetteer,
    tree: Tree,
    names: Sequence[NameMention],
    chains: Sequence[Chain],
    quotes: Sequence[FoundQuote],
) -> list[tuple[int, int, str, tuple[int, ...]]]:
    """(first token, after last, kind, chains) of pronouns, nominals and plurals, in text order."""
    quoted = [False] * len(tree.words)
    for quote in quotes:
        if quote.direct:
            first, last = _tokens(tree, quote.start, quote.end)
            quoted[first:last] = [True] * (last - first)
    genders = [_chain_gender(names, chain) or "" for chain in chains]
    about = _about(names)
    countries = [_chain_country(gaz, names, chain, about) for chain in chains]
    number_of = {i: n for n, chain in enumerate(chains) for i in chain.members}
    titles = people().titles
    taken = [False] * len(tree.words)
    antecedents, named = [], []
    for index, name in enumerate(names):
        first, last = _tokens(tree, name.start, name.end)
        taken[first:last] = [True] * (last - first)
        if name.label not in ("PERSON", "ORG", "GPE", "NORP"):
            continue
        number = number_of[index]
        title = ""
        if name.label == "PERSON":
            title = parse_name(name.text, name.before).title
            title = "" if title in ("mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss") else title
        is_country = name.place is not None and name.place.kind == COUNTRY
        country = name.place.country if name.place is not None else countries[number]
        known = title if title in titles else ""
        one = Antecedent(
            first, last, number, name.label, genders[number], known, is_country, country
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


def _references(
    article: Article,
    tree: Tree,
    chains: Sequence[Chain],
    entities: Sequence[Optional[EntityMention]],
    links: Sequence[tuple[int, int, str, tuple[int, ...]]],
    starts: Sequence[int],
) -> list[Reference]:
    references = []
    for first, last, kind, numbers in links:
        start, end = tree.starts[first], tree.ends[last - 1]
        for number in numbers:
            target = entities[chains[number].members[0]]
            if target is None or target.entity_id is None or target.name is None:
                continue
            references.append(
                Reference(
                    _sentence_of(starts, start),
                    start,
                    end,
                    article.text[start:end],
                    kind,
                    target.entity_id,
                    target.name,
                    target.label,
                    target.country,
                )
            )
    return references


def _quotes(
    article: Article,
    found_quotes: Sequence[FoundQuote],
    mentions: Sequence[EntityMention],
    references: Sequence[Reference],
    starts: Sequence[int],
) -> list[Quote]:
    quotes = []
    for found in found_quotes:
        start, end, name, entity_id = _speaker(article.text, found, mentions, references)
        quotes.append(
            Quote(
                stable_id(article.article_id, "quote", found.start, found.end),
                _sentence_of(starts, found.start),
                found.start,
                found.end,
                article.text[found.start : found.end],
                found.direct,
                None if start is None or end is None else article.text[start:end],
                start,
                end,
                entity_id,
                name,
                found.verb,
            )
        )
    return quotes


_KINDS: Final = words(
    "newspaper agency channel network group company website magazine station daily weekly airline "
    "police government military army officials spokesman spokeswoman"
)


def _names_phrase(before: str, behind: str) -> bool:
    """Whether a name heads its phrase: "the automaker Ford", "the China Daily newspaper"."""
    lead = [word for word in before.strip().lower().split() if word not in ("the", "a", "an")]
    if behind.strip() and not (
        behind.strip().lower() in _KINDS and behind.strip().lower() not in ("officials",)
    ):
        return False
    return not (lead and lead[-1] in ("of", "for", "from", "at", "in", "by", "and"))


def _leads_to(phrase: str, gap: str) -> bool:
    """Whether a name behind a phrase is who the phrase means: "an analyst, Ann Lee", "Col. Lee"."""
    if gap in (" ", ", ") or modifies(gap.lstrip(",")):
        return True
    return gap == ". " and phrase.lower() in _title_stems()


@cache
def _title_stems() -> frozenset[str]:
    return frozenset(title.rstrip(".") for title in people().titles)


#: Subjects that name nobody.
_ASKING: Final = words("what which that there this who whoever whatever")
_RELATIVE: Final = re.compile(r", (?:who|which)(?: [\w’'-]+){1,8}? $")
_SPEAKERS: Final = ("PERSON", "ORG", "NORP", "GPE", "FAC")


def _speaker(
    text: str,
    found: FoundQuote,
    mentions: Sequence[EntityMention],
    references: Sequence[Reference],
) -> tuple[Optional[int], Optional[int], Optional[str], Optional[str]]:
    """Start, end, chain name and chain id of who speaks; the phrase where nobody is named."""
    if found.speaker is None:
        return None, None, None, None
    start, end = found.speaker
    if text[start:end].lower() in _ASKING:
        return None, None, None, None
    relative = _RELATIVE.search(text, max(0, start - 80), start)
    if relative is not None and text[end : end + 1] == ",":
        # "Jones, who saw the crash, recalled": not the crash
        heads = [m for m in mentions if m.end == relative.start() and m.label in _SPEAKERS]
        if heads:
            return heads[-1].start, heads[-1].end, heads[-1].name, heads[-1].entity_id
    inside = [m for m in mentions if start <= m.start < end and m.label in _SPEAKERS]
    person = [m for m in inside if m.label == "PERSON"]
    # "an analyst, Ann Lee, said": the name behind the phrase
    behind = [
        m
        for m in mentions
        if end < m.start <= end + 40
        and (
            (m.label == "PERSON" and _leads_to(text[start:end], text[end : m.start]))
            or (m.label == "ORG" and text[end : m.start] == " ")
        )
    ]
    named = person[-1:] or behind[:1]
    if not named:
        named = [
            m
            for m in inside
            if m.label != "NORP" and _names_phrase(text[start : m.start], text[m.end : end])
        ][-1:]
    if named:
        return named[0].start, named[0].end, named[0].name, named[0].entity_id
    for reference in references:
        if reference.start <= start and end <= reference.end and reference.kind != "plural":
            return start, end, reference.name, reference.entity_id
    return start, end, None, None
