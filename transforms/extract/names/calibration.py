"""Score of a name span → the probability that a reader would mark the same span with the same type.

The lowest probability of a span's word labels ranks names well and says too much or too little of
each type. Platt scaling (Platt 1999) puts that right: one slope for all types and an offset a type,
fitted on the annotated corpus' dev part by ``training/calibrate_names.py``.
"""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files
from typing import Final, Optional

#: Scores are kept this far from 0 and 1, where a log-odds has no end.
_EDGE: Final = 0.005
#: Row of the table that holds the slope.
SLOPE: Final = "slope"


def log_odds(score: float) -> float:
    """Log-odds of *score*, kept off the ends."""
    inside = min(max(score, _EDGE), 1 - _EDGE)
    return math.log(inside / (1 - inside))


@cache
def _table() -> dict[str, float]:
    table = files("transforms.resources") / "names" / "confidence.tsv"
    rows = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    return {name: float(value) for name, value in rows}


def probability(label: str, score: Optional[float]) -> Optional[float]:
    """Calibrated confidence of a span, two decimals; None stays None, unknown types as scored."""
    table = _table()
    if score is None or label not in table:
        return score
    exponent = table[SLOPE] * log_odds(score) + table[label]
    return round(1 / (1 + math.exp(-exponent)), 2)
