"""Opened tables → the figures of the report: plain values, of bounded size for any input."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.tables.annotated import Annotated
from pipelines.tables.opened import Tables
from schemas.errors import ERRORS
from schemas.ontology import load_event_classes

#: Entries of a list, and rows of a cube, that the page holds at most.
TOP = 15
TOP_NAMES = 60
TOP_PLACES = 400
CUBE_ROWS = 30_000
#: Articles to read, and those to choose from for each class.
ARTICLES = 50
#: Periods that a timeline shows at most, and the units to choose from.
PERIODS = 120
UNITS = ("day", "week", "month", "quarter", "year")
#: Days around those of publication that timelines show: an article of today may tell of 1914.
MARGIN = 31
#: Code points of a name that a cube or list keeps.
NAME = 120
OTHER = "other"
#: Where a message of the catalogue names a detail.
_PLACE = re.compile(r"\{[^{}]*\}")
UNKNOWN = "unknown"

_FACTS = f"""
CREATE OR REPLACE TEMP TABLE report_facts AS
SELECT
  e.event_id, e.article_id,
  coalesce(e.event_class, e.event_type, 'other') AS class,
  coalesce(e.quad_class, 0) AS quad,
  CASE WHEN coalesce(e.event_date_start, e.published_date)
    BETWEEN coalesce(w.first, DATE '0001-01-01') AND coalesce(w.last, DATE '9999-12-31')
    THEN coalesce(e.event_date_start, e.published_date) END AS day,
  coalesce(e.place.country, e.actors[1].country, e.recipients[1].country, '{UNKNOWN}') AS country,
  CASE WHEN e.place.latitude IS NOT NULL THEN left(e.place.name, {NAME}) END AS place,
  round(e.place.latitude, 2) AS lat, round(e.place.longitude, 2) AS lon,
  left(e.actors[1].name, {NAME}) AS actor,
  CASE WHEN e.actors[1].country <> e.recipients[1].country
    THEN e.actors[1].country || ' → ' || e.recipients[1].country END AS pair
FROM events e JOIN mentions m USING (event_id) CROSS JOIN (
  SELECT min(published_date) - {MARGIN} AS first, max(published_date) + {MARGIN} AS last
  FROM articles
) w
WHERE NOT e.negated AND e.modality = 'asserted'
"""


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows.

    Attributes:
        totals: name → number.
        weak: (what is weak, how many, of how many).
        lists: name → rows of (label, number, ...).
        rejects: (code, what it means, number).
        unit: length of a period: day, week, month, quarter or year.
        cubes: dictionaries and rows of numbers, for the script to filter and add up.
        articles: those to read.
    """

    totals: Mapping[str, int]
    weak: Sequence[tuple[str, int, int]]
    lists: Mapping[str, Sequence[tuple[Any, ...]]]
    rejects: Sequence[tuple[str, str, int]]
    unit: str
    cubes: Mapping[str, Any]
    articles: Sequence[Annotated]


def _rows(tables: Tables, query: str) -> list[tuple[Any, ...]]:
    return list(tables.connection.execute(query).fetchall())


def _one(tables: Tables, query: str) -> tuple[Any, ...]:
    return _rows(tables, query)[0]


def _totals(tables: Tables) -> dict[str, int]:
    articles, copies, first_copies, sources = _one(
        tables,
        "SELECT count(*), count(duplicate_of), count(DISTINCT story_id), count(DISTINCT source) "
        "FROM articles",
    )
    (events,) = _one(tables, "SELECT count(*) FROM events")
    (facts,) = _one(tables, "SELECT count(*) FROM report_facts")
    counted = {
        name: _one(tables, f"SELECT count(*) FROM {name}")[0]
        for name in ("entities", "quotes", "rejects")
    }
    return {
        "articles": articles, "copies": copies, "stories": first_copies, "sources": sources,
        "events": events, "facts": facts, **counted,
    }  # fmt: skip


