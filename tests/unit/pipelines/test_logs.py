"""Log lines: ours at INFO, JSON with fields, the runner silent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from pipelines.logs import set_up_logging
from transforms import metrics


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_json_lines_have_fields(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    metrics.log("run-1", "extract", shard="ab", articles=7)
    logging.getLogger("apache_beam.runners").info("chatter")
    logging.getLogger("apache_beam.runners").warning("trouble")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert ours["time"].endswith("Z")
    assert (ours["logger"], ours["run"], ours["stage"]) == ("newsbeam", "run-1", "extract")
    assert ours["articles"] == 7
    assert theirs["message"] == "trouble"


def test_warning_is_silent_about_finished_work(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("WARNING")
    metrics.log("run-1", "extract", articles=7)
    assert capsys.readouterr().err == ""


def test_errors_come_with_their_traceback_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    try:
        raise ValueError("no")
    except ValueError:
        logging.getLogger("pipelines.run").exception("failed")
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: no" in json.loads(line)["error"]
