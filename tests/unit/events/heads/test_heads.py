"""The shipped heads on sentences of ours: shapes, bounds, cost, and plain news."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.tokens import Doc

from schemas.ontology import load_ontology
from transforms.events.heads import (
    CLASSES,
    REALIS,
    TYPES,
    View,
    encoder_states,
    load_heads,
    rows,
)
from transforms.events.heads.features import (
    candidates,
    class_features,
    pair_features,
    phrase_heads,
)
from transforms.events.heads.known import KnownWords
from transforms.events.heads.listed import trigger_words
from transforms.events.heads.types import Case, case_features, case_rows
from transforms.extract.dependencies import universal_tree
from transforms.extract.model import shared_pipeline


def view_of(text: str) -> tuple[Doc, View]:
    doc = shared_pipeline()(text)
    labels = [token.ent_type_ for token in doc]
    return doc, load_heads().view(universal_tree(doc), encoder_states(doc), labels)


def triggers(text: str, floor: float = 0.3) -> dict[str, str]:
    doc, view = view_of(text)
    return {doc[f.token].text: f.best[0] for f in load_heads().detect(view, floor)}


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Police in Leeds arrested two men on Friday over the theft.", "arrested", "ARREST"),
        ("The earthquake killed 42 people in the village.", "killed", "DEATH"),
        ("Rebels attacked an army base near the border on Monday.", "attacked", "ATTACK"),
        ("Rovers beat United 3-1 at home on Saturday.", "beat", "MATCH"),
    ],
)
def test_detect_names_class_of_plain_news(text: str, word: str, name: str) -> None:
    assert triggers(text).get(word) == name


def test_detect_gives_probabilities_in_text_order() -> None:
    _, view = view_of("Rebels attacked a base. Police arrested a man. A court jailed him.")
    found = load_heads().detect(view, 0.1)
    assert [f.token for f in found] == sorted(f.token for f in found)
    for each in found:
        assert 0.0 <= each.chance <= 1.0
        assert each.classes.shape == (len(CLASSES),)
        assert each.classes.sum() == pytest.approx(1.0, abs=1e-4)
        assert each.token in each.tokens


def test_detect_takes_particle_with_its_verb() -> None:
    doc, view = view_of("Militants blew up a bridge near the town on Sunday.")
    words = [[doc[t].text for t in f.tokens] for f in load_heads().detect(view, 0.2)]
    assert ["blew", "up"] in words


def test_arguments_find_who_and_whom() -> None:
    doc, view = view_of("Police arrested two protesters in Leeds on Friday.")
    (links,) = load_heads().arguments(view, [1], 0.4)
    assert {(doc[k.token].text, k.role) for k in links} >= {
        ("Police", "ARG0"),
        ("protesters", "ARG1"),
    }


def test_parties_follow_the_class() -> None:
    doc, view = view_of("Twelve people died when a bus crashed near Lima on Friday.")
    (links,) = load_heads().parties(view, [2], ["DEATH"], 0.3)
    assert ("people", "recipient") in {(doc[k.token].text, k.role) for k in links}


def test_one_pass_gives_arguments_and_parties() -> None:
    _, view = view_of("Police arrested two protesters in Leeds after a man died on Friday.")
    heads, events, classes = load_heads(), [1, 9], ["ARREST", "DEATH"]
    roles, parties = heads.participants(view, events, classes)
    assert roles == heads.arguments(view, events)
    assert parties == heads.parties(view, events, classes)
    assert all(roles)
    assert all(parties)


def test_typing_adds_up_to_one() -> None:
    _, view = view_of("Israel condemned Iran on Friday.")
    chances = load_heads().typing(view, [1], [[0]], [[2]], ["ACCUSE"], [[]], KnownWords({}))
    assert chances.shape == (1, len(TYPES))
    assert chances.sum() == pytest.approx(1.0, abs=1e-4)
    assert TYPES[int(chances[0].argmax())] == "ACCUSE"


def test_nothing_in_nothing_out() -> None:
    heads = load_heads()
    _, view = view_of(". . .")
    assert heads.detect(view) == []
    assert heads.arguments(view, []) == []
    assert heads.participants(view, [], []) == ([], [])
    assert heads.realis([]).shape == (0, len(REALIS))
    assert heads.typing(view, [], [], [], [], [], KnownWords({})).shape == (0, len(TYPES))
    assert heads.salience(view, [], []).shape == (0,)
    assert heads.confidence([], [], []).shape == (0,)


def test_salience_and_confidence_are_probabilities() -> None:
    heads = load_heads()
    _, view = view_of("Rebels attacked a base. Police arrested a man.")
    found = heads.detect(view, 0.3)
    names = [f.best[0] for f in found]
    for chances in (heads.salience(view, found, names, ["rebel", "attack"]),
                    heads.confidence(found, names, [None] * len(found))):  # fmt: skip
        assert chances.shape == (len(found),)
        assert np.all((chances > 0) & (chances < 1))


def test_words_within_reach_grow_with_the_text_only() -> None:
    sentence = (
        "The minister who met the envoys in Paris said the deal that they signed would hold. "
    )
    reached = []
    for count in (10, 40):
        _, view = view_of(sentence * count)
        words = candidates(view.tree, view.labels)
        reached.append(sum(len(phrase_heads(view.tree, w)) for w in words))
    assert reached[1] <= 4.2 * reached[0]


def test_types_are_the_ontologys() -> None:
    assert set(TYPES) == {"NONE", *load_ontology().event_types}


def test_word_lists_name_known_classes() -> None:
    named = {name for names in trigger_words().values() for name in names}
    assert named == set(CLASSES)


def test_means_of_sentences_and_article_follow_the_words() -> None:
    _, view = view_of("Rebels attacked a base. Police arrested a man.")
    count = len(view.tree.words)
    assert view.states.shape[0] == count + 3
    words = view.states.take(list(range(count)))
    assert np.allclose(
        words, (view.states.states - view.states.mean) / view.states.deviation, atol=1e-6
    )
    for number, (first, last) in enumerate(view.tree.sentences):
        mean = view.states.take([count + number])[0]
        assert np.allclose(mean, words[first:last].mean(axis=0), atol=1e-5)
    assert np.allclose(view.states.take([count + 2])[0], words.mean(axis=0), atol=1e-5)


def test_means_are_the_same_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    _, view = view_of("Rebels attacked a base. Police arrested a man. A court jailed him.")
    whole = view.states
    monkeypatch.setattr(rows, "_BLOCK", 3)
    parts = rows.rows_of(view.tree, whole.states, whole.mean, whole.deviation)
    assert np.array_equal(parts.means, whole.means)


def test_rows_of_pairs_and_cases_are_those_of_their_names() -> None:
    heads = load_heads()
    _, view = view_of("Two of the rebels who fled Lagos were said to have shot at police in May.")
    tree, labels = view.tree, view.labels
    known, unknown = heads.pairs.features.names, len(heads.pairs.embedding) - 1
    for predicate in candidates(tree, labels):
        reached = phrase_heads(tree, predicate)
        own = heads.reader.rows(tree, labels, predicate, reached)
        of_class = heads.reader.class_rows("ATTACK", reached)
        for each, first, more in zip(reached, own, of_class, strict=True):
            names = pair_features(tree, labels, predicate, each)
            named = class_features(names, ["cl=ATTACK"])
            assert [*first, *more] == [known.get(name, unknown) for name in named]
    case = Case(tree.lemmas.index("flee"), (0,), (2,), "ATTACK", ())
    words, types = KnownWords({"flee": ("may=RETREAT",)}), heads.types.features
    names = case_features(tree, labels, case, words)
    assert "T:may=RETREAT" in names
    assert case_rows(tree, labels, case, words, types) == types.rows(names)
