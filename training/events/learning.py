"""Readings and what is known of their words → examples of one network, and its trained weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from fit import Data, Settings, fit
from readings import Reading

from transforms.events.heads.net import packed
from transforms.events.heads.rows import with_means

#: Kinds of features that name a word; in training they are sometimes withheld.
LEXICAL = ("l=", "lp=", "lo=", "il=", "ip=", "lc=", "jl=", "known:")


class Examples:
    """Examples of one network, collected over corpora.

    Args:
        outputs: size of every output.
        slots: states that an example reads.
        ties: output → its classes' names and the kinds of features that may name one.
    """

    def __init__(
        self,
        outputs: Mapping[str, int],
        slots: int,
        ties: Mapping[str, tuple[Sequence[str], Sequence[str]]] | None = None,
    ) -> None:
        self.ties = dict(ties or {})
        self.outputs = dict(outputs)
        self.slots = slots
        self.states: list[npt.NDArray[np.float16]] = []
        self.offset = 0
        self.rows: list[Sequence[int]] = []
        self.names: list[list[str]] = []
        self.gold: dict[str, list[int]] = {name: [] for name in outputs}
        self.weight: dict[str, list[float]] = {name: [] for name in outputs}
        self._at = 0

    def open(self, reading: Reading) -> None:
        """The examples that follow are of this reading."""
        states = reading.states
        if reading.tree is not None:
            states = with_means(reading.tree, states.astype(np.float32)).astype(np.float16)
        self.states.append(states)
        self._at = self.offset
        self.offset += len(states)

    def add(
        self, rows: Sequence[int], names: list[str], gold: Mapping[str, int | tuple[int, float]]
    ) -> None:
        """Add one example: word of every slot (-1: none), features, class of the outputs known."""
        self.rows.append([r + self._at if r >= 0 else -1 for r in rows])
        self.names.append(names)
        for name in self.outputs:
            value = gold.get(name, -1)
            label, weight = value if isinstance(value, tuple) else (value, 1.0)
            self.gold[name].append(label)
            self.weight[name].append(weight)

    def __len__(self) -> int:
        return len(self.rows)


def scale_of(examples: Examples) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Mean and deviation of every number of a state."""
    some = np.concatenate(examples.states)[::7].astype(np.float32)
    some = some[np.abs(some).sum(axis=1) > 0]
    return some.mean(axis=0), some.std(axis=0) + 1e-3


def fitted(
    examples: Examples,
    scale: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]],
    settings: Settings,
    *,
    quiet: bool = False,
) -> dict[str, npt.NDArray[Any]]:
    """Train one network; returns its arrays under the names of ``net.read_net``, unprefixed."""
    counts = Counter(name for names in examples.names for name in set(names))
    features = sorted(name for name, count in counts.items() if count >= settings.least)
    index = {name: row for row, name in enumerate(features)}
    bags = [[index[n] for n in names if n in index] for names in examples.names]
    data = Data(
        states=np.concatenate(examples.states),
        mean=scale[0],
        deviation=scale[1],
        rows=np.array(examples.rows, np.int32),
        bag=np.array([i for b in bags for i in b], np.int32),
        starts=np.concatenate([[0], np.cumsum([len(b) for b in bags])[:-1]]).astype(np.int64),
        features=len(features),
        lexical=np.array([f.removeprefix("T:").startswith(LEXICAL) for f in features], bool),
        gold={k: np.array(v, np.int16) for k, v in examples.gold.items()},
        weight={k: np.array(v, np.float32) for k, v in examples.weight.items()},
        sizes=examples.outputs,
        ties={name: _tied(examples, *tie) for name, tie in examples.ties.items()},
    )
    found = fit(data, settings, quiet=quiet)
    for name, (classes, _) in examples.ties.items():
        found[f"tie.{name}.names"] = packed(classes)
    found["features"] = packed(features)
    if not quiet:
        print(f"  {len(bags)} examples, {len(features)} features")
    return found


def _tied(
    examples: Examples, classes: Sequence[str], kinds: Sequence[str]
) -> dict[str, npt.NDArray[np.bool_]]:
    """Whether each example's features name each class, by kind of feature."""
    found = {kind: np.zeros((len(examples), len(classes)), bool) for kind in kinds}
    at = {f"{kind}={name}": (kind, k) for kind in kinds for k, name in enumerate(classes)}
    for row, names in enumerate(examples.names):
        for name in names:
            if name in at:
                kind, column = at[name]
                found[kind][row, column] = True
    return found


def save(arrays: Mapping[str, Any], path: Path) -> None:
    """Write the weights, large arrays in half precision."""
    halved = {
        k: v.astype(np.float16) if v.dtype == np.float32 and v.size > 512 else v
        for k, v in arrays.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, **halved)
    print(path.name, path.stat().st_size, "bytes")
