"""Words around a trigger, and what a mention takes from others of its article."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from tests.support.mention_rows import DAY, event, party
from transforms.incidents.keys import key_hash
from transforms.incidents.layout import LAYOUT, Ints
from transforms.incidents.mention import article_mentions
from transforms.incidents.score import load_pair_score
from transforms.incidents.surroundings import CONTEXT, MANNERS, TextWords, word_key
from transforms.incidents.words import UNIT

WORDS = load_pair_score().words
TEXT = (
    "Gunmen attacked a checkpoint at Biu on Tuesday. Mr. Aliyu said that Monday's blast in the "
    "cattle market had left 15 dead."
)


def around(text: str, trigger: str) -> Any:
    start = text.index(trigger)
    return TextWords(text, WORDS).around(start, start + len(trigger))


def test_words_of_the_sentence_come_nearest_first() -> None:
    keys = around(TEXT, "attacked").keys
    assert keys[0] in {word_key("Gunmen"), word_key("checkpoint")}
    assert word_key("Biu") in keys
    assert word_key("market") not in keys  # of the next sentence


def test_a_title_before_a_name_ends_no_sentence() -> None:
    found = around(TEXT, "blast")
    assert {word_key("Aliyu"), word_key("cattle"), word_key("15")} <= set(found.keys)
    assert found.figures == [word_key("15")]
    assert found.trigger == word_key("blast")


def test_distance_counts_the_words_between() -> None:
    told, start = TextWords(TEXT, WORDS), TEXT.index("blast")
    assert told.distance("Monday's", start, start + 5) == 1
    assert told.distance("Tuesday", start, start + 5) > 4
    assert told.distance("Friday", start, start + 5) == 0


def test_equal_texts_have_equal_vectors() -> None:
    one, other = (
        np.frombuffer(TextWords(text, WORDS).vector(), np.int8).astype(int)
        for text in (TEXT, "Rates were raised by the central bank of Ostia.")
    )
    assert len(one) == CONTEXT
    assert one @ one > 10 * abs(one @ other)


def numbers(*rows: dict[str, Any]) -> Ints:
    return article_mentions("a", DAY, "Wire", rows, WORDS).array()


def get(row: Ints, name: str) -> list[int]:
    return [int(value) for value in row[LAYOUT[name]]]


BARE: dict[str, Any] = {
    "actors": [], "recipients": [], "event_date_start": None, "event_date_end": None,
    "event_date_text": None,
}  # fmt: skip


def test_the_attack_further_down_has_the_day_and_parties_of_its_attack() -> None:
    first, later = numbers(event("a1", "attack"), event("a2", "attack", trigger_start=90, **BARE))
    assert get(first, "told") == [1]
    assert get(later, "told") == [2]
    for name in ("first", "actors", "recipients"):
        assert get(later, name) == get(first, name) != [0] * len(get(first, name))
    assert (get(first, "borrowed"), get(later, "borrowed")) == ([0], [1])


def test_of_two_days_none_is_taken() -> None:
    other = {"event_date_start": DAY - dt.timedelta(3), "event_date_end": DAY - dt.timedelta(3)}
    rows = numbers(
        event("a1", "attack"),
        event("a2", "attack", trigger_start=50, actors=[party("Others")], **other),
        event("a3", "attack", trigger_start=90, **BARE),
    )
    assert get(rows[2], "told") == [0]


def test_another_act_lends_nothing() -> None:
    rows = numbers(event("a1", "attack"), event("a2", "resign", trigger_start=90, **BARE))
    assert get(rows[1], "told") == [0]
    assert get(rows[1], "borrowed") == [0]


def test_without_a_text_what_the_rows_name_stands_for_it() -> None:
    theme = {"text": "a cattle market", "start": 0, "end": 0}
    row = numbers(event("a1", "attack", theme=theme))[0]
    assert word_key("cattle") in get(row, "around")
    assert word_key("Hamdan") in get(row, "around")


def manner(text: str, trigger: str) -> set[str]:
    bits = around(text, trigger).manner
    return {name for number, name in enumerate(MANNERS) if bits >> number & 1}


def test_the_text_tells_whether_it_was_told_before() -> None:
    assert manner(TEXT, "blast") == {"definite"}
    assert manner("A second blast shook Biu.", "blast") == {"indefinite", "fresh"}
    assert manner("He spoke a week after the blast.", "blast") >= {"definite", "past"}
    assert manner("The mayor spoke. Blast heard.", "Blast") == set()  # of the sentence before


def test_names_are_words_with_a_capital_within_the_sentence() -> None:
    names = around(TEXT, "attacked").names
    assert names == [word_key("Biu")]  # neither the first word nor the day


def test_words_for_one_happening_share_kinds() -> None:
    def shared(one: str, other: str) -> float:
        rows = [np.array([WORDS.kinds.row(key_hash(word))], np.int32) for word in (one, other)]
        return float(WORDS.kinds.shared(rows[0], rows[1])[0]) / UNIT

    assert shared("blast", "explosion") > 0.5
    assert shared("strike", "walkout") > 0 < shared("strike", "bombing")
    assert shared("arrest", "resign") == 0
    assert WORDS.kinds.row(key_hash("no such word"), key_hash("step down")) > 0
    assert WORDS.kinds.generic[WORDS.kinds.row(key_hash("incident"))]
