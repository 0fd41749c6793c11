"""What a run has read → the articles of the tables that it concerns, and their stories.

A run that upserts decides about its articles as if they had been read together with those that
stand in the tables. Of these it needs few:

- articles with the ids that were read (they are replaced, or say the same);
- articles published within ``link_days`` of one that was read, and so alike in a part of their
  signatures that they may be copies of it;
- all other articles of these articles' stories, however old.

All else stays as it is, unread but for its columns of ids. Signatures of the tables' articles are
kept beside the tables, in ``_fingerprints``, one file for each file of ``articles`` under the name
of its content; they can be made again at any time, so nothing is lost with them.

``append`` asks for the first kind only, and ``repair`` for whatever `damage` names.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.ids import stable_id
from schemas.records import Article
from schemas.records.coding import register
from schemas.tables import ARTICLES, STORIES
from schemas.tables.rows import article_from_row
from transforms.dedupe.clusters import band_keys, signature_rows
from transforms.dedupe.fingerprint import (
    FRESH,
    OUTDATED,
    STORED,
    Fingerprint,
    article_content,
    minhash,
    shingle_hashes,
)
from transforms.storage import Storage
from transforms.write.damage import find_damage
from transforms.write.manifest import committed_runs, live_files
from transforms.write.stored import stored_batches

#: Folder of the kept signatures, relative to the output.
FINGERPRINTS_FOLDER = "_fingerprints"

#: Signature values a band, as in `DedupeOptions`.
_BAND_ROWS = 3

_CACHED = pa.schema([("shingles", pa.int32()), ("signature", pa.binary())])

_NONE = pa.array([], pa.string())

#: Columns of articles but the text.
_LIGHT = tuple(name for name in ARTICLES.schema.names if name != "text")


@dataclass(frozen=True)
class Looking:
    """How a run looks back; picklable.

    Attributes:
        output: the tables.
        mode: ``append``, ``upsert`` or ``repair``.
        link_days: days before and after an article within which copies are looked for.
        identity: hash of every option, version and model that rows depend on; articles whose rows
            have another one count as changed when they are read again.
    """

    output: Storage
    mode: str
    link_days: int = 14
    identity: str = ""


class Known(NamedTuple):
    """An article of the tables that takes part in what a run decides.

    Fields:
        path: its file, relative to the output.
        story_id, duplicate_of: as its row says.
        again: its rows are to be made again, whatever is decided.
    """

    path: str
    fingerprint: Fingerprint
    story_id: Optional[str]
    duplicate_of: Optional[str]
    again: bool = False


register(Known)


def stored_key(path: str) -> str:
    """What stands for a shard's key in fingerprints and verdicts of stored articles."""
    return f"stored {path}"


def stored_path(key: str) -> str | None:
    """The file that a key of `stored_key` names; None for a shard's key."""
    return key.removeprefix("stored ") if key.startswith("stored ") else None


def find_known(looking: Looking, fresh: Sequence[Fingerprint]) -> Iterator[Known]:
    """The articles of the tables that matter to what was read, see above."""
    files = article_files(looking.output)
    if looking.mode == "repair":
        yield from _damaged(looking, files)
        return
    if not fresh:
        return
    ids = pa.array(sorted({f.article_id for f in fresh}), pa.string())
    if looking.mode == "append":
        for path in files:
            yield from _chosen(looking, files, path, ids, _NONE, light=True)
        return
    window = _Window.of([f for f in fresh if f.kind == FRESH], looking.link_days)
    stories: set[str] = set()
    for path in files:
        stories.update(_touched(looking.output, path, ids, window))
    wanted = pa.array(sorted(stories), pa.string())
    for path in files:
        yield from _chosen(looking, files, path, ids, wanted)
    _forget_signatures(looking.output, files)


def _damaged(looking: Looking, files: Mapping[str, str | None]) -> Iterator[Known]:
    """The articles that have to be made again, and the others of their stories."""
    found = find_damage(looking.output)
    ids = pa.array(sorted(found.articles), pa.string())
    stories = set(found.stories)
    for path in files:
        for batch in stored_batches(
            looking.output, path, ARTICLES.schema, ("article_id", "story_id")
        ):
            mine = batch.filter(pc.is_in(batch.column("article_id"), ids))
            stories.update(mine.column("story_id").drop_null().to_pylist())
    wanted = pa.array(sorted(stories), pa.string())
    for number, path in enumerate(files):
        for entry in _chosen(looking, files, path, ids, wanted, again=found.articles):
            # Of two versions the one stays that was written last.
            yield entry._replace(fingerprint=entry.fingerprint._replace(modified=number))


def article_files(output: Storage) -> dict[str, str | None]:
    """Path → identity of the rows of every live file of ``articles``, in the order of commits."""
    manifests = committed_runs(output)
    live = live_files(manifests)
    written = (entry["path"] for manifest in manifests for entry in manifest["files"])
    return {
        path: live[path]["identity"]
        for path in written
        if path in live and path.startswith("articles/") and live[path]["rows"]
    }


class _Window(NamedTuple):
    """What was read, as candidates among stored articles are looked for.

    Fields:
        days: days since 1970 on which copies may have been published, ascending.
        bands: for each band of signatures the values that occur, ascending.
        texts: SHA-256 of the texts.
    """

    days: np.ndarray
    bands: list[np.ndarray]
    texts: pa.Array

    @classmethod
    def of(cls, fresh: Sequence[Fingerprint], link_days: int) -> _Window:
        told = {dt.date.fromisoformat(f.published_date) for f in fresh if f.published_date}
        numbers = np.array(sorted((day - _EPOCH).days for day in told), dtype=np.int64)
        around = numbers[:, None] + np.arange(-link_days, link_days + 1)[None, :]
        rows = signature_rows([f.signature for f in fresh])
        bands = [np.unique(keys) for keys in band_keys(rows, _BAND_ROWS)] if fresh else []
        texts = pa.array(sorted({f.text_sha256 for f in fresh}), pa.string())
        return cls(np.unique(around), bands, texts)


