"""Candidate event → calibrated probabilities of PLOVER types.

One multinomial logistic regression over what the rules saw (their type and code, the predicate,
modality, prepositions), the words around and the path between actor and recipient; its scores are
added to those of a ridge regression over the shipped encoder's states of trigger and sentence.
Trained by ``training/events/train_head.py`` on labelled pairs and on sentences written for it; the
probabilities are calibrated there by one temperature. Pipelines without those states are served
by the features alone.

CONCEDE and RETREAT are one class (YIELD), as in the labelled data; the rules tell them apart.
NONE is an event outside PLOVER.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from schemas.ontology import load_ontology
from transforms.events.candidates import Candidate
from transforms.events.scene import Scene

__all__ = ["TypeModel", "best_candidate", "decide", "features", "load_head", "merged_type",
           "quad_of", "states"]  # fmt: skip

Floats = npt.NDArray[np.float32]
#: Bump when `features` changes: an older head no longer fits.
FEATURES_VERSION = 2


def merged_type(event_type: str | None) -> str:
    """The class of a type: CONCEDE and RETREAT are YIELD, no type is NONE."""
    if event_type in {"CONCEDE", "RETREAT"}:
        return "YIELD"
    return event_type or "NONE"


def _path(scene: Scene, first: int, second: int) -> list[int]:
    """Tokens between ``first`` and ``second`` in the tree, both ends left out."""
    heads = scene.tree.heads
    up: list[int] = []
    at = first
    while at >= 0 and len(up) < 20:
        up.append(at)
        at = heads[at]
    seen = set(up)
    down: list[int] = []
    at = second
    while at >= 0 and at not in seen and len(down) < 20:
        down.append(at)
        at = heads[at]
    meet = up.index(at) if at in seen else len(up) - 1
    return [*up[1 : meet + 1], *reversed(down[1:])]


def best_candidate(
    candidates: Sequence[Candidate],
    joined: Sequence[tuple[set[int], set[int]]],
    actors: set[int],
    recipients: set[int],
) -> int | None:
    """Index of the candidate that joins the two sets of tokens best; typed ones first."""
    best: tuple[float, int] | None = None
    for index, candidate in enumerate(candidates):
        who, whom = joined[index]
        score = 2.0 * bool(who & actors) + 1.5 * bool(whom & recipients)
        score += 0.3 * (bool(whom & actors) + bool(who & recipients))
        score += 0.8 * (candidate.event_type is not None) - 1.2 * candidate.inside
        if best is None or score > best[0]:
            best = (score, index)
    return None if best is None else best[1]


def features(
    scene: Scene,
    candidates: Sequence[Candidate],
    chosen: int | None,
    joined: Sequence[tuple[set[int], set[int]]],
    actors: set[int],
    recipients: set[int],
    sentence: int,
) -> list[str]:
    """Names of the binary features of one (actor, recipient) pair and its predicate."""
    tree = scene.tree
    found: list[str] = []
    first, last = tree.sentences[sentence]
    last = min(last, first + 300)
    if chosen is not None:
        candidate = candidates[chosen]
        frame = candidate.frame
        kind = merged_type(candidate.event_type)
        who, whom = joined[chosen]
        joins = f"{int(bool(who & actors))}{int(bool(whom & recipients))}"
        found += [
            f"type={kind}",
            f"type={kind}/{candidate.mode}",
            f"type={kind}&joins={joins}",
            f"cameo={candidate.cameo}",
            f"modality={candidate.modality}&type={kind}",
            f"kind={candidate.kind}",
            f"predicate={tree.lemmas[frame.trigger]}",
            f"passive={frame.passive}",
        ]
        if frame.light is not None:
            found.append(f"light={tree.lemmas[frame.light]}")
        if candidate.match is not None and candidate.match.rule.event_type is not None:
            found.append(f"rule={merged_type(candidate.match.rule.event_type)}")
        for index in frame.obj:
            found.append(f"object={tree.lemmas[index]}")
        for index in frame.comps:
            found.append(f"complement={tree.lemmas[index]}")
        for name in (*frame.obl, *frame.object_obl):
            found.append(f"preposition={name}")
        if candidate.negated:
            found.append("negated")
    for index, candidate in enumerate(candidates):
        if tree.sentence_of[candidate.frame.trigger] != sentence or index == chosen:
            continue
        who, whom = joined[index]
        kind = merged_type(candidate.event_type)
        found.append(f"also={kind}")
        if who & actors or whom & recipients:
            found.append(
                f"also-near={kind}&{int(bool(who & actors))}{int(bool(whom & recipients))}"
            )
        if candidate.inside and candidate.match is not None:
            found.append(f"inside={merged_type(candidate.match.rule.event_type)}")
    if actors and recipients:
        for index in _path(scene, min(actors), min(recipients))[:8]:
            found.append(f"path={tree.lemmas[index]}")
    ends = actors | recipients
    for index in range(first, last):
        if index in ends or tree.pos[index] in {"PUNCT", "DET", "NUM"}:
            continue
        if tree.pos[index] != "PROPN":
            found.append(f"word={tree.lemmas[index]}")
        if tree.lower[index] in {"will", "would", "may", "must", "should", "not", "n't"}:
            found.append(f"aux={tree.lower[index]}")
    for name, tokens in (("actor", actors), ("recipient", recipients)):
        for index in sorted(tokens):
            label = scene.labels[index]
            if label:
                found.append(f"{name}-label={label}")
            for sector in scene.lexicon.agents.get(tree.lemmas[index], ()):
                found.append(f"{name}-sector={sector}")
    return sorted(set(found))


def states(tensor: Floats, trigger: int | None, span: tuple[int, int]) -> Floats:
    """Encoder states of the trigger and, as their mean, of its sentence, float32[2 * width].

    ``tensor`` is ``doc.tensor`` of the shipped model, ``span`` the sentence's tokens.
    """
    sentence = tensor[span[0] : min(span[1], span[0] + 300)].mean(axis=0)
    return np.concatenate([tensor[trigger] if trigger is not None else sentence, sentence])


class TypeModel(NamedTuple):
    """Weights of the trained head: binary features × classes, encoder states × classes."""

    classes: tuple[str, ...]
    names: dict[str, int]
    weights: Floats
    bias: Floats
    temperature: float
    dense: Floats  # float32[2 * width, classes], the states' mean and scale folded in
    dense_bias: Floats
    dense_temperature: float  # of both together

    def probabilities(self, found: Sequence[str], state: Floats | None = None) -> dict[str, float]:
        """Calibrated probability of every class for one pair's features.

        Without ``state``, or with one of another width, the features decide alone.
        """
        rows = [self.names[name] for name in found if name in self.names]
        scores = self.bias + self.weights[rows].sum(axis=0)
        if state is not None and state.shape[0] == self.dense.shape[0]:
            scores = (scores + state @ self.dense + self.dense_bias) / self.dense_temperature
        else:
            scores = scores / self.temperature
        chances = np.exp(scores - scores.max())
        chances = chances / chances.sum()
        return dict(zip(self.classes, chances.tolist(), strict=True))


def quad_of(name: str) -> int:
    """Quad class of a class of the head; 0 for NONE."""
    if name == "NONE":
        return 0
    return 2 if name == "YIELD" else load_ontology().event_types[name].quad_class


def decide(chances: Mapping[str, float]) -> str:
    """The likeliest class of the likeliest quad class.

    Types of one quad class are confused with one another more than across: their chances add up
    before the choice.
    """
    totals = [0.0] * 5
    for name, chance in chances.items():
        totals[quad_of(name)] += chance
    quad = max(range(5), key=lambda number: totals[number])
    return max((n for n in chances if quad_of(n) == quad), key=lambda name: chances[name])


@lru_cache(maxsize=1)
def load_head() -> TypeModel | None:
    """The shipped head, once per process; None where it was trained for other features."""
    path = files("transforms.resources").joinpath("events").joinpath("head.npz")
    if not path.is_file():
        return None
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        if int(data["version"]) != FEATURES_VERSION:
            return None
        return TypeModel(
            classes=tuple(str(c) for c in data["classes"]),
            names={str(name): row for row, name in enumerate(data["names"])},
            weights=data["weights"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
            temperature=float(data["temperature"]),
            dense=data["dense"].astype(np.float32),
            dense_bias=data["dense_bias"].astype(np.float32),
            dense_temperature=float(data["dense_temperature"]),
        )
