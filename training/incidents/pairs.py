"""Coded documents → pairs of mentions with features and truth, as merging will meet them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.incidents.coded import CodedDocument
from training.incidents.gold import WINDOW
from training.incidents.mentions import gold_chains, gold_mentions, names_of_own, own_mentions
from transforms.incidents.candidates import Candidates
from transforms.incidents.features import Floats
from transforms.incidents.keys import key_hash
from transforms.incidents.layout import LAYOUT, Ints
from transforms.incidents.mention import ArticleMentions
from transforms.incidents.merge import publication_order
from transforms.incidents.score import cosines, features_of
from transforms.incidents.words import UNIT, Words

#: Made-up pairs for each pair, cosine of words that two acts have at most, and what they share.
ALIKE = 0.1
APART = 0.45
_CAST = (
    "actors", "recipients", "countries", "place", "precision", "latitude", "longitude", "first",
    "last", "told", "date_distance", "published", "subjects", "near",
)  # fmt: skip
#: Mentions of the group that one is compared with besides its candidates, on average.
MORE = 20


@dataclass(frozen=True)
class Corpus:
    """Documents that are merged together, with gold's mentions or the coder's own.

    Attributes:
        articles: their mentions.
        gold: gold mention → chain.
        names: event_id → the gold mention that it is; missing where it is not judged.
        groups: article_id → its group.
    """

    articles: Sequence[ArticleMentions]
    gold: dict[str, str]
    names: dict[str, str]
    groups: dict[str, str]


def corpus(documents: Sequence[CodedDocument], words: Words, own: bool) -> Corpus:
    """The mentions of *documents*: the coder's where *own*, else the gold's."""
    articles = [(own_mentions if own else gold_mentions)(d, words) for d in documents]
    if own:
        names = {e: n or e for d in documents for e, n in names_of_own(d).items()}
    else:
        names = {i: i for article in articles for i in article.event_ids}
    groups = {a.article_id: d.gold.group for a, d in zip(articles, documents, strict=True)}
    return Corpus(articles, gold_chains(documents), names, groups)


@dataclass(frozen=True)
class Pairs:
    """Features and truth of pairs, a pair a row, and the group of the later mention."""

    features: Floats
    truth: Floats
    group: NDArray[np.str_]


def pairs_of(one: Corpus, words: Words, rng: np.random.Generator, *, apart: bool = False) -> Pairs:
    """Candidates of all documents together, and pairs of a group: all that are one, some others.

    Candidates of other groups are the near misses that merging meets. ``apart`` leaves out pairs
    within an article.
    """
    articles = sorted(one.articles, key=publication_order)
    sizes = [len(article.event_ids) for article in articles]
    numbers = np.concatenate([article.array() for article in articles])
    days = np.repeat(np.array([article.day for article in articles], np.int32), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    of = np.repeat(np.arange(len(articles)), sizes)
    ids = [event_id for article in articles for event_id in article.event_ids]
    chains = np.array([one.gold.get(one.names.get(i, ""), f"#{i}") for i in ids])
    judged = np.array([i in one.names for i in ids])
    group = np.array([one.groups[article.article_id] for article in articles])[of]
    keys = np.array([key_hash(article.article_id) for article in articles], np.int32)
    candidates = Candidates(numbers, days, starts, keys, words, WINDOW)
    ones, earlier = candidates.of_articles(0, len(articles))
    codes = [ones * len(ids) + earlier]
    for name in np.unique(group):
        members = np.flatnonzero((group == name) & judged)
        for place, at in enumerate(members[1:].tolist(), start=1):
            others = members[:place]
            others = others[(days[at] == 0) | (days[at] - days[others] <= WINDOW)]
            kept = (chains[others] == chains[at]) | (rng.random(len(others)) < MORE / place)
            codes.append(at * len(ids) + others[kept])
    unique = np.unique(np.concatenate(codes))
    left, right = unique // len(ids), unique % len(ids)
    kept = judged[left] & judged[right] & (not apart or of[left] != of[right])
    left, right = left[kept], right[kept]
    contexts = np.stack([np.frombuffer(article.context, np.int8) for article in articles])
    features = [
        features_of(words, numbers[a], numbers[b], of[a] == of[b], cosines(contexts, of[a], of[b]))
        for a, b in (
            (left[at : at + 8192], right[at : at + 8192]) for at in range(0, len(left), 8192)
        )
    ]
    truth = (chains[left] == chains[right]).astype(np.float32)
    alike = _alike(numbers, words, rng, round(ALIKE * len(left)))
    features.append(alike)
    truth = np.concatenate([truth, np.zeros(len(alike), np.float32)])
    whole = np.concatenate([group[left], np.full(len(alike), "made up")])
    return Pairs(np.concatenate(features), truth, whole)


def _alike(numbers: Ints, words: Words, rng: np.random.Generator, count: int) -> Floats:
    """Features of made-up pairs of two acts of one cast: all agrees but what was done.

    The corpora have few of them, and without any the score takes the same parties, day and place
    for one incident whatever happened. Three of four have parties.
    """
    parties = np.concatenate(
        [numbers[:, LAYOUT[name]] for name in ("actors", "recipients")], axis=1
    )
    named = np.flatnonzero((parties != 0).any(axis=1))
    chosen = rng.integers(len(numbers), size=8 * count)
    if len(named):
        chosen = np.where(rng.random(8 * count) < 0.75, rng.choice(named, 8 * count), chosen)
    ones = numbers[chosen]
    others = numbers[rng.integers(len(numbers), size=8 * count)].copy()
    word, kind = LAYOUT["word"].start, LAYOUT["event_class"].start
    far = words.products(ones[:, word], others[:, word]) < APART * UNIT
    far &= (ones[:, kind] != 0) & (others[:, kind] != 0) & (ones[:, kind] != others[:, kind])
    kept = np.flatnonzero(far)[:count]
    ones, others = ones[kept], others[kept]
    for name in _CAST:
        others[:, LAYOUT[name]] = ones[:, LAYOUT[name]]
    told = rng.random(len(kept)) < 0.5
    for name in ("around", "norm", "figures"):
        others[told, LAYOUT[name]] = ones[told, LAYOUT[name]]
    contexts = rng.uniform(0.2, 1.0, (len(kept), 2)).astype(np.float32)
    return features_of(words, ones, others, rng.random(len(kept)) < 0.2, contexts)
