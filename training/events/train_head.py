"""Marked pairs → cross-validated figures and the type head (resources/events/head.npz).

    python training/events/train_head.py              figures only
    python training/events/train_head.py --splits 5   also over further random splits into folds
    python training/events/train_head.py --save       figures, then a head trained on all rows

Data: ../shared/data/dev/plover_relations (1,026 sentences with both marks) and sentences.txt beside
this file, written for rare types and for events outside PLOVER; the latter are trained on in every
fold and never tested on. The rules saw no labels as data, but their authors read the errors: the
figures for unseen text of the same kind may be a little lower. Folds are stratified and fixed. How
strongly the weights are held down is chosen by cross-validation inside each fold's training rows.
Calibration (one temperature) is fitted on the out-of-fold probabilities; the table shows how often
rows of a given confidence are right. To be run again whenever the shipped model changes: the head
stands on its parse and its encoder's states.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

import evaluate_events  # noqa: E402

from schemas.ontology import load_ontology  # noqa: E402
from transforms.events import coder, head  # noqa: E402
from transforms.events.candidates import find_candidates  # noqa: E402
from transforms.events.scene import build_scene  # noqa: E402
from transforms.extract.annotate import annotate  # noqa: E402

FOLDS = 5
MIN_ROWS = 2
#: What the encoder's states weigh beside the features, and each block of them.
DENSE_WEIGHT = 1.25
#: Strengths of the L2 penalty to choose from, and in how many parts the choice is tried.
PENALTIES = (3e-4, 1.5e-4, 7.5e-5)
INNER_FOLDS = 3

Floats = np.ndarray


def marked(line: str) -> dict[str, Any]:
    """One line of sentences.txt as a row like those of the labelled set, mode included."""
    kind, _, sentence = line.partition("|")
    name, _, mode = kind.strip().partition("/")
    text, spans = "", {}
    for part in re.split(r"(\[[st]: .*?\])", sentence.strip()):
        if re.match(r"\[[st]: ", part):
            spans[part[1]] = (len(text), len(text) + len(part) - 5)
            text += part[4:-1]
        else:
            text += part
    if set(spans) != {"s", "t"}:
        raise ValueError(f"sentences.txt: one [s: ...] and one [t: ...] are needed: {line}")
    ontology = load_ontology()
    if name != "NONE" and name not in ontology.event_types:
        raise ValueError(f"sentences.txt: no event type {name}")
    if mode and mode not in ontology.event_types[name].modes:
        raise ValueError(f"sentences.txt: {name} has no mode {mode}")
    merged = head.merged_type(None if name == "NONE" else name)
    return {"text": text, "source": spans["s"], "target": spans["t"], "type": merged,
            "quad": head.quad_of(merged), "mode": mode or None}  # fmt: skip


def written() -> list[dict[str, Any]]:
    """The sentences written for this head, beside this file."""
    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    return [marked(line) for line in lines if line.strip() and not line.startswith("#")]


def rows(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a marked pair: gold type and quad class, feature names, encoder states."""
    found = []
    for row in given:
        doc = evaluate_events.pipeline()(row["text"])
        article = evaluate_events.article_of(row["text"], None)
        scene = build_scene(doc, article, annotate(doc, article))
        scene.titles.update(coder.titles_of(scene, None))
        candidates = find_candidates(scene)
        joined = [coder.participant_tokens(scene, candidate) for candidate in candidates]
        tree = scene.tree

        def tokens(span: tuple[int, int], tree: Any = tree) -> set[int]:
            return {
                i
                for i in range(len(tree.words))
                if tree.starts[i] < span[1] and tree.ends[i] > span[0]
            }

        def heads(found: set[int], tree: Any = tree) -> set[int]:
            return {i for i in found if tree.heads[i] not in found} or found

        source, target = tokens(row["source"]), tokens(row["target"])
        sentence = tree.sentence_of[min(source)]
        chosen = head.best_candidate(candidates, joined, source, target)
        trigger = candidates[chosen].frame.trigger if chosen is not None else None
        who, whom = heads(source), heads(target)
        found.append(
            {
                "row": row,
                "type": row["type"],
                "quad": row["quad"],
                "features": head.features(scene, candidates, chosen, joined, who, whom, sentence),
                "states": head.states(np.asarray(doc.tensor), scene, trigger, who, whom, sentence),
            }
        )
    return found


