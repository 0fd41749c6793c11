"""A normalized article: clean text, metadata, identity."""

from typing import NamedTuple, Optional, Sequence


class Article(NamedTuple):
    """One row of the table ``articles``; the fields are its columns (see `schemas.tables`).

    ``published_at`` is in microseconds UTC, ``published_date`` its ISO date. ``duplicate_of``
    and ``story_id`` are None until duplicates are known.
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
