"""py3langid's model, without the languages that no row has, as arrays that a process reads at once.

An automaton walks over a text's bytes and finds the byte sequences that tell languages apart; each
has a weight in each language (naive Bayes). The library keeps its model under LZMA and turns it
into lists, most of a second of processor time. The first process does that and keeps the arrays in
the user's cache (`transforms.user_cache`); later ones read them from there. The probabilities are
the library's to the bit.
"""

from __future__ import annotations

import json
import math
import unicodedata
from functools import cache
from importlib import metadata
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import zstandard

from transforms import user_cache

#: Figures and names in short notices look like these constructed languages to the model.
NOT_IN_NEWS = frozenset(("vo", "io", "ie", "ia"))

#: Number of the kept file's format: a change of `_Arrays` or `_packed` needs another.
_FORMAT = 1

#: Zstandard's: a higher one takes longer in the first process and saves a tenth of the file.
_LEVEL = 1

#: The model's longest byte sequence (a test compares the scores with the library's).
_DEPTH = 6

_Floats = npt.NDArray[np.float32]


class _Arrays(NamedTuple):
    """The model as it is kept, little-endian."""

    codes: npt.NDArray[np.bytes_]
    priors: _Floats
    weights: npt.NDArray[np.uint16]
    moves: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.uint32]
    outputs: npt.NDArray[np.int32]


class Model(NamedTuple):
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
def model() -> Model:
    """The model, from the user's cache if it is there; else from py3langid, and then kept."""
    name = _name()
    kept = user_cache.read(name)
    if kept is not None:
        return _model(_opened(kept))
    arrays = _from_library()
    user_cache.keep(name, lambda: _packed(arrays))
    return _model(arrays)


def keep_model() -> None:
    """Put the model into the user's cache unless it is there: not every worker has to then."""
    if not user_cache.is_kept(_name()):
        user_cache.keep(_name(), lambda: _packed(_from_library()))


def _name() -> str:
    return f"languages-py3langid-{metadata.version('py3langid')}-{_FORMAT}"


def _from_library() -> _Arrays:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # later processes need none of it

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    codes = {code for code in identifier.nb_classes if len(code) == 2}
    identifier.set_languages(sorted(codes - NOT_IN_NEWS))
    return _Arrays(
        codes=np.array(identifier.nb_classes, "S2"),
        priors=np.asarray(identifier.nb_pc, "<f4"),
        weights=np.ascontiguousarray(identifier.nb_ptc, "<f2").view("<u2"),
        moves=np.asarray(identifier.tk_nextmove, "<u4"),
        rows=np.asarray(identifier.tk_row, "<u4"),
        outputs=np.asarray(identifier.tk_output, "<i4"),
    )


def _packed(arrays: _Arrays) -> bytes:
    """A line of JSON (type, shape and packed bytes of each array), then each under Zstandard."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL)
    head, frames = [], []
    for array in arrays:
        frames.append(compressor.compress(array.data))
        head.append((array.dtype.str, array.shape, len(frames[-1])))
    return b"".join((json.dumps(head).encode(), b"\n", *frames))


def _opened(data: bytes) -> _Arrays:
    decompressor = zstandard.ZstdDecompressor()
    start = data.index(b"\n") + 1
    arrays = []
    for kind, shape, size in json.loads(data[:start]):
        unpacked = decompressor.decompress(data[start : start + size])
        arrays.append(np.frombuffer(unpacked, kind).reshape(shape))
        start += size
    return _Arrays(*arrays)


def _model(arrays: _Arrays) -> Model:
    codes = tuple(code.decode() for code in arrays.codes.tolist())
    first = {code: at for at, code in reversed([*enumerate(codes)])}
    return Model(
        codes=codes,
        doubles=tuple((first[code], at) for at, code in enumerate(codes) if first[code] != at),
        priors=arrays.priors,
        moves=arrays.moves,
        rows=arrays.rows.astype(np.int64) << 8,
        outputs=arrays.outputs,
        halves=arrays.weights,
        singles=np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float32),
    )
