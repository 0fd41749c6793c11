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
    seen: Counter[str] = Counter()
    in_sentence: Counter[int] = Counter()
    rows = []
    sentences = max(1, len(tree.sentences))
    for order, (token, chance, name) in enumerate(zip(tokens, chances, classes, strict=True)):
        sentence = tree.sentence_of[token]
        rows.append(
            (
                np.log(max(chance, 1e-4) / max(1 - chance, 1e-4)),
                float(sentence == 0),
                float(sentence == 1),
                np.log1p(sentence),
                sentence / sentences,
                float(order == 0),
                float(in_sentence[sentence] == 0),
                np.log(of_class[name]) if not seen[name] else -1.0,
                np.log(max(1, lemmas[tree.lemmas[token]])),
                float(tree.lemmas[token] in headline),
            )
        )
        seen[name] += 1
        in_sentence[sentence] += 1
    return np.array(rows, np.float32).reshape(-1, 10)
