"""Committed tables → the mentions that a run's reports may join, and the incidents that it changes.

No text is read: columns of ``events`` published within ``link_days`` before the run's articles, and
the sources of their articles. Rows of articles that go in the run do not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import Any

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

__all__ = ["COLUMNS", "changed_incidents", "known_mentions", "stored_incidents", "stored_mentions"]

#: Columns of events that mentions are made from.
COLUMNS = (*NEEDED, "sentence_index", "mode", "theme", "salience")


def _sources(output: Storage, articles: Collection[str]) -> dict[str, str | None]:
    wanted = pa.array(sorted(articles), pa.string())
    found: dict[str, str | None] = {}
    for path in table_files(output, "articles") if articles else ():
        columns = ("article_id", "source")
        for batch in stored_batches(output, path, ARTICLES.schema, columns):
            mine = batch.filter(pc.is_in(batch.column("article_id"), wanted))
            found.update(zip(mine.column(0).to_pylist(), mine.column(1).to_pylist(), strict=True))
    return found


def known_mentions(
    output: Storage, days: Collection[int], link_days: int, gone: Collection[str], words: Words
) -> Iterator[ArticleMentions]:
    """Mentions in the tables that reports published on ``days`` (ordinals) may join."""
    wanted = {day - back for day in days if day for back in range(link_days + 1)}
    dates = pa.array([dt.date.fromordinal(day) for day in sorted(wanted)], pa.date32())
    by_article: dict[str, list[dict[str, Any]]] = {}
    for path in table_files(output, "events") if wanted else ():
        for batch in stored_batches(output, path, EVENTS.schema, COLUMNS):
            near = pc.and_(
                pc.is_in(batch.column("published_date"), dates),
                pc.is_valid(batch.column("incident_id")),
            )
            for row in batch.filter(near).to_pylist():
                if row["article_id"] not in gone:
                    by_article.setdefault(row["article_id"], []).append(row)
    sources = _sources(output, by_article)
    for article, rows in sorted(by_article.items()):
        day = rows[0]["published_date"]
        yield article_mentions(article, day, sources.get(article), rows, words)


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
    output: Storage, incidents: Collection[str], gone: Collection[str]
) -> Iterator[dict[str, Any]]:
    """Rows of events (columns `NEEDED` and source) of ``incidents`` that stay in the tables."""
    names = pa.array(sorted(incidents), pa.string())
    rows: list[dict[str, Any]] = []
    for path in table_files(output, "events") if incidents else ():
        for batch in stored_batches(output, path, EVENTS.schema, NEEDED):
            mine = batch.filter(pc.is_in(batch.column("incident_id"), names))
            rows += [row for row in mine.to_pylist() if row["article_id"] not in gone]
    sources = _sources(output, {row["article_id"] for row in rows})
    for row in rows:
        yield {**row, "source": sources.get(row["article_id"])}


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
