"""Table `quotes`."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column
from schemas.tables.fields import ARTICLE_ID, PUBLISHED_DATE, SENTENCE, offsets

QUOTES = Table(
    "quotes",
    "One row a quotation, direct or indirect.",
    pa.schema(
        [
            column(
                "quote_id",
                pa.string(),
                "Hash of the article's id and the quote's offsets.",
                required=True,
            ),
            ARTICLE_ID,
            PUBLISHED_DATE,
            SENTENCE,
            *offsets("the quotation"),
            column(
                "text", pa.string(), "What was said, without the quotation marks.", required=True
            ),
            column("direct", pa.bool_(), "True inside quotation marks.", required=True),
            column("speaker_text", pa.string(), "Speaker as named beside the quotation."),
            column("speaker_start", pa.int32(), "First code point of the speaker."),
            column("speaker_end", pa.int32(), "Code point after the speaker."),
            column("entity_id", pa.string(), "Speaker's chain; joins entities.entity_id."),
            column("speaker_name", pa.string(), "Speaker's canonical name."),
            column("verb", pa.string(), "Lemma of the verb of saying."),
            column("canonical_id", pa.string(), "Speaker, the same in all articles and runs."),
        ]
    ),
    ("article_id", "start", "end", "quote_id"),
    "published_date",
    unique="quote_id",
    references={"article_id": ("articles", "article_id")},
    looked_up=("article_id",),
    distinct=frozenset({"quote_id", "text"}),
    prose=frozenset({"text"}),
    long="text",
)
