"""A table's folder on a local disk → the same with some files replaced, by one rename.

The new folder is put together in a hidden one beside the output: files that stay come as hard
links, new ones are moved. Then the two folders change places, on Linux in one call. So readers see
the table as it was or as it is, also where an article moves from one partition to another.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence

from transforms.storage import Storage, WriteError, move
from transforms.write.plan import Move

try:
    import fcntl
except ImportError:  # no such locks here, and `may_switch` says no
    fcntl = None  # type: ignore[assignment]

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2

_MARKER = "_switched-"


@contextlib.contextmanager
def alone(output: Storage) -> Iterator[None]:
    """Let one process at a time put files in place: two that exchange the same folders would put
    the old one back. Other stores than local disks know no renames, and need no lock."""
    if not output.is_local or fcntl is None:
        yield
        return
    os.makedirs(output.root, exist_ok=True)
    handle = os.open(output.root, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks know no locks of folders
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def marker(run_id: str) -> str:
    """File in a switched folder that says which run it came from."""
    return f"{_MARKER}{run_id}"


def may_switch(output: Storage, table: str) -> bool:
    """Whether a table's folder can be replaced by a rename without harming anything else."""
    if not output.is_local or os.name != "posix":
        return False
    parent = output.root.rpartition("/")[0] or "/"
    if not os.access(parent, os.W_OK):
        return False
    device = os.stat(parent).st_dev
    if os.path.isdir(output.root) and os.stat(output.root).st_dev != device:
        return False
    folder = output.path(table)
    below = [os.path.join(above, name) for above, names, _ in os.walk(folder) for name in names]
    return all(
        os.lstat(place).st_dev == device and not os.path.islink(place)
        for place in [folder, *below]
        if os.path.lexists(place)
    )


def switch_table(
    output: Storage,
    work: Storage,
    run_id: str,
    table: str,
    moves: Sequence[Move],
    removed: Collection[str],
) -> None:
    """Replace a table's folder; calling it again changes nothing.

    Args:
        moves: the files that come, from the work area.
        removed: the files that go, relative to the output.

    Raises:
        WriteError: W003, W004.
    """
    place = output.path(table)
    done = f"{place}/{marker(run_id)}"
    if os.path.exists(done):
        return
    staging = _staging(output, run_id)
    fresh = staging.path(table)
    try:
        _link_kept(output, staging, table, set(removed))
        for entry in moves:
            move(work, entry.pending, staging, entry.path)
        os.makedirs(fresh, exist_ok=True)
        with open(f"{fresh}/{marker(run_id)}", "wb"):
            pass
        os.makedirs(output.root, exist_ok=True)
        if not os.path.exists(place):
            os.rename(fresh, place)
        elif not _exchange(fresh, place):
            os.rename(place, f"{staging.root}/{table}.old")
            os.rename(fresh, place)
    except (WriteError, FileNotFoundError):
        if not os.path.exists(done):  # else another process was faster
            raise
    except OSError as error:
        raise WriteError("W004", path=place, error=error.strerror) from error


def _link_kept(output: Storage, staging: Storage, table: str, removed: set[str]) -> None:
    """Link the files that stay; of those that a run was killed over, some are linked already."""
    for path in output.files(table):
        if path in removed or path.rsplit("/", 1)[-1].startswith(_MARKER):
            continue
        staging.make_parent(path)
        with contextlib.suppress(FileExistsError):
            os.link(output.path(path), staging.path(path), follow_symlinks=False)


def _staging(output: Storage, run_id: str) -> Storage:
    """Hidden folder beside the output: a glob below the output must not meet it."""
    parent, _, name = output.root.rpartition("/")
    return Storage(f"{parent}/.{name}.newsbeam-{run_id}")


def remove_staging(output: Storage, run_id: str) -> None:
    """Clear what putting tables together has left."""
    if output.is_local:
        shutil.rmtree(_staging(output, run_id).root, ignore_errors=True)


def _exchange(one: str, other: str) -> bool:
    """Swap two folders in one atomic call (renameat2, Linux); False where there is none."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    result: int = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return result == 0
