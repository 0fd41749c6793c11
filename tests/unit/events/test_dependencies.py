"""ClearNLP trees become UD trees."""

from __future__ import annotations

from tests.unit.events.trees import frame_at, scene_of, tree
from transforms.extract.dependencies import universal_tree

CLEAR = """
Two/CD/NUM 2 nummod
journalists/NNS/NOUN 4 nsubjpass journalist
were/VBD/AUX 4 auxpass be
arrested/VBN/VERB 0 ROOT arrest
by/IN/ADP 4 agent
police/NNS/NOUN 5 pobj
in/IN/ADP 4 prep
Cairo/NNP/PROPN 7 pobj cairo GPE
"""


def test_universal_tree_rehangs_prepositions_and_passives() -> None:
    found = universal_tree(tree(CLEAR))
    assert found.deps == [
        "nummod", "nsubj:pass", "aux:pass", "root", "case", "obl:agent", "case", "obl",
    ]  # fmt: skip
    assert found.heads == [1, 3, 3, -1, 5, 3, 7, 3]


def test_universal_tree_gives_the_same_frame_for_both_schemes() -> None:
    scene = scene_of(CLEAR)
    frame = frame_at(scene, "arrested")
    words = scene.tree.words
    assert [words[i] for i in frame.subj] == ["police"]
    assert [words[i] for i in frame.obj] == ["journalists"]
    assert [words[i] for i in frame.obl["in"]] == ["Cairo"]


COPULA = """
France/NNP/PROPN 2 nsubj france GPE
is/VBZ/AUX 0 ROOT be
ready/JJ/ADJ 2 acomp
"""


def test_universal_tree_hangs_the_copula_below_its_predicate() -> None:
    found = universal_tree(tree(COPULA))
    assert found.deps == ["nsubj", "cop", "root"]
    assert found.heads == [2, 2, -1]


def test_universal_tree_leaves_ud_alone() -> None:
    text = CLEAR.replace("nsubjpass", "nsubj:pass").replace("auxpass", "aux:pass")
    text = text.replace("5 pobj", "4 obl:agent").replace("4 agent", "6 case")
    text = text.replace("7 pobj", "4 obl").replace("4 prep", "8 case")
    assert universal_tree(tree(text)).heads == [1, 3, 3, -1, 5, 3, 7, 3]
