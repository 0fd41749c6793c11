"""Rows that are to go → the committed files that hold them, written again without them.

An upsert, a withdrawal or a repair takes articles out of the tables wherever they lie. The files
that hold none of their rows stay as they are; the others are replaced, in the commit of the run
that writes what comes instead, by files with the rows that stay, in the same order. So memory is
one row group, and what a day's corrections cost depends on the files that they touch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.records.coding import register
from schemas.tables import TABLES
from transforms.storage import Storage
from transforms.write.manifest import committed_runs, live_files
from transforms.write.merge import MergedFile, write_partition
from transforms.write.plan import Run, folder_of, head_path, table_files
from transforms.write.stored import stored_batches

#: Tables whose rows belong to an article.
OF_ARTICLES = tuple(name for name, table in TABLES.items() if table.of_article)


class Removal(NamedTuple):
    """Rows of one partition that are to go.

    Fields:
        table: ``articles`` stands for `OF_ARTICLES`.
        folder: partition folder.
        ids: values of the table's `Table.owner`.
    """

    table: str
    folder: str
    ids: Sequence[str]


class RewriteTask(NamedTuple):
    """One committed file that may hold rows that are to go; its path relative to the output."""

    table: str
    path: str
    ids: Sequence[str]


class Rewritten(NamedTuple):
    """A committed file and what takes its place; nothing where no row of it stays."""

    path: str
    files: Sequence[MergedFile]


for _record in (Removal, RewriteTask, Rewritten):
    register(_record)


def plan_rewrites(run: Run, removals: Iterable[Removal]) -> Iterator[RewriteTask]:
    """The files to look into; those of ``rejects`` wherever a run looks back (see `rewrite`)."""
    by_place: dict[tuple[str, str], set[str]] = {}
    articles: set[str] = set()
    for table, folder, ids in removals:
        for name in OF_ARTICLES if table == "articles" else (table,):
            by_place.setdefault((name, folder), set()).update(ids)
        if table == "articles":
            articles.update(ids)
    for table in TABLES:
        for path in table_files(run.output, table):
            place = (table, folder_of(path)[len(table) + 1 :])
            wanted = articles if table == "rejects" else by_place.get(place, set())
            if wanted or table == "rejects":
                yield RewriteTask(table, path, tuple(sorted(wanted)))


def rewrite(run: Run, task: RewriteTask) -> Iterator[Rewritten]:
    """Write a file again without the rows that are to go; nothing where it has none of them.

    Of ``rejects`` those rows go that come from a file which this run reads again, and failed
    extractions of articles that go.

    Raises:
        WriteError: W004.
        FileNotFoundError, ValueError: see `stored_batches`.
    """
    table = TABLES[task.table]
    inputs = _inputs(run) if task.table == "rejects" else pa.array([], pa.string())
    columns = _key_columns(task.table)
    stay = total = 0
    for batch in stored_batches(run.output, task.path, table.schema, columns):
        total += batch.num_rows
        stay += pc.sum(_stays(batch, task, inputs)).as_py() or 0
    if stay == total:
        return
    rows = (
        batch.filter(_stays(batch, task, inputs))
        for batch in stored_batches(run.output, task.path, table.schema)
    )
    folder = folder_of(task.path)[len(task.table) + 1 :]
    files: list[MergedFile] = []
    if stay:
        some = (batch for batch in rows if batch.num_rows)
        files = list(
            write_partition(
                run.area, table, table.schema, folder, some, run.run_id, run.target_bytes
            )
        )
    yield Rewritten(task.path, tuple(files))


def _key_columns(table: str) -> tuple[str, ...]:
    if table == "rejects":
        return ("stage", "input_uri", "article_id")
    owner = TABLES[table].owner
    assert owner is not None, f"rows of {table} have no id to go by"
    return (owner,)


def _stays(batch: pa.RecordBatch, task: RewriteTask, inputs: pa.Array) -> pa.Array:
    ids = pa.array(task.ids, pa.string())
    if task.table != "rejects":
        return pc.invert(pc.is_in(batch.column(_key_columns(task.table)[0]), ids))
    # A member of an archive is called zip://member::archive.
    files = pc.replace_substring_regex(batch.column("input_uri"), r"^.*::", "")
    again = pc.or_(pc.is_in(files, inputs), pc.is_in(batch.column("input_uri"), inputs))
    extracted = pc.and_(
        pc.equal(batch.column("stage"), "extract"), pc.is_in(batch.column("article_id"), ids)
    )
    return pc.invert(pc.or_(again, pc.fill_null(extracted, False)))


def _inputs(run: Run) -> pa.Array:
    try:
        head = json.loads(run.area.storage.read_bytes(head_path(run.run_id)))
    except FileNotFoundError:
        head = {}
    return pa.array([entry["uri"] for entry in head.get("inputs", ())], pa.string())


def identities(output: Storage, paths: Iterable[str]) -> Mapping[str, Any]:
    """Path → identity of the rows in it (see `live_files`)."""
    live = live_files(committed_runs(output))
    return {path: live.get(path, {}).get("identity") for path in paths}
