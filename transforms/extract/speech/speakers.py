"""Quotes and mentions → the rows of the table ``quotes``: who speaks, by name and by chain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple, Optional

from schemas.ids import stable_id
from schemas.records import Article, EntityMention, Quote, Reference
from transforms.extract.countries import modifies
from transforms.extract.dependencies import sentence_at
from transforms.extract.people import people
from transforms.extract.speech.nominals import People
from transforms.extract.speech.saying import FoundQuote, person_nouns
from transforms.extract.wordlists import words

_KINDS: Final = words(
    "newspaper agency channel network group company website magazine station daily weekly airline "
    "police government military army officials spokesman spokeswoman"
)


def quote_rows(
    article: Article,
    found_quotes: Sequence[FoundQuote],
    mentions: Sequence[EntityMention],
    references: Sequence[Reference],
    starts: Sequence[int],
) -> list[Quote]:
    quotes: list[Quote] = []
    # "D-Chicopee" behind a senator is no name
    mentions = [m for m in mentions if not _PARTY.match(m.text)]
    genders = {m.entity_id: m.gender for m in mentions if m.label == "PERSON"}
    described = People(article.text, mentions)
    spoken: Optional[Quote] = None  # the last direct quote whose speaker is a person
    for found in found_quotes:
        said = _speaker(article.text, found, mentions, references)
        meant = _meant(article.text, found, said, described)
        if meant is not None:
            said = _named(meant)._replace(start=said.start, end=said.end)
        if said.entity_id is None and quotes:
            said = _goes_on(article.text, found, said, quotes[-1], genders)
        if said.start is None and spoken is not None:
            said = _unattributed(article.text, found, said, spoken, mentions)
        start, end, name, entity_id, ident = said
        quotes.append(
            Quote(
                stable_id(article.article_id, "quote", found.start, found.end),
                sentence_at(starts, found.start),
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
                ident,
            )
        )
        if found.direct and entity_id in genders:
            spoken = quotes[-1]
    return quotes


def _meant(text: str, found: FoundQuote, said: _Said, described: People) -> Optional[EntityMention]:
    """The person whom a phrase without a name means, from how the article describes its people."""
    if said.start is None or said.end is None:
        return None
    meant = described.of_two(said.start, said.end)
    if meant is not None or said.entity_id is not None:
        return meant
    gender = _GENDERS.get(text[said.start : said.end].lower())
    if gender is not None:
        return described.pronoun(found.start, gender) if found.direct else None
    meant = described.meant(said.start, said.end, found.start, direct=found.direct)
    if meant is None and found.verb in ("read", "say"):
        meant = described.stated(said.start, said.end)
    return meant


#: Party and place of a member of Congress.
_PARTY: Final = re.compile(r"[DRI]-[A-Z]")
#: Characters behind a quote within which "he said" means its speaker.
_SAME: Final = 400
_GENDERS: Final = {"he": "m", "she": "f"}


def _goes_on(
    text: str,
    found: FoundQuote,
    said: _Said,
    before: Quote,
    genders: Mapping[Optional[str], Optional[str]],
) -> _Said:
    """The speaker of the quote before where an unresolved "he said" stands right behind it."""
    if said.start is None or said.end is None or before.entity_id not in genders:
        return said
    wanted = _GENDERS.get(text[said.start : said.end].lower())
    if wanted is None or genders[before.entity_id] not in (None, "", wanted):
        return said
    if not 0 <= found.start - before.end < _SAME:
        return said
    return said._replace(
        name=before.speaker_name, entity_id=before.entity_id, canonical_id=before.canonical_id
    )


#: Characters behind a quote within which sentences in marks without a verb of saying go on with it.
_ON: Final = 450
_SENTENCE: Final = re.compile(r"[A-Z][^\n]*\s[^\n]*\s[^\n]*[.!?]$", re.DOTALL)


def _unattributed(
    text: str,
    found: FoundQuote,
    said: _Said,
    spoken: Quote,
    mentions: Sequence[EntityMention],
) -> _Said:
    """The speaker of the direct quote before, for whole sentences in marks without a speaker.

    Only where nobody else is named or quoted in between.
    """
    if not found.direct or found.verb is not None or not 0 <= found.start - spoken.end < _ON:
        return said
    if _SENTENCE.match(text[found.start : found.end]) is None:
        return said
    between = (m for m in mentions if spoken.end <= m.start < found.start)
    if any(m.label == "PERSON" and m.entity_id != spoken.entity_id for m in between):
        return said
    return said._replace(
        start=spoken.speaker_start,
        end=spoken.speaker_end,
        name=spoken.speaker_name,
        entity_id=spoken.entity_id,
        canonical_id=spoken.canonical_id,
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


#: Characters from a phrase to the name behind it: "the union's envoy, former judge Ann Lee, said".
_APPOSED: Final = 60
_DEFINITE: Final = re.compile(r"(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|.+['’]s?)\s")
_DESCRIBED: Final = re.compile(
    r",\s(?:(?!(?:and|of|for|with|by|to|from|about|in|on|at|who|which|whose|as|when|while|after|"
    r"before|\w+ing)\s)[\w’'-]+\s){0,5}"
)


def _is_apposed(text: str, start: int, end: int, mention: EntityMention) -> bool:
    """Whether a name between commas is whom a phrase means: "the developer, Dale Homes,"."""
    if text[mention.end : mention.end + 1] != "," or not _DEFINITE.match(text, start, end):
        return False
    if mention.label == "ORG" and text[end : mention.start] != ", ":
        return False
    return _DESCRIBED.fullmatch(text, end, mention.start) is not None


@cache
def _title_stems() -> frozenset[str]:
    return frozenset(title.rstrip(".") for title in people().titles)


#: Subjects that name nobody.
_ASKING: Final = words("what which that there this who whoever whatever")
_RELATIVE: Final = re.compile(r", (?:who|which)(?: [\w’'-]+){1,8}? $")
_SPEAKERS: Final = ("PERSON", "ORG", "NORP", "GPE", "FAC")


class _Said(NamedTuple):
    """Speaker of a quote: offsets of the phrase, the chain's name and its two ids."""

    start: Optional[int]
    end: Optional[int]
    name: Optional[str]
    entity_id: Optional[str]
    canonical_id: Optional[str]