def _weak(tables: Tables) -> list[tuple[str, int, int]]:
    articles, undated, without_language = _one(
        tables,
        "SELECT count(*), count(*) - count(published_date), count(*) - count(language) "
        "FROM articles",
    )
    unread = _one(
        tables,
        "SELECT count(*) FROM articles a ANTI JOIN entities e USING (article_id) "
        "WHERE a.duplicate_of IS NULL",
    )[0]
    events, low, undated_events, places, pointless, without_actor = _one(
        tables,
        "SELECT count(*), count(*) FILTER (confidence < 0.5), "
        "count(*) FILTER (event_date_start IS NULL), count(*) FILTER (place IS NOT NULL), "
        "count(*) FILTER (place IS NOT NULL AND place.latitude IS NULL), "
        "count(*) FILTER (len(actors) = 0) FROM events",
    )
    return [
        ("articles without a date", undated, articles),
        ("articles without a language", without_language, articles),
        ("articles without any entity (no pipeline for their language, or failed)",
         unread, articles),
        ("events with a confidence below 0.5", low, events),
        ("events without a date of their own", undated_events, events),
        ("events without an actor", without_actor, events),
        ("places of events without a point on the map", pointless, places),
    ]  # fmt: skip


def _lists(tables: Tables) -> dict[str, list[tuple[Any, ...]]]:
    top = f"ORDER BY 2 DESC, 1 LIMIT {TOP}"
    return {
        "sources": _rows(
            tables,
            f"SELECT left(coalesce(source, '{UNKNOWN}'), {NAME}), count(*) FROM articles "
            f"GROUP BY 1 {top}",
        ),
        "languages": _rows(
            tables,
            f"SELECT coalesce(language, '{UNKNOWN}'), count(*) FROM articles GROUP BY 1 {top}",
        ),
        "confidence": _rows(
            tables,
            "SELECT least(floor(confidence * 10), 9)::INTEGER AS step, count(*) FROM events "
            "WHERE confidence IS NOT NULL GROUP BY 1 ORDER BY 1",
        ),
        "speakers": _rows(
            tables,
            f"SELECT left(speaker_name, {NAME}), count(*), count(DISTINCT article_id) FROM quotes "
            f"WHERE speaker_name IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}",
        ),
        "stories": _rows(
            tables,
            f"SELECT left(coalesce(a.title, s.story_id), {NAME}), s.articles, s.first_date "
            "FROM stories s LEFT JOIN articles a ON a.article_id = s.representative "
            f"WHERE s.articles > 1 ORDER BY s.articles DESC, 1 LIMIT {TOP}",
        ),
    }


def _unit(tables: Tables) -> str:
    """Return the shortest unit that gives few enough periods for a timeline."""
    for unit in UNITS:
        query = f"SELECT count(DISTINCT date_trunc('{unit}', day)) FROM report_facts"
        if _one(tables, query)[0] <= PERIODS:
            return unit
    return UNITS[-1]


def _cube(tables: Tables, unit: str, key: str, top: int) -> tuple[list[Any], list[list[int]]]:
    """Return the most frequent values of *key*, and rows that add up by them.

    A row is period, class, country, quad class, index of the value, number of events. Period,
    class and country are indices into the tables ``report_periods``, ``_classes``, ``_countries``.
    """
    tables.connection.execute(
        "CREATE OR REPLACE TEMP TABLE report_top AS SELECT *, row_number() OVER "
        f"(ORDER BY n DESC, value) - 1 AS pos FROM (SELECT {key} AS value, count(*) AS n "
        f"FROM report_facts WHERE ({key}) IS NOT NULL GROUP BY ALL ORDER BY n DESC, value "
        f"LIMIT {top})"
    )
    rows = _rows(
        tables,
        "SELECT p.pos, c.pos, k.pos, f.quad, t.pos, count(*) AS n FROM report_facts f "
        f"JOIN report_top t ON t.value = ({key}) "
        f"JOIN report_periods p ON p.period IS NOT DISTINCT FROM date_trunc('{unit}', f.day) "
        "JOIN report_classes c USING (class) "
        f"JOIN report_countries k ON k.country = f.country "
        f"GROUP BY ALL ORDER BY n DESC, 1, 2, 3, 4, 5 LIMIT {CUBE_ROWS}",
    )
    values = [row[0] for row in _rows(tables, "SELECT value FROM report_top ORDER BY pos")]
    return values, [list(row) for row in rows]


def _indexed(tables: Tables, name: str, column: str, query: str) -> list[Any]:
    tables.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS "
        f"SELECT {column}, row_number() OVER () - 1 AS pos FROM ({query})"
    )
    return [row[0] for row in _rows(tables, f"SELECT {column} FROM {name} ORDER BY pos")]


