"""Dataflow preset: ``--runner DataflowRunner``; needs the extra ``newsbeam[gcs]``."""

from __future__ import annotations

from apache_beam.options.pipeline_options import (
    DebugOptions,
    GoogleCloudOptions,
    PipelineOptions,
    SetupOptions,
    WorkerOptions,
)

from pipelines.values import UsageError

RUNNERS = ("dataflowrunner",)

#: Threads of one worker process, Dataflow's own default being 12. A process has one model and
#: runs one batch at a time through it; a second thread reads and writes meanwhile.
THREADS = 2


def prepare(options: PipelineOptions) -> None:
    """Check what Dataflow needs; a few threads a process, since each holds a shard.

    Raises:
        UsageError: a missing option, by name.
    """
    cloud = options.view_as(GoogleCloudOptions)
    for name in ("project", "region", "temp_location"):
        if not getattr(cloud, name):
            raise UsageError(f"--{name}: Dataflow needs it")
    if not cloud.temp_location.startswith("gs://"):
        raise UsageError("--temp_location: Dataflow needs a gs:// location")
    setup = options.view_as(SetupOptions)
    if not (
        options.view_as(WorkerOptions).sdk_container_image
        or setup.setup_file
        or setup.extra_packages
    ):
        raise UsageError(
            "--sdk_container_image: name the image that holds newsbeam and its model "
            "(pipelines/runners/container/Dockerfile), or give --setup_file"
        )
    debug = options.view_as(DebugOptions)
    if not debug.number_of_worker_harness_threads:
        debug.number_of_worker_harness_threads = THREADS
