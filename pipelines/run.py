"""``newsbeam run``: command line → a committed run and its summary."""

from __future__ import annotations

import dataclasses
import datetime as dt
import errno
import logging
import os
import re
import sys
import tempfile
import time
import uuid
from collections.abc import Sequence
from importlib import metadata
from typing import Any

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.runner import PipelineRunner

from pipelines import news, preflight
from pipelines.config import RunConfig, config_from_options
from pipelines.identity import extract_identity
from pipelines.logs import set_up_logging
from pipelines.options import RunOptions, check_words, own_parser, read_config
from pipelines.progress import ProgressBar
from pipelines.runners import presets
from pipelines.runners.local import is_local, make_runner
from pipelines.summary import balances, summary_json, summary_lines
from pipelines.values import UsageError
from pipelines.views import KeptViews
from transforms.normalize.language_model import keep_model
from transforms.read import InputError, expand_inputs, mask
from transforms.write import Begun, WriteError, begin_run
from transforms.write.manifest import read_manifest
from transforms.write.restarts import watch_workers, with_restarts
from transforms.write.runs import look_again

_LOGGER = logging.getLogger(__name__)

#: What a worker's failure looks like once a runner has wrapped it.
_WRAPPED_WRITE_ERROR = re.compile(r"WriteError: (W\d{3}: .*?)(?: \[while running|\\n|\n|$)")

#: Distributions that the manifest names.
_VERSIONS = ("newsbeam", "apache-beam", "spacy", "onnxruntime", "pyarrow", "fsspec", "numpy")


#: What `begin_run` says when it has done all that was asked for: an earlier run's commit.
FINISHED_EARLIER_RUN = "W008"


#: Codes of what is a person's to mend in the command line.
_MISTAKES = {"W002", "W006", "W007", "W020", "W021", "W023", "W024"}

#: Times that a run looks again at tables which other runs have changed while it was at work.
_MEETINGS = 8


class RunFailedError(Exception):
    """The job did not reach its commit; the message is for a person."""


def run_command(argv: Sequence[str]) -> int:
    """Run the job; the exit code (0 done, 1 failed, 2 wrong command line or input, 130 stopped)."""
    try:
        return _run_command(argv)
    except KeyboardInterrupt:
        return interrupted("run")


def interrupted(command: str) -> int:
    """Say in one line that a person has stopped a command; its exit code."""
    print(
        f"\nnewsbeam {command}: stopped; finished shards are kept, the same command goes on from "
        "them",
        file=sys.stderr,
    )
    return 130


def _run_command(argv: Sequence[str]) -> int:
    began = time.perf_counter()
    try:
        words = with_config(argv)
        options = PipelineOptions(list(words), save_main_session=False)
        check_words(words, allow_unknown=not is_local(options))
        config = config_from_options(options)
        set_up_logging(config.log_level, config.log_format)
        presets.prepare(options)
        files = expand_inputs(config.inputs, config.storage_options, config.input_format)
        if options.view_as(RunOptions).dry_run:
            return dry_run(config, files, options)
        begun = begin(config, files)
    except (UsageError, InputError) as error:
        print(f"newsbeam run: {error}", file=sys.stderr)
        return 2
    except WriteError as error:
        print(f"newsbeam run: {error}", file=sys.stderr)
        if error.code == FINISHED_EARLIER_RUN:
            return 0
        return 2 if error.code in _MISTAKES else 1
    if not begun.inputs:
        print(f"nothing to do: all {begun.taken:,} inputs were taken by earlier runs")
        return 0
    return execute("run", config, begun, options, began)


def execute(
    command: str, config: RunConfig, begun: Begun, options: PipelineOptions, began: float
) -> int:
    """Carry out a run that has begun and say what it did; the exit code.

    Args:
        command: what a person called it by.
        began: `time.perf_counter` at the command's start.
    """
    try:
        run_job(config, begun, options)
        manifest = read_manifest(begun.run.output, begun.run.run_id)
    except (RunFailedError, WriteError) as error:
        print(f"newsbeam {command}: {error}", file=sys.stderr)
        return 1
    if manifest is None:
        print(f"newsbeam {command}: the job ended without a manifest", file=sys.stderr)
        return 1
    seconds = time.perf_counter() - began
    if config.summary == "json":
        print(summary_json(manifest, mask(config.output), seconds))
    else:
        print("\n".join(summary_lines(manifest, mask(config.output), seconds)))
    if not balances(manifest["counts"]):
        print(f"newsbeam {command}: records are missing; see the line above", file=sys.stderr)
        return 1
    return 0


