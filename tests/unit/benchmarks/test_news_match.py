"""Rows of the coder beside gold rows: partners and what is right in each."""

from __future__ import annotations

import pytest

from benchmarks.news_match import dates, pair, parties, places, realis
from benchmarks.tally import Tally
from schemas.records import Event, Participant, Place
from tests.support.annotated import TEXT, entry
from training.annotations.load import Document
from training.annotations.reader_form import read_event

GOLD = read_event(
    "t1", TEXT, "1\twon\tELECTION\t-\tMr. Okoro\t-\t2024-01-05\tEnugu\tasserted\t-\t1\t-"
)
THANKS = read_event("t1", TEXT, "2\tthanked\tSUPPORT\tSUPPORT\tHe=Okoro\tEnugu" + "\t-\t-"
                    + "\tasserted\t-\t0\t-")  # fmt: skip
DOCUMENT = Document(entry(), TEXT, (GOLD, THANKS))


def event(start: int, end: int, **values: object) -> Event:
    return Event("e", 0, start, end, TEXT[start:end], start, end, "x", **values)  # type: ignore[arg-type]


def test_pair_joins_overlapping_triggers_once() -> None:
    pairs = pair(DOCUMENT, [event(10, 13), event(4, 13), event(82, 88)])
    assert [(p.event is not None, p.gold) for p in pairs] == [
        (True, GOLD),
        (True, None),
        (True, None),
        (False, THANKS),
    ]


def test_pair_does_not_count_a_marked_repetition() -> None:
    pairs = pair(DOCUMENT, [event(10, 13), event(82, 88, duplicate_of="e")])
    assert [p.gold for p in pairs] == [GOLD, THANKS]


def test_parties_accept_the_name_behind_a_pronoun() -> None:
    okoro = Participant("Okoro", 4, 9)
    assert parties([okoro], THANKS.actors, TEXT) == Tally(1, 1, 1)
    assert parties([okoro, okoro], THANKS.actors, TEXT) == Tally(1, 2, 1)
    assert parties([], THANKS.recipients, TEXT) == Tally(0, 0, 1)


@pytest.mark.parametrize(
    ("first", "last", "right"),
    [("2024-01-05", None, 1), ("2024-01-04", "2024-01-05", 1), ("2024-01-01", "2024-01-31", 0)],
)
def test_dates_are_right_where_half_of_the_days_are_shared(
    first: str, last: str | None, right: int
) -> None:
    found = event(10, 13, event_date_start=first, event_date_end=last)
    assert dates(found, GOLD) == Tally(right, 1, 1)
    assert dates(event(10, 13), GOLD) == Tally(0, 0, 1)


def test_places_compare_words() -> None:
    assert places(event(10, 13, place=Place("Enugu", "Enugu")), GOLD, TEXT) == Tally(1, 1, 1)
    assert places(event(10, 13, place=Place("Lagos", "Lagos")), GOLD, TEXT) == Tally(0, 1, 1)


def test_realis_is_negated_first() -> None:
    assert realis(event(10, 13, negated=True, modality="future")) == "negated"
    assert realis(event(10, 13, modality="historical")) == "historical"


def test_tally_gives_precision_recall_and_f() -> None:
    tally = Tally(1, 2, 4) + Tally(1, 2, 0)
    assert (tally.precision, tally.recall) == (0.5, 0.5)
    assert Tally().f == 0.0
