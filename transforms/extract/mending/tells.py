"""Names → what the words beside any of their mentions say they are: firm, storm, ship, town.

A statistical pipeline labels a made-up or unknown name by its looks. News says what it is at least
once: "Nordvik, the Norwegian maker of drills", "Cyclone Belita", "the ferry Gannet", "the people of
Upton Lacey". What one mention is told to be, the others of the same name in the article are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Optional

from transforms.extract.gazetteer import CITY, COUNTRY, FIRST_LEVEL, REGION, Gazetteer
from transforms.extract.people import parse_name, people
from transforms.extract.places.candidates import candidates_for
from transforms.extract.spans import Span, surface
from transforms.extract.wordlists import words

_FIRM: Final = (
    r"(?:company|firm|wholesaler|retailer|airline|bank|start-?up|manufacturer|conglomerate|charity"
    r"|newspaper|broadcaster|lender|insurer|cooperative|co-operative|automaker|carmaker|chipmaker"
    r"|drugmaker|planemaker|steelmaker|supermarket|brewery|shipyard|think-?tank|nonprofit)"
)
#: These may be a person's trade as well: they count only behind the name.
_TRADE: Final = (
    r"(?:maker|producer|operator|brewer|miner|developer|supplier|publisher|builder|chain|group"
    r"|carrier|utility|subsidiary|unit|brand|club|agency|foundation|union|corporation|label)"
)
_FIRM_BEFORE: Final = re.compile(rf"\b{_FIRM},? $")
_FIRM_BEHIND: Final = re.compile(
    rf",? (?:a|an|the|one of the|which is an?) (?:[\w’'.-]+ ){{0,4}}?(?:{_FIRM}|{_TRADE})\b"
    r"|['’]s (?:chief executive|chief financial officer|CEO|chairman|chairwoman|board|shares"
    r"|shareholders|stock|profits?|revenue|customers|subsidiary|parent company|headquarters"
    r"|share price|bondholders|creditors|investors)\b"
    r"|,? (?:shares|stock|bonds) (?:was|were|fell|rose|jumped|have|had|dropped|slid|closed)\b"
    r"|,? (?:Inc|Ltd|Corp|plc|PLC|GmbH|AG|SA|NV)\b"
)
_BUSINESS: Final = re.compile(
    r"\s(?:Holdings?|Group|Inc|Corp|Corporation|Company|Co|Ltd|plc|PLC|Bank|Industries|Motors?"
    r"|Airlines|Airways|Steel|Energy|Resources|Pharmaceuticals?|Pharma|Pharmacies|Technologies"
    r"|Systems|Partners|Capital|Foods|Media|Networks?|Electronics|Chemicals?|Chemists|Mining|Oil"
    r"|Petroleum|Aerospace|Tools|Stores|Brands|Entertainment|Labs|Laboratories|Software|Therapeutics"
    r"|Insurance|Logistics|Materials|Maritime|Power|Solar|Telecom|Semiconductor|Biotech)\.?$"
)
_STORM_WORD: Final = (
    r"\b(?:(?:Severe |Super |Tropical |Post-Tropical |Extratropical )?(?:Cyclone|Hurricane|Typhoon"
    r"|Storm)s?|Tropical Depression) "
)
_STORM: Final = re.compile(_STORM_WORD + "$")
#: A storm marked with its word: "Cyclone Belita".
_STORM_WHOLE: Final = re.compile(_STORM_WORD + r"(?P<name>[A-Z][\w’'-]{1,40})")
_VESSEL: Final = re.compile(
    r"\b(?:ferry|tanker|dhow|tug|trawler|yacht|frigate|destroyer|submarine|barge|warship|icebreaker"
    r"|brig|schooner|freighter|lifeboat|sailboat|minesweeper|corvette|steamer"
    r"|(?:container|cruise|cargo|research|hospital|rescue|supply) (?:ship|vessel)|(?:bulk|aircraft)"
    r" carrier|fishing (?:boat|vessel))(?:, the| the|,)? [\"“‘']?$"
)
_DWELT: Final = re.compile(
    r"\b(?i:people|residents|villagers|inhabitants|outskirts|mayor|village|town|suburb|hamlet"
    r"|townspeople|citizens|streets) of $"
)
#: What is done to places and to no person: "shelled Kharkiv", "the siege of Aleppo".
_STORMED: Final = re.compile(
    r"\b(?i:shell(?:s|ed|ing)|bombard(?:s|ed|ing)|besieg(?:e|es|ed|ing)|encircl(?:e|es|ed|ing)"
    r"|ret(?:ake|akes|aken|aking|ook)|recaptur(?:e|es|ed|ing)|overr(?:an|un|uns|unning)"
    r"|(?:siege|shelling|bombing|bombardment|capture|fall|recapture|outskirts) of"
    r"|battle (?:for|of)|(?:advanc|march)(?:e|es|ed|ing) on"
    r"|(?:assault|offensive|attacks?|advance|march|strikes?|raids?) (?:on|against)) $"
)
_STORMED_BEHIND: Final = re.compile(
    r" (?:was|were|is|are|(?:has|have|had|being) been|(?:was|is) being) (?:again |also |heavily )?"
    r"(?:shelled|bombarded|besieged|encircled|retaken|recaptured|overrun)\b"
)
#: What is done to places and to people: only what is known as a town is one.
_TAKEN: Final = re.compile(
    r"\b(?i:captur(?:e|es|ed|ing)|seiz(?:e|es|ed|ing)|liberat(?:e|es|ed|ing)|bomb(?:s|ed|ing)"
    r"|hit|struck|strik(?:e|es|ing)|pound(?:s|ed|ing)|enter(?:s|ed|ing)|evacuat(?:e|es|ed|ing)"
    r"|reach(?:es|ed|ing)?|leav(?:e|es|ing)|left|defend(?:s|ed|ing)) $"
)
_TOWARDS: Final = re.compile(r"\b(?:in|near|to|into|outside|around|as far as) $")
#: What stands before a place and before no person who acts.
_BEHIND_PLACE: Final = re.compile(
    r"\b(?i:in|at|near|from|to|into|outside|around|of|across|throughout|north|south|east|west"
    r"|northern|southern|eastern|western|central|greater|between|and|,)[ ,]? ?(?:the )?$"
)
#: What stands behind a place: "London, Ontario", "London's mayor".
_PLACED: Final = re.compile(r", [A-Z]|['’]s? |-based| (?:and|or) [A-Z]")
#: Whom only a town has: "a Fall River man".
_TOWNSMAN: Final = re.compile(
    r" (?:man|woman|couple|teenager|police|mayor|residents?|officials?|council|firefighters?"
    r"|schools?|family|native)\b|, (?:[A-Z][a-z]{1,4}\.|[A-Z]\.[A-Z]\.)"
)
_LANGUAGE: Final = re.compile(
    r"[- ](?:language|languages|speak\w*|dialect|word|words|translation\w*|subtitles|lessons?"
    r"|teachers?|alphabet|script|grammar|version|classes)\b"
)
#: Words behind a language ("in English and French") that it does not modify.
_LINKS: Final = words(
    "in at on for to and or but with by as when so if is was are were has have had will would can "
    "from of because than that which who while before after about only also rather too not"
)
#: No language was ever called so.
_BYGONE: Final = words("soviet soviets yugoslav yugoslavs czechoslovak ottoman byzantine")
_OPEN: Final = ("PERSON", "GPE", "LOC", "FAC", "ORG", "PRODUCT", "WORK_OF_ART", "LAW", "NORP")
_NAMED: Final = ("PERSON", "ORG", "GPE", "LOC", "FAC")
#: A label at or above this confidence is not overruled.
_SURE: Final = 0.9
#: A name in lower case below this confidence is none.
_DOUBTED: Final = 0.7
_BIG: Final = 50_000


def labels_from_context(text: str, spans: Sequence[Span], gaz: Gazetteer) -> list[Span]:
    """The spans with the labels that the article itself gives them; storms take in their word.

    Args:
        spans: in text order and disjoint, with mended bounds.

    Returns:
        Spans in the same order; words in lower case that name nothing are left out.
    """
    full = {
        token
        for span in spans
        if span.label == "PERSON" and " " in text[span.start : span.end]
        for token in parse_name(text[span.start : span.end]).tokens
    }
    bodies = {
        surface(text[span.start : span.end]).split(" ", 1)[0]
        for span in spans
        if span.label == "ORG" and _BUSINESS.search(text, span.start, span.end)
    }
    labels = _labels(text, spans, gaz, full)
    capitals = sum(map(str.isupper, text[:2000]))
    cased = capitals * 100 > min(len(text), 2000)
    found: list[Span] = []
    for span in spans:
        raw = text[span.start : span.end]
        if cased and raw.islower() and _common(gaz, span, raw):
            continue  # "the vintners' association"
        key = surface(raw)
        storm = _STORM.search(text, max(0, span.start - 30), span.start)
        label = labels.get(key)
        if label == "EVENT" and storm is None and key in full:
            label = None  # both Hurricane Harvey and a Mr. Harvey
        if label is None and key in bodies and key not in full and _unknown(gaz, span, raw):
            label = "ORG"  # "Inzozi Holdings", later "Inzozi"
        if label is None and span.label == "LANGUAGE":
            label = _not_language(text, span, gaz)
        sure = _sure(span) and span.label == "PERSON" and (label != "GPE" or key in full)
        if label is None or (label != "EVENT" and sure):
            found.append(span)
            continue
        start = span.start
        if label == "EVENT" and storm and (not found or found[-1].end <= storm.start()):
            start = storm.start()
        found.append(span._replace(start=start, label=label))
    return found


def _labels(text: str, spans: Sequence[Span], gaz: Gazetteer, full: set[str]) -> dict[str, str]:
    """Name → the label that the words beside one of its mentions, or a fuller name, give it."""
    labels: dict[str, str] = {}
    named = _names_alone(text, spans, gaz)
    alone = {
        surface(text[span.start : span.end])
        for span in spans
        if span.label == "PERSON" and " " not in text[span.start : span.end]
    }
    for span in spans:
        label = _told_here(text, span, gaz, full)
        if span.label == "GPE" and surface(text[span.start : span.end]) in named:
            label = "PERSON"  # "Jack London", later "London"
        if span.label == "ORG" and _is_called_by(text, span, alone):
            label = "PERSON"  # "Virginia Woods", later "Woods"
        if label is not None:
            labels.setdefault(surface(text[span.start : span.end]), label)
        whole = _STORM_WHOLE.fullmatch(text, span.start, span.end)
        if whole is not None and "EVENT" in (label, span.label):
            labels.setdefault(surface(whole.group("name")), "EVENT")
    return labels


def _common(gaz: Gazetteer, span: Span, raw: str) -> bool:
    """Whether words in lower case name nothing: no place is called so and the model doubts them."""
    if span.label not in _NAMED or not (raw.isalpha() or " " in raw):
        return False
    doubtful = span.confidence is None or span.confidence < _DOUBTED
    return doubtful and not _place(gaz, raw.title())


def _unknown(gaz: Gazetteer, span: Span, raw: str) -> bool:
    """Whether a single word was taken for a person or place without good reason."""
    if span.label not in ("PERSON", "GPE", "LOC") or " " in raw or _sure(span):
        return False
    return not _place(gaz, raw)


def _sure(span: Span) -> bool:
    return span.confidence is not None and span.confidence >= _SURE


def _place(gaz: Gazetteer, raw: str) -> bool:
    """Whether a name is a country's, a division's, a landscape's or a larger town's."""
    return raw in gaz.abbreviations or any(
        r.kind in (COUNTRY, REGION, FIRST_LEVEL) or (r.primary and r.population >= _BIG)
        for r in gaz.find(raw)
    )


def _is_city(gaz: Gazetteer, raw: str) -> bool:
    """Whether a name is first of all a large city's or a capital's."""
    return (
        any(r.kind == CITY and r.primary and r.population >= 2 * _BIG for r in gaz.find(raw))
        or surface(raw) in gaz.capitals
    )


def _told_here(text: str, span: Span, gaz: Gazetteer, full: set[str]) -> Optional[str]:
    """The label that the words beside one mention give it."""
    if span.label not in _OPEN:
        return None
    raw = text[span.start : span.end]
    if not raw[:1].isupper():
        return None
    before = text[max(0, span.start - 40) : span.start]
    single = " " not in raw
    if (single and _STORM.search(before)) or _STORM_WHOLE.fullmatch(text, span.start, span.end):
        return "EVENT"
    if span.label == "ORG" and _sure(span):
        return None
    if _VESSEL.search(before):
        return "PRODUCT"
    if span.label == "PERSON" and _taken_for_person(text, span, before, gaz, full):
        return "GPE"
    if single:
        return _single_told(text, span, before, gaz, full)
    return _several_told(text, span, before, gaz)


def _taken_for_person(text: str, span: Span, before: str, gaz: Gazetteer, full: set[str]) -> bool:
    """Whether a person is a town: what is done to it says so, or it is a state's capital."""
    raw = text[span.start : span.end]
    tokens = parse_name(raw).tokens
    towns = [r for r in gaz.find(raw) if r.kind in (CITY, FIRST_LEVEL)]
    if not tokens or (len(tokens) == 1 and tokens[0] in full.union(people().genders)):
        return False
    if _STORMED.search(before) or _STORMED_BEHIND.match(text, span.end):
        return bool(towns) or (len(tokens) == 1 and not _sure(span))
    if not any(r.population >= _BIG for r in towns):
        return False
    return bool(_TAKEN.search(before)) or (surface(raw) in gaz.capitals and not _sure(span))


