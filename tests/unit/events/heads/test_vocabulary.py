"""Features and groups of features → rows: order, unknown names, what stands before a name."""

from __future__ import annotations

from transforms.events.heads.vocabulary import Feature, Vocabulary, names_of

NAMES = {"T:l=go": 0, "c=aux": 1, "d=obj": 2, "l=go": 3, "t=VB": 4}


def _own(tag: str, label: str) -> tuple[str, ...]:
    return f"t={tag}", f"d={label}"


def test_rows_are_in_the_order_of_the_names() -> None:
    features: list[Feature] = ["l=go", (_own, "VB", "obj"), "l=stay", (_own, "NN", "obj"), "c=aux"]
    vocabulary = Vocabulary(NAMES)
    assert names_of(features) == ["l=go", "t=VB", "d=obj", "l=stay", "t=NN", "d=obj", "c=aux"]
    for _ in range(2):  # the second time from what is kept
        assert vocabulary.rows(features) == [3, 4, 2, 2, 1]


def test_what_stands_before_a_name_belongs_to_it() -> None:
    vocabulary = Vocabulary(NAMES)
    assert vocabulary.rows(["l=go"], "T:") == [0]
    assert vocabulary.rows([(_own, "VB", "obj")], "T:") == []
    assert vocabulary.rows([(_own, "VB", "obj")]) == [4, 2]
    assert names_of(["l=go", (_own, "VB", "obj")], "T:") == ["T:l=go", "T:t=VB", "T:d=obj"]
