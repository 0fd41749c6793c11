"""A normalized article: clean text, metadata, identity."""

from typing import NamedTuple, Optional, Sequence


class Removed(NamedTuple):
    """A line or paragraph that cleaning took out of a body, and what it was taken for."""

    kind: str
    text: str


class Topic(NamedTuple):
    """One of IPTC's top-level Media Topics (`schemas.ontology.load_media_topics`)."""

    code: str
    label: str
    confidence: float


class Article(NamedTuple):
    """One row of the table ``articles``; the fields are its columns (see `schemas.tables`).

    ``published_at`` is in microseconds UTC; ``published_date`` is the ISO date in the publisher's
    own calendar. ``removed`` holds what cleaning took out of the body, in the order of the source.
    ``duplicate_of`` and ``story_id`` are None until duplicates are known, ``topics`` until the text
    is read; they stay None where no English text was read. ``modified``, which is no
    column, is when the source says it changed this version, in microseconds UTC; it tells versions
    apart.
    """

    article_id: str
    input_uri: str
    input_position: int
    url: Optional[str]
    canonical_url: Optional[str]
    source: Optional[str]
    title: Optional[str]
    subtitle: Optional[str]
    authors: Sequence[str]
    dateline_place: Optional[str]
    agency: Optional[str]
    published_at: Optional[int]
    published_date: Optional[str]
    published_origin: Optional[str]
    language: Optional[str]
    section: Optional[str]
    keywords: Sequence[str]
    text: str
    text_sha256: str
    word_count: int
    captions: Sequence[str]
    extraction_method: str
    duplicate_of: Optional[str] = None
    story_id: Optional[str] = None
    removed: Sequence[Removed] = ()
    topics: Optional[Sequence[Topic]] = None
    modified: Optional[int] = None
