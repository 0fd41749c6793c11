"""Counter and distribution names, one place for all stages (unit last)."""

from __future__ import annotations

import logging

from apache_beam.metrics import Metrics

from schemas.records.coding import register_waiting

register_waiting()

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
COPIES_FOUND = "copies-found"
STORIES_FOUND = "stories-found"
ENTITIES_OUT = "entities-out"
QUOTES_OUT = "quotes-out"
EVENTS_OUT = "events-out"
ROWS_COMMITTED = "rows-committed"
FILES_COMMITTED = "files-committed"

_LOGGER = logging.getLogger(NAMESPACE)


def count(name: str, by: int = 1) -> None:
    """Add ``by`` to the counter ``name``."""
    Metrics.counter(NAMESPACE, name).inc(by)


def observe(name: str, value: int) -> None:
    """Record ``value`` in the distribution ``name``."""
    Metrics.distribution(NAMESPACE, name).update(value)


def log(run_id: str, stage: str, **facts: object) -> None:
    """One line at INFO about a finished piece of work: ``run=... stage=... name=value ...``.

    Names and numbers only; nothing of an article's text may be logged at this level.
    """
    fields = "".join(f" {name}={value}" for name, value in facts.items())
    _LOGGER.info("run=%s stage=%s%s", run_id or "-", stage, fields)
