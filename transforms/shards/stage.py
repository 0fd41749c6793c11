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
from schemas.tables.rows import Row, article_from_row, article_row, failure_row
from transforms import metrics, progress
from transforms.deadline import OverTimeError, allowance, cpu_limit
from transforms.dedupe.fingerprint import Fingerprint, withdrawal
from transforms.normalize import modified_at
from transforms.storage import WriteError
from transforms.write.crumbs import Crumbs, Record, condemned
from transforms.write.shards import WorkArea

#: Articles are written and read back in batches of at most this many rows and about this much
#: text, so that a worker holds one batch whatever the shard's size.
BATCH_ROWS = 256
BATCH_CHARACTERS = 2_000_000

#: Code of the failure that takes an article back.
WITHDRAWN_CODE = "N010"

#: Staged articles also say when their source changed them, which is no column of the table.
_STAGED = ARTICLES.schema.append(pa.field("modified", pa.int64()))

#: Tag of the side output.
FINGERPRINTS = "fingerprints"


class StagedShard(NamedTuple):
    """A finished shard: how many rows it holds and in which files (paths in the work area).

    ``stored`` says that its articles were not read but stand in the tables and are made again.
    """

    key: str
    articles: int
    rejects: int
    articles_file: str
    rejects_file: str
    stored: bool = False


register(StagedShard)


def _mark_path(area: WorkArea, key: str) -> str:
    return f"{area.shard_folder(key)}/staged.json"


def find_staged(area: WorkArea, key: str) -> StagedShard | None:
    """The shard, if it was finished before."""
    try:
        mark = json.loads(area.storage.read_bytes(_mark_path(area, key)))
        return StagedShard(**mark["shard"])
    except (FileNotFoundError, KeyError, ValueError, TypeError):
        return None


def staged_withdrawals(area: WorkArea, key: str) -> list[Fingerprint]:
    """The withdrawals that a finished shard has read."""
    mark = json.loads(area.storage.read_bytes(_mark_path(area, key)))
    return [withdrawal(*entry) for entry in mark["withdrawals"]]


class StagingWriter:
    """Writes one shard's articles and failures; `finish` writes the mark that makes it exist.

    Two workers on one shard (a retry beside a slow first try) write files of different names;
    whichever mark stands names a whole pair.
    """

    def __init__(self, area: WorkArea, key: str) -> None:
        folder = area.shard_folder(key)
        unique = uuid.uuid4().hex[:12]
        self._area, self._key, self._stack = area, key, ExitStack()
        self._articles = _RowFile(f"{folder}/{unique}-articles.parquet", _STAGED)
        self._rejects = _RowFile(f"{folder}/{unique}-rejects.parquet", REJECTS.schema)
        self._withdrawals: list[Fingerprint] = []

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
            self._articles.add({**article_row(item), "modified": item.modified}, len(item.text))

    def withdraw(self, found: Fingerprint) -> None:
        """Note a withdrawal; see `transforms.dedupe.fingerprint.withdrawal`."""
        self._withdrawals.append(found)

    def finish(self, stored: bool = False) -> StagedShard:
        """Write the mark; call it after the ``with`` block, when the files are whole."""
        shard = StagedShard(
            self._key,
            self._articles.rows,
            self._rejects.rows,
            self._articles.path,
            self._rejects.path,
            stored,
        )
        taken_back = [
            [w.article_id, w.shard_id, w.input_uri, w.input_position, w.modified]
            for w in self._withdrawals
        ]
        mark = {"shard": shard._asdict(), "withdrawals": taken_back}
        self._area.storage.write_bytes(_mark_path(self._area, self._key), json.dumps(mark).encode())
        return shard


class _RowFile:
    """A Parquet file of one table, written in bounded batches."""

    def __init__(self, path: str, schema: pa.Schema) -> None:
        self.path, self._schema = path, schema
        self._batch: list[Row] = []
        self._characters = 0
        self.rows = 0

    def open(self, handle: IO[bytes]) -> None:
        self._writer = pq.ParquetWriter(handle, self._schema, compression="zstd")

    def add(self, row: Row, characters: int) -> None:
        self._batch.append(row)
        self._characters += characters
        self.rows += 1
        if len(self._batch) >= BATCH_ROWS or self._characters >= BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._writer.write_table(pa.Table.from_pylist(self._batch, schema=self._schema))
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
    try:
        with area.storage.open_read(path) as file, pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(batch_size=BATCH_ROWS):
                yield from batch.to_pylist()
    except FileNotFoundError as error:  # another run over the same input was committed
        raise WriteError("W005", path=path, error="it is gone") from error


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
        timeout_s: processor time that one record may take (see `transforms.deadline.allowance`).
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
        timeout_s: float = 60.0,
    ) -> None:
        super().__init__()
        self._fn = _StageShardFn(
            area, read, normalize, fingerprint, identity, progress_folder, run_id, timeout_s
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
        timeout_s: float,
    ) -> None:
        self._timeout_s = timeout_s
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
                for item, modified in self._items(shard, crumbs):
                    writer.add(item)
                    progress.add(self._progress, "staged", 1)
                    found = self._fingerprint_of(item, key, modified)
                    if found is not None:
                        yield beam.pvalue.TaggedOutput(FINGERPRINTS, found)
                        if not isinstance(item, Article):
                            writer.withdraw(found)
            staged = writer.finish()
            crumbs.close()
        else:
            metrics.count(metrics.SHARDS_RESUMED)
            progress.add(self._progress, "staged", staged.articles + staged.rejects)
            for article in staged_articles(self._area, staged):
                yield beam.pvalue.TaggedOutput(FINGERPRINTS, self._fingerprint(article, key))
            for gone in staged_withdrawals(self._area, key):
                yield beam.pvalue.TaggedOutput(FINGERPRINTS, gone)
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

    def _fingerprint_of(self, item: Article | Failure, key: str, modified: int | None) -> Any:
        """What is shuffled of one record; None for a reject."""
        if isinstance(item, Article):
            return self._fingerprint(item, key)
        if item.code != WITHDRAWN_CODE or item.article_id is None:
            return None
        position = item.input_position or 0
        return withdrawal(item.article_id, key, item.input_uri, position, modified)

    def _made(self, item: RawDocument) -> Article | Failure:
        """The article of a record; a failure where normalizing it takes too long."""
        body = item.content or item.text or item.html or ""
        limit = cpu_limit(allowance(self._timeout_s, len(body)))
        try:
            with limit:
                return self._normalize(item)
        except OverTimeError:
            payload = body if isinstance(body, bytes) else body[:65_536].encode("utf-8", "replace")
            told = {"limit_s": f"{limit.seconds:g}", "step": limit.step}
            return failure("N009", item.input_uri, item.input_position, payload, None, **told)

    def _items(self, shard: Any, crumbs: Crumbs) -> Iterator[tuple[Article | Failure, int | None]]:
        """What becomes of each record, and when its source says it changed it."""
        for item in self._read(shard):
            if isinstance(item, Failure):
                yield item, None
                continue
            record = Record(item.input_uri, item.input_position)
            if record in crumbs.suspects and condemned(self._normalize, [item]):
                payload = item.content or (item.text or item.html or "").encode("utf-8", "replace")
                yield failure("N099", item.input_uri, item.input_position, payload), None
                continue
            crumbs.enter([record])
            made, modified = self._made(item), modified_at(item)
            yield made._replace(modified=modified) if isinstance(made, Article) else made, modified
