"""Tables → ids that occur twice or lead nowhere, and which articles have to be made again.

`newsbeam check` reports these; `newsbeam repair` mends them. Only columns of ids are read; they are
held in DuckDB, which spills to disk.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from schemas.tables import TABLES
from transforms.storage import Storage
from transforms.write.plan import folder_of, table_files

#: Ids that must not occur twice: table → column.
UNIQUE = {name: table.unique for name, table in TABLES.items() if table.unique is not None}

#: Ids that must exist elsewhere: (table, column) → (table, column).
REFERENCES = {
    (name, column): target
    for name, table in TABLES.items()
    for column, target in table.references.items()
}

#: Columns of articles' rows that name a row which several articles share: (table, column).
_SHARED = {place for place, (other, _) in REFERENCES.items() if not TABLES[other].of_article}


class Damage(NamedTuple):
    """What `newsbeam repair` has to mend.

    Fields:
        articles: ids of articles whose rows have to be made again.
        stories: ids of stories whose rows cannot stay.
        orphans: partition folder → ids of articles that have rows there and none in articles.
    """

    articles: frozenset[str]
    stories: frozenset[str]
    orphans: Mapping[str, Sequence[str]]


@contextlib.contextmanager
def id_database(storage: Storage, files: Mapping[str, Sequence[str]]) -> Iterator[Any]:
    """A DuckDB connection with the columns of ids of ``files``, one table each, and ``_folder``."""
    import duckdb

    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as database:
        database.execute(f"SET temp_directory = '{spill}'")
        database.execute("SET memory_limit = '1GB'")
        database.execute("SET threads = 2")
        columns = {*UNIQUE.items(), *REFERENCES.keys(), *REFERENCES.values()}
        by_table: dict[str, set[str]] = {}
        for name, column in columns:
            by_table.setdefault(name, set()).add(column)
        for name, wanted in sorted(by_table.items()):
            kinds = ", ".join(f'"{column}" VARCHAR' for column in sorted(wanted))
            database.execute(f'CREATE TABLE "{name}" ({kinds}, "_folder" VARCHAR)')
            for path in files[name]:
                with storage.open_read(path) as handle:
                    ids = pq.read_table(handle, columns=sorted(wanted))  # noqa: F841 (SQL below)
                folder = folder_of(path).partition("/")[2]
                database.execute(f'INSERT INTO "{name}" SELECT *, ? FROM ids', [folder])
        yield database


def find_damage(storage: Storage) -> Damage:
    """Look through all tables of an output; every file must be whole."""
    files = {name: table_files(storage, name) for name in TABLES}
    with id_database(storage, files) as database:

        def values(query: str) -> set[str]:
            return {row[0] for row in database.execute(query).fetchall() if row[0] is not None}

        found: defaultdict[str, set[str]] = defaultdict(set)
        for table, column in UNIQUE.items():
            what = TABLES[table].owner or column
            found[what] |= values(_TWICE.format(table=table, column=column, what=what))
        for (table, column), (other, key) in REFERENCES.items():
            owner = TABLES[table].owner
            if owner is not None and owner != column:
                names = {"table": table, "column": column, "other": other, "key": key}
                found[owner] |= values(_LOST.format(**names, what=owner))
        articles, stories = found["article_id"], found["story_id"]
        orphans: dict[str, set[str]] = {}
        for table in (name for name in TABLES if TABLES[name].of_article and name != "articles"):
            names = {"table": table, "column": "article_id", "other": "articles"}
            lost = _LOST.format(**names, key="article_id", what='article_id, "_folder"')
            for name, folder in database.execute(lost).fetchall():
                orphans.setdefault(folder, set()).add(name)
        for members, column in sorted(_SHARED):
            listed = ", ".join(f"'{name}'" for name in sorted(found[column])) or "NULL"
            articles |= values(f"SELECT article_id FROM {members} WHERE {column} IN ({listed})")
    return Damage(
        frozenset(articles),
        frozenset(stories),
        {folder: sorted(names) for folder, names in sorted(orphans.items())},
    )


_TWICE = (
    'SELECT DISTINCT {what} FROM "{table}" WHERE "{column}" IN '
    '(SELECT "{column}" FROM "{table}" GROUP BY 1 HAVING count(*) > 1)'
)
_LOST = (
    'SELECT DISTINCT {what} FROM "{table}" a WHERE "{column}" IS NOT NULL '
    'AND NOT EXISTS (SELECT 1 FROM "{other}" b WHERE b."{key}" = a."{column}")'
)
