"""Training on a tiny corpus end to end: texts → readings → networks → file → rows of those texts.

Eight short articles of the annotated corpus that are in this repository; no other data.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from training.annotations import load as corpus
from transforms.events.heads.model import Heads, load_heads, read_heads
from transforms.extract.topics import read_topics

FOLDERS = [Path(__file__).resolve().parents[3] / "training" / name for name in ("topics", "events")]


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The modules of training/events and training/topics, scripts beside one another."""
    before = set(sys.modules)
    sys.path[:0] = [str(folder) for folder in FOLDERS]
    import annotated
    import calibrate
    import choices
    import learning
    import readings
    import train_heads
    import train_topics
    import type_cases

    texts = sorted(corpus.load("train", written_only=True), key=lambda each: len(each.text))[:8]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(annotated, "CACHE", tmp_path_factory.mktemp("readings"))
        patch.setattr(choices, "CACHE", tmp_path_factory.mktemp("parses"))
        patch.setattr(corpus, "load", lambda split, written_only: texts)
        read = annotated.documents("train", written_only=True)
        yield SimpleNamespace(
            annotated=annotated, calibrate=calibrate, choices=choices, texts=texts,
            learning=learning, readings=readings,
            heads=train_heads, topics=train_topics, types=type_cases, read=read,
        )  # fmt: skip
    sys.path[:2] = []
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(FOLDERS[0].parent)):
            del sys.modules[name]


def heads_of(scripts: Any) -> dict[str, Any]:
    """All arrays of the heads, trained on the tiny corpus, as `train_heads.main` joins them."""
    mine = SimpleNamespace(propbank=[], news=[], written=[], train=scripts.read, dev=scripts.read)
    train, types, calibrate = scripts.heads, scripts.types, scripts.calibrate
    words = dataclasses.replace(
        train.WORDS, hidden=32, dropout=0.0, drop_state=0.0, drop_bag=0.0, drop_words=0.0,
        least=2, batch=64, epochs=12,
    )  # fmt: skip
    pairs, scale = train.pairs_net(mine, mine.train)
    arrays = {**train.started(scale), **pairs, **train.words_net(mine, mine.train, scale, words)}
    arrays |= calibrate.fit_temperatures(train.typeless(arrays), mine.dev)
    cases = types.Cases()
    types.event_cases(cases, mine.train)
    examples = cases.examples(range(len(cases.merged)))
    arrays |= train.prefixed("types", scripts.learning.fitted(examples, scale, types.SETTINGS))
    arrays |= calibrate.fit_salience(train.typeless(arrays), mine.dev)
    return arrays | calibrate.fit_confidence(read_heads(arrays), mine.dev)


def triggers(scripts: Any, heads: Heads) -> tuple[int, int, int]:
    """Right and given triggers of the corpus, and its events."""
    from measure import view_of

    right = given = gold = 0
    for reading in scripts.read:
        found = heads.detect(view_of(heads, reading), 0.5)
        noted = {each.token for each in found if each.chance >= 0.5}
        events = {event.token for event in reading.gold.events}
        right, given, gold = right + len(noted & events), given + len(noted), gold + len(events)
    return right, given, gold


def test_heads_trained_on_a_tiny_corpus_know_its_events_from_their_file(
    scripts: Any, tmp_path: Path
) -> None:
    arrays = heads_of(scripts)
    scripts.learning.save(arrays, tmp_path / "heads.npz")
    with np.load(tmp_path / "heads.npz", allow_pickle=False) as stored:
        heads = read_heads({name: stored[name] for name in stored.files})
    right, given, gold = triggers(scripts, heads)
    assert gold > 30
    assert right / given > 0.8
    assert right / gold > 0.8


def test_choices_trained_on_a_tiny_corpus_know_its_days_places_and_numbers(scripts: Any) -> None:
    heads, choices = load_heads(), scripts.choices
    settings = choices.Settings(
        epochs=40, least=1, drop_names=0.0, drop_layer=0.0, drop_hidden=0.0, networks=1
    )
    arrays = choices.trained(heads, scripts.texts, settings)
    for name, cases in choices.cases(scripts.texts, heads).items():
        own = {key.removeprefix(f"{name}."): value for key, value in arrays.items()}
        flat = [each for some in cases for each in some]
        right, found, gold = choices.counted(own, flat, 0.5)
        assert gold > 3
        assert right / found > 0.9
        assert right / gold > 0.3


def test_topics_trained_on_a_tiny_corpus_know_its_subjects(scripts: Any) -> None:
    train = scripts.topics
    data = train.of_corpus(scripts.read)
    topics = read_topics(train.fitted(data))
    chosen = train.choices(train.chances_of(topics, scripts.read), 0.25)
    assert float(chosen[data.gold > 0].mean()) > 0.5
