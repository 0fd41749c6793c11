"""A real Flink cluster on this machine: a JobManager and TaskManagers as processes of their own.

Jars come from public registries and are cached outside the tree (``NEWSBEAM_TEST_CACHE``, else
``~/.cache/newsbeam``): Flink's from PyPI's ``apache-flink-libraries``, in an environment of its
own, Beam's job server from Maven Central.

    python tests/support/flink_cluster.py run --input ... --output ...   start one, run, stop it
    python tests/support/flink_cluster.py fetch                          only fill the cache
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

FLINK = "1.19"
FLINK_LIBRARIES = "apache-flink-libraries==1.19.3"

#: Beam's runner whose plain jars Maven Central holds for this Flink, should the job server's
#: single jar of our own Beam version not be there. Beam's job and worker protocols are stable.
FALLBACK_BEAM = "2.62.0"

#: Seconds that a part of the cluster may take to come up: two to ten, but a busy machine shares.
_START_S = 180

#: What Flink 1.19 needs on Java 17 (``env.java.opts.all`` of its own configuration).
JAVA_OPENS = [
    f"--add-{kind}=java.base/{package}=ALL-UNNAMED"
    for kind, package in (
        ("exports", "sun.net.util"),
        ("opens", "java.lang"),
        ("opens", "java.net"),
        ("opens", "java.io"),
        ("opens", "java.nio"),
        ("opens", "sun.nio.ch"),
        ("opens", "java.lang.reflect"),
        ("opens", "java.text"),
        ("opens", "java.time"),
        ("opens", "java.util"),
        ("opens", "java.util.concurrent"),
        ("opens", "java.util.concurrent.atomic"),
        ("opens", "java.util.concurrent.locks"),
    )
]

POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>newsbeam</groupId><artifactId>job-server</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.beam</groupId><artifactId>beam-runners-flink-{flink}</artifactId>
    <version>{beam}</version>
  </dependency></dependencies>
</project>
"""

LOG4J = """\
rootLogger.level = INFO
rootLogger.appenderRef.console.ref = Console
appender.console.name = Console
appender.console.type = CONSOLE
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} %m%n
"""


class MissingToolError(RuntimeError):
    """Java, Maven or a registry is not there; the message says which."""


def cache_folder(name: str = f"flink-{FLINK}") -> Path:
    """Where jars are kept between runs."""
    chosen = os.environ.get("NEWSBEAM_TEST_CACHE")
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(chosen) if chosen else Path(base, "newsbeam")
    folder = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def quietly(command: Sequence[object], what: str, timeout_s: float = 540) -> None:
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=timeout_s)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MissingToolError(f"{what}: {type(error).__name__}") from error
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise MissingToolError(f"{what}: {' / '.join(lines[-3:])[:500]}")


