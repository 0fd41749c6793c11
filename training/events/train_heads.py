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
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import calibrate
import choices
import ecbplus
import measure
import propbank
import type_cases
import written
from fit import Settings
from learning import Examples, fitted, save, scale_of
from readings import ROOT, Reading

from transforms.events.heads.features import (
    candidates,
    class_features,
    pair_features,
    phrase_heads,
    word_features,
    word_rows,
)
from transforms.events.heads.listed import LISTED
from transforms.events.heads.model import (
    CLASSES,
    PARTIES,
    REALIS,
    ROLES,
    SLOTS,
    VERSION,
    Heads,
    read_heads,
)
from transforms.extract.model.states import shipped_digest

Arrays = dict[str, Any]
PARTS = ("pairs", "words", "types", "choices", "salient")
WEIGHTS = ROOT / "transforms" / "resources" / "events" / "heads.npz"
PAIRS = Settings(rank=64, narrow=48, batch=1024, epochs=3, rate=3e-3, least=5)
WORDS = Settings(
    hidden=64, decay=0.05, decay_bag=0.01, dropout=0.3, drop_state=0.3, drop_bag=0.2, batch=256,
    epochs=10, least=5, networks=4,
)  # fmt: skip
WORD_OUTPUTS = {"event": 2, "class": len(CLASSES), "mention": 2, "realis": len(REALIS), "main": 2}
#: What a word of triggers.txt counts beside one of the annotated corpus.
WRITTEN_WEIGHT = 1.0
#: What a class guessed from the word lists counts.
WEAK_WEIGHT = 0.2
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


def ecb_examples(examples: Examples, some: Sequence[Reading]) -> None:
    """Candidate words of judged sentences: event word or not; denied where ECB+ says so."""
    for reading in some:
        examples.open(reading)
        tree = reading.tree
        heads = {annotated.trigger_head(tree, m.tokens): m for m in reading.gold.mentions}
        inside = {t for m in reading.gold.mentions for t in m.tokens}
        for token in candidates(tree, reading.labels):
            if token in inside and token not in heads:
                continue  # another word of a longer trigger
            mention = heads.get(token)
            rows, names = word_inputs(reading, token)
            gold: dict[str, int | tuple[int, float]] = {"mention": int(mention is not None)}
            if mention is not None:
                gold |= weak_class(names)
                if mention.negated:
                    gold["realis"] = REALIS.index("negated")
            examples.add(rows, names, gold)


def weak_class(names: Sequence[str]) -> dict[str, tuple[int, float]]:
    """The class of an event word that the word lists know under one class alone."""
    own = [name[2:] for name in names if name.startswith("k=")]
    return {"class": (CLASSES.index(own[0]), WEAK_WEIGHT)} if len(own) == 1 else {}


def weak_examples(examples: Examples, some: Sequence[Reading]) -> None:
    """PropBank's predicates that the word lists know under one class alone."""
    for reading in some:
        opened = False
        for predicate in reading.gold:
            rows, names = word_inputs(reading, predicate.token)
            gold = weak_class(names)
            if gold and reading.labels[predicate.token] == "":
                if not opened:
                    examples.open(reading)
                    opened = True
                examples.add(rows, names, gold)


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
                    "event": 1,
                    "class": CLASSES.index(event.event_class),
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
                gold: dict[str, int | tuple[int, float]] = {
                    "event": (int(bool(name)), WRITTEN_WEIGHT)
                }
                if name:
                    gold["class"] = (CLASSES.index(name), WRITTEN_WEIGHT)
                examples.add(*word_inputs(reading, token), gold)


def word_inputs(reading: Reading, token: int) -> tuple[Sequence[int], list[str]]:
    """Slots and features of one word, as `Heads` reads them."""
    return word_rows(reading.tree, token), word_features(reading.tree, reading.labels, token)


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
    words = Examples(WORD_OUTPUTS, SLOTS, {"class": (CLASSES, LISTED)})
    ecb_examples(words, corpora.news)
    weak_examples(words, corpora.propbank)
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
    parser.add_argument("--keep", nargs="*", default=[], choices=PARTS,
                        help="take these parts from the shipped weights, untrained")  # fmt: skip
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where --save writes them")
    options = parser.parse_args()
    corpora = Corpora()
    arrays, scale = kept(options.keep)
    if "pairs" not in options.keep:
        pairs, scale = pairs_net(corpora, corpora.train)
        arrays |= {**started(scale), **pairs}
    if "words" not in options.keep:
        arrays |= words_net(corpora, corpora.train, scale)
        arrays |= calibrate.fit_temperatures(typeless(arrays), corpora.dev)
    if "types" not in options.keep:
        arrays |= type_cases.types_net(typeless(arrays), corpora.train, corpora.dev, scale)
    if "salient" not in options.keep:
        arrays |= calibrate.fit_salience(typeless(arrays), corpora.dev)
    arrays |= calibrate.fit_confidence(read_heads(arrays), corpora.dev)
    if options.save:
        save(arrays, options.out)
    if "choices" not in options.keep:
        chosen = choices.trained(read_heads(arrays), choices.documents())
        if options.save:
            choices.save_choices(chosen, read_heads(arrays), options.out.with_name("choices.npz"))
    measure.report(read_heads(arrays))
    return 0


def kept(parts: Sequence[str]) -> tuple[Arrays, Any]:
    """The parts of the shipped weights that stay as they are, and the scale of their states."""
    if not parts:
        return {}, None
    with np.load(WEIGHTS, allow_pickle=False) as data:
        shipped = {name: data[name] for name in data.files}
    scale = shipped["mean"], shipped["deviation"]
    inside = tuple(f"{part}." for part in parts)
    return {**started(scale), **{k: v for k, v in shipped.items() if k.startswith(inside)}}, scale


def typeless(arrays: Arrays) -> Heads:
    """Heads without a network of types yet."""
    return read_heads({**arrays, **prefixed("types", type_cases.empty(arrays["mean"].shape[0]))})


if __name__ == "__main__":
    raise SystemExit(main())
