"""The beginning of a run, in the driver: finish what was cut off, clear up, check, note the start.

What a run is (options, versions, inputs, start) is noted in its work area before the pipeline
starts, so that the commit, which may run on another machine, puts it into the manifest, and no
list of a million inputs travels through the job's graph.
"""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.ids import stable_id
from schemas.tables import TABLES
from transforms.storage import Storage, WriteError
from transforms.write.commit import roll_forward
from transforms.write.iceberg import ICEBERG, check_named, is_registered, open_catalog
from transforms.write.log import last_number
from transforms.write.manifest import (
    InputT,
    committed_runs,
    input_key,
    live_files,
    mask_secrets,
    new_inputs,
    now,
    superseded,
    taken_inputs,
)
from transforms.write.plan import MODES, Run, head_path, table_files
from transforms.write.shards import WORK_FOLDER, WorkArea
from transforms.write.stored import has_old_layout

#: Work areas of dead runs are cleared when nothing in them has changed for this long, in seconds.
GRACE_S = 72 * 3600.0

_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class Begun:
    """A run that may start.

    Attributes:
        run: what the pipeline needs (small, picklable).
        inputs: the input files to read.
        taken: how many input files --incremental has left out.
        rolled_forward: ids of earlier runs whose commit was finished just now.
    """

    run: Run
    inputs: Sequence[Any]
    taken: int
    rolled_forward: Sequence[str]


def work_area(
    output: str,
    temp_location: str | None = None,
    storage_options: Mapping[str, Any] | None = None,
) -> WorkArea:
    """The work area of an output: ``_work`` inside it, or a folder of its own elsewhere."""
    options = storage_options or {}
    storage = Storage(output, options)
    if temp_location is None:
        return WorkArea(storage.child(WORK_FOLDER))
    same = temp_location.partition("://")[0] == output.partition("://")[0]
    elsewhere = Storage(temp_location, options if same else {})
    return WorkArea(elsewhere.child(f"newsbeam-{stable_id(storage.url)[:12]}"))


def begin_run(
    output: str,
    inputs: Sequence[InputT],
    *,
    run_id: str,
    mode: str = "error",
    options: Mapping[str, Any] | None = None,
    versions: Mapping[str, str] | None = None,
    partition_by: str = "date",
    target_file_mb: float = 128.0,
    incremental: bool = False,
    temp_location: str | None = None,
    storage_options: Mapping[str, Any] | None = None,
    grace_s: float = GRACE_S,
    table_format: str = "parquet",
    catalog: Mapping[str, str] | None = None,
    identity: str | None = None,
) -> Begun:
    """Prepare a run on ``output``; call it in the driver before the pipeline is built.

    1. commits that were cut off are finished; 2. work areas of dead runs are cleared;
    3. the mode is checked against what is there; 4. with ``incremental``, inputs that committed
    runs have taken are left out; 5. the start is noted.

    Args:
        table_format: ``parquet``, or ``iceberg`` to register the files in a catalog as well.
        catalog: properties of that catalog; see `transforms.write.iceberg.open_catalog`.
        run_id: letters, digits, ``.``, ``_``, ``-``; the same id again resumes the same run.
        options: for the manifest; whatever may be a secret is masked.
        identity: hash of every option, version and model that rows depend on, for the manifest.

    Raises:
        ValueError: ``mode`` or ``run_id`` is none.
        WriteError: W002, W004, W006, W007, W020 to W024; W008 where 1. has done what was
            asked for.
    """
    if mode not in (*MODES, "repair"):
        raise ValueError(f"--write_mode {mode}: one of {', '.join(MODES)} is expected")
    if not _RUN_ID.fullmatch(run_id):
        raise ValueError(f"run id {run_id!r}: letters, digits, dots, dashes, underscores only")
    if incremental and mode == "overwrite":
        raise WriteError("W007", run_id=run_id)
    storage = Storage(output, storage_options or {})
    storage.reach()
    area = work_area(output, temp_location, storage_options)
    if table_format == ICEBERG:
        check_named(committed_runs(storage), catalog)
        open_catalog(storage, catalog)
    rolled = roll_forward(storage, catalog)
    clear_leftovers(area, grace_s)
    base = last_number(storage)
    manifests = committed_runs(storage)
    if mode == "error" and rolled:
        raise WriteError("W008", run_id=rolled[-1], output=storage.url)
    if mode == "error" and (manifests or any(table_files(storage, name) for name in TABLES)):
        raise WriteError("W002", output=storage.url)
    if table_format != ICEBERG and is_registered(manifests):
        raise WriteError("W020", output=storage.url)
    if mode != "overwrite":
        _check_layout(storage, manifests, partition_by)
    wanted = list(inputs)
    if incremental:
        wanted = new_inputs(wanted, taken_inputs(manifests))
    run = Run(
        run_id=run_id,
        output=storage,
        area=area,
        mode=mode,
        partition_by=partition_by,
        target_bytes=max(1, int(target_file_mb * (1 << 20))),
        table_format=table_format,
        catalog=dict(catalog or {}),
        base=base,
    )
    head = {
        "run_id": run_id,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "process_started": _process_started(os.getpid()),
        "started": now(),
        "options": mask_secrets(options or {}),
        "versions": dict(versions or {}),
        "identity": identity,
        "inputs": [input_key(item)._asdict() for item in wanted],
        "inputs_taken_before": len(inputs) - len(wanted),
    }
    area.storage.write_bytes(head_path(run_id), json.dumps(head).encode())
    return Begun(run, wanted, len(inputs) - len(wanted), rolled)


