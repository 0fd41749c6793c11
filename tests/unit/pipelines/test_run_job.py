"""What the driver of a local run does before its workers start."""

from __future__ import annotations

from typing import Any, cast

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import run
from pipelines.config import config_from_options
from transforms.write import Begun


@pytest.mark.parametrize(
    ("more", "expected"), [((), ["kept", "ran"]), (("--runner", "FlinkRunner"), ["ran"])]
)
def test_local_driver_keeps_the_language_model_before_workers_start(
    monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], expected: list[str]
) -> None:
    done: list[str] = []

    def note(what: str) -> Any:
        return lambda *_: done.append(what)

    monkeypatch.setattr(run, "watch_workers", lambda: None)
    monkeypatch.setattr(run, "make_runner", lambda *_: None)
    monkeypatch.setattr(run, "keep_model", note("kept"))
    monkeypatch.setattr(run, "run_pipeline", note("ran"))
    options = PipelineOptions(["--input", "a", "--output", "b", "--no_progress", *more])
    run.run_job(config_from_options(options), cast(Begun, None), options)
    assert done == expected
