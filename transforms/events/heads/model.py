"""Words, tree and encoder states of an article → events, their arguments, types and realis.

See the package's first lines for what each head gives. All heads of one file are bound to one
encoder: states of another are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transforms.events.heads.features import (
    Reached,
    candidates,
    phrase_heads,
    word_groups,
    word_rows,
)
from transforms.events.heads.known import KnownWords
from transforms.events.heads.labels import CLASSES, MERGED, PARTIES, REALIS, ROLES, TYPES
from transforms.events.heads.net import Net, cut, read_net, softmax
from transforms.events.heads.pairs import PairReader
from transforms.events.heads.rows import Rows, rows_of
from transforms.events.heads.salience import salience_inputs
from transforms.events.heads.types import Case, case_rows, case_states
from transforms.events.heads.vocabulary import Feature, names_of
from transforms.extract.dependencies import Tree
from transforms.extract.model.states import States
from transforms.extract.model.weights import bound_arrays

__all__ = ["CLASSES", "MERGED", "PARTIES", "REALIS", "ROLES", "TYPES", "Found", "Heads", "Link",
           "Logistic", "View", "load_heads", "read_heads"]  # fmt: skip

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]

#: Format of the weights' file; bump when features or outputs change.
VERSION = 3
#: States that the network of words reads of a word; see `word_rows`.
SLOTS = 6
#: Words and predicates that are read at once, so that a long article needs no more memory; a
#: predicate reaches some hundred words.
BLOCK, PREDICATES = 2048, 128


class View(NamedTuple):
    """One article as the heads read it; made by `Heads.view`, handed to every other method."""

    tree: Tree
    labels: Sequence[str]
    states: Rows


class Found(NamedTuple):
    """An event trigger.

    ``token`` names the event (the noun of a light verb, the verb of a verb and particle);
    ``tokens`` are all its words in text order. ``chance`` is the probability that a reader would
    note an event here; ``mention`` that it is an event word of any kind (as ECB+ marks them);
    ``classes`` the probability of every class of `CLASSES`, given that it is an event. ``hidden``
    is what the network of words makes of the token: later questions about it cost no second look.
    """

    token: int
    tokens: tuple[int, ...]
    chance: float
    mention: float
    classes: Floats
    hidden: Floats

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest class and its probability."""
        at = int(self.classes.argmax())
        return CLASSES[at], float(self.classes[at])


class Link(NamedTuple):
    """A phrase that takes part in an event: its head word, its role and the probability of it."""

    token: int
    role: str
    chance: float


class Pairs(NamedTuple):
    """Words that may take part in each event, and the network's sums for one after another."""

    reached: Sequence[Sequence[Reached]]
    sums: Floats


class Logistic(NamedTuple):
    """A logistic regression over a few numbers."""

    weights: Floats
    bias: float

    def __call__(self, inputs: Floats) -> Floats:
        """Return the probability of every row of ``inputs``, float32."""
        # OpenBLAS's product with a vector sets the flag of an invalid operation now and then on
        # processors with AVX-512, though every number is finite.
        with np.errstate(invalid="ignore"):
            scores = np.clip(inputs @ self.weights + self.bias, -30.0, 30.0)
        return np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float32)


