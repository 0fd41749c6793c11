"""What a person says about files: constants of the field map, and sidecars."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import fsspec
import pytest

from transforms.read import (
    InputError,
    ReadOptionError,
    ReadOptions,
    expand_inputs,
    parse_field_map,
    plan_shards,
    read_shard,
)
from transforms.write.manifest import input_key

ROW = {"text": "Rain fell in Lima on Monday."}


def _lines(*records: dict[str, object]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def test_a_constant_is_told_from_a_field_by_its_quotes() -> None:
    assert parse_field_map("""source='Planet, Daily',section="It's on",title=head""") == (
        ("publisher", "'Planet, Daily'"),
        ("section", '"It\'s on"'),
        ("title", "head"),
    )
    assert parse_field_map("title=editor's,section=b") == (("title", "editor's"), ("section", "b"))


@pytest.mark.parametrize("value", ["source='Planet", "source=''", "url='x'", "source='a'b"])
def test_a_constant_that_cannot_be_is_refused_in_one_line(value: str) -> None:
    with pytest.raises(ReadOptionError, match=r"^--field_map: ") as caught:
        parse_field_map(value)
    assert "\n" not in str(caught.value)


def test_constants_stand_behind_the_fields_named_before_them(read_bytes: Callable) -> None:
    mapped = parse_field_map("source=paper,source='Daily Planet',author='Lois Lane'")
    data = _lines({**ROW, "paper": "Post", "author": "X"}, {**ROW, "publisher": "Other"})
    first, second = read_bytes(data, "a.jsonl", field_map=mapped)
    assert (first.publisher, first.authors) == ("Post", ("Lois Lane",))
    assert (second.publisher, second.authors) == ("Daily Planet", ("Lois Lane",))


def test_constants_hold_for_formats_without_named_fields(read_bytes: Callable) -> None:
    mapped = parse_field_map("source='Daily Planet'")
    (record,) = read_bytes(b"Rain in Lima\n\nIt rained.\n", "a.txt", field_map=mapped)
    assert record.publisher == "Daily Planet"


def test_a_sidecar_gives_what_the_records_of_its_file_lack(tmp_path: Path, read: Callable) -> None:
    (tmp_path / "a.jsonl").write_bytes(_lines({**ROW, "source": "Post"}, ROW))
    (tmp_path / "a.jsonl.meta.json").write_text(
        '{"Source": "Daily Planet", "date": "2019-01-29", "authors": ["Lois Lane"]}'
    )
    (tmp_path / "b.txt").write_text("It rained in Lima.")
    first, second, other = read(tmp_path)
    assert (first.publisher, second.publisher, other.publisher) == ("Post", "Daily Planet", None)
    assert second.published == "2019-01-29"
    assert second.authors == ("Lois Lane",)
    assert first.from_sidecar == ("authors", "published")
    assert [r.publisher for r in read(tmp_path / "a.jsonl")] == ["Post", "Daily Planet"]


def test_a_sidecar_describes_the_members_of_an_archive(tmp_path: Path, read: Callable) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one.txt", "It rained in Lima.")
    (tmp_path / "a.zip.meta.json").write_text('{"source": "Daily Planet"}')
    (record,) = read(tmp_path)
    assert record.publisher == "Daily Planet"


def test_a_name_like_a_sidecars_without_its_file_is_an_input(tmp_path: Path) -> None:
    alone = tmp_path / "a.meta.json"
    alone.write_bytes(_lines(ROW))
    assert [file.uri for file in expand_inputs(str(tmp_path))] == [str(alone)]
    (tmp_path / "a").write_text("It rained.")
    with pytest.raises(InputError, match="a sidecar; name the file"):
        expand_inputs(str(alone))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "no JSON"),
        ("[1]", "one JSON object"),
        ('{"colour": "red"}', "no field 'colour'"),
        ('{"text": "x"}', "the file's own"),
        ('{"title": true}', "a truth value"),
        ('{"title": "\\ud800"}', "no JSON"),
        ('{"title": "' + "x" * 70_000 + '"}', "at most"),
    ],
)
def test_a_wrong_sidecar_is_one_line_with_its_name(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    (tmp_path / "a.txt.meta.json").write_text(content)
    with pytest.raises(InputError, match=r"--input .*a\.txt\.meta\.json: ") as caught:
        expand_inputs(str(tmp_path / "a.txt"))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_sidecars_are_found_in_remote_stores() -> None:
    store = fsspec.filesystem("memory")
    store.pipe("/given/in/a.txt", b"It rained in Lima.")
    store.pipe("/given/in/a.txt.meta.json", b'{"source": "Daily Planet"}')
    for pattern in ("memory://given", "memory://given/in/*.txt", "memory://given/in/a.txt"):
        (shard,) = plan_shards(expand_inputs(pattern), 2**20)
        (record,) = read_shard(shard, ReadOptions())
        assert record.publisher == "Daily Planet"


def test_a_changed_sidecar_makes_another_shard_and_another_input(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    seen = []
    for source in ("Post", "Daily Planet", "Post"):
        (tmp_path / "a.txt.meta.json").write_text(json.dumps({"source": source}))
        files = expand_inputs(str(tmp_path))
        (shard,) = plan_shards(files, 2**20)
        seen.append((shard.shard_id, input_key(files[0])))
    assert seen[0] == seen[2]
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] != seen[1][1]
