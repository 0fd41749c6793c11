"""A spaCy document as arrays: which tokens are words, and where the sentences are."""

from bisect import bisect_right
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, ORTH, SENT_START
from spacy.tokens import Doc

#: Scores: (tokens, labels), natural logarithms of probabilities.
FloatArray = NDArray[np.float32]


class Layout:
    """Which tokens of a document are words, and where its sentences are."""

    def __init__(self, doc: Doc) -> None:
        self.count = len(doc)
        values = doc.to_array([ORTH, IS_SPACE, SENT_START])
        self.orth = values[:, 0]
        self._strings: Any = doc.vocab.strings
        self.blank = values[:, 1] != 0
        starts = np.flatnonzero(values[:, 2] == 1).tolist()
        if not starts or starts[0] != 0:
            starts.insert(0, 0)
        self.bounds: list[tuple[int, int]] = list(
            zip(starts, [*starts[1:], self.count], strict=True)
        )
        self.any_blank = bool(self.blank.any())
        self.words = np.flatnonzero(~self.blank) if self.any_blank else np.arange(self.count)

    def word(self, at: int) -> str:
        """Return the text of a token, without the cost of a Token."""
        text: str = self._strings[int(self.orth[at])]
        return text

    def sentence_end(self, at: int) -> int:
        """Return the position behind the sentence that holds a token."""
        return self.bounds[bisect_right(self.bounds, at, key=lambda bound: bound[0]) - 1][1]

    def sentences(self) -> list[NDArray[np.int64]]:
        """Return the positions of the words of every sentence."""
        cuts = np.searchsorted(self.words, [start for start, _ in self.bounds[1:]])
        return np.split(self.words, cuts)
