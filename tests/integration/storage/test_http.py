"""Files behind web servers, with and without byte ranges, and other file systems of fsspec."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import fsspec
import pytest

from schemas.records import RawDocument
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


class _Versioned(BaseHTTPRequestHandler):
    """Serves one file by ranges, with an etag; another version after ``changes_at`` ranges.

    The reader's first range is one byte, to see whether there are ranges.
    """

    versions: tuple[bytes, bytes]
    changes_at: int
    ranges = 0

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        kind = type(self)
        number = int(kind.ranges >= kind.changes_at)
        data, etag = kind.versions[number], f'"version-{number}"'
        wanted = self.headers.get("Range")
        if with_body and wanted and self.headers.get("If-Match", etag) != etag:
            self.send_error(412)
            return
        self.send_response(206 if wanted else 200)
        self.send_header("ETag", etag)
        self.send_header("Accept-Ranges", "bytes")
        if wanted:
            first, last = wanted.removeprefix("bytes=").split("-")
            end = min(int(last) + 1, len(data))
            self.send_header("Content-Range", f"bytes {first}-{end - 1}/{len(data)}")
            data = data[int(first) : end]
            kind.ranges += with_body
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if with_body:
            self.wfile.write(data)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize(("changes_at", "documents"), [(0, 0), (2, 4100), (9, 5000)])
def test_http_mixes_no_two_versions_of_a_file(changes_at, documents):
    lines = [f'{{"text": "{word}{" " * 1007}"}}\n'.encode() * 5000 for word in ("one", "two")]
    handler = type("Handler", (_Versioned,), {"versions": lines, "changes_at": 10**9})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        uri = f"http://127.0.0.1:{server.server_address[1]}/a.jsonl"
        (shard,) = plan_shards(expand_inputs(uri), 2**40)
        handler.ranges, handler.changes_at = 0, changes_at
        records = list(read_shard(shard, ReadOptions(backoff_s=0.001)))
        server.shutdown()
    texts = [record.text.strip() for record in records if isinstance(record, RawDocument)]
    assert set(texts) <= {"one"}
    assert len(texts) == documents
    failures = [record for record in records if not isinstance(record, RawDocument)]
    assert [failure.code for failure in failures] == ([] if changes_at == 9 else ["R010"])
    assert handler.ranges == (3 if changes_at == 9 else changes_at)


def test_memory_and_file_urls_are_read(tmp_path):
    data = CASES["jsonl"].build(articles(3))
    fsspec.filesystem("memory").pipe_file("/in/a.jsonl", data)
    (tmp_path / "a.jsonl").write_bytes(data)
    for uri in ("memory://in/*.jsonl", f"file://{tmp_path}/a.jsonl"):
        (shard,) = plan_shards(expand_inputs(uri), 2**40)
        assert len(list(read_shard(shard))) == 3
