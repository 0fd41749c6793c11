"""Words → states, scores and trees: the shipped network under onnxruntime.

Determinism: one call sees the sentences of one article only, sorted by length and cut into batches
by a fixed rule, on one thread; so what an article gives depends neither on its neighbours in a
batch nor on the number of workers. Nothing here knows spaCy.
"""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from transforms.extract.layout import FloatArray
from transforms.extract.model.decode import decode_tree
from transforms.extract.model.wordpiece import CLS, SEP, WordPieces, case_class

#: Word pieces in one row of a batch, [CLS] and [SEP] included; longer sentences run in windows.
MAX_ROW = 256
#: Word pieces (padding included) in one batch; measured: larger batches leave the cache.
MAX_BATCH = 256
#: The longest row of a batch has at most this many pieces more than its shortest.
MAX_PADDING = 4


def _session(data: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.enable_mem_pattern = False
    # Higher levels fuse additions and norms into a kernel that measured slower (see onnx_graph).
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return 32 hexadecimal digits that name the content of *files*."""
    digest = hashlib.blake2b(digest_size=16)
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])} ".encode())
        digest.update(files[name])
    return digest.hexdigest()


class _Files(ABC):
    """Named files of a component, from a folder or from bytes, read again when saved."""

    names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._data: dict[str, bytes] | None = None

    def file_bytes(self) -> dict[str, bytes]:
        """Return the content of every file."""
        if self._data is not None:
            return dict(self._data)
        if self._folder is None:
            raise ValueError(f"{type(self).__name__} holds no model yet: load it first")
        return {name: (self._folder / name).read_bytes() for name in self.names}

    def load_folder(self, folder: Path) -> None:
        """Read the files of *folder*."""
        self._folder, self._data = folder, None
        self._build({name: (folder / name).read_bytes() for name in self.names})

    def load_bytes(self, data: Mapping[str, bytes]) -> None:
        """Take the files from memory."""
        self._folder, self._data = None, dict(data)
        self._build(self._data)

    @abstractmethod
    def _build(self, data: Mapping[str, bytes]) -> None:
        """Make what runs out of the files' content."""

    def __getstate__(self) -> dict[str, Any]:
        return {"files": self.file_bytes() if self._folder or self._data else None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]
        if state["files"] is not None:
            self.load_bytes(state["files"])


class Encoder(_Files):
    """Words of sentences → one state per word, `width` numbers."""

    names = ("encoder.onnx", "vocab.txt")

    def __init__(self) -> None:
        super().__init__()
        self._run: ort.InferenceSession | None = None
        self._pieces = WordPieces([])
        #: Names the encoder: what is trained on its states is bound to it.
        self.digest = ""
        #: Numbers of a state.
        self.width = 0

    def _build(self, data: Mapping[str, bytes]) -> None:
        self._run = _session(data["encoder.onnx"])
        self._pieces = WordPieces(data["vocab.txt"].decode("utf-8").rstrip("\n").split("\n"))
        self.digest = digest_of({name: data[name] for name in self.names})
        self.width = self._run.get_outputs()[0].shape[-1]

    def word(self, word: str) -> tuple[tuple[int, ...], int]:
        """Return (piece ids, case class) of *word*."""
        return self._pieces.pieces(word), case_class(word)

    def __call__(self, sentences: Sequence[Sequence[str]]) -> FloatArray:
        """Return float32 (all words of all sentences, `width`), in order.

        Sentences of more than :data:`MAX_ROW` word pieces are run in windows.
        """
        return self.run([[self.word(word) for word in words] for words in sentences])

    def run(self, sentences: Sequence[Sequence[tuple[tuple[int, ...], int]]]) -> FloatArray:
        """Do the same for sentences whose words went through :meth:`word` already."""
        if self._run is None:
            raise ValueError("the encoder holds no model yet: load it first")
        rows: list[Sequence[tuple[tuple[int, ...], int]]] = []
        sizes: list[int] = []
        for words in sentences:
            size = 2 + sum([len(word[0]) for word in words])
            if size <= MAX_ROW:
                if words:
                    rows.append(words)
                    sizes.append(size)
                continue
            begin, size = 0, 2
            for i, word in enumerate(words):
                if size + len(word[0]) > MAX_ROW:
                    rows.append(words[begin:i])
                    sizes.append(size)
                    begin, size = i, 2
                size += len(word[0])
            rows.append(words[begin:])
            sizes.append(size)
        starts = [0]
        for row in rows:
            starts.append(starts[-1] + len(row))
        states = np.zeros((starts[-1], self.width), np.float32)
        order = sorted(range(len(rows)), key=sizes.__getitem__)
        at = 0
        while at < len(order):
            end = at + 1
            least = sizes[order[at]] + MAX_PADDING
            while end < len(order):
                size = sizes[order[end]]
                if size > least or size * (end + 1 - at) > MAX_BATCH:
                    break
                end += 1
            self._batch(
                [(rows[i], starts[i]) for i in order[at:end]], sizes[order[end - 1]], states
            )
            at = end
        return states

    def _batch(
        self,
        batch: list[tuple[Sequence[tuple[tuple[int, ...], int]], int]],
        length: int,
        states: FloatArray,
    ) -> None:
        ids = np.zeros((len(batch), length), np.int32)
        cases = np.zeros((len(batch), length), np.int32)
        lengths = np.zeros(len(batch), np.int32)
        first: list[int] = []
        target: list[int] = []
        for r, (row, start) in enumerate(batch):
            line = [CLS]
            kinds = [0]
            base = r * length
            for pieces, case in row:
                first.append(base + len(line))
                line.extend(pieces)
                kinds.extend([case] * len(pieces))
            line.append(SEP)
            ids[r, : len(line)] = line
            cases[r, : len(kinds)] = kinds
            lengths[r] = len(line)
            target.extend(range(start, start + len(row)))
        assert self._run is not None
        states[target] = self._run.run(
            None,
            {"ids": ids, "cases": cases, "lengths": lengths, "first": np.array(first, np.int64)},
        )[0]


class Taggers(_Files):
    """States → entity log-probabilities, tag scores, universal tag scores."""

    names = ("taggers.onnx", "labels.json")

    def __init__(self) -> None:
        super().__init__()
        self._run: ort.InferenceSession | None = None
        self.labels: dict[str, list[str]] = {}
        #: Numbers of a state that it reads.
        self.width = 0

    def _build(self, data: Mapping[str, bytes]) -> None:
        self._run = _session(data["taggers.onnx"])
        self.width = self._run.get_inputs()[0].shape[-1]
        self.labels = json.loads(data["labels.json"])

    def __call__(self, states: FloatArray, output: str) -> FloatArray:
        """Return (words, labels) scores of *output*: "entities", "tags" or "upos"."""
        if self._run is None:
            raise ValueError("the taggers hold no model yet: load them first")
        if not len(states):
            return np.zeros((0, len(self.labels[output])), np.float32)
        result: FloatArray = self._run.run([output], {"states": states})[0]
        return result


class Parser(_Files):
    """States of sentences → heads and relations."""

    names = ("parser.onnx", "labels.json")

    def __init__(self) -> None:
        super().__init__()
        self._run: ort.InferenceSession | None = None
        self.labels: list[str] = []
        #: Numbers of a state that it reads.
        self.width = 0

    def _build(self, data: Mapping[str, bytes]) -> None:
        self._run = _session(data["parser.onnx"])
        self.width = self._run.get_inputs()[0].shape[-1]
        self.labels = json.loads(data["labels.json"])["deps"]

    def __call__(
        self, sentences: Sequence[FloatArray]
    ) -> list[tuple[list[int], NDArray[np.int64]]]:
        """Return per sentence (heads: 0 for the root, else 1 + index; indices in ``labels``)."""
        if self._run is None:
            raise ValueError("the parser holds no model yet: load it first")
        result: list[tuple[list[int], NDArray[np.int64]]] = [([], np.zeros(0, np.int64))] * len(
            sentences
        )
        order = sorted(
            (i for i, s in enumerate(sentences) if len(s)), key=lambda i: len(sentences[i])
        )
        at = 0
        while at < len(order):
            end = at + 1
            least = len(sentences[order[at]]) + MAX_PADDING
            while end < len(order):
                size = len(sentences[order[end]])
                if size > least or size * (end + 1 - at) > MAX_BATCH:
                    break
                end += 1
            part = order[at:end]
            at = end
            longest = len(sentences[part[-1]])
            states = np.zeros((len(part), longest, self.width), np.float32)
            for r, i in enumerate(part):
                states[r, : len(sentences[i])] = sentences[i]
            arcs, label_dep, label_head = self._run.run(None, {"states": states})
            size = label_head.shape[2]
            for r, i in enumerate(part):
                n = len(sentences[i])
                heads = decode_tree(arcs[r, :n, : n + 1])
                left = label_dep[r, :n].reshape(n, -1, size)
                right = label_head[r, heads]
                scores = np.einsum("wlk,wk->wl", left, right)
                result[i] = (heads, scores.argmax(axis=1))
        return result
