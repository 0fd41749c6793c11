"""Table `stories`."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column
from schemas.tables.fields import STRINGS

STORIES = Table(
    "stories",
    "One row a story: the articles that carry the same text, exactly or nearly.",
    pa.schema(
        [
            column(
                "story_id", pa.string(), "Hash of the representative's article_id.", required=True
            ),
            column(
                "representative",
                pa.string(),
                "article_id of the earliest fullest copy.",
                required=True,
            ),
            column("first_date", pa.date32(), "Earliest published_date of its articles."),
            column("last_date", pa.date32(), "Latest published_date of its articles."),
            column("articles", pa.int32(), "Number of articles.", required=True),
            column("sources", STRINGS, "Sources that carry it, sorted.", required=True),
        ]
    ),
    ("story_id",),
    "first_date",
    unique="story_id",
    references={"representative": ("articles", "article_id")},
    looked_up=("story_id",),
    distinct=frozenset({"story_id", "representative"}),
    prose=frozenset(),
    long=None,
)
