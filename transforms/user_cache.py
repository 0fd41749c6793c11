"""What is costly to make → a file in the user's cache folder, read by later processes.

A cache saves time and decides nothing: a folder that cannot be written, and a file that is missing
or damaged, are as if there were no cache, and only the debug log tells. A file appears whole or not
at all, so that processes may write it at once. It begins with a hash of what follows.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import uuid
from collections.abc import Callable
from pathlib import Path

_LOGGER = logging.getLogger(__name__)

#: Environment variable that names the folder.
VARIABLE = "NEWSBEAM_CACHE_DIR"

_HASH_BYTES = hashlib.sha256().digest_size


def cache_folder() -> Path | None:
    """``$NEWSBEAM_CACHE_DIR``, else ``$XDG_CACHE_HOME/newsbeam``, else ``~/.cache/newsbeam``.

    None where none of them is set and the user has no home.
    """
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):  # the XDG specification: a relative path is to be ignored
        return Path(base, "newsbeam")
    try:
        return Path.home() / ".cache" / "newsbeam"
    except RuntimeError:
        return None


def is_kept(name: str) -> bool:
    """Whether the folder has a file ``name``; its content is not looked at."""
    folder = cache_folder()
    return folder is not None and os.path.isfile(folder / name)


def read(name: str) -> bytes | None:
    """What was kept under ``name``; None if there is nothing, or not what was written."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        _LOGGER.debug("nothing read from the cache: %s", error)
        return None
    data = content[_HASH_BYTES:]
    if hashlib.sha256(data).digest() == content[:_HASH_BYTES]:
        return data
    _LOGGER.debug("%s in the cache is damaged", name)
    return None


def keep(name: str, make: Callable[[], bytes]) -> None:
    """Write what ``make`` returns under ``name``, in place of what is there.

    ``make`` is not called where the folder cannot be written.
    """
    folder = cache_folder()
    if folder is None:
        return
    beside = folder / f"{name}.{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with beside.open("xb") as file:  # with the rights that the user gives to new files
            data = make()
            file.write(hashlib.sha256(data).digest())
            file.write(data)
        os.replace(beside, folder / name)
    except OSError as error:
        _LOGGER.debug("%s not kept in the cache: %s", name, error)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
