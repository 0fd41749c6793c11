"""What a person may set about normalizing, as plain picklable values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NormalizeOptions:
    """Limits and filters of `normalize`.

    Attributes:
        languages: ISO 639-1 codes to keep; empty keeps all. An article whose language cannot be
            told is kept: it has not been shown to be foreign.
        min_words: fewest words an article's text may have.
        max_article_chars: most code points of text; longer ones are rejected (N006).
        max_paragraphs: most paragraphs, furniture included (N003).
        max_page_bytes: most bytes of HTML that are parsed at all (N007).
        max_page_nodes: most elements of a parsed page (N003).
        max_page_depth: deepest nesting of elements in a page (N003).
        page_timeout_s: CPU seconds a page may take; checked between steps, as a last resort, since
            the limits above already bound the work and, unlike a clock, always cut alike.
        date_from_path: strptime pattern of the day that an input's path holds, for articles
            that give no date themselves, or None.
        default_date: ISO date of articles without any evidence of one, or None.
        default_source: outlet of articles that have neither address nor publisher, or None.
        latest_date: ISO date after which no publication date is believed, or None. A job sets it
            to the day it starts; without it only a record's own crawl time bounds its date.
    """

    languages: tuple[str, ...] = ()
    min_words: int = 0
    max_article_chars: int = 1_000_000
    max_paragraphs: int = 20_000
    max_page_bytes: int = 5_000_000
    max_page_nodes: int = 60_000
    max_page_depth: int = 300
    page_timeout_s: float = 5.0
    latest_date: str | None = None
    date_from_path: str | None = None
    default_date: str | None = None
    default_source: str | None = None
