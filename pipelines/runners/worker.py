"""The command ``newsbeam-worker``: Beam's SDK harness in the environment it is installed in.

What Beam's container image does with its ``boot`` program, without a container: a runner starts
this command (environment type PROCESS), or a worker pool does (EXTERNAL); it asks the runner for
the job's options and packages and then becomes a worker. Nothing is downloaded: the environment
holds newsbeam, its model and all that they need. A package that the job brings along
(``--extra_package newsbeam-0.1.0-py3-none-any.whl``) is installed, without dependencies, into a
folder of this worker alone, in front of what is installed.

    newsbeam-worker --worker_pool --service_port 50000      a pool that waits for a runner
    newsbeam-worker --id=1-1 --provision_endpoint=...       one worker, as a runner starts it

The contract is Beam's "SDK harness container contract" (https://s.apache.org/beam-fn-api-container-contract).
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import grpc  # type: ignore[import-untyped]
from apache_beam.portability import common_urns
from apache_beam.portability.api import (
    beam_artifact_api_pb2,
    beam_artifact_api_pb2_grpc,
    beam_provision_api_pb2,
    beam_provision_api_pb2_grpc,
    beam_runner_api_pb2,
    endpoints_pb2,
)
from apache_beam.runners.worker.worker_id_interceptor import WorkerIdInterceptor
from google.protobuf import json_format, text_format  # type: ignore[import-untyped]

from pipelines.threads import one_thread_each

#: Seconds to wait for the runner's provision service.
_CONNECT_S = 60

_PACKAGES = ("newsbeam", "pipelines", "transforms", "schemas")

_LIMITS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def main(argv: Sequence[str] | None = None) -> int:
    """Become a worker, or a pool of them; returns when the runner has no more work."""
    # Whatever this process starts imports from the environment, never from where it stands.
    os.environ["PYTHONSAFEPATH"] = "1"
    one_thread_each()
    parser = argparse.ArgumentParser(prog="newsbeam-worker", description=__doc__.split("\n")[0])
    parser.add_argument("--worker_pool", action="store_true", help="wait for runners (EXTERNAL)")
    parser.add_argument("--service_port", type=int, default=50000, help="port of the pool")
    parser.add_argument("--id", help="the worker's name, given by the runner")
    parser.add_argument("--provision_endpoint", help="host:port, given by the runner")
    parser.add_argument("--control_endpoint", default="")
    parser.add_argument("--logging_endpoint", default="")
    parser.add_argument("--artifact_endpoint", default="")
    arguments, _ = parser.parse_known_args(argv)
    if arguments.worker_pool:
        run_pool(arguments.service_port)
        return 0
    if not arguments.id or not arguments.provision_endpoint:
        parser.error("--id and --provision_endpoint are expected (a runner gives them)")
    run_worker(arguments)
    return 0


def run_pool(port: int) -> None:
    """Serve runners on ``port`` until interrupted; every worker is a process of its own."""
    from apache_beam.runners.worker import worker_pool_main

    worker_pool_main.main([f"--service_port={port}", f"--container_executable={_this_command()}"])


def _this_command() -> str:
    beside = Path(sys.executable).with_name("newsbeam-worker")
    return str(beside if beside.exists() else Path(sys.argv[0]).resolve())


def run_worker(arguments: argparse.Namespace) -> None:
    """Fetch what the job needs, then run the harness in this process."""
    info = provision_info(arguments.provision_endpoint, arguments.id)
    folder = tempfile.mkdtemp(prefix="newsbeam-worker-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    endpoints = {
        name: getattr(info, f"{name}_endpoint").url or getattr(arguments, f"{name}_endpoint")
        for name in ("control", "logging", "artifact")
    }
    packages = fetch_packages(endpoints["artifact"], arguments.id, info.dependencies, folder)
    install(packages, folder)
    os.environ.update(harness_environment(info, arguments.id, endpoints, folder))
    # What a runner wants to read is sent to its logging service; a pipe that nobody empties
    # (Beam's worker pool keeps one on our standard output) must not stop the worker.
    os.dup2(2, 1)
    from apache_beam.runners.worker import sdk_worker_main

    sdk_worker_main.main([])


def provision_info(endpoint: str, worker_id: str) -> beam_provision_api_pb2.ProvisionInfo:
    """Ask the runner for the job's options, packages and services."""
    with grpc.insecure_channel(endpoint, options=_LIMITS) as channel:
        named = grpc.intercept_channel(channel, WorkerIdInterceptor(worker_id))
        service = beam_provision_api_pb2_grpc.ProvisionServiceStub(named)
        request = beam_provision_api_pb2.GetProvisionInfoRequest()
        return service.GetProvisionInfo(request, timeout=_CONNECT_S, wait_for_ready=True).info


