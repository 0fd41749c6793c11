"""Corpora of events → sentences with the event tasks' labels, for training the encoder on them.

    python training/events/joint.py --out out/model/events.json.gz

``training/train.py --events`` reads the file. A sentence holds its words and, where its corpus says
so: for each word whether it names an event (``event``: one a reader would note, ``mention``: of any
kind), the event's class, its realis; names (first, after last, type); and pairs (kind, predicate,
{word: role}). -1 stands for what nobody says. ``forms`` holds the words that trigger_words.tsv knows
under one class alone, as "V:shelled" or "N:riots"; ``held`` the sentences of GMB that are in the
annotated corpus' dev and test parts, without white space. Documents of MEANTIME are left out: names are measured there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import measure
from readings import Reading
from train_heads import Corpora

from training.annotations import sources
from training.annotations.load import entries, load, shared_folder
from transforms.events.heads.features import candidates
from transforms.events.heads.listed import trigger_words
from transforms.events.heads.model import CLASSES, PARTIES, REALIS, ROLES
from transforms.extract.dependencies import Tree

Row = dict[str, Any]

#: Per word: lists that are cut into sentences.
LAYERS = ("event", "mention", "class", "realis")


def sentences(
    corpus: str,
    tree: Tree,
    layers: dict[str, list[int]],
    pairs: Sequence[tuple[str, int, dict[int, int]]] = (),
    names: Sequence[tuple[int, int, str]] | None = None,
) -> Iterator[Row]:
    """Cut what is known of one document into its sentences."""
    for first, last in tree.sentences:
        inside = range(first, last)
        if all(tree.pos[i] == "SPACE" for i in inside):
            continue
        row: Row = {"corpus": corpus, "words": tree.words[first:last]}
        row |= {k: v[first:last] for k, v in layers.items()}
        row["pairs"] = [
            (kind, at - first, {t - first: role for t, role in roles.items() if t in inside})
            for kind, at, roles in pairs
            if at in inside
        ]
        if names is not None:
            row["names"] = [(a - first, z - first, k) for a, z, k in names if a in inside]
        yield row


def empty(tree: Tree) -> dict[str, list[int]]:
    """Layers of which nothing is known."""
    return {name: [-1] * len(tree.words) for name in LAYERS}


def of_annotated(split: str) -> Iterator[Row]:
    """Sentences of the annotated corpus."""
    names = {
        d.entry.doc: d.names if d.entry.names else None
        for d in load(split)
        if split != "train" or d.entry.source != "meantime"
    }
    for reading in annotated.documents(split):
        if reading.key not in names:
            continue
        tree, layers, pairs = reading.tree, empty(reading.tree), []
        inside = {t for e in reading.gold.events for t in e.tokens}
        for token in candidates(tree, reading.labels):
            layers["event"][token] = -1 if token in inside else 0
        for event in reading.gold.events:
            layers["event"][event.token] = 1
            layers["class"][event.token] = CLASSES.index(event.event_class)
            layers["realis"][event.token] = REALIS.index(event.realis)
            roles = {t: PARTIES.index(r) for t, r in measure.party_heads(event).items()}
            pairs.append(("party", event.token, roles))
        marked = names[reading.key]
        spans = None if marked is None else list(_spans(tree, marked))
        yield from sentences(f"annotated_{split}", tree, layers, pairs, spans)


def _spans(tree: Tree, names: Sequence[Any]) -> Iterator[tuple[int, int, str]]:
    """Names on words; one that ends inside a word has no type that is known ("?")."""
    for name in names:
        tokens = [
            i
            for i in range(len(tree.words))
            if tree.starts[i] < name.end and tree.ends[i] > name.start
        ]
        if tokens:
            exact = tree.starts[tokens[0]] == name.start and tree.ends[tokens[-1]] == name.end
            yield tokens[0], tokens[-1] + 1, name.label if exact else "?"


def of_news(some: Sequence[Reading]) -> Iterator[Row]:
    """Judged sentences of ECB+."""
    for reading in some:
        tree, layers = reading.tree, empty(reading.tree)
        inside = {t for m in reading.gold.mentions for t in m.tokens}
        for token in candidates(tree, reading.labels):
            layers["mention"][token] = -1 if token in inside else 0
        for mention in reading.gold.mentions:
            head = annotated.trigger_head(tree, mention.tokens)
            layers["mention"][head] = 1
            if mention.negated:
                layers["realis"][head] = REALIS.index("negated")
        yield from sentences("ecbplus", tree, layers)


def of_propbank(some: Sequence[Reading]) -> Iterator[Row]:
    """Sentences with PropBank's arguments."""
    for reading in some:
        pairs = []
        for predicate in reading.gold:
            gold = measure.argument_heads(reading, predicate)
            pairs.append(("role", predicate.token, {t: ROLES.index(r) for t, r in gold.items()}))
        if pairs:
            yield from sentences("propbank", reading.tree, empty(reading.tree), pairs)


def of_written(some: Sequence[Reading]) -> Iterator[Row]:
    """Sentences written for triggers."""
    for reading in some:
        layers = empty(reading.tree)
        for token in {*candidates(reading.tree, reading.labels), *reading.gold}:
            head, name = reading.gold.get(token, (token, ""))
            if head == token:
                layers["event"][token] = int(bool(name))
                if name:
                    layers["class"][token] = CLASSES.index(name)
        yield from sentences("triggers", reading.tree, layers)


def held_sentences() -> list[str]:
    """Sentences of GMB that are in the annotated corpus' dev and test parts."""
    rows = sources.gmb(shared_folder(), "-")
    return [
        "".join(text.split())
        for entry in entries()
        if entry.split != "train" and entry.source == "gmb"
        for text in rows[entry.first : entry.last]
    ]


def forms(some: Sequence[Reading]) -> dict[str, int]:
    """Words as written that the lists know under one class alone, by the lemmas of these readings."""
    known = {k: v[0] for k, v in trigger_words().items() if len(v) == 1}
    found: dict[str, Counter[int]] = {}
    for reading in some:
        tree = reading.tree
        for word, lemma, pos in zip(tree.lower, tree.lemmas, tree.pos, strict=True):
            if pos in {"VERB", "NOUN"}:
                name = known.get(lemma)
                key = f"{pos[0]}:{word}"
                found.setdefault(key, Counter())[-1 if name is None else CLASSES.index(name)] += 1
    return {k: v.most_common(1)[0][0] for k, v in found.items() if v.most_common(1)[0][0] >= 0}


def main() -> int:
    """Write the sentences; see the module's first lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    corpora = Corpora()
    rows = [
        *of_annotated("train"),
        *of_annotated("dev"),
        *of_news(corpora.news),
        *of_propbank(corpora.propbank),
        *of_written(corpora.written),
    ]
    sizes: Counter[str] = Counter()
    for row in rows:
        sizes[row["corpus"]] += len(row["words"])
    print(dict(sizes), "words")
    everything = {
        "classes": CLASSES, "realis": REALIS, "roles": ROLES, "parties": PARTIES, "rows": rows,
        "held": held_sentences(),
        "forms": forms([*corpora.propbank, *corpora.news, *corpora.train]),
    }  # fmt: skip
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(options.out, "wt", encoding="utf-8") as stream:
        json.dump(everything, stream)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
