"""What the driver of a local run is handed to hold: bytes an article by step.

    python benchmarks/shuffled.py --articles 300 --words 60

The local runner holds what is grouped, and what passes from one stage to the next, in the driver.
The whole command runs over made-up articles (benchmarks/run_scale.py) with one worker process;
every buffer of the runner counts the bytes that it takes. Printed are the largest, their sum and
the peak of the driver's resident memory.
"""

from __future__ import annotations

import argparse
import collections
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from apache_beam.runners.portability.fn_api_runner import execution  # noqa: E402

from benchmarks.run_scale import write_corpus  # noqa: E402
from pipelines.__main__ import main as newsbeam  # noqa: E402

_SHOWN = 12


def count_bytes(sizes: collections.Counter[str]) -> None:
    """Have every buffer of the runner add what it takes to ``sizes`` under its step's name."""
    original = execution.BundleContextManager.get_buffer

    def get_buffer(self: Any, buffer_id: bytes, transform_id: str) -> Any:
        buffer = original(self, buffer_id, transform_id)
        if not hasattr(buffer, "counted"):
            name, append = buffer_id.decode(errors="replace"), buffer.append

            def counting(data: bytes) -> None:
                sizes[name] += len(data)
                append(data)

            buffer.append, buffer.counted = counting, True
        return buffer

    execution.BundleContextManager.get_buffer = get_buffer


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--words", type=int, default=60, help="words an article")
    arguments = parser.parse_args()
    sizes = collections.Counter[str]()
    count_bytes(sizes)
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder) / "in", arguments.articles, arguments.words)
        words = ["run", "--no_progress", "--workers", "1", "--input", f"{folder}/in"]
        code = newsbeam([*words, "--output", f"{folder}/out"])
    for name, size in sizes.most_common(_SHOWN):
        print(f"{size / arguments.articles:7.0f} bytes an article  {name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{sizes.total() / arguments.articles:.0f} bytes an article in all, driver {peak:.0f} MB")
    return code


if __name__ == "__main__":
    sys.exit(main())
