"""Names cut or joined wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from transforms.extract.layout import Layout
from transforms.extract.mending.agreement import Name
from transforms.extract.mending.compose import town_and_state, towns_and_states, whole_bodies


def bodies(marked: str) -> list[str]:
    """Names are in brackets with their types: "[Court/ORG] of [Oslo/GPE]"; "|" ends a sentence."""
    tokens: list[str] = []
    names: list[Name] = []
    opens = [0]
    start = -1
    for piece in marked.split():
        if piece == "|":
            opens.append(len(tokens))
            continue
        if piece.startswith("["):
            start, piece = len(tokens), piece[1:]
        if piece.endswith("]"):
            piece, label = piece[:-1].split("/")
            tokens.append(piece)
            names.append(Name(start, len(tokens), label, 0.9))
        else:
            tokens.append(piece)
    starts = [at in opens for at in range(len(tokens))]
    layout = Layout(Doc(Vocab(), words=tokens, sent_starts=starts))
    return [" ".join(tokens[n.start : n.end]) for n in whole_bodies(names, layout)]


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        (
            "a judge of the [Superior Court/ORG] of the [District of Columbia/GPE] left",
            ["Superior Court of the District of Columbia"],
        ),
        (
            "the [U.S. Department of Housing/ORG] and Urban Development said",
            ["U.S. Department of Housing and Urban Development"],
        ),
        (
            "the [Institute/ORG] of [Arts/ORG] and Letters of Oslo",
            ["Institute of Arts and Letters"],
        ),
        ("the [Ministry of Energy/ORG] and [Congress/ORG] met", None),
        ("the [Ministry of Energy/ORG] and Prime Minister [Brandt/PERSON] met", None),
        ("the [Ministry of Energy/ORG] and others", None),
        ("the [Ministry of Energy/ORG] and President Brandt", None),
        ("[Acme Foods/ORG] of [Oslo/GPE]", None),
        ("he left the [Court/ORG] | of [Oslo/GPE] he said", None),
    ],
)
def test_whole_bodies(marked: str, wanted: list[str] | None) -> None:
    unchanged = [part.split("/")[0].split("[")[1] for part in marked.split("]") if "[" in part]
    assert bodies(marked) == (wanted or unchanged)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("San Rafael Ca", ["San Rafael", "Ca"]),
        ("miramar florida", ["miramar", "florida"]),
        ("Paris , Texas", ["Paris", "Texas"]),
        ("Baja California", ["Baja California"]),
        ("West Virginia", ["West Virginia"]),
        ("Texas", ["Texas"]),
        ("Addis Ababa", ["Addis Ababa"]),
    ],
)
def test_town_and_state(place: str, wanted: list[str]) -> None:
    tokens = place.split()
    parts = town_and_state(Name(0, len(tokens), "GPE", 0.9), tokens.__getitem__)
    assert [" ".join(tokens[n.start : n.end]) for n in parts] == wanted


_WORD = st.sampled_from(["Court", "Ministry", "of", "the", "and", "Oslo", "Texas", ",", "x"])


@given(st.lists(_WORD, min_size=1, max_size=14), st.data())
def test_names_stay_apart_and_inside(tokens: list[str], data: st.DataObject) -> None:
    edges = data.draw(st.lists(st.integers(0, len(tokens)), unique=True, max_size=8).map(sorted))
    names = [
        Name(a, b, data.draw(st.sampled_from(["ORG", "GPE"])), 0.5)
        for a, b in zip(edges[::2], edges[1::2], strict=False)
    ]
    cut = data.draw(st.integers(0, len(tokens)))
    starts = [at in (0, cut) for at in range(len(tokens))]
    layout = Layout(Doc(Vocab(), words=tokens, sent_starts=starts))
    found = towns_and_states(whole_bodies(names, layout), layout)
    at = 0
    for name in found:
        assert at <= name.start < name.end <= len(tokens)
        at = name.end
