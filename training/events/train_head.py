"""Marked pairs → cross-validated figures and the type head (resources/events/head.npz).

    python training/events/train_head.py            figures only
    python training/events/train_head.py --save     figures, then a head trained on all rows

Data: ../shared/data/dev/plover_relations (1,026 sentences with both marks). The rules saw none of
its labels as data, but their authors read its errors: the figures for unseen text of the same kind
may be a little lower. Folds are stratified and fixed. Calibration (one temperature) is fitted on
the out-of-fold probabilities; the table shows how often rows of a given confidence are right.
"""

from __future__ import annotations

import argparse
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
L2_DENSE = 2e-2


def rows() -> list[dict[str, Any]]:
    """One row a marked pair: gold type and quad class, feature names, encoder states."""
    found = []
    for row in evaluate_events.relation_rows():
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
                "states": states(
                    doc.tensor, trigger, heads(source), heads(target), tree.sentences[sentence]
                ),
            }
        )
    return found


def states(
    tensor: np.ndarray,
    trigger: int | None,
    actors: set[int],
    recipients: set[int],
    span: tuple[int, int],
) -> np.ndarray:
    """Encoder states of trigger, actor, recipient and sentence, float32[4 * width]."""
    sentence = tensor[span[0] : span[1]].mean(axis=0)
    parts = [
        tensor[trigger] if trigger is not None else sentence,
        tensor[sorted(actors)].mean(axis=0),
        tensor[sorted(recipients)].mean(axis=0),
        sentence,
    ]
    return np.concatenate(parts).astype(np.float32)


