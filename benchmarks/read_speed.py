"""Reading speed on one core: JSONL and Parquet beside datatrove's readers, WARC beside fastwarc.

Everything is measured in one run, in CPU seconds of this process, best of ``--rounds``, on files
that the script writes (articles of random words of the usual length; no page of anybody else's).
datatrove is not among the project's dependencies: ``--datatrove-python`` names the Python of an
environment that has it (``pip install datatrove orjson pyarrow``), which then runs this script's
``--datatrove`` part on the same files.

    python benchmarks/read_speed.py --datatrove-python /path/to/venv/bin/python
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def words(rng: random.Random) -> list[str]:
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    return ["".join(rng.choices(letters, k=rng.randrange(2, 11))) for _ in range(5000)]


def write_files(folder: Path, megabytes: int) -> None:
    """Write a.jsonl, a.parquet, a.warc and a.warc.gz of about ``megabytes`` each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = random.Random(1)
    vocabulary = words(rng)
    rows, size = [], 0
    while size < megabytes * 2**20:
        text = "\n\n".join(
            " ".join(rng.choices(vocabulary, k=60)).capitalize() + "." for _ in range(8)
        )
        rows.append({
            "id": str(len(rows)),
            "title": " ".join(rng.choices(vocabulary, k=9)),
            "text": text,
            "url": f"https://news.example/{len(rows)}",
            "date": "2021-03-04T05:06:07Z",
        })  # fmt: skip
        size += len(text) + 200
    lines = "".join(json.dumps(r) + "\n" for r in rows).encode()
    (folder / "a.jsonl").write_bytes(lines)
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines, 6, mtime=0))
    pq.write_table(pa.Table.from_pylist(rows), folder / "a.parquet", row_group_size=2000)
    filler = '<div class="menu"><a href="/section/{n}">Section {n}</a></div>\n'
    with open(folder / "a.warc", "wb") as plain, open(folder / "a.warc.gz", "wb") as packed:
        written = number = 0
        while written < megabytes * 2**20:
            row = rows[number % len(rows)]
            number += 1
            # pages of the web are mostly not article: about 100 KB
            menu = "".join(filler.format(n=rng.randrange(9999)) for _ in range(1400))
            page = f"<html><body>{menu}<p>{row['text']}</p></body></html>".encode()
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
            for kind, block in (("request", b"GET / HTTP/1.1\r\n\r\n"), ("response", http)):
                record = (
                    f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2021-03-04T05:06:07Z\r\n"
                    f"WARC-Target-URI: {row['url']}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
                    f"Content-Type: application/http; msgtype={kind}\r\n"
                    f"Content-Length: {len(block)}\r\n\r\n"
                ).encode() + block + b"\r\n\r\n"  # fmt: skip
                plain.write(record)
                packed.write(gzip.compress(record, 6, mtime=0))
                written += len(record)


def best(action: Callable[[], int], rounds: int) -> tuple[float, int]:
    """CPU seconds of the best round, and what it counted."""
    seconds, count = float("inf"), 0
    for _ in range(rounds):
        before = time.process_time()
        count = action()
        seconds = min(seconds, time.process_time() - before)
    return seconds, count


def count_ours(path: Path) -> int:
    from schemas.records import RawDocument
    from transforms.read import expand_inputs, plan_shards, read_shard

    (shard,) = plan_shards(expand_inputs(str(path)), 2**50)
    return sum(isinstance(record, RawDocument) for record in read_shard(shard))


def count_articles(path: Path) -> int:
    """Read and normalized: what datatrove's readers do not do."""
    from schemas.records import Article, RawDocument
    from transforms.normalize import NormalizeOptions, normalize
    from transforms.read import expand_inputs, plan_shards, read_shard

    options = NormalizeOptions()
    (shard,) = plan_shards(expand_inputs(str(path)), 2**50)
    records = (record for record in read_shard(shard) if isinstance(record, RawDocument))
    return sum(isinstance(normalize(record, options), Article) for record in records)


