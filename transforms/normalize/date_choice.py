"""What speaks for a date of a page's body and against it → how likely it is the publication's.

A logistic regression over words (`marked_dates`), whose weights `training/train_page_dates.py`
learns. A word that it never saw weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

from transforms.text.resources import read_lines

BIAS = "(bias)"


def likelihood(words: Iterable[str]) -> float:
    """The probability, 0 to 1, that a date of which ``words`` tell is that of the publication."""
    weights = _weights()
    total = weights[BIAS] + sum(weights.get(word, 0.0) for word in words)
    return 1 / (1 + math.exp(-total))


@cache
def _weights() -> dict[str, float]:
    rows = (line.split("\t") for line in read_lines("date_weights.tsv"))
    return {word: float(weight) for word, weight in rows}
