"""``import newsbeam``: what people who import get."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import newsbeam
from pipelines.calling import words_of

TEXT = "French President Emmanuel Macron met German Chancellor Olaf Scholz in Berlin on Thursday."


def test_everything_that_is_announced_is_there() -> None:
    assert all(getattr(newsbeam, name) is not None for name in newsbeam.__all__)
    assert "annotate" in dir(newsbeam)
    with pytest.raises(AttributeError, match="nothing"):
        _ = newsbeam.nothing
    assert Path(newsbeam.__file__).with_name("py.typed").exists()


def test_import_takes_no_model_and_no_beam() -> None:
    code = "import newsbeam, sys; print(sorted({'spacy', 'apache_beam'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_module_is_the_command() -> None:
    words = [sys.executable, "-m", "newsbeam", "--version"]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    assert newsbeam.__version__ in ran.stdout


def test_annotate_gives_rows_frames_and_html() -> None:
    found = newsbeam.annotate(TEXT, title="Macron in Berlin", date="2024-01-19")
    event = found.events[0]
    assert (event["event_class"], event["actors"][0]["country"]) == ("MEET", "FRA")
    assert str(event["event_date_start"]) == "2024-01-18"
    assert found.text[event["trigger_start"] : event["trigger_end"]] == event["trigger"]
    assert list(found.pandas("events")["event_class"]) == ["MEET"]
    assert found.polars("entities").height == found.arrow("entities").num_rows
    assert "MEET" in found._repr_html_()
    assert "Macron in Berlin" in repr(found)


def test_annotate_gives_the_rows_of_the_pipeline(tmp_path: Path) -> None:
    record = {"title": "Macron in Berlin", "text": TEXT, "date": "2024-01-19"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    ran = newsbeam.run(
        str(tmp_path / "a.jsonl"),
        str(tmp_path / "out"),
        direct_running_mode="multi_threading",
        no_progress=True,
    )
    assert ran.summary["tables"]["articles"]["rows"] == 1
    mine = newsbeam.annotate(TEXT, title="Macron in Berlin", date="2024-01-19")
    with ran.tables() as tables:
        for table in ("entities", "events"):
            # incidents are merged by a run, over all its articles
            theirs, own = (
                [{k: v for k, v in row.items() if k != "incident_id"} for row in found.to_pylist()]
                for found in (tables.arrow(table), mine.arrow(table))
            )
            assert json.dumps(theirs, default=str) == json.dumps(own, default=str)


def test_annotate_many_keeps_the_order() -> None:
    found = newsbeam.annotate_many([TEXT, "It rained in Lima."], dates=["2024-01-19", None])
    assert [one.text for one in found] == [TEXT, "It rained in Lima."]
    assert newsbeam.annotate("Es regnete in Wien.", language="de").entities == []
    with pytest.raises(ValueError):
        newsbeam.annotate_many([TEXT], titles=["a", "b"])
    with pytest.raises(newsbeam.AnnotateError, match=r"[NR]00"):
        newsbeam.annotate("  ")


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(newsbeam.RunError, match="/no/such"):
        newsbeam.run("/no/such/file", str(tmp_path / "out"))
    with pytest.raises(newsbeam.RunError, match="--wrte_mode"):
        newsbeam.run("/no/such/file", str(tmp_path / "out"), wrte_mode="append")


def test_options_become_words() -> None:
    words: Callable[..., list[str]] = lambda **options: words_of(options)  # noqa: E731
    assert words(a=None, b=False, c=True, d=[1, 2], e={"k": 1}) == [
        "--c", "--d", "1", "--d", "2", "--e", '{"k": 1}',
    ]  # fmt: skip
