"""Topics of an article: from the shipped weights, for English alone, bound to their encoder."""

from __future__ import annotations

import numpy as np
import pytest

from schemas.ontology import load_media_topics
from transforms.extract.dependencies import universal_tree
from transforms.extract.model import shared_pipeline
from transforms.extract.model.states import States, encoder_states
from transforms.extract.topics import load_topics, topics_of

MATCH = (
    "The striker scored twice as the home side beat the league leaders 3-1 in the derby. "
    "The goalkeeper saved a penalty before half-time, and the coach praised his defenders. "
    "The club moves up to third and plays its next match on Saturday."
)
SHARES = (
    "Shares in the bank fell 6 percent after it cut its profit forecast for the year. "
    "Net interest income dropped to 1.2 billion dollars in the third quarter, and the lender "
    "will buy back less stock than investors had hoped."
)


@pytest.mark.parametrize(("text", "name"), [(MATCH, "sport"), (SHARES, "economy")])
def test_the_likeliest_topic_comes_first(text: str, name: str) -> None:
    topics = topics_of(shared_pipeline()(text))
    expected = load_media_topics()[name]
    assert (topics[0].code, topics[0].label) == (expected.code, expected.label)
    assert [t.confidence for t in topics] == sorted((t.confidence for t in topics), reverse=True)
    assert all(0 < topic.confidence <= 1 for topic in topics)


def test_no_words_no_topics() -> None:
    assert topics_of(shared_pipeline()("")) == []


def test_states_of_another_encoder_are_refused() -> None:
    doc = shared_pipeline()(MATCH)
    other = States(encoder_states(doc).values, "another")
    with pytest.raises(ValueError, match="make train-topics"):
        load_topics().chances(universal_tree(doc), [""] * len(doc), other)


def test_floor_decides_beside_the_likeliest() -> None:
    topics = load_topics()
    chances = np.full(len(topics.names), topics.floor - 0.01, np.float32)
    chances[[2, 5, 7]] = topics.floor + 0.1, topics.floor + 0.2, topics.floor
    assert topics.chosen(chances) == [5, 2, 7]
    assert topics.chosen(np.array([0.01, 0.02], np.float32)) == [1]
