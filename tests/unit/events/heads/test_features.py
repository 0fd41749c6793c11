"""Features of words and events on hand-written trees: the names that weights were trained on."""

from __future__ import annotations

import numpy as np

from tests.unit.events.trees import tree
from transforms.events.heads.features import filled, pair_features, phrase_heads, word_features
from transforms.events.heads.salience import salience_inputs
from transforms.extract.dependencies import universal_tree

RAID = """
Police/NN/NOUN 2 nsubj police
raided/VBD/VERB 0 root raid
two/CD/NUM 4 nummod two
shops/NNS/NOUN 2 obj shop
in/IN/ADP 6 case in
Oslo/NNP/PROPN 2 obl oslo GPE
"""


def test_word_features_name_subject_object_and_preposition() -> None:
    doc = universal_tree(tree(RAID))
    labels = ["", "", "", "", "", "GPE"]
    verb = set(word_features(doc, labels, 1))
    assert {"l=raid", "t=VBD", "s=police", "o=shop", "lo=raid|shop", "p=in|GPE"} <= verb
    shops = set(word_features(doc, labels, 3))
    assert {"hl=raid", "of=raid|obj"} <= shops
    assert not any(name.startswith(("s=", "o=", "p=")) for name in shops)
    assert not any(name.startswith("of=") for name in word_features(doc, labels, 5))


def test_salience_inputs_count_position_class_and_headline() -> None:
    doc = universal_tree(tree(RAID))
    rows = salience_inputs(doc, [1, 3], [0.5, 0.9], ["ARREST", "ARREST"], ["raid"])
    first, second = rows
    assert rows.dtype == np.float32
    assert first.tolist()[:3] == [0.0, 1.0, 0.0]
    assert np.allclose(second[0], np.log(9))
    # the first event, the first of its sentence, and of a class with two
    assert (first[5], first[6]) == (1.0, 1.0)
    assert (second[5], second[6]) == (0.0, 0.0)
    assert np.allclose((first[7], second[7]), (np.log(2), -1.0))
    assert (first[9], second[9]) == (1.0, 0.0)


STRIKE = """
A/DT/DET 2 det a
strike/NN/NOUN 6 nsubj strike
by/IN/ADP 4 case by
guards/NNS/NOUN 2 nmod guard
was/VBD/AUX 6 aux:pass be
ended/VBN/VERB 0 root end
"""


def test_pairs_say_which_places_of_the_predicate_are_filled() -> None:
    raid, strike = universal_tree(tree(RAID)), universal_tree(tree(STRIKE))
    assert filled(raid, 1) == "os"
    assert filled(raid, 3) == ""
    assert filled(strike, 5) == "s"
    assert filled(strike, 1) == "b"
    (guards,) = [each for each in phrase_heads(strike, 1) if each.token == 3]
    assert "wf=/nmod|b" in pair_features(strike, [""] * 6, 1, guards)
