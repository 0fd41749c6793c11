"""Mentions → incidents, one pass in the order of publication.

Each mention is compared with the mentions of a few incidents that were reported up to ``link_days``
before it: those that share most blocking keys (a name of the article or of the event, with the
class or the word). It joins the incident whose latest mentions score best in the mean, where that
mean is high enough and none of them speaks against it; otherwise it founds an incident. No incident
is ever merged with another, so nothing chains through a weak middle.

The pass looks at days in their order and backwards only, and nothing that it compares by is older
than ``link_days``. A pass that starts with the mentions of the last ``link_days`` and their
incidents goes on as if it had never stopped. Within a day the order is that of article ids. The
work for a mention is bounded, so the whole is linear.

Which mentions are one incident follows from the mentions alone. What the incident is called also
follows from earlier runs: it keeps the id that its mentions had (`name_groups`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

from schemas.ids import stable_id
from transforms.incidents.features import pair_features
from transforms.incidents.mention import CONTEXT, LAYOUT, WIDTH, ArticleMentions, Ints, key_hash
from transforms.incidents.score import PairScore

__all__ = ["Assignment", "Groups", "assignments", "group_mentions", "incident_id_of", "merge",
           "name_groups", "wanted_names"]  # fmt: skip

#: Slots of the table of blocking keys (a power of two), and mentions that a slot remembers. A slot
#: that several keys share costs a few comparisons and nothing else.
SLOTS = 1 << 21
REMEMBERED = 8
#: The same for names of articles, alone and in pairs, and so many articles are neighbours of one.
ARTICLE_SLOTS = 1 << 20
NEIGHBOURS = 12
#: Mentions of neighbours that are near enough in word or class to a mention, at most.
NEAR = 12
#: Incidents that a mention is compared with, and the latest mentions of each.
INCIDENTS = 12
MEMBERS = 6


class Assignment(NamedTuple):
    """A mention and its incident.

    Fields:
        shard: as in `ArticleMentions`.
        before: the incident that it had; None for a mention of this run.
    """

    event_id: str
    incident_id: str
    shard: str
    article_id: str
    before: Optional[str] = None


class Groups(NamedTuple):
    """Mentions by incident, before the incidents have names.

    Fields:
        articles: in order of publication.
        group: number of the group of each mention, in the order of ``articles``.
        given: number of a group → id that it has because it holds mentions that keep theirs.
        since: mentions of days before this one keep their incident.
    """

    articles: Sequence[ArticleMentions]
    group: Ints
    given: Mapping[int, str]
    since: int

    def decided(self) -> Iterator[tuple[ArticleMentions, int, int, str | None]]:
        """Article, place in it, group and standing incident of each mention that was decided."""
        at = 0
        for article in self.articles:
            numbers = self.group[at : at + len(article.event_ids)].tolist()
            at += len(numbers)
            for index, number in enumerate(numbers):
                before = article.incidents[index] if article.incidents else None
                if before is None or not _keeps(article, self.since):
                    yield article, index, number, before


def _keeps(article: ArticleMentions, since: int) -> bool:
    return 0 < article.day < since


def incident_id_of(event_id: str, number: int = 0) -> str:
    """Id of the incident whose first report has the row ``event_id``.

    Where an incident that stands already has that id, because the row said something else once,
    ``number`` tells the next one from it.
    """
    return stable_id("incident", event_id, number) if number else stable_id("incident", event_id)


def _order(article: ArticleMentions) -> tuple[bool, int, str]:
    return (article.day == 0, article.day, article.article_id)


def _none(_: set[str]) -> set[str]:
    return set()


def merge(
    articles: Iterable[ArticleMentions], score: PairScore, link_days: int, since: int = 0
) -> Iterator[Assignment]:
    """Give every mention its incident, see `group_mentions` and `name_groups`."""
    groups = group_mentions(articles, score, link_days, since)
    yield from assignments(groups, name_groups(groups))


def group_mentions(
    articles: Iterable[ArticleMentions], score: PairScore, link_days: int, since: int = 0
) -> Groups:
    """Sort mentions by incident.

    Args:
        articles: in any order.
        score: the pair score.
        link_days: how many days before a report the incidents lie that it may join.
        since: mentions of earlier days that have an incident keep it. All others are decided anew.
    """
    ordered = sorted(articles, key=_order)
    state = _State(ordered, score, link_days, since)
    for number, article in enumerate(ordered):
        state.take(number, article)
    return Groups(ordered, state.incident, state.given, since)


def _first_reports(groups: Groups) -> dict[int, str]:
    """Group without a given id → event_id of its first report."""
    firsts: dict[int, str] = {}
    for article, index, group, _ in groups.decided():
        if group not in groups.given:
            firsts.setdefault(group, article.event_ids[index])
    return firsts


def wanted_names(groups: Groups) -> set[str]:
    """The ids that groups may get."""
    found = {incident_id_of(first) for first in _first_reports(groups).values()}
    found.update(before for _, _, g, before in groups.decided() if before and g not in groups.given)
    return found


def name_groups(groups: Groups, taken: Callable[[set[str]], set[str]] = _none) -> Mapping[int, str]:
    """The id of every group.

    A group keeps the id that its earliest mention with one had, unless an earlier group has that;
    it gets the id of its first report where it has none.

    Args:
        taken: which of some ids incidents have that are not among the groups.
    """
    names = dict(groups.given)
    used = set(names.values())
    used |= taken(wanted_names(groups))
    for _, _, group, before in groups.decided():
        if before and group not in names and before not in used:
            names[group] = before
            used.add(before)
    for group, first in _first_reports(groups).items():
        if group in names:
            continue
        name, number = incident_id_of(first), 0
        while name in used or (number and taken({name})):
            number += 1
            name = incident_id_of(first, number)
        names[group] = name
        used.add(name)
    return names


def assignments(groups: Groups, names: Mapping[int, str]) -> Iterator[Assignment]:
    """One a mention that was decided, in order of publication."""
    for article, index, group, before in groups.decided():
        yield Assignment(
            article.event_ids[index], names[group], article.shard, article.article_id, before
        )


def _slots(numbers: Ints, article_key: int) -> NDArray[np.int64]:
    """Blocking slots of each mention, int64[mentions, keys]; -1 where there is no key."""
    names = [numbers[:, LAYOUT[name]] for name in ("subjects", "actors", "recipients", "place")]
    article = np.full((len(numbers), 1), article_key, np.int32)
    who = np.concatenate([*names, article], axis=1).astype(np.uint64)
    keys = []
    for number, column in enumerate(("stem", "event_class", "sense")):
        what = numbers[:, LAYOUT[column]].astype(np.uint64) * np.uint64(4) + np.uint64(number)
        mixed = who * np.uint64(0x9E3779B97F4A7C15) + what * np.uint64(0xC2B2AE3D27D4EB4F)
        slot = ((mixed ^ (mixed >> np.uint64(29))) & np.uint64(SLOTS - 1)).astype(np.int64)
        keys.append(np.where((who != 0) & (what >= 4), slot, -1))
    return np.concatenate(keys, axis=1)


def _article_slots(numbers: Ints) -> NDArray[np.int64]:
    """Slots of an article's first names, alone and in pairs."""
    names = numbers[0, LAYOUT["subjects"]][:6].astype(np.uint64)
    names = names[names != 0]
    low, high = np.triu_indices(len(names))
    first, second = np.minimum(names[low], names[high]), np.maximum(names[low], names[high])
    mixed = first * np.uint64(0x9E3779B97F4A7C15) + second * np.uint64(0xC2B2AE3D27D4EB4F)
    slots = (mixed ^ (mixed >> np.uint64(29))) & np.uint64(ARTICLE_SLOTS - 1)
    return np.unique(slots.astype(np.int64))


