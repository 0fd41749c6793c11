"""Planning and splitting: the same records whatever the cuts."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import fsspec
import pytest
from apache_beam import coders
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.records import RawDocument
from transforms.read import (
    InputError,
    InputFile,
    ReadOptionError,
    ReadOptions,
    Shard,
    expand_inputs,
    parse_field_map,
    plan_shards,
    read_shard,
)
from transforms.read.shards import Piece, read_piece, shard_of


def test_plan_shards_groups_small_files_and_cuts_json_lines():
    files = [InputFile(f"/d/{n}.txt", 10, "c") for n in range(5)]
    files += [InputFile("/d/big.jsonl", 100, "c"), InputFile("/d/big.parquet", 100, "c")]
    shards = list(plan_shards(files, 35))
    assert [[(p.uri, p.start, p.end) for p in s.pieces] for s in shards] == [
        [("/d/0.txt", None, None), ("/d/1.txt", None, None), ("/d/2.txt", None, None)],
        [("/d/3.txt", None, None), ("/d/4.txt", None, None)],
        [("/d/big.jsonl", 0, 33)],
        [("/d/big.jsonl", 33, 66)],
        [("/d/big.jsonl", 66, None)],
        [("/d/big.parquet", None, None)],
    ]


def test_shard_id_depends_on_the_content_alone():
    piece = Piece("/a", 3, "etag:1", None, 0, 5)
    assert shard_of([piece]).shard_id == shard_of([piece]).shard_id
    assert shard_of([piece]).shard_id != shard_of([piece._replace(checksum="etag:2")]).shard_id
    assert shard_of([piece]).shard_id != shard_of([piece._replace(end=6)]).shard_id


def test_shard_survives_its_coder():
    shard = shard_of([Piece("/a", 3, None, None, 0, 5, True), Piece("/b")])
    coder = coders.typecoders.registry.get_coder(Shard)
    decoded = coder.decode(coder.encode(shard))
    assert decoded.shard_id == shard.shard_id
    assert [tuple(piece) for piece in decoded.pieces] == [tuple(piece) for piece in shard.pieces]


@settings(max_examples=150, deadline=None)
@given(
    lines=st.lists(
        st.one_of(
            st.text(max_size=12).map(lambda text: json.dumps({"text": f"é{text}"})),
            st.sampled_from(["", " ", "\r", "oops", '{"text": "日本語"}\r', "{}"]),
        ),
        max_size=12,
    ),
    cuts=st.lists(st.integers(0, 400), max_size=6),
    last_newline=st.booleans(),
)
def test_read_piece_gives_each_line_once_wherever_the_cuts_are(
    tmp_path_factory, lines, cuts, last_newline
):
    path = tmp_path_factory.mktemp("cuts") / "a.jsonl"
    path.write_bytes(("\n".join(lines) + "\n" * last_newline).encode())
    options = ReadOptions()
    whole = list(read_piece(Piece(str(path), format="jsonl"), options))
    bounds = sorted({0, *cuts})
    parts = [
        record
        for start, end in zip(bounds, [*bounds[1:], None], strict=True)
        for record in read_piece(Piece(str(path), format="jsonl", start=start, end=end), options)
    ]
    assert parts == whole


def test_expand_inputs_lists_sorts_and_removes_doubles(tmp_path: Path):
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden", "_runs/x.json", "d [1].txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "loop").symlink_to(tmp_path)
    files = expand_inputs([str(tmp_path), str(tmp_path / "*.txt"), f"file://{tmp_path}/d [1].txt"])
    names = [file.uri.removeprefix(f"{tmp_path}/") for file in files]
    assert names == ["a.txt", "b.txt", "d [1].txt", "sub/c.txt"]
    assert all(file.size == 1 and file.checksum.startswith("mtime:") for file in files)


def test_expand_inputs_reads_lists(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "list").write_text(f"# mine\n{tmp_path}/a.txt\n\n{tmp_path}/*.txt\n")
    assert [f.uri for f in expand_inputs(f"@{tmp_path}/list")] == [f"{tmp_path}/a.txt"]


@pytest.mark.parametrize("pattern", ["/nowhere/x.jsonl", "/nowhere/*.jsonl", "@/nowhere/list"])
def test_expand_inputs_names_the_pattern_that_matches_nothing(pattern):
    with pytest.raises(InputError, match="no such file") as caught:
        expand_inputs(pattern)
    assert str(caught.value).startswith(f"--input {pattern}")


def test_parse_field_map_refuses_unknown_fields():
    with pytest.raises(ReadOptionError, match="no field 'colour'"):
        parse_field_map("colour=x")
    with pytest.raises(ReadOptionError, match="is not field=path"):
        parse_field_map("title")


def test_read_options_hide_secrets_and_pickle():
    options = ReadOptions(storage_options={"secret": "hunter2hunter2"})
    assert "hunter2" not in repr(options)
    assert pickle.loads(pickle.dumps(options)) == options


def test_read_shard_reports_a_changed_file(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\n')
    (shard,) = plan_shards(expand_inputs(str(path)), 2**20)
    path.write_text('{"text": "one"}\n{"text": "two"}\n')
    *documents, failure = read_shard(shard)
    assert [d.text for d in documents if isinstance(d, RawDocument)] == ["one", "two"]
    assert (failure.code, failure.message) == (
        "R010",
        "the file changed while the job ran: 16 bytes became 32",
    )


def test_read_shard_reports_a_changed_file_of_the_same_size(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "one"}\n')
    (shard,) = plan_shards(expand_inputs(str(path)), 2**20)
    path.write_text('{"text": "two"}\n')
    _, failure = read_shard(shard)
    assert failure.message == "the file changed while the job ran: its time of modification changed"


def test_read_shard_reports_a_changed_remote_file():
    store = fsspec.filesystem("memory")
    store.pipe_file("/changing/a.jsonl", b'{"text": "one"}\n')
    (shard,) = plan_shards(expand_inputs("memory://changing/a.jsonl"), 2**20)
    assert [type(record) for record in read_shard(shard)] == [RawDocument]
    store.pipe_file("/changing/a.jsonl", b'{"text": "two"}\n')
    _, failure = read_shard(shard)
    assert (failure.code, failure.message) == (
        "R010",
        "the file changed while the job ran: its mtime changed",
    )
    store.rm("/changing/a.jsonl")
    (failure,) = read_shard(shard)
    assert failure.code == "R006"


def test_expand_inputs_refuses_an_unknown_format(tmp_path: Path):
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(ReadOptionError, match="no format 'xlsx'; there are arrow, csv, docx"):
        expand_inputs(str(tmp_path), input_format="xlsx")
