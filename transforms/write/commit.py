"""Merged files → tables that readers see: plan first, then moves, then manifest and ``_SUCCESS``.

1. The plan is written to ``_runs/<number>.commit`` (`transforms.write.log`); from here on the run
   will be committed, by this process or by the next run (`roll_forward`).
2. ``_SUCCESS`` goes. A table on a local disk that is new or loses files is put together in a hidden
   folder beside the output and switched in by one rename (`transforms.write.switch`). All other
   files are moved one by one, partition by partition, old files of a partition going just before
   its new ones come.
3. The manifest ``_runs/<run_id>.json`` is written, then ``_SUCCESS``, then the work area goes, then
   the plan.

Where the tables are Iceberg's too, nothing is switched: new files come first, then the manifest,
then one snapshot for each table (`transforms.write.iceberg`), and only then replaced files go.

Every step may be repeated, also by two processes: moves find their work done, deletes name files,
and nothing is looked up again that a later run could have changed. On a local disk only one process
at a time puts files in place; on object stores, where nothing is renamed, several may.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.records.coding import register
from schemas.tables import TABLES
from transforms.storage import Storage, WriteError, move
from transforms.write.iceberg import ICEBERG, check_named, register_runs
from transforms.write.log import (
    claim,
    finish,
    last_number,
    plan_of,
    plan_path,
    read_plan,
    unfinished,
)
from transforms.write.manifest import (
    committed_runs,
    live_files,
    manifest_path,
    now,
    read_manifest,
    superseded,
)
from transforms.write.merge import MergedFile, final_path, merged_folder
from transforms.write.plan import (
    Move,
    Run,
    build_manifest,
    choose_files,
    folder_of,
    head_path,
    table_files,
)
from transforms.write.shards import WORK_FOLDER, Count, WorkArea
from transforms.write.switch import alone, marker, may_switch, remove_staging, switch_table

#: Written when a commit is through; holds the run's id.
SUCCESS = "_SUCCESS"


class TableSummary(NamedTuple):
    """What one run has added to one table; ``size`` in bytes."""

    table: str
    rows: int
    files: int
    partitions: int
    size: int


class CommitSummary(NamedTuple):
    """A committed run: what was added, the counts per stage, start and end (ISO 8601, UTC)."""

    run_id: str
    output: str
    tables: Sequence[TableSummary]
    counts: Sequence[Count]
    started: str
    ended: str


for _record in (TableSummary, CommitSummary):
    register(_record)


def commit(
    run: Run,
    files: Sequence[MergedFile],
    counts: Mapping[str, int],
    shard_folders: Sequence[str] = (),
    replaced: Sequence[str] = (),
    carried: Mapping[str, str | None] | None = None,
) -> CommitSummary:
    """Commit a run; calling it again, here or elsewhere, changes nothing.

    Args:
        files: what `transforms.write.merge.merge` has made.
        counts: sums over all shards.
        shard_folders: folders of the work area that hold the run's shards, cleared at the end.
        replaced: existing files that go because those of their rows that stay stand in ``files``.
        carried: final paths of the files that hold rows of earlier runs only, with the identity of
            these rows (see `live_files`).

    Raises:
        WriteError: W002, the output holds tables and the mode is ``error``; W003; W004; W009,
            another run was committed since this one has looked.
    """
    begun = plan_of(run.output, run.run_id)
    if begun is None:
        manifest = read_manifest(run.output, run.run_id)
        if manifest is not None:
            return summary_of(manifest, run.output)
        base = last_number(run.output) if run.base is None else run.base
        plan = make_plan(run, files, counts, replaced, carried)
        plan["shards"] = sorted(set(shard_folders))
        plan["manifest"]["number"] = base + 1
        claim(run.output, base + 1, plan)
        begun = plan_path(base + 1), plan
    return _apply(run.output, *begun, run.catalog)


def make_plan(
    run: Run,
    files: Sequence[MergedFile],
    counts: Mapping[str, int],
    replaced: Sequence[str] = (),
    carried: Mapping[str, str | None] | None = None,
) -> dict[str, Any]:
    """Work out the commit; changes nothing.

    Raises:
        WriteError: W002.
    """
    existing = {table: table_files(run.output, table) for table in TABLES}
    if run.mode == "error" and any(existing.values()):
        raise WriteError("W002", output=run.output.url)
    manifests = committed_runs(run.output)
    empty = [path for path, entry in live_files(manifests).items() if not entry["rows"]]
    chosen, removed = choose_files(files, existing, run.mode, replaced, empty)
    earlier: list[str] = []
    if run.mode == "overwrite":
        gone = superseded(manifests)
        earlier = [m["run_id"] for m in manifests if m["run_id"] not in gone]
    try:
        head = json.loads(run.area.storage.read_bytes(head_path(run.run_id)))
    except FileNotFoundError:
        head = {}
    switched = [
        table
        for table in TABLES
        if run.table_format != ICEBERG
        and (
            run.mode == "overwrite"
            or not existing[table]
            or any(path.startswith(f"{table}/") for path in removed)
        )
        and may_switch(run.output, table)
    ]
    return {
        "run_id": run.run_id,
        "work": None if _inside(run) else run.area.storage.url,
        "moves": [Move(entry.pending, final_path(entry)) for entry in chosen],
        "switched": switched,
        "removed": removed,
        "iceberg": run.table_format == ICEBERG,
        "manifest": build_manifest(run, head, chosen, removed, counts, earlier, now(), carried),
    }


def roll_forward(output: Storage, catalog: Mapping[str, str] | None = None) -> list[str]:
    """Finish every commit of ``output`` that was cut off; the ids of their runs.

    Args:
        catalog: properties of the Iceberg catalog, if it is not the one inside the output.

    Raises:
        WriteError: W003, the work area was cleared; W004; W021, W022.
    """
    done = []
    for path in unfinished(output):
        plan = read_plan(output, path)
        if plan is not None:
            _apply(output, path, plan, catalog)
            done.append(str(plan["run_id"]))
    return done


def unfinished_commits(output: Storage) -> list[str]:
    """Ids of runs whose commit was cut off and not finished yet."""
    plans = [read_plan(output, path) for path in unfinished(output)]
    return [str(plan["run_id"]) for plan in plans if plan is not None]


def summary_of(manifest: Mapping[str, Any], output: Storage) -> CommitSummary:
    """The summary of a committed run."""
    return CommitSummary(
        manifest["run_id"],
        output.url,
        tuple(
            TableSummary(name, t["rows"], t["files"], t["partitions"], t["bytes"])
            for name, t in manifest["tables"].items()
        ),
        tuple(Count(name, value) for name, value in manifest["counts"].items()),
        manifest["started"] or "",
        manifest["ended"],
    )


def _inside(run: Run) -> bool:
    return run.area.storage.url == run.output.child(WORK_FOLDER).url


def _apply(
    output: Storage,
    path: str,
    plan: Mapping[str, Any],
    catalog: Mapping[str, str] | None = None,
) -> CommitSummary:
    run_id, manifest = plan["run_id"], plan["manifest"]
    work = output.child(WORK_FOLDER)
    if plan["work"] is not None:
        work = Storage(plan["work"], output.options)
    with alone(output):
        if not output.exists(manifest_path(run_id)):
            output.delete([SUCCESS])
            try:
                _put_in_place(output, work, plan)
            except WriteError:
                if not output.exists(manifest_path(run_id)):  # else another process has done it
                    raise
            else:
                output.write_bytes(manifest_path(run_id), json.dumps(manifest, indent=1).encode())
    if plan.get("iceberg"):
        check_named([manifest], catalog)
        register_runs(output, catalog)
        output.delete(plan["removed"])
    output.write_bytes(SUCCESS, f"{run_id}\n".encode())
    for table in plan["switched"]:
        output.delete([f"{table}/{marker(run_id)}"])
    remove_staging(output, run_id)
    clear_run(WorkArea(work), run_id, plan.get("shards", ()))
    # Last, so that clearing up that was cut off is finished by the next run as well.
    finish(output, path)
    return summary_of(manifest, output)


def _put_in_place(output: Storage, work: Storage, plan: Mapping[str, Any]) -> None:
    run_id = plan["run_id"]
    moves = [Move(*entry) for entry in plan["moves"]]
    switched = set(plan["switched"])
    for table in plan["switched"]:
        mine = [m for m in moves if m.path.startswith(f"{table}/")]
        old = [path for path in plan["removed"] if path.startswith(f"{table}/")]
        if mine or old:
            switch_table(output, work, run_id, table, mine, old)
    units: dict[str, tuple[list[str], list[Move]]] = {}
    for path in () if plan.get("iceberg") else plan["removed"]:
        units.setdefault(folder_of(path), ([], []))[0].append(path)
    for entry in moves:
        units.setdefault(folder_of(entry.path), ([], []))[1].append(entry)

    def do(unit: tuple[str, tuple[list[str], list[Move]]]) -> None:
        folder, (old, new) = unit
        if folder.split("/", 1)[0] in switched:
            return
        for path in old:
            with contextlib.suppress(FileNotFoundError):
                output.fs.rm_file(output.path(path))
        for entry in new:
            move(work, entry.pending, output, entry.path)
        if not new and output.is_local:
            with contextlib.suppress(OSError):
                os.rmdir(output.path(folder))

    output.in_parallel(do, sorted(units.items()))


def clear_run(area: WorkArea, run_id: str, shard_folders: Sequence[str] = ()) -> None:
    """Clear a committed run's work; the last run out clears all that it finds in the work area.

    Files are deleted by name, not by folder: a run that begins meanwhile keeps its note.
    """
    storage = area.storage
    storage.delete([head_path(run_id)])
    if not _has_runs(storage.files("runs")):
        found = storage.files()
        if not _has_runs(found):
            storage.delete(found)
            storage.drop_empty_folders("")
            return
    for folder in (merged_folder(run_id), *shard_folders):
        storage.delete_folder(folder)
    storage.drop_empty_folders("")


def _has_runs(names: Iterable[str]) -> bool:
    return any(name.startswith("runs/") and name.endswith(".json") for name in names)
