"""Flink preset: ``--runner FlinkRunner``, or ``PortableRunner`` with a job server's endpoint."""

from __future__ import annotations

from apache_beam.options.pipeline_options import PipelineOptions, PortableOptions

from pipelines.options import UsageError

RUNNERS = ("flinkrunner", "portablerunner", "sparkrunner")

#: Milliseconds that a worker process outlives the stage it was started for. Flink ends it with
#: each stage otherwise, so that the model would be loaded once a stage.
CACHE_MS = 300_000

_NEEDED = {
    "PROCESS": ("process_command", "the path of newsbeam-worker on every worker machine"),
    "EXTERNAL": ("external_service_address", "host:port of the worker pool on every machine"),
}


def prepare(options: PipelineOptions) -> None:
    """Keep worker processes between stages; check the environment's own options.

    Raises:
        UsageError: the environment type lacks what it cannot do without.
    """
    portable = options.view_as(PortableOptions)
    if not int(portable.environment_cache_millis or 0):
        portable.environment_cache_millis = CACHE_MS
    needed = _NEEDED.get((portable.environment_type or "").upper())
    if needed and not portable.environment_config:
        name, meaning = needed
        if portable.lookup_environment_option(name) is None:
            raise UsageError(
                f"--environment_type {portable.environment_type}: also give "
                f"--environment_option {name}=..., {meaning}"
            )
