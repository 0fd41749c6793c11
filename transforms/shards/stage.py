"""Shards of input → normalized articles on disk, and their fingerprints.

No article text goes through a shuffle: a shard's articles and failures are staged as two Parquet
files named by what is in the shard and how it is normalized, with a mark written last. A shard
that has its mark is not read again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import apache_beam as beam
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam import coders

from schemas.ids import stable_id
from schemas.records import Article, Failure, RawDocument
from schemas.tables import ARTICLES, REJECTS
from schemas.tables.base import Table
from schemas.tables.rows import Row, article_from_row, article_row, failure_row
from transforms import metrics, progress

#: Articles are written and read back in batches of at most this many rows and about this much
#: text, so that a worker holds one batch whatever the shard's size.
BATCH_ROWS = 256
BATCH_CHARACTERS = 2_000_000

#: Tag of the side output.
FINGERPRINTS = "fingerprints"


class StagedShard(NamedTuple):
    """A finished shard: where it lies and what it holds."""

    key: str
    articles: int
    rejects: int


coders.typecoders.registry.register_coder(StagedShard, coders.RowCoder)


class StagingArea:
    """Folder of staged shards, on any fsspec filesystem.

    Args:
        root: folder or URL; made when first written to.
        storage_options: fsspec options for it.
    """

    def __init__(self, root: str, storage_options: Mapping[str, Any]) -> None:
        self.fs, self.root = fsspec.core.url_to_fs(root, **storage_options)

    def path(self, key: str, kind: str) -> str:
        """Path of one file of a shard; two hex digits spread them over folders."""
        return f"{self.root}/{key[:2]}/{key}.{kind}"

    def find(self, key: str) -> StagedShard | None:
        """The shard, if it was finished before."""
        try:
            with self.fs.open(self.path(key, "json"), "rb") as file:
                return StagedShard(**json.load(file))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def write(
        self, key: str, items: Iterable[Article | Failure], report: Callable[[int], None]
    ) -> Iterator[Article]:
        """Stage ``items`` and pass the articles on; the mark is written after the last one."""
        self.fs.makedirs(self.path(key, "x").rsplit("/", 1)[0], exist_ok=True)
        articles = _RowFile(self.fs, self.path(key, "articles.parquet"), ARTICLES)
        rejects = _RowFile(self.fs, self.path(key, "rejects.parquet"), REJECTS)
        try:
            for item in items:
                if isinstance(item, Failure):
                    rejects.add(failure_row(item), len(item.payload or b""))
                else:
                    articles.add(article_row(item), len(item.text))
                    yield item
                report(1)
            articles.close()
            rejects.close()
        except BaseException:
            articles.abandon()
            rejects.abandon()
            raise
        shard = StagedShard(key, articles.rows, rejects.rows)
        temporary = self.path(key, f"{stable_id(time.time_ns())}.tmp")
        with self.fs.open(temporary, "wb") as file:
            file.write(json.dumps(shard._asdict()).encode())
        self.fs.mv(temporary, self.path(key, "json"))

    def articles(self, key: str) -> Iterator[Article]:
        """The shard's articles, in the order they were read."""
        for row in self._rows(key, "articles.parquet"):
            yield article_from_row(row)

    def rejects(self, key: str) -> Iterator[Row]:
        """The shard's rows of ``rejects``."""
        return self._rows(key, "rejects.parquet")

    def _rows(self, key: str, kind: str) -> Iterator[Row]:
        with (
            self.fs.open(self.path(key, kind), "rb") as file,
            pq.ParquetFile(file) as parquet,
        ):
            for batch in parquet.iter_batches(batch_size=BATCH_ROWS):
                yield from batch.to_pylist()


class _RowFile:
    """A Parquet file of one table, written in bounded batches under a name of its own."""

    def __init__(self, fs: Any, path: str, table: Table) -> None:
        self._fs, self._path, self._table = fs, path, table
        self._temporary = f"{path}.{stable_id(time.time_ns(), id(self))}.tmp"
        self._file = fs.open(self._temporary, "wb")
        self._writer = pq.ParquetWriter(self._file, table.schema, compression="zstd")
        self._batch: list[Row] = []
        self._characters = 0
        self.rows = 0

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
        self._file.close()
        self._fs.mv(self._temporary, self._path)

    def abandon(self) -> None:
        """Leave nothing behind; the error that led here matters more than one on the way out."""
        try:
            self._writer.close()
            self._file.close()
            self._fs.rm(self._temporary)
        except (OSError, ValueError, pa.ArrowException):
            return


class StageShards(beam.PTransform):
    """Shards → `StagedShard` (main output) and fingerprints (tag `FINGERPRINTS`).

    Args:
        area: folder or URL of the staging area.
        storage_options: fsspec options for it.
        read: shard → raw documents and failures.
        normalize: raw document → article or failure.
        fingerprint: (article, shard key) → what is shuffled to find duplicates.
        identity: hash of every option and version that ``read`` and ``normalize`` depend on.
        progress_folder: see `transforms.progress`.
    """

    def __init__(
        self,
        area: str,
        storage_options: Mapping[str, Any],
        read: Callable[[Any], Iterator[RawDocument | Failure]],
        normalize: Callable[[RawDocument], Article | Failure],
        fingerprint: Callable[[Article, str], Any],
        identity: str,
        progress_folder: str | None = None,
    ) -> None:
        super().__init__()
        self._fn = _StageShardFn(
            area, storage_options, read, normalize, fingerprint, identity, progress_folder
        )

    def expand(self, shards: beam.PCollection) -> Any:
        return shards | "StageShard" >> beam.ParDo(self._fn).with_outputs(
            FINGERPRINTS, main="staged"
        )


class _StageShardFn(beam.DoFn):
    def __init__(
        self,
        area: str,
        storage_options: Mapping[str, Any],
        read: Callable[[Any], Iterator[RawDocument | Failure]],
        normalize: Callable[[RawDocument], Article | Failure],
        fingerprint: Callable[[Article, str], Any],
        identity: str,
        progress_folder: str | None,
    ) -> None:
        self._area_args = (area, dict(storage_options))
        self._read = read
        self._normalize = normalize
        self._fingerprint = fingerprint
        self._identity = identity
        self._progress = progress_folder

    def setup(self) -> None:
        self._area = StagingArea(*self._area_args)

    def process(self, shard: Any) -> Iterator[Any]:
        key = stable_id("stage", shard.shard_id, self._identity)
        began = time.perf_counter()
        staged = self._area.find(key)
        if staged is None:
            articles = self._area.write(
                key,
                self._items(shard),
                lambda n: progress.add(self._progress, "staged", n),
            )
        else:
            metrics.count(metrics.SHARDS_RESUMED)
            progress.add(self._progress, "staged", staged.articles + staged.rejects)
            articles = self._area.articles(key)
        for article in articles:
            yield beam.pvalue.TaggedOutput(FINGERPRINTS, self._fingerprint(article, key))
        staged = staged or self._area.find(key)
        if staged is None:
            raise OSError(f"staged shard {key} vanished; is the output's _work folder shared?")
        metrics.count(metrics.RECORDS_READ, staged.articles + staged.rejects)
        metrics.count(metrics.RECORDS_REJECTED, staged.rejects)
        metrics.count(metrics.ARTICLES_NORMALIZED, staged.articles)
        metrics.observe(metrics.STAGE_MSEC, int((time.perf_counter() - began) * 1000))
        yield staged

    def _items(self, shard: Any) -> Iterator[Article | Failure]:
        for item in self._read(shard):
            yield item if isinstance(item, Failure) else self._normalize(item)
