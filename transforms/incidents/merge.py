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
from transforms.incidents.cluster import UNIT, average_link
from transforms.incidents.keys import key_hash
from transforms.incidents.layout import WIDTH, Ints
from transforms.incidents.mention import ArticleMentions
from transforms.incidents.rings import Int64s, Rings, best, counted
from transforms.incidents.score import PairScore, cosines
from transforms.incidents.surroundings import CONTEXT

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
        whole: whether all mentions of the incident are of this run and lie in its shard.
    """

    event_id: str
    incident_id: str
    shard: str
    article_id: str
    before: Optional[str] = None
    whole: bool = False


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

    def whole(self) -> NDArray[np.bool_]:
        """Of each group, whether all of its mentions are of this run and lie in one shard."""
        numbers = {"": 0}  # what an earlier run has made is in no shard
        of_article = [numbers.setdefault(one.shard, len(numbers)) for one in self.articles]
        sizes = [len(article.event_ids) for article in self.articles]
        shards = np.repeat(np.array(of_article, np.int64), sizes)
        count = int(self.group.max(initial=-1)) + 1
        least, most = np.full(count, len(numbers)), np.zeros(count, np.int64)
        np.minimum.at(least, self.group, shards)
        np.maximum.at(most, self.group, shards)
        found: NDArray[np.bool_] = (least == most) & (most > 0)
        return found


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
        articles: in any order; an iterator that lets go of them saves half of the memory.
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
    whole = groups.whole().tolist()
    for article, index, group, before in groups.decided():
        yield Assignment(
            article.event_ids[index],
            names[group],
            article.shard,
            article.article_id,
            before,
            whole[group],
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
    """All mentions so far, in arrays.

    Args:
        articles: in order of publication; they lose their numbers as these go into the arrays.
    """

    def __init__(
        self, articles: list[ArticleMentions], score: PairScore, link_days: int, since: int
    ) -> None:
        sizes = [len(article.event_ids) for article in articles]
        total = sum(sizes)
        self._articles = articles
        self._score = score
        self._since = since
        self._numbers = np.zeros((total, WIDTH), np.int32)
        self._days = np.repeat(np.array([a.day for a in articles], np.int32), sizes)
        self._article = np.repeat(np.arange(len(articles), dtype=np.int32), sizes)
        self._contexts = np.zeros((len(articles), 2 * CONTEXT), np.int8)
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        keys = np.array([key_hash(article.article_id) for article in articles], np.int32)
        self._candidates = Candidates(
            self._numbers, self._days, self._starts, keys, score.words, link_days
        )
        #: Group of each mention, its latest mentions, and its id where it holds some that keep
        #: theirs.
        self.incident = np.full(total, -1, np.int32)
        self._latest = Rings(total, MEMBERS)
        self._groups = 0
        self.given: dict[int, str] = {}
        self._by_id: dict[str, int] = {}

    def take(self, first: int, last: int) -> None:
        """Place the mentions of the next batch: articles ``first`` to ``last`` - 1."""
        start, end = int(self._starts[first]), int(self._starts[last])
        articles = self._articles[first:last]
        numbers = b"".join(article.numbers for article in articles)
        self._numbers[start:end] = np.frombuffer(numbers, np.int32).reshape(-1, WIDTH)
        for number, article in enumerate(articles, start=first):
            self._contexts[number] = np.frombuffer(article.context, np.int8)
            # The arrays have it now: the same numbers need not lie in memory twice.
            self._articles[number] = article._replace(numbers=b"", context=b"")
            if _keeps(article, self._since):
                self._keep(article, int(self._starts[number]))
        ones, others = self._candidates.of_articles(first, last)
        free = np.flatnonzero(self.incident[start:end] < 0) + start
        if len(free):
            self._cluster(free, ones, others)

    def _keep(self, article: ArticleMentions, at: int) -> None:
        """Put the mentions that keep their incident into it."""
        known = [(at + n, name) for n, name in enumerate(article.incidents) if name is not None]
        for _, name in known:
            if name not in self._by_id:
                self._by_id[name] = self._groups
                self.given[self._groups] = name
                self._groups += 1
        groups = np.array([self._by_id[name] for _, name in known], np.int64)
        self._enter(np.array([at for at, _ in known], np.int64), groups)

    def _enter(self, mentions: Int64s, groups: Int64s) -> None:
        self.incident[mentions] = groups
        self._latest.put(groups, mentions)

    def _cluster(self, free: Int64s, ones: Int64s, others: Int64s) -> None:
        """Cluster the mentions ``free`` and put each cluster into an incident."""
        ones, others = self._scored_pairs(ones, others)
        scores = np.rint(self._scores(ones, others) * UNIT).astype(np.int64)
        # Incidents in the order of their latest mention: how many there are before matters nothing.
        sides = self.incident[ones], self.incident[others]
        standing = np.unique(np.concatenate(sides))
        standing = standing[standing >= 0]
        members = self._latest.last(standing)
        order = np.argsort(members[:, -1])
        standing, members = standing[order], members[order]
        near = self._candidates.in_window(free[-1:, None], members) & (members >= 0)
        node_of_group = np.zeros(self._groups + 1, np.int64)
        node_of_group[standing] = np.arange(len(standing)) + len(free)
        one, other = (
            np.where(groups < 0, np.searchsorted(free, side), node_of_group[groups])
            for side, groups in zip((ones, others), sides, strict=True)
        )
        sizes = np.concatenate([np.ones(len(free), np.int64), near.sum(axis=1)])
        found = average_link(sizes, len(free), one, other, scores, self._score.linkage)
        group_of = np.full(len(found), -1, np.int64)
        group_of[found[len(free) :]] = standing
        named = found[: len(free)]
        # A cluster without an incident is named by its first mention.
        fresh = np.unique(named[group_of[named] < 0])
        group_of[fresh] = np.arange(len(fresh)) + self._groups
        self._groups += len(fresh)
        self._enter(free, group_of[named])

    def _scored_pairs(self, ones: Int64s, others: Int64s) -> tuple[Int64s, Int64s]:
        """The pairs with the latest mentions of the incidents that one of them is in."""
        groups = self.incident[others]
        wide = (groups >= 0) & (self.incident[ones] < 0)
        at, incident, counts = counted(ones[wide], groups[wide].astype(np.int64))
        latest = self._latest.last(incident)[:, -1]
        at, latest = best(at, latest, counts, INCIDENTS)
        more = self._latest.last(self.incident[latest])
        at = np.broadcast_to(at[:, None], more.shape)
        kept = (more >= 0) & (more < at)
        kept &= self._candidates.in_window(at, more)
        ones = np.concatenate([ones[~wide], at[kept]])
        others = np.concatenate([others[~wide], more[kept]])
        ones, others, _ = counted(ones, others)
        return ones, others

    def _scores(self, ones: Int64s, others: Int64s) -> NDArray[np.float32]:
        mine, theirs = self._article[ones], self._article[others]
        context = cosines(self._contexts, mine, theirs)
        found = np.zeros(len(ones), np.float32)
        for start in range(0, len(ones), _SLAB):
            part = slice(start, start + _SLAB)
            found[part] = self._score.of_pairs(
                self._numbers[ones[part]],
                self._numbers[others[part]],
                mine[part] == theirs[part],
                context[part],
            )
        return found


#: Pairs that are scored at once.
_SLAB = 2048
