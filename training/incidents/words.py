"""Words of news → a vector and a sense each, from the shipped encoder.

    python training/incidents/words.py        # writes training/incidents/words.npz (not in git)

The words are those of three letters and more that stand at least three times in GMB's and ECB+'s
training texts or in the lexicons of events. Each is run through the shipped model by itself; the
states are reduced to `DIMENSIONS` principal ones and put into `SENSES` groups by k-means, all with
a fixed seed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from training.annotations.load import shared_folder  # noqa: E402
from training.annotations.sources import _ecbplus  # noqa: E402
from training.incidents.gold import DEVELOPMENT_TOPICS  # noqa: E402
from transforms.extract.model import load_pipeline  # noqa: E402
from transforms.incidents.mention import key_hash  # noqa: E402

OUTPUT = Path(__file__).with_name("words.npz")
DIMENSIONS = 24
SENSES = 500
Floats = NDArray[np.float32]


def vocabulary() -> list[str]:
    """Return the words, sorted."""
    counts: Counter[str] = Counter()
    with zipfile.ZipFile(shared_folder() / "data/training/gmb/ner_dataset.zip") as archive:
        raw = archive.read("ner_dataset.csv").decode("cp1252")
    for row in csv.DictReader(io.StringIO(raw)):
        word = row["Word"]
        if word.isalpha() and word.islower() and row["POS"][:1] in "NVJ" and len(word) > 2:
            counts[word] += 1
    for key, xml in _ecbplus(shared_folder()).items():
        if key.split("_")[0] not in DEVELOPMENT_TOPICS:
            counts.update(w.decode() for w in re.findall(rb">([a-z]{3,})</token>", xml))
    for path in (ROOT / "transforms" / "resources" / "events").glob("*.t*"):
        for word in re.findall(r"[a-z]{3,}", path.read_text(encoding="utf-8").lower()):
            counts[word] += 3
    return sorted(word for word, count in counts.items() if count >= 3)


def reduced(vectors: Floats) -> NDArray[np.int8]:
    """The principal dimensions, each word's of length 127."""
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    low = centred @ axes[:DIMENSIONS].T
    low /= np.linalg.norm(low, axis=1, keepdims=True) + 1e-9
    return np.rint(low * 127).astype(np.int8)


def senses(vectors: NDArray[np.int8]) -> NDArray[np.int16]:
    """k-means by cosine, 20 rounds; groups are counted from 1."""
    points = vectors.astype(np.float32) / 127
    rng = np.random.default_rng(0)
    centres = points[rng.choice(len(points), SENSES, replace=False)]
    for _ in range(20):
        nearest = np.argmax(points @ centres.T, axis=1)
        for group in range(SENSES):
            members = points[nearest == group]
            if len(members):
                mean = members.mean(axis=0)
                centres[group] = mean / (np.linalg.norm(mean) + 1e-9)
    return (nearest + 1).astype(np.int16)


def save(words: list[str], states: Floats) -> None:
    """Write hashes, vectors and senses, sorted by hash; of two words with one hash the first."""
    vectors = reduced(states)
    keys = np.array([key_hash(word) for word in words], np.int32)
    keys, index = np.unique(keys, return_index=True)
    np.savez_compressed(OUTPUT, keys=keys, vectors=vectors[index], senses=senses(vectors)[index])


def main() -> None:
    """Run the model over all words and save."""
    words = vocabulary()
    docs = load_pipeline(None).pipe(words)
    states = np.stack([np.asarray(doc.tensor).mean(axis=0) for doc in docs]).astype(np.float32)
    save(words, states)


if __name__ == "__main__":
    main()
