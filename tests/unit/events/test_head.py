"""The type head decides by quad class, and the shipped one fits the code."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.events.trees import article, tree
from transforms.events.candidates import find_candidates
from transforms.events.head import (
    STATE_BLOCKS,
    TypeModel,
    decide,
    features,
    load_head,
    quad_of,
    states,
)
from transforms.events.scene import build_scene


def test_decide_takes_the_likeliest_quad_class_first() -> None:
    chances = {"AGREE": 0.3, "SUPPORT": 0.25, "ASSAULT": 0.35, "NONE": 0.1}
    assert decide(chances) == "AGREE"


def test_quad_of_knows_the_merged_class_and_none() -> None:
    assert [quad_of(name) for name in ("CONSULT", "YIELD", "REJECT", "COERCE", "NONE")] == [
        1, 2, 3, 4, 0,
    ]  # fmt: skip


ACTIVE = """
Rebels/NNS/NOUN 2 nsubj rebel
attacked/VBD/VERB 0 root attack
the/DT/DET 4 det
village/NN/NOUN 2 obj
"""


def test_states_join_trigger_sentence_recipient_path_and_words_between() -> None:
    doc = tree(ACTIVE)
    scene = build_scene(doc, article(doc), None)
    tensor = np.array([[1.0], [2.0], [4.0], [9.0]], np.float32)
    assert states(tensor, scene, 1, {0}, {3}, 0).tolist() == [2.0, 4.0, 9.0, 2.0, 3.0]
    assert states(tensor, scene, None, {0}, set(), 0).tolist() == [4.0] * STATE_BLOCKS


def test_features_name_what_governs_the_pair_and_what_the_rules_know_of_it() -> None:
    doc = tree(ACTIVE)
    scene = build_scene(doc, article(doc), None)
    found = features(scene, find_candidates(scene), 0, [({0}, {3})], {0}, {3}, 0)
    assert {
        "actor-head=attack:nsubj", "recipient-verb=attack:obj", "path-labels=nsubj>root>obj",
        "path-may=ASSAULT", "type=ASSAULT&joins=11", "root=attack", "path-obj=village",
    } <= set(found)  # fmt: skip
    assert found == sorted(set(found))


def test_probabilities_do_without_states_of_another_width() -> None:
    model = TypeModel(
        classes=("A", "B"),
        names={"x": 0},
        plain=np.array([[2.0, 0.0]], np.float32),
        plain_bias=np.zeros(2, np.float32),
        plain_temperature=1.0,
        weights=np.array([[1.0, 0.0]], np.float32),
        dense=np.array([[0.0, 9.0]], np.float32),
        bias=np.array([0.0, 1.0], np.float32),
        temperature=2.0,
    )
    alone = model.probabilities(["x"])
    assert model.probabilities(["x"], np.ones(3, np.float32)) == alone
    assert alone["A"] == pytest.approx(0.8808, abs=1e-4)
    both = model.probabilities(["x", "unknown"], np.ones(1, np.float32))
    assert both["B"] == pytest.approx(1 / (1 + np.exp(-4.5)), abs=1e-4)


def test_load_head_ships_every_class() -> None:
    model = load_head()
    assert model is not None
    assert "NONE" in model.classes
    assert len(model.classes) == 16
    assert model.dense.shape == (STATE_BLOCKS * 384, 16)
    assert model.weights.shape == model.plain.shape == (len(model.names), 16)
