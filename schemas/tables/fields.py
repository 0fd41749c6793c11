"""Columns and types that several tables share."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import column

STRINGS = pa.list_(pa.string())
INSTANT = pa.timestamp("us", tz="UTC")

ARTICLE_ID = column(
    "article_id",
    pa.string(),
    "Hash of the canonical URL, else of source, title and text.",
    required=True,
)
PUBLISHED_DATE = column(
    "published_date",
    pa.date32(),
    "Date of publication in the publisher's own calendar; null without evidence.",
)
SENTENCE = column(
    "sentence_index", pa.int32(), "Index of the sentence in its article, from 0.", required=True
)


def offsets(what: str) -> tuple[pa.Field, pa.Field]:
    """Columns ``start`` and ``end`` of *what*: code points, end exclusive."""
    return (
        column("start", pa.int32(), f"First code point of {what} in articles.text.", required=True),
        column(
            "end",
            pa.int32(),
            f"Code point after the last one of {what} in articles.text.",
            required=True,
        ),
    )
