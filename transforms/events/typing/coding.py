"""Predicates with their arguments → PLOVER type, mode, contexts and CAMEO code.

The type is the head's. The mode and the code are those of the best line of the rule files for that
type and word; what an outer act makes of the act inside it ("agreed to meet" is AGREE 036) stands
in composed.txt, whether a request is an appeal (CAMEO 02) in words.txt, the mode that other words
of the clause tell in modes.txt, contexts in contexts.txt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from schemas.ontology import load_ontology
from transforms.events.arguments import Arguments
from transforms.events.detect import Predicate
from transforms.events.heads import TYPES, KnownWords, known_words
from transforms.events.lexicon import Rule, load_lexicon
from transforms.events.scene import Scene
from transforms.events.syntax import Frame
from transforms.events.typing.match import best_rule, rules_of
from transforms.events.words import listed

__all__ = ["OUTSIDE", "TYPE_FLOOR", "Coding", "code_all"]

#: The likeliest type is given from this probability on; chosen on dev.
TYPE_FLOOR = 0.5
#: How many times as likely a type is where the best line of the rule files has it; chosen on dev.
RULE_WEIGHT = 3.0
#: Types that carry another event inside them.
_OUTER = {"AGREE", "REQUEST", "REJECT", "THREATEN"}
#: CAMEO's roots of demands and of appeals; their finer codes are the same.
_DEMANDS, _APPEALS = "10", "02"
#: Words of a clause that are looked at for modes and contexts, on each side of the predicate.
_NEAR = 40
#: So many words of a clause have to bring in a context that no rule names.
CONTEXT_WORDS = 2


class Coding(NamedTuple):
    """PLOVER's reading of one event; all but ``chance`` and ``step`` empty outside PLOVER.

    ``chance`` is the head's probability of the type, None where there is none.
    """

    event_type: str | None
    chance: float | None
    mode: str | None
    cameo: str | None
    contexts: tuple[str, ...]
    step: str


#: An event outside PLOVER.
OUTSIDE = Coding(None, None, None, None, (), "")


@lru_cache(maxsize=1)
def _words() -> KnownWords:
    lexicon = load_lexicon()
    return known_words(lexicon.types_of, lexicon.classes_of)


def code_all(
    scene: Scene,
    predicates: Sequence[Predicate],
    arguments: Sequence[Arguments],
    spans: Sequence[tuple[int, int]],
) -> list[Coding]:
    """Code every event that has a class; ``spans`` are the token bounds of their clauses."""
    chances = _chances(scene, predicates, arguments)
    lines = [rules_of(scene, a.frame) for a in arguments]
    matched = [best_rule(scene, a.frame, some) for a, some in zip(arguments, lines, strict=True)]
    types = [
        _type_of(predicate, _with_rule(row, rule))
        for predicate, row, rule in zip(predicates, chances, matched, strict=True)
    ]
    rules = [
        rule
        if rule is None or rule.event_type == kind[0]
        else best_rule(scene, a.frame, [r for r in some if r.event_type == kind[0]])
        for a, kind, rule, some in zip(arguments, types, matched, lines, strict=True)
    ]
    inner = {
        a.frame.top: (kind[0], rule.mode if rule is not None else None)
        for a, kind, rule in zip(arguments, types, rules, strict=True)
        if kind[0] is not None
    }
    return [
        _coding(scene, a.frame, kind, rule, inner, span)
        for a, kind, rule, span in zip(arguments, types, rules, spans, strict=True)
    ]


def _chances(
    scene: Scene, predicates: Sequence[Predicate], arguments: Sequence[Arguments]
) -> npt.NDArray[np.float32]:
    """Probability of every type for every predicate, from the parties of its own sentence."""
    number = scene.tree.sentence_of

    def here(predicate: Predicate, tokens: Sequence[int]) -> list[int]:
        return [t for t in tokens if number[t] == number[predicate.token]]

    return scene.heads.typing(
        scene.view,
        [p.token for p in predicates],
        [here(p, [x.token for x in a.actors]) for p, a in zip(predicates, arguments, strict=True)],
        [
            here(p, [x.token for x in a.recipients])
            for p, a in zip(predicates, arguments, strict=True)
        ],
        [p.event_class or p.found.best[0] for p in predicates],
        [()] * len(predicates),
        _words(),
    )


def _with_rule(chances: npt.NDArray[np.float32], rule: Rule | None) -> npt.NDArray[np.float32]:
    """``chances`` with more weight on what the best line of the rule files says."""
    if rule is None:
        return chances
    weights = np.ones(len(TYPES), np.float32)
    if rule.event_type is not None:
        weights[TYPES.index(rule.event_type)] = RULE_WEIGHT
    elif rule.kind in {"event", "none", "weak"}:
        weights[0] = RULE_WEIGHT  # the line says that it is outside PLOVER
    weighed = chances * weights
    return np.asarray(weighed / weighed.sum(), np.float32)


def _type_of(
    predicate: Predicate, chances: npt.NDArray[np.float32]
) -> tuple[str, float] | tuple[None, None]:
    """The likeliest type with its probability, where it is likely enough."""
    if predicate.event_class is None:
        return None, None
    at = int(chances.argmax())
    if TYPES[at] == "NONE" or chances[at] < TYPE_FLOOR:
        return None, None
    return TYPES[at], float(chances[at])


def _coding(
    scene: Scene,
    frame: Frame,
    kind: tuple[str | None, float | None],
    rule: Rule | None,
    inner: Mapping[int, tuple[str | None, str | None]],
    span: tuple[int, int],
) -> Coding:
    event_type, chance = kind
    if event_type is None or chance is None:
        return OUTSIDE
    steps = [f"type {event_type} {chance:.2f}"]
    mode = cameo = None
    if rule is not None:
        mode, cameo = rule.mode, rule.cameo
        steps.append(f"{'nouns' if frame.noun else 'verbs'}.txt:{rule.line}")
    composed = _composed(scene, frame, event_type, inner)
    if composed is not None:
        mode, cameo = composed[0] or mode, composed[1]
        steps.append("composed.txt")
    words = _near_words(scene, frame, span)
    if mode is None:
        mode = _told_mode(scene, event_type, words)
        if mode is not None:
            steps.append("modes.txt")
    ontology = load_ontology()
    cameo = cameo or ontology.cameo_for(event_type, mode)
    asks = scene.tree.lemmas[frame.trigger] in listed("appeals")
    if asks and cameo is not None and cameo.startswith(_DEMANDS):
        cameo = _APPEALS + cameo.removeprefix(_DEMANDS)
        steps.append("words.txt appeals")
    contexts = _contexts(scene, rule, cameo if rule is not None else None, words)
    return Coding(event_type, chance, mode, cameo, contexts, ", ".join(steps))


def _composed(
    scene: Scene,
    frame: Frame,
    event_type: str,
    inner: Mapping[int, tuple[str | None, str | None]],
) -> tuple[str | None, str] | None:
    """Mode and code that the event inside an outer one gives it."""
    if event_type not in _OUTER:
        return None
    table = scene.lexicon.composed
    for token in (*frame.comps, *frame.obj, *(i for v in frame.obl.values() for i in v)):
        kind, mode = inner.get(token, (None, None))
        for key in (f"{kind}/{mode}", str(kind)):
            if (event_type, key) in table:
                return table[event_type, key]
    return None


def _near_words(scene: Scene, frame: Frame, span: tuple[int, int]) -> list[str]:
    """Lower-case words, lemmas and pairs of words of the clause around the predicate."""
    tree = scene.tree
    first, last = max(span[0], frame.trigger - _NEAR), min(span[1], frame.trigger + _NEAR)
    found: list[str] = []
    for index in range(first, last):
        found += [tree.lemmas[index], tree.lower[index]]
        if index + 1 < last:
            found.append(f"{tree.lower[index]}-{tree.lower[index + 1]}")
        if index + 2 < last and tree.lower[index + 1] == "-":
            found.append(f"{tree.lower[index]}-{tree.lower[index + 2]}")
    return found


def _told_mode(scene: Scene, event_type: str, words: Sequence[str]) -> str | None:
    """The first mode of the type that a word of the clause tells."""
    present = set(words)
    for mode, telling in scene.lexicon.modes.get(event_type, ()):
        if present & telling:
            return mode
    return None


def _contexts(
    scene: Scene, rule: Rule | None, cameo: str | None, words: Sequence[str]
) -> tuple[str, ...]:
    """Contexts of the rule and its code, and those that several words of the clause bring in."""
    ontology = load_ontology()
    found = set(rule.contexts) if rule is not None else set()
    code = ontology.cameo.get(cameo) if cameo is not None else None
    if code is not None and len(code.code) > 3:
        found.update(code.contexts)
    telling: dict[str, set[str]] = {}
    for word in words:
        for name in scene.lexicon.contexts.get(word, ()):
            telling.setdefault(name, set()).add(word.removesuffix("s"))
    found.update(name for name, told in telling.items() if len(told) >= CONTEXT_WORDS)
    return tuple(name for name in ontology.contexts if name in found)
