"""Ten thousand partitions in one run of the whole command: time, memory, open files.

    python benchmarks/write_partitions.py [--articles 30000] [--days 10000]

Made-up short articles with dates over ``--days`` days, in an order that puts every shard's rows
into thousands of partitions. In the place of the shipped model stands a spaCy pipeline that splits
sentences and knows a few names, so that it is the writing that is measured. The command's whole
tree of processes is looked at ten times a second: resident memory of all together, open files of
each one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.write_kills import children
from benchmarks.write_memory import resident

NAMES = ("Harbour Board", "Ministry of Works", "Calder Bank", "River Trust", "Northern Union")


def make_model(folder: Path) -> None:
    """A spaCy pipeline that costs next to nothing."""
    import spacy

    model = spacy.blank("en")
    model.add_pipe("sentencizer")
    ruler = model.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": name} for name in NAMES])
    model.to_disk(folder)


def make_corpus(path: Path, articles: int, days: int) -> None:
    """Articles of three sentences, dates in no order."""
    rng = random.Random(1)
    words = ["".join(rng.choices("aeiourstlnmdk", k=rng.randint(3, 9))) for _ in range(5000)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            day = dt.date(1990, 1, 1) + dt.timedelta(days=(number * 7919) % days)
            text = " ".join(
                f"The {rng.choice(NAMES)} said: {' '.join(rng.choices(words, k=12))}."
                for _ in range(3)
            )
            title = " ".join(rng.choices(words, k=5)).capitalize()
            record = {"title": title, "text": text, "published": f"{day}", "language": "en"}
            file.write(json.dumps(record) + "\n")


def open_files(process: int) -> int:
    """Open files of a process (sockets and pipes as well), 0 when it is gone."""
    try:
        return len(os.listdir(f"/proc/{process}/fd"))
    except OSError:
        return 0


def main() -> int:
    """Make the corpus, run, watch, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        make_model(place / "model")
        make_corpus(place / "in.jsonl", arguments.articles, arguments.days)
        words = ["run", "--input", f"{place}/in.jsonl", "--output", f"{place}/out"]
        words += ["--spacy_model", f"{place}/model", "--workers", "2", "--no_progress"]
        began = time.monotonic()
        process = subprocess.Popen([sys.executable, "-m", "pipelines", *words])
        peak = most = 0.0
        while process.poll() is None:
            tree = [process.pid, *children(process.pid)]
            peak = max(peak, sum(resident(one) for one in tree))
            most = max(most, *(open_files(one) for one in tree))
            time.sleep(0.1)
        seconds = time.monotonic() - began
        used = os.times()
        if process.returncode:
            return 1
        folders = Counter(path.parent.parent.name for path in place.glob("out/*/*/*.parquet"))
        checked = subprocess.run(
            [sys.executable, "-m", "pipelines", "check", f"{place}/out"], check=False
        )
        print(
            f"{arguments.articles} articles, partitions: {dict(sorted(folders.items()))}\n"
            f"{seconds:.0f} s, {used.children_user + used.children_system:.0f} s CPU, peak "
            f"{peak:.0f} MB resident in all, at most {most:.0f} open files in one process"
        )
        return checked.returncode


if __name__ == "__main__":
    sys.exit(main())
