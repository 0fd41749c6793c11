"""Scores of name spans on the annotated corpus' dev part → resources/names/confidence.tsv.

    python training/calibrate_names.py           figures only
    python training/calibrate_names.py --save    and the table

One slope and an offset a type (Platt 1999); a type's offset is held
towards that of all types by a prior of so many names as ``PRIOR`` says, so that rare types do not
follow a handful of them. The dev part was not trained on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "training" / "events")]

from calibrate import logistic  # noqa: E402

from benchmarks.evaluate_events import pipeline  # noqa: E402
from training.annotations.labels import NAME_TYPES  # noqa: E402
from training.annotations.load import load  # noqa: E402
from transforms.extract.annotate import name_spans  # noqa: E402
from transforms.extract.gazetteer import gazetteer  # noqa: E402
from transforms.extract.names.calibration import SLOPE, log_odds  # noqa: E402

TABLE = ROOT / "transforms" / "resources" / "names" / "confidence.tsv"
#: Strength of the prior that holds a type's offset near that of all types.
PRIOR = 5.0


def scored() -> Iterator[tuple[str, float, bool]]:
    """Yield type, score and rightness of every name of the dev part."""
    for document in load("dev"):
        if not document.entry.names:
            continue
        gold = {(one.start, one.end, one.label) for one in document.names}
        doc = pipeline()(document.text)
        for span in name_spans(doc, gazetteer(), []):
            if span.label in NAME_TYPES and span.confidence is not None:
                yield span.label, span.confidence, (span.start, span.end, span.label) in gold


def fit(names: list[tuple[str, float, bool]]) -> dict[str, float]:
    """Return slope and offsets that make the names' rightness likeliest under the prior."""
    inputs = np.zeros((len(names), 1 + len(NAME_TYPES)))
    for row, (label, score, _) in enumerate(names):
        inputs[row, 0] = log_odds(score)
        inputs[row, 1 + NAME_TYPES.index(label)] = 1.0
    right = np.array([good for *_, good in names], float)
    (slope, *offsets), bias = logistic(inputs, right, [0.0, *[PRIOR] * len(NAME_TYPES)])
    table = {SLOPE: float(slope)}
    return table | {n: bias + float(w) for n, w in zip(NAME_TYPES, offsets, strict=True)}


def main() -> int:
    """Fit, print and, asked to, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--save", action="store_true", help="write the table")
    options = parser.parse_args()
    names = list(scored())
    table = fit(names)
    lines = [f"{name}\t{value:.3f}" for name, value in table.items()]
    print(f"{len(names)} names, {np.mean([right for *_, right in names]):.3f} right")
    print("\n".join(lines))
    if options.save:
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
