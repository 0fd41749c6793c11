"""Shards of input → normalized articles on disk, and their fingerprints.

No article text goes through a shuffle: a shard's articles and failures are staged as two Parquet
files named by what is in the shard and how it is normalized, with a mark written last. A shard
that has its mark is not read again.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import TracebackType
from typing import IO, Any, NamedTuple

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.ids import stable_id
from schemas.records import Article, Failure, RawDocument, failure
from schemas.records.coding import register
from schemas.tables import ARTICLES, REJECTS
from schemas.tables.base import Table
from schemas.tables.rows import Row, article_from_row, article_row, failure_row
from transforms import metrics, progress
from transforms.write.crumbs import Crumbs, Record, condemned
from transforms.write.shards import WorkArea

#: Articles are written and read back in batches of at most this many rows and about this much
#: text, so that a worker holds one batch whatever the shard's size.
BATCH_ROWS = 256
BATCH_CHARACTERS = 2_000_000

#: Tag of the side output.
FINGERPRINTS = "fingerprints"


class StagedShard(NamedTuple):
    """A finished shard: how many rows it holds and in which files (paths in the work area)."""

    key: str
    articles: int
    rejects: int
    articles_file: str
    rejects_file: str


register(StagedShard)


def _mark_path(area: WorkArea, key: str) -> str:
    return f"{area.shard_folder(key)}/staged.json"


def find_staged(area: WorkArea, key: str) -> StagedShard | None:
    """The shard, if it was finished before."""
    try:
        return StagedShard(**json.loads(area.storage.read_bytes(_mark_path(area, key))))
    except (FileNotFoundError, ValueError, TypeError):
        return None


class StagingWriter:
    """Writes one shard's articles and failures; `finish` writes the mark that makes it exist.

    Two workers on one shard (a retry beside a slow first try) write files of different names;
    whichever mark stands names a whole pair.
    """

    def __init__(self, area: WorkArea, key: str) -> None:
        folder = area.shard_folder(key)
        unique = uuid.uuid4().hex[:12]
        self._area, self._key, self._stack = area, key, ExitStack()
        self._articles = _RowFile(f"{folder}/{unique}-articles.parquet", ARTICLES)
        self._rejects = _RowFile(f"{folder}/{unique}-rejects.parquet", REJECTS)

    def __enter__(self) -> StagingWriter:
        for file in (self._articles, self._rejects):
            file.open(self._stack.enter_context(self._area.storage.create(file.path)))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self._articles.close()
            self._rejects.close()
        self._stack.__exit__(kind, error, traceback)

    def add(self, item: Article | Failure) -> None:
        """Stage one article or failure."""
        if isinstance(item, Failure):
            self._rejects.add(failure_row(item), len(item.payload or b""))
        else:
            self._articles.add(article_row(item), len(item.text))

    def finish(self) -> StagedShard:
        """Write the mark; call it after the ``with`` block, when the files are whole."""
        shard = StagedShard(
            self._key,
            self._articles.rows,
            self._rejects.rows,
            self._articles.path,
            self._rejects.path,
        )
        self._area.storage.write_bytes(
            _mark_path(self._area, self._key), json.dumps(shard._asdict()).encode()
        )
        return shard


class _RowFile:
    """A Parquet file of one table, written in bounded batches."""

    def __init__(self, path: str, table: Table) -> None:
        self.path, self._table = path, table
        self._batch: list[Row] = []
        self._characters = 0
        self.rows = 0

    def open(self, handle: IO[bytes]) -> None:
        self._writer = pq.ParquetWriter(handle, self._table.schema, compression="zstd")

    def add(self, row: Row, characters: int) -> None:
        self._batch.append(row)
        self._characters += characters
        self.rows += 1
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._writer.write_table(pa.Table.from_pylist(self._batch, schema=self._table.schema))
            self._batch, self._characters = [], 0

    def close(self) -> None:
        self._flush()
        self._writer.close()


def staged_articles(area: WorkArea, shard: StagedShard) -> Iterator[Article]:
    """The shard's articles, in the order they were read."""
    for row in _rows(area, shard.articles_file):
        yield article_from_row(row)


