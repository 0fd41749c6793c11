"""Table `rejects`."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables.base import Table, column

REJECTS = Table(
    "rejects",
    "One row a record that did not become an article, or an article whose extraction failed.",
    pa.schema(
        [
            column("stage", pa.string(), "Stage that turned it away.", required=True),
            column("code", pa.string(), "Code of the error catalogue.", required=True),
            column("message", pa.string(), "What was wrong.", required=True),
            column("input_uri", pa.string(), "File the record came from.", required=True),
            column(
                "input_position",
                pa.int64(),
                "Byte offset of the record in the decompressed file; row number in Parquet.",
            ),
            column("payload", pa.binary(), "First 64 KiB of the record."),
            column("article_id", pa.string(), "Id, where the record had become an article."),
        ]
    ),
    ("input_uri", "input_position", "code", "message"),
    None,
    unique=None,
    references={},
    looked_up=(),
    distinct=frozenset({"payload"}),
    prose=frozenset({"payload", "message"}),
    long="payload",
)
