"""Gold chains → transforms/resources/incidents/pairs.npz: the pair score and its thresholds.

    python training/incidents/train.py        # or: make train-incidents

Pairs of gold mentions of one group (ECB+ without its development topics, the half of MEANTIME and
the part of the written reports that may be read) train a network of one hidden layer. Thresholds
are chosen by merging the held-out fifth of the groups with a network that has not seen them. Nothing
of the development topics, of the unread half or of the unread reports is looked at.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.coreference import all_scores, conll  # noqa: E402
from training.incidents.coded import CodedDocument, code_documents  # noqa: E402
from training.incidents.gold import ecbplus, meantime, written  # noqa: E402
from training.incidents.mentions import as_row, gold_chains, gold_mentions  # noqa: E402
from transforms.incidents.features import FEATURES, Floats, pair_features  # noqa: E402
from transforms.incidents.mention import (  # noqa: E402
    LAYOUT,
    ArticleMentions,
    _content,
    _head,
    key_hash,
)
from transforms.incidents.merge import merge  # noqa: E402
from transforms.incidents.score import PairScore  # noqa: E402
from transforms.incidents.words import Words  # noqa: E402

OUTPUT = ROOT / "transforms" / "resources" / "incidents" / "pairs.npz"
BUCKETS = 8192
HIDDEN = 32
EPOCHS = 12
FOLDS = 5
#: Written pairs count more: they alone have days, and there are few.
WRITTEN_WEIGHT = 4.0
#: Features of days, dropped at random: half of what is merged has none.
_DAYS = [FEATURES.index(name) for name in ("published_apart", "published_same", "days_apart")]


def word_weights(documents: Sequence[CodedDocument]) -> Floats:
    """Inverse document frequency of predicates and nouns by their hash, between .2 and 1.5."""
    df: Counter[int] = Counter()
    for document in documents:
        words: set[str] = set()
        for event in document.events:
            row = as_row(event)
            words.add(_head(row["predicate"]))
            if row["theme"]:
                words.update(_content(row["theme"]["text"]))
            for person in (*row["actors"], *row["recipients"]):
                words.update(_content(person["text"]))
        df.update({key_hash(word) % BUCKETS for word in words if word})
    weights = np.full(BUCKETS, 1.5, np.float32)
    for bucket, count in df.items():
        value = np.log(len(documents) / (1 + count)) / np.log(len(documents))
        weights[bucket] = float(np.clip(1.5 * value, 0.2, 1.5))
    return weights


def known_words(idf: Floats) -> Words:
    """*idf* beside the tables that words.py wrote."""
    with np.load(Path(__file__).with_name("words.npz")) as tables:
        return Words(idf, tables["keys"], tables["vectors"], tables["senses"])


class Group:
    """Documents that are merged with one another, as mentions with their chains."""

    def __init__(self, documents: Sequence[CodedDocument], words: Words, weight: float) -> None:
        self.name = documents[0].gold.group
        self.articles: list[ArticleMentions] = [gold_mentions(d, words) for d in documents]
        self.chains = gold_chains(documents)
        self.weight = weight
        self.words = words

    def pairs(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Features and truth of pairs: all that are one, and six times as many that are not."""
        numbers = np.concatenate([a.array() for a in self.articles])
        article = np.repeat(
            np.arange(len(self.articles)), [len(a.event_ids) for a in self.articles]
        )
        contexts = np.stack([np.frombuffer(a.context, np.int8) for a in self.articles])
        cosine = (contexts.astype(np.float32) @ contexts.astype(np.float32).T) / (127 * 127)
        chains = np.array([self.chains[i] for a in self.articles for i in a.event_ids])
        words, column = self.words, LAYOUT["word"].start
        features, truth = [], []
        for at in range(1, len(numbers)):
            others = np.arange(at)
            same = chains[:at] == chains[at]
            keep = same | (rng.random(at) < min(1.0, 60 / at))
            others = others[keep]
            if others.size:
                features.append(
                    pair_features(
                        numbers[at],
                        numbers[others],
                        article[others] == article[at],
                        cosine[article[at], article[others]],
                        words.nearness(int(numbers[at, column]), numbers[others, column]),
                    )
                )
                truth.append(same[keep].astype(np.float32))
        return np.concatenate(features), np.concatenate(truth)


def groups_of(documents: Sequence[CodedDocument], words: Words, weight: float) -> list[Group]:
    """One group for each `GoldDocument.group`."""
    by_name: dict[str, list[CodedDocument]] = defaultdict(list)
    for document in documents:
        if document.gold.mentions:
            by_name[document.gold.group].append(document)
    return [Group(members, words, weight) for members in by_name.values()]


