"""What the whole chain, text to rows, costs beside the language model alone: CPU time.

    OMP_NUM_THREADS=1 python benchmarks/events_speed.py [--repeat 3] [--profile]

Texts: the 60 MEANTIME stories where the shared data is there, else the sample corpus. Model,
annotation, coding and row building take turns article by article in one run, and CPU time of this
process is counted, not wall time, so that a busy machine does not count. Exit status 1 when the
chain takes more than 1.6 times the model's time.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "benchmarks"))

from annotation_speed import articles  # noqa: E402
from evaluate_events import pipeline  # noqa: E402

from schemas.tables.rows import article_row, entity_rows, event_row, quote_rows  # noqa: E402
from transforms.events import code_events  # noqa: E402
from transforms.extract.annotate import annotate  # noqa: E402

#: Whole chain by model alone.
LIMIT = 1.6
STEPS = ("model", "annotate", "events", "rows")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true", help="print where coding spends it")
    arguments = parser.parse_args()
    sample = articles()
    nlp = pipeline()
    first = nlp(sample[0].text)
    code_events(first, sample[0], annotate(first, sample[0]))  # tables load on first use
    best: dict[str, float] = {}
    for _ in range(arguments.repeat):
        spent = dict.fromkeys(STEPS, 0.0)
        for article in sample:
            at = [time.process_time()]
            doc = nlp(article.text)
            at.append(time.process_time())
            annotation = annotate(doc, article)
            at.append(time.process_time())
            events = code_events(doc, article, annotation)
            at.append(time.process_time())
            article_row(article)
            list(entity_rows(article, annotation))
            list(quote_rows(article, annotation))
            [event_row(article, event) for event in events]
            at.append(time.process_time())
            for step, begin, end in zip(STEPS, at[:-1], at[1:], strict=True):
                spent[step] += end - begin
        if not best or sum(spent.values()) / spent["model"] < sum(best.values()) / best["model"]:
            best = spent
    for step in STEPS:
        share = best[step] / best["model"]
        print(f"{step:9s} {1000 * best[step] / len(sample):7.2f} ms/article {share:7.3f}")
    ratio = sum(best.values()) / best["model"]
    print(f"chain     {ratio:7.3f} times the model's time (limit {LIMIT})")
    if arguments.profile:
        docs = [nlp(article.text) for article in sample]
        annotations = [annotate(d, a) for d, a in zip(docs, sample, strict=True)]
        profile = cProfile.Profile()
        profile.enable()
        for doc, article, annotation in zip(docs, sample, annotations, strict=True):
            code_events(doc, article, annotation)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)
    return 1 if ratio > LIMIT else 0


if __name__ == "__main__":
    raise SystemExit(main())
