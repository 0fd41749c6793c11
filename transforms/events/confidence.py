"""Predicates and their codings → confidence and salience, both probabilities from the heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transforms.events.detect import Predicate
from transforms.events.scene import Scene
from transforms.events.typing import OUTSIDE, Coding

__all__ = ["CODED_FLOOR", "Weight", "weighed"]

#: A type is given from this confidence of the row on: below it, F of coded rows gains by leaving
#: types out; chosen on dev.
CODED_FLOOR = 0.2
_WORD = re.compile(r"[^\W\d_]+")


class Weight(NamedTuple):
    """Probability that a reader would write the row so, and that the article is about it."""

    confidence: float
    salience: float | None


def weighed(
    scene: Scene, predicates: Sequence[Predicate], codings: Sequence[Coding]
) -> tuple[list[Coding], list[Weight]]:
    """Codings that are sure enough, and confidence and salience of every event, in their order.

    The type's own probability presumes that there is an event; the confidence of the typed row does
    not. Where it is below `CODED_FLOOR`, the row is written without a type. Rows without a class
    have the probability that the word is an event word of any kind, and no salience.
    """
    classed = [i for i, p in enumerate(predicates) if p.event_class is not None]
    sure = _confidence(scene, predicates, codings, classed)
    unsure = [
        i
        for i, chance in zip(classed, sure, strict=True)
        if codings[i].event_type is not None and chance < CODED_FLOOR
    ]
    result = list(codings)
    for index in unsure:
        result[index] = OUTSIDE
    chances = dict(zip(classed, sure, strict=True))
    chances |= zip(unsure, _confidence(scene, predicates, result, unsure), strict=True)
    found = [predicates[i].found for i in classed]
    classes = [predicates[i].event_class or "" for i in classed]
    title = [word.lower() for word in _WORD.findall(scene.article.title or "")]
    salient = scene.heads.salience(scene.view, found, classes, title).tolist()
    weights = [Weight(_rounded(p.found.mention), None) for p in predicates]
    for index, salience in zip(classed, salient, strict=True):
        weights[index] = Weight(_rounded(chances[index]), _rounded(salience))
    return result, weights


def _confidence(
    scene: Scene, predicates: Sequence[Predicate], codings: Sequence[Coding], which: Sequence[int]
) -> list[float]:
    """Confidence of some rows as their codings say."""
    found = [predicates[i].found for i in which]
    classes = [predicates[i].event_class or "" for i in which]
    sure: list[float] = scene.heads.confidence(
        found, classes, [codings[i].chance for i in which]
    ).tolist()
    return sure


def _rounded(chance: float) -> float:
    return round(max(0.01, min(0.99, chance)), 4)
