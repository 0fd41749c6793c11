"""Predicates and their codings → confidence and salience, both probabilities from the heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transforms.events.detect import Predicate
from transforms.events.scene import Scene
from transforms.events.typing import Coding

__all__ = ["Weight", "weights"]

_WORD = re.compile(r"[^\W\d_]+")


class Weight(NamedTuple):
    """Probability that a reader would write the row so, and that the article is about it."""

    confidence: float
    salience: float | None


def weights(
    scene: Scene, predicates: Sequence[Predicate], codings: Sequence[Coding]
) -> list[Weight]:
    """Confidence and salience of every event, in their order.

    Rows without a class have the probability that the word is an event word of any kind, and no
    salience.
    """
    classed = [i for i, p in enumerate(predicates) if p.event_class is not None]
    found = [predicates[i].found for i in classed]
    classes = [predicates[i].event_class or "" for i in classed]
    title = [word.lower() for word in _WORD.findall(scene.article.title or "")]
    sure = scene.heads.confidence(found, classes, [codings[i].chance for i in classed])
    salient = scene.heads.salience(scene.view, found, classes, title)
    result = [Weight(_rounded(p.found.mention), None) for p in predicates]
    for row, index in enumerate(classed):
        result[index] = Weight(_rounded(float(sure[row])), _rounded(float(salient[row])))
    return result


def _rounded(chance: float) -> float:
    return round(max(0.01, min(0.99, chance)), 4)