_NOBODY: Final = _Said(None, None, None, None, None)


def _named(mention: EntityMention) -> _Said:
    return _Said(mention.start, mention.end, mention.name, mention.entity_id, mention.canonical_id)


def _owns(text: str, at: int, end: int) -> bool:
    """Whether a name that ends at ``at`` owns what a phrase up to ``end`` is about."""
    return text[at : at + 2] in ("'s", "’s", "' ", "’ ") and at + 2 < end


def _speaker(
    text: str,
    found: FoundQuote,
    mentions: Sequence[EntityMention],
    references: Sequence[Reference],
) -> _Said:
    """Start, end, chain name and chain id of who speaks; the phrase where nobody is named."""
    if found.speaker is None:
        return _NOBODY
    start, end = found.speaker
    if text[start:end].lower() in _ASKING:
        return _NOBODY
    relative = _RELATIVE.search(text, max(0, start - 80), start)
    if relative is not None and text[end : end + 1] == ",":
        # "Jones, who saw the crash, recalled": not the crash
        heads = [m for m in mentions if m.end == relative.start() and m.label in _SPEAKERS]
        if heads:
            return _named(heads[-1])
    inside = [m for m in mentions if start <= m.start < end and m.label in _SPEAKERS]
    # "Hartley's lawyer said": not Hartley
    person = [m for m in inside if m.label == "PERSON" and not _owns(text, m.end, end)]
    # "an analyst, Ann Lee, said": the name behind the phrase
    behind = [
        m
        for m in mentions
        if end < m.start <= end + _APPOSED
        and (
            (m.label == "PERSON" and _leads_to(text[start:end], text[end : m.start]))
            or (m.label == "ORG" and text[end : m.start] == " ")
            or (m.label in ("PERSON", "ORG") and _is_apposed(text, start, end, m))
        )
    ]
    named = person[-1:] or behind[:1]
    if not named:
        named = [
            m
            for m in inside
            if m.label != "NORP" and _names_phrase(text[start : m.start], text[m.end : end])
        ][-1:]
    if found.verb is None:
        named = [m for m in named if m.label == "PERSON"]  # no verb says that a town speaks
    if named:
        return _named(named[0])
    for reference in references:
        if reference.start <= start and end <= reference.end and reference.kind != "plural":
            return _Said(start, end, reference.name, reference.entity_id, reference.canonical_id)
    last = text[start:end].lower().split()[-1]
    if found.verb is None and not (last in _GENDERS or any(last in n for n in person_nouns())):
        return _NOBODY
    return _Said(start, end, None, None, None)
