"""Text → ISO 639-1 code, by py3langid's model over the first part of the text.

`training/pack_languages.py` makes the model's files (transforms/resources/languages). An automaton
walks over the bytes and finds the byte sequences that tell languages apart; each has a weight in
each language (naive Bayes).
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

#: Fewer letters than this are too little to tell a language by.
MIN_LETTERS = 60
#: Nor is a guess worth a row's filter below this probability.
MIN_PROBABILITY = 0.7
_SAMPLE_CHARS = 1200
_CODE = re.compile(r"^([a-z]{2})(?:[-_].*)?$")

#: The model's longest byte sequence (a test compares the scores with the library's).
_DEPTH = 6

_Floats = npt.NDArray[np.float32]


class _Model(NamedTuple):
    """The classes' codes, an automaton over bytes, and the weights of its outputs.

    From state ``s`` byte ``b`` leads to ``moves[rows[s] + b]``; ``outputs`` has the number of the
    sequence that ends in a state, -1 where none does. A row of ``halves`` has a sequence's weights
    by class, as bits of half precision; ``singles`` widens them by table, which takes numpy twice
    as long. ``doubles``: pairs of classes that have one code.
    """

    codes: tuple[str, ...]
    doubles: tuple[tuple[int, int], ...]
    priors: _Floats
    moves: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.int64]
    outputs: npt.NDArray[np.int32]
    halves: npt.NDArray[np.uint16]
    singles: _Floats

    def probabilities(self, text: str) -> _Floats:
        """The probability of each class; of two with one code, the second's is with the first."""
        data = _encoded(text)
        # the temperature keeps probabilities alike for short and long texts
        scores = self._scores(data) * (1.0 / math.sqrt(len(data) or 1))
        scores = np.exp(scores - scores.max())
        scores /= scores.sum()
        for first, second in self.doubles:
            scores[first] += scores[second]
            scores[second] = 0
        return scores

    def _scores(self, text: bytes) -> _Floats:
        # The automaton's state is told by the last bytes, as many as its longest sequence has: all
        # places are walked at once, each from that many bytes before it.
        data = np.frombuffer(text, np.uint8).astype(np.int64)
        states = np.zeros(len(data), np.int64)
        for back in range(min(_DEPTH, len(data)) - 1, -1, -1):
            states[back:] = self.moves[self.rows[states[back:]] + data[: len(data) - back]]
        found = self.outputs[states]
        found = found[found >= 0]
        if not len(found):
            return np.zeros(len(self.codes), np.float32)
        found, first, counts = np.unique(found, return_index=True, return_counts=True)
        order = np.argsort(first)  # the order in which the library adds them up
        weights = np.log1p(counts[order].astype(np.float32))
        likely = self.singles.take(self.halves.take(found[order], axis=0))
        scores: _Floats = weights @ likely + self.priors
        return scores


def _encoded(text: str) -> bytes:
    """The bytes that the model was trained on: composed letters, no text in capitals."""
    text = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


@cache
def _model() -> _Model:
    folder = files("transforms.resources") / "languages"

    def unpacked(name: str) -> bytes:
        packed = (folder / f"{name}.zst").read_bytes()
        return bytes(zstandard.ZstdDecompressor().decompress(packed))

    lines = (folder / "languages.tsv").read_text("utf-8").splitlines()
    codes, priors, usual = zip(*(line.split("\t") for line in lines if line[0] != "#"), strict=True)
    weights = np.frombuffer(unpacked("weights"), np.uint16).reshape(-1, len(codes))
    first = {code: at for at, code in reversed([*enumerate(codes)])}
    return _Model(
        codes=codes,
        doubles=tuple((first[code], at) for at, code in enumerate(codes) if first[code] != at),
        priors=np.array(priors, np.float32),
        moves=np.frombuffer(unpacked("moves"), np.uint32),
        rows=np.frombuffer(unpacked("rows"), np.uint32).astype(np.int64) << 8,
        outputs=np.frombuffer(unpacked("outputs"), np.int32),
        halves=weights ^ np.array(usual, np.uint16),
        singles=np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32),
    )


@lru_cache(maxsize=8)  # of an article's blocks and of its text, which often begin alike
def _classified(sample: str) -> str | None:
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    model = _model()
    probabilities = model.probabilities(sample)
    best = int(probabilities.argmax())
    return model.codes[best] if probabilities[best] >= MIN_PROBABILITY else None


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
