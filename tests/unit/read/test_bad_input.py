"""Hostile and broken files: a reject row with its place, and the rest is read."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from schemas.records import Failure, RawDocument
from tests.unit.read.samples import articles, nitf_element, page, rss, text, warc_members
from transforms.read import ReadOptions, expand_inputs, mask, plan_shards, read_shard
from transforms.read.streams import Stream, iterate_lines
from transforms.storage import RemoteFile, secrets_of, with_retries

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def codes(records: list) -> list[str]:
    return [r.code if isinstance(r, Failure) else "read" for r in records]


@pytest.mark.parametrize("name", ["n.xml", "feed.xml", "g2.xml"])
def test_xml_entities_are_never_resolved(read_bytes, tmp_path, name):
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP SECRET")
    doctype = f'<!DOCTYPE x [{LAUGHS}<!ENTITY file SYSTEM "file://{secret}">]>'
    body = "<p>Rain &l9; fell &file; hard.</p>"
    document = {
        "n.xml": f"{doctype}<nitf><body><body.content>{body}</body.content></body></nitf>",
        "feed.xml": f"{doctype}<rss><channel><item><description>{body}</description></item>"
        "</channel></rss>",
        "g2.xml": f"{doctype}<newsItem><itemMeta/><contentSet><inlineXML><html><body>{body}"
        "</body></html></inlineXML></contentSet></newsItem>",
    }[name]
    (record,) = read_bytes(document.encode(), name)
    assert isinstance(record, RawDocument)
    shown = record.html or record.text
    assert "hard." in shown
    assert "SECRET" not in shown
    assert "haha" not in shown
    assert len(shown) < 200


def test_feed_mends_ampersands_and_named_entities(read_bytes):
    data = rss(articles(1)).replace(b"<link>", b"<link>http://a.example/?a=1&b=2&eacute;&nix;")
    (record,) = read_bytes(data, "feed.xml")
    assert record.url.startswith("http://a.example/?a=1&b=2é&nix;")


def test_feed_broken_item_costs_only_itself(read_bytes):
    data = rss(articles(3)).replace(b"<title>Harbour 1", b"<title><b></i Harbour 1")
    records = read_bytes(data, "feed.xml")
    assert len(records) == 3
    assert [records[0].title, records[2].title] == [articles(3)[0].title, articles(3)[2].title]


def test_feed_cut_off_in_an_item_says_so(read_bytes):
    data = rss(articles(3))
    at = data.rfind(b"<item>")
    records = read_bytes(data[: at + 60], "feed.xml")
    assert codes(records) == ["read", "read", "R005"]
    assert records[2].input_position == at


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "iso-8859-1", "cp1252"])
def test_feed_is_read_in_the_encoding_that_it_names(read_bytes, encoding):
    name = encoding.removesuffix("-sig")
    data = (
        f'<?xml version="1.0" encoding="{name}"?><rss><channel><item><title>Café</title>'
        "<description>Été à Genève.</description></item></channel></rss>"
    ).encode(encoding)
    (record,) = read_bytes(data, "feed.xml")
    assert (record.title, record.text) == ("Café", "Été à Genève.")


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_utf16_lines_are_read(read_bytes, name):
    content = (
        '{"title": "Été", "text": "日本"}\n' if name == "a.jsonl" else "title,text\nÉté,日本\n"
    )
    (record,) = read_bytes(content.encode("utf-16"), name, target_bytes=10)
    assert (record.title, record.text) == ("Été", "日本")


def zip_of(members: dict[str, bytes], **info: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_zip_path_tricks_are_rejected_and_the_rest_is_read(read_bytes):
    body = text(articles(1))
    data = zip_of({"../../up.txt": body, "/abs.txt": body, "C:\\win.txt": body, "ok/a.txt": body})
    assert codes(read_bytes(data, "a.zip")) == ["R011", "R011", "R011", "read"]


def test_tar_links_are_not_followed(read_bytes):
    out = io.BytesIO()
    body = text(articles(1))
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("etc", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("ok.txt", b"0")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            info.size = len(body) if kind == b"0" else 0
            archive.addfile(info, io.BytesIO(body))
    assert codes(read_bytes(out.getvalue(), "a.tar")) == ["R011", "R011", "read"]


def test_zip_bomb_is_stopped_and_the_next_member_read(read_bytes):
    bomb = b"\n" * (8 * 2**20)
    data = zip_of({"0.txt": bomb, "1.txt": text(articles(1))})
    records = read_bytes(data, "a.zip", max_record_mb=1)
    assert codes(records) == ["R007", "read"]


def test_archives_inside_archives_end_somewhere(read_bytes):
    data = zip_of({"a.txt": text(articles(1))})
    for depth in range(6):
        data = zip_of({f"{depth}.zip": data})
    assert codes(read_bytes(data, "a.zip")) == ["R011"]


def test_gzip_bomb_is_stopped(read_bytes, monkeypatch):
    monkeypatch.setattr("transforms.read.streams.FREE_EXPANSION_BYTES", 2**20)
    data = gzip.compress(b"\n" * (30 * 2**20))
    records = read_bytes(data, "a.jsonl.gz", max_expansion=100)
    assert codes(records) == ["R011"]


def test_zip_wrong_checksum_is_damage(read_bytes):
    body = text(articles(1))
    data = bytearray(zip_of({"a.txt": body, "b.txt": body}))
    at = data.find(zlib.crc32(body).to_bytes(4, "little"), data.find(b"PK\1\2"))
    data[at] ^= 1
    assert codes(read_bytes(bytes(data), "a.zip")) == ["R005", "read"]


def test_tar_damaged_header_costs_only_its_member(read_bytes):
    out = io.BytesIO()
    body = text(articles(1))
    with tarfile.open(fileobj=out, mode="w") as archive:
        for n in range(3):
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    data = bytearray(out.getvalue())
    data[1024] ^= 1  # the second member's header
    assert codes(read_bytes(bytes(data), "a.tar")) == ["read", "R005", "read"]


def test_warc_broken_records_cost_only_themselves(read_bytes):
    members = warc_members(articles(3))
    plain = b"".join(members)
    wrong = plain.replace(b"Content-Length: ", b"Content-Length: 9", 2).replace(b"9", b"", 1)
    records = read_bytes(wrong, "a.warc")
    assert codes(records).count("read") >= 2
    assert "R005" in codes(records)
    packed = [gzip.compress(member) for member in members]
    flipped = bytearray(packed[3])
    flipped[len(flipped) // 2] ^= 0xFF
    records = read_bytes(b"".join([*packed[:3], bytes(flipped), *packed[4:]]), "a.warc.gz")
    assert codes(records) == ["read", "R005", "read"]
    assert records[1].input_position == sum(map(len, packed[:3]))
    cut = b"".join(packed)[:-40]
    assert codes(read_bytes(cut, "a.warc.gz")) == ["read", "read", "R005"]


def test_warc_what_is_no_article_says_so(read_bytes):
    def response(head: str, body: bytes) -> bytes:
        from tests.unit.read.samples import warc_record

        http = f"HTTP/1.1 {head}\r\n\r\n".encode() + body
        return warc_record("response", "http://a.example", http, "application/http")

    html = page(articles(1)[0])
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(html), html)
    packed = gzip.compress(html)
    data = b"".join([
        response("404 Not Found\r\nContent-Type: text/html", html),
        response("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        response("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", packed),
        response("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", html),
        response("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", chunked),
        response("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
                 packed[:40]),
    ])  # fmt: skip
    records = read_bytes(data, "a.warc")
    assert codes(records) == ["R013", "R013", "read", "read", "read", "R013"]
    assert [r.content for r in records if isinstance(r, RawDocument)] == [html] * 3


def test_csv_bad_rows_cost_only_themselves(read_bytes):
    data = b'title,text\na,"one\ntwo"\nb,three,too many\nc,"never closed\nd,four\n'
    records = read_bytes(data, "a.csv")
    assert codes(records) == ["read", "R014", "R014", "read"]
    assert [r.text for r in records if isinstance(r, RawDocument)] == ["one\ntwo", "four"]
    assert [r.input_position for r in records] == [11, 23, 40, 56]


def test_unreadable_file_is_a_failure(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}')
    (shard,) = plan_shards(expand_inputs(str(path)), 2**20)
    path.unlink()
    path.mkdir()
    assert codes(list(read_shard(shard))) == ["R006"]


def test_long_line_is_read_in_bounded_memory():
    class Endless(io.RawIOBase):
        """A line of 500 MB between two short ones."""

        def __init__(self) -> None:
            self.left = 500 * 2**20
            self.parts = [b'{"text": "a"}\n', b'\n{"text": "b"}\n']

        def read(self, size: int = -1) -> bytes:
            if self.left == 500 * 2**20 and len(self.parts) == 2:
                return self.parts.pop(0)
            step = min(size, self.left)
            self.left -= step
            return b"x" * step if step else (self.parts.pop() if self.parts else b"")

    tracemalloc.start()
    lines = list(iterate_lines(Stream(Endless()), 8 * 2**20))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [line.oversize for line in lines] == [False, True, False]
    assert lines[2].data == b'{"text": "b"}'
    assert peak < 40 * 2**20


def test_mask_hides_every_kind_of_secret():
    options = {"key": "AKIAEXAMPLEID", "client_kwargs": {"secret_access_key": "hunter2hunter2"}}
    assert secrets_of(options) == ("hunter2hunter2", "AKIAEXAMPLEID")
    shown = mask(
        "s3://b?X-Amz-Signature=abc&x=1 hunter2hunter2 https://me:pw@host/a AKIAEXAMPLEID", options
    )
    assert shown == "s3://b?X-Amz-Signature=***&x=1 *** https://***@host/a ***"


def test_with_retries_backs_off_and_gives_up():
    pauses: list[float] = []
    answers = iter([OSError("one"), OSError("two"), None])

    def action() -> str:
        error = next(answers)
        if error is not None:
            raise error
        return "done"

    assert with_retries(action, 4, 0.5, pauses.append) == "done"
    assert pauses == [0.5, 1.0]
    with pytest.raises(FileNotFoundError):
        with_retries(Path("/nowhere/x").read_bytes, 4, 0.5, pauses.append)
    assert pauses == [0.5, 1.0]


def test_remote_file_retries_blocks_and_seeks():
    data = bytes(range(256)) * 40

    class Flaky:
        calls = 0

        def cat_file(self, path: str, start: int, end: int) -> bytes:
            self.calls += 1
            if self.calls % 2:
                raise TimeoutError("slow")
            return data[start:end]

    file = RemoteFile(Flaky(), "x", len(data), 3, 0.0, block_bytes=1000)
    assert file.read(10) == data[:10]
    assert file.seek(-5, 2) == len(data) - 5
    assert file.read(50) == data[-5:]
    file.seek(100)
    assert file.read(1500) == data[100:1600]


def test_zip_encrypted_member_is_a_failure(read_bytes):
    data = bytearray(zip_of({"a.txt": text(articles(1))}))
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.find(magic) + offset] |= 1
    assert codes(read_bytes(bytes(data), "a.zip")) == ["R006"]


def test_options_of_a_forced_format_reach_members(read_bytes):
    data = zip_of({"odd.dat": json.dumps({"text": "a"}).encode()})
    assert codes(read_bytes(data, "a.zip", input_format="jsonl")) == ["read"]
    assert codes(read_bytes(nitf_element(articles(1)[0]).encode(), "x", input_format="text")) == [
        "read"
    ]


def test_seed_article_is_read(shared: Path):
    records = [
        record
        for planned in plan_shards(expand_inputs(str(shared / "seed")), 2**20)
        for record in read_shard(planned, ReadOptions())
    ]
    assert codes(records) == ["read"]