def _cubes(tables: Tables, unit: str) -> dict[str, Any]:
    kept = (
        f"SELECT country FROM report_facts GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {TOP_NAMES}"
    )
    tables.connection.execute(
        f"UPDATE report_facts SET country = '{OTHER}' WHERE country NOT IN ({kept})"
    )
    periods = _indexed(
        tables, "report_periods", "period",
        f"SELECT DISTINCT date_trunc('{unit}', day) AS period FROM report_facts "
        "ORDER BY period NULLS LAST",
    )  # fmt: skip
    classes = _indexed(
        tables, "report_classes", "class",
        "SELECT class FROM report_facts GROUP BY 1 ORDER BY count(*) DESC, 1",
    )  # fmt: skip
    countries = _indexed(
        tables, "report_countries", "country",
        "SELECT country FROM report_facts GROUP BY 1 ORDER BY count(*) DESC, 1",
    )  # fmt: skip
    groups = {
        name: OTHER if kind.group == "else" else kind.group
        for name, kind in load_event_classes().items()
    }
    cubes: dict[str, Any] = {
        "periods": [None if period is None else str(period)[:10] for period in periods],
        "classes": classes,
        "groups": [groups.get(name, OTHER) for name in classes],
        "countries": countries,
    }
    # The main cube has no key of its own: one value that every event has.
    for name, key, top in (
        ("all", "'all'", 1),
        ("actors", "actor", TOP_NAMES),
        ("pairs", "pair", TOP_NAMES),
        ("places", "CASE WHEN place IS NOT NULL THEN {'n': place, 'y': lat, 'x': lon} END",
         TOP_PLACES),
    ):  # fmt: skip
        values, rows = _cube(tables, unit, key, top)
        cubes[name] = {"values": values, "rows": rows}
    return cubes


def _chosen(tables: Tables) -> list[str]:
    """Return ids of articles to read: the range of classes first, then the odd ones."""
    by_class = _rows(
        tables,
        "WITH main AS (SELECT article_id, arg_max(class, (conf, event_id)) AS class FROM "
        "(SELECT article_id, coalesce(event_class, event_type, 'other') AS class, event_id, "
        "coalesce(confidence, 0) AS conf FROM events WHERE NOT negated AND modality = 'asserted') "
        "GROUP BY article_id), "
        "ranked AS (SELECT article_id, class, row_number() OVER "
        "(PARTITION BY class ORDER BY md5(article_id)) AS rank FROM main) "
        f"SELECT article_id FROM ranked ORDER BY rank, class LIMIT {ARTICLES - 6}",
    )
    odd = []
    for condition in (
        "published_date IS NULL", "duplicate_of IS NOT NULL",
        "language IS NOT NULL AND language <> 'en'", "len(removed) > 2",
    ):  # fmt: skip
        odd += _rows(
            tables,
            f"SELECT article_id FROM articles WHERE {condition} ORDER BY md5(article_id) LIMIT 2",
        )
    return list(dict.fromkeys(row[0] for row in [*by_class, *odd]))[:ARTICLES]


def _read(tables: Tables, ids: Sequence[str]) -> list[Annotated]:
    listed = ", ".join("'" + identity.replace("'", "''") + "'" for identity in ids) or "''"
    found: dict[str, dict[str, list[dict[str, Any]]]] = {identity: {} for identity in ids}
    for table, order in (
        ("articles", "article_id"), ("entities", "start"), ("events", "trigger_start"),
        ("quotes", "start"),
    ):  # fmt: skip
        query = f'SELECT * FROM {table} WHERE article_id IN ({listed}) ORDER BY "{order}"'
        for row in tables.sql(query).to_arrow_table().to_pylist():
            found[row["article_id"]].setdefault(table, []).append(row)
    return [
        Annotated(rows["articles"][0], rows.get("entities", []), rows.get("events", []),
                  rows.get("quotes", []))
        for rows in found.values() if "articles" in rows
    ]  # fmt: skip


def collect(tables: Tables) -> Figures:
    """Return the report's figures."""
    tables.connection.execute(_FACTS)
    unit = _unit(tables)
    chosen = _chosen(tables)
    rejects = [
        (code, _PLACE.sub("…", ERRORS[code].message) if code in ERRORS else "", number)
        for code, number in _rows(
            tables, "SELECT code, count(*) FROM rejects GROUP BY 1 ORDER BY 2 DESC, 1"
        )
    ]
    return Figures(
        totals=_totals(tables),
        weak=_weak(tables),
        lists=_lists(tables),
        rejects=rejects,
        unit=unit,
        cubes=_cubes(tables, unit),
        articles=_read(tables, chosen),
    )