def fit(kernel: Floats, gold: Floats, classes: int, penalty: float, steps: int = 120) -> Floats:
    """Multinomial logistic regression in its dual form, float64[rows, classes].

    Accelerated steps under Boehning's bound on the curvature (Annals of the Institute of
    Statistical Mathematics 44, 1992), from zero: the same every time.
    """
    count = len(gold)
    wanted = np.eye(classes)[gold]
    inverse = np.linalg.inv(kernel / (2 * count) + penalty * np.eye(count))
    dual = np.zeros((count, classes))
    ahead, pace = dual, 1.0
    for _ in range(steps):
        slope = (softmax(kernel @ ahead) - wanted) / count + penalty * ahead
        new = ahead - inverse @ slope
        faster = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = new + (pace - 1) / faster * (new - dual)
        dual, pace = new, faster
    return dual


def chosen_penalty(kernel: Floats, gold: Floats, classes: int) -> float:
    """The penalty with the best likelihood in a cross-validation inside these rows."""
    inner = folds(gold, classes, count=INNER_FOLDS)
    losses = dict.fromkeys(PENALTIES, 0.0)
    for penalty in PENALTIES:
        for k in range(INNER_FOLDS):
            test, train = np.where(inner == k)[0], np.where(inner != k)[0]
            dual = fit(kernel[np.ix_(train, train)], gold[train], classes, penalty, steps=60)
            chances = softmax(kernel[np.ix_(test, train)] @ dual)
            losses[penalty] -= np.log(chances[np.arange(len(test)), gold[test]] + 1e-9).sum()
    return min(PENALTIES, key=lambda penalty: losses[penalty])


class Scale(NamedTuple):
    """Binary features and states → columns of about equal weight, from the training rows alone."""

    features: Floats  # what a present feature counts: the rarer the more
    mean: Floats  # of the states
    states: Floats  # what a state's distance from its mean counts

    @classmethod
    def of(cls, sparse: Floats, dense: Floats) -> Scale:
        rarity = np.log(len(sparse) / np.maximum(1.0, sparse.sum(axis=0)))
        features = np.sqrt(np.maximum(rarity, 0.0))
        features /= np.sqrt(((sparse * features) ** 2).sum(axis=1).mean())
        mean = dense.mean(axis=0)
        states = 1.0 / (dense.std(axis=0) + 1e-3)
        spread = (((dense - mean) * states) ** 2).sum(axis=1).mean()
        return cls(features, mean, states * np.sqrt(DENSE_WEIGHT / spread))


def vocabulary(data: list[dict[str, Any]], rows_used: np.ndarray) -> list[str]:
    counts = Counter(name for i in rows_used for name in data[i]["features"])
    return sorted(name for name, count in counts.items() if count >= MIN_ROWS)


def matrix(data: list[dict[str, Any]], names: list[str]) -> np.ndarray:
    index = {name: i for i, name in enumerate(names)}
    found = np.zeros((len(data), len(names)), np.float32)
    for i, row in enumerate(data):
        for name in row["features"]:
            if name in index:
                found[i, index[name]] = 1.0
    return found


def softmax(scores: np.ndarray) -> np.ndarray:
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    return chances / chances.sum(axis=1, keepdims=True)


def temperature_of(scores: np.ndarray, gold: np.ndarray) -> float:
    """The temperature with the best likelihood, from a fixed grid."""
    grid = [0.4 + 0.05 * i for i in range(40)]
    losses = [-np.log(softmax(scores / t)[np.arange(len(gold)), gold] + 1e-9).mean() for t in grid]
    return grid[int(np.argmin(losses))]


def decided(chances: Floats, classes: list[str]) -> tuple[Floats, Floats]:
    """What the coder decides, as class indices, and the chances behind it.

    Every labelled pair is an event within PLOVER, so NONE is left out of the choice.
    """
    chances = chances.copy()
    chances[:, classes.index("NONE")] = 0.0
    chances /= chances.sum(axis=1, keepdims=True)
    chosen = [head.decide(dict(zip(classes, row.tolist(), strict=True))) for row in chances]
    return np.array([classes.index(c) for c in chosen]), chances


