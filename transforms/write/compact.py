"""Many small files → few of the target size: the same rows in the same order, one commit.

Tables that an earlier version wrote in other folders come out in today's layout.

A nightly job that appends leaves one file a night in a partition. Compaction merges the files of
a partition as a run merges its shards, so a partition comes out with the bytes that one run over
all its inputs would have given it.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.tables import TABLES, Table
from transforms.storage import Storage
from transforms.write.commit import CommitSummary, commit, roll_forward
from transforms.write.iceberg import ICEBERG, check_named, is_registered, open_catalog
from transforms.write.log import last_number
from transforms.write.manifest import committed_runs, live_files, now
from transforms.write.merge import MergedFile, MergeTask, final_path, merge, merged_folder
from transforms.write.partitions import partition_rule
from transforms.write.plan import Run, folder_of, head_path, table_files
from transforms.write.run_file import write_run_file
from transforms.write.runs import work_area
from transforms.write.stored import has_old_layout, stored_batches, todays_folder


class Group(NamedTuple):
    """Files of one partition that become fewer; ``folder`` is where they come to lie."""

    table: str
    folder: str
    paths: Sequence[str]


def compact(
    output: str,
    target_file_mb: float = 128.0,
    storage_options: Mapping[str, Any] | None = None,
    versions: Mapping[str, str] | None = None,
    catalog: Mapping[str, str] | None = None,
) -> CommitSummary | None:
    """Merge the small files of every partition.

    Args:
        catalog: properties of the Iceberg catalog, where the tables are in one that is not the one
            inside the output.

    Returns:
        What was written, None when no partition has files to merge.

    Raises:
        WriteError: W003, W004, W021, W022.
        ValueError: a file has not the columns of its table (see `check_output`).
    """
    storage = Storage(output, storage_options or {})
    roll_forward(storage, catalog)
    base = last_number(storage)
    manifests = committed_runs(storage)
    partition_by = manifests[-1].get("partition_by", "date") if manifests else "date"
    live = live_files(manifests)
    sizes = {path: entry["size"] for path, entry in live.items()}
    target = max(1, int(target_file_mb * (1 << 20)))
    groups = list(small_files(storage, sizes, target, partition_by, whole=has_old_layout(live)))
    if not groups:
        return None
    if is_registered(manifests):
        check_named(manifests, catalog)
        open_catalog(storage, catalog)
    started = dt.datetime.now(dt.UTC)
    run = Run(
        run_id=f"compact-{started:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}",
        output=storage,
        area=work_area(output, None, storage_options),
        mode="compact",
        partition_by=partition_by,
        target_bytes=target,
        table_format=ICEBERG if is_registered(manifests) else "parquet",
        catalog=dict(catalog or {}),
        base=base,
    )
    head = {"run_id": run.run_id, "started": now(), "versions": dict(versions or {})}
    run.area.storage.write_bytes(head_path(run.run_id), json.dumps(head).encode())
    merged = [entry for group in groups for entry in _merge_group(run, group)]
    replaced = [path for group in groups for path in group.paths]
    identities: dict[str, str | None] = {}
    for group in groups:
        found = {live.get(path, {}).get("identity") for path in group.paths}
        place = f"{group.table}/{group.folder}".rstrip("/")
        identities[place] = found.pop() if len(found) == 1 else None
    carried = {final_path(entry): identities[folder_of(final_path(entry))] for entry in merged}
    return commit(run, merged, {}, replaced=replaced, carried=carried)


def small_files(
    storage: Storage,
    sizes: Mapping[str, int],
    target: int,
    partition_by: str = "date",
    whole: bool = False,
) -> Iterator[Group]:
    """Partitions that hold more files than their bytes need; all partitions where ``whole``.

    A file that has reached nine tenths of the target is left alone otherwise.
    """
    for table in TABLES:
        by_folder: dict[str, list[str]] = {}
        for path in table_files(storage, table):
            size = sizes.get(path)
            if size is None:
                size = storage.size(path) or 0
            if whole or size < target * 0.9:
                folder = folder_of(path)[len(table) + 1 :]
                if whole:
                    folder = todays_folder(partition_rule(TABLES[table], partition_by), folder)
                by_folder.setdefault(folder, []).append(path)
        for folder, paths in sorted(by_folder.items()):
            if whole or len(paths) > 1:
                yield Group(table, folder, sorted(paths))


def _merge_group(run: Run, group: Group) -> Iterator[MergedFile]:
    table = TABLES[group.table]
    made: list[str] = []
    try:
        for path in group.paths:
            made.append(f"{merged_folder(run.run_id)}/{uuid.uuid4().hex}.run")
            _copy_rows(run, path, made[-1], group.folder, table)
        task = MergeTask(group.table, group.folder, group.folder, made)
        yield from merge(run.area, task, table, run.run_id, run.partition_by, run.target_bytes)
    finally:
        run.area.storage.delete(made)


def _copy_rows(run: Run, path: str, target: str, folder: str, table: Table) -> None:
    """Copy a file's rows into a run file."""
    pieces = (
        (batch, [(folder, batch.num_rows)])
        for batch in stored_batches(run.output, path, table.schema)
    )
    write_run_file(run.area.storage, target, pieces, table.sort_by)
