"""Hostile and enormous input → seconds of processor time and peak memory of a run's processes.

    python benchmarks/hard_input.py [sentence letters names words brackets page folder]

Each case is a folder that the command takes with one worker process and the shipped model:

- sentence: an article of a megabyte that is one sentence of ordinary words;
- letters: an article that is a million letters without a space;
- names: an article with 8,000 names of people;
- words: a megabyte of ordinary sentences, for comparison;
- brackets: 200,000 opening brackets and quotation marks;
- page: an HTML page of elements 50,000 deep;
- folder: letters and page beside bombs (gzip and ZIP, a gigabyte of nothing each), ZIPs eight deep,
  JSON and XML 100,000 deep, XML entities that multiply, a line of 20 MB, noise.

A worker must stay below 1.5 GB (docs/scaling.md); 1 where one does not, or where a run fails.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.write_kills import children

MOST_MB = 1500
_WORDS = """
minister port troops talks vote price grain border strike village report officials said that the of
and in to with a after against for over from while because had was were met told signed rejected
visited opened closed sent bought Paris Kenya Berlin Ottawa Macron Scholz Tusk Odessa Monday
""".split()  # noqa: SIM905 (reads best as running text)
_FIRST = """
Anna Boris Carla David Elena Farid Greta Hugo Irina Jonas Karim Leila Marta Nikos
""".split()  # noqa: SIM905
_SYLLABLES = """
ba ko ri mu te sa lo ni va ze do fi ga hu pe
""".split()  # noqa: SIM905


def words(draw: random.Random, size: int) -> str:
    """Ordinary words of ``size`` characters, no stop among them."""
    return " ".join(draw.choice(_WORDS) for _ in range(size // 5))[:size]


def sentences(draw: random.Random, size: int) -> str:
    """Sentences of 8 to 30 words."""
    made, length = [], 0
    while length < size:
        made.append(words(draw, draw.randrange(40, 150)).capitalize() + ".")
        length += len(made[-1]) + 1
    return " ".join(made)


def names(draw: random.Random, count: int) -> str:
    """Sentences about ``count`` people."""

    def person() -> str:
        family = "".join(draw.choice(_SYLLABLES) for _ in range(3)).capitalize()
        return f"{draw.choice(_FIRST)} {family}"

    return " ".join(f"{person()} met {person()} in Berlin." for _ in range(count // 2))


def article(text: str) -> bytes:
    """One record of JSON Lines."""
    told = {"title": "A long report", "published": "2024-03-01", "text": text}
    return json.dumps(told).encode() + b"\n"


def zipped(name: str, data: bytes) -> bytes:
    """A ZIP file with one member."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return held.getvalue()


def bombs() -> dict[str, bytes]:
    """Small files that are enormous or endless once they are opened."""
    draw = random.Random(3)
    nothing = b"\n" * (1 << 26)
    packed = gzip.compress(nothing)
    nested = zipped("a.txt", nothing)
    for level in range(8):
        nested = zipped(f"{level}.zip", nested)
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "news">' for n in range(12)
    )
    return {
        "bomb.jsonl.gz": packed * 16,
        "bomb.zip": zipped("a.txt", b"\0" * (1 << 30)),
        "nested.zip": nested,
        "deep.json": b"[" * 100_000 + b"]" * 100_000,
        "deep.jsonl": b'{"text":' * 100_000 + b'"x"' + b"}" * 100_000,
        "deep.xml": b"<nitf>" + b"<p>" * 100_000,
        "entities.xml": f"<!DOCTYPE nitf [{entities}]><nitf><p>&e11;</p></nitf>".encode(),
        "line.jsonl": article("word " * 4_000_000),
        "noise.txt": draw.randbytes(1 << 20),
        "noise.html": draw.randbytes(1 << 20),
    }


def cases() -> dict[str, Callable[[], Mapping[str, bytes]]]:
    """Name → what makes the files of the folder."""
    draw = random.Random(1)
    single: dict[str, Callable[[], Mapping[str, bytes]]] = {
        "words": lambda: {"words.jsonl": article(sentences(draw, 1_000_000))},
        "names": lambda: {"names.jsonl": article(names(draw, 8_000))},
        "letters": lambda: {"letters.jsonl": article("a" * 1_000_000)},
        "brackets": lambda: {"brackets.jsonl": article('("' * 100_000)},
        "page": lambda: {"page.html": b"<div>" * 50_000 + b"Officials met on Monday." * 20},
        "sentence": lambda: {"sentence.jsonl": article(words(draw, 1_000_000))},
    }

    def folder() -> Mapping[str, bytes]:
        return {**bombs(), **single["letters"](), **single["page"]()}

    return {**single, "folder": folder}


def processor_s(process: int) -> float:
    """Processor time of a process in seconds; 0 when it is gone. Source: proc_pid_stat(5)."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def most_resident(process: int) -> float:
    """Peak so far of a process's resident memory in MB; 0 when it is gone.

    Source: VmHWM of proc_pid_status(5).
    """
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^VmHWM:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


def measure(name: str, files: Mapping[str, bytes], folder: Path) -> bool:
    """Run one case and print a line; whether it kept within its bounds."""
    inbox, output = folder / "in", folder / "out"
    inbox.mkdir(parents=True)
    for file, data in files.items():
        (inbox / file).write_bytes(data)
    command = [str(Path(sys.executable).with_name("newsbeam")), "run", "--no_progress"]
    command += ["--input", str(inbox), "--output", str(output), "--workers", "1"]
    command += ["--max_article_chars", "2000000"]
    began, log = time.monotonic(), folder / "log"
    memory, spent = dict[int, float](), dict[int, float]()
    with log.open("wb") as told:
        run = subprocess.Popen(command, stdout=told, stderr=told)
        while run.poll() is None:
            for process in (run.pid, *children(run.pid)):
                memory[process] = max(memory.get(process, 0.0), most_resident(process))
                spent[process] = max(spent.get(process, 0.0), processor_s(process))
            time.sleep(0.5)
    driver = memory.pop(run.pid)
    worker = max(memory.values(), default=0.0)
    print(
        f"{name}: {sum(spent.values()):.0f} s of CPU ({time.monotonic() - began:.0f} s), worker "
        f"{worker:.0f} MB, driver {driver:.0f} MB, exit {run.returncode}, {rejected(output)}",
        flush=True,
    )
    if run.returncode:
        print(log.read_text()[-2000:])
    return run.returncode == 0 and worker < MOST_MB


def rejected(output: Path) -> str:
    """Rows of the tables, and codes of the rejects."""
    import pyarrow.parquet as pq

    counts, codes = list[str](), list[str]()
    for table in ("articles", "entities", "events", "rejects"):
        found = [pq.ParquetFile(path).read() for path in (output / table).rglob("*.parquet")]
        counts.append(f"{sum(part.num_rows for part in found)} {table}")
        if table == "rejects":
            codes = sorted({code for part in found for code in part["code"].to_pylist()})
    return f"{', '.join(counts)} {' '.join(codes)}".rstrip()


def main() -> int:
    """Measure the cases named, all by default."""
    known = cases()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="case", help=f"of {', '.join(known)}")
    wanted = parser.parse_args().cases or list(known)
    if unknown := set(wanted) - set(known):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    kept = True
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            kept &= measure(name, known[name](), Path(folder))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
