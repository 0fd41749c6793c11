"""Marked pairs and annotated events → the network of PLOVER types, and its figures on pairs unseen.

python training/events/type_cases.py     plover_relations, five-fold, with the shipped words net
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import plover
from calibrate import temperature
from fit import Settings
from learning import Examples, fitted
from readings import Reading
from sklearn.metrics import f1_score

from transforms.events.heads import States
from transforms.events.heads.known import known_words
from transforms.events.heads.model import MERGED, Heads, load_heads, read_heads
from transforms.events.heads.net import packed, softmax
from transforms.events.heads.types import Case, case_features, case_states
from transforms.events.lexicon import load_lexicon

SETTINGS = Settings(
    hidden=96, narrow=48, decay=0.1, decay_bag=0.02, dropout=0.4, drop_state=0.4, drop_bag=0.3,
    drop_words=0.0, batch=64, epochs=14, least=2,
)  # fmt: skip
OUTPUTS = {"type": len(MERGED), "retreats": 2}
FOLDS = 5
#: What an annotated event outside PLOVER counts: there are many of them.
NONE_WEIGHT = 0.5


class Cases:
    """Cases of readings: states with the means added, rows, features and gold."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.rows: list[list[int]] = []
        self.names: list[list[str]] = []
        self.merged: list[str] = []
        self.full: list[str | None] = []
        self.weight: list[float] = []
        self.quad: list[int] = []
        lexicon = load_lexicon()
        self.words = known_words(lexicon.types_of, lexicon.classes_of)

    def add(
        self, reading: Reading, case: Case, name: str, full: str | None, weight: float, quad: int
    ) -> None:
        """Add one case of a reading."""
        states = np.asarray(reading.states, np.float32)
        extended, rows = case_states(reading.tree, states, [case])
        self.readings.append(reading._replace(states=extended.astype(np.float16)))
        self.rows.append(rows[0].tolist())
        self.names.append(case_features(reading.tree, reading.labels, case, self.words))
        self.merged.append(name)
        self.full.append(full)
        self.weight.append(weight)
        self.quad.append(quad)

    def examples(self, which: Sequence[int]) -> Examples:
        """Some of them as examples of the network."""
        found = Examples(OUTPUTS, 6)
        for i in which:
            # Only the words that are read: an article's other states would fill the memory.
            used = sorted({r for r in self.rows[i] if r >= 0})
            found.open(self.readings[i]._replace(states=self.readings[i].states[used], tree=None))
            gold: dict[str, int | tuple[int, float]] = {
                "type": (MERGED.index(self.merged[i]), self.weight[i])
            }
            if self.full[i] in {"CONCEDE", "RETREAT"}:
                gold["retreats"] = int(self.full[i] == "RETREAT")
            found.add([used.index(r) if r >= 0 else -1 for r in self.rows[i]], self.names[i], gold)
        return found


def pair_cases(cases: Cases, heads: Heads, some: Sequence[Reading]) -> None:
    """Add cases of marked pairs."""
    for reading in some:
        pair = reading.gold
        trigger = plover.trigger_of(heads, reading)
        view = heads.view(
            reading.tree, States(np.asarray(reading.states, np.float32), heads.encoder),
            reading.labels,
        )  # fmt: skip
        name, _ = heads.assess(view, [trigger])[0].best
        case = Case(
            trigger,
            plover.span_heads(reading.tree, pair.source),
            plover.span_heads(reading.tree, pair.target),
            name,
            (),
        )
        cases.add(reading, case, pair.merged, pair.full, 1.0, pair.quad)


def event_cases(cases: Cases, some: Sequence[Reading]) -> None:
    """Add cases of annotated events with the parties of their own sentence."""
    for reading in some:
        number = reading.tree.sentence_of
        for event in reading.gold.events:
            here = number[event.token]
            case = Case(
                event.token,
                tuple(t for t in event.actors if number[t] == here),
                tuple(t for t in event.recipients if number[t] == here),
                event.event_class,
                (),
            )
            name = plover.merged(event.plover)
            weight = NONE_WEIGHT if name == "NONE" else 1.0
            cases.add(reading, case, name, event.plover, weight, plover.quad_of(name))


def empty(width: int) -> dict[str, Any]:
    """A network that knows nothing, where one has to be."""
    found: dict[str, Any] = {
        "slots": np.zeros((6, width, 1), np.float32),
        "embedding": np.zeros((1, 1), np.float32),
        "mix": np.zeros((1, 1), np.float32),
        "bias": np.zeros(1, np.float32),
        "features": packed([""]),
    }
    for name, size in OUTPUTS.items():
        found[f"out.{name}.w"] = np.zeros((1, size), np.float32)
        found[f"out.{name}.b"] = np.zeros(size, np.float32)
        found[f"out.{name}.temperature"] = np.array(1.0, np.float32)
    return found


