"""URI and storage options → fsspec file system and path in it, for the reader and the writer."""

from __future__ import annotations

import contextlib
import difflib
import importlib
import inspect
import os
from collections.abc import Mapping
from typing import Any

import fsspec

#: Object stores. Their file systems swallow options that they do not know, so that a misspelt key
#: would show as a refused request.
_CHECKED = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl"}

#: Options of every fsspec file system.
_COMMON = {"use_listings_cache", "listings_expiry_time", "max_paths", "skip_instance_cache",
           "asynchronous", "loop", "batch_size"}  # fmt: skip

#: Seconds that S3 may take to connect and to answer; the library's own tries are left to
#: `with_retries`, since two sets of them multiply.
_S3_TIMES = {"connect_timeout": 5, "read_timeout": 60, "retries": {"max_attempts": 1}}


class StorageOptionsError(ValueError):
    """An option that the file system does not know; the message is for a person."""


def resolve(uri: str, options: Mapping[str, Any] | None = None) -> tuple[Any, str]:
    """The fsspec file system of ``uri`` and the path in it.

    ``options`` are arguments for the file system; where a key is the name of a protocol and its
    value a mapping (``{"s3": {...}, "gs": {...}}``), only that protocol gets them. Local files
    need none.

    Raises:
        StorageOptionsError: a key that the file system does not know.
        ImportError: the file system's library is not installed.

    For Google Cloud Storage at an endpoint without TLS, which only emulators have, gcsfs's class
    that speaks JSON alone is taken: the usual one (since 2026) asks for the bucket's kind over
    gRPC with TLS first, waits a minute for the answer, and does so again with each request.

    Object stores get no cache of listings: by one, a file that another process has written since
    would not be there, even for a request for its bytes.
    """
    protocol = uri.partition("://")[0] if "://" in uri else "file"
    chosen: dict[str, Any] = {}
    for key, value in (options or {}).items():
        if isinstance(value, Mapping) and key in fsspec.available_protocols():
            if key == protocol:
                chosen.update(value)
            elif "::" in uri:  # the options of another link in the chain
                chosen[key] = value
        elif protocol not in ("file", "local"):
            chosen[key] = value
    if "::" not in uri and protocol in _CHECKED:
        _check_options(protocol, chosen)
        chosen["use_listings_cache"] = False
    if protocol in ("gs", "gcs") and "::" not in uri:
        endpoint = chosen.get("endpoint_url") or os.environ.get("STORAGE_EMULATOR_HOST")
        if endpoint and endpoint != "default" and not str(endpoint).startswith("https://"):
            fs = importlib.import_module("gcsfs.core").GCSFileSystem(**chosen)
            return fs, str(fs._strip_protocol(uri))
    if "::" not in uri and protocol in ("s3", "s3a"):
        chosen["config_kwargs"] = {**_S3_TIMES, **(chosen.get("config_kwargs") or {})}
    try:
        fs, path = fsspec.url_to_fs(uri, **chosen)
    except TypeError as error:  # says which keyword it did not expect
        raise StorageOptionsError(f"--storage_options for {protocol}://: {error}") from error
    return fs, path


def _check_options(protocol: str, options: Mapping[str, Any]) -> None:
    known = set(_COMMON)
    for kind in fsspec.get_filesystem_class(protocol).__mro__:
        if "__init__" in vars(kind):
            known.update(inspect.signature(kind.__init__).parameters)
    for name in options:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise StorageOptionsError(
                f"--storage_options: the storage of {protocol}:// knows no option {name!r}{hint}"
            )


def modified(info: Mapping[str, Any]) -> float | None:
    """When a file was last changed, by what a file system says of it; seconds UTC or None."""
    for key in ("mtime", "LastModified", "last_modified", "updated", "created"):
        value = info.get(key)
        if value is None:
            continue
        if isinstance(value, int | float):
            return float(value)
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                from datetime import datetime

                return datetime.fromisoformat(value.replace("Z", "+00:00")).timestamp()
            continue
        with contextlib.suppress(Exception):
            return float(value.timestamp())
    return None
