"""Table `articles`."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column
from schemas.tables.fields import ARTICLE_ID, INSTANT, PUBLISHED_DATE, STRINGS

_REMOVED = pa.list_(
    pa.struct(
        [
            pa.field("kind", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
        ]
    )
)

_TOPICS = pa.list_(
    pa.struct(
        [
            pa.field("code", pa.string(), nullable=False),
            pa.field("label", pa.string(), nullable=False),
            pa.field("confidence", pa.float64(), nullable=False),
        ]
    )
)

ARTICLES = Table(
    "articles",
    "One row an article.",
    pa.schema(
        [
            ARTICLE_ID,
            column("input_uri", pa.string(), "File the article was read from.", required=True),
            column(
                "input_position",
                pa.int64(),
                "Byte offset of the record in the decompressed file; row number in Parquet.",
                required=True,
            ),
            column("url", pa.string(), "Address as the source gave it."),
            column(
                "canonical_url",
                pa.string(),
                "Address that the page names as its own, without tracking parameters.",
            ),
            column(
                "source", pa.string(), "Registrable domain of the address, or the publisher's name."
            ),
            column("title", pa.string(), "Headline."),
            column("subtitle", pa.string(), "Deck or standfirst below the headline."),
            column(
                "authors", STRINGS, "Names of people, without 'By' and job titles.", required=True
            ),
            column("dateline_place", pa.string(), "Place named in the dateline."),
            column("agency", pa.string(), "Wire agency credited in dateline, byline or text."),
            column(
                "published_at",
                INSTANT,
                "Time of publication, UTC; null when only a date is known.",
            ),
            PUBLISHED_DATE,
            column(
                "published_origin",
                pa.string(),
                "Evidence that gave the date (json_ld, meta, url, path, option, ...).",
            ),
            column(
                "language", pa.string(), "ISO 639-1 code; null when the text is too short to tell."
            ),
            column("section", pa.string(), "Section of the outlet."),
            column("keywords", STRINGS, "Keywords or tags that the source gives.", required=True),
            column(
                "text",
                pa.string(),
                "Body: NFC, paragraphs separated by a blank line, without title, byline, dateline, "
                "captions and boilerplate.",
                required=True,
            ),
            column(
                "text_sha256", pa.string(), "SHA-256 of text in UTF-8, hexadecimal.", required=True
            ),
            column(
                "word_count", pa.int32(), "Words in text, separated by white space.", required=True
            ),
            column(
                "captions",
                STRINGS,
                "Captions and photo credits taken out of the text.",
                required=True,
            ),
            column(
                "extraction_method",
                pa.string(),
                "How the body was found (field, plain, html, ...).",
                required=True,
            ),
            column(
                "duplicate_of",
                pa.string(),
                "article_id of the copy that represents this story; null if none.",
            ),
            column(
                "story_id", pa.string(), "Story this article belongs to; joins stories.story_id."
            ),
            column(
                "removed",
                _REMOVED,
                "Lines and paragraphs that cleaning took out of the body, in the order of the "
                "source, each with what it was taken for (title, byline, caption, furniture, "
                "aside, ...); null in tables of contract version 1.",
            ),
            column(
                "topics",
                _TOPICS,
                "IPTC Media Topics of the top level that the text is about, likeliest first: code, "
                "label, confidence; null where nothing was extracted, for other languages than "
                "English and in tables of contract version 1.",
            ),
        ]
    ),
    ("article_id",),
    "published_date",
    unique="article_id",
    references={
        "duplicate_of": ("articles", "article_id"),
        "story_id": ("stories", "story_id"),
    },
    looked_up=("article_id",),
    distinct=frozenset(
        {"article_id", "url", "canonical_url", "text", "text_sha256", "title", "story_id"}
    ),
    prose=frozenset({"text", "title", "subtitle"}),
    long="text",
)
