"""Rows → partitioned Parquet tables: exactly once, in bounded memory, the same bytes every time.

In the driver::

    begun = begin_run(output, inputs, run_id=..., mode=..., options=..., versions=..., ...)

In a worker, once a shard::

    result = finished_shard(begun.run.area, shard_key)
    if result is None:
        writer = ShardWriter(begun.run.area, shard_key, begun.run.partition_by)
        writer.write("articles", [article_row])
        writer.write("entities", entity_rows, article=article_row)
        result = writer.finish({"records": 1})

In the pipeline::

    summary = (results, story_rows | WriteRows(begun.run, "stories"))
        | beam.Flatten() | WriteTables(begun.run)

See docs/writing.md.
"""

from __future__ import annotations

from transforms.storage import Storage, WriteError
from transforms.write.commit import CommitSummary, TableSummary, roll_forward
from transforms.write.manifest import committed_runs, new_inputs
from transforms.write.plan import MODES, Run
from transforms.write.runs import Begun, begin_run, clear_leftovers, work_area
from transforms.write.shards import (
    Count,
    ShardResult,
    ShardWriter,
    TempFile,
    WorkArea,
    finished_shard,
)
from transforms.write.write_tables import WriteRows, WriteTables

__all__ = [
    "MODES",
    "Begun",
    "CommitSummary",
    "Count",
    "Run",
    "ShardResult",
    "ShardWriter",
    "Storage",
    "TableSummary",
    "TempFile",
    "WorkArea",
    "WriteError",
    "WriteRows",
    "WriteTables",
    "begin_run",
    "clear_leftovers",
    "committed_runs",
    "finished_shard",
    "new_inputs",
    "roll_forward",
    "work_area",
]
