"""Committed tables → the mentions that a run's reports meet there, and what it changes of them.

Columns of ``events`` are read, and the sources and texts of their articles: texts only of those
published in the days that are asked for. Rows of articles that go in the run do not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.tables import ARTICLES, EVENTS, INCIDENTS
from transforms.incidents.mention import ArticleMentions, article_mentions
from transforms.incidents.rows import NEEDED
from transforms.incidents.words import Words
from transforms.storage import Storage
from transforms.write.plan import folder_of, table_files
from transforms.write.rewrite import Removal
from transforms.write.stored import stored_batches

__all__ = ["ARTICLE_COLUMNS", "COLUMNS", "StoredMentions", "changed_incidents", "moved_events",
           "stored_incidents", "stored_mentions"]  # fmt: skip

#: Columns of events that mentions are made from.
COLUMNS = (*NEEDED, "sentence_index", "trigger_end", "mode", "theme", "salience")
#: Columns of articles that they are made from.
ARTICLE_COLUMNS = ("article_id", "source", "text")

_EPOCH = dt.date(1970, 1, 1).toordinal()


class _File(NamedTuple):
    """A file of events and the days of publication in it (ordinals, 0: unknown)."""

    path: str
    days: frozenset[int]


class StoredMentions:
    """The mentions in the tables.

    Args:
        output: the tables.
        gone: ids of articles that go in the run.
        words: what is known of words.

    Attributes:
        gone_days: days of publication (ordinals, 0: unknown) of the mentions that go.
        last: the last day with a mention, 0 where there is none.
    """

    def __init__(self, output: Storage, gone: Collection[str], words: Words) -> None:
        self._output = output
        self._words = words
        self._gone = pa.array(sorted(gone), pa.string())
        self.gone_days: set[int] = set()
        self._files: list[_File] = []
        for path in table_files(output, "events"):
            days: set[int] = set()
            columns = ("article_id", "published_date")
            for batch in stored_batches(output, path, EVENTS.schema, columns):
                going = pc.is_in(batch.column("article_id"), self._gone)
                days |= _days(batch.column("published_date"))
                self.gone_days |= _days(batch.column("published_date").filter(going))
            self._files.append(_File(path, frozenset(days)))
        self.last = max((day for file in self._files for day in file.days), default=0)

    def published(self, first: int, last: int) -> list[ArticleMentions]:
        """Mentions published from day ``first`` to day ``last``; 0 and 0: undated ones."""
        by_article: dict[str, list[dict[str, Any]]] = {}
        for file in self._files:
            if not any(first <= day <= last for day in file.days):
                continue
            for batch in stored_batches(self._output, file.path, EVENTS.schema, COLUMNS):
                wanted = pc.and_(
                    _within(batch.column("published_date"), first, last),
                    pc.and_(
                        pc.is_valid(batch.column("incident_id")),
                        pc.invert(pc.is_in(batch.column("article_id"), self._gone)),
                    ),
                )
                for row in batch.filter(wanted).to_pylist():
                    by_article.setdefault(row["article_id"], []).append(row)
        mentions: dict[str, ArticleMentions] = {}
        for article, source, text in _articles(self._output, by_article, ARTICLE_COLUMNS):
            rows = by_article[article]
            day = rows[0]["published_date"]
            mentions[article] = article_mentions(article, day, source, rows, self._words, text=text)
        return [mentions[article] for article in sorted(mentions)]

    def days_of(self, incidents: Collection[str]) -> dict[str, set[int]]:
        """The days of publication of the mentions of ``incidents`` that stay."""
        names = pa.array(sorted(incidents), pa.string())
        found: dict[str, set[int]] = {name: set() for name in incidents}
        columns = ("article_id", "published_date", "incident_id")
        for file in self._files if incidents else ():
            for batch in stored_batches(self._output, file.path, EVENTS.schema, columns):
                there = pc.and_(
                    pc.is_in(batch.column("incident_id"), names),
                    pc.invert(pc.is_in(batch.column("article_id"), self._gone)),
                )
                mine = batch.filter(there)
                dates = mine.column("published_date").to_pylist()
                for name, day in zip(mine.column("incident_id").to_pylist(), dates, strict=True):
                    found[name].add(day.toordinal() if day else 0)
        return found


def _days(dates: pa.Array) -> set[int]:
    numbers = pc.unique(dates.cast(pa.int32())).to_pylist()
    return {0 if number is None else number + _EPOCH for number in numbers}


def _within(dates: pa.Array, first: int, last: int) -> pa.Array:
    """Whether each day is from ``first`` to ``last`` (ordinals); 0 stands for an unknown one."""
    numbers = pc.fill_null(dates.cast(pa.int32()), -_EPOCH)
    return pc.and_(pc.greater_equal(numbers, first - _EPOCH), pc.less_equal(numbers, last - _EPOCH))


def _articles(
    output: Storage, articles: Collection[str], columns: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """``columns`` (``article_id`` first) of some articles; files without any are hardly read."""
    wanted = pa.array(sorted(articles), pa.string())
    for path in table_files(output, "articles") if articles else ():
        ids = stored_batches(output, path, ARTICLES.schema, ("article_id",))
        if not any(pc.any(pc.is_in(batch.column(0), wanted)).as_py() for batch in ids):
            continue
        for batch in stored_batches(output, path, ARTICLES.schema, columns):
            mine = batch.filter(pc.is_in(batch.column("article_id"), wanted))
            yield from zip(*(mine.column(name).to_pylist() for name in columns), strict=True)


def changed_incidents(output: Storage, gone: Collection[str]) -> set[str]:
    """Incidents with mentions in articles that go."""
    names = pa.array(sorted(gone), pa.string())
    found: set[str] = set()
    for path in table_files(output, "events") if gone else ():
        columns = ("article_id", "incident_id")
        for batch in stored_batches(output, path, EVENTS.schema, columns):
            mine = batch.filter(pc.is_in(batch.column("article_id"), names))
            found.update(name for name in mine.column("incident_id").to_pylist() if name)
    return found


def stored_mentions(
    output: Storage, incidents: Collection[str], gone: Collection[str], moved: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Rows of events (columns `NEEDED` and source) of ``incidents`` that stay in the tables.

    Args:
        moved: event_id → incident of the mentions that have another one now.
    """
    names = pa.array(sorted(incidents), pa.string())
    rows: list[dict[str, Any]] = []
    for path in table_files(output, "events") if incidents else ():
        for batch in stored_batches(output, path, EVENTS.schema, NEEDED):
            mine = batch.filter(pc.is_in(batch.column("incident_id"), names))
            rows += [row for row in mine.to_pylist() if row["article_id"] not in gone]
    sources = dict(_articles(output, {row["article_id"] for row in rows}, ("article_id", "source")))
    for row in rows:
        incident = moved.get(row["event_id"], row["incident_id"])
        yield {**row, "incident_id": incident, "source": sources.get(row["article_id"])}


