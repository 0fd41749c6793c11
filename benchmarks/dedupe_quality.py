"""Precision and recall of duplicates on copies of real articles, changed by 0 to 60 %.

    python benchmarks/dedupe_quality.py                  # the curve
    python benchmarks/dedupe_quality.py --sweep          # other thresholds beside it
    python benchmarks/dedupe_quality.py --check          # hold its figures against what is pinned
    python benchmarks/dedupe_quality.py --update-floors  # pin them

Every original gets one copy a run; all originals and copies of a run are decided on together. A
change of 30 % means that 30 % of the copy's words are not the original's, or not where they were:

    cut       the last 30 % are missing
    replaced  30 % of the sentences come from other articles
    quotes    sentences of other articles are inserted until they are 30 % of the copy
    reordered paragraphs are shuffled and 30 % of the sentences are missing
    edited    30 % of the words are replaced one by one, evenly spread: the hardest for shingles

A pair of records in one story is right if one is a copy of the other. Originals: the shared
folder's GeoVirus (all about one topic), MEANTIME (two topics) and news pages, 80 words or more.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import xml.etree.ElementTree as ET
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import pinned  # noqa: E402
from transforms.dedupe.clusters import DedupeOptions, decide  # noqa: E402
from transforms.dedupe.fingerprint import Fingerprint, minhash, shingle_hashes  # noqa: E402

PINS = pinned.Pins("dedupe", margin=0.01)
KINDS = ("cut", "replaced", "quotes", "reordered", "edited")
CHANGES = (0, 10, 20, 30, 40, 50, 60)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’]?\s+(?=[A-Z“\"])")


def load_originals(shared: Path) -> list[list[str]]:
    """Articles as lists of sentences; one of each text."""
    texts = []
    tree = ET.parse(shared / "data/dev/geovirus/GeoVirus.xml")
    texts += [a.findtext("text") or "" for a in tree.iter("article")]
    for file in sorted((shared / "data/dev/meantime/intra-doc_annotation").glob("*/*.xml")):
        texts.append(" ".join(t.text or "" for t in ET.parse(file).iter("token")))
    for file in sorted((shared / "data/dev/news_pages").glob("*/*.json")):
        for gold in json.loads(file.read_text("utf-8")).values():
            sections = gold["body"]["sections"]
            texts.append(" ".join(p for s in sections for p in s["paragraphs"]))
    unique = dict.fromkeys(t for t in texts if len(t.split()) >= 80)
    return [_SENTENCE.split(t) for t in unique]


def change(
    kind: str, share: float, article: list[str], foreign: list[str], rng: random.Random
) -> str:
    """A copy of ``article`` (sentences), changed by ``share``; takes sentences off ``foreign``."""
    sentences = list(article)
    if kind == "cut":
        words = " ".join(sentences).split()
        return " ".join(words[: max(1, round(len(words) * (1 - share)))])
    if kind == "edited":
        words = " ".join(sentences).split()
        for i in rng.sample(range(len(words)), round(len(words) * share)):
            words[i] = rng.choice(rng.choice(foreign).split())
        return " ".join(words)
    wanted = sum(len(s.split()) for s in sentences) * share
    if kind == "quotes":
        wanted = wanted / (1 - share)
        while wanted > 0:
            foreign_sentence = foreign.pop()
            sentences.insert(rng.randrange(len(sentences) + 1), foreign_sentence)
            wanted -= len(foreign_sentence.split())
        return " ".join(sentences)
    order = list(range(len(sentences)))
    rng.shuffle(order)
    for i in order:
        length = len(sentences[i].split())
        if wanted < length / 2:
            continue
        wanted -= length
        sentences[i] = "" if kind == "reordered" else foreign.pop()
    if kind == "reordered":
        blocks = [sentences[i : i + 3] for i in range(0, len(sentences), 3)]
        rng.shuffle(blocks)
        sentences = [s for block in blocks for s in block if s]
    return " ".join(sentences)


def make_fingerprint(name: str, text: str) -> Fingerprint:
    """A fingerprint of ``text`` as of an article called ``name``."""
    hashes = shingle_hashes(text)
    return Fingerprint(
        name, "shard", name, 0, None, None, None, len(text.split()), len(hashes),
        str(hash(tuple(hashes.tolist()))), minhash(hashes).astype("<u2").tobytes(),
    )  # fmt: skip


def score(fingerprints: list[Fingerprint], options: DedupeOptions) -> tuple[int, int, int]:
    """(right pairs, found pairs, true pairs); names are ``<original>/<copy>``."""
    decisions = decide(fingerprints, options)
    found = right = 0
    for story in decisions.stories:
        for a, b in combinations(story.members, 2):
            found += 1
            right += a.article_id.split("/")[0] == b.article_id.split("/")[0]
    names = [f.article_id.split("/")[0] for f in fingerprints]
    true = sum(n * (n - 1) // 2 for n in (names.count(x) for x in set(names)))
    return right, found, true


def curve(
    shared: Path, options: DedupeOptions, originals: int = 240
) -> dict[str, dict[str, float]]:
    """``kind change%`` → precision and recall."""
    every = load_originals(shared)
    # every third is kept for foreign sentences, so that a copy is of one original only
    pool = [s for a in every[::3] for s in a if 5 <= len(s.split()) <= 45]
    articles = [a for i, a in enumerate(every) if i % 3][:originals]
    base = [make_fingerprint(f"{i}/o", " ".join(a)) for i, a in enumerate(articles)]
    table = {}
    for kind in KINDS:
        for percent in CHANGES:
            rng = random.Random(f"{kind} {percent}")
            # in random order, each used up before any is used again
            foreign = [s for _ in range(20) for s in rng.sample(pool, len(pool))]
            copies = [
                make_fingerprint(
                    f"{i}/c",
                    change(kind, percent / 100, a, foreign, rng),
                )
                for i, a in enumerate(articles)
            ]
            right, found, true = score(base + copies, options)
            table[f"{kind} {percent}"] = {
                "precision": right / found if found else 1.0,
                "recall": right / true,
            }
    return table


def evaluate(shared: Path, originals: int = 40) -> dict[str, float]:
    """Lowest precision of all cells, and recall at changes of 10, 30 and 60 %, edits apart."""
    table = curve(shared, DedupeOptions(), originals)
    figures = {"precision": min(row["precision"] for row in table.values())}
    for percent in (0, 10, 30, 60):
        rows = [table[f"{kind} {percent}"]["recall"] for kind in KINDS if kind != "edited"]
        figures[f"recall_{percent}"] = sum(rows) / len(rows)
    figures["recall_edited_10"] = table["edited 10"]["recall"]
    return figures


def main() -> int:
    """Print the curve, or pin its figures or hold them against what is pinned."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    pinned.add_shared(parser)
    parser.add_argument("--originals", type=int, default=240)
    parser.add_argument("--sweep", action="store_true", help="also try other thresholds")
    parser.add_argument("--check", action="store_true", help="only hold figures against floors")
    pinned.add_flags(parser)
    arguments = parser.parse_args()
    settings = [DedupeOptions()]
    if arguments.sweep:
        tried = ((0.25, 0.5, 3), (0.3, 0.6, 2), (0.45, 0.7, 3), (0.6, 0.8, 3))
        settings += [
            DedupeOptions(min_jaccard=j, min_containment=c, band_rows=r) for j, c, r in tried
        ]
    if arguments.update_floors or arguments.check:
        figures = evaluate(arguments.shared)
        print(figures)
        return pinned.finish(PINS, figures, arguments)
    for options in settings:
        table = curve(arguments.shared, options, arguments.originals)
        print(f"\n{options}\n\n| kind | " + " | ".join(f"{c} %" for c in CHANGES) + " |")
        print("|---" * (len(CHANGES) + 1) + "|")
        for kind in KINDS:
            rows = [table[f"{kind} {c}"] for c in CHANGES]
            print(f"| {kind} | " + " | ".join(f"{r['recall']:.2f}" for r in rows) + " |")
        print(f"lowest precision: {min(r['precision'] for r in table.values()):.4f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
