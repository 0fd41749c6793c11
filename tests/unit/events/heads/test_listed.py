"""Word lists on hand-written trees: which pairs a word is in, and the features that they give."""

from __future__ import annotations

import pytest

from tests.unit.events.trees import tree
from transforms.events.heads import listed
from transforms.events.heads.labels import CLASSES
from transforms.events.heads.listed import LISTED, listed_classes, trigger_pairs, trigger_words
from transforms.events.heads.vocabulary import names_of
from transforms.extract.dependencies import universal_tree

SHARES = """
Acme/NNP/PROPN 2 compound acme ORG
shares/NNS/NOUN 3 nsubj share
fell/VBD/VERB 0 root fall
by/IN/ADP 5 case by
nine_percent/CD/NUM 3 obl nine_percent PERCENT
after/IN/ADP 8 case after
job/NN/NOUN 8 compound job
cuts/NNS/NOUN 3 obl cut
"""
STRIKE = """
Drivers/NNS/NOUN 2 nsubj driver
went/VBD/VERB 0 root go
on/IN/ADP 4 case on
strike/NN/NOUN 2 obl strike
"""
LAID_OFF = """
Staff/NN/NOUN 3 nsubj:pass staff
were/VBD/AUX 3 aux:pass be
laid/VBN/VERB 0 root lay
off/RP/ADP 3 compound:prt off
"""

PAIRS = {
    "share|fall": ("MARKET",),
    "fall@by_PERCENT": ("MARKET", "RESULTS"),
    "cut>job": ("CUT",),
    "go@on_strike": ("STRIKE",),
    "lay_off>staff": ("CUT",),
}


def named(text: str, labels: list[str], index: int) -> set[str]:
    return set(names_of(listed_classes(universal_tree(tree(text)), labels, index)))


@pytest.fixture(autouse=True)
def _lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "trigger_words", lambda: {"lay_off": ("CUT",), "lay": ("OTHER",)})
    monkeypatch.setattr(listed, "trigger_pairs", lambda: PAIRS)
    monkeypatch.setattr(listed, "pair_owners", lambda: listed.owners_of(PAIRS))


def test_subject_and_kind_of_name_tell_the_class_of_a_verb() -> None:
    labels = ["ORG", "", "", "", "PERCENT", "", "", ""]
    assert named(SHARES, labels, 2) == {"kp=MARKET", "kps=MARKET", "kps=RESULTS"}


def test_noun_before_a_noun_tells_its_class() -> None:
    assert named(SHARES, [""] * 8, 7) == {"kp=CUT"}


def test_noun_learns_from_its_verb_and_verb_from_its_noun() -> None:
    assert named(STRIKE, [""] * 4, 1) == {"kp=STRIKE"}
    assert named(STRIKE, [""] * 4, 3) == {"kn=STRIKE"}


def test_particle_belongs_to_the_verb() -> None:
    assert named(LAID_OFF, [""] * 4, 2) == {"k=CUT", "kp=CUT"}


def test_shipped_lists_name_the_classes() -> None:
    for table in (trigger_words(), trigger_pairs()):
        assert {name for names in table.values() for name in names} == set(CLASSES)
    assert all(any(mark in pair for mark in ">|@") for pair in trigger_pairs())
    assert set(LISTED) == {"k", "ks", "kp", "kps", "kn", "kns", "ok", "hk"}
