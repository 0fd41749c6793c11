"""Local preset: Beam's embedded FnApiRunner with one worker process per core.

Named explicitly, because plain ``DirectRunner`` of Beam 2.77 first tries to download and start
another runner, so that the same command would behave differently with and without a network.
"""

from __future__ import annotations

import os

from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.runner import PipelineRunner, create_runner

#: Runner names that mean "on this machine, in this command".
LOCAL_RUNNERS = ("directrunner", "direct", "fnapirunner", "local")


def is_local(options: PipelineOptions) -> bool:
    """True when the job runs on this machine under this command."""
    name = options.view_as(StandardOptions).runner
    return name is None or name.lower().rsplit(".", 1)[-1] in LOCAL_RUNNERS


def make_runner(options: PipelineOptions, workers: int) -> PipelineRunner:
    """The runner that ``--runner`` names; for a local one, set up its worker processes.

    A user's own ``--direct_running_mode`` and ``--direct_num_workers`` are left alone.
    """
    if not is_local(options):
        return create_runner(options.view_as(StandardOptions).runner)
    direct = options.view_as(DirectOptions)
    if direct.direct_running_mode == "in_memory" and direct.direct_num_workers == 1:
        direct.direct_running_mode = "multi_processing"
        direct.direct_num_workers = workers or available_cores()
    return FnApiRunner()


def available_cores() -> int:
    """Cores this process may use (a container's limit counts, where the system tells)."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