class Heads(NamedTuple):
    """The trained heads; `load_heads` gives the shipped ones."""

    encoder: str  # digest of the encoder that they read
    mean: Floats
    deviation: Floats
    words: Net
    pairs: Net
    reader: PairReader  # of the features of ``pairs``
    types: Net
    salient: Logistic
    confident: Logistic

    def view(self, tree: Tree, states: States, labels: Sequence[str]) -> View:
        """Prepare one article for the heads.

        Args:
            tree: its words, one entry a token.
            states: of the same tokens, from `encoder_states`.
            labels: entity label of every token, "" outside.

        Raises:
            ValueError: the states are another encoder's, or of other tokens.
        """
        if states.encoder != self.encoder:
            raise ValueError(
                f"the event heads read states of the encoder {self.encoder}, not of "
                f"{states.encoder!r}: take them from encoder_states(doc), or train the heads again "
                "with `make train-events`"
            )
        if states.values.shape != (len(tree.words), self.mean.shape[0]):
            raise ValueError(
                f"states of shape {states.values.shape} do not fit {len(tree.words)} words"
            )
        return View(tree, labels, rows_of(tree, states.values, self.mean, self.deviation))

    def hidden(
        self, view: View, tokens: Sequence[int], features: Sequence[Sequence[Feature]] | None = None
    ) -> Floats:
        """Return the hidden layer of the network of words for some words, ``features`` theirs."""
        tree = view.tree
        rows = np.array([word_rows(tree, t) for t in tokens], np.intp).reshape(-1, SLOTS)
        if features is None:
            features = [word_groups(tree, view.labels, t) for t in tokens]
        return self.words.hidden(view.states, rows, features)

    def assess(self, view: View, tokens: Sequence[int], floor: float = 0.0) -> list[Found]:
        """Return what the trigger head says of some words, in their order.

        Words whose ``chance`` and ``mention`` are below ``floor`` are left out.
        """
        if not len(tokens):
            return []
        features = [word_groups(view.tree, view.labels, t) for t in tokens]
        hidden = self.hidden(view, tokens, features)
        chances = softmax(self.words.scores(hidden, "event"))[:, 1]
        mention = softmax(self.words.scores(hidden, "mention"))[:, 1]
        kept = np.flatnonzero(np.maximum(chances, mention) >= floor).tolist()
        if not kept:
            return []
        hidden = hidden[kept]
        classes = softmax(self.words.scores(hidden, "class", [names_of(features[k]) for k in kept]))
        return [
            Found(tokens[k], _with_particle(view.tree, tokens[k]), float(chances[k]),
                  float(mention[k]), classes[row], hidden[row])
            for row, k in enumerate(kept)
        ]  # fmt: skip

    def detect(self, view: View, floor: float = 0.15) -> list[Found]:
        """Return the triggers whose ``chance`` or ``mention`` is at least ``floor``, in order."""
        tokens = candidates(view.tree, view.labels)
        return [
            each
            for at in range(0, len(tokens), BLOCK)
            for each in self.assess(view, tokens[at : at + BLOCK], floor)
        ]

    def realis(self, found: Sequence[Found]) -> Floats:
        """Return the probability of every value of `REALIS` for some events."""
        if not found:
            return np.zeros((0, len(REALIS)), np.float32)
        return softmax(self.words.scores(np.stack([f.hidden for f in found]), "realis"))

    def arguments(
        self, view: View, predicates: Sequence[int], floor: float = 0.1
    ) -> list[list[Link]]:
        """Return the PropBank arguments of some words, strongest role of every phrase."""
        pairs = self._pairs(view, predicates)
        return self._links(pairs, pairs.sums, "role", floor)

    def parties(
        self, view: View, predicates: Sequence[int], classes: Sequence[str], floor: float = 0.1
    ) -> list[list[Link]]:
        """Return actors, recipients, places and sources of events of known classes.

        The roles are those of docs/annotation.md (`PARTIES`), in the event's own sentence: of
        "12 people died", the recipient; of "shares of the firm fell", the actor.
        """
        return self.participants(view, predicates, classes, floor)[1]

    def participants(
        self, view: View, predicates: Sequence[int], classes: Sequence[str], floor: float = 0.1
    ) -> tuple[list[list[Link]], list[list[Link]]]:
        """Return `arguments` and `parties` at the cost of one: they differ in the class alone."""
        roles: list[list[Link]] = []
        parties: list[list[Link]] = []
        for at in range(0, len(predicates), PREDICATES):
            pairs = self._pairs(view, predicates[at : at + PREDICATES])
            known: list[Sequence[int]] = []
            for k, some in enumerate(pairs.reached):
                known += self.reader.class_rows(classes[at + k], some)
            roles += self._links(pairs, pairs.sums, "role", floor)
            parties += self._links(pairs, pairs.sums + self.pairs.bags(known), "party", floor)
        return roles, parties

    def _pairs(self, view: View, predicates: Sequence[int]) -> Pairs:
        """Every word within reach of every predicate, with the network's sums for the pair."""
        reached = [phrase_heads(view.tree, predicate) for predicate in predicates]
        bags: list[Sequence[int]] = []
        for predicate, some in zip(predicates, reached, strict=True):
            bags += self.reader.rows(view.tree, view.labels, predicate, some)
        owner = np.repeat(np.array(predicates, np.intp), [len(some) for some in reached])
        tokens = np.fromiter((each.token for some in reached for each in some), np.intp)
        rows = np.stack([owner, tokens], axis=1)
        return Pairs(reached, self.pairs.sums(view.states, rows, bags))

    def _links(self, pairs: Pairs, sums: Floats, output: str, floor: float) -> list[list[Link]]:
        links: list[list[Link]] = [[] for _ in pairs.reached]
        if not len(sums):
            return links
        roles = ROLES if output == "role" else PARTIES
        chances = softmax(self.pairs.scores(np.maximum(sums, 0.0), output))
        best = chances[:, 1:].argmax(axis=1) + 1
        top = chances[np.arange(len(best)), best]
        kept = np.flatnonzero(top >= floor)
        which = [(k, each.token) for k, some in enumerate(pairs.reached) for each in some]
        for at, role, chance in zip(
            kept.tolist(), best[kept].tolist(), top[kept].tolist(), strict=True
        ):
            k, token = which[at]
            links[k].append(Link(token, roles[role], chance))
        return links

    def typing(
        self,
        view: View,
        predicates: Sequence[int],
        actors: Sequence[Sequence[int]],
        recipients: Sequence[Sequence[int]],
        classes: Sequence[str],
        known: Sequence[Sequence[str]],
        words: KnownWords,
    ) -> Floats:
        """Return the probability of every one of `TYPES` for some events, calibrated.

        Args:
            view: the article.
            predicates: the words that name the events.
            actors, recipients: head words of the parties of each, all of its sentence.
            classes: the class of each.
            known: what matched rules say of each ("rule=ASSAULT"); names never seen in training
                count nothing.
            words: what rule files know of a lemma.
        """
        if not len(predicates):
            return np.zeros((0, len(TYPES)), np.float32)
        cases = [
            Case(p, tuple(a), tuple(r), c, tuple(k))
            for p, a, r, c, k in zip(predicates, actors, recipients, classes, known, strict=True)
        ]
        blocks = range(0, len(cases), BLOCK)
        return np.concatenate([self._typed(view, cases[at : at + BLOCK], words) for at in blocks])

    def _typed(self, view: View, cases: Sequence[Case], words: KnownWords) -> Floats:
        states, rows = case_states(view.tree, view.states, cases)
        known = self.types.features
        bags = [case_rows(view.tree, view.labels, case, words, known) for case in cases]
        hidden = cut(self.types.sums(states, rows, bags))
        merged = softmax(self.types.scores(hidden, "type"))
        retreats = softmax(self.types.scores(hidden, "retreats"))[:, 1]
        result = np.zeros((len(cases), len(TYPES)), np.float32)
        for column, name in enumerate(MERGED):
            if name != "YIELD":
                result[:, TYPES.index(name)] = merged[:, column]
        yields = merged[:, MERGED.index("YIELD")]
        result[:, TYPES.index("RETREAT")] = yields * retreats
        result[:, TYPES.index("CONCEDE")] = yields * (1.0 - retreats)
        return result

    def salience(
        self, view: View, found: Sequence[Found], classes: Sequence[str], title: Iterable[str] = ()
    ) -> Floats:
        """Return the probability of each event that the article was written for it.

        Args:
            view: the article.
            found: all its events, in text order.
            classes: the class of each.
            title: lemmas of the headline's words, where there is one.
        """
        if not found:
            return np.zeros(0, np.float32)
        return self.salient(salience_numbers(self, view.tree, found, classes, title))

    def confidence(
        self, found: Sequence[Found], classes: Sequence[str], types: Sequence[float | None]
    ) -> Floats:
        """Return the probability that a reader would put each event into the table as written.

        Args:
            found: the events.
            classes: the class that is written for each.
            types: the probability of the PLOVER type that is written, None where none is.
        """
        if not found:
            return np.zeros(0, np.float32)
        return self.confident(confidence_inputs(found, classes, types))