def moved_events(
    output: Storage, articles: Collection[str], moved: Mapping[str, str]
) -> Iterator[tuple[Removal, list[dict[str, Any]]]]:
    """The event rows of ``articles`` with their incidents as they are now, file by file."""
    names = pa.array(sorted(articles), pa.string())
    for path in table_files(output, "events") if articles else ():
        rows: list[dict[str, Any]] = []
        for batch in stored_batches(output, path, EVENTS.schema):
            rows += batch.filter(pc.is_in(batch.column("article_id"), names)).to_pylist()
        if not rows:
            continue
        for row in rows:
            row["incident_id"] = moved.get(row["event_id"], row["incident_id"])
        ids = sorted({row["article_id"] for row in rows})
        yield Removal("events", folder_of(path).partition("/")[2], tuple(ids)), rows


def stored_incidents(output: Storage, incidents: Collection[str]) -> Iterator[Removal]:
    """Where the rows of ``incidents`` are, to be taken out."""
    names = pa.array(sorted(incidents), pa.string())
    for path in table_files(output, "incidents") if incidents else ():
        found: list[str] = []
        for batch in stored_batches(output, path, INCIDENTS.schema, ("incident_id",)):
            mine = batch.filter(pc.is_in(batch.column("incident_id"), names))
            found += mine.column("incident_id").to_pylist()
        if found:
            folder = folder_of(path).partition("/")[2]
            yield Removal("incidents", folder, tuple(sorted(found)))


def gone_articles(removals: Sequence[Removal]) -> set[str]:
    """Ids of the articles that removals take out."""
    return {name for removal in removals if removal.table == "articles" for name in removal.ids}
