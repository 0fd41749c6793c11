"""What speaks for the dates of a page and against them → how likely each is the publication's.

A choice among the dates of one page and none of them (conditional logistic regression) over words
that `marked_dates` tells of each. `training/train_page_dates.py` learns their weights. A word that
it never saw weighs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache

from transforms.text.resources import read_lines

#: What stands for the choice of no date.
NONE = "(none)"


def likelihoods(
    days: Sequence[str],
    words: Sequence[Sequence[str]],
    weights: Mapping[str, float] | None = None,
) -> list[float]:
    """For each date of a page the probability, 0 to 1, that its day is that of the publication.

    Args:
        days: the ISO days of all dates of the page.
        words: what tells of each.
        weights: by word; None for the shipped ones.
    """
    known = _weights() if weights is None else weights
    none = known.get(NONE, 0.0)
    scores = [sum(known.get(word, 0.0) for word in each) for each in words]
    top = max([*scores, none])
    shares = [math.exp(score - top) for score in scores]
    whole = sum(shares) + math.exp(none - top)
    by_day: dict[str, float] = {}
    for day, share in zip(days, shares, strict=True):
        by_day[day] = by_day.get(day, 0.0) + share / whole
    return [by_day[day] for day in days]


@cache
def _weights() -> dict[str, float]:
    rows = (line.split("\t") for line in read_lines("date_weights.tsv"))
    return {word: float(weight) for word, weight in rows}