def fetch_flink() -> Path:
    """Folder of Flink's jars, fetched once."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise MissingToolError(f"needs {tool} on the PATH")
    environment = cache_folder() / "flink"
    done = environment / ".done"
    if not done.exists():
        shutil.rmtree(environment, ignore_errors=True)
        quietly([sys.executable, "-m", "venv", environment], "venv")
        pip = [environment / "bin" / "python", "-m", "pip", "install", "--quiet"]
        pip.append("--disable-pip-version-check")
        quietly([*pip, "setuptools<81", "wheel"], "pip install setuptools")
        quietly([*pip, "--no-build-isolation", FLINK_LIBRARIES], FLINK_LIBRARIES)
        done.touch()
    return next(environment.glob("lib/python*/site-packages/pyflink/lib"))


def fetch_job_server(beam: str) -> Path:
    """Beam's Flink job server as one runnable jar: the published one, else its parts."""
    folder = cache_folder() / "job-server"
    published = folder / f"beam-runners-flink-{FLINK}-job-server-{beam}.jar"
    assembled = folder / f"assembled-{FALLBACK_BEAM}.jar"
    for jar in (published, assembled):
        if jar.exists():
            return jar
    folder.mkdir(parents=True, exist_ok=True)
    artifact = f"org.apache.beam:beam-runners-flink-{FLINK}-job-server:{beam}"
    mvn = ["mvn", "-B", "-q"]
    with contextlib.suppress(MissingToolError):
        got = [*mvn, "dependency:get", f"-Dartifact={artifact}", "-Dtransitive=false"]
        quietly(got, artifact)
        copied = [*mvn, "dependency:copy", f"-Dartifact={artifact}", f"-DoutputDirectory={folder}"]
        quietly(copied, artifact)
        return published
    parts = folder / "parts"
    (folder / "pom.xml").write_text(POM.format(flink=FLINK, beam=FALLBACK_BEAM))
    copy = [*mvn, "-f", folder / "pom.xml", "dependency:copy-dependencies"]
    copy += ["-DincludeScope=runtime", f"-DoutputDirectory={parts}"]
    quietly(copy, f"org.apache.beam:beam-runners-flink-{FLINK}:{FALLBACK_BEAM}")
    driver = "org.apache.beam.runners.flink.FlinkJobServerDriver"
    write_pathing_jar(assembled, sorted(parts.glob("*.jar")), driver)
    return assembled


def write_pathing_jar(path: Path, parts: Sequence[Path], main: str) -> None:
    """A jar that holds a class path only (lines of a manifest end after 72 bytes)."""
    line = "Class-Path: " + " ".join(part.as_uri() for part in parts)
    folded = [line[:72], *(" " + line[i : i + 71] for i in range(72, len(line), 71))]
    lines = ["Manifest-Version: 1.0", f"Main-Class: {main}", *folded, ""]
    beside = path.with_suffix(".tmp")
    with zipfile.ZipFile(beside, "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", "\n".join(lines))
    beside.rename(path)


def free_port() -> int:
    """A TCP port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _prepare_child(core: int | None) -> None:
    """Have Linux end this process when the one that started it dies, however it dies; with
    ``core``, keep it and all that it starts on that core."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if core is not None:
        os.sched_setaffinity(0, {core})


@dataclass
class Host:
    """Where a process of the cluster runs: this machine, or a network namespace as a host."""

    address: str = "127.0.0.1"
    namespace: str | None = None

    @property
    def bind(self) -> str:
        """What servers bind to; Flink's own parts also meet at their host's localhost."""
        return "0.0.0.0" if self.namespace else self.address

    def command(self, words: Sequence[object]) -> list[str]:
        """``words``, run on this host."""
        prefix = ["ip", "netns", "exec", self.namespace] if self.namespace else []
        return [*prefix, *map(str, words)]


