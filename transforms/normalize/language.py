"""Text → ISO 639-1 code, by py3langid over the first part of the text."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Fewer letters than this are too little to tell a language by.
MIN_LETTERS = 60
#: Nor is a guess worth a row's filter below this probability.
MIN_PROBABILITY = 0.7
_SAMPLE_CHARS = 1200
_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$")
# The column holds ISO 639-1 codes; figures and names in short notices look like these to the model.
_NOT_IN_NEWS = frozenset(("vo", "io", "ie", "ia"))


#: The model's longest byte sequence (of version 0.4; a test compares with the library).
_DEPTH = 6


class _Identifier(LanguageIdentifier):
    """py3langid with its loop over bytes done by numpy: the same scores in a third of the time."""

    __slots__ = ("_halves", "_moves", "_outputs", "_rows", "_singles")

    def prepare(self) -> None:
        self._moves = np.asarray(self.tk_nextmove)
        self._rows = np.asarray(self.tk_row).astype(np.int64) << 8
        self._outputs = np.asarray(self.tk_output)
        self.nb_ptc = np.ascontiguousarray(self.nb_ptc)  # type: ignore[misc, has-type]
        # weights are of half precision, which numpy widens slowly: by table it takes half the time
        self._halves = self.nb_ptc.view(np.uint16)
        self._singles = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32)

    def _raw_score(self, text: bytes) -> Any:
        # The automaton's state is told by the last bytes, as many as its longest sequence has: all
        # places are walked at once, each from that many bytes before it.
        data = np.frombuffer(text, np.uint8).astype(np.int64)
        states = np.zeros(len(data), np.int64)
        for back in range(min(_DEPTH, len(data)) - 1, -1, -1):
            states[back:] = self._moves[self._rows[states[back:]] + data[: len(data) - back]]
        features = self._outputs[states]
        features = features[features >= 0]
        if not len(features):
            return super()._raw_score(text)
        found, first, counts = np.unique(features, return_index=True, return_counts=True)
        order = np.argsort(first)  # the order in which the library adds them up
        weights = np.log1p(counts[order].astype(np.float32))
        likely = self._singles.take(self._halves.take(found[order], axis=0))
        return weights @ likely + self.nb_pc


@cache
def _identifier() -> Any:
    identifier = _Identifier.from_model_file(MODEL_FILE, norm_probs=True)
    codes = {c for c in identifier.nb_classes if len(c) == 2} - _NOT_IN_NEWS
    identifier.set_languages(sorted(codes))
    identifier.prepare()
    return identifier


@lru_cache(maxsize=8)  # of an article's blocks and of its text, which often begin alike
def _classified(sample: str) -> str | None:
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    return str(code) if probability >= MIN_PROBABILITY else None


def find_language(text: str, declared: str | None = None) -> str | None:
    """The language of ``text``; of a text too short to tell, what its source declares, or None.

    ``declared`` is a language tag ("en-GB") given by a data format, not by a page's markup, which
    is too often a template's default.
    """
    code = _classified(text[:_SAMPLE_CHARS])
    if code is not None:
        return code
    match = _CODE.match((declared or "").strip().lower())
    return match[1] if match else None
