"""Which file system a URI and its options come to."""

from __future__ import annotations

import fsspec
import pytest

from transforms.storage import resolve


def test_resolve_gives_a_store_only_its_own_options():
    options = {"memory": {"use_listings_cache": False}, "s3": {"key": "x"}}
    fs, path = resolve("memory://in/a.jsonl", options)
    assert path == "/in/a.jsonl"
    assert fs.storage_options == {"use_listings_cache": False}


def test_resolve_gives_local_files_no_options(tmp_path):
    fs, path = resolve(str(tmp_path), {"key": "x", "secret": "y"})
    assert fs.storage_options == {}
    assert path == str(tmp_path)


def test_resolve_keeps_the_options_of_a_chain(tmp_path):
    fs, _ = resolve(
        f"simplecache::file://{tmp_path}/a", {"simplecache": {"cache_storage": str(tmp_path)}}
    )
    assert fs.storage == [str(tmp_path)]


@pytest.mark.parametrize(
    ("endpoint", "variable", "plain"),
    [
        ("http://127.0.0.1:1", None, True),
        (None, "127.0.0.1:1", True),
        (None, "default", False),
        ("https://127.0.0.1:1", "127.0.0.1:1", False),
    ],
)
def test_resolve_asks_no_emulator_over_grpc(monkeypatch, endpoint, variable, plain):
    gcsfs = pytest.importorskip("gcsfs", reason="needs newsbeam[gcs]")
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    if variable:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", variable)
    options = {"token": "anon"} | ({"endpoint_url": endpoint} if endpoint else {})
    fs, path = resolve("gs://news/a", {"gs": options})
    assert path == "news/a"
    assert type(fs) is (gcsfs.core.GCSFileSystem if plain else fsspec.get_filesystem_class("gs"))


@pytest.mark.parametrize(
    ("uri", "library", "options"),
    [
        ("s3://news/a", "s3fs", {"anon": True}),
        ("gs://news/a", "gcsfs", {"token": "anon"}),
        ("abfs://news/a", "adlfs", {"account_name": "news", "account_key": "bmV3cw=="}),
    ],
)
def test_resolve_lets_no_store_remember_listings(uri, library, options):
    pytest.importorskip(library, reason=f"needs {library}")
    fs, _ = resolve(uri, options)
    fs.dircache["news"] = [{"name": "news/b", "size": 1, "type": "file"}]
    assert "news" not in fs.dircache
