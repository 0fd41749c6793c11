"""Tables + manifests → everything that is wrong with them.

Checked: every file that the manifests name is there, whole (hash of its bytes), with the columns
of its table, its rows counted and in order; no file is there that no manifest names; ids occur
once; entities, events and quotes belong to articles, articles to stories; no commit is cut off;
every run's records add up. Only columns of ids are held in DuckDB, which spills to disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.errors import ERRORS
from schemas.tables import TABLES, Table
from transforms.storage import Storage
from transforms.write.commit import roll_forward, unfinished_commits
from transforms.write.damage import REFERENCES, UNIQUE, id_database
from transforms.write.manifest import committed_runs, live_files
from transforms.write.plan import table_files
from transforms.write.stored import misfit


class Problem(NamedTuple):
    """One finding; ``code`` is a key of `schemas.errors.ERRORS`."""

    code: str
    message: str

    @property
    def advice(self) -> str:
        """What a person can do about it."""
        return ERRORS[self.code].advice


def _problem(code: str, **details: object) -> Problem:
    return Problem(code, ERRORS[code].message.format(**details))


def check_output(
    output: str,
    storage_options: Mapping[str, Any] | None = None,
    *,
    repair: bool = False,
    catalog: Mapping[str, str] | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> list[Problem]:
    """Check all tables of an output.

    Args:
        repair: first finish commits that were cut off.
        catalog: for that, properties of an Iceberg catalog that is not the one in the output.
        report: is told the path of each file before it is read.

    Returns:
        The problems, none when all is well.
    """
    storage = Storage(output, storage_options or {})
    if repair:
        roll_forward(storage, catalog)
    problems = [_problem("W018", run_id=run_id) for run_id in unfinished_commits(storage)]
    manifests = committed_runs(storage)
    expected = live_files(manifests)
    found = [path for table in TABLES for path in table_files(storage, table)]
    problems += [_problem("W010", path=path) for path in sorted(set(expected) - set(found))]
    problems += [_problem("W011", path=path) for path in sorted(set(found) - set(expected))]
    sound: dict[str, list[str]] = {name: [] for name in TABLES}
    for path in found:
        report(path)
        table = TABLES[path.split("/", 1)[0]]
        wrong = list(_check_file(storage, path, table, expected.get(path)))
        problems += wrong
        if not any(problem.code in ("W012", "W013") for problem in wrong):
            sound[table.name].append(path)
    problems += _check_ids(storage, sound)
    problems += [problem for manifest in manifests for problem in _check_counts(manifest)]
    return problems


def _check_file(
    storage: Storage,
    path: str,
    table: Table,
    entry: Mapping[str, Any] | None,
) -> Iterator[Problem]:
    try:
        if entry is not None:
            checksum = _checksum(storage, path)
            if checksum != entry["checksum"]:
                yield _problem("W012", path=path, error="its bytes are not those written")
                return
        with storage.open_read(path) as handle, pq.ParquetFile(handle) as file:
            folder = path.rpartition("/")[0].rpartition("/")[2]
            difference = misfit(file.schema_arrow, table.schema, folder)
            if difference:
                yield _problem("W013", path=path, table=table.name, error=difference)
                return
            if entry is not None and file.metadata.num_rows != entry["rows"]:
                yield _problem(
                    "W014", path=path, found=file.metadata.num_rows, expected=entry["rows"]
                )
            row = _first_unsorted(file, table.sort_by)
            if row is not None:
                yield _problem("W015", path=path, row=row, columns=", ".join(table.sort_by))
    except (OSError, pa.ArrowException, ValueError) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield _problem("W012", path=path, error=text)


def _checksum(storage: Storage, path: str) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with storage.open_read(path) as handle:
        while piece := handle.read(4 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _first_unsorted(file: pq.ParquetFile, keys: Sequence[str]) -> int | None:
    """Number of the first row that comes before its predecessor."""
    last: pa.RecordBatch | None = None
    done = 0
    for batch in file.iter_batches(65_536, columns=list(keys)):
        rows = pa.Table.from_batches([batch] if last is None else [last, batch]).combine_chunks()
        wrong = np.flatnonzero(~_in_order(rows, keys))
        if len(wrong):
            return done + int(wrong[0]) + (1 if last is None else 0)
        done += batch.num_rows
        if batch.num_rows:
            last = batch.slice(batch.num_rows - 1)
    return None


def _in_order(rows: pa.Table, keys: Sequence[str]) -> np.ndarray:
    size = max(rows.num_rows - 1, 0)
    less = np.zeros(size, dtype=bool)
    equal = np.ones(size, dtype=bool)
    for key in keys:
        one, other = rows.column(key).slice(0, size), rows.column(key).slice(1, size)
        null, other_null = _flags(pc.is_null(one)), _flags(pc.is_null(other))
        below = _flags(pc.fill_null(pc.less(one, other), False)) | (~null & other_null)
        same = _flags(pc.fill_null(pc.equal(one, other), False)) | (null & other_null)
        less |= equal & below
        equal &= same
    return np.asarray(less | equal)


def _flags(array: pa.ChunkedArray) -> np.ndarray:
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)


def _check_ids(storage: Storage, files: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    with id_database(storage, files) as database:
        for name, column in UNIQUE.items():
            twice = database.execute(
                f'SELECT count(*), min("{column}") FROM '
                f'(SELECT "{column}" FROM "{name}" GROUP BY 1 HAVING count(*) > 1)'
            ).fetchone()
            if twice and twice[0]:
                yield _problem("W017", count=twice[0], column=column, table=name, example=twice[1])
        for (name, column), (other, key) in REFERENCES.items():
            lost = database.execute(
                f'SELECT count(DISTINCT "{column}") FROM "{name}" a WHERE "{column}" IS NOT NULL '
                f'AND NOT EXISTS (SELECT 1 FROM "{other}" b WHERE b."{key}" = a."{column}")'
            ).fetchone()
            if lost and lost[0]:
                yield _problem(
                    "W016", path=name, count=lost[0], column=column, target=f"{other}.{key}"
                )


def _check_counts(manifest: Mapping[str, Any]) -> Iterator[Problem]:
    counts = manifest.get("counts", {})
    read = counts.get("records_read")
    if read is None:
        return
    names = ("articles", "articles_unchanged", "records_rejected")
    written = sum(counts.get(name, 0) for name in names)
    if read != written:
        yield _problem("W019", run_id=manifest["run_id"], read=read, written=written)
