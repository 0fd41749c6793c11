"""The type head decides by quad class, and the shipped one fits the code."""

from __future__ import annotations

import numpy as np
import pytest

from transforms.events.head import TypeModel, decide, load_head, quad_of, states


def test_decide_takes_the_likeliest_quad_class_first() -> None:
    chances = {"AGREE": 0.3, "SUPPORT": 0.25, "ASSAULT": 0.35, "NONE": 0.1}
    assert decide(chances) == "AGREE"


def test_quad_of_knows_the_merged_class_and_none() -> None:
    assert [quad_of(name) for name in ("CONSULT", "YIELD", "REJECT", "COERCE", "NONE")] == [
        1, 2, 3, 4, 0,
    ]  # fmt: skip


def test_states_join_trigger_and_sentence() -> None:
    tensor = np.array([[1.0, 2.0], [3.0, 4.0], [9.0, 9.0]], np.float32)
    assert states(tensor, 1, (0, 2)).tolist() == [3.0, 4.0, 2.0, 3.0]
    assert states(tensor, None, (0, 2)).tolist() == [2.0, 3.0, 2.0, 3.0]


def test_probabilities_do_without_states_of_another_width() -> None:
    model = TypeModel(
        ("A", "B"), {"x": 0}, np.array([[2.0, 0.0]], np.float32), np.zeros(2, np.float32), 1.0,
        np.array([[0.0, 9.0]], np.float32), np.zeros(2, np.float32), 1.0,
    )  # fmt: skip
    alone = model.probabilities(["x"])
    assert model.probabilities(["x"], np.ones(3, np.float32)) == alone
    assert alone["A"] == pytest.approx(0.8808, abs=1e-4)
    assert model.probabilities(["x"], np.ones(1, np.float32))["B"] > 0.99


def test_load_head_ships_every_class() -> None:
    model = load_head()
    assert model is not None
    assert "NONE" in model.classes
    assert len(model.classes) == 16
    assert model.dense.shape == (768, 16)
