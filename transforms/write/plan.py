"""What a commit is going to do, worked out before it does anything.

A plan is plain data: which pending files move where, which old files go. It is written to
``_runs/<run_id>.commit`` before the first move, so that whoever comes next can finish it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from schemas import SCHEMA_VERSION
from schemas.tables import TABLES
from transforms.storage import Storage
from transforms.write.manifest import MANIFEST_FORMAT
from transforms.write.merge import MergedFile, final_path
from transforms.write.partitions import LAYOUT
from transforms.write.shards import WorkArea
from transforms.write.warnings import warnings_of

#: Values of ``--write_mode``.
MODES = ("error", "append", "upsert", "overwrite_partitions", "overwrite")

#: Modes in which a run looks at the articles that stand in the tables before it decides.
LOOKING_BACK = ("append", "upsert", "repair")


@dataclass(frozen=True)
class Run:
    """One run, as workers know it; small and picklable.

    Attributes:
        target_bytes: size that output files aim at.
        table_format: ``parquet`` or ``iceberg``.
        catalog: properties of the Iceberg catalog; may hold secrets, so never shown.
        base: number of the last commit that this run has seen (see `transforms.write.log`); None
            where nobody has looked.
    """

    run_id: str
    output: Storage
    area: WorkArea
    mode: str = "error"
    partition_by: str = "date"
    target_bytes: int = 128 << 20
    table_format: str = "parquet"
    catalog: Mapping[str, str] = field(default_factory=dict, repr=False)
    base: int | None = None

    @property
    def looks_back(self) -> bool:
        """Whether there are tables whose articles matter to what this run writes."""
        return self.mode in LOOKING_BACK and bool(self.base)


class Move(NamedTuple):
    """A pending file (relative to the work area) and its final path (relative to the output)."""

    pending: str
    path: str


def head_path(run_id: str) -> str:
    """Note of a run's start, relative to the work area."""
    return f"runs/{run_id}.json"


def table_files(output: Storage, table: str) -> list[str]:
    """Data files of a table, relative to the output: no name in their path starts with ``_``."""
    return [
        path
        for path in output.files(table)
        if path.endswith(".parquet")
        and not any(part.startswith(("_", ".")) for part in path.split("/"))
    ]


def folder_of(path: str) -> str:
    """The folder that a file lies in."""
    return path.rpartition("/")[0]


def choose_files(
    files: Sequence[MergedFile],
    existing: Mapping[str, Sequence[str]],
    mode: str,
    replaced: Sequence[str] = (),
    empty: Sequence[str] = (),
) -> tuple[list[MergedFile], list[str]]:
    """Which merged files to put in place and which existing files to remove.

    ``replaced`` are existing files whose rows, or those that stay, stand in ``files``.

    An empty file is there for a table's columns only: it is left out where its table has other
    files, and one of those, ``empty``, goes when its table gains rows. A partition is overwritten
    in all tables that have it, so that a day without events loses the events it had; tables
    without partitions are added to. A file that is there already under the same name has the same
    bytes and stays.
    """
    removed: set[str] = set()
    chosen: list[MergedFile] = []
    rewritten = {entry.folder for entry in files if entry.rows and entry.folder}
    for table in TABLES:
        mine = [entry for entry in files if entry.table == table]
        old = set(existing.get(table, ()))
        full = [entry for entry in mine if entry.rows]
        if mode == "overwrite":
            gone = set(old)
        elif mode == "overwrite_partitions":
            gone = {path for path in old if folder_of(path)[len(table) + 1 :] in rewritten}
        else:
            gone = old & set(replaced)
        if full:
            gone |= old & set(empty)
        keep = full or ([] if old - gone else mine)
        removed |= gone - {final_path(entry) for entry in keep}
        chosen += keep
    return sorted(chosen, key=final_path), sorted(removed)


def build_manifest(
    run: Run,
    head: Mapping[str, Any],
    files: Sequence[MergedFile],
    removed: Sequence[str],
    counts: Mapping[str, int],
    supersedes: Sequence[str],
    ended: str,
    carried: Mapping[str, str | None] | None = None,
) -> dict[str, Any]:
    """The run's manifest (see `transforms.write.manifest`).

    ``carried`` names the files that hold rows of earlier runs only, with the identity of these.
    """
    carried = carried or {}
    fresh = [entry for entry in files if final_path(entry) not in carried]
    return {
        "format": MANIFEST_FORMAT,
        "run_id": run.run_id,
        "mode": run.mode,
        "partition_by": run.partition_by,
        "layout": LAYOUT,
        "table_format": run.table_format,
        "catalog_named": bool(run.catalog),
        "schema_version": SCHEMA_VERSION,
        "identity": head.get("identity"),
        "started": head.get("started"),
        "ended": ended,
        "versions": head.get("versions", {}),
        "options": head.get("options", {}),
        "inputs": head.get("inputs", []),
        "inputs_taken_before": head.get("inputs_taken_before", 0),
        "counts": dict(sorted(counts.items())),
        "warnings": warnings_of(counts),
        "tables": {table: _summary(fresh, table) for table in TABLES},
        "files": [
            {
                "path": final_path(entry),
                "rows": entry.rows,
                "size": entry.size,
                "checksum": entry.checksum,
                **_carried(final_path(entry), carried),
            }
            for entry in files
        ],
        "removed": list(removed),
        "supersedes": list(supersedes),
    }


def _carried(path: str, carried: Mapping[str, str | None]) -> dict[str, Any]:
    return {"carried": True, "identity": carried[path]} if path in carried else {}


def _summary(files: Sequence[MergedFile], table: str) -> dict[str, int]:
    mine = [entry for entry in files if entry.table == table]
    return {
        "rows": sum(entry.rows for entry in mine),
        "files": len(mine),
        "partitions": len({entry.folder for entry in mine if entry.rows}),
        "bytes": sum(entry.size for entry in mine),
    }
