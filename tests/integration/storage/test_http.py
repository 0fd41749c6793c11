"""Files behind web servers, with and without byte ranges, and other file systems of fsspec."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest

from tests.unit.read.samples import CASES, articles
from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard

pytest.importorskip("aiohttp", reason="http:// needs aiohttp")
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class _Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and knows no byte ranges; every third answer is an error."""

    count = 0

    def do_GET(self) -> None:
        type(self).count += 1
        if self.count % 3 == 2:
            self.send_error(503)
            return
        super().do_GET()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["jsonl", "parquet", "warc_gz", "zip"])
def test_http_without_ranges_gives_the_same_records_as_a_disk(site, tmp_path, name):
    path = tmp_path / CASES[name].name
    path.write_bytes(CASES[name].build(articles(20)))
    options = ReadOptions(backoff_s=0.001)

    def read(uri: str) -> list:
        (shard,) = plan_shards(expand_inputs(uri, backoff_s=0.001), 2**40)
        return [r._replace(input_uri="") for r in read_shard(shard, options)]

    (tmp_path / "list.txt").write_text(f"{site}/{path.name}\n")
    records = read(f"@{tmp_path}/list.txt")
    assert records == read(str(path))
    assert len(records) == 20


def test_memory_and_file_urls_are_read(tmp_path):
    data = CASES["jsonl"].build(articles(3))
    fsspec.filesystem("memory").pipe_file("/in/a.jsonl", data)
    (tmp_path / "a.jsonl").write_bytes(data)
    for uri in ("memory://in/*.jsonl", f"file://{tmp_path}/a.jsonl"):
        (shard,) = plan_shards(expand_inputs(uri), 2**40)
        assert len(list(read_shard(shard))) == 3
