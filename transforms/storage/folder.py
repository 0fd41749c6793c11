"""A folder on any fsspec filesystem → few file operations with known guarantees.

`Storage` is what the writer needs from a filesystem and no more: whole-file writes that appear
at once or not at all, moves, recursive listings that no cache has grown stale in, deletes that do
not mind what is gone already. Paths are relative to the folder, with ``/`` between the parts, so
that plans and manifests name no machine.

What "at once" stands on: a local disk renames a finished file into place (``os.replace``); object
stores (S3, GCS, Azure) make an object visible when its upload ends; other filesystems (HDFS,
SFTP) write beside the place and rename.

Storage options may hold secrets: they are kept out of ``repr`` and out of every message.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import io
import os
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any, NamedTuple, TypeVar, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from schemas.errors import ERRORS
from transforms.storage.masks import describe, mask
from transforms.storage.ranges import PIECE_BYTES, RangeFile
from transforms.storage.retries import ATTEMPTS, FIRST_PAUSE_S, with_retries
from transforms.storage.stores import modified, resolve

#: Protocols whose objects appear whole when the upload ends, and which know no folders.
OBJECT_STORES = frozenset(
    {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "wasb", "oci", "r2", "memory"}
)

#: Requests in flight when many small files are moved or deleted on an object store.
THREADS = 16

_T = TypeVar("_T")
_R = TypeVar("_R")


class WriteError(RuntimeError):
    """A failure of the writer that a person can act on; ``code`` is a key of the catalogue."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        kind = ERRORS[code]
        super().__init__(f"{code}: {kind.message.format(**details)}. {kind.advice}")

    def __reduce__(self) -> tuple[Any, ...]:
        return (_write_error, (self.code, self.details))


def _write_error(code: str, details: dict[str, object]) -> WriteError:
    return WriteError(code, **details)


class FileInfo(NamedTuple):
    """Size in bytes and time of the last change in seconds since the epoch (None: not told)."""

    size: int
    modified: float | None


