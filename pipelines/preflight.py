"""``newsbeam run --dry_run``: everything that can be found wrong before any work starts.

Checks inputs, output, models, the runner and its flags, and builds the job's graph; submits
nothing and leaves nothing behind. One line a finding: ``ok``, ``note`` (may be right, look at it)
or ``problem`` (the run would fail).
"""

from __future__ import annotations

import shutil
import socket
import uuid
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import apache_beam as beam
from apache_beam.options.pipeline_options import (
    FlinkRunnerOptions,
    PipelineOptions,
    PortableOptions,
)

from pipelines import news
from pipelines.config import RunConfig
from pipelines.runners import dataflow, flink
from pipelines.runners.local import is_local
from pipelines.runners.presets import runner_name
from schemas.tables import TABLES
from transforms.read import InputFile, mask, plan_shards
from transforms.shards.extraction import NO_MODEL, shared_model
from transforms.storage import Storage, WriteError
from transforms.write.manifest import committed_runs
from transforms.write.plan import Run, table_files
from transforms.write.runs import work_area
from transforms.write.shards import WorkArea

#: Seconds that a service may take to answer.
_TIMEOUT_S = 5.0

#: Bytes of a serialized graph above which Dataflow refuses a job (its limit is 10 MB of JSON).
_MAX_GRAPH = 7_000_000

OK, NOTE, PROBLEM = "ok", "note", "problem"


class Finding(NamedTuple):
    """Result of one check; ``level`` is OK, NOTE or PROBLEM."""

    level: str
    subject: str
    message: str

    def line(self) -> str:
        """For a person."""
        return f"{self.level:<8} {self.subject:<8} {self.message}"


def preflight(
    config: RunConfig, files: Sequence[InputFile], options: PipelineOptions
) -> list[Finding]:
    """Run every check; ``options`` are those of the runner, completed by its preset."""
    found = [*check_inputs(config, files), *check_output(config), *check_models(config)]
    found += check_places(config, files, options)
    found += check_runner(options)
    found += check_graph(config, files, options)
    return found


def check_inputs(config: RunConfig, files: Sequence[InputFile]) -> Iterator[Finding]:
    """How much there is to read, and in how many units of work."""
    total = sum(file.size or 0 for file in files)
    shards = sum(1 for _ in plan_shards(files, news.shard_bytes(config, files)))
    yield Finding(OK, "input", f"{len(files):,} files, {total / 1e6:,.1f} MB, {shards:,} shards")
    empty = sum(file.size == 0 for file in files)
    if empty:
        yield Finding(NOTE, "input", f"{empty:,} files are empty")


def check_output(config: RunConfig) -> Iterator[Finding]:
    """Whether the output may be written, and what is in it."""
    shown = mask(config.output)
    storage = Storage(config.output, config.storage_options)
    try:
        storage.reach()
    except WriteError as error:
        yield Finding(PROBLEM, "output", str(error))
        return
    tables = [name for name in TABLES if table_files(storage, name)]
    runs = len(committed_runs(storage))
    if config.write_mode == "error" and (runs or tables):
        yield Finding(PROBLEM, "output", f"{shown} holds tables; --write_mode says what to do")
    area = work_area(config.output, None, config.storage_options)
    probe = f"preflight-{uuid.uuid4().hex}"
    was_there = storage.exists("")
    try:
        area.storage.write_bytes(probe, b"newsbeam")
        area.storage.delete([probe])
        if not area.storage.files():
            (area.storage if was_there else storage).drop_empty_folders("")
    except (WriteError, OSError) as error:
        yield Finding(PROBLEM, "output", mask(str(error), config.storage_options))
        return
    yield Finding(OK, "output", f"{shown} can be written; {runs} earlier runs")


def check_models(config: RunConfig) -> Iterator[Finding]:
    """Load every model once; the workers must have the same ones."""
    for language, name in sorted(config.models.items()):
        if name == NO_MODEL:
            yield Finding(NOTE, "model", f"{language}: none, nothing will be extracted")
            continue
        try:
            nlp, _ = shared_model(name)
        except (OSError, ValueError) as error:
            yield Finding(PROBLEM, "model", f"{language}: {error}")
            continue
        meta = nlp.meta
        yield Finding(OK, "model", f"{language}: {meta['name']} {meta['version']}")