def figures_of(
    predicted: Floats, gold: Floats, quads: Floats, classes: list[str]
) -> dict[str, float]:
    """Accuracy and macro-F1 of the types, accuracy of the quad class."""
    f1 = []
    for k, kind in enumerate(classes):
        if kind != "NONE":
            right = ((predicted == k) & (gold == k)).sum()
            f1.append(2 * right / max(1, (predicted == k).sum() + (gold == k).sum()))
    by_quad = np.array([head.quad_of(classes[k]) for k in predicted])
    return {
        "accuracy": float((predicted == gold).mean()),
        "macro_f1": float(np.mean(f1)),
        "quad": float((by_quad == quads).mean()),
    }


def report(name: str, chances: Floats, gold: Floats, quads: Floats, classes: list[str]) -> None:
    """Figures of the labelled rows, and how often rows of a given confidence are right."""
    predicted, chances = decided(chances, classes)
    print(name, {k: round(v, 3) for k, v in figures_of(predicted, gold, quads, classes).items()})
    top = chances[np.arange(len(gold)), predicted]
    for low, high in ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.0, 0.5)):
        inside = (top >= low) & (top < high)
        if inside.any():
            right = (predicted == gold)[inside].mean()
            print(f"  {name} confidence {low:.1f}-{high:.1f}: {inside.sum():4d}, {right:.3f} right")


def trained(data: list[dict[str, Any]], used: Floats, classes: list[str]) -> head.TypeModel:
    """A head from the rows ``used``, temperatures left at 1."""
    names = vocabulary(data, used)
    some = [data[i] for i in used]
    gold = np.array([classes.index(row["type"]) for row in some])
    sparse = matrix(some, names).astype(np.float64)
    dense = np.stack([row["states"] for row in some]).astype(np.float64)
    scale = Scale.of(sparse, dense)
    words = sparse * scale.features
    states = (dense - scale.mean) * scale.states
    plain_kernel = words @ words.T + 1.0  # 1: the bias
    kernel = plain_kernel + states @ states.T
    alone = fit(plain_kernel, gold, len(classes), chosen_penalty(plain_kernel, gold, len(classes)))
    both = fit(kernel, gold, len(classes), chosen_penalty(kernel, gold, len(classes)))
    dense_weights = (states.T @ both) * scale.states[:, None]
    return head.TypeModel(
        classes=tuple(classes),
        names={name: i for i, name in enumerate(names)},
        plain=((words.T @ alone) * scale.features[:, None]).astype(np.float32),
        plain_bias=alone.sum(axis=0).astype(np.float32),
        plain_temperature=1.0,
        weights=((words.T @ both) * scale.features[:, None]).astype(np.float32),
        dense=dense_weights.astype(np.float32),
        bias=(both.sum(axis=0) - scale.mean @ dense_weights).astype(np.float32),
        temperature=1.0,
    )


def scores(model: head.TypeModel, some: list[dict[str, Any]]) -> tuple[Floats, Floats]:
    """Scores of all classes by the features alone, and with the states."""
    sparse = matrix(some, list(model.names))
    dense = np.stack([row["states"] for row in some])
    return (
        sparse @ model.plain + model.plain_bias,
        sparse @ model.weights + dense @ model.dense + model.bias,
    )


def crossfit(data: list[dict[str, Any]], fold: np.ndarray, models: list[head.TypeModel]) -> None:
    """The whole coder on raw sentences, each with a head that has not seen it."""
    counts: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    shipped = coder.load_head
    try:
        for k, model in enumerate(models):
            coder.load_head = lambda model=model: model  # type: ignore[assignment]
            for i in np.where(fold == k)[0]:
                row = data[i]["row"]
                _, events = evaluate_events.code(row["text"])
                pair = [e for e in events if evaluate_events.joins(e, row)]
                typed = [e for e in pair if e.event_type is not None]
                right = [e for e in typed if evaluate_events.merged(e.event_type) == row["type"]]
                counts["rows"] += 1
                counts["pair"] += bool(pair)
                counts["pair_and_type"] += bool(right)
                counts["typed"] += bool(typed)
                counts["quad"] += any(e.quad_class == row["quad"] for e in typed)
                for event in typed:
                    band = f"{min(0.9, int((event.confidence or 0) * 10) / 10):.1f}"
                    sure[band] += 1
                    sure[band + " right"] += event in right
    finally:
        coder.load_head = shipped
    rows_seen = counts["rows"]
    shown = ("pair", "pair_and_type", "typed", "quad")
    print("from the raw sentence, head cross-fitted:",
          {k: round(counts[k] / rows_seen, 3) for k in shown})  # fmt: skip
    for band in sorted(b for b in sure if " " not in b):
        print(
            f"  rows of confidence {band}: {sure[band]:4d}, {sure[band + ' right'] / sure[band]:.3f} right"
        )


