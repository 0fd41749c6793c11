"""URI → bytes of one file in any store, a block at a time, with retries.

Local paths are opened directly. Everything else goes through `RemoteFile`, which asks its file
system for one block at a time, so that a failed request costs one block and is repeated with
exponential back-off. Stores that cannot serve ranges (some HTTP servers) are read as one stream,
which is opened again at the place where it broke.
"""

from __future__ import annotations

import datetime
import errno
import io
import os
from collections.abc import Mapping
from typing import Any, BinaryIO
from urllib.parse import quote, unquote_to_bytes

from transforms.storage.masks import describe
from transforms.storage.retries import ChangedError, with_retries
from transforms.storage.stores import resolve

#: Bytes asked from a store at once; a few round trips a second keep a worker busy at this size.
BLOCK_BYTES = 4 * 2**20


#: Scheme of local files whose names are no UTF-8.
_RAW = "rawfile://"


def is_local(uri: str) -> bool:
    """Whether ``uri`` is a path on this machine's disks (with or without ``file://``)."""
    return "://" not in uri or uri.startswith(("file://", "local://", _RAW))


def local_uri(path: str) -> str:
    """The address of a local file: its path; where that is no UTF-8, ``rawfile://`` and its bytes,
    percent-encoded (such a name can stand in no table and travel to no worker as it is)."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return _RAW + quote(os.fsencode(path))
    return path


def local_path(uri: str) -> str:
    """The path that a local URI names."""
    if uri.startswith(_RAW):
        return os.fsdecode(unquote_to_bytes(uri[len(_RAW) :]))
    for prefix in ("file://", "local://"):
        if uri.startswith(prefix):
            return uri[len(prefix) :]
    return uri


_CHECKSUMS = (
    "ETag", "etag", "md5Hash", "content_md5", "crc32c", "generation", "uid", "Content-MD5",
    "Digest",
)  # fmt: skip
_TIMES = (
    "mtime", "LastModified", "last_modified", "Last-Modified", "updated", "modified",
    "modificationTime", "created",
)  # fmt: skip


def identity(info: Mapping[str, Any]) -> str | None:
    """A version mark from what a store tells of a file: its etag, checksum or time, or None."""
    for key in _CHECKSUMS:
        value = info.get(key)
        if value:
            text = value.hex() if isinstance(value, (bytes, bytearray)) else str(value)
            return f"{key.lower()}:{text.strip(chr(34))}"
    for key in _TIMES:
        value = info.get(key)
        if value:
            return f"mtime:{value.isoformat() if hasattr(value, 'isoformat') else value}"
    return None


def local_identity(status: os.stat_result) -> str:
    """The version mark of a local file: its modification time in nanoseconds."""
    return f"mtime:{status.st_mtime_ns}"


def difference(info: Mapping[str, Any], size: int | None, checksum: str | None) -> str | None:
    """What tells that a file with ``info`` is not the one that was listed, or None.

    Marks of different kinds (a listing gave a time, a request an etag) are not compared.
    """
    found = info.get("size")
    if size is not None and found is not None and found != size:
        return f"{size} bytes became {found}"
    mark = identity(info)
    if checksum is None or mark is None or mark == checksum:
        return None
    kind, _, before = checksum.partition(":")
    other, _, now = mark.partition(":")
    if other != kind:
        return None
    if kind == "mtime":  # listings and single answers write it in ways of their own
        then, later = _seconds(before), _seconds(now)
        if then is None or later is None or abs(then - later) < 1e-5:
            return None
    return f"its {kind} changed"


def _seconds(time_text: str) -> float | None:
    """A time as a store wrote it (a number or ISO 8601) in seconds since 1970, or None."""
    try:
        return float(time_text)
    except ValueError:
        pass
    try:
        moment = datetime.datetime.fromisoformat(time_text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()


def changed(
    uri: str,
    size: int | None,
    checksum: str | None,
    storage_options: Mapping[str, Any] | None = None,
    attempts: int = 6,
    backoff_s: float = 0.25,
) -> str | None:
    """Ask again for a remote file that was listed with ``size`` and ``checksum``; what tells that
    it is another one now, or None (also where its store does not answer)."""
    fs, path = resolve(uri, storage_options)
    fs.invalidate_cache(path)
    try:
        info = with_retries(lambda: fs.info(path), attempts, backoff_s)
    except FileNotFoundError:
        return "it is gone"
    except Exception:  # noqa: BLE001 - what was read is whole: no reason to reject it
        return None
    return difference(info, size, checksum)


class RemoteFile(io.RawIOBase):
    """A file in a store as a seekable raw stream of blocks, each fetched with retries.

    ``checksum`` is set for web servers that gave a strong etag: they are asked for blocks of that
    version only.
    """

    def __init__(
        self,
        fs: Any,
        path: str,
        size: int,
        attempts: int,
        backoff_s: float,
        block_bytes: int = BLOCK_BYTES,
        checksum: str | None = None,
    ) -> None:
        super().__init__()
        self._fs = fs
        self._path = path
        self._size = size
        self._checksum = checksum
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._block_bytes = block_bytes
        self._position = 0
        self._block = b""
        self._block_start = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("seek before the start of the file")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), max(self._size - self._position, 0))
        if not wanted:
            return 0
        inside = self._position - self._block_start
        if not 0 <= inside < len(self._block):
            self._fetch(wanted)
            inside = 0
        piece = self._block[inside : inside + wanted]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _fetch(self, wanted: int) -> None:
        start = self._position
        end = min(start + max(wanted, self._block_bytes), self._size)

        def fetch() -> bytes:
            options: dict[str, Any] = {}
            if self._checksum is not None:
                etag = self._checksum.removeprefix("etag:")
                own = self._fs.kwargs.get("headers") or {}
                options["headers"] = {**own, "If-Match": f'"{etag}"'}
            try:
                data: bytes = self._fs.cat_file(self._path, start=start, end=end, **options)
            except Exception as error:
                if self._checksum is None or getattr(error, "status", None) != 412:
                    raise
                found = difference(self._fs.info(self._path), self._size, self._checksum)
                if found is not None:
                    raise ChangedError(found) from None
                self._checksum = None  # a server that mistakes its own etags
                raise
            if not data:
                raise OSError(errno.EIO, f"the store gave no bytes for {start} to {end}")
            return data[: end - start]

        try:
            self._block = with_retries(fetch, self._attempts, self._backoff_s)
        except OSError:
            raise
        except Exception as error:  # stores raise what they like; readers know OSError
            raise OSError(errno.EIO, describe(error)) from error
        self._block_start = start


class RemoteStream(io.RawIOBase):
    """A file in a store that serves no ranges: read as one stream, reopened if it breaks."""

    def __init__(self, fs: Any, path: str, attempts: int, backoff_s: float) -> None:
        super().__init__()
        self._fs = fs
        self._path = path
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._position = 0
        self._handle: Any = None

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        def fetch() -> bytes:
            try:
                if self._handle is None:
                    self._handle = self._fs.open(self._path, "rb", block_size=0)
                    left = self._position
                    while left:
                        skipped = self._handle.read(min(left, BLOCK_BYTES))
                        if not skipped:
                            raise OSError(errno.EIO, "the file became shorter")
                        left -= len(skipped)
                data: bytes = self._handle.read(len(buffer))
            except Exception:
                self.close_handle()
                raise
            return data

        data = with_retries(fetch, self._attempts, self._backoff_s)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)

    def close_handle(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.close()

    def close(self) -> None:
        self.close_handle()
        super().close()


def _serves_ranges(fs: Any, path: str, size: int | None) -> bool:
    """Whether a web server answers a request for one byte with one byte."""
    with fs._open(path, "rb", size=size, cache_type="none") as handle:
        try:
            return len(handle._fetch_range(1, 2)) == 1
        except ValueError:  # how fsspec says that the whole file came instead
            return False


def open_uri(
    uri: str,
    storage_options: Mapping[str, Any] | None = None,
    size: int | None = None,
    attempts: int = 6,
    backoff_s: float = 0.25,
    checksum: str | None = None,
) -> BinaryIO:
    """Open ``uri`` for reading: an unbuffered binary stream, seekable where the store allows it.

    Args:
        size: the file's size in bytes where it is known from a listing; else it is asked for.
        checksum: the version mark from the listing; see `identity`.

    Raises:
        ChangedError: a web server has another version of the file now.
        OSError: it does not exist, may not be read, or the store failed ``attempts`` times.
    """
    if is_local(uri):
        return open(local_path(uri), "rb", buffering=0)
    fs, path = resolve(uri, storage_options)
    ranges, match = True, None
    if uri.startswith(("http://", "https://")):
        info = with_retries(lambda: fs.info(path), attempts, backoff_s)
        found = difference(info, size, checksum)
        if found is not None:
            raise ChangedError(found)
        size = info.get("size")
        # a file of one block is one request either way
        ranges = size is not None and size > BLOCK_BYTES and info.get("partial") is not False
        ranges = ranges and with_retries(
            lambda: _serves_ranges(fs, path, size), attempts, backoff_s
        )
        mark = identity(info)
        if mark is not None and mark.startswith("etag:") and not mark.startswith("etag:W/"):
            match = mark
    elif size is None:
        size = with_retries(lambda: fs.info(path), attempts, backoff_s).get("size")
    if size is None or not ranges:
        return RemoteStream(fs, path, attempts, backoff_s)  # type: ignore[return-value]
    return RemoteFile(fs, path, size, attempts, backoff_s, checksum=match)  # type: ignore[return-value]
