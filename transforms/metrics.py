"""Counter and distribution names, one place for all stages (unit last)."""

from __future__ import annotations

from apache_beam.metrics import Metrics

NAMESPACE = "newsbeam"

RECORDS_READ = "records-in"
ARTICLES_NORMALIZED = "articles-normalized"
RECORDS_REJECTED = "records-rejected"
ARTICLES_OUT = "articles-out"
EXTRACTION_FAILURES = "extraction-failures"
WORDS_EXTRACTED = "extract-words"
STAGE_MSEC = "stage-msec"
EXTRACT_MSEC = "extract-msec"
MODEL_LOAD_MSEC = "model-load-msec"
SHARDS_RESUMED = "shards-resumed"


def count(name: str, by: int = 1) -> None:
    """Add ``by`` to the counter ``name``."""
    Metrics.counter(NAMESPACE, name).inc(by)


def observe(name: str, value: int) -> None:
    """Record ``value`` in the distribution ``name``."""
    Metrics.distribution(NAMESPACE, name).update(value)
