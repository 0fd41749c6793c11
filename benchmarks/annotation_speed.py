"""What annotating costs beside the language model: CPU milliseconds an article.

    OMP_NUM_THREADS=1 python benchmarks/annotation_speed.py [--repeat 3] [--profile]

Texts: the 60 MEANTIME stories where the shared data is there, else the sample corpus. CPU time of
this process, not wall time, so that a busy machine does not count. Exit status 1 when it takes
more than .15 of the model's time.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from evaluate_annotation import SHARED, pipeline, stories  # noqa: E402

from schemas.records import Article  # noqa: E402
from transforms.extract.annotate import annotate  # noqa: E402

#: The share of the model's time that annotating may take.
LIMIT = 0.15


def articles() -> list[Article]:
    if SHARED.is_dir():
        texts = [(story.text, story.date) for story in stories()]
    else:
        lines = sorted((ROOT / "examples").rglob("*.jsonl"))[0].read_text("utf-8").splitlines()
        texts = [(json.loads(line).get("text", ""), "2019-01-29") for line in lines[:60]]
    return [
        Article(
            str(number), "speed", number, None, None, None, None, None, (), None, None, None, date,
            None, "en", None, (), text, "", len(text.split()), (), "speed",
        )
        for number, (text, date) in enumerate(texts)
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="print where annotating spends it")
    arguments = parser.parse_args()
    sample = articles()
    nlp = pipeline()
    annotate(nlp(sample[0].text), sample[0])  # tables and sessions load on first use
    model, ours = [], []
    for _ in range(arguments.repeat):
        begin = time.process_time()
        docs = [nlp(article.text) for article in sample]
        middle = time.process_time()
        for doc, article in zip(docs, sample, strict=True):
            annotate(doc, article)
        model.append(middle - begin)
        ours.append(time.process_time() - middle)
    words = sum(article.word_count for article in sample)
    for name, seconds in (("model", min(model)), ("annotate", min(ours))):
        rate = words / seconds
        print(f"{name:9s} {1000 * seconds / len(sample):7.2f} ms/article {rate:9.0f} words/s")
    share = min(ours) / min(model)
    print(f"share     {share:7.3f} of the model's time (limit {LIMIT})")
    if arguments.profile:
        profile = cProfile.Profile()
        profile.enable()
        for doc, article in zip(docs, sample, strict=True):
            annotate(doc, article)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    return 1 if share > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
