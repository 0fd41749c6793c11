"""Mentions of one event are linked, different events are not."""

from __future__ import annotations

import pytest

from schemas.records import Count, Event, Participant, Place
from transforms.events.duplicates import Report, first_reports, link_within, report_key


def event(key: str, **changes: object) -> Event:
    base = Event(
        event_id=key, sentence_index=0, start=0, end=1, trigger="met", trigger_start=0,
        trigger_end=3, predicate="meet", event_type="CONSULT", cameo_code="040",
        actors=(Participant("Marlow", 0, 6, "e1", "Marlow"),),
        recipients=(Participant("Ortega", 7, 13, "e2", "Ortega"),),
        event_date_start="2024-05-01", event_date_end="2024-05-01", event_date_text="Wednesday",
    )  # fmt: skip
    return base._replace(**changes)


def test_link_within_links_the_same_meeting() -> None:
    linked = link_within([event("a"), event("b")])
    assert [e.duplicate_of for e in linked] == [None, "a"]


def test_link_within_keeps_another_days_meeting_apart() -> None:
    other = event("b", event_date_start="2024-05-03", event_date_end="2024-05-03")
    assert [e.duplicate_of for e in link_within([event("a"), other])] == [None, None]


def test_link_within_keeps_negated_and_planned_apart() -> None:
    rows = [event("a"), event("b", negated=True), event("c", modality="future")]
    assert [e.duplicate_of for e in link_within(rows)] == [None, None, None]


TEXT = "They met. The meeting was short. Another meeting was long. A meeting is due."


def bare(key: str, words: str, **changes: object) -> Event:
    start = TEXT.index(words) + words.index("meeting")
    return event(
        key, trigger="meeting", trigger_start=start, trigger_end=start + 7, actors=(),
        recipients=(), event_date_start=None, event_date_end=None, event_date_text=None, **changes,
    )  # fmt: skip


def test_link_within_takes_a_known_noun_for_the_last_report() -> None:
    rows = [
        event("a"),
        bare("b", "The meeting"),
        bare("c", "Another meeting"),
        bare("d", "A meeting"),
    ]
    assert [e.duplicate_of for e in link_within(rows, TEXT)] == [None, "a", None, None]


def test_link_within_keeps_meetings_with_others_apart() -> None:
    other = event("b", recipients=(Participant("Silva", 7, 12, "e3", "Silva"),))
    assert [e.duplicate_of for e in link_within([event("a"), other])] == [None, None]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            Place("Gao", "Gao", "MLI", precision="town"),
            Place("Mopti", "Mopti", "MLI", precision="town"),
            False,
        ),
        (
            Place("Gao", "Gao", "MLI", precision="town"),
            Place("Mali", "Mali", "MLI", precision="country"),
            True,
        ),
        (Place("Gao", "Gao", "MLI"), None, True),
    ],
)
def test_link_within_keeps_places_apart(one: Place, other: Place | None, same: bool) -> None:
    rows = link_within([event("a", place=one), event("b", place=other)])
    assert rows[1].duplicate_of == ("a" if same else None)


def test_link_within_keeps_figures_apart() -> None:
    rows = [event("a", counts=(Count("killed", 3),)), event("b", counts=(Count("killed", 5),))]
    assert link_within(rows)[1].duplicate_of is None
    about = event("c", counts=(Count("killed", 5, ">="),))
    assert (
        link_within([event("a", counts=(Count("killed", 7, "~"),)), about])[1].duplicate_of == "a"
    )


def test_link_within_never_chains() -> None:
    linked = link_within([event("a"), event("b"), event("c")])
    assert [e.duplicate_of for e in linked] == [None, "a", "a"]


def test_report_key_is_shared_by_names_not_by_chains() -> None:
    other = event("b", actors=(Participant("marlow", 5, 11, "x9", "Marlow"),))
    assert report_key(event("a")) == report_key(other)
    assert report_key(event("a", event_date_start="2024-05-02")) != report_key(other)


def test_report_key_needs_both_sides_and_a_day() -> None:
    assert report_key(event("a", recipients=())) is None
    assert report_key(event("a", event_type="ASSAULT", actors=())) is None
    assert report_key(event("a", event_date_start=None)) is None
    assert report_key(event("a", event_type=None)) is None


def test_report_key_of_a_meeting_has_no_sides() -> None:
    here = event("a")
    assert report_key(here) == report_key(
        event("b", actors=here.recipients, recipients=here.actors)
    )
    both = event("c", actors=(*here.actors, *here.recipients), recipients=())
    assert report_key(both) == report_key(here)


def test_first_reports_does_not_depend_on_order() -> None:
    rows = [Report("2024-05-01 b", "", "2", "s"), Report("2024-05-01 a", "", "1", "t")]
    assert first_reports(rows) == [(rows[0], "1")]
    assert first_reports(reversed(rows)) == [(rows[0], "1")]


def test_first_reports_keeps_places_apart() -> None:
    one, other = Report("1", "Northport", "a"), Report("2", "Southport", "b")
    nowhere = Report("3", "", "c")
    assert first_reports([one, other, nowhere]) == []
    assert first_reports([one, nowhere]) == [(nowhere, "a")]


def test_link_within_dates_a_later_mention_by_its_first_report() -> None:
    dated = event("a", event_date_start="2019-01-28", event_date_end="2019-01-28",
                  event_date_text="Monday")  # fmt: skip
    later = bare("b", "The meeting")
    assert link_within([dated, later], TEXT)[1].event_date_start == "2019-01-28"
    planned = later._replace(modality="future")
    assert link_within([dated, planned], TEXT)[1].event_date_start is None


def someone(text: str, country: str | None = None, *sectors: str) -> tuple[Participant, ...]:
    return (Participant(text, 0, len(text), None, None, country, sectors),)


def test_report_key_takes_country_and_sector_of_the_unnamed() -> None:
    arrest = event("a", event_type="COERCE", mode="arrest", cameo_code="173")
    one = arrest._replace(actors=someone("Kenyan police", "KEN", "COP"))
    other = arrest._replace(actors=someone("Kenya's police", "KEN", "COP"))
    assert report_key(one) == report_key(other)
    assert report_key(one) != report_key(arrest._replace(actors=someone("police")))
    assert report_key(one) is not None


def test_report_key_needs_somebody_known() -> None:
    arrest = event("a", event_type="COERCE", mode="arrest", cameo_code="173")
    nobody = arrest._replace(actors=someone("Police"), recipients=someone("two men"))
    assert report_key(nobody) is None
    assert report_key(arrest._replace(actors=someone("They"))) is None
    assert report_key(event("a", recipients=someone("officials"))) is None  # who met whom?
