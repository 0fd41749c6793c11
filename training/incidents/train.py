"""Gold chains → transforms/resources/incidents/pairs.npz: word tables, pair score, thresholds.

    python training/incidents/train.py [--quick]        # or: make train-incidents

Trained on ECB+ without its development topics, the half of MEANTIME and the part of the written
reports that may be read, and the lessons, with gold mentions and with the coder's own. Groups fall
into `FOLDS` folds: word vectors and score of a fold's groups come from the other folds, and
thresholds are chosen by merging the written reports of each fold with a score that has not seen it. Nothing of the development topics, of the
unread half or of the unread reports is looked at. ``--quick`` keeps the shipped thresholds.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.coreference import all_scores, conll  # noqa: E402
from benchmarks.tally import Tally  # noqa: E402
from training.annotations.load import load  # noqa: E402
from training.incidents.coded import CodedDocument, code_documents  # noqa: E402
from training.incidents.gold import WINDOW, ecbplus, lessons, meantime, strangers, written  # noqa: E402
from training.incidents.mentions import as_row  # noqa: E402
from training.incidents.pairs import Corpus, Pairs, corpus, pairs_of  # noqa: E402
from training.incidents.words import States, known_words, projection, text_weights  # noqa: E402
from transforms.incidents.cluster import Linkage  # noqa: E402
from transforms.incidents.features import FEATURES, Floats  # noqa: E402
from transforms.incidents.keys import key_hash  # noqa: E402
from transforms.incidents.mention import _content, _head  # noqa: E402
from transforms.incidents.merge import merge  # noqa: E402
from transforms.incidents.score import PairScore, load_pair_score  # noqa: E402
from transforms.incidents.words import Words  # noqa: E402

OUTPUT = ROOT / "transforms" / "resources" / "incidents" / "pairs.npz"
BUCKETS = 8192
#: Networks whose mean is the score, units of each, and part of the features that is left out.
NETWORKS = 2
HIDDEN = 64
DROPPED = 0.05
EPOCHS = 12
BATCH = 1024
FOLDS = 3
#: One in so many groups of ECB+ gives pairs of the coder's rows, which are many.
OWN_PART = 3
#: Weights of a pair: written ones alone have days, and there are few; MEANTIME's chains across
#: documents are few and far between.
WEIGHTS = {"ecbplus": 1.0, "meantime": 0.5, "written": 4.0, "lessons": 2.0, "strangers": 2.0}
#: Features of days, dropped at random: half of what is merged has none.
_DAYS = [FEATURES.index(name) for name in ("published_apart", "published_same", "days_apart")]
#: Documents of the annotated corpus that have nothing in common; most days of most feeds are so.
STRANGERS = 700
#: Part of the links of held-out written reports that must be right.
CAREFUL = 0.85
#: Thresholds that are tried.
JOIN = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.65, 0.8)
#: Part of the pairs without a score that counts against a merge.
UNKNOWN = 0.3


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
    return weights.astype(np.float16).astype(np.float32)


def fold_of(group: str) -> int:
    """The fold of a group."""
    return zlib.crc32(group.encode()) // 7 % FOLDS


@dataclass(frozen=True)
class Weights:
    """The network: `PairScore` without its words and limits."""

    scale: Floats
    inner: Floats
    outer: Floats

    def score(self, words: Words, linkage: Linkage, balanced: Linkage) -> PairScore:
        return PairScore(self.scale, self.inner, self.outer, words, linkage, balanced)


def fit(features: Floats, truth: Floats, weights: Floats) -> Weights:
    """Train `NETWORKS` networks, whose mean logit is one network of as many times `HIDDEN`."""
    scale = np.minimum(1.0 / np.maximum(features.std(axis=0), 1e-3), 5.0).astype(np.float32)
    scaled = (features * scale).astype(np.float32)
    found = [_fit_one(scaled, truth, weights, seed) for seed in range(NETWORKS)]
    inner = np.concatenate([inner for inner, _ in found], axis=1)
    outer = [outer[:-1] for _, outer in found]
    bias = [sum(outer[-1:] for _, outer in found)]
    return Weights(scale, inner, (np.concatenate(outer + bias) / NETWORKS).astype(np.float32))


def _fit_one(scaled: Floats, truth: Floats, weights: Floats, seed: int) -> tuple[Floats, Floats]:
    """Train a network with Adam; some 200,000 pairs take seconds."""
    rng = np.random.default_rng(seed)
    width = len(FEATURES)
    inner = rng.normal(0, width**-0.5, (width + 1, HIDDEN)).astype(np.float32)
    outer = rng.normal(0, HIDDEN**-0.5, HIDDEN + 1).astype(np.float32)
    inner[-1], outer[-1] = 0, -1
    moments = [np.zeros_like(inner), np.zeros_like(outer)] * 2
    step, steps = 0, EPOCHS * -(-len(truth) // BATCH)
    for _ in range(EPOCHS):
        order = rng.permutation(len(truth))
        for start in range(0, len(order), BATCH):
            index = order[start : start + BATCH]
            batch = scaled[index]
            batch = batch * (rng.random(batch.shape, dtype=np.float32) >= DROPPED)
            undated = rng.random(len(index)) < 0.15
            batch[np.ix_(undated, _DAYS)] = 0
            raw = batch @ inner[:-1] + inner[-1]
            mask = (rng.random(raw.shape, dtype=np.float32) < 0.9) / np.float32(0.9)
            hidden = np.maximum(raw, 0) * mask
            chance = 1 / (1 + np.exp(-(hidden @ outer[:-1] + outer[-1])))
            slope = ((chance - truth[index]) * weights[index] / len(index)).astype(np.float32)
            d_outer = np.append(hidden.T @ slope, slope.sum())
            d_hidden = np.outer(slope, outer[:-1]) * (raw > 0) * mask
            d_inner = np.vstack([batch.T @ d_hidden, d_hidden.sum(axis=0)])
            step += 1
            rate = 0.004 * (1 - step / steps)
            for i, (value, gradient) in enumerate(((inner, d_inner), (outer, d_outer))):
                gradient = gradient + 1e-4 * value
                moments[i] = 0.9 * moments[i] + 0.1 * gradient
                moments[i + 2] = 0.999 * moments[i + 2] + 0.001 * gradient**2
                m, v = moments[i] / (1 - 0.9**step), moments[i + 2] / (1 - 0.999**step)
                value -= (rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)
    return inner, outer


@dataclass(frozen=True)
class Sets:
    """Coded documents by corpus; the keys are those of `WEIGHTS`."""

    documents: dict[str, list[CodedDocument]]
    states: States
    idf: Floats
    texts: Floats

    def all(self) -> list[CodedDocument]:
        """All documents."""
        return [document for part in self.documents.values() for document in part]

    def words(self, documents: Sequence[CodedDocument]) -> Words:
        """Word tables learned from the chains of *documents*."""
        return known_words(self.states, projection(self.states, documents), self.idf, self.texts)


def _part(documents: Iterable[CodedDocument], fold: int, inside: bool) -> list[CodedDocument]:
    return [d for d in documents if (fold_of(d.gold.group) == fold) == inside]


def fold_pairs(sets: Sets, words: Words, fold: int) -> Iterator[tuple[str, bool, Pairs]]:
    """Pairs of the documents of a fold, with *words* that come from the others."""
    rng = np.random.default_rng(fold)
    for name, documents in sets.documents.items():
        mine = _part(documents, fold, inside=True)
        if name == "strangers":
            yield name, True, pairs_of(corpus(mine, words, True), words, rng, apart=True)
            continue
        for own in (False, True) if mine else ():
            if own and name == "ecbplus":
                mine = [d for d in mine if zlib.crc32(d.gold.group.encode()) % OWN_PART == 0]
            yield name, own, pairs_of(corpus(mine, words, own), words, rng)


def fit_on(parts: Sequence[tuple[str, bool, Pairs]]) -> Weights:
    """The network of some parts."""
    return fit(
        np.concatenate([pairs.features for _, _, pairs in parts]),
        np.concatenate([pairs.truth for _, _, pairs in parts]),
        np.concatenate(
            [np.full(len(pairs.truth), WEIGHTS[name], np.float32) for name, _, pairs in parts]
        ),
    )


def _found(one: Corpus, score: PairScore) -> tuple[dict[str, str], dict[str, str]]:
    """(gold chains, found incidents of what is judged)."""
    found = {a.event_id: a.incident_id for a in merge(one.articles, score, WINDOW)}
    return one.gold, {one.names[e]: chain for e, chain in found.items() if e in one.names}


def choose(held: Sequence[tuple[bool, Corpus, PairScore]]) -> tuple[Linkage, Linkage]:
    """The shipped limits and the balanced ones.

    Shipped are those that find most links, of all with `CAREFUL` of the links right; balanced those
    with the best mean of CoNLL F on gold's mentions and on the coder's.

    Args:
        held: whether the mentions are the coder's, corpus, and a score that has not seen it.
    """
    shipped = balanced = (-1.0, Linkage(1.0, 0.0, 0.0))
    for linkage in (Linkage(join, 0.0, UNKNOWN) for join in JOIN):
        links, conlls = Tally(), []
        for own in (False, True):
            pairs = [_found(c, replace(s, linkage=linkage)) for o, c, s in held if o == own]
            figures = all_scores(pairs)
            found = figures["links"]
            assert isinstance(found, Tally)
            links += found
            conlls.append(conll(figures))
            print(
                f"{linkage} {'own' if own else 'gold'}: CoNLL {conlls[-1]:.3f} "
                f"B3 {figures['B3'].f:.3f} links {found.precision:.3f} {found.recall:.3f} "
                f"{found.f:.3f}",
                flush=True,
            )
        balanced = max(balanced, (sum(conlls) / 2, linkage))
        if links.precision >= CAREFUL:
            shipped = max(shipped, (links.right, linkage))
    return shipped[1], balanced[1]


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
        "texts": np.rint(score.words.texts * 255).astype(np.uint8),
        "kind_keys": score.words.kinds.keys,
        "kinds": score.words.kinds.members,
        "linkage": np.array(score.linkage),
        "balanced": np.array(score.balanced),
    }
    np.savez_compressed(OUTPUT, **arrays)


def load_sets() -> Sets:
    """Code the training documents, or take them from the cache."""
    documents = {
        "ecbplus": list(code_documents(ecbplus(development=False))),
        "meantime": list(code_documents(meantime(is_unread=False))),
        "written": list(code_documents(written(is_unread=False))),
        "lessons": list(code_documents(lessons())),
        "strangers": list(code_documents(strangers("train", STRANGERS), "classified")),
    }
    listed = [
        document for name, part in documents.items() for document in part if name != "strangers"
    ]
    texts = [document.gold.text for document in listed]
    texts += [document.text for document in load("train")]
    return Sets(documents, States(listed), word_weights(listed), text_weights(texts))


def train(sets: Sets, chosen: tuple[Linkage, Linkage] | None) -> PairScore:
    """Train on coded documents; choose the limits where none are *chosen*."""
    words = [sets.words(_part(sets.all(), fold, inside=False)) for fold in range(FOLDS)]
    parts = [list(fold_pairs(sets, words[fold], fold)) for fold in range(FOLDS)]
    if chosen is None:
        held = []
        for fold in range(FOLDS):
            others = [part for number in range(FOLDS) if number != fold for part in parts[number]]
            score = fit_on(others).score(words[fold], *[Linkage(1.0, 0.0, 0.0)] * 2)
            mine = _part(sets.documents["written"], fold, inside=True)
            for own in (False, True):
                held.append((own, corpus(mine, words[fold], own), score))
        chosen = choose(held)
    print(f"shipped {chosen[0]}, balanced {chosen[1]}", flush=True)
    weights = fit_on([part for fold in parts for part in fold])
    return weights.score(sets.words(sets.all()), *chosen)


def main(argv: Sequence[str] | None = None) -> int:
    """Train and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--quick", action="store_true", help="keep the shipped thresholds")
    arguments = parser.parse_args(argv)
    shipped = load_pair_score() if arguments.quick else None
    save(train(load_sets(), (shipped.linkage, shipped.balanced) if shipped else None))
    return 0


if __name__ == "__main__":
    sys.exit(main())