@dataclass
class Process:
    """One process of the cluster with its log."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    def kill(self, sign: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to its whole process group (``ip netns exec`` execs, so it is one)."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(20)


@dataclass
class FlinkCluster:
    """A JobManager and TaskManagers; ``with FlinkCluster(folder) as cluster``.

    Attributes:
        folder: for logs and temporary files.
        managers: number of TaskManagers, each with ``slots`` slots.
        hosts: where the JobManager (first) and the TaskManagers run.
        cores: a core for each TaskManager, which then shares it with its Python workers, so that
            one TaskManager cannot use more of the machine than one core; None: any core.
    """

    folder: Path
    managers: int = 2
    slots: int = 1
    hosts: Sequence[Host] = field(default_factory=lambda: [Host()])
    cores: Sequence[int] | None = None
    port: int = field(default_factory=free_port)
    processes: list[Process] = field(default_factory=list)

    @property
    def master(self) -> str:
        """What ``--flink_master`` wants."""
        return f"{self.hosts[0].address}:{self.port}"

    def __enter__(self) -> FlinkCluster:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._rpc, self._blob = free_port(), free_port()
        (self.folder / "log4j.properties").write_text(LOG4J)
        (self.folder / "conf").mkdir(exist_ok=True)
        (self.folder / "conf" / "config.yaml").write_text("{}\n")
        try:
            self._start_master()
            for _ in range(self.managers):
                self.add_manager()
            self.wait_for_slots(self.managers * self.slots)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End every process of the cluster."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.popen.pid, signal.SIGTERM)
        deadline = time.monotonic() + 8
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.popen.wait(max(0.1, deadline - time.monotonic()))
            process.kill()
        self.processes.clear()

    def _java(
        self,
        name: str,
        host: Host,
        heap_mb: int,
        main: str,
        settings: dict,
        core: int | None = None,
    ) -> Process:
        libraries, beam = fetch_flink(), fetch_job_server(apache_beam_version())
        words: list[object] = ["java", f"-Xmx{heap_mb}m", "-Xss512k", "-XX:+UseSerialGC"]
        words += [*JAVA_OPENS, "-XX:TieredStopAtLevel=1"]
        words.append(f"-Dlog4j.configurationFile={self.folder / 'log4j.properties'}")
        words += ["-cp", f"{libraries}/*:{beam}", main, "--configDir", self.folder / "conf"]
        common = {
            "jobmanager.rpc.address": self.hosts[0].address,
            "jobmanager.rpc.port": self._rpc,
            "rest.port": self.port,
            "rest.address": self.hosts[0].address,
            "rest.bind-address": host.bind,
            "blob.server.port": self._blob,
            "heartbeat.interval": 1000,
            "heartbeat.timeout": 12000,
            "restart-strategy.type": "fixed-delay",
            "restart-strategy.fixed-delay.attempts": 5,
            "restart-strategy.fixed-delay.delay": "1 s",
            "parallelism.default": self.managers * self.slots,
            "io.tmp.dirs": self.folder / "tmp",
            # Beam keeps Python workers from one stage to the next only where its classes are the
            # cluster's, not the job's (see docs/deploy.md).
            "classloader.resolve-order": "parent-first",
        }
        for key, value in {**common, **settings}.items():
            words.append(f"-D{key}={value}")
        log = self.folder / f"{name}.log"
        with log.open("ab") as out:
            popen = subprocess.Popen(
                host.command(words),
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=lambda: _prepare_child(core),
            )
        process = Process(name, popen, log)
        self.processes.append(process)
        return process

    def _start_master(self) -> None:
        host = self.hosts[0]
        self._java(
            "jobmanager",
            host,
            384,
            "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
            {
                "jobmanager.bind-host": host.bind,
                "jobmanager.memory.process.size": "1g",
                "web.upload.dir": self.folder / "tmp",
            },
        )
        self._wait(lambda: self.get("/overview") is not None, _START_S, "the JobManager")

    def add_manager(self) -> Process:
        """Start one more TaskManager."""
        number = sum(p.name.startswith("taskmanager") for p in self.processes)
        host = self.hosts[min(number + 1, len(self.hosts) - 1)] if len(self.hosts) > 1 else None
        host = host or self.hosts[0]
        core = None if self.cores is None else self.cores[number % len(self.cores)]
        return self._java(
            f"taskmanager-{number}",
            host,
            384,
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
            {
                "taskmanager.host": host.address,
                "taskmanager.bind-host": host.bind,
                "taskmanager.resource-id": f"tm-{number}",
                "taskmanager.numberOfTaskSlots": self.slots,
                "taskmanager.cpu.cores": 1.0,
                "taskmanager.memory.framework.heap.size": "128m",
                "taskmanager.memory.framework.off-heap.size": "128m",
                "taskmanager.memory.task.heap.size": "256m",
                "taskmanager.memory.task.off-heap.size": "0m",
                "taskmanager.memory.managed.size": "128m",
                "taskmanager.memory.network.min": "128m",
                "taskmanager.memory.network.max": "128m",
                "taskmanager.network.sort-shuffle.min-buffers": 64,
                "taskmanager.memory.jvm-metaspace.size": "256m",
                "taskmanager.memory.jvm-overhead.min": "64m",
                "taskmanager.memory.jvm-overhead.max": "64m",
            },
            core,
        )

    def wait_for_slots(self, count: int) -> None:
        """Wait until ``count`` slots are registered."""
        self._wait(
            lambda: (self.get("/overview") or {}).get("slots-total", 0) >= count,
            _START_S,
            f"{count} slots",
        )

    def _wait(self, ready: Any, seconds: float, what: str) -> None:
        deadline = time.monotonic() + seconds
        while not ready():
            dead = [p for p in self.processes if p.popen.poll() is not None]
            if dead or time.monotonic() > deadline:
                tail = "".join(p.log.read_text(errors="replace")[-1500:] for p in dead)
                raise RuntimeError(f"Flink: {what} did not come up in {seconds:.0f} s. {tail}")
            time.sleep(0.3)

    # what the cluster says of itself (Flink's REST API)

    def get(self, path: str) -> Any:
        """One answer of the REST API, None while there is none."""
        url = f"http://{self.master}{path}"
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(url, timeout=5) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def jobs(self) -> list[dict[str, Any]]:
        """Every job: id, state, ..."""
        return list((self.get("/jobs/overview") or {}).get("jobs", []))

    def records_by_manager(self, job: str, stage: str = "") -> dict[str, int]:
        """TaskManager → records that its subtasks of ``stage`` (part of a name) have taken in."""
        totals: dict[str, int] = {}
        for vertex in (self.get(f"/jobs/{job}") or {}).get("vertices", []):
            if stage not in vertex["name"]:
                continue
            path = f"/jobs/{job}/vertices/{vertex['id']}/taskmanagers"
            for manager in (self.get(path) or {}).get("taskmanagers", []):
                name = manager.get("taskmanager-id", manager.get("host"))
                totals[name] = totals.get(name, 0) + manager["metrics"]["read-records"]
        return totals


def worker_command() -> Path:
    """The program that environment type PROCESS starts."""
    return Path(sys.executable).with_name("newsbeam-worker")


def apache_beam_version() -> str:
    """The installed Beam's version."""
    return metadata.version("apache-beam")


