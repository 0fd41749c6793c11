"""Subjects of the annotated corpus → the topics' weights (transforms/resources/topics/topics.npz).

    python training/topics/train_topics.py            figures only
    python training/topics/train_topics.py --save     and the shipped weights

Trained on: the corpus' train part; leads.tsv, written for topics that the corpus has few of; and
the labels of IPTC's 1,160 Media Topics below the top level (``shared/ontology``), each a sentence.
The floor that topics beside the likeliest need is chosen by cross-validation on the train part, so
that the figures of the dev part owe it nothing. Readings are shared with the event heads
(``out/heads/<encoder>``); with those there, training takes a minute.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.preprocessing import normalize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "events"))

import annotated
import readings
from learning import save
from readings import ROOT, SHARED, Reading

from schemas.ontology import load_media_topics
from training.annotations.load import entries
from transforms.events.heads.net import packed
from transforms.extract.model.states import States, shipped_digest
from transforms.extract.topics import VERSION, Topics, inputs, read_topics

Floats = npt.NDArray[np.float32]
Arrays = dict[str, Any]

WEIGHTS = ROOT / "transforms" / "resources" / "topics" / "topics.npz"
LEADS = Path(__file__).resolve().parent / "leads.tsv"
NAMES = tuple(load_media_topics())
#: What an example counts beside a document of the corpus.
LEAD_WEIGHT = 1.5
LABEL_WEIGHT = 0.1
#: Ridge of the layer; how much its three inputs are stretched before (less is more restraint).
RIDGE = 10.0
STRETCH = {"article": 1.0, "beginning": 0.7, "words": 20.0}
MAX_STEPS = 1000
#: A lemma needs this many texts.
LEAST = 2
FOLDS = 5
#: IPTC's labels of the top level that differ from ours.
_OTHER_LABELS = {"labor": "labour", "politics": "politics", "religion and belief": "religion"}


class Examples(NamedTuple):
    """Texts as the layer reads them, with their topics and what each counts."""

    dense: Floats
    lemmas: list[Counter[str]]
    gold: Floats
    weight: Floats

    def some(self, which: npt.NDArray[np.intp]) -> Examples:
        """Some of them."""
        lemmas = [self.lemmas[i] for i in which]
        return Examples(self.dense[which], lemmas, self.gold[which], self.weight[which])

    def __add__(self, other: Examples) -> Examples:  # type: ignore[override]
        return Examples(
            np.vstack([self.dense, other.dense]),
            self.lemmas + other.lemmas,
            np.vstack([self.gold, other.gold]),
            np.concatenate([self.weight, other.weight]),
        )


def examples(some: Sequence[Reading], topics: Sequence[Sequence[str]], weight: float) -> Examples:
    """Readings and the topics of each."""
    found = [inputs(r.tree, r.labels, r.states.astype(np.float32)) for r in some]
    return Examples(
        np.array([dense for dense, _ in found], np.float32),
        [lemmas for _, lemmas in found],
        np.array([[float(name in own) for name in NAMES] for own in topics], np.float32),
        np.full(len(found), weight, np.float32),
    )


def of_corpus(some: Sequence[Reading]) -> Examples:
    """Documents of the annotated corpus."""
    subjects = {entry.doc: entry.subjects for entry in entries()}
    return examples(some, [subjects[r.key] for r in some], 1.0)


def of_texts(name: str, rows: Sequence[tuple[Sequence[str], str]], weight: float) -> Examples:
    """Short texts of our own reading; ``name`` is that of their cache."""

    def read() -> Iterator[Reading]:
        for topics, text in rows:
            yield Reading(text, *readings.of_doc(readings.pipeline()(text)), tuple(topics))

    kept = readings.kept(name, read)
    if [(tuple(r.gold), r.key) for r in kept] != [(tuple(t), text) for t, text in rows]:
        (readings.CACHE / shipped_digest() / f"{name}.pickle").unlink()
        kept = readings.kept(name, read)
    return examples(kept, [r.gold for r in kept], weight)


def _table(path: Path) -> list[list[str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def leads() -> list[tuple[Sequence[str], str]]:
    """The openings written for topics."""
    return [(topics.split(","), text) for topics, text in _table(LEADS)]


def labels() -> list[tuple[Sequence[str], str]]:
    """A sentence for every Media Topic, under its top level."""
    rows = {row[0]: row for row in _table(SHARED.parent / "ontology" / "iptc_media_topics.tsv")[1:]}
    short = {topic.label: name for name, topic in load_media_topics().items()} | _OTHER_LABELS

    def top(code: str) -> str:
        while rows[code][2]:
            code = rows[code][2]
        return short[rows[code][1].lower()]

    return [([top(code)], f"A story about {row[1].lower()}.") for code, row in rows.items()]


def fitted(data: Examples) -> Arrays:
    """Train the layer: a logistic regression a topic, all under one ridge."""
    full = data.weight == 1.0
    mean, deviation = data.dense[full].mean(0), data.dense[full].std(0) + np.float32(1e-6)
    vectorizer = DictVectorizer(dtype=np.float32)
    bag = vectorizer.fit_transform(data.lemmas)
    texts = bag.getnnz(axis=0)
    known = texts >= LEAST
    weights = (1 / (1 + 0.3 * np.log(texts[known]))).astype(np.float32)
    bag = bag[:, known].log1p().multiply(weights)
    stretch = np.repeat(list(STRETCH.values()), [*[data.dense.shape[1] // 2] * 2, len(weights)])
    columns = hstack([csr_array((data.dense - mean) / deviation), normalize(bag)]).tocsr()
    layer, bias = regressions(columns.multiply(stretch).tocsr(), data.gold, data.weight)
    layer *= stretch[:, None].astype(np.float32)
    width = data.dense.shape[1]
    return {
        "mean": mean,
        "deviation": deviation,
        "words": packed(vectorizer.get_feature_names_out()[known]),
        "word_weights": weights,
        "names": packed(NAMES),
        "dense": layer[:width],
        "bag": layer[width:],
        "bias": bias,
        "floor": np.array(0.25, np.float32),
        "encoder": np.array(shipped_digest()),
        "version": np.array(VERSION),
    }


def regressions(values: Any, gold: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """One logistic regression a topic; returns weights and biases.

    A topic that no example has, or all have, gets no weights and a bias that says so.
    """
    layer = np.zeros((values.shape[1], gold.shape[1]), np.float32)
    bias = np.log(gold.mean(0) + 1e-3).astype(np.float32)
    for topic, given in enumerate(gold.T):
        if len(np.unique(given)) == 2:
            model = LogisticRegression(C=1 / RIDGE, max_iter=MAX_STEPS)
            model.fit(values, given, sample_weight=weight)
            layer[:, topic], bias[topic] = model.coef_[0], model.intercept_[0]
    return layer, bias


def chances_of(topics: Topics, some: Sequence[Reading]) -> Floats:
    """What the layer says of some readings."""
    digest = shipped_digest()
    rows = [
        topics.chances(r.tree, r.labels, States(r.states.astype(np.float32), digest)) for r in some
    ]
    return np.array(rows, np.float32)


def choices(chances: Floats, floor: float) -> Floats:
    """The likeliest topic of every text and all others of at least ``floor``."""
    chosen = (chances >= floor).astype(np.float32)
    chosen[np.arange(len(chances)), chances.argmax(1)] = 1.0
    return chosen


def scores(chosen: Floats, gold: Floats) -> tuple[float, float, Floats]:
    """F1 over topics that occur (macro), over all choices (micro), and of every topic."""
    each = f1_score(gold, chosen, average=None, zero_division=0.0)
    micro = f1_score(gold, chosen, average="micro")
    return float(each[gold.sum(0) > 0].mean()), float(micro), each


def cross_validated(train: Sequence[Reading], more: Examples) -> Floats:
    """Chances of every training document by a layer that was not trained on it."""
    fold = np.random.default_rng(1).permutation(len(train)) % FOLDS
    own = of_corpus(train)
    found = np.zeros_like(own.gold)
    for at in range(FOLDS):
        inside, outside = np.flatnonzero(fold != at), np.flatnonzero(fold == at)
        topics = read_topics(fitted(own.some(inside) + more))
        found[outside] = chances_of(topics, [train[int(i)] for i in outside])
    return found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--save", action="store_true", help="write the shipped weights")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where --save writes them")
    options = parser.parse_args()
    train, dev = annotated.documents("train"), annotated.documents("dev")
    more = of_texts("topic_leads", leads(), LEAD_WEIGHT)
    more += of_texts("topic_labels", labels(), LABEL_WEIGHT)
    print(f"{len(train)} documents, {len(more.lemmas)} short texts; {len(dev)} documents of dev")
    unseen, gold = cross_validated(train, more), of_corpus(train).gold
    floors = [round(0.02 * step, 2) for step in range(5, 26)]
    floor = max(floors, key=lambda f: sum(scores(choices(unseen, f), gold)[:2]))
    report("train, cross-validated", choices(unseen, floor), gold)
    arrays = fitted(of_corpus(train) + more)
    arrays["floor"] = np.array(floor, np.float32)
    print("floor", floor)
    report("dev", choices(chances_of(read_topics(arrays), dev), floor), of_corpus(dev).gold)
    if options.save:
        save(arrays, options.out)
    return 0


def report(name: str, chosen: Floats, gold: Floats) -> None:
    """Print the figures of one part."""
    macro, micro, each = scores(chosen, gold)
    print(
        f"{name}: macro-F1 {macro:.3f} over {int((gold.sum(0) > 0).sum())} topics, micro {micro:.3f}"
    )
    for topic, score, count in zip(NAMES, each, gold.sum(0), strict=True):
        print(f"  {topic:12s} {score:.2f}  of {int(count)}")


if __name__ == "__main__":
    raise SystemExit(main())
