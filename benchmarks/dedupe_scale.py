"""Time and memory of deciding on many fingerprints, a fifth of them near copies.

    python benchmarks/dedupe_scale.py                       # 100,000 fingerprints, `decide` alone
    python benchmarks/dedupe_scale.py --pipeline            # through Beam's in-process runner
    python benchmarks/dedupe_scale.py --by_key              # the same, without one worker for all

Signatures are drawn as MinHash would draw them: a copy agrees with its original in 70 % of its
values. Peak memory is the process's own (ru_maxrss), fingerprints and runner included.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from transforms.dedupe.clusters import DedupeOptions, decide  # noqa: E402
from transforms.dedupe.fingerprint import PERMUTATIONS, Fingerprint  # noqa: E402


def draw(count: int, seed: int = 7) -> Iterator[Fingerprint]:
    """``count`` fingerprints in 200 shards; every fifth is a near copy of the one before it."""
    rng = np.random.default_rng(seed)
    before = np.zeros(PERMUTATIONS, dtype="<u2")
    for i in range(count):
        signature = rng.integers(0, 65_536, PERMUTATIONS).astype("<u2")
        if i % 5 == 4:
            signature = np.where(rng.random(PERMUTATIONS) < 0.7, before, signature).astype("<u2")
        before = signature
        yield Fingerprint(
            f"{i:032x}", f"shard-{i % 200}", f"file-{i % 200}", i, 1_500_000_000_000_000 + i,
            "2017-07-14", f"outlet{i % 300}.example", 400 + i % 300, 390 + i % 300,
            f"{i:064x}", signature.tobytes(),
        )  # fmt: skip


def run_pipeline(count: int, by_key: bool) -> None:
    """`AssignStories` on Beam's in-process runner; prints the number of stories."""
    import apache_beam as beam
    from apache_beam.runners.portability.fn_api_runner import FnApiRunner

    from transforms.dedupe import AssignStories

    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        decided = (
            pipeline
            | "Shards" >> beam.Create(range(20))
            | "Draw"
            >> beam.FlatMap(
                lambda shard: (f for i, f in enumerate(draw(count)) if i // 5 % 20 == shard)
            ).with_output_types(Fingerprint)
            | AssignStories(by_key=by_key)
        )
        _ = (
            decided["stories"]
            | "CountStories" >> beam.combiners.Count.Globally()
            | "Print" >> beam.Map(lambda n: print(f"{n} stories"))
        )


def main() -> None:
    """Print seconds, peak memory and what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--pipeline", action="store_true", help="through Beam's in-process runner")
    parser.add_argument("--by_key", action="store_true", help="the same with AssignStories(by_key)")
    arguments = parser.parse_args()
    start, cpu = time.perf_counter(), time.process_time()
    if arguments.pipeline or arguments.by_key:
        run_pipeline(arguments.count, arguments.by_key)
    else:
        print(f"{len(decide(draw(arguments.count), DedupeOptions()).stories)} stories")
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{arguments.count} fingerprints, {seconds:.1f} s ({cpu:.1f} s of CPU), peak {peak:.0f} MB"
    )


if __name__ == "__main__":
    main()
