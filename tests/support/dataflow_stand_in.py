"""A stand-in for the parts of Google's services that a Dataflow submission talks to, on loopback.

Speaks enough of the Dataflow REST API (v1b3: create and get a job, messages, metrics) and of the
Cloud Storage JSON API (uploads) for Beam's own client. A submitted job is kept for the test to
look at, and really carried out: another process, started elsewhere with an empty environment,
reads the staged graph and runs it. What the graph does not hold, that process does not have.
With ``storage``, the address of a Cloud Storage server, the graph is fetched from there, and the
stand-in's own storage is not used.

    python dataflow_stand_in.py GRAPH     carry out a staged graph (pipeline.pb)
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import google_crc32c

_PROJECT = "/v1b3/projects/"


class StandIn:
    """The services; ``with StandIn(folder) as google``.

    Args:
        folder: for staged graphs.
        environment: variables of the process that carries a job out.
        storage: address of a server of the Cloud Storage JSON API, None for the stand-in's own.

    Attributes:
        objects: ``bucket/name`` → bytes of what was uploaded.
        jobs: job id → the job as it was submitted (JSON).
        errors: job id → standard error of the process that carried the job out.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str] | None = None,
        storage: str | None = None,
    ) -> None:
        self.folder = folder
        self.environment = environment or {}
        self.storage = storage
        self.objects: dict[str, bytes] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.errors: dict[str, str] = {}
        self._states: dict[str, str] = {}
        self._uploads: dict[str, str] = {}
        self._threads: list[threading.Thread] = []
        stand_in = self

        class Handler(_Handler):
            google = stand_in

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        for thread in self._threads:
            thread.join()

    # Dataflow

    def submit(self, job: dict[str, Any]) -> dict[str, Any]:
        """Keep a job and start it."""
        number = f"2026-01-01_00_00_00-{len(self.jobs) + 1}"
        self.jobs[number] = job
        self._states[number] = "JOB_STATE_RUNNING"
        thread = threading.Thread(target=self._carry_out, args=(number,))
        self._threads.append(thread)
        thread.start()
        return self.answer(number)

    def answer(self, number: str) -> dict[str, Any]:
        """A job as the service tells of it."""
        return {
            "id": number,
            "name": self.jobs[number]["name"],
            "currentState": self._states[number],
            "clientRequestId": self.jobs[number].get("clientRequestId", ""),
        }

    def graph(self, number: str) -> bytes:
        """The staged graph of a job, serialized."""
        url = self.jobs[number]["environment"]["sdkPipelineOptions"]["options"]["pipelineUrl"]
        return self.read(str(url))

    def read(self, url: str) -> bytes:
        """An object's bytes.

        Raises:
            KeyError, OSError: there is none.
        """
        name = url.removeprefix("gs://")
        if self.storage is None:
            return self.objects[name]
        bucket, _, rest = name.partition("/")
        path = f"/storage/v1/b/{bucket}/o/{urllib.parse.quote(rest, safe='')}?alt=media"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self.storage + path, timeout=60) as answer:
            return bytes(answer.read())

    def _carry_out(self, number: str) -> None:
        try:
            path = self.folder / f"{number}.pb"
            path.write_bytes(self.graph(number))
            done = subprocess.run(
                [sys.executable, __file__, str(path)],
                capture_output=True,
                text=True,
                cwd="/",
                env={"PATH": os.environ["PATH"], **self.environment},
                timeout=540,
            )
            self.errors[number] = done.stderr
            ended = "JOB_STATE_DONE" if done.returncode == 0 else "JOB_STATE_FAILED"
        except (OSError, KeyError, subprocess.TimeoutExpired) as error:
            self.errors[number] = repr(error)
            ended = "JOB_STATE_FAILED"
        self._states[number] = ended

    # Cloud Storage

    def begin_upload(self, bucket: str, name: str) -> str:
        """Address for the parts of an object."""
        token = str(len(self._uploads))
        self._uploads[token] = f"{bucket}/{name}"
        self.objects[f"{bucket}/{name}"] = b""
        return f"{self.url}/part/{token}"

    def add_part(self, token: str, data: bytes) -> str:
        """Append to an object; its name."""
        name = self._uploads[token]
        self.objects[name] += data
        return name


class _Handler(BaseHTTPRequestHandler):
    google: StandIn
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _send(self, code: int, body: object = None, **headers: str) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_GET(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        words = path.strip("/").split("/")
        if path.startswith(_PROJECT) and "jobs" in words:
            rest = words[words.index("jobs") + 1 :]
            if rest[0] in self.google.jobs:
                return self._send(200, self.google.answer(rest[0]) if len(rest) == 1 else {})
        elif path.startswith("/storage/v1/b/") and len(words) == 4:
            return self._send(200, {"kind": "storage#bucket", "id": words[3], "name": words[3]})
        return self._send(404, {"error": {"code": 404, "message": "not found"}})

    def do_POST(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        body = self._body()
        if parts.path.startswith(_PROJECT) and parts.path.endswith("/jobs"):
            return self._send(200, self.google.submit(json.loads(body)))
        if parts.path.startswith("/upload/storage/v1/b/"):
            bucket = parts.path.split("/")[5]
            query = urllib.parse.parse_qs(parts.query)
            name = query.get("name", [None])[0] or json.loads(body)["name"]
            return self._send(200, {}, Location=self.google.begin_upload(bucket, str(name)))
        return self._send(404, {"error": {"code": 404, "message": "not found"}})

    def do_PUT(self) -> None:
        name = self.google.add_part(self.path.rsplit("/", 1)[-1], self._body())
        told = self.headers.get("Content-Range", "")
        if told.endswith("/*"):
            have = len(self.google.objects[name])
            return self._send(308, None, Range=f"bytes=0-{have - 1}")
        bucket, _, rest = name.partition("/")
        data = self.google.objects[name]
        # The client compares checksums with its own and takes a missing one for damage.
        crc32c = base64.b64encode(google_crc32c.Checksum(data).digest()).decode()
        told_back = {"kind": "storage#object", "bucket": bucket, "name": rest}
        return self._send(200, {**told_back, "size": str(len(data)), "crc32c": crc32c})


def carry_out(path: Path) -> None:
    """Run a staged graph here, in place of Dataflow's workers and their container image.

    Raises:
        RuntimeError: the job failed.
    """
    from apache_beam.options.pipeline_options import PipelineOptions
    from apache_beam.portability import python_urns
    from apache_beam.portability.api import beam_runner_api_pb2
    from apache_beam.runners.portability.fn_api_runner import FnApiRunner

    graph = beam_runner_api_pb2.Pipeline.FromString(path.read_bytes())
    for environment in graph.components.environments.values():
        environment.urn = python_urns.EMBEDDED_PYTHON
        environment.payload = b""
        del environment.dependencies[:]
    result = FnApiRunner().run_via_runner_api(graph, PipelineOptions([]))
    if result.wait_until_finish() != "DONE":
        raise RuntimeError("the job did not end well")


if __name__ == "__main__":
    carry_out(Path(sys.argv[1]))