def flink_flags(cluster: FlinkCluster, environment: str, *options: str) -> list[str]:
    """The runner's flags for ``newsbeam run`` on ``cluster``."""
    flags = ["--runner", "FlinkRunner", "--flink_master", cluster.master]
    flags += ["--flink_version", FLINK]
    flags += ["--flink_job_server_jar", str(fetch_job_server(apache_beam_version()))]
    flags += ["--environment_type", environment]
    if environment == "PROCESS" and not options:
        options = (f"process_command={worker_command()}",)
    for option in options:
        flags += ["--environment_option", option]
    return flags


@contextlib.contextmanager
def temporary_cluster(managers: int = 2) -> Iterator[FlinkCluster]:
    """A cluster in a temporary folder."""
    with (
        tempfile.TemporaryDirectory(prefix="newsbeam-flink-") as folder,
        FlinkCluster(Path(folder), managers) as cluster,
    ):
        yield cluster


def main(words: Sequence[str]) -> int:
    """``fetch``, or ``run`` with the words of ``newsbeam run``."""
    try:
        fetch_flink()
        fetch_job_server(apache_beam_version())
    except MissingToolError as error:
        print(f"flink_cluster: {error}", file=sys.stderr)
        return 1
    if words[:1] != ["run"]:
        return 0
    with temporary_cluster() as cluster:
        if not fetch_job_server(apache_beam_version()).name.startswith("beam-"):
            print(
                f"Beam {apache_beam_version()}'s job server is not in this Maven repository; using "
                f"the parts of {FALLBACK_BEAM}'s"
            )
        print(f"Flink {FLINK} at http://{cluster.master}: 1 JobManager, 2 TaskManagers")
        flags = flink_flags(cluster, "PROCESS")
        command = [Path(sys.executable).with_name("newsbeam"), "run", *words[1:], *flags]
        return subprocess.run(list(map(str, command))).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