def cross_validated(
    data: list[dict[str, Any]], labelled: int, fold: Floats, classes: list[str]
) -> tuple[list[head.TypeModel], Floats, Floats]:
    """A head for every fold, and the scores of all labelled rows by the one that has not seen them.

    Rows from ``labelled`` on are trained on in every fold.
    """
    extra = np.arange(labelled, len(data))
    models = []
    plain = np.zeros((labelled, len(classes)))
    full = np.zeros_like(plain)
    for k in range(FOLDS):
        test = np.where(fold == k)[0]
        model = trained(data, np.concatenate([np.where(fold != k)[0], extra]), classes)
        plain[test], full[test] = scores(model, [data[i] for i in test])
        models.append(model)
    return models, plain, full


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--save", action="store_true", help="then train on all rows and save")
    parser.add_argument("--splits", type=int, default=1, help="random splits into folds to measure")
    options = parser.parse_args()
    data = rows(evaluate_events.relation_rows())
    labelled = len(data)
    data += rows(written())
    classes = sorted({row["type"] for row in data})
    known = np.array([classes.index(row["type"]) for row in data[:labelled]])
    quads = np.array([row["quad"] for row in data[:labelled]])
    fold = folds(known, len(classes))
    models, plain, full = cross_validated(data, labelled, fold, classes)
    heat = (temperature_of(plain, known), temperature_of(full, known))
    report("features alone", softmax(plain / heat[0]), known, quads, classes)
    report("with states", softmax(full / heat[1]), known, quads, classes)
    several(data, labelled, options.splits, classes, full)
    models = [m._replace(plain_temperature=heat[0], temperature=heat[1]) for m in models]
    crossfit(data, fold, models)
    if not options.save:
        return 0
    model = trained(data, np.arange(len(data)), classes)
    saved: dict[str, Any] = {
        "version": head.FEATURES_VERSION,
        "classes": np.array(classes),
        "names": np.array(list(model.names)),
        "plain": model.plain.astype(np.float16),
        "plain_bias": model.plain_bias,
        "plain_temperature": heat[0],
        "weights": model.weights.astype(np.float16),
        "dense": model.dense.astype(np.float16),
        "bias": model.bias,
        "temperature": heat[1],
    }
    path = ROOT / "transforms" / "resources" / "events" / "head.npz"
    np.savez_compressed(path, **saved)
    print(path.name, path.stat().st_size, "bytes")
    return 0


def several(
    data: list[dict[str, Any]], labelled: int, splits: int, classes: list[str], first: Floats
) -> None:
    """Mean and standard deviation of the figures over several splits, the reported one first."""
    known = np.array([classes.index(row["type"]) for row in data[:labelled]])
    quads = np.array([row["quad"] for row in data[:labelled]])
    found = []
    for split in range(splits):
        full = first
        if split:
            fold = folds(known, len(classes), seed=split)
            full = cross_validated(data, labelled, fold, classes)[2]
        chances = softmax(full / temperature_of(full, known))
        found.append(figures_of(decided(chances, classes)[0], known, quads, classes))
    if splits > 1:
        for name in found[0]:
            values = [each[name] for each in found]
            print(f"over {splits} splits: {name} {np.mean(values):.3f}, "
                  f"standard deviation {np.std(values):.3f}")  # fmt: skip


def folds(gold: Floats, classes: int, count: int = FOLDS, seed: int = 0) -> Floats:
    """Fold of every row, stratified by class, the same every time."""
    chance = np.random.RandomState(seed)
    fold = np.zeros(len(gold), int)
    for k in range(classes):
        members = np.where(gold == k)[0]
        chance.shuffle(members)
        fold[members] = np.arange(len(members)) % count
    return fold


if __name__ == "__main__":
    raise SystemExit(main())
