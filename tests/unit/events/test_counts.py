"""Relations of counts and negations by the words before, on hand-written trees."""

from __future__ import annotations

import pytest

from tests.unit.events.trees import scene_of
from transforms.events.factuality import _negator
from transforms.events.numbers import relation_at


@pytest.mark.parametrize(
    ("before", "relation"),
    [
        ("", "="),
        ("about", "~"),
        ("about some", "~"),
        ("about the last", "="),
        ("at least", ">="),
        ("more than", ">="),
        ("over", ">="),
        ("over the", "="),
        ("no more than", "<="),
        ("up to", "<="),
        ("fewer than", "<="),
    ],
)
def test_relation_of_a_count_is_in_the_three_words_before_it(before: str, relation: str) -> None:
    words = before.split()
    number = len(words) + 1
    lines = [f"{word}/IN/ADP {number} advmod {word}" for word in words]
    lines += [f"20/CD/NUM {number + 1} nummod 20", f"miners/NNS/NOUN {number + 2} nsubj miner"]
    scene = scene_of("\n".join([*lines, "died/VBD/VERB 0 root die"]))
    assert relation_at(scene.tree, number - 1) == relation


@pytest.mark.parametrize(
    ("negation", "noun", "negated"),
    [
        ("no/DT/DET 2 det no", "attack/NN/NOUN 3 obj attack", True),
        ("No/DT/DET 2 det no", "10/NNP/PROPN 3 nsubj 10", False),
        ("the/DT/DET 2 det the", "attack/NN/NOUN 3 obj attack", False),
    ],
)
def test_no_before_a_name_is_a_number(negation: str, noun: str, negated: bool) -> None:
    scene = scene_of(f"{negation}\n{noun}\nsaw/VBD/VERB 0 root see")
    assert _negator(scene, 1) is negated
