"""``--input`` values → list of `InputFile`, on the driver, before any work starts.

A value is a path, a glob, a folder (read with all below it; names that begin with ``.`` or ``_``
are left out), a URL of any fsspec file system, or ``@file`` with one such value a line. The same
file is never listed twice. Symbolic links are followed but not in circles. A sidecar
(``<name>.meta.json`` beside ``<name>``) is no input: it goes with its file.
"""

import glob as globs
import os
import posixpath
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Optional

from transforms.read.formats import format_named
from transforms.read.given import find_sidecars
from transforms.read.options import ReadOptionError
from transforms.storage import (
    describe,
    identity,
    is_local,
    local_identity,
    local_path,
    local_uri,
    mask,
    resolve,
    with_retries,
)


class InputFile(NamedTuple):
    """One file to read.

    Fields:
        uri: absolute path for local files, else the URL.
        size: bytes, None where the store does not tell.
        checksum: what tells one version of the file from another (etag, checksum or time of the
            last change), None where the store tells nothing.
        format: forced format's name, or None.
        sidecar: what a sidecar says of the file (`transforms.read.given.parse_sidecar`), or None.
    """

    uri: str
    size: Optional[int] = None
    checksum: Optional[str] = None
    format: Optional[str] = None
    sidecar: Optional[str] = None


class InputError(ReadOptionError):
    """An ``--input`` that names nothing that can be read; the message names the pattern."""


def expand_inputs(
    patterns: str | Sequence[str],
    storage_options: Mapping[str, Any] | None = None,
    input_format: str | None = None,
    attempts: int = 6,
    backoff_s: float = 0.25,
) -> list[InputFile]:
    """List the files that ``patterns`` stand for, sorted by URI.

    Raises:
        InputError: a pattern matches nothing, its store cannot be asked, or a sidecar is wrong.
        ReadOptionError: ``input_format`` names no format.
    """
    if input_format is not None:
        format_named(input_format)
    found: dict[str, InputFile] = {}
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        count = 0
        try:
            for file in _expand(pattern, storage_options, attempts, backoff_s, 0):
                count += 1
                found.setdefault(file.uri, file._replace(format=input_format))
        except InputError:
            raise
        except ImportError as error:
            shown = mask(pattern, storage_options)
            protocol = pattern.partition("://")[0]
            extra = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "abfs": "azure",
                     "abfss": "azure", "az": "azure", "adl": "azure"}.get(protocol)  # fmt: skip
            hint = f"; make setup-{extra} adds it" if extra else ""
            raise InputError(f"--input {shown}: {error}{hint}") from None
        except FileNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 - stores raise what they like
            shown = mask(pattern, storage_options)
            raise InputError(f"--input {shown}: {describe(error, storage_options)}") from None
        if not count:
            raise InputError(f"--input {mask(pattern, storage_options)}: no such file")
    try:
        described, sidecars = find_sidecars(found, storage_options, attempts, backoff_s)
    except ReadOptionError as error:
        raise InputError(str(error)) from None
    files = [found[u]._replace(sidecar=described.get(u)) for u in sorted(found.keys() - sidecars)]
    if found and not files:
        shown = mask(min(found), storage_options)
        raise InputError(f"--input {shown}: a sidecar; name the file that it describes")
    return files


def _expand(
    pattern: str,
    storage_options: Mapping[str, Any] | None,
    attempts: int,
    backoff_s: float,
    depth: int,
) -> Iterator[InputFile]:
    if pattern.startswith("@"):
        if depth > 3:
            raise InputError(f"--input {pattern}: lists inside lists go too deep")
        for line in _list_lines(pattern[1:], storage_options, attempts, backoff_s):
            count = 0
            for file in _expand(line, storage_options, attempts, backoff_s, depth + 1):
                count += 1
                yield file
            if not count:
                shown = mask(line, storage_options)
                raise InputError(f"--input {pattern}: {shown} in it: no such file")
    elif is_local(pattern):
        yield from _expand_local(local_path(pattern))
    else:
        yield from _expand_remote(pattern, storage_options, attempts, backoff_s)


def _list_lines(
    uri: str, storage_options: Mapping[str, Any] | None, attempts: int, backoff_s: float
) -> list[str]:
    def load() -> bytes:
        if is_local(uri):
            with open(os.path.expanduser(local_path(uri)), "rb") as handle:
                return handle.read()
        fs, path = resolve(uri, storage_options)
        return bytes(fs.cat_file(path))

    text = with_retries(load, attempts, backoff_s).decode("utf-8-sig", "replace")
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _hidden(name: str) -> bool:
    return name.startswith((".", "_"))


def _local_file(path: str) -> InputFile:
    uri = local_uri(path)
    try:
        status = os.stat(path)
    except OSError:
        return InputFile(uri)  # a link to nothing: the reader says so, in rejects
    return InputFile(uri, status.st_size, local_identity(status))


def _walk(folder: str, above: frozenset[str]) -> Iterator[str]:
    real = os.path.realpath(folder)
    if real in above:
        return  # a link to a folder that we are in
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if _hidden(name):
            continue
        if os.path.isdir(path):
            yield from _walk(path, above | {real})
        elif os.path.isfile(path) or os.path.islink(path):
            yield path


def _expand_local(pattern: str) -> Iterator[InputFile]:
    pattern = os.path.abspath(os.path.expanduser(pattern))
    if os.path.lexists(pattern) or not globs.has_magic(pattern):
        paths = [pattern]
    else:
        paths = sorted(globs.glob(pattern, recursive=True))
    for path in paths:
        if os.path.isdir(path):
            for inner in _walk(path, frozenset()):
                yield _local_file(inner)
        elif os.path.isfile(path) or (os.path.islink(path) and globs.has_magic(pattern)):
            yield _local_file(path)
        elif not globs.has_magic(pattern):
            os.stat(path)  # says why it cannot be read
            raise InputError(f"--input {pattern}: neither a file nor a folder")


def _expand_remote(
    pattern: str, storage_options: Mapping[str, Any] | None, attempts: int, backoff_s: float
) -> Iterator[InputFile]:
    fs, path = resolve(pattern, storage_options)
    web = pattern.startswith(("http://", "https://"))

    def ask(action: Any) -> Any:
        return with_retries(action, attempts, backoff_s)

    def file_of(name: str, info: Mapping[str, Any]) -> InputFile:
        uri = name if web else fs.unstrip_protocol(name)
        return InputFile(uri, info.get("size"), identity(info))

    magic = "*" in path if web else any(char in path for char in "*?[")
    if magic:
        matches = ask(lambda: fs.glob(path, detail=True))
        for name in sorted(matches):
            info = matches[name]
            if info.get("type") == "directory":
                yield from _remote_folder(fs, name, file_of, ask)
            else:
                yield file_of(name, info)
        return
    info = ask(lambda: fs.info(path))
    if info.get("type") == "directory":
        yield from _remote_folder(fs, path, file_of, ask)
    else:
        yield file_of(path, info)


def _remote_folder(fs: Any, path: str, file_of: Any, ask: Any) -> Iterator[InputFile]:
    matches = ask(lambda: fs.find(path, detail=True))
    root = path.rstrip("/")
    for name in sorted(matches):
        inside = name.removeprefix(root).strip("/") if name.startswith(root) else name
        parts = inside.split(posixpath.sep)
        if not any(_hidden(part) for part in parts) and not name.endswith("/"):
            yield file_of(name, matches[name])
