"""Command line → `RunConfig`, the plain values that the job and its transforms work with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import options as opts
from pipelines import values
from pipelines.values import UsageError

#: Options that say nothing about the tables, or that hold secrets.
_NOT_SHOWN = ("storage_options", "iceberg_catalog", "progress", "log_level", "log_format",
              "summary")  # fmt: skip


@dataclass(frozen=True)
class RunConfig:
    """Everything one run does.

    Secrets live in ``storage_options`` and ``iceberg_catalog`` alone and are never shown.
    """

    inputs: tuple[str, ...]
    output: str
    input_format: str | None = None
    field_map: tuple[tuple[str, str], ...] = ()
    storage_options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    max_record_mb: float = 64.0
    shard_mb: float = 4.0
    languages: tuple[str, ...] = ()
    min_words: int = 0
    max_article_chars: int = 1_000_000
    page_timeout_s: float = 5.0
    latest_date: str | None = None
    date_from_path: str | None = None
    default_date: str | None = None
    default_source: str | None = None
    article_timeout_s: float = 60.0
    duplicates: str = "skip"
    models: Mapping[str, str | None] = field(default_factory=lambda: {"en": None})
    events: str = "classified"
    min_confidence: float = 0.0
    actor_file: str | None = None
    partition_by: str = "date"
    write_mode: str = "error"
    link_days: int = 14
    target_file_mb: float = 128.0
    incremental: bool = False
    table_format: str = "parquet"
    iceberg_catalog: Mapping[str, str] = field(default_factory=dict, repr=False)
    work_location: str | None = None
    grace_hours: float = 72.0
    workers: int = 0
    max_restarts: int = 3
    progress: bool = True
    log_level: str = "WARNING"
    log_format: str = "text"
    summary: str = "text"

    @property
    def shard_bytes(self) -> int:
        """``shard_mb`` in bytes, at least one."""
        return max(1, int(self.shard_mb * 1024 * 1024))

    def shown(self) -> dict[str, Any]:
        """The options as the manifest keeps them (which masks what addresses may hold)."""
        shown = {k: v for k, v in vars(self).items() if k not in _NOT_SHOWN}
        shown["storage_options"] = dict.fromkeys(sorted(self.storage_options), "***")
        shown["iceberg_catalog"] = dict.fromkeys(sorted(self.iceberg_catalog), "***")
        return shown


def actors_of(path: str | None) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """The user's own actors by name; none without a file.

    Raises:
        OSError, ValueError: the file cannot be read, or a line is wrong.
    """
    if path is None:
        return {}
    from transforms.events.actor_file import read_actors  # brings spaCy in: only where wanted

    return read_actors(path)


def config_from_options(options: PipelineOptions) -> RunConfig:
    """Validate and convert.

    Raises:
        UsageError: a missing or impossible value; one line that names the option.
    """
    given = options.view_as(opts.InputOptions)
    kept = options.view_as(opts.NormalizeOptions)
    extracted = options.view_as(opts.ExtractOptions)
    written = options.view_as(opts.OutputOptions)
    run = options.view_as(opts.RunOptions)
    if not given.input:
        raise UsageError("--input: name at least one file, folder, glob or URL to read")
    if not written.output:
        raise UsageError("--output: name the folder or URL for the tables")
    if written.iceberg_catalog and written.table_format != "iceberg":
        raise UsageError("--iceberg_catalog: goes with --table_format iceberg")
    for name, value, least in (
        ("--max_record_mb", given.max_record_mb, 0.001),
        ("--shard_mb", given.shard_mb, 0.001),
        ("--min_words", kept.min_words, 0),
        ("--max_article_chars", kept.max_article_chars, 1),
        ("--page_timeout_s", kept.page_timeout_s, 0.001),
        ("--article_timeout_s", kept.article_timeout_s, 0.001),
        ("--target_file_mb", written.target_file_mb, 0.001),
        ("--grace_hours", written.grace_hours, 0),
        ("--link_days", written.link_days, 0),
        ("--min_confidence", extracted.min_confidence, 0),
        ("--workers", run.workers, 0),
        ("--max_restarts", run.max_restarts, 0),
    ):
        if value < least:
            raise UsageError(f"{name}: must be at least {least}, got {value}")
    if extracted.min_confidence > 1:
        raise UsageError(f"--min_confidence: must be at most 1, got {extracted.min_confidence}")
    latest_date = values.parse_day("--latest_date", kept.latest_date)
    default_date = values.parse_day("--default_date", kept.default_date)
    if default_date and latest_date and default_date > latest_date:
        raise UsageError(f"--default_date: {default_date} is after --latest_date {latest_date}")
    if extracted.actor_file is not None:
        try:
            actors_of(extracted.actor_file)
        except (OSError, ValueError) as error:
            raise UsageError(f"--actor_file: {extracted.actor_file}: {error}") from error
    return RunConfig(
        inputs=tuple(given.input),
        output=written.output,
        input_format=given.input_format,
        field_map=values.parse_field_maps(given.field_map),
        storage_options=values.parse_storage_options(given.storage_options),
        max_record_mb=given.max_record_mb,
        shard_mb=given.shard_mb,
        languages=values.parse_languages(kept.languages),
        min_words=kept.min_words,
        max_article_chars=kept.max_article_chars,
        page_timeout_s=kept.page_timeout_s,
        article_timeout_s=kept.article_timeout_s,
        latest_date=latest_date,
        date_from_path=values.parse_path_pattern(kept.date_from_path),
        default_date=default_date,
        default_source=values.parse_name("--default_source", kept.default_source),
        duplicates=kept.duplicates,
        models=values.parse_models(extracted.spacy_model),
        events=extracted.events,
        min_confidence=extracted.min_confidence,
        actor_file=extracted.actor_file,
        partition_by=written.partition_by,
        write_mode=written.write_mode,
        link_days=written.link_days,
        target_file_mb=written.target_file_mb,
        incremental=written.incremental,
        table_format=written.table_format,
        iceberg_catalog=values.parse_catalog(written.iceberg_catalog),
        work_location=written.work_location,
        grace_hours=written.grace_hours,
        workers=run.workers,
        max_restarts=run.max_restarts,
        progress=not run.no_progress,
        log_level=run.log_level,
        log_format=run.log_format,
        summary=run.summary,
    )
