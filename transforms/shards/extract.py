"""Staged shards + verdicts on duplicates → rows of the tables in temporary files.

Each shard is joined with its own verdicts by its key, so that no side input holds the corpus.
Rows go to the temporary files of `transforms.write`; a shard that has its done mark is not
extracted from again.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import apache_beam as beam

from schemas.ids import stable_id
from schemas.records import Article, Failure, failure
from schemas.tables.rows import article_row, entity_rows, event_row, failure_row, quote_rows
from transforms import metrics, progress
from transforms.dedupe import UNCHANGED, Verdict
from transforms.shards.extraction import TIMEOUT_S, Extraction, extract
from transforms.shards.stage import StagedShard, staged_articles, staged_rejects
from transforms.write.crumbs import Crumbs, Record, condemned
from transforms.write.shards import ShardResult, ShardWriter, WorkArea, finished_shard
from transforms.write.warnings import (
    ARTICLES_UNDATED,
    EVENTS_UNDATED,
    OTHER_LANGUAGE,
    WITHOUT_PIPELINE,
)

#: Articles, and code points of text, that are held at most while the model is at work.
HELD_ARTICLES = 256
HELD_CHARACTERS = 1_000_000

#: Names of the counts that a shard hands to the manifest.
RECORDS_READ = "records_read"
ARTICLES = "articles"
RECORDS_REJECTED = "records_rejected"
EXTRACTION_FAILURES = "extraction_failures"
ARTICLES_UNCHANGED = "articles_unchanged"
ARTICLES_REVISED = "articles_revised"


@dataclass(frozen=True)
class ExtractSettings:
    """What extraction depends on; plain values.

    Attributes:
        models: language → spaCy pipeline (None: the shipped one; ``"none"``: no extraction).
        events: ``classified``, ``coded`` or ``all``.
        min_confidence: events below are left out.
        actors: a user's own names (lower case) → (country, sectors).
        extract_copies: extract from copies too (``--duplicates extract``).
        partition_by: see `transforms.write.partitions`.
        timeout_s: processor time that one article may take (see `transforms.deadline.allowance`).
        identity: hash of every option, version and model that the rows depend on.
    """

    models: Mapping[str, str | None] = field(default_factory=lambda: {"en": None})
    events: str = "classified"
    min_confidence: float = 0.0
    actors: Mapping[str, tuple[str | None, tuple[str, ...]]] = field(default_factory=dict)
    extract_copies: bool = False
    partition_by: str = "date"
    timeout_s: float = TIMEOUT_S
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
    counts: Counter[str] = Counter()
    if not shard.stored:
        counts[RECORDS_READ] = shard.articles + shard.rejects
    for row in staged_rejects(area, shard):
        counts[RECORDS_REJECTED] += 1
        writer.write("rejects", [row])
    progress.add(progress_folder, "done", shard.rejects)
    by_record = {(v.article_id, v.input_uri, v.input_position): v for v in verdicts}
    crumbs = Crumbs(area, key)
    kept = _kept(
        staged_articles(area, shard), by_record, writer, counts, progress_folder, shard.stored
    )
    counted = ARTICLES_REVISED if shard.stored else ARTICLES
    for article, found in _extracted(kept, settings, crumbs):
        _write(writer, article, found, counts, counted)
        if found is not None and article.language not in (None, "en"):
            spoken = article.language in settings.models
            counts[f"{OTHER_LANGUAGE if spoken else WITHOUT_PIPELINE}{article.language}"] += 1
        progress.add(progress_folder, "done", 1)
    result = writer.finish(counts)
    crumbs.close()
    return result


def _kept(
    articles: Iterable[Article],
    verdicts: Mapping[tuple[str, str, int], Verdict],
    writer: ShardWriter,
    counts: Counter[str],
    progress_folder: str | None,
    stored: bool,
) -> Iterator[Article]:
    """Articles with their story and representative; rejected ones go to ``rejects``, and those
    that the tables hold already as they are, nowhere."""
    for article in articles:
        verdict = verdicts[article.article_id, article.input_uri, article.input_position]
        if verdict.rejected_code is None:
            yield article._replace(story_id=verdict.story_id, duplicate_of=verdict.duplicate_of)
            continue
        progress.add(progress_folder, "done", 1)
        if verdict.rejected_code == UNCHANGED:
            counts[ARTICLES_UNCHANGED] += 1
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
        if not stored:
            counts[RECORDS_REJECTED] += 1
        writer.write("rejects", [failure_row(reject)])


def _extracted(
    articles: Iterable[Article], settings: ExtractSettings, crumbs: Crumbs
) -> Iterator[tuple[Article, Extraction | None]]:
    """Articles in their order, each with what was found in it; copies have None."""
    waiting: list[Article] = []
    wanted: list[Article] = []

    def flush() -> Iterator[tuple[Article, Extraction | None]]:
        killers = _killers(wanted, settings, crumbs)
        safe = [article for article in wanted if _record(article) not in killers]
        found = extract(
            safe,
            settings.models,
            settings.events,
            lambda batch: crumbs.enter([_record(article) for article in batch]),
            settings.min_confidence,
            settings.actors,
            settings.timeout_s,
        )
        for article in waiting:
            if _record(article) in killers:
                yield article, Extraction(article, None, (), _death(article))
            else:
                yield article, next(found) if _is_extracted(article, settings) else None
        waiting.clear()
        wanted.clear()

    characters = 0
    for article in articles:
        waiting.append(article)
        if _is_extracted(article, settings):
            wanted.append(article)
            characters += len(article.text)
        if len(waiting) >= HELD_ARTICLES or characters > HELD_CHARACTERS:
            yield from flush()
            characters = 0
    yield from flush()


def _record(article: Article) -> Record:
    return Record(article.input_uri, article.input_position)


def _killers(
    articles: Sequence[Article], settings: ExtractSettings, crumbs: Crumbs
) -> frozenset[Record]:
    """Those among ``articles`` that took a worker down before and do so again, now in a process
    of their own."""
    suspects = [article for article in articles if _record(article) in crumbs.suspects]
    if not suspects:
        return frozenset()
    bad = condemned(partial(_try_article, settings), suspects)
    return frozenset(_record(suspects[index]) for index in bad)


def _try_article(settings: ExtractSettings, article: Article) -> None:
    for _ in extract(
        [article],
        settings.models,
        settings.events,
        None,
        settings.min_confidence,
        settings.actors,
        settings.timeout_s,
    ):
        pass


def _death(article: Article) -> Failure:
    return failure(
        "X002",
        article.input_uri,
        article.input_position,
        article.text.encode("utf-8", "replace"),
        article.article_id,
    )


def _is_extracted(article: Article, settings: ExtractSettings) -> bool:
    return settings.extract_copies or article.duplicate_of is None


def _write(
    writer: ShardWriter,
    article: Article,
    found: Extraction | None,
    counts: Counter[str],
    counted: str,
) -> None:
    # a copy has no topics, though it may have had some before its original came
    row = article_row(article._replace(topics=None) if found is None else found.article)
    counts[counted] += 1
    if article.published_date is None and counted == ARTICLES:
        counts[ARTICLES_UNDATED] += 1
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
        entities = list(entity_rows(article, found.annotation))
        quotes = list(quote_rows(article, found.annotation))
        metrics.count(metrics.ENTITIES_OUT, len(entities))
        metrics.count(metrics.QUOTES_OUT, len(quotes))
        writer.write("entities", entities, article=row)
        writer.write("quotes", quotes, article=row)
    if found.events:
        events = [event_row(article, event) for event in found.events]
        if article.published_date is None:
            # With a date of publication, queries have that day to fall back on.
            counts[EVENTS_UNDATED] += sum(e.event_date_start is None for e in found.events)
        metrics.count(metrics.EVENTS_OUT, len(events))
        writer.write("events", events, article=row)


class ExtractShards(beam.PTransform):
    """``{"staged": (key, StagedShard), "verdicts": (key, Verdict)}`` → `ShardResult`.

    Args:
        area: the work area.
        settings: see `ExtractSettings`.
        progress_folder: see `transforms.progress`.
        run_id: for log lines.
    """

    def __init__(
        self,
        area: WorkArea,
        settings: ExtractSettings,
        progress_folder: str | None = None,
        run_id: str = "",
    ) -> None:
        super().__init__()
        self._fn = _ExtractShardFn(area, settings, progress_folder, run_id)

    def expand(self, joined: Mapping[str, beam.PCollection]) -> beam.PCollection:
        return (
            dict(joined)
            | "JoinVerdicts" >> beam.CoGroupByKey()
            | "TakeOneShard" >> beam.FlatMap(_joined)
            # Hashing few keys to few workers gives some of them twice the work of others, and on
            # Flink for good; a reshuffle deals the shards out evenly.
            | "SpreadJoined" >> beam.Reshuffle()
            | "ExtractShard" >> beam.ParDo(self._fn).with_output_types(ShardResult)
        )


def _joined(
    element: tuple[str, Mapping[str, Iterable[Any]]],
) -> Iterator[tuple[StagedShard, list[Verdict]]]:
    """The same file may be listed by two inputs under two names; its shard is one."""
    _, groups = element
    for shard in list(groups["staged"])[:1]:
        yield shard, list(groups["verdicts"])


class _ExtractShardFn(beam.DoFn):
    def __init__(
        self,
        area: WorkArea,
        settings: ExtractSettings,
        progress_folder: str | None,
        run_id: str,
    ) -> None:
        self._area = area
        self._settings = settings
        self._progress = progress_folder
        self._run_id = run_id

    def process(self, element: tuple[StagedShard, Sequence[Verdict]]) -> Iterator[ShardResult]:
        shard, verdicts = element
        began = time.perf_counter()
        result = extract_shard(self._area, shard, verdicts, self._settings, self._progress)
        spent = int((time.perf_counter() - began) * 1000)
        metrics.observe(metrics.EXTRACT_MSEC, spent)
        counts = {count.name.replace(".", "_"): count.value for count in result.counts}
        metrics.log(self._run_id, "extract", shard=shard.key, **counts, msec=spent)
        yield result
