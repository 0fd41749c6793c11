"""100,000 articles in one local run: is memory flat, is the end as fast as the start?

    python benchmarks/run_scale.py --articles 100000 --words 150 --workers 1

The articles are made up: every one tells other things about other people, so that none is a copy,
and the vocabulary grows with the corpus as it does in news. The whole command runs (read,
normalize, find copies, extract, code, write) with the shipped model. Its processes are looked at
once a second. Printed is, for each tenth of the articles in the order in which they are
finished: articles a second by the clock and by processor time of the workers, peak memory of the
largest worker and of the driver in MB; then the peaks of what follows. The exit code is 1 where the
last tenth's worker holds over a tenth more than the second's, or does over a tenth less in a second
of processor time.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.hard_input import processor_s
from benchmarks.write_kills import children
from benchmarks.write_memory import resident

_FIRST = """
Anna Boris Carla David Elena Farid Greta Hugo Irina Jonas Karim Leila Marta Nikos Olga Peter Rosa
""".split()  # noqa: SIM905 (reads best as running text)
_TOWNS = """
Berlin Paris Rome Madrid Warsaw Vienna Lisbon Nairobi Lagos Cairo Lima Quito Dhaka Manila Hanoi
""".split()  # noqa: SIM905
_SYLLABLES = "ba ko ri mu te sa lo ni va ze do fi ga hu pe ska tor len dri mos".split()  # noqa: SIM905
_ACTS = (
    "{a} met {b} in {town} on {day} to discuss the {noun} dispute.",
    "Police in {town} arrested {n} people after a protest against the {noun}.",
    "{a}, the minister of {noun}, resigned on {day} over a budget of {n} million.",
    'The {noun} was "not worth the price", {a} told reporters in {town}.',
    "A fire at a {noun} near {town} killed {n} workers and injured {b}, officials said.",
    "{org} said it would buy the {noun} maker {org2} for {n} million dollars.",
    "The court in {town} sentenced {a} to {n} months in prison for fraud.",
    "{b} praised the {noun} plan and urged {a} to sign it before {day}.",
)
_NOUNS = """
harbour bridge school market council library orchard railway museum clinic river archive stadium
theatre bakery factory court hotel airport tunnel pipeline grain water energy border fishing
""".split()  # noqa: SIM905
_DAYS = "Monday Tuesday Wednesday Thursday Friday".split()  # noqa: SIM905

#: What the command says of a shard that is finished, at INFO.
_FINISHED = re.compile(r"stage=extract shard=\S+.*? articles=(\d+)")


def invented(draw: random.Random) -> str:
    """A name that no other article has, more often than not."""
    return "".join(draw.choice(_SYLLABLES) for _ in range(draw.randrange(2, 5))).capitalize()


def text(draw: random.Random, words: int) -> str:
    """About ``words`` words of made-up news, in paragraphs of three sentences."""
    people = [f"{draw.choice(_FIRST)} {invented(draw)}" for _ in range(4)]
    made: list[str] = []
    while sum(len(sentence.split()) for sentence in made) < words:
        first, other = draw.sample(people, 2)
        made.append(
            draw.choice(_ACTS).format(
                a=first,
                b=other,
                town=draw.choice(_TOWNS),
                day=draw.choice(_DAYS),
                noun=f"{invented(draw).lower()} {draw.choice(_NOUNS)}",
                n=draw.randrange(2, 900),
                org=f"{invented(draw)} Corp",
                org2=f"{invented(draw)} Group",
            )
        )
    return "\n\n".join(" ".join(made[at : at + 3]) for at in range(0, len(made), 3))


def write_corpus(folder: Path, articles: int, words: int) -> int:
    """JSON Lines of made-up articles over thirty days; bytes of text."""
    draw, size = random.Random(1), 0
    folder.mkdir(parents=True)
    with (folder / "news.jsonl").open("w") as file:
        for number in range(articles):
            day = dt.date(2024, 3, 1) + dt.timedelta(days=30 * number // articles)
            body = text(draw, words)
            size += len(body)
            record = {
                "url": f"https://outlet{number % 50}.example/{day}/{number}",
                "title": f"{invented(draw)} and the {invented(draw)} {draw.choice(_NOUNS)}",
                "published": f"{day}T09:00:00Z",
                "text": body,
            }
            file.write(json.dumps(record) + "\n")
    return size


@dataclass
class Look:
    """What was seen at one moment: seconds, articles done, processor seconds, MB."""

    at: float
    done: int
    spent: float
    worker: float
    driver: float


def watch(run: subprocess.Popen[bytes], log: Path) -> Iterator[Look]:
    """Look at a running command until it ends."""
    began, done, read, spent = time.monotonic(), 0, 0, dict[int, float]()
    while run.poll() is None:
        with log.open("rb") as file:
            file.seek(read)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        read += len(whole)
        done += sum(int(count) for count in _FINISHED.findall(whole.decode(errors="replace")))
        below = children(run.pid)
        for process in below:
            spent[process] = max(spent.get(process, 0.0), processor_s(process))
        yield Look(
            time.monotonic() - began,
            done,
            sum(spent.values()),
            max(map(resident, below), default=0.0),
            resident(run.pid),
        )
        time.sleep(1)


def tenths(looks: list[Look], articles: int) -> list[tuple[float, float, float, float]]:
    """For each tenth: articles a second, articles a processor second, worker MB, driver MB."""
    found, start = [], looks[0]
    for part in range(1, 11):
        wanted = articles * part // 10
        inside = [look for look in looks if start.done < look.done <= wanted or look is start]
        end = next((look for look in looks if look.done >= wanted), looks[-1])
        inside.append(end)
        done, wall, spent = end.done - start.done, end.at - start.at, end.spent - start.spent
        found.append(
            (
                done / wall if wall else 0.0,
                done / spent if spent else 0.0,
                max(look.worker for look in inside),
                max(look.driver for look in inside),
            )
        )
        start = end
    return found


def main() -> int:
    """Make the corpus, run, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=400, help="words an article")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        size = write_corpus(folder / "in", arguments.articles, arguments.words)
        command = [str(Path(sys.executable).with_name("newsbeam")), "run", "--no_progress"]
        command += ["--input", str(folder / "in"), "--output", str(folder / "out")]
        command += ["--workers", str(arguments.workers), "--log_level", "INFO"]
        log = folder / "log"
        with log.open("wb") as told:
            run = subprocess.Popen(command, stdout=told, stderr=told)
            looks = list(watch(run, log))
        lines = log.read_text(errors="replace").splitlines()
        print("\n".join(lines[-12:]))
    print(f"{arguments.articles} articles, {size / 1e6:.0f} MB of text, exit {run.returncode}")
    began = next((i for i, look in enumerate(looks) if look.done), 0)
    parts = tenths(looks[max(0, began - 1) :], looks[-1].done)
    for number, (speed, by_processor, worker, driver) in enumerate(parts, 1):
        print(
            f"tenth {number:2}: {speed:6.1f} articles/s, {by_processor:6.1f} a processor second, "
            f"worker {worker:5.0f} MB, driver {driver:5.0f} MB"
        )
    after = [look for look in looks if look.done >= looks[-1].done]
    print(
        f"merging and writing after that: {after[-1].at - after[0].at:.0f} s, worker "
        f"{max(look.worker for look in after):.0f} MB, driver "
        f"{max(look.driver for look in after):.0f} MB"
    )
    flat = parts[-1][2] <= 1.1 * parts[1][2] and parts[-1][1] >= 0.9 * parts[1][1]
    return 0 if run.returncode == 0 and flat else 1


if __name__ == "__main__":
    sys.exit(main())
