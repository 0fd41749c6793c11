"""One small network of a head: states of some words and a bag of features → scores of its outputs.

    hidden = relu(sum over slots of state[slot] W[slot] + (state[0] P * state[1] Q) C + bag E U + b)

The product term is there for heads that judge a pair of words. States are projected once a word
and gathered afterwards, so that a word in many pairs costs no more than one; features are summed
in the few numbers of their embedding E. The weights come from ``training/events`` in half precision
and run in float32 under numpy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.rows import Rows
from transforms.events.heads.vocabulary import Feature, Vocabulary

__all__ = ["Net", "Output", "packed", "read_net", "softmax"]

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]


class Output(NamedTuple):
    """Last layer of one question; scores are divided by ``temperature``.

    ``ties`` maps features that name a class of this output ("k=ARREST") to it and to what they add
    to its score: one number a kind of feature, shared by all classes, so that a class with few
    examples profits from the word lists as much as one with many.
    """

    weights: Floats
    bias: Floats
    temperature: float
    ties: Mapping[str, tuple[int, float]]


class Net(NamedTuple):
    """Weights of one network; see the module's first lines for the arithmetic."""

    slots: Floats  # [slots, width, hidden]
    product: tuple[Floats, Floats, Floats] | None  # [width, rank], [width, rank], [rank, hidden]
    features: Vocabulary  # of the rows of ``embedding``
    embedding: Floats  # [features + 1, rank]; the last row is zero and stands for no feature
    mix: Floats | None  # [rank, hidden]; None where the embedding is as wide as the hidden layer
    bias: Floats  # [hidden]
    outputs: Mapping[str, Output]

    def hidden(
        self, states: Floats | Rows, rows: Ints, features: Sequence[Sequence[Feature]]
    ) -> Floats:
        """Return the hidden layer of some examples, float32 (examples, hidden).

        Args:
            states: encoder states of an article, a row a word or as `Rows` has them.
            rows: for every example the words of its slots, -1 for none; (examples, slots).
            features: every example's features; unknown ones count nothing.
        """
        return cut(self.sums(states, rows, [self.features.rows(some) for some in features]))

    def sums(self, states: Floats | Rows, rows: Ints, bags: Sequence[Sequence[int]]) -> Floats:
        """Return what `hidden` cuts at zero; features may be added to it (`bags`)."""
        total = np.empty((len(rows), len(self.bias)), np.float32)
        total[:] = self.bias
        parts: list[Floats] = []
        for slot in range(self.slots.shape[0] if len(rows) else 0):
            used, at = _used(rows[:, slot], states.shape[0])
            some = states.take(used, axis=0)
            if used[0] < 0:
                some[0] = 0.0
            total += (some @ self.slots[slot])[at]
            if self.product is not None and slot < 2:
                parts.append((some @ self.product[slot])[at])
        if self.product is not None and parts:
            total += (parts[0] * parts[1]) @ self.product[2]
        total += self.bags(bags)
        return total

    def bags(self, bags: Sequence[Sequence[int]]) -> Floats:
        """Return what features add to `sums`, float32 (examples, hidden).

        Args:
            bags: rows of every example's features (`Vocabulary.rows`).
        """
        sizes = np.fromiter(map(len, bags), np.intp, len(bags))
        most = int(sizes.max(initial=0))
        table = np.full((len(bags), most), len(self.embedding) - 1, np.intp)
        rows = np.fromiter(chain.from_iterable(bags), np.intp, int(sizes.sum()))
        table[np.arange(most) < sizes[:, None]] = rows
        sums: Floats = np.add.reduce(self.embedding.take(table, axis=0), axis=1)
        return sums if self.mix is None else sums @ self.mix

    def scores(
        self, hidden: Floats, output: str, names: Sequence[Sequence[str]] | None = None
    ) -> Floats:
        """Return the scores of one output, its temperature applied.

        Args:
            hidden: from `hidden`.
            output: the output's name.
            names: the examples' features; needed where the output has ties.
        """
        last = self.outputs[output]
        scores: Floats = hidden @ last.weights + last.bias
        ties = last.ties
        if ties and names is not None:
            for row, some in enumerate(names):
                for column, weight in [ties[name] for name in some if name in ties]:
                    scores[row, column] += weight
        scores /= np.float32(last.temperature)
        return scores


def cut(sums: Floats) -> Floats:
    """Return the hidden layer of `Net.sums`, in the same memory."""
    return np.maximum(sums, 0.0, out=sums)


def _used(rows: Ints, states: int) -> tuple[Ints, Ints | slice]:
    """The words among some rows, each once and in order (-1 first), and where each row has its."""
    if (rows[1:] > rows[:-1]).all():
        return rows, slice(None)
    marked = np.zeros(states + 1, bool)
    marked[rows + 1] = True
    return np.flatnonzero(marked) - 1, (np.cumsum(marked) - 1)[rows + 1]


def softmax(scores: Floats) -> Floats:
    """Return probabilities along the last axis."""
    chances = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Floats = chances / chances.sum(axis=-1, keepdims=True)
    return result


def packed(names: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Write names as bytes: an array of strings would pad each to the longest."""
    return np.frombuffer("\0".join(names).encode(), np.uint8)


def unpacked(data: npt.NDArray[np.generic]) -> list[str]:
    """Read names written by `packed`."""
    return data.tobytes().decode().split("\0")


def _ties(data: Mapping[str, npt.NDArray[np.generic]], key: str) -> Mapping[str, tuple[int, float]]:
    """Ties of one output: ``key.names`` (its classes) and ``key.kind.K`` (a number a kind)."""
    if f"{key}.names" not in data:
        return {}
    classes = unpacked(data[f"{key}.names"])
    kinds = {k.rsplit(".", 1)[1]: float(v) for k, v in data.items() if k.startswith(f"{key}.kind.")}
    return {
        f"{kind}={name}": (at, weight)
        for kind, weight in kinds.items()
        for at, name in enumerate(classes)
    }


def read_net(data: Mapping[str, npt.NDArray[np.generic]], name: str) -> Net:
    """Read the network ``name`` out of a file's arrays (see ``training/events/fit.py``)."""

    def array(key: str) -> Floats:
        return np.asarray(data[f"{name}.{key}"], np.float32)

    embedding = array("embedding")
    embedding = np.concatenate([embedding, np.zeros((1, embedding.shape[1]), np.float32)])
    keys = [k.split(".")[2] for k in data if k.startswith(f"{name}.out.") and k.endswith(".w")]
    outputs = {
        key: Output(
            array(f"out.{key}.w"),
            array(f"out.{key}.b"),
            float(array(f"out.{key}.temperature")),
            _ties(data, f"{name}.tie.{key}"),
        )
        for key in keys
    }
    product = None
    if f"{name}.left" in data:
        product = array("left"), array("right"), array("up")
    features = Vocabulary({f: row for row, f in enumerate(unpacked(data[f"{name}.features"]))})
    mix = array("mix")
    plain = np.array_equal(mix, np.eye(*mix.shape))
    return Net(array("slots"), product, features, embedding, None if plain else mix,
               array("bias"), outputs)  # fmt: skip
