"""The main job: files → articles → entities and events → tables. Wiring, and little else.

files ▸ shards ▸ StageShards ▸ fingerprints ▸ AssignStories ▸ verdicts ┐
                     └─────────────── staged shards ───────────────────┤
                      WriteTables ◂ LinkReports ◂ ExtractShards ◂ ─────┘

Where tables are added to, the fingerprints are joined by those of the articles in the tables that
they concern (LookBack), and what is decided about these goes on as more staged shards and as what
goes out of the tables (ReviseStored, CompareStories).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import apache_beam as beam

from pipelines.config import RunConfig, actors_of
from pipelines.identity import extract_identity, stage_identity
from transforms import metrics
from transforms.dedupe import (
    UNCHANGED,
    AssignStories,
    DedupeOptions,
    Fingerprint,
    Verdict,
    fingerprint,
)
from transforms.incidents.link import MergeIncidents
from transforms.normalize import NormalizeOptions, normalize
from transforms.read import InputFile, ReadOptions, Shard, plan_shards, read_shard, split_shard
from transforms.shards.extract import ExtractSettings, ExtractShards
from transforms.shards.known import Known, Looking, stored_path
from transforms.shards.links import KnownReports, LinkReports
from transforms.shards.revise import (
    REMOVALS,
    VERDICTS,
    CompareStories,
    FindKnown,
    ReviseStored,
)
from transforms.shards.stage import FINGERPRINTS, StagedShard, StageShards
from transforms.write import CommitSummary, Run, ShardResult, WriteRows, WriteTables

#: At least this many shards, where the input is large enough for shards of `_LEAST_SHARD_BYTES`:
#: a small corpus should keep several workers busy too. Never the number of workers, since what a
#: run does must not depend on the machine.
_FEWEST_SHARDS = 32
_LEAST_SHARD_BYTES = 16 * 1024

#: Up to this much input all fingerprints meet in one worker, which then needs some 2 GB for them;
#: of more, or of an unknown amount, copies are found by key.
_TOGETHER_BYTES = 256 * 2**20


def shard_bytes(config: RunConfig, files: Sequence[InputFile]) -> int:
    """Input bytes for one shard: ``--shard_mb``, less for a small corpus."""
    total = sum(file.size or 0 for file in files)
    return min(config.shard_bytes, max(_LEAST_SHARD_BYTES, total // _FEWEST_SHARDS))


def duplicates_by_key(files: Sequence[InputFile], local: bool) -> bool:
    """Whether copies are to be found without a worker that holds all fingerprints.

    What is found is the same. The local runner keeps all that it shuffles in memory, and by key
    more is shuffled: there it would cost what it saves on a cluster.
    """
    sizes = [file.size for file in files]
    return not local and (None in sizes or sum(size or 0 for size in sizes) > _TOGETHER_BYTES)


def read_options(config: RunConfig) -> ReadOptions:
    """Options of the readers."""
    return ReadOptions(
        input_format=config.input_format,
        field_map=config.field_map,
        max_record_mb=config.max_record_mb,
        storage_options=config.storage_options,
    )


def normalize_options(config: RunConfig) -> NormalizeOptions:
    """Options of `normalize`. Nothing here may come from a clock: rows would depend on the day."""
    return NormalizeOptions(
        languages=config.languages,
        min_words=config.min_words,
        max_article_chars=config.max_article_chars,
        page_timeout_s=config.page_timeout_s,
        latest_date=config.latest_date,
        date_from_path=config.date_from_path,
        default_date=config.default_date,
        default_source=config.default_source,
    )


def extract_settings(config: RunConfig) -> ExtractSettings:
    """Settings of the extraction."""
    return ExtractSettings(
        models=dict(config.models),
        events=config.events,
        min_confidence=config.min_confidence,
        actors=actors_of(config.actor_file),
        extract_copies=config.duplicates == "extract",
        partition_by=config.partition_by,
        timeout_s=config.article_timeout_s,
        identity=extract_identity(config),
    )


def build(
    pipeline: beam.Pipeline,
    config: RunConfig,
    files: Sequence[InputFile],
    run: Run,
    progress_folder: str | None = None,
    by_key: bool = False,
) -> beam.PCollection:
    """Wire the job into ``pipeline``.

    Args:
        config: what the person asked for.
        files: inputs, expanded.
        run: where the tables and temporary files go (see `transforms.write.begin_run`).
        progress_folder: local folder for the progress bar, or None.
        by_key: how copies are found, see `duplicates_by_key`.

    Returns:
        One `CommitSummary`.
    """
    target = shard_bytes(config, files)
    reading = read_options(config)
    staged: Any = (
        pipeline
        | "ListShards" >> beam.Create(list(plan_shards(files, target))).with_output_types(Shard)
        | "SplitBigFiles" >> beam.FlatMap(split_shard, target, reading).with_output_types(Shard)
        | "SpreadShards" >> beam.Reshuffle()
        | "StageShards"
        >> StageShards(
            run.area,
            read=partial(read_shard, options=reading),
            normalize=partial(normalize, options=normalize_options(config)),
            fingerprint=fingerprint,
            identity=stage_identity(config),
            progress_folder=progress_folder,
            run_id=run.run_id,
            timeout_s=config.article_timeout_s,
        )
    )
    decided = decide(staged.staged, staged[FINGERPRINTS], config, run, by_key)
    joined = {
        "staged": decided.staged
        | "KeyStaged" >> beam.Map(_with_key).with_output_types(tuple[str, StagedShard]),
        "verdicts": decided.verdicts
        | "CountVerdicts" >> beam.Map(_counted_verdict).with_output_types(tuple[str, Verdict]),
    }
    extracted = joined | "ExtractShards" >> ExtractShards(
        run.area, extract_settings(config), progress_folder, run.run_id
    )
    known = None if decided.removals is None else KnownReports(run.output, config.link_days)
    merged = extracted | "MergeIncidents" >> MergeIncidents(
        run.area, config.link_days, known, decided.removals, run.partition_by
    )
    linked = merged.results | "LinkReports" >> LinkReports(run.area, known, decided.removals)
    written = [linked, merged.rows | "WriteIncidents" >> WriteRows(run, "incidents")]
    if merged.events is not None:
        written.append(merged.events | "WriteMovedEvents" >> WriteRows(run, "events"))
    removals = decided.removals
    if removals is not None and merged.removals is not None:
        removals = (removals, merged.removals) | "AddReplaced" >> beam.Flatten()
    # A staged shard has no rows of its own here; naming it has its files cleared by the commit.
    cleared = decided.staged | "ClearStaged" >> beam.Map(_nothing).with_output_types(ShardResult)
    stories = (
        decided.stories
        | "CountStories" >> beam.Map(_counted_story)
        | "WriteStories" >> WriteRows(run, "stories")
    )
    return (
        (*written, cleared, stories)
        | "GatherResults" >> beam.Flatten()
        | "WriteTables" >> WriteTables(run, removals)
        | "CountCommitted" >> beam.Map(_counted_commit).with_output_types(CommitSummary)
    )


class Decided(NamedTuple):
    """Shards to extract, rows to write, rows to remove (PCollections).

    Fields:
        staged: `StagedShard`, those of stored articles that are made again among them.
        verdicts: (key of the shard, `Verdict`).
        stories: rows of stories.
        removals: `Removal`; None where nothing can go.
    """

    staged: beam.PCollection
    verdicts: beam.PCollection
    stories: beam.PCollection
    removals: beam.PCollection | None


def decide(
    staged: beam.PCollection,
    fingerprints: beam.PCollection,
    config: RunConfig,
    run: Run,
    by_key: bool,
) -> Decided:
    """Find copies and stories among what was read and what stands in the tables."""
    options = DedupeOptions(
        duplicates=config.duplicates,
        newest=run.mode == "upsert",
        keep_stored=run.mode == "append",
    )
    if not run.looks_back:
        assigned = fingerprints | "AssignStories" >> AssignStories(options, by_key, run.run_id)
        return Decided(staged, assigned["verdicts"], assigned["stories"], None)
    looking = Looking(run.output, run.mode, config.link_days, extract_identity(config))
    known = fingerprints | "LookBack" >> FindKnown(looking)
    taken = known | "TakeFingerprints" >> beam.Map(_fingerprint_of).with_output_types(Fingerprint)
    assigned = (
        (fingerprints, taken)
        | "AddKnown" >> beam.Flatten()
        | "AssignStories" >> AssignStories(options, by_key, run.run_id)
    )
    if run.mode == "append":
        return Decided(staged, assigned["verdicts"], assigned["stories"], None)
    fresh = assigned["verdicts"] | "VerdictsOnRead" >> beam.Filter(_is_fresh)
    stored = assigned["verdicts"] | "VerdictsOnStored" >> beam.Filter(_is_stored)
    revised = {"known": known, "verdicts": stored} | "ReviseStored" >> ReviseStored(run)
    compared = {"new": assigned["stories"], "known": known} | "CompareStories" >> (
        CompareStories(run)
    )
    return Decided(
        (staged, revised.staged) | "AllStaged" >> beam.Flatten(),
        (fresh, revised[VERDICTS]) | "AllVerdicts" >> beam.Flatten(),
        compared.rows,
        (revised[REMOVALS], compared[REMOVALS]) | "AllRemovals" >> beam.Flatten(),
    )


def _fingerprint_of(entry: Known) -> Fingerprint:
    return Fingerprint(*entry.fingerprint)


def _is_stored(pair: tuple[str, Verdict]) -> bool:
    return stored_path(pair[0]) is not None


def _is_fresh(pair: tuple[str, Verdict]) -> bool:
    return not _is_stored(pair)


def _with_key(shard: StagedShard) -> tuple[str, StagedShard]:
    return shard.key, shard


def _nothing(shard: StagedShard) -> ShardResult:
    return ShardResult(shard.key, (), ())


def _counted_verdict(pair: tuple[str, Verdict]) -> tuple[str, Verdict]:
    if pair[1].duplicate_of is not None:
        metrics.count(metrics.COPIES_FOUND)
    if pair[1].rejected_code not in (None, UNCHANGED):
        metrics.count(metrics.RECORDS_REJECTED)
    return pair


def _counted_story(row: dict[str, Any]) -> dict[str, Any]:
    metrics.count(metrics.STORIES_FOUND)
    return row


def _counted_commit(summary: CommitSummary) -> CommitSummary:
    for table in summary.tables:
        metrics.count(metrics.ROWS_COMMITTED, table.rows)
        metrics.count(metrics.FILES_COMMITTED, table.files)
    rows = {table.table: table.rows for table in summary.tables}
    metrics.log(summary.run_id, "commit", **rows)
    return summary
