"""Local preset: Beam's embedded FnApiRunner with one worker process per core.

Named explicitly, because plain ``DirectRunner`` of Beam 2.77 first tries to download and start
another runner, so that the same command would behave differently with and without a network.
"""

from __future__ import annotations

import os
import shlex
import sys

from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, StandardOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner, worker_handlers
from apache_beam.runners.runner import PipelineRunner, create_runner
from apache_beam.transforms import environments

from pipelines.threads import one_thread_each

#: Runner names that mean "on this machine, in this command".
LOCAL_RUNNERS = ("directrunner", "direct", "fnapirunner", "local")


def is_local(options: PipelineOptions) -> bool:
    """True when the job runs on this machine under this command."""
    name = options.view_as(StandardOptions).runner
    return name is None or name.lower().rsplit(".", 1)[-1] in LOCAL_RUNNERS


def make_runner(
    options: PipelineOptions, workers: int, worker_log: str | None = None
) -> PipelineRunner:
    """The runner that ``--runner`` names; for a local one, set up its worker processes.

    A user's own ``--direct_running_mode`` and ``--direct_num_workers`` are left alone.

    Args:
        workers: processes of a local run, 0 for one per core.
        worker_log: file that takes what local workers print; None leaves it on standard error.
    """
    if not is_local(options):
        return create_runner(options.view_as(StandardOptions).runner)
    # Workers must not import from where the command was started: a data team's repository has
    # packages named like ours. ``python -m`` would put that folder first.
    os.environ["PYTHONSAFEPATH"] = "1"
    one_thread_each()
    keep_elements_whole()
    direct = options.view_as(DirectOptions)
    if direct.direct_running_mode == "in_memory" and direct.direct_num_workers == 1:
        direct.direct_num_workers = workers or available_cores()
        # As `--direct_running_mode multi_processing` starts them, but for what they print: the
        # SDK's chatter belongs in a file, not between a person and the progress bar.
        command = f"{shlex.quote(sys.executable)} -P -m apache_beam.runners.worker.sdk_worker_main"
        if worker_log is not None:
            command += f" 2>>{shlex.quote(worker_log)}"
        return FnApiRunner(
            default_environment=environments.SubprocessSDKEnvironment.from_command_string(command)
        )
    return FnApiRunner()


def keep_elements_whole() -> None:
    """Make FnApiRunner send data when a buffer is full or a bundle ends, not every second besides.

    A thread of Beam (2.77) sends a buffer that is a second old and then empties it, while the
    bundle's own thread goes on writing into it: what is written in between is lost, and an element
    may be cut in two. The runner sends its workers' input that way, and ``multi_threading`` workers
    their output.
    """
    worker_handlers.DATA_BUFFER_TIME_LIMIT_MS = 0


def available_cores() -> int:
    """Cores this process may use (a container's limit counts, where the system tells)."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
