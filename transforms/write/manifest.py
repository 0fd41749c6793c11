"""What a run was and did → ``_runs/<run_id>.json``, and what earlier runs say.

A manifest is written once, when its run is committed, and never changed. It names the options
(secrets masked), the versions, the inputs with size and checksum, every file added and removed,
the counts per stage, start and end. Read in order of their ends, the manifests of an output say
which files are live and which inputs have been taken.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from schemas.ids import stable_id
from transforms.storage import Storage

#: Folder of the manifests, relative to the output.
RUNS_FOLDER = "_runs"

#: Version of the manifest's layout.
MANIFEST_FORMAT = 1

_SECRET_NAME = re.compile(
    r"(?i)(secret|token|passw|credential|signature|private|account_key|api_?key|access_?key|\bkey\b"
    r"|^sas|^sig$|connection_string|auth)"
)
_USERINFO = re.compile(r"(?<=://)[^/@\s]+@")
_QUERY = re.compile(r"(?i)([?&][^=&\s]*(?:token|sig|key|secret|passw|credential)[^=&\s]*=)[^&\s]+")

MASK = "***"


class Input(Protocol):
    """An input file as `transforms.read` lists it."""

    @property
    def uri(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def checksum(self) -> str | None: ...


InputT = TypeVar("InputT", bound=Input)


class InputKey(NamedTuple):
    """What makes an input file the same one that an earlier run has taken."""

    uri: str
    size: int
    checksum: str | None


def input_key(item: Input) -> InputKey:
    """Identity of an input file and its sidecar; signatures in its address do not count."""
    sidecar = getattr(item, "sidecar", None)
    checksum = f"{item.checksum} {stable_id(sidecar)}" if sidecar else item.checksum
    return InputKey(mask_url(item.uri), item.size, checksum)


def mask_url(text: str) -> str:
    """Hide user names, passwords, keys and signatures in an address.

    >>> mask_url("https://me:pw@host/a?sig=abc&x=1")
    'https://***@host/a?sig=***&x=1'
    """
    return _QUERY.sub(rf"\1{MASK}", _USERINFO.sub(f"{MASK}@", text))


def mask_secrets(value: Any, name: str = "") -> Any:
    """A copy of an options tree that JSON can hold, with whatever may be a secret masked."""
    if isinstance(value, Mapping):
        return {str(key): mask_secrets(entry, str(key)) for key, entry in value.items()}
    if value is not None and not isinstance(value, bool) and _SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        return mask_url(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Iterable):
        return [mask_secrets(entry, name) for entry in value]
    return mask_url(str(value))


def manifest_path(run_id: str) -> str:
    """Manifest of one run, relative to the output."""
    return f"{RUNS_FOLDER}/{run_id}.json"


def read_manifest(output: Storage, run_id: str) -> dict[str, Any] | None:
    """The manifest of a committed run, None if there is none."""
    try:
        manifest: dict[str, Any] = json.loads(output.read_bytes(manifest_path(run_id)))
    except FileNotFoundError:
        return None
    return manifest


def committed_runs(output: Storage) -> list[dict[str, Any]]:
    """Manifests of all committed runs, in the order of their commits."""
    names = [
        name
        for name in output.files(RUNS_FOLDER)
        if name.endswith(".json") and not name.rsplit("/", 1)[-1].startswith("_")
    ]
    manifests = [json.loads(data) for data in output.in_parallel(output.read_bytes, names)]
    return sorted(manifests, key=lambda m: (m.get("number", 0), m["ended"], m["run_id"]))


def superseded(manifests: Sequence[Mapping[str, Any]]) -> set[str]:
    """Ids of runs whose rows a later run has overwritten wholly."""
    return {run_id for manifest in manifests for run_id in manifest.get("supersedes", ())}


def taken_inputs(manifests: Sequence[Mapping[str, Any]]) -> set[InputKey]:
    """Inputs whose rows stand in the tables."""
    gone = superseded(manifests)
    return {
        InputKey(entry["uri"], entry["size"], entry.get("checksum"))
        for manifest in manifests
        if manifest["run_id"] not in gone
        for entry in manifest.get("inputs", ())
    }


def new_inputs(inputs: Iterable[InputT], taken: set[InputKey]) -> list[InputT]:
    """The inputs that no committed run has taken (by path, size and checksum)."""
    return [item for item in inputs if input_key(item) not in taken]


def live_files(manifests: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Path → entry of every file that should be there after all runs.

    Entries also say what their run was: ``layout`` (see `transforms.write.partitions`) and
    ``identity``, the hash of all that decided its rows (None: not noted, or several).
    """
    live: dict[str, dict[str, Any]] = {}
    for manifest in manifests:
        for path in manifest.get("removed", ()):
            live.pop(path, None)
        for entry in manifest.get("files", ()):
            live[entry["path"]] = {
                "identity": manifest.get("identity"),
                **entry,
                "layout": manifest.get("layout", 1),
            }
    return dict(sorted(live.items()))


def now() -> str:
    """UTC, ISO 8601 with microseconds. Clocks stand in manifests, never in rows."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
