"""The unchanged job submitted to Dataflow: what Google's services are given, and that it suffices.

No Google account is used: Beam's own client talks to stand-ins on loopback. What the container
image and Dataflow's workers do is not proved here, only that the job's graph is whole: another
process carries it out and gives the local run's bytes. With ``--run-integration`` all storage is a
running fake-gcs-server.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

pytest.importorskip(
    "apache_beam.runners.dataflow.internal.apiclient", reason="needs apache-beam[gcp]"
)

from apache_beam.portability.api import beam_runner_api_pb2

from tests.integration.storage.servers import fake_gcs_command, free_port, process
from tests.support.dataflow_stand_in import StandIn
from tests.support.runs import newsbeam, tables
from transforms.storage import resolve

IMAGE = "europe-docker.pkg.dev/my-project/news/newsbeam:0.1.0"
SECRET = "hunter2-secret-key"


def flags(google: StandIn) -> list[str]:
    """What a person gives for Dataflow, and where the stand-in is."""
    return [
        *("--runner", "DataflowRunner", "--project", "my-project", "--region", "europe-west4"),
        *("--temp_location", "gs://my-bucket/temp", "--sdk_container_image", IMAGE),
        *("--dataflow_endpoint", google.url, "--no_auth"),
    ]


def write_corpus(repository: Path, folder: Path) -> Path:
    """A few articles of the sample corpus."""
    text = (repository / "examples" / "corpus" / "harrowcourier.jsonl").read_text()
    folder.mkdir()
    (folder / "a.jsonl").write_text(text)
    return folder


def test_submitted_job_is_whole_and_shows_no_secret(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_corpus(repository, tmp_path / "in")
    options = ["--input", corpus, "--no_progress", "--spacy_model", "none"]
    local = newsbeam("run", *options, "--output", tmp_path / "local")
    assert local.returncode == 0, local.stderr[-3000:]
    with StandIn(tmp_path) as google:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", google.url)
        monkeypatch.setenv("NO_GCE_CHECK", "true")
        secret = f'{{"auto_mkdir": true, "secret": "{SECRET}"}}'
        done = newsbeam(
            *("run", *options, "--output", tmp_path / "far", *flags(google)),
            *("--storage_options", secret),
        )
        (number,) = google.jobs
        assert done.returncode == 0, done.stderr[-2000:] + google.errors[number][-3000:]
    assert tables(tmp_path / "far") == tables(tmp_path / "local")

    job = google.jobs[number]
    assert SECRET not in json.dumps(job)
    assert SECRET.encode() not in google.graph(number)
    assert SECRET not in done.stdout + done.stderr
    assert job["name"].startswith("newsbeam-20")
    assert job["type"] in (1, "JOB_TYPE_BATCH"), "one of the names of batch"
    (pool,) = job["environment"]["workerPools"]
    assert pool["workerHarnessContainerImage"] == IMAGE
    assert pool["numThreadsPerWorker"] == 2
    graph = beam_runner_api_pb2.Pipeline.FromString(google.graph(number))
    labels = {t.unique_name.split("/")[0] for t in graph.components.transforms.values()}
    assert {"StageShards", "AssignStories", "ExtractShards", "WriteTables"} <= labels
    assert "/in/a.jsonl" not in str(job), "files to read belong into the graph, not the options"


@pytest.mark.integration
def test_job_from_bucket_to_bucket_on_a_storage_server(repository: Path, tmp_path: Path) -> None:
    """Input, staging and output in a bucket of a server that speaks Cloud Storage's own protocol.

    That the tables there are the local run's bytes shows that whoever carries the job out needs
    no file of the driver's machine.
    """
    pytest.importorskip("gcsfs", reason="needs newsbeam[gcs]")
    corpus = write_corpus(repository, tmp_path / "in")
    words = ["run", "--no_progress", "--spacy_model", "none", "--input", "gs://my-bucket/in"]
    port = free_port()
    with process(fake_gcs_command(port, port), port):
        address = f"http://127.0.0.1:{port}"
        store = {"endpoint_url": address, "token": "anon", "project": "my-project"}
        fs, bucket = resolve("gs://my-bucket", store)
        fs.mkdir(bucket)
        fs.pipe_file(f"{bucket}/in/a.jsonl", (corpus / "a.jsonl").read_bytes())
        words += ["--storage_options", json.dumps(store)]
        local = newsbeam(*words, "--output", tmp_path / "local")
        assert local.returncode == 0, local.stderr[-3000:]
        beside = {"STORAGE_EMULATOR_HOST": address, "NO_GCE_CHECK": "true"}
        with StandIn(tmp_path, beside, storage=address) as google:
            output = ("--output", "gs://my-bucket/tables")
            done = newsbeam(*words, *output, *flags(google), environment=beside)
            (number,) = google.jobs
            assert done.returncode == 0, done.stderr[-2000:] + google.errors[number][-3000:]
            graph = google.graph(number)
        fs.invalidate_cache()
        staged = fs.find(f"{bucket}/temp")
        written = {
            name.removeprefix(f"{bucket}/tables/"): hashlib.sha256(fs.cat_file(name)).hexdigest()
            for name in fs.find(f"{bucket}/tables")
            if name.endswith(".parquet")
        }
    assert [name for name in staged if name.endswith("pipeline.pb")], staged
    assert google.objects == {}, "nothing was staged elsewhere"
    assert beam_runner_api_pb2.Pipeline.FromString(graph).root_transform_ids
    assert str(tmp_path).encode() not in graph
    assert written == tables(tmp_path / "local")


def test_dry_run_names_what_dataflow_cannot_reach(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "T", "text": "Words."}\n')
    words = ["--input", tmp_path / "a.jsonl", "--output", tmp_path / "out"]
    words += ["--spacy_model", "none", "--dry_run", "--runner", "DataflowRunner"]
    words += ["--project", "p", "--region", "europe-west4", "--temp_location", "gs://b/t"]
    done = newsbeam("run", *words, "--sdk_container_image", IMAGE)
    assert done.returncode == 2
    problems = [line for line in done.stdout.splitlines() if line.startswith("problem")]
    assert len(problems) == 2
    assert all("cannot see it" in line for line in problems)
    assert not (tmp_path / "out").exists()