def dry_run(config: RunConfig, files: Sequence[Any], options: PipelineOptions) -> int:
    """Say what a run would meet; exit code 0 when nothing stands in its way, else 2."""
    findings = preflight.preflight(config, files, options)
    print("\n".join(finding.line() for finding in findings))
    return 2 if any(finding.level == preflight.PROBLEM for finding in findings) else 0


def with_config(argv: Sequence[str]) -> list[str]:
    """The command line with the words of its ``--config`` file in front; the command line wins.

    Raises:
        UsageError: see `read_config`; a wrong value of one of our options.
    """
    given, _ = own_parser().parse_known_args(list(argv))
    if given.config is None:
        return list(argv)
    named = {word.split("=", 1)[0] for word in argv if word.startswith("--")}
    kept: list[str] = []
    dropping = False
    for word in read_config(given.config):
        if word.startswith("--"):
            dropping = word in named
        if not dropping:
            kept.append(word)
    return [*kept, *argv]


def begin(config: RunConfig, files: Sequence[Any]) -> Begun:
    """Check the output, leave out what was taken, note the start.

    Raises:
        WriteError: the output holds tables already, or cannot be written.
    """
    started = dt.datetime.now(dt.UTC)
    return begin_run(
        config.output,
        files,
        run_id=f"{started:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:6]}",
        mode=config.write_mode,
        options=config.shown(),
        versions={name: metadata.version(name) for name in _VERSIONS},
        partition_by=config.partition_by,
        target_file_mb=config.target_file_mb,
        incremental=config.incremental,
        temp_location=config.work_location,
        storage_options=config.storage_options,
        grace_s=config.grace_hours * 3600,
        table_format=config.table_format,
        catalog=config.iceberg_catalog,
        identity=extract_identity(config),
    )


def run_job(config: RunConfig, begun: Begun, options: PipelineOptions) -> None:
    """Build and run the pipeline, with a progress bar where the work is done here.

    Raises:
        RunFailedError: with the cause in a line or two.
    """
    local = is_local(options)
    worker_log = None
    if local:
        watch_workers()
        keep_model()
        if config.log_level not in ("DEBUG", "INFO"):
            handle, worker_log = tempfile.mkstemp(prefix="newsbeam-workers-", suffix=".log")
            os.close(handle)

    def attempt(_: int) -> None:
        runner = make_runner(options, config.workers, worker_log)
        if not local:
            run_pipeline(config, begun, options, runner, None)
            return
        with ProgressBar(config.progress) as bar:
            run_pipeline(config, begun, options, runner, bar.folder)

    for again in range(_MEETINGS + 1):
        try:
            with_restarts(attempt, config.max_restarts if local else 0)
            break
        except Exception as error:  # a runner raises what it likes
            wrapped = _WRAPPED_WRITE_ERROR.search(str(error))
            message = wrapped.group(1) if wrapped else ""
            if again < _MEETINGS and _met_another_run(message):
                _LOGGER.info("met another run; the last steps are done again: %s", message)
                begun = dataclasses.replace(begun, run=look_again(begun.run))
                continue
            if wrapped:
                raise RunFailedError(message) from error
            _LOGGER.debug("the job failed", exc_info=True)
            more = f" (what the workers printed: {worker_log})" if worker_log else ""
            raise RunFailedError(f"the job failed: {last_lines(str(error))}{more}") from error
    if worker_log is not None:
        os.unlink(worker_log)


def _met_another_run(message: str) -> bool:
    """Whether a failure is what two runs on one output do to each other: one was committed first,
    or has cleared shards that both had named alike since they read the same input."""
    gone = message.startswith("W004") and os.strerror(errno.ENOENT) in message
    return gone or message[:4] in ("W003", "W005", "W009")


def run_pipeline(
    config: RunConfig,
    begun: Begun,
    options: PipelineOptions,
    runner: PipelineRunner,
    progress_folder: str | None,
) -> None:
    """One try: build the pipeline, run it, wait for its end."""
    presets.name_job(options, begun.run.run_id)
    pipeline = beam.Pipeline(runner=runner, options=options.view_as(KeptViews))
    by_key = news.duplicates_by_key(begun.inputs, is_local(options))
    news.build(pipeline, config, begun.inputs, begun.run, progress_folder, by_key)
    result = pipeline.run()
    state = result.wait_until_finish()
    if state not in ("DONE", None):
        raise RunFailedError(f"the runner says {state}")


def last_lines(text: str, count: int = 3) -> str:
    """The last non-empty lines of an error: where a traceback says what happened."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " / ".join(lines[-count:])[:2000]