def check_places(
    config: RunConfig, files: Sequence[InputFile], options: PipelineOptions
) -> Iterator[Finding]:
    """Whether workers on other machines can reach what the driver reaches."""
    if is_local(options):
        return
    cloud = runner_name(options) in dataflow.RUNNERS
    for subject, places in (("input", [f.uri for f in files]), ("output", [config.output])):
        local = [place for place in places if "://" not in place or place.startswith("file:")]
        if local:
            rest = "Dataflow's workers cannot see it" if cloud else "every worker must see it there"
            yield Finding(
                PROBLEM if cloud else NOTE, subject, f"{local[0]} is a local path; {rest}"
            )
    for name in config.models.values():
        if name and name != NO_MODEL and ("/" in name or "\\" in name):
            yield Finding(NOTE, "model", f"{name} is a path; it must exist on every worker")


def check_runner(options: PipelineOptions) -> Iterator[Finding]:
    """Whether the runner's services answer."""
    name = runner_name(options)
    if is_local(options):
        yield Finding(OK, "runner", "this machine")
        return
    if name in dataflow.RUNNERS:
        yield Finding(OK, "runner", "Dataflow; the flags it needs are there")
        return
    portable = options.view_as(PortableOptions)
    if portable.job_endpoint:
        yield _answers("job server", portable.job_endpoint)
        return
    if name not in flink.RUNNERS:
        yield Finding(NOTE, "runner", f"{name}: not one that this command knows")
        return
    if shutil.which("java") is None:
        yield Finding(PROBLEM, "runner", "java is not on the PATH; Beam's job server needs it")
    master = options.view_as(FlinkRunnerOptions).flink_master
    if master.startswith("["):
        yield Finding(NOTE, "runner", "no --flink_master: Flink will run inside the job server")
        return
    yield flink_overview(master)


def flink_overview(master: str) -> Finding:
    """Version and slots of a Flink cluster."""
    try:
        slots = flink.overview(master)
    except (OSError, ValueError) as error:
        return Finding(PROBLEM, "runner", f"--flink_master {master} does not answer: {error}")
    text = (
        f"Flink {slots.get('flink-version')} at {master}: {slots.get('taskmanagers')} "
        f"TaskManagers, {slots.get('slots-available')} of {slots.get('slots-total')} slots free"
    )
    return Finding(OK if slots.get("slots-total") else PROBLEM, "runner", text)


def _answers(what: str, endpoint: str) -> Finding:
    parts = urlsplit(f"//{endpoint}")
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), _TIMEOUT_S):
            return Finding(OK, "runner", f"{what} at {endpoint} answers")
    except OSError as error:
        return Finding(PROBLEM, "runner", f"{what} at {endpoint} does not answer: {error}")


def check_graph(
    config: RunConfig, files: Sequence[InputFile], options: PipelineOptions
) -> Iterator[Finding]:
    """Build the job as a run would and serialize it."""
    storage = Storage(config.output, config.storage_options)
    run = Run(
        run_id="dry-run",
        output=storage,
        area=WorkArea(storage.child("_work")),
        mode=config.write_mode,
        partition_by=config.partition_by,
        target_bytes=max(1, int(config.target_file_mb * (1 << 20))),
    )
    pipeline = beam.Pipeline(options=PipelineOptions([]))
    news.build(pipeline, config, files, run)
    graph = pipeline.to_runner_api().SerializeToString()
    size = f"{len(graph) / 1e6:.2f} MB"
    if runner_name(options) in dataflow.RUNNERS and len(graph) > _MAX_GRAPH:
        yield Finding(
            PROBLEM,
            "graph",
            f"{size}, too large for Dataflow: name folders or larger files, not single small ones",
        )
        return
    yield Finding(OK, "graph", f"{size} serialized")
