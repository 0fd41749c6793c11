"""newsbeam: news corpora in, partitioned Parquet tables of articles, entities and events out.

The public Python API. The job itself lives in ``pipelines``, ``transforms`` and ``schemas``.

    import newsbeam

    newsbeam.annotate("Britain imposed sanctions on Iran.").events
    newsbeam.run(input="archive/*.jsonl", output="out/tables")
    newsbeam.open_tables("out/tables").sql("SELECT * FROM events_flat LIMIT 10")

Names are imported on first use: ``import newsbeam`` takes no time.
"""

from __future__ import annotations

import importlib
from importlib import metadata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipelines.annotating import AnnotateError, annotate, annotate_file, annotate_many
    from pipelines.calling import RunError, RunResult, run
    from pipelines.tables.annotated import Annotated
    from pipelines.tables.opened import OpenTablesError, Tables, open_tables

__version__ = metadata.version("newsbeam")

__all__ = [
    "AnnotateError",
    "Annotated",
    "OpenTablesError",
    "RunError",
    "RunResult",
    "Tables",
    "__version__",
    "annotate",
    "annotate_file",
    "annotate_many",
    "open_tables",
    "run",
]

#: Name → the module that defines it.
_HOMES = {
    "AnnotateError": "pipelines.annotating",
    "annotate": "pipelines.annotating",
    "annotate_file": "pipelines.annotating",
    "annotate_many": "pipelines.annotating",
    "RunResult": "pipelines.calling",
    "RunError": "pipelines.calling",
    "run": "pipelines.calling",
    "Annotated": "pipelines.tables.annotated",
    "OpenTablesError": "pipelines.tables.opened",
    "Tables": "pipelines.tables.opened",
    "open_tables": "pipelines.tables.opened",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'newsbeam' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
