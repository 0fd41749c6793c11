"""What the heads say of documents they have not seen → temperatures, salience and confidence.

All are fitted on the annotated corpus' dev part, whose documents no network was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import measure
import numpy as np
import numpy.typing as npt
from readings import Reading
from sklearn.linear_model import LogisticRegression

from transforms.events.heads.features import word_features
from transforms.events.heads.known import known_words
from transforms.events.heads.model import (
    CLASSES,
    REALIS,
    TYPES,
    Found,
    Heads,
    confidence_inputs,
    salience_numbers,
)
from transforms.events.lexicon import load_lexicon

Floats = npt.NDArray[np.floating[Any]]
#: Events below this chance are no rows, so that they are not calibrated on either.
FLOOR = 0.25


def untrained() -> dict[str, Any]:
    """Regressions as they are before anything is known: the event's and its class' chance."""
    return {
        "salient.weights": np.zeros(11, np.float32),
        "salient.bias": np.array(-2.0, np.float32),
        "confident.weights": np.array([1.0, 0.5, 0.0, 0.0, 0.3], np.float32),
        "confident.bias": np.array(0.0, np.float32),
    }


def logistic(
    inputs: Floats, gold: Floats, penalty: float | Sequence[float] = 1.0
) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression.

    Args:
        inputs: examples × columns.
        gold: 0 or 1 for each example.
        penalty: ridge of all columns, or of each; the bias has none.
    """
    # scikit-learn has one penalty for all columns: a column of another one is scaled
    scale = 1 / np.sqrt(np.maximum(np.broadcast_to(penalty, inputs.shape[1]), 1e-6))
    model = LogisticRegression(solver="newton-cholesky", tol=1e-10)
    model.fit(inputs * scale, gold)
    return (model.coef_[0] * scale).astype(np.float32), float(model.intercept_[0])


def temperature(scores: Floats, gold: npt.NDArray[np.intp]) -> float:
    """The temperature with the best likelihood, from a fixed grid."""
    grid = [0.4 + 0.05 * i for i in range(53)]
    losses = []
    for heat in grid:
        some = scores / heat
        some = some - some.max(axis=1, keepdims=True)
        logs = some - np.log(np.exp(some).sum(axis=1, keepdims=True))
        losses.append(-logs[np.arange(len(gold)), gold].mean())
    return grid[int(np.argmin(losses))]


class Judged(NamedTuple):
    """One event that the heads found, as it would be written, and whether it is right."""

    found: Found
    event_class: str
    kind: str  # PLOVER type that would be written, or NONE
    chance: float  # of that type
    row: measure.annotated.AnnotatedEvent | None  # the reader's row of this event
    genre: str

    @property
    def right(self) -> bool:
        """Whether a reader put the event with this class and type into the table."""
        row = self.row
        return row is not None and row.event_class == self.event_class and row.plover == self.kind


def judged(heads: Heads, some: Sequence[Reading], floor: float = FLOOR) -> list[Judged]:
    """Every event that the heads find in annotated documents, typed with the parties they find."""
    lexicon = load_lexicon()
    words = known_words(lexicon.types_of, lexicon.classes_of)
    result = []
    for reading in some:
        view = measure.view_of(heads, reading)
        found = heads.detect(view, floor)
        found = [f for f in found if f.chance >= floor]
        tokens = [f.token for f in found]
        classes = [f.best[0] for f in found]
        links = heads.parties(view, tokens, classes, 0.4)
        sides = {
            role: [[k.token for k in some if k.role == role] for some in links]
            for role in ("actor", "recipient")
        }
        chances = heads.typing(view, tokens, sides["actor"], sides["recipient"], classes,
                               [()] * len(tokens), words)  # fmt: skip
        owner = {t: e for e in reading.gold.events for t in e.tokens}
        taken: set[int] = set()
        for k, each in enumerate(found):
            row = owner.get(each.token)
            if row is not None:
                # Two words of one trigger are one event: the second is a row too many.
                row = None if row.token in taken else row
                taken |= {row.token} if row is not None else set()
            best = int(chances[k].argmax())
            result.append(
                Judged(each, classes[k], TYPES[best], float(chances[k, best]), row,
                       reading.gold.genre)
            )  # fmt: skip
    return result


def confidence_of(rows: Sequence[Judged]) -> Floats:
    """Inputs of the confidence of found events."""
    return confidence_inputs(
        [j.found for j in rows],
        [j.event_class for j in rows],
        [None if j.kind == "NONE" else j.chance for j in rows],
    )


def fit_confidence(heads: Heads, dev: Sequence[Reading]) -> dict[str, Any]:
    """The regression from what the heads say of an event to whether its row is right."""
    rows = judged(heads, dev)
    weights, bias = logistic(confidence_of(rows), np.array([j.right for j in rows], float))
    return {"confident.weights": weights, "confident.bias": np.array(bias, np.float32)}


def salience_rows(heads: Heads, some: Sequence[Reading]) -> tuple[Floats, Floats]:
    """Inputs of the salience of the readers' own events, and whether each is a main one."""
    inputs, gold = [], []
    for reading in some:
        view = measure.view_of(heads, reading)
        events = sorted(reading.gold.events)
        if not events:
            continue
        found = heads.assess(view, [e.token for e in events])
        title = measure.title_lemmas(reading.gold.headline)
        inputs.append(
            salience_numbers(heads, view.tree, found, [e.event_class for e in events], title)
        )
        gold += [e.main for e in events]
    return np.concatenate(inputs), np.array(gold, float)


def fit_salience(heads: Heads, dev: Sequence[Reading]) -> dict[str, Any]:
    """The regression from an event's place, repetition and words to whether it is a main one."""
    weights, bias = logistic(*salience_rows(heads, dev))
    return {"salient.weights": weights, "salient.bias": np.array(bias, np.float32)}


def fit_temperatures(heads: Heads, dev: Sequence[Reading]) -> dict[str, Any]:
    """Temperatures of event, class and realis, on the candidates and events of dev."""
    seen: dict[str, list[npt.NDArray[Any]]] = {"event": [], "class": [], "realis": []}
    gold: dict[str, list[int]] = {name: [] for name in seen}
    for reading in dev:
        view = measure.view_of(heads, reading)
        owner = {t: e for e in reading.gold.events for t in e.tokens}
        tokens = [
            t
            for t in measure.candidates(reading.tree, reading.labels)
            if t not in owner or owner[t].token == t
        ]
        names = [word_features(reading.tree, reading.labels, t) for t in tokens]
        hidden = heads.hidden(view, tokens, names)
        seen["event"].append(heads.words.scores(hidden, "event"))
        gold["event"] += [int(t in owner) for t in tokens]
        inside = [k for k, t in enumerate(tokens) if t in owner]
        rows = [owner[tokens[k]] for k in inside]
        some = [names[k] for k in inside]
        seen["class"].append(heads.words.scores(hidden[inside], "class", some))
        seen["realis"].append(heads.words.scores(hidden[inside], "realis"))
        gold["class"] += [CLASSES.index(row.event_class) for row in rows]
        gold["realis"] += [REALIS.index(row.realis) for row in rows]
    found = {}
    for name, scores in seen.items():
        heat = temperature(np.concatenate(scores), np.array(gold[name]))
        found[f"words.out.{name}.temperature"] = np.array(heat, np.float32)
    return found
