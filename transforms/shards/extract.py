"""Staged shards + verdicts on duplicates → rows of the tables in temporary files.

Each shard is joined with its own verdicts by its key, so that no side input holds the corpus.
Rows go to the temporary files of `transforms.write`; a shard that has its done mark is not
extracted from again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam

from schemas.ids import stable_id
from schemas.records import Article, failure
from schemas.tables.rows import article_row, entity_rows, event_row, failure_row, quote_rows
from transforms import metrics, progress
from transforms.dedupe import Verdict
from transforms.shards.extraction import Extraction, extract
from transforms.shards.stage import StagedShard, staged_articles, staged_rejects
from transforms.write.shards import ShardResult, ShardWriter, WorkArea, finished_shard

#: Names of the counts that a shard hands to the manifest.
RECORDS_READ = "records_read"
ARTICLES = "articles"
RECORDS_REJECTED = "records_rejected"
EXTRACTION_FAILURES = "extraction_failures"


@dataclass(frozen=True)
class ExtractSettings:
    """What extraction depends on; plain values.

    Attributes:
        models: language → spaCy pipeline (None: the shipped one; ``"none"``: no extraction).
        events: ``all`` or ``coded``.
        extract_copies: extract from copies too (``--duplicates extract``).
        partition_by: see `transforms.write.partitions`.
        identity: hash of every option, version and model that the rows depend on.
    """

    models: Mapping[str, str | None] = field(default_factory=lambda: {"en": None})
    events: str = "all"
    extract_copies: bool = False
    partition_by: str = "date"
    identity: str = ""


def verdicts_key(verdicts: Iterable[Verdict]) -> str:
    """Hash of a shard's verdicts, whatever order they came in."""
    return stable_id(*sorted(repr(tuple(verdict)) for verdict in verdicts))


def extraction_key(staged_key: str, verdicts: Iterable[Verdict], identity: str) -> str:
    """Name of an extracted shard: it covers all that its rows depend on."""
    return stable_id("extract", staged_key, verdicts_key(verdicts), identity)


def extract_shard(
    area: WorkArea,
    shard: StagedShard,
    verdicts: Iterable[Verdict],
    settings: ExtractSettings,
    progress_folder: str | None = None,
) -> ShardResult:
    """Write the rows of one shard, unless an earlier try has finished it.

    Returns:
        Its temporary files and counts.

    Raises:
        transforms.write.WriteError: the work area cannot be written.
    """
    verdicts = list(verdicts)
    key = extraction_key(shard.key, verdicts, settings.identity)
    done = finished_shard(area, key)
    if done is not None:
        metrics.count(metrics.SHARDS_RESUMED)
        progress.add(progress_folder, "done", shard.articles + shard.rejects)
        return done
    writer = ShardWriter(area, key, settings.partition_by)
    counts: Counter[str] = Counter({RECORDS_READ: shard.articles + shard.rejects})
    for row in staged_rejects(area, shard):
        counts[RECORDS_REJECTED] += 1
        writer.write("rejects", [row])
    progress.add(progress_folder, "done", shard.rejects)
    by_record = {(v.article_id, v.input_uri, v.input_position): v for v in verdicts}
    kept = _kept(staged_articles(area, shard), by_record, writer, counts, progress_folder)
    for article, found in _extracted(kept, settings):
        _write(writer, article, found, counts)
        progress.add(progress_folder, "done", 1)
    return writer.finish(counts)


def _kept(
    articles: Iterable[Article],
    verdicts: Mapping[tuple[str, str, int], Verdict],
    writer: ShardWriter,
    counts: Counter[str],
    progress_folder: str | None,
) -> Iterator[Article]:
    """Articles with their story and representative; rejected ones go to ``rejects``."""
    for article in articles:
        verdict = verdicts[article.article_id, article.input_uri, article.input_position]
        if verdict.rejected_code is None:
            yield article._replace(story_id=verdict.story_id, duplicate_of=verdict.duplicate_of)
            continue
        reject = failure(
            verdict.rejected_code,
            article.input_uri,
            article.input_position,
            article.text.encode("utf-8", "replace"),
            article.article_id,
            other_uri=verdict.other_uri,
            other_position=verdict.other_position,
            representative=verdict.duplicate_of,
        )
        counts[RECORDS_REJECTED] += 1
        writer.write("rejects", [failure_row(reject)])
        progress.add(progress_folder, "done", 1)


def _extracted(
    articles: Iterable[Article], settings: ExtractSettings
) -> Iterator[tuple[Article, Extraction | None]]:
    """Articles in their order, each with what was found in it; copies have None."""
    waiting: list[Article] = []
    wanted: list[Article] = []

    def flush() -> Iterator[tuple[Article, Extraction | None]]:
        found = extract(wanted, settings.models, settings.events)
        for article in waiting:
            yield article, next(found) if _is_extracted(article, settings) else None
        waiting.clear()
        wanted.clear()

    for article in articles:
        waiting.append(article)
        if _is_extracted(article, settings):
            wanted.append(article)
        if len(waiting) >= 256 or sum(len(a.text) for a in wanted) > 1_000_000:
            yield from flush()
    yield from flush()


def _is_extracted(article: Article, settings: ExtractSettings) -> bool:
    return settings.extract_copies or article.duplicate_of is None


def _write(
    writer: ShardWriter, article: Article, found: Extraction | None, counts: Counter[str]
) -> None:
    row = article_row(article)
    counts[ARTICLES] += 1
    metrics.count(metrics.ARTICLES_OUT)
    writer.write("articles", [row])
    if found is None:
        return
    if found.failure is not None:
        counts[EXTRACTION_FAILURES] += 1
        metrics.count(metrics.EXTRACTION_FAILURES)
        writer.write("rejects", [failure_row(found.failure)])
    if found.annotation is not None:
        metrics.count(metrics.WORDS_EXTRACTED, article.word_count)
        writer.write("entities", list(entity_rows(article, found.annotation)), article=row)
        writer.write("quotes", list(quote_rows(article, found.annotation)), article=row)
    if found.events:
        events = [event_row(article, event) for event in found.events]
        writer.write("events", events, article=row)


class ExtractShards(beam.PTransform):
    """``{"staged": (key, StagedShard), "verdicts": (key, Verdict)}`` → `ShardResult`.

    Args:
        area: the work area.
        settings: see `ExtractSettings`.
        progress_folder: see `transforms.progress`.
    """

    def __init__(
        self, area: WorkArea, settings: ExtractSettings, progress_folder: str | None = None
    ) -> None:
        super().__init__()
        self._fn = _ExtractShardFn(area, settings, progress_folder)

    def expand(self, joined: Mapping[str, beam.PCollection]) -> beam.PCollection:
        return (
            dict(joined)
            | "JoinVerdicts" >> beam.CoGroupByKey()
            | "ExtractShard" >> beam.ParDo(self._fn).with_output_types(ShardResult)
        )


class _ExtractShardFn(beam.DoFn):
    def __init__(
        self, area: WorkArea, settings: ExtractSettings, progress_folder: str | None
    ) -> None:
        self._area = area
        self._settings = settings
        self._progress = progress_folder

    def process(self, element: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[ShardResult]:
        _, groups = element
        began = time.perf_counter()
        # The same file may be listed by two inputs under two names; its shard is one.
        for shard in list(groups["staged"])[:1]:
            yield extract_shard(
                self._area, shard, groups["verdicts"], self._settings, self._progress
            )
        metrics.observe(metrics.EXTRACT_MSEC, int((time.perf_counter() - began) * 1000))
