"""Options completed for the runner they name, and what must not travel with a job."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import NamedTuple, Optional

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import (
    DebugOptions,
    FlinkRunnerOptions,
    GoogleCloudOptions,
    PipelineOptions,
    PortableOptions,
)

from pipelines import news
from pipelines.config import config_from_options
from pipelines.runners import flink, presets
from pipelines.values import UsageError
from schemas.records.coding import register
from transforms.read import expand_inputs
from transforms.storage import Storage
from transforms.write.plan import Run
from transforms.write.shards import WorkArea


@pytest.fixture(autouse=True)
def _no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(master: str) -> dict[str, object]:
        raise OSError("no cluster in a unit test")

    monkeypatch.setattr(flink, "overview", silent)


FLINK = ("--runner", "FlinkRunner", "--flink_master", "host:8081")
DATAFLOW = ("--runner", "DataflowRunner", "--project", "p", "--region", "europe-west4")


def test_prepare_keeps_flink_workers_between_stages() -> None:
    options = PipelineOptions(FLINK)
    presets.prepare(options)
    assert options.view_as(PortableOptions).environment_cache_millis == 300_000


def test_prepare_leaves_a_users_cache_alone() -> None:
    options = PipelineOptions([*FLINK, "--environment_cache_millis", "5"])
    presets.prepare(options)
    assert int(options.view_as(PortableOptions).environment_cache_millis) == 5


def test_prepare_uses_every_slot_of_the_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flink, "overview", lambda master: {"slots-total": 6})
    options = PipelineOptions(FLINK)
    presets.prepare(options)
    assert options.view_as(FlinkRunnerOptions).parallelism == 6
    options = PipelineOptions([*FLINK, "--parallelism", "3"])
    presets.prepare(options)
    assert options.view_as(FlinkRunnerOptions).parallelism == 3


@pytest.mark.parametrize(
    ("environment", "named"),
    [("PROCESS", "process_command"), ("EXTERNAL", "external_service_address")],
)
def test_prepare_names_the_missing_environment_option(environment: str, named: str) -> None:
    options = PipelineOptions([*FLINK, "--environment_type", environment])
    with pytest.raises(UsageError, match=named):
        presets.prepare(options)
    given = [*FLINK, "--environment_type", environment, "--environment_option", f"{named}=x"]
    presets.prepare(PipelineOptions(given))


def test_prepare_hands_beam_the_address_of_the_pool() -> None:
    from apache_beam.transforms.environments import Environment

    pool = ["--environment_type", "EXTERNAL", "--environment_option"]
    options = PipelineOptions([*FLINK, *pool, "external_service_address=localhost:50000"])
    presets.prepare(options)
    environment = Environment.from_options(options.view_as(PortableOptions))
    assert b"localhost:50000" in environment.to_runner_api(None).payload


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--runner", "DataflowRunner"), "--project"),
        (DATAFLOW, "--temp_location"),
        ((*DATAFLOW, "--temp_location", "/tmp/x"), "gs://"),
        ((*DATAFLOW, "--temp_location", "gs://b/t"), "--sdk_container_image"),
    ],
)
def test_prepare_names_what_dataflow_lacks(words: tuple[str, ...], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        presets.prepare(PipelineOptions(words))


def test_prepare_gives_dataflow_few_threads() -> None:
    words = [*DATAFLOW, "--temp_location", "gs://b/t", "--sdk_container_image", "image"]
    options = PipelineOptions(words)
    presets.prepare(options)
    assert options.view_as(DebugOptions).number_of_worker_harness_threads == 2


def test_name_job_is_a_name_that_dataflow_takes() -> None:
    options = PipelineOptions([])
    presets.name_job(options, "20260101T000000Z-A.b_c")
    assert options.view_as(GoogleCloudOptions).job_name == "newsbeam-20260101t000000z-a-b-c"


def test_graph_and_options_show_no_secret(tmp_path: Path) -> None:
    secret = "hunter2-secret-key"
    (tmp_path / "a.jsonl").write_text('{"title": "T", "text": "Words."}\n')
    words = ["--input", str(tmp_path / "a.jsonl"), "--output", str(tmp_path / "out")]
    words += ["--storage_options", f'{{"secret": "{secret}"}}']
    options = PipelineOptions(words)
    config = config_from_options(options)
    presets.prepare(options)
    assert secret not in str(options.get_all_options())
    storage = Storage(config.output, config.storage_options)
    run = Run("r", storage, WorkArea(storage.child("_work")), "error", "date", 1)
    pipeline = beam.Pipeline(options=PipelineOptions([]))
    files = expand_inputs(config.inputs, {}, None)
    news.build(pipeline, config, files, run, dt.date(2026, 1, 1))
    assert secret.encode() not in pipeline.to_runner_api().SerializeToString()


def test_graph_holds_no_row_of_untyped_fields(tmp_path: Path) -> None:
    """A Java runner cannot decode a row whose field Beam takes for any Python object."""
    (tmp_path / "a.jsonl").write_text('{"title": "T", "text": "Words."}\n')
    words = ["--input", str(tmp_path / "a.jsonl"), "--output", str(tmp_path / "out")]
    config = config_from_options(PipelineOptions(words))
    storage = Storage(config.output)
    run = Run("r", storage, WorkArea(storage.child("_work")), "error", "date", 1)
    pipeline = beam.Pipeline(options=PipelineOptions([]))
    files = expand_inputs(config.inputs, {}, None)
    news.build(pipeline, config, files, run, dt.date(2026, 1, 1))
    coders = pipeline.to_runner_api().components.coders.values()
    rows = [coder for coder in coders if coder.spec.urn == "beam:coder:row:v1"]
    assert len(rows) >= 5
    assert not [row for row in rows if b"pythonsdk_any" in row.spec.payload]


class _Record(NamedTuple):
    name: str
    size: Optional[int]


def test_register_resolves_postponed_types() -> None:
    assert _Record.__annotations__["size"] != Optional[int]
    register(_Record)
    assert _Record.__annotations__ == {"name": str, "size": Optional[int]}


def test_misspelt_runner_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean FlinkRunner"):
        presets.prepare(PipelineOptions(["--runner", "FlnkRunner"]))
    with pytest.raises(UsageError, match="no such runner"):
        presets.prepare(PipelineOptions(["--runner", "no.such.module.Runner"]))
    presets.prepare(PipelineOptions(["--runner", "DirectRunner"]))