def folds(gold: Sequence[str], count: int = FOLDS, seed: int = 0) -> npt.NDArray[np.intp]:
    """Fold of every row, stratified by type, the same every time."""
    chance = np.random.RandomState(seed)
    fold = np.zeros(len(gold), np.intp)
    for name in sorted(set(gold)):
        members = np.array([i for i, g in enumerate(gold) if g == name])
        chance.shuffle(members)
        fold[members] = np.arange(len(members)) % count
    return fold


def scores_of(arrays: dict[str, Any], cases: Cases, which: Sequence[int], heads: Heads) -> Any:
    """Scores of the types of some cases by a network."""
    net = read_heads({**_dummy(heads), **{f"types.{k}": v for k, v in arrays.items()}}).types
    found = []
    for i in which:
        states = (np.asarray(cases.readings[i].states, np.float32) - heads.mean) / heads.deviation
        hidden = net.hidden(states, np.array([cases.rows[i]], np.intp), [cases.names[i]])
        found.append(net.scores(hidden, "type")[0])
    return np.array(found)


def _dummy(heads: Heads) -> dict[str, Any]:
    from calibrate import untrained

    width = heads.mean.shape[0]
    nothing = empty(width)
    found = {"encoder": heads.encoder, "mean": heads.mean, "deviation": heads.deviation,
             **untrained()}  # fmt: skip
    for name in ("words", "pairs"):
        found |= {f"{name}.{k}": v for k, v in nothing.items()}
    return found


def types_net(
    heads: Heads, train: Sequence[Reading], dev: Sequence[Reading], scale: Any
) -> dict[str, Any]:
    """Train on marked pairs and annotated events; the temperature is that of the dev part."""
    cases = all_cases(heads, train)
    final = fitted(cases.examples(range(len(cases.merged))), scale, SETTINGS)
    judged = Cases()
    event_cases(judged, dev)
    scores = scores_of(final, judged, range(len(judged.merged)), heads)
    gold = np.array([MERGED.index(name) for name in judged.merged])
    heat = temperature(scores, gold)
    final["out.type.temperature"] = np.array(heat, np.float32)
    print(f"annotated dev: type of given events {(scores.argmax(axis=1) == gold).mean():.3f} "
          f"(NONE alone {(gold == 0).mean():.3f}), temperature {heat:.2f}")  # fmt: skip
    return {f"types.{k}": v for k, v in final.items()}


def all_cases(heads: Heads, train: Sequence[Reading]) -> Cases:
    """Cases of everything to train on, those of plover_relations first."""
    cases = Cases()
    pair_cases(cases, heads, plover.read("plover-relations", plover.relations()))
    pair_cases(cases, heads, plover.read("plover-written", plover.written()))
    event_cases(cases, train)
    return cases


def cross_validated(heads: Heads, train: Sequence[Reading]) -> None:
    """Print the figures of plover_relations, each fold typed by a network that has not seen it."""
    cases = all_cases(heads, train)
    labelled = len(plover.relations())
    fold = folds(cases.merged[:labelled])
    extra = list(range(labelled, len(cases.merged)))
    scores = np.zeros((labelled, len(MERGED)))
    scale = heads.mean, heads.deviation
    for k in range(FOLDS):
        inside = [i for i in range(labelled) if fold[i] != k]
        arrays = fitted(cases.examples([*inside, *extra]), scale, SETTINGS)
        test = [i for i in range(labelled) if fold[i] == k]
        scores[test] = scores_of(arrays, cases, test, heads)
    gold = np.array([MERGED.index(name) for name in cases.merged[:labelled]])
    report(softmax(scores / temperature(scores, gold)), gold, cases.quad[:labelled])


def report(chances: Any, gold: Any, quads: Sequence[int]) -> None:
    """Figures of the marked pairs: every one is an event within PLOVER."""
    chances = chances.copy()
    chances[:, MERGED.index("NONE")] = 0.0
    quad = np.array([plover.quad_of(name) for name in MERGED])
    totals = np.stack([chances[:, quad == q].sum(axis=1) for q in range(5)], axis=1)
    best_quad = totals.argmax(axis=1)
    inside = np.where(quad[None] == best_quad[:, None], chances, -1.0)
    for name, predicted in (
        ("by type", chances.argmax(axis=1)),
        ("by quad", inside.argmax(axis=1)),
    ):
        f1 = f1_score(gold, predicted, labels=np.unique(gold), average="macro", zero_division=0)
        print(f"plover_relations cross-fitted, {name}: type {(predicted == gold).mean():.3f}, "
              f"macro-F1 {f1:.3f}, quad {(quad[predicted] == np.array(quads)).mean():.3f} "
              f"({len(gold)} pairs)")  # fmt: skip


if __name__ == "__main__":
    cross_validated(load_heads(), annotated.documents("train"))
