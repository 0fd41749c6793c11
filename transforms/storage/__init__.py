"""Everything that touches files, on a disk or in a store, for readers and writers alike.

`stores` finds the file system of an address, `retries` says what is tried again and how often,
`masks` keeps secrets out of messages, `remote` reads one file, `folder` keeps a folder.
"""

from transforms.storage.folder import FileInfo, Storage, WriteError, move
from transforms.storage.masks import describe, mask, secrets_of
from transforms.storage.remote import (
    BLOCK_BYTES,
    RemoteFile,
    RemoteStream,
    changed,
    difference,
    identity,
    is_local,
    local_identity,
    local_path,
    local_uri,
    open_uri,
)
from transforms.storage.retries import ChangedError, with_retries
from transforms.storage.stores import StorageOptionsError, resolve

__all__ = [
    "BLOCK_BYTES",
    "ChangedError",
    "FileInfo",
    "RemoteFile",
    "RemoteStream",
    "Storage",
    "StorageOptionsError",
    "WriteError",
    "changed",
    "describe",
    "difference",
    "identity",
    "is_local",
    "local_identity",
    "local_path",
    "local_uri",
    "mask",
    "move",
    "open_uri",
    "resolve",
    "secrets_of",
    "with_retries",
]