@dataclass(frozen=True)
class Storage:
    """A folder on a filesystem; picklable, cheap to make, equal by value.

    Attributes:
        url: the folder as fsspec knows it; a local path is made absolute.
        options: keyword arguments of the filesystem; may hold secrets, so never shown.
    """

    url: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if "://" not in self.url and "::" not in self.url:
            object.__setattr__(self, "url", os.path.abspath(self.url))
        object.__setattr__(self, "url", self.url.rstrip("/") or "/")

    def __reduce__(self) -> tuple[Any, ...]:
        return (Storage, (self.url, dict(self.options)))

    @functools.cached_property
    def _resolved(self) -> tuple[fsspec.AbstractFileSystem, str]:
        fs, path = resolve(self.url, self.options)
        return fs, str(path).rstrip("/")

    @property
    def fs(self) -> fsspec.AbstractFileSystem:
        """The filesystem (fsspec keeps one instance per process and options)."""
        return self._resolved[0]

    @property
    def root(self) -> str:
        """The folder's path inside its filesystem."""
        return self._resolved[1]

    @property
    def is_local(self) -> bool:
        """On a disk of this machine, where renames are atomic."""
        return isinstance(self.fs, LocalFileSystem)

    @property
    def is_object_store(self) -> bool:
        """Objects appear whole, folders do not exist."""
        protocol = self.fs.protocol
        names = (protocol,) if isinstance(protocol, str) else tuple(protocol)
        return not OBJECT_STORES.isdisjoint(names)

    def path(self, relative: str) -> str:
        """Path of ``relative`` inside the filesystem."""
        return f"{self.root}/{relative}" if relative else self.root

    def child(self, relative: str) -> Storage:
        """The folder ``relative`` below this one, as a storage of its own."""
        return Storage(f"{self.url}/{relative}", self.options)

    def reach(self, limit_s: float = 20.0) -> None:
        """Ask the store once whether it is there, before any work relies on it.

        Args:
            limit_s: seconds after which nobody is waited for.

        Raises:
            WriteError: W024: nobody answers, the bucket does not exist, access is denied, an
                option or a library is wrong.
        """
        if "://" not in self.url or self.url.startswith(("file://", "local://")):
            return
        failure: list[BaseException] = []

        def ask() -> None:
            try:
                with_retries(lambda: self.fs.ls(self.root, detail=False))
            except FileNotFoundError:
                bucket = self.root.strip("/").split("/")[0]
                if not self.is_object_store or self.url.startswith("memory:"):
                    return
                with contextlib.suppress(PermissionError):
                    if not self.fs.exists(bucket):
                        failure.append(FileNotFoundError(f"there is no bucket {bucket}"))
            except Exception as error:  # noqa: BLE001 - stores raise what they like
                failure.append(error)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        thread.join(limit_s)
        shown = mask(self.url, self.options)
        if thread.is_alive():
            raise WriteError("W024", output=shown, error=f"no answer in {limit_s:g} s")
        if failure:
            raise WriteError("W024", output=shown, error=describe(failure[0], self.options))

    # reading

    def read_bytes(self, relative: str) -> bytes:
        """The whole file. Raises FileNotFoundError when there is none."""
        self._forget()
        return bytes(self._retry(lambda: self.fs.cat_file(self.path(relative))))

    def open_read(self, relative: str) -> IO[bytes]:
        """A seekable file, read in large pieces from remote filesystems.

        Raises:
            FileNotFoundError: there is no such file.
        """
        if self.is_local:
            return open(self.path(relative), "rb")
        size = self.size(relative)
        if size is None:
            raise FileNotFoundError(self.path(relative))
        return io.BufferedReader(RangeFile(partial(self.read_range, relative), size), PIECE_BYTES)

    def read_range(self, relative: str, start: int, length: int) -> bytes:
        """``length`` bytes from ``start`` on. Raises FileNotFoundError when there is no file."""
        if self.is_local:
            with open(self.path(relative), "rb", buffering=0) as handle:
                handle.seek(start)
                return handle.read(length)
        path = self.path(relative)
        return bytes(self._retry(lambda: self.fs.cat_file(path, start=start, end=start + length)))

    def read_tail(self, relative: str, length: int) -> bytes:
        """The last ``length`` bytes, all if there are fewer. Raises FileNotFoundError."""
        size = self.size(relative)
        if size is None:
            raise FileNotFoundError(relative)
        length = min(length, size)
        return self.read_range(relative, size - length, length) if length else b""

    def exists(self, relative: str) -> bool:
        """Whether a file (or a folder, where there are folders) is there now."""
        self._forget()
        return bool(self._retry(lambda: self.fs.exists(self.path(relative))))

    def size(self, relative: str) -> int | None:
        """Size in bytes, None when there is no such file."""
        self._forget()
        try:
            return int(self._retry(lambda: self.fs.info(self.path(relative)))["size"])
        except FileNotFoundError:
            return None

    def files(self, relative: str = "") -> dict[str, FileInfo]:
        """All files below ``relative`` (relative to this storage), sorted by name."""
        self._forget()
        folder = self.path(relative)
        try:
            found = self._retry(lambda: self.fs.find(folder, detail=True))
        except (FileNotFoundError, NotADirectoryError):
            return {}
        skip = len(self.root) + 1
        names = {
            str(name)[skip:]: FileInfo(int(info.get("size") or 0), modified(info))
            for name, info in found.items()
            if info.get("type") != "directory"
        }
        return dict(sorted(names.items()))

    def folders(self, relative: str = "") -> list[str]:
        """Names (not paths) of the folders directly below ``relative``, sorted."""
        self._forget()
        try:
            found = self._retry(lambda: self.fs.ls(self.path(relative), detail=True))
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(
            str(info["name"]).rstrip("/").rsplit("/", 1)[-1]
            for info in found
            if info["type"] == "directory"
        )

    # writing

    def make_parent(self, relative: str) -> None:
        """Make the folders above ``relative``, where the filesystem has folders."""
        if not self.is_object_store:
            parent = self.path(relative).rsplit("/", 1)[0]
            self.fs.makedirs(parent, exist_ok=True)

    @contextlib.contextmanager
    def create(self, relative: str) -> Iterator[IO[bytes]]:
        """Open a new file for writing; on an error what was written is removed again.

        The name must not be one that readers look for: on a local disk the file grows in place.
        What goes elsewhere is written to a temporary file here first and sent whole, so that it
        can be sent again.

        Raises:
            WriteError: W004, the disk is full, the folder may not be written, ...
        """
        try:
            self.make_parent(relative)
            handle = (
                open(self.path(relative), "wb")  # noqa: SIM115 (closed below, with the other kind)
                if self.is_local
                else tempfile.NamedTemporaryFile()  # noqa: SIM115
            )
        except OSError as error:
            raise self._failed(relative, error) from error
        try:
            yield cast(IO[bytes], handle)
            if not self.is_local:
                handle.flush()
                self._retry(lambda: self.fs.put_file(handle.name, self.path(relative)))
            handle.close()
        except BaseException as error:
            with contextlib.suppress(Exception):
                handle.close()
            with contextlib.suppress(Exception):
                self.delete([relative])
            if isinstance(error, OSError):
                raise self._failed(relative, error) from error
            raise

    def write_bytes(self, relative: str, data: bytes) -> None:
        """Write a whole file so that readers see the old one or the new one, never a part.

        Raises:
            WriteError: W004, it cannot be written.
        """
        path = self.path(relative)
        try:
            self.make_parent(relative)
            if self.is_object_store:
                self._retry(lambda: self.fs.pipe_file(path, data))
                return
            parent, name = path.rsplit("/", 1)
            beside = f"{parent}/_{name}.{uuid.uuid4().hex}.tmp"
            try:
                if self.is_local:
                    with open(beside, "wb") as handle:
                        handle.write(data)
                        handle.flush()
                        os.fsync(handle.fileno())
                    os.replace(beside, path)
                else:
                    self._retry(lambda: self.fs.pipe_file(beside, data))
                    self._retry(lambda: self.fs.mv(beside, path))
            except BaseException:
                with contextlib.suppress(Exception):
                    self.fs.rm_file(beside)
                raise
        except OSError as error:
            raise self._failed(relative, error) from error

    def create_new(self, relative: str, data: bytes) -> bool:
        """Write a whole file that must not be there yet, in one step that one of several wins.

        A link on a local disk; a conditional request where the store knows one (S3, GCS, Azure);
        elsewhere a look before the writing, which two at the same moment may both survive.

        Returns:
            False when the file is there with other contents.

        Raises:
            WriteError: W004, it cannot be written.
        """
        path = self.path(relative)
        try:
            self.make_parent(relative)
            if self.is_local:
                return self._link_new(path, data)
            if not self._retry(lambda: self._pipe_new(path, data)):
                if self.exists(relative):
                    return self.read_bytes(relative) == data
                self._retry(lambda: self.fs.pipe_file(path, data))
            return True
        except FileExistsError:  # an answer that got lost may have been ours
            return self.read_bytes(relative) == data
        except OSError as error:
            if error.errno == errno.EEXIST or self.exists(relative):
                return self.read_bytes(relative) == data
            raise self._failed(relative, error) from error

    def _pipe_new(self, path: str, data: bytes) -> bool:
        """One conditional request; False where the store knows none."""
        try:
            self.fs.pipe_file(path, data, mode="create")
        except (TypeError, NotImplementedError, ValueError):
            return False
        return True

    def _link_new(self, path: str, data: bytes) -> bool:
        parent, name = path.rsplit("/", 1)
        beside = f"{parent}/_{name}.{uuid.uuid4().hex}.tmp"
        try:
            with open(beside, "wb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            os.link(beside, path)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(beside)
        return True

    def delete(self, relatives: Iterable[str]) -> None:
        """Remove files; those that are gone already are no error."""

        def remove(relative: str) -> None:
            with contextlib.suppress(FileNotFoundError):
                self._retry(lambda: self.fs.rm_file(self.path(relative)))

        self.in_parallel(remove, relatives)

    def delete_folder(self, relative: str) -> None:
        """Remove a folder and all below it, if it is there."""
        self._forget()
        with contextlib.suppress(FileNotFoundError):
            if self.is_local:
                _remove_tree(self.path(relative))
            else:
                self.delete(self.files(relative))
                if not self.is_object_store:
                    self._retry(lambda: self.fs.rm(self.path(relative), recursive=True))

    def drop_empty_folders(self, relative: str) -> None:
        """Remove folders below ``relative`` that hold nothing (local disks only), and itself."""
        if not self.is_local:
            return
        for folder, _, _ in os.walk(self.path(relative), topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)

    def in_parallel(self, do: Callable[[_T], _R], items: Iterable[_T]) -> list[_R]:
        """Apply ``do`` to each item, several at once on remote filesystems; results in order."""
        work = list(items)
        if self.is_local or len(work) < 2:
            return [do(item) for item in work]
        with ThreadPoolExecutor(min(THREADS, len(work))) as pool:
            return list(pool.map(do, work))

    def _forget(self) -> None:
        """Some filesystems cache listings (`resolve` makes object stores do without); other
        processes write there too."""
        self.fs.invalidate_cache()

    def _failed(self, relative: str, error: OSError) -> WriteError:
        reason = error.strerror or type(error).__name__
        return WriteError("W004", path=f"{self.url}/{relative}", error=reason)

    def _retry(self, do: Callable[[], _R]) -> _R:
        """Try again what a network may have spoilt."""
        return do() if self.is_local else with_retries(do)


def move(source: Storage, name: str, target: Storage, new_name: str) -> bool:
    """Move a file so that it appears at its new name whole; safe to repeat.

    A rename on one local disk, a server-side copy inside one object store, else a copy through
    this process. The source of a copy stays until its folder is cleared.

    Returns:
        False when the source is gone and the target is there: an earlier call has done it.

    Raises:
        WriteError: W003 when neither is there, W004 when the target cannot be written.
    """
    old, new = source.path(name), target.path(new_name)
    try:
        target.make_parent(new_name)
        if source.is_local and target.is_local:
            try:
                os.replace(old, new)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                _copy_beside(old, new)
            return True
        if source.fs is target.fs or source.fs == target.fs:
            if target.is_object_store:
                target._retry(lambda: target.fs.cp_file(old, new))
            else:
                target._retry(lambda: target.fs.mv(old, new))
            return True
        with source.open_read(name) as reader, target.fs.open(new, "wb") as writer:
            shutil.copyfileobj(reader, writer, 8 << 20)
        return True
    except FileNotFoundError:
        if target.exists(new_name):
            return False
        raise WriteError("W003", path=f"{target.url}/{new_name}") from None
    except OSError as error:
        raise target._failed(new_name, error) from error


def _remove_tree(path: str) -> None:
    """Remove a folder; one that a dying process still writes into is tried again."""
    for attempt in range(ATTEMPTS):
        try:
            shutil.rmtree(path)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.ENOENT) or attempt == ATTEMPTS - 1:
                raise
            if not os.path.isdir(path):
                return
            time.sleep(FIRST_PAUSE_S)
        else:
            return


def _copy_beside(old: str, new: str) -> None:
    """Copy to another disk under a name that no reader looks for, then rename."""
    folder, name = new.rsplit("/", 1)
    beside = f"{folder}/_{name}.{uuid.uuid4().hex}.tmp"
    try:
        shutil.copyfile(old, beside)
        os.replace(beside, new)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    with contextlib.suppress(OSError):
        os.unlink(old)
