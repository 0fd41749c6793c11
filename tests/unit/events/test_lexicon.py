"""The rule files are read, checked and specific rules win."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.ontology import load_ontology
from tests.unit.events.trees import annotation, article, frame_at, tree
from transforms.events.lexicon import SPECIAL, Rule, _parse, load_lexicon
from transforms.events.scene_building import build_scene
from transforms.events.typing.match import best_rule
from transforms.events.words import listed


def test_lexicon_covers_all_types_and_known_codes() -> None:
    lexicon, ontology = load_lexicon(), load_ontology()
    rules = [r for group in (lexicon.verbs, lexicon.nouns) for rs in group.values() for r in rs]
    assert {r.event_type for r in rules} - {None} == set(ontology.event_types)
    unknown = {r.cameo for r in rules if r.cameo and ontology.goldstein(r.cameo) is None}
    assert unknown == set()
    assert {code for _, code in lexicon.composed.values()} <= set(ontology.cameo)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("shout ACCUSE", "no '->'"),
        ("shout -> SCREAM", "no event type SCREAM"),
        ("shout -> ACCUSE/loudly", "ACCUSE has no mode loudly"),
        ("shout obj=@nowhere -> ACCUSE", "no class @nowhere"),
        ("shout -> ACCUSE perhaps", "what is 'perhaps'?"),
    ],
)
def test_lexicon_names_what_is_wrong_with_a_rule(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("?", r"\?")):
        list(_parse(line, 1, {}, load_ontology()))


@pytest.mark.parametrize(
    ("verb", "object_", "expected"),
    [
        ("release", "hostages", "RETREAT"),
        ("release", "album", None),
        ("cut", "ties", "SANCTION"),
        ("cut", "costs", None),
        ("impose", "sanctions", "COERCE"),
        ("impose", "curfew", "COERCE"),
        ("sign", "treaty", "SUPPORT"),
        ("sign", "striker", None),
        ("provide", "aid", "AID"),
        ("reject", "talks", "REJECT"),
        ("demand", "ceasefire", "REQUEST"),
        ("stage", "protest", "PROTEST"),
        ("mobilize", "troops", "MOBILIZE"),
        ("share", "intelligence", "COOPERATE"),
        ("ease", "restrictions", "CONCEDE"),
    ],
)
def test_rules_read_a_verb_by_its_object(verb: str, object_: str, expected: str | None) -> None:
    doc = tree(
        f"Officials/NNS/NOUN 2 nsubj official\n{verb}d/VBD/VERB 0 root {verb}\n"
        f"{object_}/NN/NOUN 2 obj {object_}"
    )
    scene = build_scene(doc, article(doc), annotation(doc))
    frame = frame_at(scene, f"{verb}d")
    rule = best_rule(scene, frame, scene.lexicon.verbs[verb])
    assert (rule.event_type if rule else None) == expected


@pytest.mark.parametrize("name", ["verbs", "nouns"])
def test_rule_files_hold_no_rule_that_an_earlier_one_hides(name: str) -> None:
    hidden = []
    for rules in getattr(load_lexicon(), name).values():
        seen: dict[object, Rule] = {}
        for rule in rules:
            first = seen.setdefault((rule.words, frozenset(rule.slots)), rule)
            if first.line != rule.line:
                hidden.append((" ".join(rule.words), first.line, rule.line))
    assert not hidden


@pytest.mark.parametrize(
    ("word", "known"), [("arrest", "COERCE"), ("ceasefire", "RETREAT"), ("acquisition", "event")]
)
def test_types_of_says_what_a_word_may_mean(word: str, known: str) -> None:
    assert known in load_lexicon().types_of[word]


def test_slots_ask_by_the_names_that_the_rules_test() -> None:
    asked = {s.special for r in load_lexicon().verbs["visit"] for s in r.slots if s.special}
    assert asked == {"@OFFICIAL"}
    assert asked <= SPECIAL
    assert load_lexicon().classes_of["curfew"] == ("@curfew",)


def test_closed_lists_are_read_with_their_spaces() -> None:
    assert "rule out" in listed("prevented")
    with pytest.raises(KeyError):
        listed("nothing of the kind")


def test_every_list_of_words_is_read_by_a_step(repository: Path) -> None:
    rooms = repository / "transforms" / "events"
    source = "".join(path.read_text(encoding="utf-8") for path in rooms.rglob("*.py"))
    lines = (repository / "transforms/resources/events/words.txt").read_text(encoding="utf-8")
    names = re.findall(r"^(\w+):", lines, re.MULTILINE)
    assert names
    assert [name for name in names if f'listed("{name}")' not in source] == []
