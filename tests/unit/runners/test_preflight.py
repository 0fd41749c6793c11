"""What the dry run finds, and that it leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import preflight
from pipelines.config import RunConfig, config_from_options
from pipelines.run import run_command
from pipelines.runners import flink
from transforms.read import InputFile, expand_inputs


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """A run over one small file, without a model."""
    (tmp_path / "a.jsonl").write_text('{"title": "T", "text": "Words."}\n')
    given = ["--input", str(tmp_path / "a.jsonl"), "--output", str(tmp_path / "out")]
    return [*given, "--spacy_model", "none"]


def parts(words: list[str]) -> tuple[RunConfig, list[InputFile], PipelineOptions]:
    """What `preflight.preflight` is called with."""
    options = PipelineOptions(words)
    config = config_from_options(options)
    return config, expand_inputs(config.inputs, {}, None), options


def test_dry_run_of_a_good_command_ends_well_and_leaves_nothing(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command([*words, "--dry_run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "ok       input    1 files, 0.0 MB, 1 shards" in lines
    assert not [line for line in lines if line.startswith("problem")]
    assert not list((tmp_path / "out").rglob("*.json"))
    assert not list((tmp_path / "out").rglob("preflight-*"))


def test_dry_run_finds_tables_in_the_way(words: list[str], tmp_path: Path) -> None:
    table = tmp_path / "out" / "articles" / "published_day=2024-01-01"
    table.mkdir(parents=True)
    (table / "part-0.parquet").write_bytes(b"PAR1")
    found = list(preflight.check_output(parts(words)[0]))
    assert [f.level for f in found] == [preflight.PROBLEM, preflight.OK]
    assert "--write_mode" in found[0].message
    config, _, _ = parts([*words, "--write_mode", "append"])
    assert [f.level for f in preflight.check_output(config)] == [preflight.OK]


def test_dry_run_finds_an_output_that_cannot_be_written(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, where a folder is wanted")
    (found,) = preflight.check_output(parts(words)[0])
    assert found.level == preflight.PROBLEM


def test_dry_run_finds_a_model_that_is_not_there(words: list[str]) -> None:
    config, _, _ = parts([*words[:-2], "--spacy_model", "en=no_such_pipeline"])
    (found,) = preflight.check_models(config)
    assert found.level == preflight.PROBLEM
    assert "no_such_pipeline" in found.message


def test_dry_run_asks_the_flink_cluster(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"flink-version": "1.20.5", "taskmanagers": 2, "slots-available": 3, "slots-total": 4}
    monkeypatch.setattr(flink, "overview", lambda master: told)
    monkeypatch.setattr(preflight.shutil, "which", lambda tool: f"/usr/bin/{tool}")
    options = PipelineOptions([*words, "--runner", "FlinkRunner", "--flink_master", "host:8081"])
    (found,) = preflight.check_runner(options)
    assert found == (
        preflight.OK,
        "runner",
        "Flink 1.20.5 at host:8081: 2 TaskManagers, 3 of 4 slots free",
    )


def test_dry_run_finds_a_cluster_that_does_not_answer(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(master: str) -> dict[str, object]:
        raise OSError("connection refused")

    monkeypatch.setattr(flink, "overview", silent)
    monkeypatch.setattr(preflight.shutil, "which", lambda tool: None)
    options = PipelineOptions([*words, "--runner", "FlinkRunner", "--flink_master", "host:8081"])
    found = list(preflight.check_runner(options))
    assert [f.level for f in found] == [preflight.PROBLEM, preflight.PROBLEM]
    assert "java" in found[0].message
    assert "connection refused" in found[1].message


@pytest.mark.parametrize(
    ("runner", "level"), [("FlinkRunner", preflight.NOTE), ("DataflowRunner", preflight.PROBLEM)]
)
def test_dry_run_minds_local_paths(words: list[str], runner: str, level: str) -> None:
    config, files, _ = parts(words)
    options = PipelineOptions([*words, "--runner", runner])
    found = list(preflight.check_places(config, files, options))
    assert [(f.level, f.subject) for f in found] == [(level, "input"), (level, "output")]
