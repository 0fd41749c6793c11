"""What a person says about records whose files do not: constants and sidecars.

A constant is a quoted value in ``--field_map`` (``source='Daily Planet'``). A sidecar is a JSON
object in ``<name>.meta.json`` beside the file ``<name>``; its keys are those of the left side of
``--field_map``, and its values hold for every record of the file that lacks them.
"""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from schemas.records import Failure, RawDocument
from transforms.read.fields import MAPPED_FORMATS, as_list, as_text
from transforms.read.options import (
    LIST_TARGETS,
    ReadOptionError,
    ReadOptions,
    constant_of,
    target_of,
)
from transforms.storage import describe, is_local, local_path, mask, resolve, with_retries

SIDECAR_SUFFIX = ".meta.json"

#: A sidecar of more bytes than this describes something else than one file.
_MOST_BYTES = 64 * 1024
_READERS = 16
_WEB = ("http://", "https://")


def parse_sidecar(data: bytes) -> str:
    """A sidecar's bytes → its fields as JSON text in one spelling, keys as in `RawDocument`.

    Raises:
        ReadOptionError: no JSON object, an unknown field, or a value that is no text.
    """
    if len(data) > _MOST_BYTES:
        raise ReadOptionError(f"a sidecar has at most {_MOST_BYTES:,} bytes")
    try:
        written = json.loads(data.decode("utf-8-sig"))
        json.dumps(written, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as error:
        raise ReadOptionError("a sidecar holds one JSON object, and this is no JSON") from error
    if not isinstance(written, dict):
        raise ReadOptionError("a sidecar holds one JSON object")
    fields: dict[str, Any] = {}
    for key, value in written.items():
        target = target_of(key)
        if target in ("text", "html"):
            raise ReadOptionError(f"{key!r}: the text is the file's own")
        try:
            given = as_list(value) if target in LIST_TARGETS else as_text(value)
        except TypeError as error:
            raise ReadOptionError(f"{key!r}: text is expected, not {error}") from error
        if given:
            fields[target] = given
    return json.dumps(fields, sort_keys=True, ensure_ascii=False)


def find_sidecars(
    uris: Iterable[str],
    storage_options: Mapping[str, Any] | None,
    attempts: int,
    backoff_s: float,
) -> tuple[dict[str, str], set[str]]:
    """Sidecars of listed files, read: (file's URI → `parse_sidecar`, listed URIs that are ones).

    One listing a remote folder. Web servers list nothing: there a sidecar counts where it is
    itself among ``uris``.

    Raises:
        ReadOptionError: a sidecar cannot be read; the message names it.
    """
    known = set(uris)
    remote = {uri for uri in known if not is_local(uri)}
    folders = {uri.rpartition("/")[0]: uri for uri in remote if not uri.startswith(_WEB)}

    def listed(uri: str) -> set[str]:
        return _listing(uri, storage_options, attempts, backoff_s)

    def load(uri: str) -> str:
        try:
            return parse_sidecar(_content(uri, storage_options, attempts, backoff_s))
        except ReadOptionError as error:
            raise ReadOptionError(f"--input {mask(uri, storage_options)}: {error}") from None
        except Exception as error:  # noqa: BLE001 - stores raise what they like
            shown = mask(uri, storage_options)
            raise ReadOptionError(f"--input {shown}: {describe(error, storage_options)}") from None

    with ThreadPoolExecutor(_READERS) as pool:
        there = remote.union(*pool.map(listed, folders.values()))

        def exists(uri: str) -> bool:
            return os.path.isfile(local_path(uri)) if is_local(uri) else uri in there

        named = (uri for uri in known if uri.endswith(SIDECAR_SUFFIX))
        sidecars = {uri for uri in named if exists(uri.removesuffix(SIDECAR_SUFFIX))}
        described = [u for u in sorted(known - sidecars) if exists(u + SIDECAR_SUFFIX)]
        texts = list(pool.map(load, [uri + SIDECAR_SUFFIX for uri in described]))
    return dict(zip(described, texts, strict=True)), sidecars


def _listing(
    uri: str, storage_options: Mapping[str, Any] | None, attempts: int, backoff_s: float
) -> set[str]:
    """URIs of what is in the remote folder of ``uri``; none where the store does not list."""
    fs, path = resolve(uri, storage_options)
    folder = posixpath.dirname(path)
    try:
        names = with_retries(lambda: fs.ls(folder, detail=False), attempts, backoff_s)
    except (FileNotFoundError, NotADirectoryError, NotImplementedError, PermissionError):
        return set()  # files that may be read but not listed have no sidecars
    except Exception as error:  # noqa: BLE001 - stores raise what they like
        shown = mask(uri, storage_options)
        raise ReadOptionError(f"--input {shown}: {describe(error, storage_options)}") from None
    return {fs.unstrip_protocol(name) for name in names}


def _content(
    uri: str, storage_options: Mapping[str, Any] | None, attempts: int, backoff_s: float
) -> bytes:
    if is_local(uri):
        with open(local_path(uri), "rb") as file:
            return file.read(_MOST_BYTES + 1)
    fs, path = resolve(uri, storage_options)
    ends = {} if uri.startswith(_WEB) else {"start": 0, "end": _MOST_BYTES + 1}
    return bytes(with_retries(lambda: fs.cat_file(path, **ends), attempts, backoff_s))


class Given:
    """What holds for every record of one file; made once a file."""

    def __init__(self, options: ReadOptions, sidecar: str | None) -> None:
        self._constants: dict[str, Any] = {}
        for target, path in options.field_map:
            constant = constant_of(path)
            if constant is not None:
                value = (constant,) if target in LIST_TARGETS else constant
                self._constants.setdefault(target, value)
        self._sidecar: dict[str, Any] = json.loads(sidecar) if sidecar else {}

    def complete(self, record: RawDocument | Failure) -> RawDocument | Failure:
        """The record with the constants, and with the sidecar's fields where it lacks them."""
        if isinstance(record, Failure) or not (self._constants or self._sidecar):
            return record
        values: dict[str, Any] = {}
        if record.format not in MAPPED_FORMATS:  # there `document_of` has set them in their order
            values.update(self._constants)
            if "published" in values:
                values["published_field"] = "field_map"
        lacking = []
        for name, value in self._sidecar.items():
            if name not in values and not getattr(record, name):
                values[name] = tuple(value) if name in LIST_TARGETS else value
                lacking.append(name)
        if "published" in lacking:
            values["published_field"] = "sidecar"
        return record._replace(**values, from_sidecar=tuple(lacking))