def _single_told(
    text: str, span: Span, before: str, gaz: Gazetteer, full: set[str]
) -> Optional[str]:
    """The label of a name of one word."""
    raw = text[span.start : span.end]
    if span.label == "PERSON" and not _sure(span) and _DWELT.search(before):
        return "GPE"
    in_full = surface(raw) in full
    if span.label in ("PERSON", "ORG") and not in_full:
        limit = 0.75 if span.label == "PERSON" else 0.6
        doubtful = span.confidence is not None and span.confidence < limit
        if doubtful and _TOWARDS.search(before) and _is_city(gaz, raw):
            return "GPE"  # "as far as Graz"
    if span.label in ("PERSON", "GPE", "LOC") and not in_full and not _place(gaz, raw):
        firm = _FIRM_BEFORE.search(before) or _FIRM_BEHIND.match(text, span.end)
        return "ORG" if firm else None
    return None


def _several_told(text: str, span: Span, before: str, gaz: Gazetteer) -> Optional[str]:
    """The label of a name of several words."""
    raw = text[span.start : span.end]
    if span.label == "PERSON" and not _sure(span) and _DWELT.search(before):
        first = parse_name(raw).tokens[:1]
        return None if first and first[0] in people().genders else "GPE"
    if span.label in ("LOC", "FAC"):
        # Breaux Bridge and Fall River are towns
        town = any(r.kind == CITY and r.primary for r in gaz.find(raw))
        dwelt = _DWELT.search(before) or _TOWNSMAN.match(text, span.end)
        return "GPE" if town and dwelt else None
    if span.label == "GPE" and _given_name(gaz, raw):
        return "PERSON"
    return None


