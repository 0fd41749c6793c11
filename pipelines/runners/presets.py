"""Settings that a runner needs beyond its flags, where the user has not set them.

One job for every runner: nothing here changes what the job does, only how it is carried out.
"""

from __future__ import annotations

import difflib
import importlib

from apache_beam.options.pipeline_options import (
    GoogleCloudOptions,
    PipelineOptions,
    StandardOptions,
)

from pipelines.options import InputOptions
from pipelines.runners import dataflow, flink
from pipelines.runners.local import is_local
from pipelines.values import UsageError


def runner_name(options: PipelineOptions) -> str:
    """Lower-case name of the runner without its module, ``""`` for the local default."""
    name = options.view_as(StandardOptions).runner or ""
    return str(name).lower().rsplit(".", 1)[-1]


def prepare(options: PipelineOptions) -> None:
    """Complete ``options`` for the runner they name, in place; call it before any work starts,
    when our own values have been taken out of them.

    Raises:
        UsageError: an option that this runner cannot do without is missing.
    """
    name = runner_name(options)
    check_runner_name(options)
    hide_secrets(options)
    if name in flink.RUNNERS:
        flink.prepare(options)
    elif name in dataflow.RUNNERS:
        dataflow.prepare(options)


def check_runner_name(options: PipelineOptions) -> None:
    """Refuse a runner that there is not, before any work starts.

    Raises:
        UsageError: with the nearest name; or the runner's libraries are missing.
    """
    given = options.view_as(StandardOptions).runner
    if given is None or is_local(options):
        return
    known = StandardOptions.KNOWN_RUNNER_NAMES
    short = given.lower()
    names = {name.lower() for name in known}
    if short in names | {name.removesuffix("runner") for name in names}:
        return
    try:
        module, _, name = given.rpartition(".")
        found = bool(module) and hasattr(importlib.import_module(module), name)
    except ImportError:
        found = False
    if not found:
        lower = {name.lower(): name for name in known}
        near = difflib.get_close_matches(short, lower, n=1)
        hint = f"; did you mean {lower[near[0]]}?" if near else f"; known are {', '.join(known)}"
        raise UsageError(f"--runner {given}: no such runner{hint}")


def name_job(options: PipelineOptions, run_id: str) -> None:
    """Call the job after its run, unless ``--job_name`` says otherwise.

    Dataflow takes a-z, 0-9 and dashes in a name.
    """
    cloud = options.view_as(GoogleCloudOptions)
    if not cloud.job_name:
        cloud.job_name = f"newsbeam-{run_id}".lower().replace("_", "-").replace(".", "-")


def hide_secrets(options: PipelineOptions) -> None:
    """Take ``--storage_options`` out of the options that travel with the job.

    Flink's and Dataflow's consoles show every option. The parsed values reach the workers inside
    the serialized transforms, which nothing displays; see docs/deploy.md for storage that needs
    no secret in the job at all.
    """
    options.view_as(InputOptions).storage_options = None
