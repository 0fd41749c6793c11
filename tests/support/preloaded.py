"""Imported once, everything that a small run needs is loaded: processes forked from this one start
with it (`benchmarks/feed.py`)."""

from __future__ import annotations

import datetime as dt

import newsbeam
import pipelines.__main__
import pipelines.identity
import pipelines.run

pipelines.identity.code_identity()
newsbeam.annotate(
    'Emmanuel Macron met Olaf Scholz in Berlin on Monday. "We agreed", he said.',
    date=dt.date(2024, 3, 1),
)