_EPOCH = dt.date(1970, 1, 1)


def _touched(output: Storage, path: str, ids: pa.Array, window: _Window) -> set[str]:
    """Stories of the articles in one file that were read again or may have got a copy."""
    columns = ("article_id", "story_id", "published_date", "text_sha256")
    batches = list(stored_batches(output, path, ARTICLES.schema, columns))
    rows = pa.Table.from_batches(batches).combine_chunks()
    chosen = _flags(pc.is_in(rows.column("article_id"), ids))
    days = pc.fill_null(rows.column("published_date").cast(pa.int32()), -(2**31))
    near = np.isin(days.to_numpy(), window.days) & ~chosen
    if near.any():
        places = np.flatnonzero(near)
        signatures = signature_rows([s for _, s in _signatures(output, path)])[places]
        alike = _flags(pc.is_in(rows.column("text_sha256"), window.texts))[places]
        for keys, known in zip(band_keys(signatures, _BAND_ROWS), window.bands, strict=True):
            alike |= np.isin(keys, known)
        chosen[places[alike]] = True
    found = rows.column("story_id").filter(pa.array(chosen)).drop_null()
    return set(found.to_pylist())


def _flags(array: pa.ChunkedArray) -> np.ndarray:
    return np.array(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=bool)


def _chosen(
    looking: Looking,
    files: Mapping[str, str | None],
    path: str,
    ids: pa.Array,
    stories: pa.Array,
    light: bool = False,
    again: frozenset[str] = frozenset(),
) -> Iterator[Known]:
    """The articles of one file that have one of ``ids`` or belong to one of ``stories``.

    Args:
        light: without their signatures.
        again: ids of articles whose rows are to be made again.
    """
    output = looking.output
    keys = pa.Table.from_batches(
        list(stored_batches(output, path, ARTICLES.schema, ("article_id", "story_id")))
    )
    hits = _flags(pc.is_in(keys.column("article_id"), ids))
    hits |= _flags(pc.is_in(keys.column("story_id"), stories)) & _flags(
        pc.is_valid(keys.column("story_id"))
    )
    if not hits.any():
        return
    signatures = None if light else _signatures(output, path)
    kind = STORED if files[path] == looking.identity else OUTDATED
    place = 0
    for batch in stored_batches(output, path, ARTICLES.schema, _LIGHT):
        for index in np.flatnonzero(hits[place : place + batch.num_rows]):
            row = {**batch.slice(int(index), 1).to_pylist()[0], "text": ""}
            article = article_from_row(row)
            shingles, signature = (0, b"") if signatures is None else signatures[place + index]
            yield Known(
                path,
                _fingerprint(article, stored_key(path), shingles, signature, kind),
                article.story_id,
                article.duplicate_of,
                article.article_id in again,
            )
        place += batch.num_rows


def _fingerprint(
    article: Article, shard_id: str, shingles: int, signature: bytes, kind: str
) -> Fingerprint:
    return Fingerprint(
        article.article_id,
        shard_id,
        article.input_uri,
        article.input_position,
        article.published_at,
        article.published_date,
        article.source,
        article.word_count,
        shingles,
        article.text_sha256,
        signature,
        article_content(article),
        None,
        kind,
    )


def _signatures(output: Storage, path: str) -> list[tuple[int, bytes]]:
    """Number of shingles and signature of every article in a file, in its order."""
    cached = f"{FINGERPRINTS_FOLDER}/{stable_id(path)}.arrow"
    try:
        with pa.ipc.open_file(io.BytesIO(output.read_bytes(cached))) as reader:
            table = reader.read_all()
            return list(
                zip(table["shingles"].to_pylist(), table["signature"].to_pylist(), strict=True)
            )
    except (FileNotFoundError, pa.ArrowInvalid):
        pass
    found = []
    for batch in stored_batches(output, path, ARTICLES.schema, ("text",)):
        for text in batch.column(0):
            hashes = shingle_hashes(text.as_py())
            found.append((len(hashes), minhash(hashes).astype("<u2").tobytes()))
    sink = io.BytesIO()
    columns = [pa.array([n for n, _ in found], pa.int32()), pa.array([s for _, s in found])]
    with pa.ipc.new_file(sink, _CACHED) as writer:
        writer.write_batch(pa.record_batch(columns, schema=_CACHED))
    output.write_bytes(cached, sink.getvalue())
    return found


def _forget_signatures(output: Storage, files: Iterable[str]) -> None:
    """Remove the signatures of files that are gone."""
    wanted = {f"{FINGERPRINTS_FOLDER}/{stable_id(path)}.arrow" for path in files}
    output.delete([path for path in output.files(FINGERPRINTS_FOLDER) if path not in wanted])


def stored_stories(output: Storage, ids: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of ``stories`` with these ids, each with its ``_folder``."""
    wanted = pa.array(sorted(set(ids)), pa.string())
    if not len(wanted):
        return
    live = live_files(committed_runs(output))
    for path in live:
        if not path.startswith("stories/"):
            continue
        for batch in stored_batches(output, path, STORIES.schema):
            for row in batch.filter(pc.is_in(batch.column("story_id"), wanted)).to_pylist():
                yield {**row, "_folder": path.rpartition("/")[0].partition("/")[2]}
