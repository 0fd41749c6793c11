"""A feed of 60 days with all that happens to one; the tables must be those of one run.

    python benchmarks/feed.py --days 60

Every day the command takes what the day has brought with ``--write_mode upsert --incremental``:
new, copied, late, corrected, withdrawn and repeated articles (tests/support/feed.py). On the way:

- in one run of three the command is killed (SIGKILL, driver and workers) at a random moment and
  started again, until it ends by itself;
- on some days two commands run at once, each over a part of the day;
- on some days everything that came so far is delivered again, and options change (the size of files
  and shards, the number of workers, and one that has all delivered rows made again, as a new
  version does).

After every day `newsbeam check` must find nothing. At the end the rows are compared with those of
one run over the final state, all but what the order of arrival may decide: which file a version was
read from, and which report of an event counts as the first.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.feed import Feed, difference, reports, rows, write_records
from transforms.storage import Storage
from transforms.write.check import check_output
from transforms.write.log import last_number

#: Option of some days: it changes what names finished rows, and no row.
_NEW_VERSION = ("--min_confidence", "0.000001")


def start(words: list[str], log: Path) -> subprocess.Popen[bytes]:
    """Start the command in a process group of its own."""
    command = [str(Path(sys.executable).with_name("newsbeam")), "run", "--no_progress", *words]
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            stdout=file,
            stderr=file,
            start_new_session=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )


def number_of(record: dict[str, Any]) -> int:
    """The number in an article's name: its versions go to one of two runs."""
    return int(re.findall(r"(?:agency|paper)(\d+)", record.get("uri") or record["url"])[0])


def end(process: subprocess.Popen[bytes], kill_after: float | None) -> bool:
    """Wait for a command, or kill it and its workers; whether it ended by itself."""
    try:
        code = process.wait(kill_after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    if code != 0:
        raise RuntimeError(f"exit code {code}")
    return True


def simulate(days: int, seed: int, folder: Path, output: str, per_day: int) -> int:
    """Run it all; the number of things found wrong."""
    draw, feed, done = random.Random(seed), Feed(seed, per_day), Counter[str]()
    log, inbox = folder / "log", folder / "in"
    typical, wrong = 20.0, 0
    options: list[str] = []
    for day in range(days):
        records = feed.day(day)
        parts = [records]
        if draw.random() < 0.2:
            parts = [[r for r in records if number_of(r) % 2 == half] for half in (0, 1)]
            done["days with two runs at once"] += 1
        if draw.random() < 0.1:
            options = draw.choice([["--target_file_mb", "0.01"], ["--workers", "1"], [], []])
            options += draw.choice([[*_NEW_VERSION], []])
            done["changes of options"] += 1
        again = len(parts) == 1 and draw.random() < 0.1
        done["days with everything again"] += again
        commands = []
        for number, part in enumerate(parts):
            place = write_records(inbox / f"day{day:03d}-{number}.jsonl", part)
            given = str(inbox if len(parts) == 1 else place)
            words = ["--input", given, "--output", output, "--write_mode", "upsert"]
            commands.append([*words, *options, *([] if again else ["--incremental"])])
        while commands:
            kill = draw.random() < 1 / 3
            began = time.monotonic()
            running = [start(words, log) for words in commands]
            left = []
            for words, process in zip(commands, running, strict=True):
                if not end(process, draw.uniform(0.5, 1.1) * typical if kill else None):
                    left.append(words)
                    done["kills"] += 1
            if not kill and len(running) == 1:
                typical = 0.7 * typical + 0.3 * (time.monotonic() - began)
            done["runs"] += len(running)
            commands = left
        problems = check_output(output)
        for problem in problems:
            print(f"day {day}: {problem.code} {problem.message}", flush=True)
        wrong += len(problems)
        print(f"day {day}: {dict(done)}, commit {last_number(Storage(output))}", flush=True)
    final = write_records(folder / "final.jsonl", list(feed.live.values()))
    once = str(folder / "once")
    words = ["--input", str(final), "--output", once, "--write_mode", "upsert", *options]
    end(start(words, log), None)
    found, wanted = rows(Path(output)), rows(Path(once))
    told = difference(found, wanted)
    if told:
        print(told)
        wrong += 1
    same = len(reports(Path(output)) & reports(Path(once)))
    print(
        f"{days} days, {dict(done)}: {len(wanted['articles'])} articles, "
        f"{len(wanted['events'])} events, {len(wanted['stories'])} stories; groups of reports "
        f"alike: {same} of {len(reports(Path(once)))}; {wrong} things wrong"
    )
    return wrong


def main() -> int:
    """Parse the command line and simulate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--per_day", type=int, default=3, help="new articles a day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", help="work here and leave everything behind")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(arguments.folder or temporary)
        output = str(folder / "out")
        return min(1, simulate(arguments.days, arguments.seed, folder, output, arguments.per_day))


if __name__ == "__main__":
    sys.exit(main())
