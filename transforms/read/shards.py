"""Input files → shards → records.

`plan_shards` runs on the driver and opens nothing; `split_shard` runs in a worker and cuts big
files where their format allows; `read_shard` reads. Whatever the cuts, the records of a run are
the same: each belongs to the one span that its first byte is in.
"""

import os
import posixpath
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Optional
from urllib.parse import unquote, urlsplit

from schemas.ids import stable_id
from schemas.records import failure
from schemas.records.coding import register
from transforms.read.given import Given
from transforms.read.inputs import InputFile
from transforms.read.options import ReadOptions
from transforms.read.reading import can_cut, identify, read_source
from transforms.read.source import Record, Source
from transforms.read.streams import (
    Stream,
)
from transforms.storage import (
    ChangedError,
    changed,
    describe,
    is_local,
    local_identity,
    local_path,
    mask,
    open_uri,
)

#: Files in one shard at most, so that a folder of tiny files still keeps all workers busy.
MAX_FILES = 500

#: Names whose uncompressed files can be cut at any byte without a look into them.
_RANGE_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines", ".ldjson")


class Piece(NamedTuple):
    """One file, or the records of it that begin between ``start`` and ``end`` (bytes).

    ``exact`` says that ``start`` is known to begin a record; ``sidecar`` is `InputFile.sidecar`.
    """

    uri: str
    size: Optional[int] = None
    checksum: Optional[str] = None
    format: Optional[str] = None
    start: Optional[int] = None
    end: Optional[int] = None
    exact: bool = False
    sidecar: Optional[str] = None


class Shard(NamedTuple):
    """Pieces that one worker reads in their order; ``shard_id`` is the hash of what they are."""

    shard_id: str
    pieces: Sequence[Piece]

    @property
    def bytes(self) -> int:
        """About how much there is to read, as stored."""
        return sum(_bytes(Piece(*piece)) for piece in self.pieces)


def shard_of(pieces: Iterable[Piece]) -> Shard:
    """Make a shard; its id is the hash of what its pieces are, so it is the same in every run."""
    pieces = tuple(Piece(*piece) for piece in pieces)
    parts: list[str | int | None] = []
    for piece in pieces:
        parts += [piece.uri, piece.checksum, piece.start, piece.end, piece.format]
        parts.append(piece.sidecar)
    return Shard(stable_id("shard", *parts), pieces)


for _record in (InputFile, Piece, Shard):
    register(_record)


def _bytes(piece: Piece) -> int:
    size = piece.size or 0
    if piece.start is None and piece.end is None:
        return size
    return max((size if piece.end is None else piece.end) - (piece.start or 0), 0)


def plan_shards(files: Iterable[InputFile], target_bytes: int) -> Iterator[Shard]:
    """Group ``files`` into shards of about ``target_bytes``, without opening any.

    Small files share a shard, in their order. A big file is a shard of its own, for
    `split_shard` to cut; where its name says JSON Lines it is cut here.
    """
    target = max(int(target_bytes), 1)
    group: list[Piece] = []
    group_bytes = 0
    for file in files:
        size = file.size or 0
        piece = Piece(file.uri, file.size, file.checksum, file.format, sidecar=file.sidecar)
        if group and (group_bytes + size > target or len(group) >= MAX_FILES):
            yield shard_of(group)
            group, group_bytes = [], 0
        if size > target:
            if file.format in (None, "jsonl") and file.uri.lower().endswith(_RANGE_SUFFIXES):
                for start, end in _ranges(size, target):
                    yield shard_of([piece._replace(start=start, end=end)])
            else:
                yield shard_of([piece])
            continue
        group.append(piece)
        group_bytes += size
    if group:
        yield shard_of(group)


