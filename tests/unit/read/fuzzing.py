"""Damaged files of every format, read in memory: what readers must bear.

``python -m tests.unit.read.fuzzing --cases 100000 --seed 1`` is the long form; the short one is in
test_fuzz.py. A case that breaks a reader is printed as a file to keep in ``regressions/``.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import lzma
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import zstandard

from schemas.records import Failure, RawDocument
from tests.unit.read.samples import CASES, articles
from transforms.read import ReadOptions
from transforms.read.reading import identify, read_source
from transforms.read.source import Source
from transforms.read.streams import DamagedError, Stream

REGRESSIONS = Path(__file__).parent / "regressions"
OPTIONS = ReadOptions(max_record_mb=0.05)
#: What means something to one reader or another.
TOKENS = [
    b"<",
    b">",
    b"</item>",
    b"<item>",
    b"<entry",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"&",
    b"&x;",
    b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
    b'"',
    b"'",
    b"\\",
    b"\\ud800",
    b"\\u0000",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xe9",
    b"From ",
    b"\nFrom a 2020\n",
    b"WARC/1.0\r\n",
    b"Content-Length: -1",
    b"Content-Length: 99999999",
    b"\r\n\r\n",
    b"\x1f\x8b\x08",
    b"PK\3\4",
    b"PAR1",
    b"99999999999999999999",
    b"-1",
    b"NaN",
    b"null",
    b"=?utf-8?b?!!!?=",
    b"=?x?q?=zz?=",
    b"charset=",
    b"boundary=",
    b"Content-Transfer-Encoding: base64",
    b"Transfer-Encoding: chunked",
    b"Content-Encoding: gzip",
    b"Content-Encoding: deflate",
    b"ffffffff",
    b"<nitf>",
    b"xml:base='::'",
    b"href='http://[x'",
    b"\xf0\x9d\x84\x9e",
    b"encoding='utf-7'",
    b"encoding='hex'",
    b"multipart/mixed",
]
PACKERS = (gzip.compress, bz2.compress, lzma.compress, zstandard.ZstdCompressor().compress)


def mutate(data: bytes, others: list[bytes], rng: random.Random) -> bytes:
    """Break a file in one to six places."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        at = rng.randrange(len(out) + 1)
        kind = rng.randrange(8)
        if kind == 0 and out:
            out[at % len(out)] = rng.randrange(256)
        elif kind == 1:
            del out[at:]
        elif kind == 2:
            del out[at : at + rng.randrange(1, 60)]
        elif kind == 3:
            out[at:at] = rng.choice(TOKENS)
        elif kind == 4:
            out[at:at] = rng.choice(TOKENS) * rng.randrange(1, 40)
        elif kind == 5:
            piece = out[at : at + rng.randrange(1, 200)]
            out[rng.randrange(len(out) + 1) : 0] = piece
        elif kind == 6:
            other = rng.choice(others)
            start = rng.randrange(len(other))
            out[at:at] = other[start : start + rng.randrange(1, 300)]
        else:
            out[at : at + 4] = rng.randbytes(4)
    return bytes(out)


def check(
    data: bytes,
    name: str,
    start: int | None = None,
    forced: str | None = None,
    readers: Counter[str] | None = None,
) -> int:
    """Read ``data`` and check what every reader promises; returns the number of records.

    Args:
        readers: counts the case under the format that it was read as, if it is given.

    Raises:
        AssertionError: a promise is broken.
    """
    if readers is not None:
        readers[reader_of(data, name, start, forced)] += 1
    raw = io.BytesIO(data)
    source = Source("mem", name, Stream(raw), start=start, raw=raw)  # type: ignore[arg-type]
    count = 0
    for record in read_source(source, OPTIONS, forced):
        count += 1
        assert count <= len(data) + 1, "more records than bytes"
        if isinstance(record, Failure):
            assert record.code != "R012", record.message
            record.message.encode("utf-8")
            continue
        assert isinstance(record, RawDocument)
        bodies = [record.text, record.html, record.content]
        assert sum(body is not None for body in bodies) == 1, record
        assert any(body and not body.isspace() for body in bodies), record
        for value in record:
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    text.encode("utf-8")
                    assert text, record
    return count


def reader_of(data: bytes, name: str, start: int | None, forced: str | None) -> str:
    """The name of the format that ``data`` are read as."""
    raw = io.BytesIO(data)
    source = Source("mem", name, Stream(raw), start=start, raw=raw)  # type: ignore[arg-type]
    try:
        found, _ = identify(source, forced, OPTIONS)
    except DamagedError:
        return "damaged compression"
    return "no reader" if found is None else found.name


def cases(seed: int) -> Iterator[tuple[str, bytes, int | None, str | None]]:
    """Endless (name, data, start of the range, forced format)."""
    rng = random.Random(seed)
    wholes = [case.build(articles(2)) for case in CASES.values()]
    names = [case.name for case in CASES.values()]
    formats = [case.format.replace("wet", "warc").replace("arc", "warc") for case in CASES.values()]
    formats = [name.replace("wwarc", "warc").replace("ninjs", "jsonl") for name in formats]
    while True:
        pick = rng.randrange(len(wholes))
        data = mutate(wholes[pick], wholes, rng)
        name, forced, start = names[pick], None, None
        kind = rng.randrange(12)
        if kind == 0:
            data = rng.choice(PACKERS)(data)
            data = mutate(data, wholes, rng) if rng.random() < 0.7 else data
        elif kind == 1:
            forced = formats[pick]
        elif kind == 2:
            start = rng.randrange(len(data) + 2)
        elif kind == 3:
            name = rng.choice(names)
        yield name, data, start, forced


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    began, broken, records = time.monotonic(), 0, 0
    slowest: tuple[float, str] = (0.0, "")
    seen: Counter[str] = Counter()
    readers: Counter[str] = Counter()
    for number, (name, data, start, forced) in enumerate(cases(arguments.seed)):
        if number >= arguments.cases:
            break
        before = time.process_time()
        try:
            records += check(data, name, start, forced, readers)
        except Exception as error:  # noqa: BLE001 - what it looks for
            broken += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno} {error}"[:160]
            seen[key] += 1
            if seen[key] == 1:
                path = (
                    Path(tempfile.gettempdir())
                    / f"fuzz-{arguments.seed}-{number}-{start}-{forced}-{name}"
                )
                path.write_bytes(data)
                print(f"{path}: {key}", flush=True)
        slowest = max(slowest, (time.process_time() - before, f"case {number} {name}"))
        if number % 10_000 == 9_999:
            print(f"{number + 1} cases, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{arguments.cases} cases, {records} records, {broken} broken; slowest {slowest}")
    print(", ".join(f"{name} {count}" for name, count in readers.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
