"""Pages → articles beside trafilatura's fast setting: page by page in turns, and end to end.

    python benchmarks/page_speed.py                            # pairs on news_pages, CPU time
    python benchmarks/page_speed.py --pages 1000 --workers 2   # whole runs in new processes, too

Ours gives body, metadata, date, language and what was taken out; trafilatura's is asked for the
body alone. In pairs, both ways take each page one after the other, and the best of ``--rounds``
over all pages counts, so that a busy moment is nobody's own and no page is at hand from the time
before. End to end, the pages of all sets that are not unread are repeated up to ``--pages``;
``--workers`` processes a way share them, and their start-up and imports count.
"""

from __future__ import annotations

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

#: HTML and address → anything.
Take = Callable[[bytes, str], object]
WAYS = ("newsbeam", "trafilatura")


def way_of(name: str) -> Take:
    """The way of this name; only its own packages are imported."""
    if name == "trafilatura":
        import trafilatura

        return lambda html, _: trafilatura.extract(html, include_comments=False, fast=True)
    from benchmarks.page_sets import article_of

    return article_of


def pages(shared: Path, sets: tuple[str, ...]) -> list[tuple[bytes, str]]:
    """HTML and address of the read pages of these sets, or of news_pages."""
    from benchmarks.evaluate_normalize import load_pages
    from benchmarks.page_sets import load_set

    found = [(page.html, page.url) for page in load_pages(shared)]
    for name in sets:
        found += [(p.html, p.url) for p in load_set(shared, name) if p.third == "read"]
    return found


def in_pairs(found: list[tuple[bytes, str]], rounds: int) -> dict[str, float]:
    """CPU seconds of each way over all pages, taken in turns."""
    ways = {name: way_of(name) for name in WAYS}
    for way in ways.values():
        way(*found[0])
    best = {name: [float("inf")] * len(found) for name in WAYS}
    for _ in range(rounds):
        for i, page in enumerate(found):
            for name, way in ways.items():
                start = time.process_time()
                way(*page)
                best[name][i] = min(best[name][i], time.process_time() - start)
    return {name: sum(each) for name, each in best.items()}


def end_to_end(name: str, packed: Path, workers: int) -> tuple[float, float]:
    """Wall and CPU seconds of new processes that each take all pages of a file."""
    before, start = os.times(), time.perf_counter()
    command = [sys.executable, __file__, "--way", name, "--packed", str(packed)]
    running = [subprocess.Popen(command) for _ in range(workers)]
    codes = [process.wait() for process in running]
    if any(codes):
        raise SystemExit(f"{name} failed")
    after = os.times()
    cpu = after.children_user + after.children_system
    return time.perf_counter() - start, cpu - before.children_user - before.children_system


def run_both(shared: Path, count: int, workers: int) -> None:
    """Print how fast each way takes ``count`` pages from its processes' start to their end."""
    found = pages(shared, ("page_dates", "page_segments"))
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder, "pages")  # so that nobody imports the other's packages to read them
        packed.write_bytes(pickle.dumps([*islice(cycle(found), count // workers)]))
        for name in WAYS:
            wall, cpu = end_to_end(name, packed, workers)
            print(f"{name:12} {count / wall:6.1f} pages/s end to end, {cpu:.1f} s of CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--packed", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        way = way_of(arguments.way)
        for page in pickle.loads(arguments.packed.read_bytes()):
            way(*page)
        return
    found = pages(arguments.shared, ())
    seconds = in_pairs(found, arguments.rounds)
    for name in WAYS:
        print(f"{name:12} {len(found) / seconds[name]:6.1f} pages/s, in pairs")
    print(f"newsbeam's over trafilatura's: {seconds['trafilatura'] / seconds['newsbeam']:.2f}")
    if arguments.pages:
        run_both(arguments.shared, arguments.pages, arguments.workers)


if __name__ == "__main__":
    main()
