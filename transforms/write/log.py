"""The order of an output's commits: each takes the next number, and only one run gets it.

A commit's plan is ``_runs/<number>.commit``, created by one request that fails where the file is
there already. Its number follows the last one that the run has seen when it began; so a run that
has decided by what the tables held (which ids they have, which stories) cannot be committed over
a change that it has not seen: it finds the number taken, and starts again (W009). When the commit
is through, ``_runs/<number>.done`` is written, then the plan goes. A plan beside the mark of its
number is void: it is one that a slow run has written for a number long given.

Commits of earlier versions have names of runs instead of numbers, and no order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from transforms.storage import Storage, WriteError
from transforms.write.manifest import RUNS_FOLDER

_PLAN, _DONE = ".commit", ".done"

_T = TypeVar("_T")


def plan_path(number: int) -> str:
    """Plan of a commit that is not finished, relative to the output."""
    return f"{RUNS_FOLDER}/{number:010d}{_PLAN}"


def done_path(number: int) -> str:
    """Mark of a commit that is finished, relative to the output."""
    return f"{RUNS_FOLDER}/{number:010d}{_DONE}"


def last_number(output: Storage) -> int:
    """Number of the last commit, finished or not; 0 where there is none."""
    names = [path.rsplit("/", 1)[-1] for path in output.files(RUNS_FOLDER)]
    stems = [name.rpartition(".")[0] for name in names if name.endswith((_PLAN, _DONE))]
    return max((int(stem) for stem in stems if stem.isdigit()), default=0)


def claim(output: Storage, number: int, plan: Mapping[str, Any]) -> None:
    """Write a plan under its number: from here on its run will be committed.

    Raises:
        WriteError: W009, another run has the number; W004.
    """
    path = plan_path(number)
    won = output.create_new(path, json.dumps(plan).encode())
    if won and output.exists(done_path(number)):
        output.delete([path])
        won = False
    if not won:
        raise WriteError("W009", output=output.url)


def read_plan(output: Storage, path: str) -> dict[str, Any] | None:
    """The plan at ``path``; None where it is gone by now."""
    try:
        plan: dict[str, Any] = json.loads(output.read_bytes(path))
    except FileNotFoundError:
        return None
    return plan


def plan_of(output: Storage, run_id: str) -> tuple[str, dict[str, Any]] | None:
    """Path and plan of a run whose commit has begun and is not finished."""
    for path in unfinished(output):
        plan = read_plan(output, path)
        if plan is not None and plan["run_id"] == run_id:
            return path, plan
    return None


def unfinished(output: Storage) -> list[str]:
    """Paths of the plans of commits that were cut off or are at work, in their order."""
    files = output.files(RUNS_FOLDER)
    plans = [path for path in files if path.endswith(_PLAN) and not _hidden(path)]
    return sorted(path for path in plans if path.removesuffix(_PLAN) + _DONE not in files)


def finish(output: Storage, path: str) -> None:
    """Mark the commit at ``path`` as through, and clear its plan."""
    number = path.rsplit("/", 1)[-1].removesuffix(_PLAN)
    if number.isdigit():
        output.write_bytes(done_path(int(number)), b"")
    output.delete([path])


def unless_replaced(output: Storage, rows: Iterator[_T]) -> Iterator[_T]:
    """``rows`` of committed files; a file that is gone was replaced by another run's commit.

    Raises:
        WriteError: W009.
    """
    try:
        yield from rows
    except FileNotFoundError as error:
        raise WriteError("W009", output=output.url) from error


def _hidden(path: str) -> bool:
    return path.rsplit("/", 1)[-1].startswith("_")
