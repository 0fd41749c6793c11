"""Examples → weights of one network (`transforms.events.heads.net`), by numpy alone.

The network has one hidden layer, so that its slopes are written down here in a few lines; AdamW
(Loshchilov and Hutter 2019) takes the steps under a rate that rises and falls once. The same
examples and seed give the same weights on one machine.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Settings:
    """How a network is trained.

    Attributes:
        hidden, rank, narrow: sizes of the hidden layer, of the product of two states (0: none) and
            of a feature's vector.
        rate, decay, decay_bag: of AdamW; the last for the features' vectors.
        dropout, drop_state, drop_bag: share of hidden units, states' numbers and features left out.
        drop_words: share of examples whose lexical features are all left out, so that the state
            learns what the word would tell: most words of a new text were not trained on.
        batch, epochs: examples a step, passes.
        least: examples that a feature must occur in.
        smooth: share of the gold probability that goes to all other classes.
        seed: of the first network; further ones count on.
        networks: how many are trained and joined (without a product alone).
    """

    hidden: int = 128
    rank: int = 0
    narrow: int = 32
    rate: float = 2e-3
    decay: float = 0.02
    decay_bag: float = 0.0
    dropout: float = 0.2
    drop_state: float = 0.1
    drop_bag: float = 0.1
    drop_words: float = 0.3
    batch: int = 512
    epochs: int = 5
    least: int = 3
    smooth: float = 0.0
    seed: int = 1
    networks: int = 1


@dataclass
class Data:
    """Examples as arrays; see `learning.Examples`."""

    states: npt.NDArray[np.float16]
    mean: Floats
    deviation: Floats
    rows: Ints  # examples × slots, -1 for none
    bag: Ints  # features of all examples, one after another
    starts: Ints
    features: int
    lexical: npt.NDArray[np.bool_]
    gold: Mapping[str, Ints]
    weight: Mapping[str, Floats]
    sizes: Mapping[str, int]
    #: Output → kind of feature → examples × classes, whether it names the class.
    ties: Mapping[str, Mapping[str, npt.NDArray[np.bool_]]] = field(default_factory=dict)
    ends: Ints = field(init=False)

    def __post_init__(self) -> None:
        self.ends = np.append(self.starts[1:], len(self.bag))


class Adam:
    """AdamW over named arrays; an array of rows may be given the rows that have a slope."""

    def __init__(self, weights: Mapping[str, Floats], decay: Mapping[str, float]) -> None:
        self.weights, self.decay = weights, decay
        self.first = {k: np.zeros_like(v) for k, v in weights.items()}
        self.second = {k: np.zeros_like(v) for k, v in weights.items()}
        self.time = 0

    def step(self, slopes: Mapping[str, Floats], rate: float, rows: Mapping[str, Ints]) -> None:
        """Take one step against the slopes, scaled down where they are together above 2."""
        self.time += 1
        size = float(np.sqrt(sum(float((s * s).sum()) for s in slopes.values())))
        factor = min(1.0, 2.0 / max(size, 1e-9))
        for name, slope in slopes.items():
            where: Any = rows.get(name, slice(None))
            slope = slope * np.float32(factor)
            first, second, weight = self.first[name], self.second[name], self.weights[name]
            first[where] = 0.9 * first[where] + 0.1 * slope
            second[where] = 0.999 * second[where] + 0.001 * slope * slope
            root = np.sqrt(second[where] / np.float32(1 - 0.999**self.time)) + 1e-8
            step = first[where] / np.float32(1 - 0.9**self.time) / root
            weight[where] -= np.float32(rate) * (step + self.decay.get(name, 0.0) * weight[where])


class Network:
    """Weights of one network in training."""

    def __init__(self, data: Data, settings: Settings) -> None:
        chance = np.random.default_rng(settings.seed)
        width, slots = data.states.shape[1], data.rows.shape[1]
        hidden, narrow, rank = settings.hidden, settings.narrow, settings.rank

        def random(*shape: int, scale: float) -> Floats:
            return (chance.standard_normal(shape) * scale).astype(np.float32)

        self.weights = {
            "embedding": random(data.features, narrow, scale=0.1),
            "mix": random(narrow, hidden, scale=narrow**-0.5),
            "bias": np.zeros(hidden, np.float32),
        }
        for k in range(slots):
            self.weights[f"slot{k}"] = random(width, hidden, scale=(width * slots) ** -0.5)
        if rank:
            self.weights["left"] = random(width, rank, scale=width**-0.5)
            self.weights["right"] = random(width, rank, scale=width**-0.5)
            self.weights["up"] = random(rank, hidden, scale=rank**-0.5)
        for name, size in data.sizes.items():
            self.weights[f"w.{name}"] = random(hidden, size, scale=hidden**-0.5)
            self.weights[f"b.{name}"] = np.zeros(size, np.float32)
            for kind in data.ties.get(name, {}):
                self.weights[f"tie.{name}.{kind}"] = np.ones(1, np.float32)
        decay = {k: settings.decay for k in self.weights if k[0] != "b" and k[:3] != "tie"}
        decay["embedding"] = settings.decay_bag
        self.optimizer = Adam(self.weights, decay)
        self.data, self.settings, self.chance = data, settings, chance
        self.slots, self.rank = slots, rank

    def inputs(self, which: Ints) -> tuple[list[Floats], Ints, Ints]:
        """Standardized states of every slot, features kept, and whose they are."""
        data, settings, chance = self.data, self.settings, self.chance
        states = []
        for k in range(self.slots):
            index = data.rows[which, k]
            some = (data.states[index].astype(np.float32) - data.mean) / data.deviation
            some[index < 0] = 0.0
            if settings.drop_state:
                some *= dropped(chance, some.shape, settings.drop_state)
            states.append(some)
        sizes = data.ends[which] - data.starts[which]
        owner = np.repeat(np.arange(len(which)), sizes)
        shift = np.repeat(data.starts[which] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        ids = data.bag[np.arange(len(owner)) + shift]
        keep = chance.random(len(ids)) >= settings.drop_bag
        if settings.drop_words:
            silent = chance.random(len(which)) < settings.drop_words
            keep &= ~(silent[owner] & data.lexical[ids])
        return states, ids[keep], owner[keep]

    def step(self, which: Ints, rate: float) -> float:
        """One step on some examples; returns their loss."""
        w, settings, data = self.weights, self.settings, self.data
        states, ids, owner = self.inputs(which)
        count = len(which)
        embedded = summed(w["embedding"][ids], owner, count)
        total = embedded @ w["mix"] + w["bias"]
        for k, some in enumerate(states):
            total += some @ w[f"slot{k}"]
        if self.rank:
            left, right = states[0] @ w["left"], states[1] @ w["right"]
            total += (left * right) @ w["up"]
        mask = dropped(self.chance, total.shape, settings.dropout)
        mask *= total > 0
        hidden = total * mask
        loss, slope = 0.0, np.zeros_like(hidden)
        slopes: dict[str, Floats] = {}
        for name in data.sizes:
            gold = data.gold[name][which]
            known = np.flatnonzero(gold >= 0)
            slopes[f"w.{name}"] = np.zeros_like(w[f"w.{name}"])
            slopes[f"b.{name}"] = np.zeros_like(w[f"b.{name}"])
            if not len(known):
                continue
            some = hidden[known]
            ties = {k: v[which[known]] for k, v in data.ties.get(name, {}).items()}
            scores = some @ w[f"w.{name}"] + w[f"b.{name}"]
            for kind, tie in ties.items():
                scores += tie * w[f"tie.{name}.{kind}"]
            part, back = self.loss(scores, gold[known], data.weight[name][which][known], count)
            loss += part
            for kind, tie in ties.items():
                slopes[f"tie.{name}.{kind}"] = np.array([(back * tie).sum()], np.float32)
            slopes[f"w.{name}"] = some.T @ back
            slopes[f"b.{name}"] = back.sum(axis=0)
            slope[known] += back @ w[f"w.{name}"].T
        slope *= mask
        slopes["mix"] = embedded.T @ slope
        slopes["bias"] = slope.sum(axis=0)
        for k, some in enumerate(states):
            slopes[f"slot{k}"] = some.T @ slope
        if self.rank:
            product = slope @ w["up"].T
            slopes["up"] = (left * right).T @ slope
            slopes["left"] = states[0].T @ (product * right)
            slopes["right"] = states[1].T @ (product * left)
        order = np.argsort(ids, kind="stable")
        rows, place = np.unique(ids[order], return_inverse=True)
        back_embedded = slope @ w["mix"].T
        slopes["embedding"] = summed(back_embedded[owner[order]], place, len(rows))
        self.optimizer.step(slopes, rate, {"embedding": rows})
        return loss

    def loss(self, scores: Floats, gold: Ints, weight: Floats, count: int) -> tuple[float, Floats]:
        """Weighted cross-entropy of one output, and its slope on the scores."""
        scores = scores - scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        at = np.arange(len(gold))
        part = -(weight * np.log(chances[at, gold] + 1e-9)).sum() / count
        smooth = self.settings.smooth
        back = chances - smooth / chances.shape[1]
        back[at, gold] -= 1.0 - smooth
        back *= (weight / count)[:, None]
        return float(part), back.astype(np.float32)

    def arrays(self) -> dict[str, Any]:
        """The weights under the names that ``net.read_net`` knows."""
        w = self.weights
        found: dict[str, Any] = {
            "slots": np.stack([w[f"slot{k}"] for k in range(self.slots)]),
            **{k: w[k] for k in ("embedding", "mix", "bias")},
        }
        if self.rank:
            found |= {k: w[k] for k in ("left", "right", "up")}
        for name in self.data.sizes:
            found[f"out.{name}.w"], found[f"out.{name}.b"] = w[f"w.{name}"], w[f"b.{name}"]
            found[f"out.{name}.temperature"] = np.array(1.0, np.float32)
            for kind in self.data.ties.get(name, {}):
                found[f"tie.{name}.kind.{kind}"] = w[f"tie.{name}.{kind}"][0]
        return found


def dropped(chance: np.random.Generator, shape: Sequence[int], share: float) -> Floats:
    """A mask that leaves out a share of the numbers and makes up for it in the others."""
    if not share:
        return np.ones(shape, np.float32)
    kept = chance.random(shape, dtype=np.float32) >= share
    return kept.astype(np.float32) / np.float32(1 - share)


def summed(values: Floats, owner: Ints, count: int) -> Floats:
    """Sums of the rows of ``values`` by owner; owners are in order."""
    found = np.zeros((count, values.shape[1]), np.float32)
    if len(owner):
        firsts = np.flatnonzero(np.diff(owner, prepend=-1))
        found[owner[firsts]] = np.add.reduceat(values, firsts, axis=0)
    return found


def fit(data: Data, settings: Settings, *, quiet: bool = False) -> dict[str, Any]:
    """Train one network, or several that are joined into one; returns its arrays."""
    seeds = range(settings.seed, settings.seed + settings.networks)
    return joined([_fit(data, replace(settings, seed=seed), quiet=quiet) for seed in seeds])


def joined(some: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Networks without a product → the one network whose scores are the means of theirs."""
    if len(some) == 1:
        return dict(some[0])
    count = len(some)
    narrow, hidden = some[0]["mix"].shape
    mix = np.zeros((narrow * count, hidden * count), np.float32)
    for k, each in enumerate(some):
        mix[k * narrow : (k + 1) * narrow, k * hidden : (k + 1) * hidden] = each["mix"]
    found: dict[str, Any] = {
        "slots": np.concatenate([each["slots"] for each in some], axis=2),
        "embedding": np.concatenate([each["embedding"] for each in some], axis=1),
        "mix": mix,
        "bias": np.concatenate([each["bias"] for each in some]),
    }
    for key in some[0]:
        if key.startswith("out.") and key.endswith(".w"):
            found[key] = np.concatenate([each[key] for each in some]) / np.float32(count)
        elif key.startswith(("out.", "tie.")):
            found[key] = np.mean([each[key] for each in some], axis=0, dtype=np.float32)
    return found


def _fit(data: Data, settings: Settings, *, quiet: bool) -> dict[str, Any]:
    network = Network(data, settings)
    count = len(data.rows)
    steps = settings.epochs * -(-count // settings.batch)
    done, began = 0, time.time()
    for epoch in range(settings.epochs):
        order = network.chance.permutation(count)
        losses = []
        for at in range(0, count, settings.batch):
            share = done / steps
            rate = (
                share / 0.15 if share < 0.15 else 0.5 * (1 + np.cos(np.pi * (share - 0.15) / 0.85))
            )
            losses.append(
                network.step(order[at : at + settings.batch], settings.rate * max(rate, 1e-3))
            )
            done += 1
        if not quiet:
            print(f"  epoch {epoch + 1}: loss {np.mean(losses):.4f}, {time.time() - began:.0f} s",
                  flush=True)  # fmt: skip
    return network.arrays()
