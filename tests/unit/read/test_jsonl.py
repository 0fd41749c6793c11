"""JSON Lines and JSON files: every record comes out once, bad ones by the side door."""

from __future__ import annotations

import gzip
import json

import pytest

from schemas.records import Failure, RawDocument
from transforms.read.jsonl import wrapped

STORM = {"title": "Storm nears coast", "text": "A storm moved north.", "url": "http://a.example/1"}


def lines(*records: object) -> bytes:
    return "\n".join(json.dumps(record) for record in records).encode()


def test_jsonl_maps_common_names(read_bytes):
    record = {
        "headline": "Vote delayed",
        "body": "The vote was put off.",
        "pub_date": "2021-03-04T05:06:07Z",
        "byline": "By Ana Lima",
        "link": "http://a.example/vote",
        "source": {"id": "x", "name": "The Daily"},
        "tags": ["vote", "law"],
        "lang": "en",
        "id": 17,
    }
    (document,) = read_bytes(lines(record), "a.jsonl")
    assert (
        document._asdict() | {"input_uri": ""}
        == RawDocument(
            "",
            0,
            "jsonl",
            text="The vote was put off.",
            title="Vote delayed",
            url="http://a.example/vote",
            publisher="The Daily",
            authors=("By Ana Lima",),
            published="2021-03-04T05:06:07Z",
            published_field="pub_date",
            language="en",
            keywords=("vote", "law"),
            external_id="17",
        )._asdict()
    )


def test_jsonl_field_map_goes_before_common_names(read_bytes):
    record = {"text": "teaser", "title": "No", "story": {"full": "All of it.", "heads": ["Yes"]}}
    (document,) = read_bytes(
        lines(record),
        "a.jsonl",
        field_map=(("text", "story.full"), ("title", "story.heads.0")),
    )
    assert (document.text, document.title) == ("All of it.", "Yes")


def test_jsonl_mapped_field_is_not_replaced_by_a_guess(read_bytes):
    (failure,) = read_bytes(lines(STORM), "a.jsonl", field_map=(("text", "story.full"),))
    assert (failure.code, failure.message) == (
        "R003",
        "no body in the fields story.full, text",
    )


def test_jsonl_positions_are_byte_offsets(read_bytes):
    data = "\n".join(['{"text": "é"}', "", '{"text": "b"}']).encode()
    assert [r.input_position for r in read_bytes(data, "a.jsonl")] == [0, 16]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b'{"text": "cut', "R001"),
        (b"\0\0\0\0", "R001"),
        (b'["a", "list"]', "R002"),
        (b"12", "R002"),
        (b'{"title": "only"}', "R003"),
        (b'{"text": "  "}', "R003"),
        (b'{"text": null}', "R003"),
        (b'{"text": 12}', "R004"),
        (b'{"text": true}', "R004"),
    ],
)
def test_jsonl_bad_line_is_rejected_and_the_rest_is_read(read_bytes, line, code):
    good = json.dumps(STORM).encode()
    first, bad, last = read_bytes(b"\n".join([good, line, good]), "a.jsonl")
    assert (first.text, last.text) == (STORM["text"], STORM["text"])
    assert (bad.code, bad.input_position, bad.payload) == (code, len(good) + 1, line)


def test_jsonl_invalid_utf8_goes_on_as_bytes(read_bytes):
    data = '{"text": "Caf\xe9 fermé", "title": "Caf\xe9"}'.encode("latin-1")
    (document,) = read_bytes(data + b"\n" + lines(STORM), "a.jsonl")[:1]
    assert document.content == "Café fermé".encode("latin-1")
    assert (document.text, document.content_type, document.title) == (None, "text/plain", "Café")


def test_jsonl_lone_surrogate_becomes_a_replacement_character(read_bytes):
    documents = read_bytes(b'{"text": "cut \\ud83d emoji"}\n{"text": "b"}', "a.jsonl")
    assert [d.text for d in documents] == ["cut \ufffd emoji", "b"]


def test_jsonl_byte_order_mark_and_crlf_are_passed_over(read_bytes):
    data = b"\xef\xbb\xbf" + lines(STORM) + b"\r\n" + lines(STORM) + b"\r\n"
    assert [r.text for r in read_bytes(data, "a.jsonl")] == [STORM["text"]] * 2


def test_jsonl_markup_is_told_from_text(read_bytes):
    first, second = read_bytes(lines({"body": "<p>Rain.</p>"}, {"body": "1 < 2"}), "a.jsonl")
    assert (first.html, first.text) == ("<p>Rain.</p>", None)
    assert (second.html, second.text) == (None, "1 < 2")


def test_jsonl_long_line_is_rejected_and_a_ten_megabyte_one_is_not(read_bytes):
    long = {"text": "word " * 2**21}
    (ok,) = read_bytes(lines(long), "a.jsonl")
    assert len(ok.text) == 5 * 2**21
    first, bad, last = read_bytes(lines(STORM, long, STORM), "a.jsonl", max_record_mb=1)
    assert (bad.code, bad.message) == ("R007", "the record is larger than 1 MB")
    assert len(bad.payload) == 64 * 1024
    assert first.text == last.text
    assert last.input_position == len(lines(STORM, long)) + 1