def count_datatrove(path: Path) -> int:
    from datatrove.pipeline.readers import JsonlReader, ParquetReader

    reader = JsonlReader if path.suffix == ".jsonl" else ParquetReader
    return sum(1 for _ in reader(str(path.parent), glob_pattern=path.name)())


def count_fastwarc(path: Path) -> int:
    from fastwarc.warc import ArchiveIterator

    with open(path, "rb") as handle:
        return sum(1 for _ in ArchiveIterator(handle)) // 2


def count_fastwarc_with_bodies(path: Path) -> int:
    from fastwarc.warc import ArchiveIterator

    with open(path, "rb") as handle:
        return sum(bool(record.reader.read()) for record in ArchiveIterator(handle))


def report(name: str, path: Path, seconds: float, count: int, base: float | None) -> None:
    ratio = f"{base / seconds:7.2f}" if base else "       "
    print(f"{path.name:12} {name:28} {seconds:7.3f} s {count / seconds:10,.0f} records/s {ratio}")


def peers(folder: Path, rounds: int, python: str | None) -> Iterator[tuple[str, float, int]]:
    if python is None:
        return
    output = subprocess.run(
        [python, __file__, "--datatrove", str(folder), "--rounds", str(rounds)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for line in output.splitlines():
        if line.startswith("peer "):
            _, name, seconds, count = line.split()
            yield name, float(seconds), int(count)


def report_inflaters(path: Path, rounds: int) -> None:
    """The reader with Python's zlib, and with zlib-ng where it is installed."""
    import zlib

    from transforms.read import streams

    installed = streams.fast_zlib
    streams.fast_zlib = zlib
    seconds, count = best(lambda: count_ours(path), rounds)
    report("newsbeam, zlib", path, seconds, count, None)
    streams.fast_zlib = installed
    if installed is not zlib:
        report("newsbeam, zlib-ng", path, *best(lambda: count_ours(path), rounds), seconds)


def report_warc(path: Path, rounds: int) -> None:
    """Ours beside fastwarc's bare iteration that reads each payload, as any use of it must."""
    actions = {
        "fastwarc, payloads read": count_fastwarc_with_bodies,
        "fastwarc, heads alone": count_fastwarc,
        "newsbeam": count_ours,
    }
    found = {name: (float("inf"), 0) for name in actions}
    for _ in range(rounds):  # in turns, so that a busy moment is nobody's own
        for name, action in actions.items():
            found[name] = min(found[name], best(lambda action=action: action(path), 1))
    base = found["fastwarc, payloads read"][0]
    for name, (seconds, _) in found.items():
        report(name, path, seconds, found["newsbeam"][1], None if seconds == base else base)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--datatrove-python")
    parser.add_argument("--datatrove", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.datatrove:
        for name in ("a.jsonl", "a.parquet"):
            path = Path(arguments.datatrove, name)
            print("peer", name, *best(lambda path=path: count_datatrove(path), arguments.rounds))
        return
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(folder, arguments.megabytes)
        datatrove = {
            name: (seconds, count)
            for name, seconds, count in peers(folder, arguments.rounds, arguments.datatrove_python)
        }
        for name in ("a.jsonl", "a.parquet"):
            path = folder / name
            base = None
            if name in datatrove:
                base = datatrove[name][0]
                report("datatrove", path, *datatrove[name], None)
            ours = best(lambda path=path: count_ours(path), arguments.rounds)
            report("newsbeam, into RawDocuments", path, *ours, base)
            whole = best(lambda path=path: count_articles(path), 1)
            report("newsbeam, into Articles", path, *whole, base)
        report_inflaters(folder / "a.jsonl.gz", arguments.rounds)
        for name in ("a.warc.gz", "a.warc"):
            report_warc(folder / name, arguments.rounds)


if __name__ == "__main__":
    main()
