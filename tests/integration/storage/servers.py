"""Real object-store servers on loopback, and a proxy that makes some requests fail."""

from __future__ import annotations

import http.client
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

import pytest

CACHE = Path(os.environ.get("NEWSBEAM_TEST_CACHE", Path.home() / ".cache" / "newsbeam" / "tests"))
FAKE_GCS = "github.com/fsouza/fake-gcs-server@v1.52.3"
AZURITE = "azurite@3.35.0"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(command: list[str], port: int, **options: Any) -> Iterator[None]:
    """Run a server until the block ends; it is up when its port answers.

    Where the block fails and the server has ended, the error also says how the server ended and
    what it printed last.
    """
    with tempfile.TemporaryFile() as told:
        server = subprocess.Popen(command, stdout=told, stderr=told, **options)
        try:
            for _ in range(600):
                if server.poll() is not None:
                    pytest.fail(f"{command[0]} {_end(server, told)}")
                with socket.socket() as probe:
                    probe.settimeout(1)
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                pytest.fail(f"{command[0]} did not open its port in a minute")
            yield
        except Exception as error:
            if server.poll() is not None:
                error.add_note(f"{' '.join(command)} {_end(server, told)}")
            raise
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _end(server: subprocess.Popen[bytes], told: IO[bytes]) -> str:
    """How a server ended, and the last of what it printed."""
    told.seek(max(0, told.seek(0, os.SEEK_END) - 3000))
    return f"ended with {server.returncode}: {told.read().decode(errors='replace')}"


class _Faulty(BaseHTTPRequestHandler):
    """Passes requests on; of each ten (or ``server.every``) one is late and one fails."""

    protocol_version = "HTTP/1.1"
    server: Any

    def _serve(self) -> None:
        length = self.headers.get("Content-Length")
        body = self.rfile.read(int(length)) if length else b""
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            body = self._chunks()
        number = next(self.server.numbers)
        if number % self.server.every == 3:
            time.sleep(0.3)
        if number % self.server.every == 7:
            self.server.failed += 1
            self.send_response(503)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        upstream = http.client.HTTPConnection("127.0.0.1", self.server.upstream, timeout=60)
        headers = {
            key: value for key, value in self.headers.items() if key.lower() != "transfer-encoding"
        }
        if body:
            headers["Content-Length"] = str(len(body))
        try:
            upstream.request(self.command, self.path, body, headers)
            answer = upstream.getresponse()
            data = answer.read()
        except OSError as error:
            self.send_error(502, f"no answer from the server: {error}")
            return
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(key, value)
        shown = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(data))
        if shown is not None:
            self.send_header("Content-Length", shown)
        self.end_headers()
        self.wfile.write(data)
        upstream.close()

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = _serve  # noqa: N815

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@contextmanager
def faulty_proxy(upstream: int, port: int | None = None, every: int = 10) -> Iterator[Any]:
    """A proxy before ``upstream``; its ``failed`` counts the requests that it let fail."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", port or 0), _Faulty)
    server.daemon_threads = True
    server.upstream, server.numbers, server.failed = upstream, itertools.count(), 0
    server.every = every
    server.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def moto_command(port: int) -> list[str]:
    pytest.importorskip("moto.server", reason="needs moto[server]")
    return [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]


def fake_gcs_command(port: int, public_port: int) -> list[str]:
    """Command of fake-gcs-server, built through the Go module proxy on first use."""
    found = shutil.which("fake-gcs-server") or str(CACHE / "bin" / "fake-gcs-server")
    if not Path(found).exists():
        go = shutil.which("go")
        if go is None:
            pytest.skip("needs Go to build fake-gcs-server")
        environment = {**os.environ, "GOBIN": str(CACHE / "bin")}
        built = subprocess.run([go, "install", FAKE_GCS], env=environment, capture_output=True)
        if built.returncode:
            pytest.skip(f"fake-gcs-server could not be built: {built.stderr[-200:]!r}")
    return [
        found, "-scheme", "http", "-host", "127.0.0.1", "-port", str(port), "-backend", "memory",
        "-external-url", f"http://127.0.0.1:{public_port}",
        "-public-host", f"127.0.0.1:{public_port}",
    ]  # fmt: skip


def azurite_command(port: int) -> list[str]:
    """Command of Azurite's blob service, installed from npm on first use."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("needs Node.js and npm for Azurite")
    folder = CACHE / "azurite"
    main = folder / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
    if not main.exists():
        folder.mkdir(parents=True, exist_ok=True)
        installed = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--prefix", str(folder), AZURITE],
            capture_output=True,
        )
        if installed.returncode:
            pytest.skip(f"Azurite could not be installed: {installed.stderr[-200:]!r}")
    return [
        node, str(main), "--blobHost", "127.0.0.1", "--blobPort", str(port),
        "--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableProductStyleUrl",
    ]  # fmt: skip
