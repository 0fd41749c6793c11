"""Body, dates, titles and authors on real pages stay above their pinned floors."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def benchmark(repository: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "evaluate_normalize", repository / "benchmarks" / "evaluate_normalize.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_evaluate_reaches_the_pinned_floors(benchmark: ModuleType, shared: Path) -> None:
    figures = benchmark.evaluate(shared)
    floors = benchmark.PINS.read()
    own = {name: value for name, value in floors.items() if not name.startswith("page_")}
    assert own
    assert benchmark.PINS.fell(figures, own) == []


@pytest.mark.slow
def test_page_sets_reach_their_pinned_floors(benchmark: ModuleType, shared: Path) -> None:
    figures = benchmark.evaluate_sets(shared)
    floors = benchmark.PINS.read()
    own = {name: value for name, value in floors.items() if name.startswith("page_")}
    assert own
    assert benchmark.PINS.fell(figures, own) == []


def test_floors_are_what_was_promised(benchmark: ModuleType) -> None:
    floors = benchmark.PINS.read()
    assert floors["date_right"] >= 0.95
    assert floors["date_wrong"] <= 0.02


def test_wrong_dates_may_not_rise(benchmark: ModuleType) -> None:
    floors = {"body_f1": 0.9, "date_wrong": 0.02}
    assert benchmark.PINS.fell({"body_f1": 0.9, "date_wrong": 0.02}, floors) == []
    assert len(benchmark.PINS.fell({"body_f1": 0.89, "date_wrong": 0.03}, floors)) == 2


def test_score_body_counts_word_4_grams(benchmark: ModuleType) -> None:
    assert benchmark.score_body("a b c d e", "a b c d e") == (1.0, 1.0, 1.0)
    precision, recall, _ = benchmark.score_body("a b c d e f g h", "a b c d")
    assert (precision, recall) == (0.2, 1.0)
    assert benchmark.score_body("", "a b c d")[2] == 0.0
