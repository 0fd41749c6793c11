"""The SDK harness' boot program: what it asks a runner for and hands to Beam."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from apache_beam.portability import common_urns
from apache_beam.portability.api import (
    beam_artifact_api_pb2,
    beam_artifact_api_pb2_grpc,
    beam_provision_api_pb2,
    beam_provision_api_pb2_grpc,
    beam_runner_api_pb2,
    endpoints_pb2,
)
from google.protobuf import struct_pb2

from pipelines.runners import worker


def artifact(name: str) -> beam_runner_api_pb2.ArtifactInformation:
    """An artifact staged under ``name``."""
    role = beam_runner_api_pb2.ArtifactStagingToRolePayload(staged_name=name)
    return beam_runner_api_pb2.ArtifactInformation(
        role_urn=common_urns.artifact_roles.STAGING_TO.urn, role_payload=role.SerializeToString()
    )


class Runner(
    beam_provision_api_pb2_grpc.ProvisionServiceServicer,
    beam_artifact_api_pb2_grpc.ArtifactRetrievalServiceServicer,
):
    """A runner's provision and artifact services; remembers which worker asked."""

    def __init__(self, info: beam_provision_api_pb2.ProvisionInfo) -> None:
        self.info = info
        self.workers: list[str] = []

    def GetProvisionInfo(  # noqa: N802 (gRPC's name)
        self, request: object, context: grpc.ServicerContext
    ) -> beam_provision_api_pb2.GetProvisionInfoResponse:
        self.workers += [str(v) for k, v in context.invocation_metadata() if k == "worker_id"]
        return beam_provision_api_pb2.GetProvisionInfoResponse(info=self.info)

    def GetArtifact(  # noqa: N802
        self, request: beam_artifact_api_pb2.GetArtifactRequest, context: grpc.ServicerContext
    ) -> Iterator[beam_artifact_api_pb2.GetArtifactResponse]:
        name = worker.staged_name(request.artifact).encode()
        yield beam_artifact_api_pb2.GetArtifactResponse(data=b"<" + name)
        yield beam_artifact_api_pb2.GetArtifactResponse(data=b">")


@pytest.fixture
def runner() -> Iterator[tuple[Runner, str]]:
    options = struct_pb2.Struct()
    options.update({"beam:option:job_name:v1": "newsbeam-1"})
    info = beam_provision_api_pb2.ProvisionInfo(
        pipeline_options=options,
        runner_capabilities=["beam:protocol:control_response_elements_embedding:v1"],
        control_endpoint=endpoints_pb2.ApiServiceDescriptor(url="host:1"),
        logging_endpoint=endpoints_pb2.ApiServiceDescriptor(url="host:2"),
    )
    server = grpc.server(ThreadPoolExecutor(2))
    service = Runner(info)
    beam_provision_api_pb2_grpc.add_ProvisionServiceServicer_to_server(service, server)
    beam_artifact_api_pb2_grpc.add_ArtifactRetrievalServiceServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield service, f"127.0.0.1:{port}"
    server.stop(0).wait()


def test_provision_info_names_the_worker(runner: tuple[Runner, str]) -> None:
    service, endpoint = runner
    info = worker.provision_info(endpoint, "7-1")
    assert info.control_endpoint.url == "host:1"
    assert service.workers == ["7-1"]


def test_fetch_packages_takes_packages_only(runner: tuple[Runner, str], tmp_path: Path) -> None:
    _, endpoint = runner
    artifacts = [artifact("submission_environment_dependencies.txt"), artifact("a-1.whl")]
    paths = worker.fetch_packages(endpoint, "7-1", artifacts, str(tmp_path))
    assert [path.name for path in paths] == ["a-1.whl"]
    assert paths[0].read_bytes() == b"<a-1.whl>"
    assert [path.name for path in tmp_path.iterdir()] == ["a-1.whl"]


def test_staged_name_cannot_leave_the_folder() -> None:
    assert worker.staged_name(artifact("../../etc/cron.d/x.whl")) == "x.whl"


def test_harness_environment_is_what_beam_reads(
    runner: tuple[Runner, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from apache_beam.runners.worker import sdk_worker_main

    service, _ = runner
    endpoints = {"control": "host:1", "logging": "host:2", "artifact": ""}
    variables = worker.harness_environment(service.info, "7-1", endpoints, "folder")
    options = sdk_worker_main._load_pipeline_options(variables["PIPELINE_OPTIONS"])
    assert options == {"job_name": "newsbeam-1"}
    assert variables["WORKER_ID"] == "7-1"
    assert 'url: "host:1"' in variables["CONTROL_API_SERVICE_DESCRIPTOR"]
    assert "STATUS_API_SERVICE_DESCRIPTOR" not in variables


def test_install_puts_the_jobs_package_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", lambda words, **_: seen.append(list(words)))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "schemas.not_there", argparse)
    kept = {n: m for n, m in sys.modules.items() if n.split(".")[0] in worker._PACKAGES}
    try:
        worker.install([tmp_path / "newsbeam.whl"], str(tmp_path))
        assert "schemas.not_there" not in sys.modules
    finally:
        sys.modules.update(kept)
    assert sys.path[0] == str(tmp_path / "packages")
    assert "--no-deps" in seen[0]
    assert seen[0][-1] == str(tmp_path / "newsbeam.whl")


def test_worker_without_a_runner_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        worker.main([])
    assert stop.value.code == 2
    assert "--id and --provision_endpoint" in capsys.readouterr().err
