"""S3, Google Cloud Storage and Azure by their own protocols: one request in ten fails, one is slow.

What is read from a store is what is read from a disk; what is written arrives whole. S3 (moto's
server) runs with every test run where moto and s3fs are installed, the others with
``--run-integration``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.storage.conftest import AZURITE_KEY, Store
from tests.unit.read.samples import CASES, articles
from transforms.read import (
    InputError,
    ReadOptions,
    expand_inputs,
    plan_shards,
    read_shard,
    split_shard,
)
from transforms.storage import Storage, resolve

pytestmark = [
    # the stores' clients leave sessions to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

FILES = ("jsonl", "csv", "parquet", "warc_gz", "zip", "rss")


def read_all(pattern: str, options: ReadOptions, target: int) -> list[Any]:
    files = expand_inputs(pattern, options.storage_options, backoff_s=0.01)
    return [
        record._replace(input_uri=record.input_uri.rpartition("/in/")[2])
        for planned in plan_shards(files, target)
        for shard in split_shard(planned, target, options)
        for record in read_shard(shard, options)
    ]


def test_store_gives_the_same_records_as_a_disk(store: Store, tmp_path: Path):
    (tmp_path / "in").mkdir()
    fs, _ = resolve(store.root, store.options)
    for name in FILES:
        data = CASES[name].build(articles(30))
        path = f"in/{name}-{CASES[name].name}"
        (tmp_path / path).write_bytes(data)
        fs.pipe_file(f"{store.root}/{path}", data)
    local = read_all(str(tmp_path / "in"), ReadOptions(), 2000)
    options = ReadOptions(storage_options=store.options, backoff_s=0.01)
    before = store.proxy.failed
    assert read_all(f"{store.root}/in", options, 2000) == local
    assert read_all(f"{store.root}/in/*l*", options, 2**40)  # a glob, uncut
    assert store.proxy.failed > before, "the proxy let no request fail"
    assert len(local) == 30 * len(FILES)


def test_store_says_that_a_file_changed(store: Store):
    fs, _ = resolve(store.root, store.direct)
    uri = f"{store.root}/changing/a.jsonl"
    fs.pipe_file(uri, b'{"text": "one"}\n')
    options = ReadOptions(storage_options=store.options, backoff_s=0.01)
    (shard,) = plan_shards(expand_inputs(uri, store.options, backoff_s=0.01), 2**20)
    assert [record.text for record in read_shard(shard, options)] == ["one"]
    fs.pipe_file(uri, b'{"text": "two"}\n')
    _, failure = read_shard(shard, options)
    assert failure.code == "R010"


def test_store_takes_what_is_written(store: Store):
    fs, _ = resolve(store.root, store.options)
    data = bytes(range(256)) * 4096
    with fs.open(f"{store.root}/out/part.bin", "wb") as out:
        out.write(data)
    fs.invalidate_cache()
    assert fs.cat_file(f"{store.root}/out/part.bin") == data


def test_store_shows_what_another_process_has_written_since(store: Store):
    folder = Storage(f"{store.root}/since", store.options)
    folder.write_bytes("runs/1.json", b"one")
    assert list(folder.files("runs")) == ["runs/1.json"]
    fs, path = resolve(f"{store.root}/since/runs/2.json", store.direct)
    fs.pipe_file(path, b"two")
    assert folder.read_bytes("runs/2.json") == b"two"
    assert folder.fs.exists(folder.path("runs/2.json"))
    assert len(folder.fs.glob(folder.path("runs/*.json"))) == 2


def test_store_says_what_is_missing_and_shows_no_secret(store: Store):
    with pytest.raises(InputError, match="no such file") as caught:
        expand_inputs(f"{store.root}/none/*.jsonl", store.options, attempts=3, backoff_s=0.01)
    assert "never-shown" not in str(caught.value)
    assert AZURITE_KEY not in str(caught.value)


def test_store_that_is_away_is_a_failure_without_secrets(store: Store):
    options = ReadOptions(
        storage_options={**store.options, "secret": "never-shown"}
        if "secret" in store.options
        else store.options,
        attempts=2,
        backoff_s=0.001,
    )
    (shard,) = plan_shards(
        [f._replace(uri=f"{store.root}/in/gone.jsonl") for f in [_file()]], 2**20
    )
    (failure,) = read_shard(shard, options)
    assert failure.code == "R006"
    assert "never-shown" not in failure.message
    assert AZURITE_KEY not in failure.message


def _file() -> Any:
    from transforms.read import InputFile

    return InputFile("", 1000, None)