def look_again(run: Run) -> Run:
    """The run on the tables as they are now, after another run was committed (W009).

    Raises:
        WriteError: W002, the mode is ``error`` and there are tables now; W003, W004, W021, W022.
    """
    roll_forward(run.output, run.catalog)
    base = last_number(run.output)
    if run.mode == "error" and committed_runs(run.output):
        raise WriteError("W002", output=run.output.url)
    return replace(run, base=base)


def _check_layout(
    output: Storage, manifests: Sequence[Mapping[str, Any]], partition_by: str
) -> None:
    """Folders of two kinds in one table would break every reader."""
    if has_old_layout(live_files(manifests)):
        raise WriteError("W023", output=output.url)
    gone = superseded(manifests)
    for manifest in manifests:
        found = manifest.get("partition_by", partition_by)
        if manifest["run_id"] not in gone and found != partition_by:
            raise WriteError("W006", wanted=partition_by, output=output.url, found=found)


def clear_leftovers(area: WorkArea, grace_s: float = GRACE_S) -> int:
    """Remove what dead runs have left behind; the number of files removed.

    A run on this machine whose process is gone is dead at once: its note goes, its finished
    shards stay, so that a restart takes them. Anything else is dead when it has not changed for
    ``grace_s`` seconds.
    """
    storage = area.storage
    files = storage.files()
    limit = time.time() - grace_s
    gone = [
        name for name, info in files.items() if info.modified is not None and info.modified < limit
    ]
    for name in files:
        if name.startswith("runs/") and name not in gone and _is_dead(storage, name):
            gone.append(name)
    storage.delete(gone)
    if gone:
        storage.drop_empty_folders("")
    return len(gone)


def _is_dead(storage: Storage, head: str) -> bool:
    try:
        note = json.loads(storage.read_bytes(head))
    except (FileNotFoundError, ValueError):
        return False
    if note.get("host") != socket.gethostname() or note.get("pid") == os.getpid():
        return False
    began = note.get("process_started")
    try:
        if began is not None and _process_started(int(note["pid"])) not in (None, began):
            return True  # another process has got its number since
        os.kill(int(note["pid"]), 0)
    except ProcessLookupError:
        return True
    except (OSError, KeyError, TypeError):
        return False
    return False


def _process_started(pid: int) -> int | None:
    """When a process began, in ticks since the machine did; None where nobody tells (Linux does).

    Source: proc_pid_stat(5), field 22.
    """
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return int(file.read().rpartition(")")[2].split()[19])
    except (OSError, ValueError, IndexError):
        return None
