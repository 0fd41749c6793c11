"""No split loses or repeats a record: random files, random split points, every cuttable format."""

from __future__ import annotations

import csv
import gzip
import io
import random
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.records import RawDocument
from tests.unit.read.samples import Sample, mbox, parquet, tarred, warc_members, zipped
from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard, split_shard
from transforms.read.delimited import iterate_rows
from transforms.read.shards import Piece, read_piece
from transforms.read.streams import Stream, iterate_lines

OPTIONS = ReadOptions(backoff_s=0.001)
CHECKS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: What breaks readers: line ends, quotes, delimiters, separators, wide characters.
TEXT = st.text(
    st.sampled_from(['"', ",", "\n", "\r", "\t", ";", " ", "a", "é", "日", "𝄞", "<", "\u2028"]),
    max_size=12,
)
SAMPLES = st.lists(
    st.builds(Sample, TEXT, TEXT.map(lambda text: f"x{text}"), TEXT, TEXT), max_size=9
)


def read_cut(data: bytes, name: str, target: int) -> list:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        files = expand_inputs(str(path))
        return [
            record._replace(input_uri="")
            for planned in plan_shards(files, target)
            for shard in split_shard(planned, target, OPTIONS)
            for record in read_shard(shard, OPTIONS)
        ]


def assert_split_proof(data: bytes, name: str, target: int) -> list:
    whole = read_cut(data, name, 2**40)
    assert read_cut(data, name, target) == whole
    return whole


@CHECKS
@given(rows=SAMPLES, ends=st.sampled_from(["\n", "\r\n"]), last=st.booleans(),
       target=st.integers(1, 200))  # fmt: skip
def test_split_keeps_csv_rows_with_line_ends_inside_quotes(rows, ends, last, target):
    out = io.StringIO(newline="")
    # a bare carriage return outside of quotes is nobody's CSV: quote everything
    writer = csv.writer(out, lineterminator=ends, quoting=csv.QUOTE_ALL)
    writer.writerow(["title", "text", "date", "url"])
    writer.writerows(rows)
    data = out.getvalue().encode()
    if not last:
        data = data.removesuffix(ends.encode())
    records = assert_split_proof(data, "a.csv", target)
    assert [r.text or r.html for r in records] == [row.body for row in rows]


@CHECKS
@given(data=st.binary(max_size=300).map(lambda b: b.translate(_FEW)), target=st.integers(1, 60))
def test_split_keeps_rows_of_any_csv(data, target):
    assert_split_proof(b"title,text\n" + data, "a.csv", target)


#: Maps bytes to the few that mean something in CSV.
_FEW = bytes(b'",\n\r ab"\n,'[n % 10] for n in range(256))


@CHECKS
@given(data=st.binary(max_size=200).map(lambda b: b.translate(_FEW)))
def test_iterate_rows_cuts_where_the_csv_module_does(data):
    data = data.replace(b"\r", b"")  # the csv module splits at a bare one, lines do not
    rows = [r for r in iterate_rows(Stream(io.BytesIO(data)), b",", 10**6) if not r.unclosed]
    joined = b"\n".join(row.data for row in rows)
    # newline="" as the csv module's documentation asks for
    wanted = list(csv.reader(io.StringIO(joined.decode(), newline="")))
    got = [next(csv.reader([row.data.decode()]), []) for row in rows]
    assert [row for row in got if row] == [row for row in wanted if row]


@CHECKS
@given(rows=SAMPLES, target=st.integers(1, 500))
def test_split_keeps_mbox_messages(rows, target):
    rows = [row._replace(title="t", url="u", date="d") for row in rows]
    records = assert_split_proof(mbox(rows), "a.mbox", target)
    assert len(records) == len(rows)


@CHECKS
@given(data=st.lists(st.sampled_from([b"From a 2020\n", b"\n", b"\r\n", b"x\n", b"Subject: a\n",
                                      b">From b\n", b"From"]), max_size=30),
       target=st.integers(1, 40))  # fmt: skip
def test_split_keeps_any_mbox(data, target):
    assert_split_proof(b"From a 2020\nSubject: x\n\nbody\n\n" + b"".join(data), "a.mbox", target)


@CHECKS
@given(rows=SAMPLES, target=st.integers(1, 4000))
def test_split_keeps_parquet_rows(rows, target):
    records = assert_split_proof(parquet(rows), "a.parquet", target)
    assert [r.input_position for r in records] == list(range(len(rows)))


