"""Events of an article → numbers that tell the ones it was written for.

News puts what is new first and says it again: the numbers are place, sureness, repetition and the
headline's words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from transforms.extract.dependencies import Tree

__all__ = ["salience_inputs"]

#: Stands for the number of a class's events where it had one before: its logarithm is -1.
_AGAIN = float(np.exp(-1.0))


def salience_inputs(
    tree: Tree,
    tokens: Sequence[int],
    chances: Sequence[float],
    classes: Sequence[str],
    title: Iterable[str],
) -> npt.NDArray[np.float32]:
    """Return one row of numbers an event, float32 (events, 10).

    Args:
        tree: the article.
        tokens: the word that names each event, in text order.
        chances: probability of each that it is an event.
        classes: class of each.
        title: lemmas of the headline's words.
    """
    headline = set(title)
    of_class = Counter(classes)
    lemmas = Counter(tree.lemmas)
    seen: set[str] = set()
    told: set[int] = set()
    rows = np.zeros((len(tokens), 10), np.float64)
    sentences = max(1, len(tree.sentences))
    for order, (token, chance, name) in enumerate(zip(tokens, chances, classes, strict=True)):
        sentence, lemma = tree.sentence_of[token], tree.lemmas[token]
        rows[order] = (
            max(chance, 1e-4) / max(1 - chance, 1e-4),
            sentence == 0,
            sentence == 1,
            sentence,
            sentence / sentences,
            order == 0,
            sentence not in told,
            of_class[name] if name not in seen else _AGAIN,
            max(1, lemmas[lemma]),
            lemma in headline,
        )
        seen.add(name)
        told.add(sentence)
    rows[:, [0, 7, 8]] = np.log(rows[:, [0, 7, 8]])
    rows[:, 3] = np.log1p(rows[:, 3])
    return rows.astype(np.float32)
