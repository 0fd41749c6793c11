"""Precision and recall on changed copies of real articles stay above their pinned floors."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def test_dedupe_quality_reaches_the_pinned_floors(repository: Path, shared: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        "dedupe_quality", repository / "benchmarks" / "dedupe_quality.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    floors = module.PINS.read()
    figures = module.evaluate(shared)
    assert set(floors) == set(figures)
    assert module.PINS.fell(figures, floors) == []
    assert floors["precision"] >= 0.95
