"""Table `entities`."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column
from schemas.tables.fields import ARTICLE_ID, INSTANT, PUBLISHED_DATE, SENTENCE, offsets

ENTITIES = Table(
    "entities",
    "One row a mention of a person, place, organization, time, amount or other named thing.",
    pa.schema(
        [
            ARTICLE_ID,
            PUBLISHED_DATE,
            SENTENCE,
            *offsets("the mention"),
            column("text", pa.string(), "The mention, as in the text.", required=True),
            column("label", pa.string(), "OntoNotes entity type.", required=True),
            column("entity_id", pa.string(), "Chain of mentions of one thing within its article."),
            column("name", pa.string(), "Canonical name in the article (the fullest mention)."),
            column(
                "country", pa.string(), "ISO 3166-1 alpha-3, or PLOVER's code for a non-state body."
            ),
            column("geonames_id", pa.int64(), "GeoNames id of a place."),
            column("latitude", pa.float64(), "Degrees north, WGS 84."),
            column("longitude", pa.float64(), "Degrees east, WGS 84."),
            column("time_value", pa.string(), "ISO 8601 / TIMEX3 value of a time expression."),
            column("time_start", INSTANT, "First instant that the expression covers, UTC."),
            column(
                "time_end", INSTANT, "Instant after the last one that the expression covers, UTC."
            ),
            column("confidence", pa.float32(), "Probability that span and label are right."),
            column(
                "canonical_id",
                pa.string(),
                "The same thing in all articles and runs: geonames:2643743, iso3166:ISR, "
                "org:hezbollah, person:tony-blair, ticker:NASDAQ:MSFT or isin:US7512121010.",
            ),
        ]
    ),
    ("article_id", "start", "end", "label"),
    "published_date",
    unique=None,
    references={"article_id": ("articles", "article_id")},
    looked_up=("article_id",),
    distinct=frozenset(),
    prose=frozenset({"text"}),
    long=None,
)
