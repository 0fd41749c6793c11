"""ZIP and tar archives → their members, as sources that `read_source` reads like files.

Nothing is ever unpacked to a path that an archive names: members are streams. Names that begin with
``.`` or ``_`` are left out, as in folders. A member's URI is ``zip://name::archive`` (``tar://``),
which fsspec can open. Big archives are cut at members. Rejects: R005 damage, R011 unsafe (a name
that leaves the archive, a link, a bomb, too many archives inside one another), R006 a member that
is encrypted; and those of the members' formats.
"""

from __future__ import annotations

import io
import posixpath
import tarfile
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from schemas.records import Failure
from transforms.read.options import ReadOptions
from transforms.read.source import NO, SURE, Format, Record, Source, Span
from transforms.read.spool import seekable
from transforms.read.streams import (
    DECODER_ERRORS,
    FREE_EXPANSION_BYTES,
    BombError,
    DamagedError,
    Stream,
)
from transforms.storage import describe

BLOCK = 512

_MEMBER_ERRORS: tuple[type[Exception], ...] = (zipfile.BadZipFile, *DECODER_ERRORS)

#: Office documents and programs are ZIP files, but no archives of articles.
_NO_ARCHIVES = (
    ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".epub", ".jar", ".apk", ".whl", ".npz", ".kmz",
)  # fmt: skip


def _unsafe(name: str) -> str | None:
    """Why a member of this name is not read, or None."""
    plain = name.replace("\\", "/")
    if plain.startswith("/") or (len(plain) > 1 and plain[1] == ":"):
        return "a member has an absolute path"
    if ".." in plain.split("/"):
        return "a member's path leaves the archive"
    if "\0" in plain:
        return "a member's path holds a NUL byte"
    return None


def _left_out(name: str) -> bool:
    return any(part.startswith((".", "_")) for part in name.split("/") if part.strip("."))


def _member(
    source: Source, kind: str, name: str, at: int, raw: Any, options: ReadOptions
) -> Source | Failure:
    """A member to read, or the failure that says why it is not read."""
    reason = _unsafe(name)
    if reason is None and source.depth >= options.max_depth:
        reason = f"more than {options.max_depth} archives inside one another"
    if reason is not None:
        return source.failure("R011", at, name.encode("utf-8", "replace"), error=reason)
    return source.nested(f"{kind}://{name}::{source.uri}", posixpath.basename(name).lower(), raw)


class _Member(io.RawIOBase):
    """A member's bytes; what goes wrong in them is `DamagedError`, what they cost is counted."""

    def __init__(self, inner: Any, budget: _Budget) -> None:
        super().__init__()
        self._inner = inner
        self._budget = budget

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data: bytes = self._inner.read(size)
        except _MEMBER_ERRORS as error:
            raise DamagedError(" ".join(str(error).split()) or type(error).__name__) from None
        self._budget.spend(len(data))
        return data


class _Budget:
    """What all members of an archive may grow to together."""

    def __init__(self, stored: int, options: ReadOptions) -> None:
        self.left = FREE_EXPANSION_BYTES + stored * options.max_expansion
        self.options = options

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise BombError(f"grows more than {self.options.max_expansion} times when unpacked")


def read_zip(source: Source, options: ReadOptions) -> Iterator[Record | Source]:
    with seekable(source) as raw:
        size = raw.seek(0, 2)
        raw.seek(0)
        try:
            archive = zipfile.ZipFile(cast(Any, raw))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            if source.first:
                yield source.failure("R005", 0, None, error=f"ZIP: {describe(error)}")
            return
        budget = _Budget(size, options)
        with archive:
            for info in sorted(archive.infolist(), key=lambda info: info.header_offset):
                at = info.header_offset
                if at < (source.start or 0) or (source.end is not None and at >= source.end):
                    continue
                if not info.filename or info.is_dir() or _left_out(info.filename):
                    continue
                if info.flag_bits & 1:
                    reason = f"the member {info.filename} is encrypted"
                    yield source.failure("R006", at, None, error=reason)
                    continue
                try:
                    inner = archive.open(info)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
                    message = f"ZIP: {info.filename}: {describe(error)}"
                    yield source.failure("R005", at, None, error=message)
                    continue
                with inner:
                    member = _Member(inner, budget)
                    yield _member(source, "zip", info.filename, at, member, options)
                if budget.left < 0:
                    return


def zip_spans(source: Source, target: int, options: ReadOptions) -> Iterator[Span]:
    with seekable(source) as raw, zipfile.ZipFile(cast(Any, raw)) as archive:
        starts = sorted(info.header_offset for info in archive.infolist())
    yield from _spans(starts, target)


def _spans(starts: list[int], target: int) -> Iterator[Span]:
    cuts = [0]
    for start in starts:
        if start - cuts[-1] >= target:
            cuts.append(start)
    for begin, end in zip(cuts, [*cuts[1:], None], strict=True):
        yield Span(begin, end)


def sniff_zip(head: bytes, name: str) -> int:
    if not head.startswith((b"PK\3\4", b"PK\5\6")) or name.endswith(_NO_ARCHIVES):
        return NO
    first = head[30:128]
    return NO if first.startswith((b"[Content_Types]", b"mimetype", b"META-INF/")) else SURE


