"""Words of a corpus → what the heads read of them: tree, entity labels and encoder states, kept on disk.

A corpus is read once an encoder: ``out/heads/<encoder>/<corpus>.pickle`` holds a list of `Reading`,
states in half precision. Another encoder has another folder, so nothing stale is trained on.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from transforms.events.heads import encoder_states
from transforms.extract.dependencies import Tree, universal_tree
from transforms.extract.model import load_pipeline
from transforms.extract.model.states import shipped_digest

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = Path(os.environ.get("NEWSBEAM_SHARED", ROOT.parent / "shared")) / "data"
CACHE = ROOT / "out" / "heads"

_NLP: Any = None


class Reading(NamedTuple):
    """One document (or sentence) of a corpus; ``gold`` is the corpus' own."""

    key: str
    tree: Tree
    labels: list[str]
    states: npt.NDArray[np.float16]
    gold: Any


def pipeline() -> Any:
    """The shipped pipeline, once."""
    global _NLP
    if _NLP is None:
        _NLP = load_pipeline()
    return _NLP


def of_words(
    words: Sequence[str], spaces: Sequence[bool] | None, starts: Sequence[bool]
) -> tuple[Tree, list[str], npt.NDArray[np.float16]]:
    """Read words whose sentences are known, as the shipped pipeline does.

    Args:
        words: the words of one document.
        spaces: whether white space follows each word; None: always.
        starts: whether a sentence starts at each word.
    """
    nlp = pipeline()
    doc = Doc(nlp.vocab, words=list(words), spaces=None if spaces is None else list(spaces),
              sent_starts=[bool(s) for s in starts])  # fmt: skip
    for _, component in nlp.pipeline:
        doc = component(doc)
    return of_doc(doc)


def of_doc(doc: Doc) -> tuple[Tree, list[str], npt.NDArray[np.float16]]:
    """What the heads read of a processed Doc."""
    labels = [token.ent_type_ for token in doc]
    return universal_tree(doc), labels, encoder_states(doc).values.astype(np.float16)


def kept(name: str, make: Callable[[], Iterable[Reading]]) -> list[Reading]:
    """Return the readings of a corpus from the cache, or make them and keep them."""
    path = CACHE / shipped_digest() / f"{name}.pickle"
    if path.is_file():
        with path.open("rb") as stream:
            found: list[Reading] = pickle.load(stream)
            return found
    readings = list(make())
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as stream:
        pickle.dump(readings, stream, protocol=5)
    partial.replace(path)
    return readings
