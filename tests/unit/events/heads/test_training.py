"""Training of a head end to end on a tiny corpus: numpy's slopes, fit, file, and what it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transforms.events.heads.net import read_net, softmax

FOLDER = Path(__file__).resolve().parents[4] / "training" / "events"


@pytest.fixture
def training(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The modules of training/events, which are scripts beside one another."""
    monkeypatch.syspath_prepend(str(FOLDER))
    import fit
    import learning
    import readings

    yield {"learning": learning, "fit": fit, "readings": readings}
    for name in ("fit", "learning", "readings"):
        sys.modules.pop(name, None)


def corpus(training: Any, count: int = 60) -> Any:
    """Examples whose class is told by a state, by a feature, or by both states' product."""
    chance = np.random.default_rng(5)
    made = training["learning"].Examples({"kind": 2, "sign": 2}, 2)
    for _ in range(count):
        states = chance.normal(size=(2, 8)).astype(np.float16)
        made.open(training["readings"].Reading("x", None, [], states, None))
        kind = int(chance.integers(2))
        product = float(states[0, 0]) * float(states[1, 0])
        made.add((0, 1), [f"f={kind}", "common"], {"kind": kind, "sign": int(product > 0)})
    return made


def test_training_learns_features_and_products(training: Any) -> None:
    made = corpus(training, 400)
    settings = training["fit"].Settings(
        hidden=16, rank=4, narrow=4, rate=2e-2, decay=0.0, dropout=0.0, drop_state=0.0,
        drop_bag=0.0, drop_words=0.0, batch=32, epochs=40,
    )  # fmt: skip
    scale = np.zeros(8, np.float32), np.ones(8, np.float32)
    arrays = training["learning"].fitted(made, scale, settings, quiet=True)
    net = read_net({f"tiny.{k}": v for k, v in arrays.items()}, "tiny")
    states = np.concatenate(made.states).astype(np.float32)
    hidden = net.hidden(states, np.array(made.rows, np.intp), made.names)
    for name, least in (("kind", 0.99), ("sign", 0.9)):
        right = softmax(net.scores(hidden, name)).argmax(axis=1) == np.array(made.gold[name])
        assert right.mean() >= least, name


def test_training_gives_the_same_weights_twice(training: Any) -> None:
    settings = training["fit"].Settings(hidden=8, narrow=4, batch=16, epochs=2)
    scale = np.zeros(8, np.float32), np.ones(8, np.float32)
    one, two = (
        training["learning"].fitted(corpus(training), scale, settings, quiet=True) for _ in range(2)
    )
    assert all(np.array_equal(one[key], two[key]) for key in one)


def test_slopes_are_those_of_the_loss(training: Any) -> None:
    """Take a tiny step along each slope: the loss falls by its square, as calculus says."""
    made = corpus(training)
    fit = training["fit"]
    settings = fit.Settings(
        hidden=6, rank=3, narrow=3, dropout=0.0, drop_state=0.0, drop_bag=0.0, drop_words=0.0
    )
    names = ["common", "f=0", "f=1"]
    bags = [[names.index(n) for n in some] for some in made.names]
    data = fit.Data(
        states=np.concatenate(made.states), mean=np.zeros(8, np.float32),
        deviation=np.ones(8, np.float32), rows=np.array(made.rows),
        bag=np.array([i for b in bags for i in b]), starts=np.arange(0, 2 * len(bags), 2),
        features=3, lexical=np.zeros(3, bool),
        gold={k: np.array(v) for k, v in made.gold.items()},
        weight={k: np.array(v, np.float32) for k, v in made.weight.items()}, sizes=made.outputs,
    )  # fmt: skip
    network = fit.Network(data, settings)
    caught: dict[str, Any] = {}
    network.optimizer.step = lambda slopes, rate, rows: caught.update(slopes)
    which = np.arange(len(made.rows))
    before = network.step(which, 0.0)
    slopes = dict(caught)
    for name in ("slot0", "slot1", "left", "right", "up", "mix", "bias", "embedding", "w.kind"):
        weight, slope = network.weights[name], slopes[name]
        kept = weight.copy()
        small = 1e-3 / float(np.abs(slope).max())
        weight -= small * slope
        fall = before - network.step(which, 0.0)
        network.weights[name][...] = kept
        assert fall == pytest.approx(small * float((slope**2).sum()), rel=0.05, abs=1e-6), name


def test_joined_networks_give_the_mean_of_their_scores(training: Any) -> None:
    made, fit = corpus(training), training["fit"]
    scale = np.zeros(8, np.float32), np.ones(8, np.float32)
    settings = fit.Settings(hidden=8, narrow=4, batch=16, epochs=1)
    alone = [
        training["learning"].fitted(made, scale, fit.replace(settings, seed=seed), quiet=True)
        for seed in (1, 2)
    ]
    both = training["learning"].fitted(made, scale, fit.replace(settings, networks=2), quiet=True)
    states = np.concatenate(made.states).astype(np.float32)

    def scores(arrays: Any) -> Any:
        net = read_net({f"tiny.{k}": v for k, v in arrays.items()}, "tiny")
        return net.scores(net.hidden(states, np.array(made.rows, np.intp), made.names), "kind")

    assert np.allclose(scores(both), (scores(alone[0]) + scores(alone[1])) / 2, atol=1e-4)


def test_ties_let_a_rare_class_learn_from_the_others(training: Any) -> None:
    """Class 2 is never trained on, but a feature names it as others name theirs."""
    chance = np.random.default_rng(3)
    names = ("A", "B", "C")
    made = training["learning"].Examples({"kind": 3}, 1, {"kind": (names, ("k",))})
    for _ in range(200):
        states = chance.normal(size=(1, 8)).astype(np.float16)
        made.open(training["readings"].Reading("x", None, [], states, None))
        kind = int(chance.integers(2))
        made.add((0,), [f"k={names[kind]}"], {"kind": kind})
    settings = training["fit"].Settings(hidden=4, narrow=2, batch=32, epochs=30, least=999)
    scale = np.zeros(8, np.float32), np.ones(8, np.float32)
    arrays = training["learning"].fitted(made, scale, settings, quiet=True)
    net = read_net({f"tiny.{k}": v for k, v in arrays.items()}, "tiny")
    hidden = net.hidden(np.zeros((1, 8), np.float32), np.array([[0]], np.intp), [[]])
    with_c = net.scores(hidden, "kind", [["k=C"]])
    without = net.scores(hidden, "kind", [[]])
    assert with_c[0, 2] - without[0, 2] > 1.0
    assert np.array_equal(with_c[0, :2], without[0, :2])