def salience_numbers(
    heads: Heads,
    tree: Tree,
    found: Sequence[Found],
    classes: Sequence[str],
    title: Iterable[str] = (),
) -> Floats:
    """What the salience rests on: place, repetition, headline, and what the word's state tells."""
    tokens = [f.token for f in found]
    inputs = salience_inputs(tree, tokens, [f.chance for f in found], classes, title)
    scores = heads.words.scores(np.stack([f.hidden for f in found]), "main")
    return np.concatenate([inputs, scores[:, 1:] - scores[:, :1]], axis=1)


def confidence_inputs(
    found: Sequence[Found], classes: Sequence[str], types: Sequence[float | None]
) -> Floats:
    """What the confidence rests on: logits of event, class and type."""
    rows = np.array(
        [
            (f.chance, float(f.classes[CLASSES.index(name)]), f.mention, 0.5 if t is None else t)
            for f, name, t in zip(found, classes, types, strict=True)
        ]
    ).clip(1e-4, 1 - 1e-4)
    logits = np.log(rows / (1 - rows))  # of .5, where there is no type: 0
    typed = [float(t is not None) for t in types]
    return np.insert(logits, 3, typed, axis=1).astype(np.float32)


def _with_particle(tree: Tree, token: int) -> tuple[int, ...]:
    particles = tree.kids(token, "compound:prt")
    return tuple(sorted([token, *particles]))


def _logistic(data: Mapping[str, Any], name: str) -> Logistic:
    return Logistic(np.asarray(data[f"{name}.weights"], np.float32), float(data[f"{name}.bias"]))


def read_heads(data: Mapping[str, Any]) -> Heads:
    """Make heads out of the arrays of a weights' file."""
    pairs = read_net(data, "pairs")
    return Heads(
        encoder=str(data["encoder"]),
        mean=np.asarray(data["mean"], np.float32),
        deviation=np.asarray(data["deviation"], np.float32),
        words=read_net(data, "words"),
        pairs=pairs,
        reader=PairReader(pairs.features.names, len(pairs.embedding) - 1),
        types=read_net(data, "types"),
        salient=_logistic(data, "salient"),
        confident=_logistic(data, "confident"),
    )


@lru_cache(maxsize=1)
def load_heads() -> Heads:
    """Return the shipped heads, once per process.

    Raises:
        FileNotFoundError: the weights are missing from this installation.
        ValueError: they were trained for another encoder than the shipped one, or by another
            version of the training.
    """
    return read_heads(bound_arrays("events/heads.npz", VERSION, "event heads", "make train-events"))