@CHECKS
@given(rows=SAMPLES, target=st.integers(1, 3000))
def test_split_keeps_archive_members(rows, target):
    assert len(assert_split_proof(zipped(rows), "a.zip", target)) == len(rows)
    assert len(assert_split_proof(tarred(rows), "a.tar", target)) == len(rows)


@CHECKS
@given(sizes=st.lists(st.integers(0, 60_000), max_size=8), target=st.integers(1, 100_000),
       packed=st.booleans(), damage=st.one_of(st.none(), st.integers(0, 10**6)))  # fmt: skip
@example(sizes=[0], target=1, packed=True, damage=3)  # in the first member's head
def test_split_keeps_warc_records_even_of_damaged_files(sizes, target, packed, damage):
    # bodies that do not compress, so that files are long enough to be cut
    rows = [
        Sample("t", random.Random(size).randbytes(size // 2).hex(), "d", "http://a.example")
        for size in sizes
    ]
    records = warc_members(rows)
    data = bytearray(b"".join(gzip.compress(r, mtime=0) if packed else r for r in records))
    if damage is not None and data:
        data[damage % len(data)] ^= 0x5A
    found = assert_split_proof(bytes(data), "a.warc.gz" if packed else "a.warc", target)
    if damage is None:
        assert len(found) == len(rows)


def test_split_is_not_fooled_by_a_warc_inside_of_a_warc():
    inside = warc_members([Sample("i", "inner", "d", "u")] * 3)
    inner = b"".join(gzip.compress(r, mtime=0) for r in inside)
    noise = random.Random(1).randbytes(50_000)
    rows = [Sample("t", "outer", "d", f"http://a.example/{n}") for n in range(4)]
    records = []
    for record in warc_members(rows):
        head, _, block = record.partition(b"\r\n\r\n")
        grown = block.removesuffix(b"\r\n\r\n") + noise + inner + noise
        length = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
        head = head.replace(length, b"Content-Length: %d" % len(grown))
        records.append(gzip.compress(head + b"\r\n\r\n" + grown + b"\r\n\r\n", 0))
    data = b"".join(records)
    assert inner in data  # stored as it is
    for target in (10_000, 60_000, 130_000, 300_000):
        found = assert_split_proof(data, "a.warc.gz", target)
        assert [r.url for r in found] == [row.url for row in rows]


@CHECKS
@given(data=st.binary(max_size=300), limit=st.integers(1, 80), block=st.integers(1, 50))
def test_iterate_lines_gives_every_byte_whatever_the_blocks(data, limit, block):
    lines = list(iterate_lines(Stream(io.BytesIO(data)), limit, block_bytes=block))
    pieces = data.split(b"\n")
    if not pieces[-1]:
        pieces.pop()
    assert [line.oversize for line in lines] == [len(piece) > limit for piece in pieces]
    assert [line.data for line in lines if not line.oversize] == [
        p for p in pieces if len(p) <= limit
    ]
    starts = [sum(len(p) + 1 for p in pieces[:n]) for n in range(len(pieces))]
    assert [line.position for line in lines] == starts


@CHECKS
@given(data=st.text("ab \t\r\n", max_size=200), block=st.integers(1, 50))
def test_folded_blank_lines_change_no_other_line(data, block):
    def told(**how):
        lines = iterate_lines(Stream(io.BytesIO(data.encode())), 80, **how)
        return [line for line in lines if line.data.strip()]

    assert told(fold_blank=True, block_bytes=block) == told()


def test_blank_lines_take_no_longer_than_records():
    def seconds(block):
        stream = Stream(io.BytesIO(block * 24))
        start = time.process_time()
        count = sum(1 for _ in iterate_lines(stream, 2**20, fold_blank=True))
        return time.process_time() - start, count

    record, _ = seconds((b"x" * 99 + b"\n") * 10_000)
    for blank in (b"\n" * 10**6, b"\r\n" * 500_000):
        spent, count = seconds(blank)
        assert count <= 48
        assert spent <= 4 * record


@CHECKS
@given(data=st.binary(max_size=400), cuts=st.lists(st.integers(0, 400), max_size=5))
def test_read_piece_of_any_bytes_gives_the_same_wherever_the_cuts_are(data, cuts):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        path.write_bytes(data)
        bounds = [0, *sorted(set(cuts) - {0})]
        parts = [
            record
            for start, end in zip(bounds, [*bounds[1:], None], strict=True)
            for record in read_piece(Piece(str(path), start=start, end=end), OPTIONS)
        ]
        assert parts == list(read_piece(Piece(str(path), start=0), OPTIONS))
        assert all(not isinstance(part, RawDocument) or part.input_position >= 0 for part in parts)