def fit(
    sparse: np.ndarray, dense: np.ndarray, gold: np.ndarray, classes: int, steps: int = 160
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Multinomial logistic regression by full-batch Adam from zero: the same every time."""
    count = len(gold)
    wanted = np.eye(classes, dtype=np.float32)[gold]
    weights = [
        np.zeros((sparse.shape[1], classes), np.float32),
        np.zeros((dense.shape[1], classes), np.float32),
        np.zeros(classes, np.float32),
    ]
    first = [np.zeros_like(w) for w in weights]
    second = [np.zeros_like(w) for w in weights]
    for step in range(1, steps + 1):
        scores = sparse @ weights[0] + dense @ weights[1] + weights[2]
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        error = (chances - wanted) / count
        gradients = [
            sparse.T @ error + L2_SPARSE * weights[0],
            dense.T @ error + L2_DENSE * weights[1],
            error.sum(axis=0),
        ]
        for i, gradient in enumerate(gradients):
            first[i] = 0.9 * first[i] + 0.1 * gradient
            second[i] = 0.999 * second[i] + 0.001 * gradient**2
            weights[i] -= (
                0.06
                * (first[i] / (1 - 0.9**step))
                / (np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8)
            )
    return weights[0], weights[1], weights[2]


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
           classes: list[str]) -> dict[str, float]:  # fmt: skip
    ontology = load_ontology()
    predicted = chances.argmax(axis=1)
    scores = []
    for k in range(len(classes)):
        right = ((predicted == k) & (gold == k)).sum()
        scores.append(2 * right / max(1, (predicted == k).sum() + (gold == k).sum()))
    quad_of = np.array([2 if c == "YIELD" else ontology.event_types[c].quad_class for c in classes])
    by_quad = np.stack([chances[:, quad_of == q].sum(axis=1) for q in (1, 2, 3, 4)], axis=1)
    figures = {
        "accuracy": float((predicted == gold).mean()),
        "macro_f1": float(np.mean(scores)),
        "quad_of_type": float((quad_of[predicted] == quads).mean()),
        "quad": float((by_quad.argmax(axis=1) + 1 == quads).mean()),
    }
    print(name, {k: round(v, 3) for k, v in figures.items()})
    return figures


def crossfit(
    data: list[dict[str, Any]],
    classes: list[str],
    gold: np.ndarray,
    fold: np.ndarray,
    temperature: float,
) -> None:
    """The whole coder on raw sentences, each with a head that has not seen it."""
    empty = np.zeros((len(data), 1), np.float32)
    counts: Counter[str] = Counter()
    sure: Counter[str] = Counter()
    shipped = coder.load_head
    try:
        for k in range(FOLDS):
            train = np.where(fold != k)[0]
            names = vocabulary(data, train)
            weights, _, bias = fit(
                matrix(data, names)[train], empty[train], gold[train], len(classes)
            )
            model = head.TypeModel(
                tuple(classes), {n: i for i, n in enumerate(names)}, weights, bias, temperature
            )
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
                for event in typed:
                    band = f"{min(0.9, int((event.confidence or 0) * 10) / 10):.1f}"
                    sure[band] += 1
                    sure[band + " right"] += event in right
    finally:
        coder.load_head = shipped
    rows_seen = counts["rows"]
    print("from the raw sentence, head cross-fitted:",
          {k: round(counts[k] / rows_seen, 3) for k in ("pair", "pair_and_type")})  # fmt: skip
    for band in sorted(b for b in sure if " " not in b):
        print(
            f"  rows of confidence {band}: {sure[band]:4d}, {sure[band + ' right'] / sure[band]:.3f} right"
        )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--save", action="store_true", help="then train on all rows and save")
    parser.add_argument("--states", action="store_true", help="also try the encoder's states")
    options = parser.parse_args()
    data = rows()
    classes = sorted({row["type"] for row in data})
    gold = np.array([classes.index(row["type"]) for row in data])
    quads = np.array([row["quad"] for row in data])
    dense_all = np.stack([row["states"] for row in data]).astype(np.float32)
    chance = np.random.RandomState(0)
    fold = np.zeros(len(data), int)
    for k in range(len(classes)):
        members = np.where(gold == k)[0]
        chance.shuffle(members)
        fold[members] = np.arange(len(members)) % FOLDS
    empty = np.zeros((len(data), 1), np.float32)
    parts = ("plain", "full") if options.states else ("plain",)
    scores = {part: np.zeros((len(data), len(classes)), np.float32) for part in parts}
    for k in range(FOLDS):
        train, test = np.where(fold != k)[0], np.where(fold == k)[0]
        sparse = matrix(data, vocabulary(data, train))
        mean, scale = dense_all[train].mean(axis=0), dense_all[train].std(axis=0) + 1e-3
        for part in parts:
            dense = empty if part == "plain" else (dense_all - mean) / scale
            a, b, c = fit(sparse[train], dense[train], gold[train], len(classes))
            scores[part][test] = sparse[test] @ a + dense[test] @ b + c
    temperatures = {part: temperature_of(value, gold) for part, value in scores.items()}
    chances = {part: softmax(value / temperatures[part]) for part, value in scores.items()}
    if options.states:
        chances["both"] = (chances["plain"] + chances["full"]) / 2
    for part, value in chances.items():
        report(part, value, gold, quads, classes)
    for part, value in chances.items():
        top, right = value.max(axis=1), value.argmax(axis=1) == gold
        for low, high in ((0.9, 1.01), (0.8, 0.9), (0.7, 0.8), (0.5, 0.7), (0.0, 0.5)):
            inside = (top >= low) & (top < high)
            if inside.any():
                print(f"  {part} confidence {low:.1f}-{high:.1f}: {inside.sum():4d} rows, "
                      f"{right[inside].mean():.3f} right")  # fmt: skip
    crossfit(data, classes, gold, fold, temperatures["plain"])
    if not options.save:
        return 0
    names = vocabulary(data, np.arange(len(data)))
    sparse = matrix(data, names)
    weights, _, bias = fit(sparse, empty, gold, len(classes))
    saved: dict[str, Any] = {
        "version": head.FEATURES_VERSION,
        "classes": np.array(classes),
        "names": np.array(names),
        "weights": weights.astype(np.float16),
        "bias": bias.astype(np.float16),
        "temperature": temperatures["plain"],
    }
    path = ROOT / "transforms" / "resources" / "events" / "head.npz"
    np.savez_compressed(path, **saved)
    print(path.name, path.stat().st_size, "bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