def fetch_packages(
    endpoint: str,
    worker_id: str,
    dependencies: Iterable[beam_runner_api_pb2.ArtifactInformation],
    folder: str,
) -> list[Path]:
    """Copy the Python packages among the job's artifacts into ``folder``."""
    wanted = [(staged_name(artifact), artifact) for artifact in dependencies]
    wanted = [(name, artifact) for name, artifact in wanted if is_package(name)]
    if not wanted or not endpoint:
        return []
    paths = []
    with grpc.insecure_channel(endpoint, options=_LIMITS) as channel:
        named = grpc.intercept_channel(channel, WorkerIdInterceptor(worker_id))
        service = beam_artifact_api_pb2_grpc.ArtifactRetrievalServiceStub(named)
        for name, artifact in wanted:
            request = beam_artifact_api_pb2.GetArtifactRequest(artifact=artifact)
            paths.append(Path(folder, name))
            with paths[-1].open("wb") as file:
                for piece in service.GetArtifact(request):
                    file.write(piece.data)
    return paths


def staged_name(artifact: beam_runner_api_pb2.ArtifactInformation) -> str:
    """The plain file name under which the driver staged an artifact, or ``""``."""
    if artifact.role_urn != common_urns.artifact_roles.STAGING_TO.urn:
        return ""
    role = beam_runner_api_pb2.ArtifactStagingToRolePayload.FromString(artifact.role_payload)
    return Path(role.staged_name).name


def is_package(name: str) -> bool:
    """Whether an artifact is a wheel or a source distribution."""
    return name.endswith((".whl", ".tar.gz"))


def install(packages: Sequence[Path], folder: str) -> None:
    """Put packages in front of what is installed, for this process alone.

    Raises:
        subprocess.CalledProcessError: pip could not; its words are on standard error.
    """
    if not packages:
        return
    target = Path(folder, "packages")
    command = [sys.executable, "-P", "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--target", str(target)]
    subprocess.run([*command, *map(str, packages)], check=True, stdout=sys.stderr.fileno())
    sys.path.insert(0, str(target))
    # What is loaded came from the installed copy; two halves of two versions must not meet.
    for name in [n for n in sys.modules if n.split(".", 1)[0] in _PACKAGES]:
        del sys.modules[name]


def harness_environment(
    info: beam_provision_api_pb2.ProvisionInfo,
    worker_id: str,
    endpoints: dict[str, str],
    folder: str,
) -> dict[str, str]:
    """The environment variables that Beam's harness reads."""
    variables = {
        "WORKER_ID": worker_id,
        "PIPELINE_OPTIONS": json_format.MessageToJson(info.pipeline_options),
        "SEMI_PERSISTENT_DIRECTORY": folder,
        "RUNNER_CAPABILITIES": " ".join(info.runner_capabilities),
        "CONTROL_API_SERVICE_DESCRIPTOR": _descriptor(endpoints["control"]),
        "LOGGING_API_SERVICE_DESCRIPTOR": _descriptor(endpoints["logging"]),
    }
    if info.HasField("status_endpoint"):
        variables["STATUS_API_SERVICE_DESCRIPTOR"] = _descriptor(info.status_endpoint.url)
    return variables


def _descriptor(url: str) -> str:
    return str(text_format.MessageToString(endpoints_pb2.ApiServiceDescriptor(url=url)))


if __name__ == "__main__":
    sys.exit(main())
