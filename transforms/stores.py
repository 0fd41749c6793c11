"""URI and storage options → fsspec file system and path in it, for the reader and the writer."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from typing import Any

import fsspec


def resolve(uri: str, options: Mapping[str, Any] | None = None) -> tuple[Any, str]:
    """The fsspec file system of ``uri`` and the path in it.

    ``options`` are arguments for the file system; where a key is the name of a protocol and its
    value a mapping (``{"s3": {...}, "gs": {...}}``), only that protocol gets them. Local files
    need none.

    For Google Cloud Storage at an endpoint without TLS, which only emulators have, gcsfs's class
    that speaks JSON alone is taken: the usual one (since 2026) asks for the bucket's kind over
    gRPC with TLS first, waits a minute for the answer, and does so again with each request.
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
    if protocol in ("gs", "gcs") and "::" not in uri:
        endpoint = chosen.get("endpoint_url") or os.environ.get("STORAGE_EMULATOR_HOST")
        if endpoint and endpoint != "default" and not str(endpoint).startswith("https://"):
            fs = importlib.import_module("gcsfs.core").GCSFileSystem(**chosen)
            return fs, str(fs._strip_protocol(uri))
    fs, path = fsspec.url_to_fs(uri, **chosen)
    return fs, path