def fit(features: Floats, truth: Floats, weights: Floats, seed: int, words: Words) -> PairScore:
    """Train the network with Adam; a few passes over some 100,000 pairs take seconds."""
    rng = np.random.default_rng(seed)
    scale = (1.0 / np.maximum(features.std(axis=0), 1e-3)).astype(np.float32)
    scale = np.minimum(scale, 5.0).astype(np.float32)
    inner = rng.normal(0, 1 / np.sqrt(len(FEATURES)), (len(FEATURES) + 1, HIDDEN))
    outer = rng.normal(0, 1 / np.sqrt(HIDDEN), HIDDEN + 1)
    inner[-1], outer[-1] = 0, -1
    moments = [
        np.zeros_like(inner),
        np.zeros_like(outer),
        np.zeros_like(inner),
        np.zeros_like(outer),
    ]
    step = 0
    rate = 0.003
    for epoch in range(EPOCHS):
        order = rng.permutation(len(truth))
        for start in range(0, len(order), 512):
            index = order[start : start + 512]
            batch = (features[index] * scale).astype(np.float64)
            undated = rng.random(len(index)) < 0.15
            batch[np.ix_(undated, _DAYS)] = 0
            raw = batch @ inner[:-1] + inner[-1]
            mask = (rng.random(raw.shape) < 0.9) / 0.9
            hidden = np.maximum(raw, 0) * mask
            chance = 1 / (1 + np.exp(-(hidden @ outer[:-1] + outer[-1])))
            slope = (chance - truth[index]) * weights[index] / len(index)
            d_outer = np.append(hidden.T @ slope, slope.sum())
            d_hidden = np.outer(slope, outer[:-1]) * (raw > 0) * mask
            d_inner = np.vstack([batch.T @ d_hidden, d_hidden.sum(axis=0)])
            step += 1
            now = rate * (1 - epoch / EPOCHS)
            for i, (value, gradient) in enumerate(((inner, d_inner), (outer, d_outer))):
                gradient = gradient + 1e-4 * value
                moments[i] = 0.9 * moments[i] + 0.1 * gradient
                moments[i + 2] = 0.999 * moments[i + 2] + 0.001 * gradient**2
                m, v = moments[i] / (1 - 0.9**step), moments[i + 2] / (1 - 0.999**step)
                value -= now * m / (np.sqrt(v) + 1e-8)
    return PairScore(
        scale, inner.astype(np.float32), outer.astype(np.float32), words, join=0.5, veto=0.05
    )


def merged(group: Group, score: PairScore) -> tuple[dict[str, str], dict[str, str]]:
    """(gold chains, found incidents) of one group."""
    found = merge(group.articles, score, link_days=14)
    return group.chains, {a.event_id: a.incident_id for a in found}


def train_on(groups: Sequence[Group], words: Words, seed: int = 0) -> PairScore:
    """Fit the score on the pairs of *groups*."""
    rng = np.random.default_rng(seed)
    parts = [(*group.pairs(rng), group.weight) for group in groups]
    features = np.concatenate([part[0] for part in parts])
    truth = np.concatenate([part[1] for part in parts])
    weights = np.concatenate([np.full(len(part[1]), part[2], np.float32) for part in parts])
    return fit(features, truth, weights, seed, words)


def choose(groups: Sequence[Group], words: Words) -> tuple[float, float]:
    """The thresholds with the best CoNLL F over groups that the network has not seen."""
    scores = []
    for fold in range(FOLDS):
        seen = [g for i, g in enumerate(groups) if i % FOLDS != fold]
        scores.append(
            (train_on(seen, words), [g for i, g in enumerate(groups) if i % FOLDS == fold])
        )
    best = (0.0, 0.5, 0.05)
    for join in (0.3, 0.4, 0.5):
        for veto in (0.0, 0.05):
            results = []
            for score, held in scores:
                limits = PairScore(score.scale, score.inner, score.outer, score.words, join, veto)
                results += [merged(group, limits) for group in held]
            figures = all_scores(results)
            value = conll(figures)
            links = figures["links"]
            print(
                f"join {join} veto {veto}: CoNLL {value:.3f} links P {links.precision:.3f} "
                f"R {links.recall:.3f} F {links.f:.3f}"
            )
            best = max(best, (value, join, veto))
    return best[1], best[2]


def save(score: PairScore) -> None:
    """Write the score to the shipped file, as small as it can be."""
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[np.generic]] = {
        "features": np.array(FEATURES),
        "scale": score.scale,
        "inner": score.inner,
        "outer": score.outer,
        "idf": score.words.idf.astype(np.float16),
        "keys": score.words.keys,
        "vectors": score.words.vectors,
        "senses": score.words.senses,
        "join": np.float64(score.join),
        "veto": np.float64(score.veto),
    }
    np.savez_compressed(OUTPUT, **arrays)


def main() -> None:
    """Code the training documents, choose the thresholds, train on all, save."""
    ecb = list(code_documents(ecbplus(development=False)))
    wiki = list(code_documents(meantime(is_unread=False)))
    ours = list(code_documents(written(is_unread=False)))
    train(ecb, wiki, ours)


def train(
    ecb: Sequence[CodedDocument], wiki: Sequence[CodedDocument], ours: Sequence[CodedDocument]
) -> None:
    """Train on coded documents and save."""
    words = known_words(word_weights([*ecb, *wiki, *ours]))
    groups = [
        *groups_of(ecb, words, 1.0),
        *groups_of(wiki, words, 1.0),
        *groups_of(ours, words, WRITTEN_WEIGHT),
    ]
    join, veto = choose(groups, words)
    print(f"chosen: join {join}, veto {veto}")
    score = train_on(groups, words)
    save(PairScore(score.scale, score.inner, score.outer, score.words, join, veto))


if __name__ == "__main__":
    main()
