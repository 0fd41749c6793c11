"""Marked pairs → cross-validated figures and the type head (resources/events/head.npz).

    python training/events/train_head.py            figures only
    python training/events/train_head.py --save     figures, then a head trained on all rows

Data: ../shared/data/dev/plover_relations (1,026 sentences with both marks) and sentences.txt beside
this file, written for rare types and for events outside PLOVER; the latter are trained on in every
fold and never tested on. The rules saw no labels as data, but their authors read the errors: the
figures for unseen text of the same kind may be a little lower. Folds are stratified and fixed.
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
from typing import Any

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
L2_SPARSE = 1e-3
#: Of the regression on the encoder's states, and what its scores weigh beside the features'.
RIDGE = 1.0
DENSE_WEIGHT = 8.0

Weights = tuple[np.ndarray, np.ndarray]


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
        found.append(
            {
                "row": row,
                "type": row["type"],
                "quad": row["quad"],
                "features": head.features(
                    scene, candidates, chosen, joined, heads(source), heads(target), sentence
                ),
                "states": head.states(np.asarray(doc.tensor), trigger, tree.sentences[sentence]),
            }
        )
    return found


def fit(sparse: np.ndarray, gold: np.ndarray, classes: int, steps: int = 160) -> Weights:
    """Multinomial logistic regression by full-batch Adam from zero: the same every time."""
    count = len(gold)
    wanted = np.eye(classes, dtype=np.float32)[gold]
    weights = [np.zeros((sparse.shape[1], classes), np.float32), np.zeros(classes, np.float32)]
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    for step in range(1, steps + 1):
        error = (softmax(sparse @ weights[0] + weights[1]) - wanted) / count
        gradients = [sparse.T @ error + L2_SPARSE * weights[0], error.sum(axis=0)]
        for i, gradient in enumerate(gradients):
            first[i] = 0.9 * first[i] + 0.1 * gradient
            second[i] = 0.999 * second[i] + 0.001 * gradient**2
            weights[i] -= (
                0.06
                * (first[i] / (1 - 0.9**step))
                / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
            )
    return weights[0], weights[1]


def ridge(dense: np.ndarray, gold: np.ndarray, classes: int) -> Weights:
    """Ridge regression of the classes on scaled states; scale, mean and weight folded in."""
    mean, scale = dense.mean(axis=0), dense.std(axis=0) + 1e-3
    scaled = ((dense - mean) / scale).astype(np.float64)
    wanted = np.eye(classes)[gold]
    prior = wanted.mean(axis=0)
    width = scaled.shape[1]
    kernel = scaled @ scaled.T / width
    dual = np.linalg.solve(kernel + RIDGE * np.eye(len(gold)), wanted - prior)
    weights = DENSE_WEIGHT * (scaled.T @ dual) / width / scale[:, None]
    bias = DENSE_WEIGHT * prior - mean @ weights
    return weights.astype(np.float32), bias.astype(np.float32)


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


def report(name: str, chances: np.ndarray, gold: np.ndarray, quads: np.ndarray,
           classes: list[str]) -> None:  # fmt: skip
    """Figures of the labelled rows, decided as the coder decides.

    Every labelled pair is an event within PLOVER, so NONE is left out of the choice.
    """
    chances = chances.copy()
    chances[:, classes.index("NONE")] = 0.0
    chances /= chances.sum(axis=1, keepdims=True)
    chosen = [head.decide(dict(zip(classes, row.tolist(), strict=True))) for row in chances]
    predicted = np.array([classes.index(c) for c in chosen])
    scores = []
    for k, kind in enumerate(classes):
        if kind == "NONE":
            continue
        right = ((predicted == k) & (gold == k)).sum()
        scores.append(2 * right / max(1, (predicted == k).sum() + (gold == k).sum()))
    by_quad = np.array([head.quad_of(c) for c in chosen])
    figures = {
        "accuracy": float((predicted == gold).mean()),
        "macro_f1": float(np.mean(scores)),
        "quad": float((by_quad == quads).mean()),
    }
    print(name, {k: round(v, 3) for k, v in figures.items()})
    top = chances[np.arange(len(gold)), predicted]
    for low, high in ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.0, 0.5)):
        inside = (top >= low) & (top < high)
        if inside.any():
            right = (predicted == gold)[inside].mean()
            print(f"  {name} confidence {low:.1f}-{high:.1f}: {inside.sum():4d}, {right:.3f} right")


def trained(data: list[dict[str, Any]], used: np.ndarray, classes: list[str],
            temperatures: tuple[float, float]) -> head.TypeModel:  # fmt: skip
    """A head from the rows ``used``."""
    names = vocabulary(data, used)
    gold = np.array([classes.index(data[i]["type"]) for i in used])
    some = [data[i] for i in used]
    weights, bias = fit(matrix(some, names), gold, len(classes))
    dense, dense_bias = ridge(np.stack([row["states"] for row in some]), gold, len(classes))
    return head.TypeModel(
        tuple(classes), {n: i for i, n in enumerate(names)}, weights, bias, temperatures[0],
        dense, dense_bias, temperatures[1],
    )  # fmt: skip


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


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--save", action="store_true", help="then train on all rows and save")
    options = parser.parse_args()
    data = rows(evaluate_events.relation_rows())
    labelled = len(data)
    data += rows(written())
    classes = sorted({row["type"] for row in data})
    gold = np.array([classes.index(row["type"]) for row in data])
    quads = np.array([row["quad"] for row in data])
    extra = np.arange(labelled, len(data))
    fold = folds(gold[:labelled], len(classes))
    models = []
    plain = np.zeros((labelled, len(classes)), np.float32)
    full = np.zeros_like(plain)
    for k in range(FOLDS):
        test = np.where(fold == k)[0]
        model = trained(data, np.concatenate([np.where(fold != k)[0], extra]), classes, (1.0, 1.0))
        sparse = matrix([data[i] for i in test], list(model.names))
        plain[test] = sparse @ model.weights + model.bias
        states = np.stack([data[i]["states"] for i in test])
        full[test] = plain[test] + states @ model.dense + model.dense_bias
        models.append(model)
    known = gold[:labelled]
    heat = (temperature_of(plain, known), temperature_of(full, known))
    report("features alone", softmax(plain / heat[0]), known, quads[:labelled], classes)
    report("with states", softmax(full / heat[1]), known, quads[:labelled], classes)
    models = [m._replace(temperature=heat[0], dense_temperature=heat[1]) for m in models]
    crossfit(data, fold, models)
    if not options.save:
        return 0
    model = trained(data, np.arange(len(data)), classes, heat)
    saved: dict[str, Any] = {
        "version": head.FEATURES_VERSION,
        "classes": np.array(classes),
        "names": np.array(list(model.names)),
        "weights": model.weights.astype(np.float16),
        "bias": model.bias.astype(np.float16),
        "temperature": model.temperature,
        "dense": model.dense.astype(np.float16),
        "dense_bias": model.dense_bias.astype(np.float16),
        "dense_temperature": model.dense_temperature,
    }
    path = ROOT / "transforms" / "resources" / "events" / "head.npz"
    np.savez_compressed(path, **saved)
    print(path.name, path.stat().st_size, "bytes")
    return 0


def folds(gold: np.ndarray, classes: int) -> np.ndarray:
    """Fold of every row, stratified by class, the same every time."""
    chance = np.random.RandomState(0)
    fold = np.zeros(len(gold), int)
    for k in range(classes):
        members = np.where(gold == k)[0]
        chance.shuffle(members)
        fold[members] = np.arange(len(members)) % FOLDS
    return fold


if __name__ == "__main__":
    raise SystemExit(main())
