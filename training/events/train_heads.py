"""Corpora → the event heads' weights (transforms/resources/events/heads.npz), with their figures.

    python training/events/train_heads.py            figures only
    python training/events/train_heads.py --save     and the shipped weights

Trained on: PropBank's arguments on EWT (train) and MASC; ECB+'s judged sentences (topics 1 to 35
without those of development); the annotated corpus (training/annotations, train part); for types
also plover_relations and sentences.txt. What is in the corpus' dev or test part is left out of the
other corpora. Chosen and calibrated on the corpus' dev part; measure.py says what the figures are.
Needs nothing but what newsbeam runs on: the networks are small enough for numpy.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import calibrate
import ecbplus
import measure
import propbank
import type_cases
import written
from fit import Settings
from learning import Examples, fitted, scale_of
from readings import ROOT, Reading

from transforms.events.heads.features import (
    candidates,
    class_features,
    pair_features,
    phrase_heads,
    related,
    trigger_words,
    word_features,
)
from transforms.events.heads.model import (
    CLASSES,
    PARTIES,
    REALIS,
    ROLES,
    VERSION,
    Heads,
    read_heads,
)
from transforms.events.heads.states import shipped_digest

Arrays = dict[str, Any]
WEIGHTS = ROOT / "transforms" / "resources" / "events" / "heads.npz"
PAIRS = Settings(rank=64, narrow=48, batch=1024, epochs=4, least=5)
WORDS = Settings(
    decay=0.05, decay_bag=0.01, dropout=0.3, drop_state=0.3, drop_bag=0.2, batch=256, epochs=10
)
WORD_OUTPUTS = {"event": 1 + len(CLASSES), "mention": 2, "realis": len(REALIS), "main": 2}
SALIENCE_FOLDS = 3
#: What a word of triggers.txt counts beside one of the annotated corpus.
WRITTEN_WEIGHT = 1.0
#: What a party of the annotated corpus counts beside an argument of PropBank.
PARTY_WEIGHT = 2.0


def propbank_examples(examples: Examples, some: Sequence[Reading]) -> None:
    """Every word within reach of a predicate, with its role or none."""
    for reading in some:
        examples.open(reading)
        for predicate in reading.gold:
            gold = measure.argument_heads(reading, predicate)
            for reached in phrase_heads(reading.tree, predicate.token):
                role = gold.get(reached.token, "")
                examples.add(
                    (predicate.token, reached.token),
                    pair_features(reading.tree, reading.labels, predicate.token, reached),
                    {"role": ROLES.index(role)},
                )


def party_examples(examples: Examples, some: Sequence[Reading]) -> None:
    """Every word within reach of an annotated event, as party, place, source or none."""
    for reading in some:
        examples.open(reading)
        for event in reading.gold.events:
            gold = measure.party_heads(event)
            for reached in phrase_heads(reading.tree, event.token):
                if reached.token in event.tokens:
                    continue
                names = pair_features(reading.tree, reading.labels, event.token, reached)
                examples.add(
                    (event.token, reached.token),
                    class_features(names, [f"cl={event.event_class}"]),
                    {"party": (PARTIES.index(gold.get(reached.token, "")), PARTY_WEIGHT)},
                )


def ecb_examples(examples: Examples, some: Sequence[Reading], *, weak: bool) -> None:
    """Candidate words of judged sentences: event word or not; denied where ECB+ says so.

    ``weak``: there is no annotated corpus, so that classes are guessed from the word lists.
    """
    known = trigger_words()
    for reading in some:
        examples.open(reading)
        tree = reading.tree
        heads = {annotated.trigger_head(tree, m.tokens): m for m in reading.gold.mentions}
        inside = {t for m in reading.gold.mentions for t in m.tokens}
        for token in candidates(tree, reading.labels):
            if token in inside and token not in heads:
                continue  # another word of a longer trigger
            mention = heads.get(token)
            gold: dict[str, int | tuple[int, float]] = {"mention": int(mention is not None)}
            if mention is not None and mention.negated:
                gold["realis"] = REALIS.index("negated")
            if weak:
                names = known.get(tree.lemmas[token], ())
                if mention is None:
                    gold["event"] = 0
                elif len(names) == 1:
                    gold["event"] = 1 + CLASSES.index(names[0])
                if mention is not None:
                    gold.setdefault("realis", 0)
            examples.add(*word_inputs(reading, token), gold)


def event_examples(examples: Examples, some: Sequence[Reading]) -> None:
    """Candidate words of annotated documents: class or none, realis, and whether it is a main one."""
    for reading in some:
        examples.open(reading)
        rows = {e.token: e for e in reading.gold.events}
        inside = {t for e in reading.gold.events for t in e.tokens}
        for token in {*candidates(reading.tree, reading.labels), *rows}:
            event = rows.get(token)
            if event is None and token in inside:
                continue
            gold: dict[str, int | tuple[int, float]] = {"event": 0}
            if event is not None:
                gold = {
                    "event": 1 + CLASSES.index(event.event_class),
                    "realis": REALIS.index(event.realis),
                    "main": int(event.main),
                }
            examples.add(*word_inputs(reading, token), gold)


def written_examples(examples: Examples, some: Sequence[Reading]) -> None:
    """Candidate words of the sentences written for triggers: class or none."""
    for reading in some:
        examples.open(reading)
        for token in {*candidates(reading.tree, reading.labels), *reading.gold}:
            head, name = reading.gold.get(token, (token, ""))
            if head == token:
                label = 1 + CLASSES.index(name) if name else 0
                examples.add(*word_inputs(reading, token), {"event": (label, WRITTEN_WEIGHT)})


def word_inputs(reading: Reading, token: int) -> tuple[Sequence[int], list[str]]:
    """Slots and features of one word, as `Heads` reads them."""
    return (
        (token, *related(reading.tree, token)),
        word_features(reading.tree, reading.labels, token),
    )


class Corpora:
    """What all heads are trained on."""

    def __init__(self) -> None:
        held = annotated.held_out()
        self.propbank = [r for r in [*propbank.ewt("train"), *propbank.masc()] if r.key not in held]
        news = ecbplus.documents(development=False)
        self.news = [r for r in news if r.key.split("/")[1] not in held]
        self.written = written.sentences()
        self.train = annotated.documents("train")
        self.dev = annotated.documents("dev")
        print(f"annotated: {len(self.train)} documents to train on, {len(self.dev)} of dev")


def words_net(
    corpora: Corpora, train: Sequence[Reading], scale: Any, settings: Settings = WORDS
) -> Arrays:
    """Train the network of words (triggers, classes, realis) with these annotated documents."""
    words = Examples(WORD_OUTPUTS, 4)
    ecb_examples(words, corpora.news, weak=not train)
    event_examples(words, train)
    written_examples(words, corpora.written)
    return prefixed("words", fitted(words, scale, settings))


def pairs_net(corpora: Corpora, train: Sequence[Reading]) -> tuple[Arrays, Any]:
    """Train the network of pairs (arguments, parties); also returns the scale of the states."""
    pairs = Examples({"role": len(ROLES), "party": len(PARTIES)}, 2)
    propbank_examples(pairs, corpora.propbank)
    party_examples(pairs, train)
    scale = scale_of(pairs)
    return prefixed("pairs", fitted(pairs, scale, PAIRS)), scale


def salience(corpora: Corpora, arrays: Arrays, scale: Any) -> Arrays:
    """Fit the salience on the train part, each document judged by a network that has not seen it."""
    inputs, gold = [], []
    for fold in range(SALIENCE_FOLDS):
        inside = [r for k, r in enumerate(corpora.train) if k % SALIENCE_FOLDS != fold]
        outside = [r for k, r in enumerate(corpora.train) if k % SALIENCE_FOLDS == fold]
        words = words_net(corpora, inside, scale)
        some, main = calibrate.salience_rows(typeless({**arrays, **words}), outside)
        inputs.append(some)
        gold.append(main)
    weights, bias = calibrate.logistic(np.concatenate(inputs), np.concatenate(gold))
    return {"salient.weights": weights, "salient.bias": np.array(bias, np.float32)}


def prefixed(name: str, arrays: Arrays) -> Arrays:
    """The arrays of one network under its name."""
    return {f"{name}.{key}": value for key, value in arrays.items()}


def started(scale: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]) -> Arrays:
    """What the file holds beside the networks."""
    return {
        "version": np.array(VERSION),
        "encoder": np.array(shipped_digest()),
        "mean": scale[0],
        "deviation": scale[1],
        **calibrate.untrained(),
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--save", action="store_true", help="write the shipped weights")
    options = parser.parse_args()
    corpora = Corpora()
    pairs, scale = pairs_net(corpora, corpora.train)
    arrays = {**started(scale), **pairs, **words_net(corpora, corpora.train, scale)}
    arrays |= calibrate.fit_temperatures(typeless(arrays), corpora.dev)
    arrays |= type_cases.types_net(typeless(arrays), corpora.train, scale)
    arrays |= salience(corpora, arrays, scale)
    arrays |= calibrate.fit_confidence(read_heads(arrays), corpora.dev)
    measure.report(read_heads(arrays))
    if options.save:
        save(arrays)
    return 0


def typeless(arrays: Arrays) -> Heads:
    """Heads without a network of types yet."""
    return read_heads({**arrays, **prefixed("types", type_cases.empty(arrays["mean"].shape[0]))})


def save(arrays: Mapping[str, Any]) -> None:
    """Write the weights, networks in half precision."""
    halved = {
        k: v.astype(np.float16) if v.dtype == np.float32 and v.size > 512 else v
        for k, v in arrays.items()
    }
    WEIGHTS.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(WEIGHTS, **halved)
    print(WEIGHTS.name, WEIGHTS.stat().st_size, "bytes")


if __name__ == "__main__":
    raise SystemExit(main())