def _ranges(size: int, target: int) -> Iterator[tuple[int, int | None]]:
    """Even cuts; the last range is open, so that a file that has grown is read to its end."""
    count = max(1, -(-size // target))
    for at in range(count):
        end = size * (at + 1) // count if at + 1 < count else None
        yield size * at // count, end


def split_shard(
    shard: Shard, target_bytes: int, options: ReadOptions | None = None
) -> Iterator[Shard]:
    """Cut a shard that is one big file; opens the file. Never raises: what cannot be opened is
    left whole, for `read_shard` to report."""
    options = options or ReadOptions()
    target = max(int(target_bytes), 1)
    pieces = [Piece(*piece) for piece in shard.pieces]
    if len(pieces) != 1 or _bytes(pieces[0]) <= target or pieces[0].start is not None:
        yield shard
        return
    piece = pieces[0]
    try:
        parts = _cut(piece, target, options)
    except Exception:  # noqa: BLE001 - the reader meets the same error and reports it
        parts = [piece]
    if len(parts) < 2:
        yield shard
        return
    for part in parts:
        yield shard_of([part])


def _cut(piece: Piece, target: int, options: ReadOptions) -> list[Piece]:
    with _open(piece, options) as raw:
        source = Source(piece.uri, _name(piece.uri), Stream(raw), raw=_seekable(raw))
        found, source = identify(source, piece.format, options)
        if found is None or not can_cut(found, source):
            return [piece]
        if found.spans is not None:
            spans = list(found.spans(source, target, options))
            return [piece._replace(start=s.start, end=s.end, exact=s.exact) for s in spans]
        if found.ranges and piece.size:
            return [piece._replace(start=s, end=e) for s, e in _ranges(piece.size, target)]
    return [piece]


def read_shard(shard: Shard, options: ReadOptions | None = None) -> Iterator[Record]:
    """Read every record of ``shard``; streaming, and never raises for bad input."""
    options = options or ReadOptions()
    for piece in shard.pieces:
        yield from read_piece(Piece(*piece), options)


def read_piece(piece: Piece, options: ReadOptions) -> Iterator[Record]:
    """Read one piece: `RawDocument`s, and a `Failure` for whatever is none."""
    uri = mask(piece.uri, options.storage_options)
    position = 0
    try:
        raw = _open(piece, options)
    except ChangedError as change:
        yield failure("R010", uri, change=change)
        return
    except Exception as error:  # noqa: BLE001 - stores raise what they like
        yield failure("R006", uri, error=describe(error, options.storage_options))
        return
    with raw:
        source = Source(
            uri,
            _name(piece.uri),
            Stream(raw),
            start=piece.start,
            end=piece.end,
            raw=_seekable(raw),
            exact=piece.exact,
        )
        try:
            given = Given(options, piece.sidecar)
            for record in read_source(source, options, piece.format):
                position = record.input_position or position
                yield given.complete(record)
            found = _changed(piece, options)
        except ChangedError as change:
            yield failure("R010", uri, max(position, source.stream.position), change=change)
            return
        except OSError as error:
            message = describe(error, options.storage_options)
            yield failure("R006", uri, max(position, source.stream.position), error=message)
            return
        if found is not None:
            yield failure("R010", uri, position, change=found)


def _name(uri: str) -> str:
    """The file's name in lower case, without folders and without a URL's query."""
    if not is_local(uri) and uri.startswith(("http://", "https://")):
        uri = unquote(urlsplit(uri).path)
    return posixpath.basename(uri.replace(os.sep, "/").rstrip("/")).lower()


def _open(piece: Piece, options: ReadOptions) -> Any:
    return open_uri(
        piece.uri,
        options.storage_options,
        piece.size,
        options.attempts,
        options.backoff_s,
        piece.checksum,
    )


def _seekable(raw: Any) -> Any:
    return raw if raw.seekable() else None


def _changed(piece: Piece, options: ReadOptions) -> str | None:
    """What tells, once it is read, that a file is not the one that was listed, or None."""
    if piece.checksum is None:
        return None
    if not is_local(piece.uri):
        return changed(
            piece.uri,
            piece.size,
            piece.checksum,
            options.storage_options,
            options.attempts,
            options.backoff_s,
        )
    try:
        status = os.stat(local_path(piece.uri))
    except FileNotFoundError:
        return "it is gone"
    if piece.size is not None and status.st_size != piece.size:
        return f"{piece.size} bytes became {status.st_size}"
    if local_identity(status) != piece.checksum:
        return "its time of modification changed"
    return None
