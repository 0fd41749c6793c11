"""Mentions → incidents: joins, near misses, order, several runs, and the table's row."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from benchmarks.coreference import all_scores, b_cubed, best_matching, ceaf_e, links, muc
from tests.support.mention_rows import DAY, event, party
from training.incidents.gold import unread, written
from transforms.incidents.decide import decide
from transforms.incidents.mention import ArticleMentions, article_mentions
from transforms.incidents.merge import incident_id_of, merge
from transforms.incidents.rows import incident_row
from transforms.incidents.score import load_pair_score


def article(name: str, day: dt.date | None, *rows: dict[str, Any]) -> ArticleMentions:
    return article_mentions(name, day, name, rows, load_pair_score().words)


def merged(*articles: ArticleMentions, link_days: int = 14, since: int = 0) -> dict[str, str]:
    found = merge(articles, load_pair_score(), link_days, since)
    return {one.event_id: one.incident_id for one in found}


def test_two_outlets_on_one_attack_are_one_incident() -> None:
    found = merged(article("a", DAY, event("a1")), article("b", DAY, event("b1")))
    assert found["a1"] == found["b1"] == incident_id_of("a1")


@pytest.mark.parametrize(
    "other",
    [
        {"predicate": "resign", "event_class": "DEPARTURE", "event_type": None},
        {"actors": [party("Ana Peric")], "recipients": [party("Zagreb")]},
    ],
)
def test_something_else_is_another_incident(other: dict[str, Any]) -> None:
    found = merged(article("a", DAY, event("a1")), article("b", DAY, event("b1", **other)))
    assert found["a1"] != found["b1"]


def test_reports_outside_the_window_are_never_joined() -> None:
    late = DAY + dt.timedelta(15)
    found = merged(article("a", DAY, event("a1")), article("b", late, event("b1")))
    assert found["a1"] != found["b1"]


def test_undated_articles_join_undated_ones_only() -> None:
    one, two = article("b", None, event("b1")), article("c", None, event("c1"))
    found = merged(article("a", DAY, event("a1")), one, two)
    assert found["b1"] == found["c1"] != found["a1"]


def daily() -> Iterator[ArticleMentions]:
    """Reports of some incidents over thirty days."""
    for number in range(120):
        day = DAY + dt.timedelta(number // 4)
        subject = number % 7
        rows = [
            event(
                f"{number:04}-{place}",
                ("bomb", "arrest", "meet")[(subject + place) % 3],
                event_class=("ATTACK", "ARREST", "MEET")[(subject + place) % 3],
                actors=[party(f"Party {subject}")],
                recipients=[party(f"Town {subject}")],
                trigger_start=10 * place,
                event_date_start=day,
                event_date_end=day,
            )
            for place in range(3)
        ]
        yield article(f"{number * 7919 % 120:04}", day, *rows)


def test_order_of_articles_changes_nothing() -> None:
    articles = list(daily())
    assert merged(*articles) == merged(*reversed(articles))


def test_one_run_and_thirty_daily_ones_give_the_same() -> None:
    articles = list(daily())
    whole = merged(*articles)
    found: dict[str, str] = {}
    for number in range(30):
        day = (DAY + dt.timedelta(number)).toordinal()
        known = [
            one._replace(incidents=tuple(found[event_id] for event_id in one.event_ids))
            for one in articles
            if day - 14 <= one.day < day
        ]
        # A run decides on its own day, and leaves what it joins where it is (see `decide`).
        found |= merged(*known, *(one for one in articles if one.day == day), since=day)
    assert found == whole
    assert len(set(whole.values())) < len(whole) / 2


class Tables:
    """Stands for `StoredMentions`: the mentions of earlier runs."""

    def __init__(self, articles: dict[str, ArticleMentions], gone: set[str]) -> None:
        self.gone_days = {one.day for name, one in articles.items() if name in gone}
        self.last = max((one.day for one in articles.values()), default=0)
        self.stay = [one for name, one in articles.items() if name not in gone]
        self.read = 0

    def published(self, first: int, last: int) -> list[ArticleMentions]:
        found = [one for one in self.stay if first <= one.day <= last]
        self.read += len(found)
        return found

    def days_of(self, incidents: set[str]) -> dict[str, set[int]]:
        return {name: {one.day for one in self.stay if name in one.incidents} for name in incidents}


def feed_day(
    stored: dict[str, ArticleMentions], came: list[ArticleMentions], gone: set[str]
) -> Tables:
    """Bring ``stored`` up to date as an upsert does."""
    tables = Tables(stored, gone | {one.article_id for one in came})
    found = list(decide(came, tables, load_pair_score(), 14))  # type: ignore[arg-type]
    now = {one.event_id: one.incident_id for one in found}
    for name in gone:
        del stored[name]
    stored |= {one.article_id: one for one in came}
    for name, one in stored.items():
        before = one.incidents or [None] * len(one.event_ids)
        pairs = zip(one.event_ids, before, strict=True)
        stored[name] = one._replace(incidents=tuple(now.get(e, b) for e, b in pairs))
    return tables


def grouping(pairs: Iterable[tuple[str, str | None]]) -> set[frozenset[str]]:
    groups: dict[str | None, set[str]] = {}
    for event_id, incident in pairs:
        assert incident is not None
        groups.setdefault(incident, set()).add(event_id)
    return {frozenset(group) for group in groups.values()}


@pytest.mark.parametrize("seed", range(2))
def test_late_corrected_and_withdrawn_articles_leave_what_one_run_gives(seed: int) -> None:
    draw, stored, articles = random.Random(seed), {}, list(daily())
    others = {one.article_id: one for one in articles}
    for number in range(30):
        day = (DAY + dt.timedelta(number)).toordinal()
        late = {one.article_id for one in articles if draw.random() < 0.15}
        came = [one for one in articles if one.day == day and one.article_id not in late]
        came += [one for one in articles if one.day < day and one.article_id not in stored][:2]
        known = sorted(stored)
        gone = set(draw.sample(known, 1)) if known and draw.random() < 0.4 else set()
        for name in draw.sample(known, min(len(known), draw.choice([0, 1]))):
            other = others[draw.choice(sorted(others))]  # now it says what another says
            if name not in gone and name not in {one.article_id for one in came}:
                came.append(stored[name]._replace(numbers=other.numbers, incidents=()))
        feed_day(stored, came, gone)
        articles = [one for one in articles if one.article_id not in gone]
    pairs = [p for a in stored.values() for p in zip(a.event_ids, a.incidents, strict=True)]
    once = merged(*(one._replace(incidents=()) for one in stored.values()))
    assert grouping(pairs) == grouping(once.items())
    assert len(stored) > 60
    assert len(grouping(pairs)) < len(pairs) / 2


def test_incident_keeps_its_id_when_its_first_report_goes() -> None:
    stored: dict[str, ArticleMentions] = {}
    one, two = article("a", DAY, event("a1")), article("b", DAY, event("b1"))
    feed_day(stored, [one, two], set())
    assert stored["b"].incidents == (incident_id_of("a1"),)
    other = event("a1", predicate="resign", event_class="DEPARTURE", event_type=None)
    feed_day(stored, [article("a", DAY, other)], set())
    assert stored["b"].incidents == (incident_id_of("a1"),)
    assert stored["a"].incidents == (incident_id_of("a1", 1),)


def test_old_correction_reads_its_own_weeks_only() -> None:
    stored: dict[str, ArticleMentions] = {}
    days = [DAY + dt.timedelta(number) for number in range(365)]
    came = [article(f"{n}", day, event(f"{n}-e", article_id=str(n))) for n, day in enumerate(days)]
    feed_day(stored, came, set())
    tables = feed_day(stored, [came[20]], set())
    assert 0 < tables.read < 100


def test_incident_row_counts_what_was_reported() -> None:
    killed = {"role": "killed", "relation": "="}
    rows = [
        event("a1", counts=[{**killed, "value": 12}], source="A"),
        event("b1", counts=[{**killed, "value": 15}], source="B", published_date=DAY,
              place={"text": "Tarim", "name": "Tarim", "precision": "town"}),
        event("c1", modality="future", source="C", published_date=DAY + dt.timedelta(1)),
    ]  # fmt: skip
    row = incident_row("i", reversed(rows))
    assert row == incident_row("i", [*rows, rows[0]])
    assert row["counts"] == [
        {"role": "killed", "first": 12, "latest": 15, "least": 12, "most": 15, "sources": 2}
    ]
    assert (row["mentions"], row["articles"], row["sources"]) == (3, 3, ["A", "B", "C"])
    assert (row["modality"], row["representative"]) == ("asserted", "b1")
    assert (row["first_date"], row["date_precision"]) == (DAY, "day")
    assert row["last_published"] == DAY + dt.timedelta(1)
    assert row["actors"][0]["mentions"] == 3


def test_incident_row_without_a_date_has_that_of_first_publication() -> None:
    undated = {"event_date_start": None, "event_date_end": None, "event_date_text": None}
    row = incident_row("i", [event("a1", **undated)])
    assert (row["first_date"], row["date_precision"]) == (DAY, None)


def test_measures_agree_with_the_published_example() -> None:
    """Gold {1-5} {6 7} {8 9 A B C}, found {1-5} {6-C}: Bagga and Baldwin's example."""
    gold = {
        **dict.fromkeys("12345", "a"),
        **dict.fromkeys("67", "b"),
        **dict.fromkeys("89ABC", "c"),
    }
    found = {**dict.fromkeys("12345", "x"), **dict.fromkeys("6789ABC", "y")}
    assert b_cubed(gold, found).precision == pytest.approx(0.762, abs=0.001)
    assert b_cubed(gold, found).recall == 1
    assert muc(gold, found).precision == pytest.approx(0.9)
    assert links(gold, found).precision == pytest.approx(21 / 31)
    assert ceaf_e(gold, found).right == pytest.approx(1 + 10 / 12)
    assert all_scores([(gold, gold)])["CEAFe"].f == 1
    assert best_matching({}) == 0


def test_written_reports_hold_together() -> None:
    documents = [*written(is_unread=False), *written(is_unread=True)]
    reports: dict[str, set[str]] = {}
    for document in documents:
        assert 15 <= len(document.text.split()) <= 130
        for mention in document.mentions:
            assert document.text[mention.start : mention.end].strip()
            reports.setdefault(mention.chain, set()).add(document.key)
    several = [chain for chain, where in reports.items() if len(where) >= 3]
    assert len(several) >= 50
    assert sum(unread(chain.split("/")[0]) for chain in several) >= 50
