"""The annotated corpus → readings whose events stand on words of the shipped model's tokens."""

from __future__ import annotations

import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

import readings
from ecbplus import DEVELOPMENT
from readings import CACHE, ROOT, Reading

from transforms.extract.dependencies import Tree
from transforms.extract.model.states import shipped_digest

#: What one document's own part of the cache is named after: its text's hash.
_STORE = "annotated.pickle"


class AnnotatedEvent(NamedTuple):
    """One row of the corpus on the words of a tree; parties are head words (their antecedents
    too where they are pronouns), in any sentence."""

    token: int
    tokens: tuple[int, ...]
    event_class: str
    plover: str  # "NONE" outside PLOVER
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    place: int  # -1 for none
    source: int
    realis: str
    main: bool


class Annotated(NamedTuple):
    """Gold of one document."""

    genre: str
    headline: str | None
    events: tuple[AnnotatedEvent, ...]


def present() -> bool:
    """Whether the corpus is in this repository."""
    return (ROOT / "training" / "annotations" / "documents.tsv").is_file()


def held_out() -> set[str]:
    """Ids of documents of other corpora that are in the corpus' dev or test part."""
    if not present():
        return set()
    from training.annotations.load import entries

    return {e.source_id for e in entries() if e.split != "train"}


def trigger_head(tree: Tree, tokens: Sequence[int]) -> int:
    """The word of a trigger that names the event.

    The highest in the tree, unless it is a verb that stands for its noun ("carried out a raid").
    """
    inside = set(tokens)
    top = next((t for t in tokens if tree.heads[t] not in inside), tokens[0])
    if tree.pos[top] in {"VERB", "AUX"}:
        nouns = [t for t in tokens if tree.pos[t] == "NOUN" and tree.heads[t] == top]
        if nouns:
            return nouns[-1]
    return top


def _tokens(tree: Tree, start: int, end: int) -> list[int]:
    first = bisect_right(tree.ends, start)
    return list(range(first, bisect_left(tree.starts, end)))


def _head(tree: Tree, span: tuple[int, int] | None) -> int:
    if span is None:
        return -1
    tokens = _tokens(tree, *span)
    inside = set(tokens)
    return next((t for t in tokens if tree.heads[t] not in inside), tokens[0] if tokens else -1)


def _party(tree: Tree, parties: Sequence[Any]) -> tuple[int, ...]:
    found = []
    for party in parties:
        found.append(_head(tree, (party.start, party.end)))
        if party.antecedent is not None:
            found.append(_head(tree, party.antecedent))
    return tuple(f for f in found if f >= 0)


def _event(tree: Tree, row: Any) -> AnnotatedEvent | None:
    tokens = _tokens(tree, *row.trigger)
    if not tokens:
        return None
    return AnnotatedEvent(
        token=trigger_head(tree, tokens),
        tokens=tuple(tokens),
        event_class=row.event_class,
        plover=row.plover or "NONE",
        actors=_party(tree, row.actors),
        recipients=_party(tree, row.recipients),
        place=_head(tree, row.place),
        source=next(iter(_party(tree, [row.source] if row.source else [])), -1),
        realis=row.realis,
        main=row.main,
    )


def of_development(entry: Any) -> bool:
    """Whether a document is of ECB+'s topics for measuring: those are never trained on."""
    return entry.source == "ecbplus" and int(entry.source_id.split("_")[0]) in DEVELOPMENT


def documents(split: str, *, written_only: bool = False) -> list[Reading]:
    """Readings of one part; ``gold`` is `Annotated`. Nothing where the corpus is not there."""
    if not present():
        return []
    from training.annotations.load import load

    path = CACHE / shipped_digest() / _STORE
    store: dict[str, Any] = {}
    if path.is_file():
        with path.open("rb") as stream:
            store = pickle.load(stream)
    found, fresh = [], False
    for document in load(split, written_only=written_only):
        key = document.entry.sha256
        if split == "train" and of_development(document.entry):
            continue
        if key not in store:
            store[key] = readings.of_doc(readings.pipeline()(document.text))
            fresh = True
        tree, labels, states = store[key]
        events = tuple(e for row in document.events if (e := _event(tree, row)) is not None)
        gold = Annotated(document.entry.genre, document.entry.headline, events)
        found.append(Reading(document.entry.doc, tree, labels, states, gold))
    if fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".partial").open("wb") as stream:
            pickle.dump(store, stream, protocol=5)
        path.with_suffix(".partial").replace(path)
    return found