def _given_name(gaz: Gazetteer, raw: str) -> bool:
    """Whether a name that is no place's begins as people's do: "Israel Adesanya"."""
    words_ = raw.split()
    if len(words_) != 2 or candidates_for(gaz, raw)[0] or gaz.find(words_[1]):
        return False
    return words_[0].lower() in people().genders and words_[1].isalpha() and words_[1].istitle()


def _names_alone(text: str, spans: Sequence[Span], gaz: Gazetteer) -> set[str]:
    """Surnames and first names of people whom the article names in full.

    Left out: what stands anywhere as a place would, and first names that countries, divisions and
    capitals have ("Jordan condemned", of an article with a Jordan Ellis).
    """
    full = [
        tokens
        for span in spans
        if span.label == "PERSON"
        and len(tokens := parse_name(text[span.start : span.end]).tokens) > 1
    ]
    named = {tokens[-1] for tokens in full}
    named |= {
        tokens[0]
        for tokens in full
        if tokens[0] in people().genders
        and tokens[0] not in gaz.capitals
        and not any(r.kind in (COUNTRY, FIRST_LEVEL) for r in gaz.find(tokens[0].title()))
    }
    placed = {
        surface(text[span.start : span.end])
        for span in spans
        if span.label in ("GPE", "LOC")
        and (
            _BEHIND_PLACE.search(text, max(0, span.start - 24), span.start)
            or _PLACED.match(text, span.end)
        )
    }
    return named - placed


def _is_called_by(text: str, span: Span, alone: set[str]) -> bool:
    """Whether a body is a person: a first name and a surname that stands alone as a person's."""
    raw = text[span.start : span.end]
    parts = raw.split()
    if len(parts) != 2 or _sure(span) or parts[0].lower() not in people().genders:
        return False
    return surface(parts[1]) in alone and not _BUSINESS.search(raw)


def _not_language(text: str, span: Span, gaz: Gazetteer) -> Optional[str]:
    """NORP for a demonym that no word beside it makes a language: "a Soviet engineer"."""
    raw = text[span.start : span.end]
    if raw.casefold() in _BYGONE:
        return "NORP"
    if raw.casefold() not in gaz.demonyms:
        return None
    if _LANGUAGE.match(text, span.end):
        return None
    behind = re.match(r" ([a-z]+)", text[span.end : span.end + 20])
    return "NORP" if behind is not None and behind.group(1) not in _LINKS else None
