"""Flink preset: ``--runner FlinkRunner``, or ``PortableRunner`` with a job server's endpoint."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from typing import Any

from apache_beam.options.pipeline_options import (
    FlinkRunnerOptions,
    PipelineOptions,
    PortableOptions,
)

from pipelines.values import UsageError

RUNNERS = ("flinkrunner", "portablerunner", "sparkrunner")

#: Milliseconds that a worker process outlives the stage it was started for. Flink ends it with
#: each stage otherwise, so that the model would be loaded once a stage.
CACHE_MS = 300_000

#: Seconds that a cluster may take to answer.
_TIMEOUT_S = 5.0

_NEEDED = {
    "PROCESS": ("process_command", "the path of newsbeam-worker on every worker machine"),
    "EXTERNAL": ("external_service_address", "host:port of the worker pool on every machine"),
}


def prepare(options: PipelineOptions) -> None:
    """Keep worker processes between stages, use every slot; check the environment's options.

    Without ``--parallelism`` a job would run in one slot, however large the cluster.

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
    address = portable.lookup_environment_option("external_service_address")
    if address and not portable.environment_config:
        # Beam 2.77 reads the address only here: it looks for JSON in the other before it looks
        # whether it is there at all.
        portable.environment_config, portable.environment_options = address, []
    cluster = options.view_as(FlinkRunnerOptions)
    if cluster.parallelism < 1 and not cluster.flink_master.startswith("["):
        with contextlib.suppress(OSError, ValueError):
            cluster.parallelism = int(overview(cluster.flink_master).get("slots-total") or -1)


def overview(master: str) -> dict[str, Any]:
    """State of a Flink cluster (``/overview`` of its REST API).

    Raises:
        OSError, ValueError: it does not answer, or not in JSON.
    """
    url = master if "://" in master else f"http://{master}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{url}/overview", timeout=_TIMEOUT_S) as answer:
        return dict(json.load(answer))
