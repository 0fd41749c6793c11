"""`Annotation`: entities, sentences, quotes and references of one article."""

from typing import NamedTuple, Optional, Sequence


class Sentence(NamedTuple):
    """Offsets of one sentence in ``Article.text``."""

    start: int
    end: int


class EntityMention(NamedTuple):
    """One row of the table ``entities`` without the article's columns.

    ``time_start`` and ``time_end`` are microseconds UTC, end exclusive; ``country`` is ISO
    3166-1 alpha-3 or one of PLOVER's non-state codes; ``entity_id`` names the chain in its article,
    ``canonical_id`` the same thing in all articles (``geonames:2643743``, ``iso3166:ISR``,
    ``org:hezbollah``, ``person:tony-blair``, ``ticker:NASDAQ:MSFT``).

    For the event coder, not in the table:
        time_kind: TIMEX3's DATE, TIME, DURATION or SET.
        admin1: name of the first-level division that holds the place ("Texas").
        metonym: the place stands for its government here ("Moscow said", "the Kremlin").
        gender: "m" or "f" where title or first name of the person tell.
    """

    sentence_index: int
    start: int
    end: int
    text: str
    label: str
    entity_id: Optional[str] = None
    name: Optional[str] = None
    country: Optional[str] = None
    geonames_id: Optional[int] = None
    latitude: Optional[float] = None
    longitude: Optional[float] = None
    time_value: Optional[str] = None
    time_start: Optional[int] = None
    time_end: Optional[int] = None
    confidence: Optional[float] = None
    canonical_id: Optional[str] = None
    time_kind: Optional[str] = None
    admin1: Optional[str] = None
    metonym: bool = False
    gender: Optional[str] = None


class Reference(NamedTuple):
    """A pronoun or nominal mention ("he", "the minister") linked to a chain; not in any table.

    ``kind`` is "pronoun", "nominal" or "plural"; ``entity_id``, ``name``, ``label`` are those of
    the chain. A plural mention ("the two ministers", "they") has one reference for each chain it
    means, with the same offsets. Only references with good evidence are there.
    """

    sentence_index: int
    start: int
    end: int
    text: str
    kind: str
    entity_id: str
    name: str
    label: str
    country: Optional[str] = None
    canonical_id: Optional[str] = None


class Quote(NamedTuple):
    """One row of the table ``quotes`` without the article's columns."""

    quote_id: str
    sentence_index: int
    start: int
    end: int
    text: str
    direct: bool
    speaker_text: Optional[str] = None
    speaker_start: Optional[int] = None
    speaker_end: Optional[int] = None
    entity_id: Optional[str] = None
    speaker_name: Optional[str] = None
    verb: Optional[str] = None
    canonical_id: Optional[str] = None


class Annotation(NamedTuple):
    """Sentences, entity mentions, quotes and references of one article, all in text order."""

    article_id: str
    sentences: Sequence[Sentence]
    entities: Sequence[EntityMention]
    quotes: Sequence[Quote] = ()
    references: Sequence[Reference] = ()
