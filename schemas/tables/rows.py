"""Records → rows of the output tables (dictionaries, column → Python value)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from schemas.records.annotation import Annotation, EntityMention, Quote
from schemas.records.article import Article, Removed, Topic
from schemas.records.event import Event
from schemas.records.failure import Failure
from schemas.tables.articles import ARTICLES
from schemas.tables.entities import ENTITIES
from schemas.tables.quotes import QUOTES

Row = dict[str, Any]

_ARTICLE_COLUMNS = tuple(ARTICLES.schema.names)
_ENTITY_COLUMNS = tuple(n for n in ENTITIES.schema.names if n in EntityMention._fields)
_QUOTE_COLUMNS = tuple(n for n in QUOTES.schema.names if n in Quote._fields)


def iso_date(value: str | None) -> dt.date | None:
    """``"2019-01-29"`` → ``date(2019, 1, 29)``; None stays None.

    Raises:
        ValueError: not an ISO date.
    """
    return None if value is None else dt.date.fromisoformat(value)


def article_row(article: Article) -> Row:
    """The row of `ARTICLES` for one article."""
    row = {name: getattr(article, name) for name in _ARTICLE_COLUMNS}
    row["published_date"] = iso_date(article.published_date)
    for name in ("authors", "keywords", "captions"):
        row[name] = list(row[name])
    row["removed"] = [removed._asdict() for removed in article.removed]
    row["topics"] = None if article.topics is None else [t._asdict() for t in article.topics]
    return row


def article_from_row(row: Row) -> Article:
    """The inverse of `article_row`, for rows read back from Parquet."""
    values = dict(row)
    date = values["published_date"]
    values["published_date"] = None if date is None else date.isoformat()
    instant = values["published_at"]
    if isinstance(instant, dt.datetime):
        delta = instant - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        values["published_at"] = delta // dt.timedelta(microseconds=1)
    # tables of contract version 1 have no such columns
    values["removed"] = tuple(Removed(**removed) for removed in values.get("removed") or ())
    topics = values.get("topics")
    values["topics"] = None if topics is None else tuple(Topic(**topic) for topic in topics)
    return Article(**values)


def entity_rows(article: Article, annotation: Annotation) -> Iterator[Row]:
    """Rows of `ENTITIES`, in text order."""
    date = iso_date(article.published_date)
    for mention in annotation.entities:
        row = {name: getattr(mention, name) for name in _ENTITY_COLUMNS}
        row["article_id"] = article.article_id
        row["published_date"] = date
        yield row


def quote_rows(article: Article, annotation: Annotation) -> Iterator[Row]:
    """Rows of `QUOTES`, in text order."""
    date = iso_date(article.published_date)
    for quote in annotation.quotes:
        row = {name: getattr(quote, name) for name in _QUOTE_COLUMNS}
        row["article_id"] = article.article_id
        row["published_date"] = date
        yield row


def event_row(article: Article, event: Event) -> Row:
    """The row of `EVENTS` for one event mention."""
    row = event._asdict()
    row["article_id"] = article.article_id
    row["published_date"] = iso_date(article.published_date)
    row["contexts"] = list(event.contexts)
    for role in ("actors", "recipients"):
        row[role] = [{**p._asdict(), "sectors": list(p.sectors)} for p in getattr(event, role)]
    row["theme"] = None if event.theme is None else event.theme._asdict()
    row["counts"] = [count._asdict() for count in event.counts]
    row["place"] = None if event.place is None else event.place._asdict()
    row["event_date_start"] = iso_date(event.event_date_start)
    row["event_date_end"] = iso_date(event.event_date_end)
    return row


def failure_row(failure: Failure) -> Row:
    """The row of `REJECTS` for one failure."""
    return failure._asdict()