class _Part(io.RawIOBase):
    """The next ``size`` bytes of a stream."""

    def __init__(self, stream: Stream, size: int) -> None:
        super().__init__()
        self._stream = stream
        self.left = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        wanted = self.left if size < 0 else min(size, self.left)
        if not wanted:
            return b""
        data = self._stream.read(wanted)
        if not data:
            missing, self.left = self.left, 0
            raise DamagedError(f"the archive ends {missing} bytes early")
        self.left -= len(data)
        return data

    def skip(self) -> None:
        while self.left and self.read(min(self.left, 2**20)):
            pass


def _exactly(stream: Stream, size: int) -> bytes:
    parts = []
    while size and (data := stream.read(size)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return None


def _pax(data: bytes) -> dict[str, str]:
    """The records of a pax header: ``length key=value\\n``."""
    found: dict[str, str] = {}
    while data:
        length, space, _ = data.partition(b" ")
        if not space or not length.isdigit() or int(length) < 5:
            break
        key, _, value = data[len(length) + 1 : int(length) - 1].partition(b"=")
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "replace")
        data = data[int(length) :]
    return found


#: A long name or a pax header longer than this is damage.
_MAX_HEADER_BYTES = 2**20


class _TarWalk:
    """The headers of a tar file, one member after the other.

    ``lost``: the place of the next header is not known, and damage was told already. ``at`` is
    where the member's first header began, ``extra`` what the headers before its own say of it.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stream = source.at(source.start) if source.start else source.stream
        self.at: int | None = None
        self.extra: dict[str, str] = {}
        self.lost = False

    def __iter__(self) -> Iterator[_TarMember | Record]:
        """Members, and failures for damage; a member's bytes are to be read before the next."""
        while not self._is_behind_end():
            position = self.stream.position
            try:
                block = _exactly(self.stream, BLOCK)
            except DamagedError as error:
                yield self._damage(error, position)
                continue
            if not block:
                return
            self.at = position if self.at is None else self.at
            if not block.strip(b"\0"):
                self.at = None
                continue
            info = _header(block) if len(block) == BLOCK else None
            if info is None:
                if not self.lost:
                    reason = "a tar header is damaged"
                    yield self.source.failure("R005", position, block, error=reason)
                self.lost, self.at, self.extra = True, None, {}
                continue
            self.lost = False
            if info.type not in (b"L", b"K", b"x", b"g") or info.size > _MAX_HEADER_BYTES:
                member = self._member(info)
                yield member
                try:
                    member.body.skip()
                    _exactly(self.stream, member.padding)
                except DamagedError as error:
                    yield self._damage(error, self.stream.position)
                continue
            try:
                data = _exactly(self.stream, info.size + -info.size % BLOCK)[: info.size]
            except DamagedError as error:
                yield self._damage(error, position)
                self.at = None
                continue
            if info.type == b"L":
                self.extra["path"] = data.rstrip(b"\0").decode("utf-8", "replace")
            elif info.type == b"x":
                self.extra.update(_pax(data))

    def _is_behind_end(self) -> bool:
        """Whether the next member is another shard's."""
        end = self.source.end
        return end is not None and self.at is None and self.stream.position >= end

    def _damage(self, error: DamagedError, position: int) -> Record:
        self.lost = True
        return self.source.damaged(error, position)

    def _member(self, info: tarfile.TarInfo) -> _TarMember:
        name = self.extra.get("path", info.name).encode("utf-8", "replace").decode()
        size = self.extra.get("size", "")
        body = _Part(self.stream, int(size) if size.isdecimal() else info.size)
        sparse = info.type == b"S" or any(key.startswith("GNU.sparse") for key in self.extra)
        assert self.at is not None
        member = _TarMember(self.at, name, info, body, -body.left % BLOCK, sparse)
        self.at, self.extra = None, {}
        return member


class _TarMember(NamedTuple):
    """A member: where it begins, its name and header, its bytes and how many pad them."""

    begin: int
    name: str
    info: tarfile.TarInfo
    body: _Part
    padding: int
    sparse: bool


def read_tar(source: Source, options: ReadOptions) -> Iterator[Record | Source]:
    for found in _TarWalk(source):
        if not isinstance(found, _TarMember):
            yield found
            continue
        begin, name, info, body, _, sparse = found
        if info.isreg() and not sparse:
            if not _left_out(name):
                member = _Member(body, _Budget(2**50, options))
                yield _member(source, "tar", name, begin, member, options)
        elif not info.isdir():
            kind = "a sparse file" if sparse else "a link or a device"
            reason = f"the member {name} is {kind}"
            yield source.failure("R011", begin, name.encode(), error=reason)


def tar_spans(source: Source, target: int, options: ReadOptions) -> Iterator[Span]:
    assert source.raw is not None
    source.raw.seek(0)
    with tarfile.open(fileobj=source.raw, mode="r:") as archive:
        starts = [info.offset for info in archive]
    yield from _spans(starts, target)


def sniff_tar(head: bytes, name: str) -> int:
    if head[257:262] == b"ustar" or (name.endswith((".tar", ".tgz")) and len(head) >= BLOCK):
        return SURE if _header(head[:BLOCK]) is not None else NO
    return NO


ZIP = Format("zip", read_zip, sniff_zip, spans=zip_spans)
TAR = Format("tar", read_tar, sniff_tar, spans=tar_spans)