def staged_rejects(area: WorkArea, shard: StagedShard) -> Iterator[Row]:
    """The shard's rows of ``rejects``."""
    return _rows(area, shard.rejects_file)


def _rows(area: WorkArea, path: str) -> Iterator[Row]:
    with area.storage.open_read(path) as file, pq.ParquetFile(file) as parquet:
        for batch in parquet.iter_batches(batch_size=BATCH_ROWS):
            yield from batch.to_pylist()


class StageShards(beam.PTransform):
    """Shards → `StagedShard` (main output) and fingerprints (tag `FINGERPRINTS`).

    Args:
        area: the work area.
        read: shard → raw documents and failures.
        normalize: raw document → article or failure.
        fingerprint: (article, shard key) → what is shuffled to find duplicates.
        identity: hash of every option and version that ``read`` and ``normalize`` depend on.
        progress_folder: see `transforms.progress`.
        run_id: for log lines.
    """

    def __init__(
        self,
        area: WorkArea,
        read: Callable[[Any], Iterator[RawDocument | Failure]],
        normalize: Callable[[RawDocument], Article | Failure],
        fingerprint: Callable[[Article, str], Any],
        identity: str,
        progress_folder: str | None = None,
        run_id: str = "",
    ) -> None:
        super().__init__()
        self._fn = _StageShardFn(
            area, read, normalize, fingerprint, identity, progress_folder, run_id
        )

    def expand(self, shards: beam.PCollection) -> Any:
        return shards | "StageShard" >> beam.ParDo(self._fn).with_outputs(
            FINGERPRINTS, main="staged"
        )


class _StageShardFn(beam.DoFn):
    def __init__(
        self,
        area: WorkArea,
        read: Callable[[Any], Iterator[RawDocument | Failure]],
        normalize: Callable[[RawDocument], Article | Failure],
        fingerprint: Callable[[Article, str], Any],
        identity: str,
        progress_folder: str | None,
        run_id: str,
    ) -> None:
        self._area = area
        self._read = read
        self._normalize = normalize
        self._fingerprint = fingerprint
        self._identity = identity
        self._progress = progress_folder
        self._run_id = run_id

    def process(self, shard: Any) -> Iterator[Any]:
        key = stable_id("stage", shard.shard_id, self._identity)
        began = time.perf_counter()
        staged = find_staged(self._area, key)
        if staged is None:
            writer, crumbs = StagingWriter(self._area, key), Crumbs(self._area, key)
            with writer:
                for item in self._items(shard, crumbs):
                    writer.add(item)
                    progress.add(self._progress, "staged", 1)
                    if isinstance(item, Article):
                        yield beam.pvalue.TaggedOutput(FINGERPRINTS, self._fingerprint(item, key))
            staged = writer.finish()
            crumbs.close()
        else:
            metrics.count(metrics.SHARDS_RESUMED)
            progress.add(self._progress, "staged", staged.articles + staged.rejects)
            for article in staged_articles(self._area, staged):
                yield beam.pvalue.TaggedOutput(FINGERPRINTS, self._fingerprint(article, key))
        metrics.count(metrics.RECORDS_READ, staged.articles + staged.rejects)
        metrics.count(metrics.RECORDS_REJECTED, staged.rejects)
        metrics.count(metrics.ARTICLES_NORMALIZED, staged.articles)
        spent = int((time.perf_counter() - began) * 1000)
        metrics.observe(metrics.STAGE_MSEC, spent)
        metrics.log(
            self._run_id,
            "stage",
            shard=key,
            articles=staged.articles,
            rejects=staged.rejects,
            msec=spent,
        )
        yield staged

    def _items(self, shard: Any, crumbs: Crumbs) -> Iterator[Article | Failure]:
        for item in self._read(shard):
            if isinstance(item, Failure):
                yield item
                continue
            record = Record(item.input_uri, item.input_position)
            if record in crumbs.suspects and condemned(self._normalize, [item]):
                payload = item.content or (item.text or item.html or "").encode("utf-8", "replace")
                yield failure("N099", item.input_uri, item.input_position, payload)
                continue
            crumbs.enter([record])
            yield self._normalize(item)
