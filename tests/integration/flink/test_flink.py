"""The unchanged job on a real Flink cluster, against the tables of a local run, byte for byte."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.support import flink_cluster
from tests.support.flink_cluster import FlinkCluster, Host, flink_flags
from tests.support.runs import JAVA_OPTIONS, newsbeam, tables


def finished_job(cluster: FlinkCluster) -> str:
    """Id of the newest job, which must have ended well."""
    newest = max(cluster.jobs(), key=lambda job: job["start-time"])
    assert newest["state"] == "FINISHED"
    assert newest["name"].startswith("newsbeam-20")
    return str(newest["jid"])


def assert_both_worked(cluster: FlinkCluster, stage: str) -> None:
    """Each TaskManager has taken in shards of ``stage``."""
    taken = cluster.records_by_manager(finished_job(cluster), stage)
    assert len(taken) == 2, taken
    assert all(count > 0 for count in taken.values()), taken


def test_run_on_two_task_managers_gives_the_local_bytes(
    cluster: FlinkCluster, options: Sequence[str], expected: dict[str, str], tmp_path: Path
) -> None:
    output = tmp_path / "tables"
    flags = flink_flags(cluster, "PROCESS")
    checked = newsbeam("run", *options, "--output", output, *flags, "--dry_run")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "2 TaskManagers, 2 of 2 slots free" in checked.stdout
    done = newsbeam("run", *options, "--output", output, *flags)
    assert done.returncode == 0, done.stderr[-3000:]
    assert tables(output) == expected
    assert_both_worked(cluster, "StageShards")
    assert_both_worked(cluster, "{ExtractShards")


@pytest.mark.integration
def test_run_on_a_pool_of_external_workers_gives_the_local_bytes(
    jars: Path, options: Sequence[str], expected: dict[str, str], tmp_path: Path
) -> None:
    """One pool for one TaskManager, as a side-car: two would name their workers alike."""
    port = flink_cluster.free_port()
    command = [flink_cluster.worker_command(), "--worker_pool", "--service_port", port]
    pool = subprocess.Popen(list(map(str, command)), cwd="/", start_new_session=True)
    try:
        _wait_for_port(port)
        with FlinkCluster(tmp_path / "flink", managers=1) as cluster:
            flags = flink_flags(cluster, "EXTERNAL", f"external_service_address=127.0.0.1:{port}")
            done = newsbeam("run", *options, "--output", tmp_path / "tables", *flags)
    finally:
        os.killpg(pool.pid, signal.SIGTERM)
        pool.wait(30)
    assert done.returncode == 0, done.stderr[-3000:]
    assert tables(tmp_path / "tables") == expected


@pytest.mark.integration
def test_run_with_workers_in_the_driver_gives_the_local_bytes(
    jars: Path, options: Sequence[str], expected: dict[str, str], tmp_path: Path
) -> None:
    """On one TaskManager: two name their workers alike, and one driver cannot tell them apart."""
    with FlinkCluster(tmp_path / "flink", managers=1) as cluster:
        flags = flink_flags(cluster, "LOOPBACK")
        done = newsbeam("run", *options, "--output", tmp_path / "tables", *flags)
    assert done.returncode == 0, done.stderr[-3000:]
    assert tables(tmp_path / "tables") == expected


@pytest.mark.integration
def test_run_goes_on_when_a_task_manager_is_killed(
    jars: Path, options: Sequence[str], expected: dict[str, str], tmp_path: Path
) -> None:
    with FlinkCluster(tmp_path / "flink", managers=2) as cluster:
        output = tmp_path / "tables"
        flags = flink_flags(cluster, "PROCESS")
        words = ["run", *options, "--output", output, *flags]
        command = [Path(sys.executable).with_name("newsbeam"), *words]
        environment = {**os.environ, "_JAVA_OPTIONS": JAVA_OPTIONS}
        with (tmp_path / "driver.log").open("w") as log:
            driver = subprocess.Popen(
                list(map(str, command)), stdout=log, stderr=log, cwd="/", env=environment
            )
        try:
            _wait_for(lambda: any(output.glob("_work/shards/*/*/staged.json")), 400)
            victim = next(p for p in cluster.processes if p.name == "taskmanager-1")
            victim.kill()  # and its Python workers, which are of its process group
            assert driver.poll() is None
            cluster.add_manager()
            assert driver.wait(500) == 0, (tmp_path / "driver.log").read_text()[-3000:]
        finally:
            driver.kill()
        job = cluster.get(f"/jobs/{finished_job(cluster)}/exceptions")
        assert job["all-exceptions"] or job["exceptionHistory"]["entries"]
        assert tables(output) == expected


@pytest.mark.integration
def test_run_on_separate_hosts_gives_the_local_bytes(
    jars: Path,
    hosts: list[Host],
    options: Sequence[str],
    expected: dict[str, str],
    tmp_path: Path,
) -> None:
    with FlinkCluster(tmp_path / "flink", managers=2, hosts=hosts) as cluster:
        flags = flink_flags(cluster, "PROCESS")
        done = newsbeam("run", *options, "--output", tmp_path / "tables", *flags)
        assert done.returncode == 0, done.stderr[-3000:]
        assert_both_worked(cluster, "StageShards")
    assert tables(tmp_path / "tables") == expected


@pytest.mark.integration
def test_worker_takes_the_package_that_the_job_brings(
    cluster: FlinkCluster, options: Sequence[str], expected: dict[str, str], tmp_path: Path
) -> None:
    """``--extra_package``: a wheel for workers that have other code installed, no network."""
    repository = Path(__file__).resolve().parents[3]
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path]
    subprocess.run([*map(str, build), str(repository)], check=True, capture_output=True)
    wheel = next(tmp_path.glob("newsbeam-*.whl"))
    flags = [*flink_flags(cluster, "PROCESS"), "--extra_package", str(wheel)]
    done = newsbeam("run", *options, "--output", tmp_path / "tables", *flags)
    assert done.returncode == 0, done.stderr[-3000:]
    assert tables(tmp_path / "tables") == expected


@pytest.fixture
def hosts() -> Iterator[list[Host]]:
    """Three network namespaces on a bridge, each with an address and a loopback of its own."""
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    bridge, network = "nbflink", "10.213.57"
    made: list[Host] = []
    try:
        _ip("link", "add", bridge, "type", "bridge")
        _ip("addr", "add", f"{network}.1/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for number in (2, 3, 4):
            host = Host(f"{network}.{number}", f"nbflink{number}")
            made.append(host)
            _ip("netns", "add", host.namespace)
            _ip("link", "add", f"nbv{number}", "type", "veth", "peer", f"nbp{number}")
            _ip("link", "set", f"nbp{number}", "netns", host.namespace)
            _ip("link", "set", f"nbv{number}", "master", bridge, "up")
            inside = ("-n", host.namespace)
            _ip(*inside, "addr", "add", f"{host.address}/24", "dev", f"nbp{number}")
            _ip(*inside, "link", "set", f"nbp{number}", "up")
            _ip(*inside, "link", "set", "lo", "up")
        yield made
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"no network namespaces here: {error}")
    finally:
        for host in made:
            subprocess.run(["ip", "netns", "del", str(host.namespace)], check=False)
        subprocess.run(["ip", "link", "del", bridge], check=False)


def _ip(*words: object) -> None:
    subprocess.run(["ip", *map(str, words)], check=True, capture_output=True)


def _wait_for(ready: object, seconds: float) -> None:
    assert callable(ready)
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, f"nothing in {seconds} s"
        time.sleep(0.2)


def _wait_for_port(port: int) -> None:
    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    _wait_for(answers, 60)