def test_jsonl_gzip_is_found_by_content(read_bytes):
    records = read_bytes(gzip.compress(lines(STORM, STORM)), "articles.dat")
    assert [(r.format, r.input_position) for r in records] == [
        ("jsonl", 0),
        ("jsonl", len(lines(STORM)) + 1),
    ]


def test_jsonl_truncated_gzip_gives_what_is_there_and_a_failure(read_bytes):
    bodies = [{"text": f"{n} {n * 7919} {n * n}"} for n in range(5000)]
    data = gzip.compress(lines(*bodies))
    *documents, failure = read_bytes(data[: len(data) // 2], "a.jsonl.gz")
    assert [d.text for d in documents] == [b["text"] for b in bodies[: len(documents)]]
    assert len(documents) > 1000
    assert failure.code == "R005"
    assert failure.input_position == len(lines(*bodies[: len(documents)])) + 1


def test_jsonl_damaged_gzip_member_costs_only_itself(read_bytes):
    members = [gzip.compress(lines({"text": f"part {n}"}) + b"\n") for n in range(3)]
    bad = bytearray(members[1])
    bad[-8] ^= 0xFF  # the checksum
    records = read_bytes(members[0] + bytes(bad) + members[2], "a.jsonl.gz")
    texts = [r.text if isinstance(r, RawDocument) else r.code for r in records]
    assert texts == ["part 0", "part 1", "R005", "part 2"]


def test_jsonl_missing_file_is_a_failure(read, tmp_path):
    from transforms.read import expand_inputs, plan_shards, read_shard

    path = tmp_path / "a.jsonl"
    path.write_bytes(lines(STORM))
    (shard,) = plan_shards(expand_inputs(str(path)), 2**20)
    path.unlink()
    (failure,) = read_shard(shard)
    assert (failure.code, failure.input_uri) == ("R006", str(path))


@pytest.mark.parametrize(
    "data",
    [
        b'[{"text": "a"}, {"text": "b"}]',
        b'\xef\xbb\xbf[\n  {"text": "a"},\n  {"text": "b"}\n]\n',
        b'{"text": "a"}\n{\n  "text": "b"\n}\n',
        b'{"status": "ok", "total": 2, "articles": [{"text": "a"}, {"text": "b"}], "next": "x"}',
        b'{"response": {"docs": [{"text": "a"}, {"text": "b"}]}}',
        b'[{"text": "a", "note": "[}\\\\\\""}, {"text": "b", "more": [[1], {"x": "]"}]}]',
    ],
)
def test_json_values_reads_each_shape(read_bytes, data):
    assert [r.text for r in read_bytes(data, "a.json")] == ["a", "b"]


def test_json_values_bad_item_costs_only_itself(read_bytes):
    data = b'[{"text": "a"}, {"text": b}, 12, "x", {"text": "c"}]'
    records = read_bytes(data, "a.json")
    shown = [r.code if isinstance(r, Failure) else r.text for r in records]
    assert shown == ["a", "R001", "R002", "R002", "c"]
    assert [r.input_position for r in records] == [1, 16, 29, 33, 38]


def test_json_values_cut_off_array_says_so(read_bytes):
    first, failure = read_bytes(b'[{"text": "a"}, {"text": "b', "a.json")
    assert (first.text, failure.code, failure.input_position) == ("a", "R005", 16)


def test_json_values_large_item_is_dropped_in_passing(read_bytes):
    big = json.dumps({"text": "x" * 3 * 2**20}).encode()
    data = b'[{"text": "a"}, ' + big + b', {"text": "c"}]'
    records = read_bytes(data, "a.json", max_record_mb=1)
    assert [r.code if isinstance(r, Failure) else r.text for r in records] == ["a", "R007", "c"]
    assert records[2].input_position == 16 + len(big) + 2


def test_wrapped_finds_a_search_engines_hits():
    assert wrapped({"hits": {"hits": [{"_source": {"text": "a"}}]}}) == [{"_source": {"text": "a"}}]


def test_text_and_html_files_are_one_record_each(read, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"Rain fell.\n\nIt was cold.\n")
    (tmp_path / "b.html").write_bytes(b"<html><body><p>Rain \xe9</p></body></html>")
    (tmp_path / "c").write_bytes(b"<!DOCTYPE html><html></html>")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b" \n\n")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)))
    (tmp_path / "_notes.txt").write_bytes(b"not an article")
    records = read(tmp_path)
    shown = [
        (r.code, "") if isinstance(r, Failure) else (r.format, r.content_type) for r in records
    ]
    assert shown == [
        ("text", "text/plain"),
        ("html", "text/html"),
        ("R003", ""),
        ("html", "text/html"),
        ("R008", ""),
    ]
    assert records[0].content == b"Rain fell.\n\nIt was cold.\n"