class _State:
    """All mentions so far, in arrays."""

    def __init__(
        self, articles: Sequence[ArticleMentions], score: PairScore, link_days: int, since: int
    ) -> None:
        total = sum(len(article.event_ids) for article in articles)
        self._score = score
        self._link_days = link_days
        self._since = since
        self._numbers = np.zeros((total, WIDTH), np.int32)
        self._days = np.zeros(total, np.int32)
        self._article = np.zeros(total, np.int32)
        #: Group of each mention, and the last mention of each group.
        self.incident = np.full(total, -1, np.int32)
        self._latest = np.full(total, -1, np.int32)
        self._contexts = np.zeros((len(articles), CONTEXT), np.int8)
        self._ring = np.full((SLOTS, REMEMBERED), -1, np.int32)
        self._cursor = np.zeros(SLOTS, np.uint8)
        self._article_ring = np.full((ARTICLE_SLOTS, REMEMBERED), -1, np.int32)
        self._article_cursor = np.zeros(ARTICLE_SLOTS, np.uint8)
        self._article_days = np.zeros(len(articles), np.int32)
        self._starts = np.zeros(len(articles) + 1, np.int64)
        self._around = np.zeros(0, np.int32)
        self._members: list[list[int]] = []
        #: Groups that hold mentions which keep their incident, and its id.
        self.given: dict[int, str] = {}
        self._by_id: dict[str, int] = {}
        self._taken = 0

    def take(self, number: int, article: ArticleMentions) -> None:
        """Place the mentions of the next article."""
        numbers = article.array()
        self._contexts[number] = np.frombuffer(article.context, np.int8)
        slots = _slots(numbers, key_hash(article.article_id))
        known = article.incidents if _keeps(article, self._since) else ()
        self._article_days[number] = article.day
        self._starts[number] = self._taken
        self._around = self._neighbours(number, numbers)
        for index in range(len(article.event_ids)):
            at = self._taken
            self._taken += 1
            self._numbers[at] = numbers[index]
            self._days[at] = article.day
            self._article[at] = number
            keys = np.unique(slots[index])
            keys = keys[keys >= 0]
            given = known[index] if known else None
            if given is None:
                self._enter(at, self._best(at, keys), keys)
                continue
            group = self._enter(at, self._by_id.get(given, -1), keys)
            self._by_id[given] = group
            self.given[group] = given
        self._starts[number + 1] = self._taken

    def _enter(self, at: int, incident: int, keys: NDArray[np.int64]) -> int:
        """Put mention ``at`` into ``incident``, -1: a new one; its number."""
        if incident < 0:
            incident = len(self._members)
            self._members.append([])
        self.incident[at] = incident
        self._latest[incident] = at
        self._members[incident].append(at)
        self._ring[keys, self._cursor[keys]] = at
        self._cursor[keys] = (self._cursor[keys] + 1) % REMEMBERED
        return incident

    def _in_window(self, at: int, mentions: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each was published in the window before ``at``; undated know undated ones."""
        day, days = self._days[at], self._days[mentions]
        if day == 0:
            return np.asarray(days == 0)
        return np.asarray((days != 0) & (day - days <= self._link_days))

    def _neighbours(self, number: int, numbers: Ints) -> NDArray[np.int32]:
        """Mentions of the articles that share most names with article ``number``."""
        slots = _article_slots(numbers)
        found = self._article_ring[slots].ravel()
        found = found[found >= 0]
        day, days = self._article_days[number], self._article_days[found]
        near = (days == 0) if day == 0 else (days != 0) & (day - days <= self._link_days)
        articles, counts = np.unique(found[near], return_counts=True)
        best = articles[np.lexsort((-articles, -counts))[:NEIGHBOURS]]
        self._article_ring[slots, self._article_cursor[slots]] = number
        self._article_cursor[slots] = (self._article_cursor[slots] + 1) % REMEMBERED
        parts = [np.arange(self._starts[one], self._starts[one + 1]) for one in sorted(best)]
        return np.concatenate([*parts, np.zeros(0, np.int64)]).astype(np.int32)

    def _near(self, at: int) -> NDArray[np.int32]:
        """Mentions of neighbours and of the article itself whose word or class is near."""
        own = np.arange(self._starts[self._article[at]], at, dtype=np.int32)
        around = np.concatenate([self._around, own])
        word, kind = LAYOUT["word"].start, LAYOUT["event_class"].start
        mine = self._numbers[at]
        near = self._score.words.nearness(int(mine[word]), self._numbers[around, word])
        near = near + 0.5 * ((self._numbers[around, kind] == mine[kind]) & (mine[kind] != 0))
        order = np.lexsort((around, -near))[:NEAR]
        found: NDArray[np.int32] = around[order[near[order] > 0.4]]
        return found

    def _candidates(self, at: int, keys: NDArray[np.int64]) -> list[int]:
        """Incidents with most shared keys, among equals the one that was reported last.

        What is older than the window must not matter, the number of an incident included.
        """
        found = self._ring[keys].ravel()
        found = np.concatenate([found[found >= 0], np.repeat(self._near(at), 2)])
        found = found[self._in_window(at, found)]
        if not found.size:
            return []
        incidents, counts = np.unique(self.incident[found], return_counts=True)
        best = np.lexsort((-self._latest[incidents], -counts))[:INCIDENTS]
        return [int(incident) for incident in incidents[best]]

    def _best(self, at: int, keys: NDArray[np.int64]) -> int:
        """The incident that mention ``at`` joins, or -1."""
        incidents = self._candidates(at, keys)
        if not incidents:
            return -1
        members = [self._members[incident][-MEMBERS:] for incident in incidents]
        others = np.array([other for group in members for other in group], np.int32)
        group = np.repeat(np.arange(len(members)), [len(m) for m in members])
        kept = self._in_window(at, others)
        others, group = others[kept], group[kept]
        chance = self._score(self._features(at, others))
        sizes = np.bincount(group, minlength=len(members))
        mean = np.bincount(group, chance, minlength=len(members)) / np.maximum(sizes, 1)
        least = np.ones(len(members), np.float64)
        np.minimum.at(least, group, chance)
        allowed = (sizes > 0) & (mean >= self._score.join) & (least >= self._score.veto)
        if not allowed.any():
            return -1
        return incidents[int(np.argmax(np.where(allowed, mean, -1.0)))]

    def _features(self, at: int, others: NDArray[np.int32]) -> NDArray[np.float32]:
        mine = self._article[at]
        theirs = self._article[others]
        own = self._contexts[mine].astype(np.float32)
        cosine = (self._contexts[theirs].astype(np.float32) @ own) / np.float32(127 * 127)
        word = LAYOUT["word"].start
        nearness = self._score.words.nearness(
            int(self._numbers[at, word]), self._numbers[others, word]
        )
        return pair_features(
            self._numbers[at], self._numbers[others], theirs == mine, cosine, nearness
        )
