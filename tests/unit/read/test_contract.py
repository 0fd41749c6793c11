"""What every reader keeps, whatever its format."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import re
import tarfile
import zipfile

import pytest
import zstandard
from apache_beam import coders

from schemas.records import Failure, RawDocument
from tests.unit.read.samples import CASES, articles
from transforms.read import FORMAT_NAMES

FORMATS = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
COMPRESSIONS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


def body(document: RawDocument) -> str:
    bodies = [document.text, document.html, document.content]
    assert sum(each is not None for each in bodies) == 1, document
    if document.content is not None:
        return document.content.decode(document.charset or "utf-8")
    return document.text or document.html


def shown(records: list, uri: bool = False) -> list:
    """Records without where they come from."""
    return [r._replace(input_uri="", input_position=0) for r in records]


@FORMATS
def test_reader_gives_every_article_once(read_bytes, case):
    samples = articles()
    records = read_bytes(case.build(samples), case.name)
    wanted = samples if case.many else samples[:1]
    assert [type(r) for r in records] == [RawDocument] * len(wanted)
    for record, sample in zip(records, wanted, strict=True):
        text = body(record)
        assert f"Port {sample.title.split()[1]} reopened" in text
        assert "日本" in text
        assert record.format == case.format
        if record.title is not None:
            assert record.title == sample.title
        if record.published is not None:
            assert record.published_field is not None


@FORMATS
def test_reader_positions_are_unique_and_rise(read_bytes, case):
    records = read_bytes(case.build(articles(12)), case.name)
    places = [(r.input_uri, r.input_position) for r in records]
    assert len(set(places)) == len(places)
    if case.name not in ("a.zip", "a.tar"):
        assert places == sorted(places)


@FORMATS
def test_reader_records_survive_their_coder(read_bytes, case):
    coder = coders.typecoders.registry.get_coder(RawDocument)
    for record in read_bytes(case.build(articles(2)), case.name):
        decoded = coder.decode(coder.encode(record))
        assert body(decoded) == body(record)


@FORMATS
def test_reader_gives_nothing_for_an_empty_file(read_bytes, case):
    assert read_bytes(b"", case.name) == []


@FORMATS
def test_reader_takes_a_file_without_articles(read_bytes, case):
    assert read_bytes(case.build([]), case.name) == []


@FORMATS
def test_reader_finds_its_format_without_a_name(read_bytes, case):
    if case.named:
        pytest.skip("only its name tells this format")
    data = case.build(articles())
    assert shown(read_bytes(data, "download")) == shown(read_bytes(data, case.name))


@FORMATS
@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_reader_reads_through_compression(read_bytes, case, compression):
    data = case.build(articles())
    packed = COMPRESSIONS[compression](data)
    plain = read_bytes(data, case.name)
    assert shown(read_bytes(packed, f"{case.name}.{compression}")) == shown(plain)


@FORMATS
def test_reader_reads_members_of_archives(read_bytes, case):
    data = case.build(articles())
    plain = shown(read_bytes(data, case.name))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"in/{case.name}", data)
    zipped = read_bytes(out.getvalue(), "x.zip")
    assert shown(zipped) == plain
    assert all("zip://" in record.input_uri for record in zipped)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo(case.name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    assert shown(read_bytes(out.getvalue(), "x.tar.gz")) == plain


@FORMATS
@pytest.mark.parametrize("target", [1, 100, 700, 3000])
def test_reader_split_gives_the_same_records(read_bytes, case, target):
    # a part a byte opens the file once a byte, so a byte more than two articles have tells no more
    data = case.build(articles(20 if target > 1 else 2))
    assert read_bytes(data, case.name, target_bytes=target) == read_bytes(data, case.name)


@FORMATS
def test_reader_never_raises_and_counts_what_is_cut_off(read_bytes, case):
    data = case.build(articles(6))
    rng = random.Random(case.name)
    whole = len(read_bytes(data, case.name))
    for _ in range(12):
        cut = rng.randrange(1, len(data))
        records = read_bytes(data[:cut], case.name)
        assert all(isinstance(r, (RawDocument, Failure)) for r in records)
        assert len(records) <= whole + 2
        assert "R012" not in {getattr(r, "code", "") for r in records}, records


@FORMATS
def test_reader_never_raises_on_damage(read_bytes, case):
    data = case.build(articles(6))
    rng = random.Random(case.name)
    for _ in range(12):
        damaged = bytearray(data)
        for _ in range(rng.randrange(1, 20)):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        records = read_bytes(bytes(damaged), case.name)
        assert all(isinstance(r, (RawDocument, Failure)) for r in records)
        assert "R012" not in {getattr(r, "code", "") for r in records}, records


@FORMATS
def test_reader_rejects_what_is_too_large_and_reads_on(read_bytes, case):
    samples = articles(3)
    samples[1] = samples[1]._replace(body="long words " * 30_000)
    records = read_bytes(case.build(samples), case.name, max_record_mb=0.25)
    codes = [getattr(r, "code", "read") for r in records]
    if case.many:
        assert codes == ["read", "R007", "read"]
    else:
        assert codes == ["read"]


def test_docs_list_every_format(repository):
    table = (repository / "docs" / "reading.md").read_text("utf-8").split("## ")[1]
    listed = {name for row in table.splitlines() if row.startswith("| `") for name in
              re.findall(r"`(\w+)`", row.split("|")[1])}  # fmt: skip
    assert listed == set(FORMAT_NAMES)
