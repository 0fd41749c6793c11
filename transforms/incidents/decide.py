"""Mentions of a run and mentions of the tables → incidents, as one run over all of them gives.

A mention joins what was reported up to ``link_days`` before it. So a report that comes late, is
corrected or goes changes what may be joined in the ``link_days`` after it; what is joined there
changes the days after that, and so on. From the first day that changes all mentions are decided
anew, those of the tables as well, until the mentions of a whole window are in the same incidents as
before: from there on nothing can change. For a feed in the order of days that is the day itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from transforms.incidents.known import StoredMentions
from transforms.incidents.mention import ArticleMentions
from transforms.incidents.merge import (
    Assignment,
    Groups,
    assignments,
    group_mentions,
    name_groups,
    wanted_names,
)
from transforms.incidents.score import PairScore

__all__ = ["decide"]


def decide(
    fresh: Iterable[ArticleMentions], stored: StoredMentions, score: PairScore, link_days: int
) -> Iterator[Assignment]:
    """The incidents of the run's mentions, and of those in the tables that get another one.

    Args:
        fresh: mentions of the run, in any order.
        stored: mentions of the tables.
        score: the pair score.
        link_days: how many days before a report the incidents lie that it may join.
    """
    new = sorted(fresh, key=lambda article: (article.day, article.article_id))
    days = sorted({article.day for article in new} | stored.gone_days)
    stretches = list(_decided(new, days, stored, score, link_days))
    known = _Known(stored)
    known.look_up({name for _, _, groups in stretches for name in wanted_names(groups)})
    for first, last, groups in stretches:
        names = name_groups(groups, partial(known.taken, first, last))
        known.given.update(names.values())
        for one in assignments(groups, names):
            if one.before != one.incident_id:
                yield one


class _Known:
    """Which incidents there are outside of the mentions that are decided."""

    def __init__(self, stored: StoredMentions) -> None:
        self._stored = stored
        self._days: dict[str, set[int]] = {}
        self.given: set[str] = set()

    def look_up(self, incidents: set[str]) -> None:
        self._days.update(self._stored.days_of(incidents - self._days.keys()))

    def taken(self, first: int, last: int, incidents: set[str]) -> set[str]:
        """Those with a mention of another day, or given to a group of another stretch."""
        self.look_up(incidents)
        return {
            name
            for name in incidents
            if name in self.given or not all(first <= day <= last for day in self._days[name])
        }


def _decided(
    new: Sequence[ArticleMentions],
    days: Sequence[int],
    stored: StoredMentions,
    score: PairScore,
    link_days: int,
) -> Iterator[tuple[int, int, Groups]]:
    """First and last day of each stretch that was decided anew, and its groups."""
    if not stored.last:
        yield 0, dt.date.max.toordinal(), group_mentions(new, score, link_days)
        return
    if days and days[0] == 0:
        both = [*(a for a in new if not a.day), *stored.published(0, 0)]
        yield 0, 0, group_mentions(both, score, link_days)
    left = [day for day in days if day]
    while left:
        first = last = left.pop(0)
        reach = 2 * link_days + 1
        while True:
            end = last + reach
            if left and left[0] - link_days <= end + 1:
                last = left.pop(0)
                continue
            fresh = [a for a in new if first <= a.day <= end]
            both = [*fresh, *stored.published(max(first - link_days, 1), end)]
            groups = group_mentions(both, score, link_days, since=first)
            if end >= stored.last or _settled(groups, end + 1 - link_days):
                yield first, end, groups
                break
            reach *= 2


def _settled(groups: Groups, since: int) -> bool:
    """Whether the mentions from day ``since`` on are in the same incidents as before."""
    there: dict[int, str] = {}
    before: dict[str, int] = {}
    for article, _, group, incident in groups.decided():
        if article.day < since or incident is None:
            continue
        if there.setdefault(group, incident) != incident:
            return False
        if before.setdefault(incident, group) != group:
            return False
    return True
