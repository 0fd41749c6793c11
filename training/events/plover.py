"""Sentences with a marked pair and its PLOVER type → cases for the head of types.

Sources: plover_relations of ../shared (1,026 sentences with both marks) and sentences.txt beside
this file, written for rare types and for events outside PLOVER. Neither says which word names the
event: it is the one whose arguments the pair fits best.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import readings
from readings import SHARED, Reading

from benchmarks.marked_pairs import read_marked
from schemas.ontology import load_ontology
from transforms.events.heads import States
from transforms.events.heads.features import candidates
from transforms.events.heads.model import MERGED, Heads
from transforms.extract.dependencies import Tree


class Pair(NamedTuple):
    """A marked sentence: text, spans of actor and recipient, type (`MERGED`), full type, mode."""

    text: str
    source: tuple[int, int]
    target: tuple[int, int]
    merged: str
    full: str | None
    quad: int


def merged(name: str) -> str:
    """CONCEDE and RETREAT as the labelled pairs have them."""
    return "YIELD" if name in {"CONCEDE", "RETREAT"} else name


def quad_of(name: str) -> int:
    """Quad class of a merged type; 0 for NONE."""
    if name == "NONE":
        return 0
    return 2 if name == "YIELD" else load_ontology().event_types[name].quad_class


def relations() -> list[Pair]:
    """The pairs of plover_relations; a few rows have lost a mark and are left out."""
    found = []
    path = SHARED / "dev" / "plover_relations" / "PLV_train.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            text, spans = read_marked(row["marked_sentence"])
            if len(spans) == 2:
                kind = row["gold_root"]
                found.append(Pair(text, spans["s"], spans["t"], kind, None, int(row["gold_penta"])))
    return found


def written() -> list[Pair]:
    """The sentences written for this head.

    Raises:
        ValueError: a line has not its two marks, or a type or mode that PLOVER does not have.
    """
    found = []
    ontology = load_ontology()
    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, sentence = line.partition("|")
        name, _, mode = kind.strip().partition("/")
        marked = re.sub(r"\[([st]): (.*?)\]", r"<\1>\2</\1>", sentence.strip())
        text, spans = read_marked(marked)
        if set(spans) != {"s", "t"}:
            raise ValueError(f"sentences.txt: one [s: ...] and one [t: ...] are needed: {line}")
        if name != "NONE" and name not in ontology.event_types:
            raise ValueError(f"sentences.txt: no event type {name}")
        if mode and mode not in ontology.event_types[name].modes:
            raise ValueError(f"sentences.txt: {name} has no mode {mode}")
        found.append(Pair(text, spans["s"], spans["t"], merged(name), name, quad_of(merged(name))))
    return found


def read(name: str, pairs: Sequence[Pair]) -> list[Reading]:
    """Readings of marked sentences, kept under ``name``."""

    def make() -> Iterator[Reading]:
        for number, pair in enumerate(pairs):
            yield Reading(str(number), *readings.of_doc(readings.pipeline()(pair.text)), pair)

    return readings.kept(name, make)


def span_heads(tree: Tree, span: tuple[int, int]) -> tuple[int, ...]:
    """Words of a span whose head lies outside it."""
    inside = {
        i for i in range(len(tree.words)) if tree.starts[i] < span[1] and tree.ends[i] > span[0]
    }
    return tuple(sorted(i for i in inside if tree.heads[i] not in inside) or sorted(inside))


def trigger_of(heads: Heads, reading: Reading) -> int:
    """The word whose arguments the pair fits best."""
    tree, pair = reading.tree, reading.gold
    source = set(span_heads(tree, pair.source))
    target = set(span_heads(tree, pair.target))
    number = tree.sentence_of[min(source)]
    view = heads.view(
        tree, States(np.asarray(reading.states, np.float32), heads.encoder), reading.labels
    )
    inside = [
        t for t in candidates(tree, reading.labels)
        if tree.sentence_of[t] == number and t not in source and t not in target
    ]  # fmt: skip
    if not inside:
        return min(source)
    best: tuple[float, int] | None = None
    found = heads.assess(view, inside)
    for each, links in zip(found, heads.arguments(view, inside, 0.05), strict=True):
        score = 0.5 * each.mention
        score += max((k.chance * (1.0 if k.role == "ARG0" else 0.7) for k in links
                      if k.token in source), default=0.0)  # fmt: skip
        score += max((k.chance * (0.7 if k.role == "ARG0" else 1.0) for k in links
                      if k.token in target), default=0.0)  # fmt: skip
        if best is None or score > best[0]:
            best = (score, each.token)
    assert best is not None and best[1] >= 0
    return best[1]


def class_index(name: str) -> int:
    """Number of a merged type."""
    return MERGED.index(name)
