"""Candidate event → calibrated probabilities of PLOVER types.

One multinomial logistic regression over what the rules saw (their type and code, the predicate,
modality, prepositions), what governs actor and recipient and lies on the path between them, what
the rule files know of those words, and the shipped encoder's states of trigger, path, recipient and
sentence. Trained by ``training/events/train_head.py`` on labelled pairs and on sentences written
for it; the probabilities are calibrated there by one temperature. Pipelines without those states
are served by a second regression over the features alone.

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
from transforms.events.frames import MAX_DEPTH
from transforms.events.scene import Scene

__all__ = ["TypeModel", "best_candidate", "decide", "features", "load_head", "merged_type",
           "quad_of", "states"]  # fmt: skip

Floats = npt.NDArray[np.float32]
#: Bump when `features` changes: an older head no longer fits.
FEATURES_VERSION = 3


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
        found += _path_features(scene, min(actors), min(recipients))
    for name, tokens in (("actor", actors), ("recipient", recipients)):
        if tokens:
            found += _governor_features(scene, name, min(tokens))
    if actors or recipients:
        top = min(actors or recipients)
        for _ in range(MAX_DEPTH):
            if tree.heads[top] < 0:
                break
            top = tree.heads[top]
        found.append(f"root={tree.lemmas[top]}")
        for index in tree.kids(top, "xcomp", "ccomp", "obj", "aux", "compound:prt"):
            found.append(f"root-below={tree.lemmas[index]}")
    ends = actors | recipients
    for index in range(first, last):
        if index in ends or tree.pos[index] in {"PUNCT", "DET", "NUM"}:
            continue
        if tree.pos[index] != "PROPN":
            found.append(f"word={tree.lemmas[index]}")
        if tree.pos[index] in {"VERB", "NOUN", "ADJ"}:
            found += _known(scene, "word", index)
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


def _known(scene: Scene, name: str, index: int) -> list[str]:
    """What the rule files know of a word: the types of its rules and its classes."""
    tree, lexicon = scene.tree, scene.lexicon
    lemma, lower = tree.lemmas[index], tree.lower[index]
    found = [f"{name}-class={c}" for c in lexicon.classes_of.get(lemma, ())]
    for word in (lemma,) if lemma == lower else (lemma, lower):
        found += [f"{name}-may={merged_type(t)}" for t in lexicon.types_of.get(word, ())]
    return found


#: Children of a verb that say what is done and how surely.
_TELLING = {"obj", "xcomp", "ccomp", "compound:prt"}
_AUXILIARIES = {"not", "n't", "never", "will", "would", "could", "should", "must", "may", "to",
                "has", "have"}  # fmt: skip


def _path_features(scene: Scene, actor: int, recipient: int) -> list[str]:
    """The way through the tree from actor to recipient: labels, verbs and what hangs below them."""
    tree = scene.tree
    lemmas, deps = tree.lemmas, tree.deps
    path = _path(scene, actor, recipient)
    found = ["path-labels=" + ">".join(deps[i] for i in (actor, *path, recipient))]
    verbs = [i for i in path if tree.pos[i] == "VERB"]
    found.append("path-verbs=" + ">".join(lemmas[i] for i in verbs))
    for index in path[:8]:
        found.append(f"path={lemmas[index]}:{deps[index]}")
        found += _known(scene, "path", index)
    for index in verbs:
        found.append(f"path-tag={tree.tags[index]}")
        for child in tree.children[index]:
            label = deps[child]
            if label in _TELLING:
                found.append(f"path-{label}={lemmas[child]}")
            if label in _TELLING or label in {"obl", "advmod"}:
                found.append(f"path={lemmas[index]}>{lemmas[child]}")
            if tree.lower[child] in _AUXILIARIES:
                found.append(f"path-aux={tree.lower[child]}")
    return found


def _governor_features(scene: Scene, name: str, index: int) -> list[str]:
    """What stands above an actor or recipient: its head, its preposition and its clause's verb."""
    tree = scene.tree
    lemmas, deps, heads = tree.lemmas, tree.deps, tree.heads
    above = heads[index]
    if above < 0:
        return []
    word = lemmas[above]
    found = [f"{name}-head={word}", f"{name}-dep={deps[index]}",
             f"{name}-head={word}:{deps[index]}"]  # fmt: skip
    found += [f for f in _known(scene, f"{name}-head", above) if "-may=" in f]
    for child in tree.children[index]:
        if deps[child] == "case":
            case = tree.lower[child]
            found += [f"{name}-case={case}", f"{name}-case={case}:{word}"]
    at = index
    for _ in range(12):
        if heads[at] < 0 or (at != index and tree.pos[at] == "VERB"):
            break
        label, at = deps[at], heads[at]
    if at != index and tree.pos[at] == "VERB":
        found += [f"{name}-verb={lemmas[at]}", f"{name}-verb={lemmas[at]}:{label}"]
        found += [f for f in _known(scene, f"{name}-verb", at) if "-may=" in f]
    return found


#: Blocks of `states`: trigger, sentence, recipient, path, words between actor and recipient.
STATE_BLOCKS = 5


def states(
    tensor: Floats,
    scene: Scene,
    trigger: int | None,
    actors: set[int],
    recipients: set[int],
    sentence: int,
) -> Floats:
    """Encoder states of one pair and its predicate, float32[STATE_BLOCKS * width].

    Of several tokens their mean; what is missing is the sentence's mean. ``tensor`` is
    ``doc.tensor`` of the shipped model, one row a token.
    """
    first, last = scene.tree.sentences[sentence]
    whole = tensor[first : min(last, first + 300)].mean(axis=0)
    one = tensor[trigger] if trigger is not None else whole
    whom = tensor[min(recipients)] if recipients else whole
    path = between = whole
    if actors and recipients:
        way = _path(scene, min(actors), min(recipients))[:8]
        if way:
            path = tensor[way].mean(axis=0)
        low = min(max(actors), max(recipients)) + 1
        high = max(min(actors), min(recipients))
        if low < high:
            between = tensor[low:high].mean(axis=0)
    return np.concatenate([one, whole, whom, path, between])


class TypeModel(NamedTuple):
    """Weights of the trained head: binary features × classes, encoder states × classes.

    ``plain`` and ``plain_bias`` serve where there are no states, the other three where there are.
    """

    classes: tuple[str, ...]
    names: dict[str, int]
    plain: Floats
    plain_bias: Floats
    plain_temperature: float
    weights: Floats
    dense: Floats  # float32[STATE_BLOCKS * width, classes], the states' mean and scale folded in
    bias: Floats
    temperature: float

    def probabilities(self, found: Sequence[str], state: Floats | None = None) -> dict[str, float]:
        """Calibrated probability of every class for one pair's features.

        Without ``state``, or with one of another width, the features decide alone.
        """
        rows = [self.names[name] for name in found if name in self.names]
        if state is not None and state.shape[0] == self.dense.shape[0]:
            scores = self.weights[rows].sum(axis=0) + state @ self.dense + self.bias
            scores = scores / self.temperature
        else:
            scores = (self.plain[rows].sum(axis=0) + self.plain_bias) / self.plain_temperature
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
            plain=data["plain"].astype(np.float32),
            plain_bias=data["plain_bias"].astype(np.float32),
            plain_temperature=float(data["plain_temperature"]),
            weights=data["weights"].astype(np.float32),
            dense=data["dense"].astype(np.float32),
            bias=data["bias"].astype(np.float32),
            temperature=float(data["temperature"]),
        )
