"""Figures held against pinned floors, and pinned anew."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from benchmarks import pinned
from benchmarks.pinned import Pins

FILES = sorted((Path(pinned.__file__).parent / "floors").glob("*.json"))


def errors(name: str) -> bool:
    return name.startswith("false")


def test_fell_names_what_is_below_its_floor_by_more_than_the_slack() -> None:
    pins = Pins("x", slack=0.003)
    floors = {"F": 0.8, "LAS": 0.9}
    assert pins.fell({"F": 0.798, "LAS": 0.91}, floors) == []
    (line,) = pins.fell({"F": 0.79, "LAS": 0.91}, floors)
    assert line == "F: 0.7900 is below its floor 0.8000"


def test_fell_names_what_is_above_its_ceiling() -> None:
    pins = Pins("x", is_ceiling=errors, ceiling_slack=2.0)
    assert pins.fell({"false_events": 11.9}, {"false_events": 10.0}) == []
    (line,) = pins.fell({"false_events": 12.1}, {"false_events": 10.0})
    assert "above its ceiling" in line


def test_figures_that_rounding_pinned_higher_or_lower_have_not_fallen() -> None:
    pins = Pins("x", is_ceiling=errors)
    figures = {"F": 0.12345001, "false": 5 / 328, "G": 2 / 3}
    assert pins.fell(figures, pins.raised(figures, {})) == []


def test_fell_misses_no_figure_that_is_gone() -> None:
    assert Pins("x").fell({}, {"F": 0.8}) == ["F: not measured, pinned at 0.8000"]
    assert Pins("x").fell({}, {"F": 0.8}, partial=True) == []


def test_raised_goes_up_only_unless_asked() -> None:
    floors, figures = {"F": 0.8, "P": 0.7}, {"F": 0.9, "P": 0.6, "R": 0.5}
    assert Pins("x").raised(figures, floors) == {"F": 0.9, "P": 0.7, "R": 0.5}
    assert Pins("x").raised(figures, floors, lower=True) == {"F": 0.9, "P": 0.6, "R": 0.5}


def test_raised_lowers_ceilings_and_keeps_a_margin() -> None:
    pins = Pins("x", margin=0.01, is_ceiling=errors)
    floors = {"F": 0.8, "false": 3.0, "false_more": 3.0}
    figures = {"F": 0.9, "false": 2.0, "false_more": 4.0}
    assert pins.raised(figures, floors) == {"F": 0.89, "false": 2.0, "false_more": 3.0}


def test_update_keeps_other_parts_and_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pinned, "FOLDER", tmp_path)
    (tmp_path / "x.json").write_text('{"full": {"gmb": {"F": 0.8}}, "fast": {"gmb": {"F": 0.7}}}')
    Pins("x", "fast").update({"gmb F": 0.75, "ewt las": 0.9})
    assert json.loads((tmp_path / "x.json").read_text()) == {
        "full": {"gmb": {"F": 0.8}},
        "fast": {"gmb": {"F": 0.75}, "ewt": {"las": 0.9}},
    }
    assert Pins("x", "fast").read() == {"gmb F": 0.75, "ewt las": 0.9}
    assert Pins("new").read() == {}


def test_finish_gives_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pinned, "FOLDER", tmp_path)
    parser = argparse.ArgumentParser()
    pinned.add_flags(parser)
    assert pinned.finish(Pins("x"), {"F": 0.8}, parser.parse_args(["--update-floors"])) == 0
    assert pinned.finish(Pins("x"), {"F": 0.8}, parser.parse_args([])) == 0
    assert pinned.finish(Pins("x"), {"F": 0.7}, parser.parse_args([])) == 1
    assert "F: 0.7000 is below its floor 0.8000" in capsys.readouterr().out


def as_items(part: object) -> list[object]:
    return list(part.values()) if isinstance(part, dict) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pinning_what_was_measured_leaves_the_figures_as_they_are(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = json.loads(path.read_text())
    nested = any(isinstance(inner, dict) for part in before.values() for inner in as_items(part))
    parts = list(before) if nested else [None]
    (tmp_path / path.name).write_text(path.read_text())
    monkeypatch.setattr(pinned, "FOLDER", tmp_path)
    for part in parts:
        pins = Pins(path.stem, part)
        assert pins.read()
        pins.update(pins.read())
    assert json.loads((tmp_path / path.name).read_text()) == before
