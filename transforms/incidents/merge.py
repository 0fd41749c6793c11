"""Mentions → incidents, day by day in the order of publication.

The mentions of a day are compared with one another and with what was reported up to ``link_days``
before (see `transforms.incidents.candidates`), and join in clusters by average link (see
`transforms.incidents.cluster`): so nothing chains through a weak middle. A cluster joins one
incident of earlier days at most; incidents are never merged.

The pass looks at days in their order and backwards only, and nothing that it compares by is older
than ``link_days``. A pass that starts with the mentions of the last ``link_days`` and their
incidents goes on as if it had never stopped. Within a day the order is that of article ids, and a
day with more than `BATCH` mentions is cut there into several batches. The work for a mention is
bounded, so the whole is linear.

Which mentions are one incident follows from the mentions alone. What the incident is called also
follows from earlier runs: it keeps the id that its mentions had (`name_groups`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

from schemas.ids import stable_id
from transforms.incidents.candidates import Candidates
from transforms.incidents.cluster import UNIT, Clusters
from transforms.incidents.mention import CONTEXT, WIDTH, ArticleMentions, Ints
from transforms.incidents.score import PairScore

__all__ = ["Assignment", "Groups", "assignments", "group_mentions", "incident_id_of", "merge",
           "name_groups", "publication_order", "wanted_names"]  # fmt: skip

#: Mentions that are clustered together, at most (an article is never cut).
BATCH = 10_000
#: Latest mentions of an incident that a mention is compared with, and incidents, at most.
MEMBERS = 6
INCIDENTS = 8


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


def publication_order(article: ArticleMentions) -> tuple[bool, int, str]:
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
    ordered = sorted(articles, key=publication_order)
    state = _State(ordered, score, link_days, since)
    for first, last in _batches(ordered):
        state.take(first, last)
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


def _batches(articles: Sequence[ArticleMentions]) -> Iterator[tuple[int, int]]:
    """First and last + 1 of the articles that are clustered together."""
    first, size = 0, 0
    for number, article in enumerate(articles):
        if size and (article.day != articles[first].day or size >= BATCH):
            yield first, number
            first, size = number, 0
        size += len(article.event_ids)
    if articles:
        yield first, len(articles)


class _State:
    """All mentions so far, in arrays."""

    def __init__(
        self, articles: Sequence[ArticleMentions], score: PairScore, link_days: int, since: int
    ) -> None:
        sizes = [len(article.event_ids) for article in articles]
        total = sum(sizes)
        self._articles = articles
        self._score = score
        self._since = since
        self._numbers = np.zeros((total, WIDTH), np.int32)
        self._days = np.repeat(np.array([a.day for a in articles], np.int32), sizes)
        self._article = np.repeat(np.arange(len(articles), dtype=np.int32), sizes)
        self._contexts = np.zeros((len(articles), CONTEXT), np.int8)
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._candidates = Candidates(
            self._numbers, self._days, self._starts, score.words, link_days
        )
        #: Group of each mention, its mentions, and its id where it holds some that keep theirs.
        self.incident = np.full(total, -1, np.int32)
        self._members: list[list[int]] = []
        self.given: dict[int, str] = {}
        self._by_id: dict[str, int] = {}

    def take(self, first: int, last: int) -> None:
        """Place the mentions of the next batch: articles ``first`` to ``last`` - 1."""
        start, end = int(self._starts[first]), int(self._starts[last])
        pairs: list[tuple[int, NDArray[np.int32]]] = []
        for number in range(first, last):
            article = self._articles[number]
            at = int(self._starts[number])
            self._numbers[at : at + len(article.event_ids)] = article.array()
            self._contexts[number] = np.frombuffer(article.context, np.int8)
            self._keep(article, at)
            pairs += enumerate(self._candidates.of_article(number, article), start=at)
        free = [at for at in range(start, end) if self.incident[at] < 0]
        if free:
            self._cluster(free, [(at, o) for at, o in pairs if o.size])

    def _keep(self, article: ArticleMentions, at: int) -> None:
        """Put the mentions that keep their incident into it."""
        known = article.incidents if _keeps(article, self._since) else ()
        for index, given in enumerate(known):
            if given is not None:
                group = self._enter(at + index, self._by_id.get(given, -1))
                self._by_id[given] = group
                self.given[group] = given

    def _enter(self, at: int, incident: int) -> int:
        """Put mention ``at`` into ``incident``, -1: a new one; its number."""
        if incident < 0:
            incident = len(self._members)
            self._members.append([])
        self.incident[at] = incident
        self._members[incident].append(at)
        return incident

    def _cluster(self, free: Sequence[int], pairs: list[tuple[int, NDArray[np.int32]]]) -> None:
        """Cluster the mentions ``free`` and put each cluster into an incident."""
        ones, others = self._scored_pairs(pairs)
        scores = np.rint(self._scores(ones, others) * UNIT).astype(np.int64)
        node_of = {at: number for number, at in enumerate(free)}
        # Incidents in the order of their latest mention: how many there are before matters nothing.
        seen = set(self.incident[others].tolist()) | set(self.incident[ones].tolist())
        standing = sorted(seen - {-1}, key=lambda incident: self._members[incident][-1])
        fixed = {incident: len(free) + number for number, incident in enumerate(standing)}
        latest = [np.array(self._members[i][-MEMBERS:], np.int32) for i in standing]
        near = [int(self._candidates.in_window(free[-1], members).sum()) for members in latest]
        sizes = [1] * len(free) + near
        clusters = Clusters(sizes, len(free), self._score.linkage)
        nodes = [
            [node_of[at] if (i := int(self.incident[at])) < 0 else fixed[i] for at in side.tolist()]
            for side in (ones, others)
        ]
        clusters.link(zip(*nodes, scores.tolist(), strict=True))
        found = clusters.merge()
        group_of = {found[fixed[incident]]: incident for incident in standing}
        for at in free:
            root = found[node_of[at]]
            group_of[root] = self._enter(at, group_of.get(root, -1))

    def _scored_pairs(
        self, pairs: list[tuple[int, NDArray[np.int32]]]
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The pairs with the latest mentions of the incidents that one of them is in."""
        ones: list[NDArray[np.int32]] = []
        others: list[NDArray[np.int32]] = []
        for at, found in pairs:
            incidents, counts = np.unique(self.incident[found], return_counts=True)
            counts, incidents = counts[incidents >= 0], incidents[incidents >= 0]
            if incidents.size and self.incident[at] < 0:
                latest = np.array([self._members[i][-1] for i in incidents])
                best = incidents[np.lexsort((-latest, -counts))[:INCIDENTS]]
                more = np.concatenate([self._members[i][-MEMBERS:] for i in best]).astype(np.int32)
                more = more[self._candidates.in_window(at, more) & (more < at)]
                found = np.union1d(found[self.incident[found] < 0], more).astype(np.int32)
            ones.append(np.full(len(found), at, np.int32))
            others.append(found)
        empty = np.zeros(0, np.int32)
        return np.concatenate([*ones, empty]), np.concatenate([*others, empty])

    def _scores(self, ones: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.float32]:
        found = np.zeros(len(ones), np.float32)
        for start in range(0, len(ones), _SLAB):
            part = slice(start, start + _SLAB)
            found[part] = self._score.of_pairs(
                self._numbers[ones[part]],
                self._numbers[others[part]],
                self._article[ones[part]] == self._article[others[part]],
                self._contexts[self._article[ones[part]]],
                self._contexts[self._article[others[part]]],
            )
        return found


#: Pairs that are scored at once.
_SLAB = 8192
