"""The user's cache folder: files whole or as if absent, errors that stay in the debug log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from transforms import user_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, which is not there yet."""
    monkeypatch.setenv(user_cache.VARIABLE, str(tmp_path / "a" / "b"))
    return tmp_path / "a" / "b"


@pytest.fixture(autouse=True)
def only_the_debug_log_tells(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No test here leaves a line above debug level."""
    caplog.set_level(logging.DEBUG)
    yield
    records = caplog.get_records("call")
    assert [record for record in records if record.levelno > logging.DEBUG] == []


def never() -> bytes:
    pytest.fail("made, though it cannot be kept")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"NEWSBEAM_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/c"),
        ({"NEWSBEAM_CACHE_DIR": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/newsbeam"),
        ({"XDG_CACHE_HOME": "x", "HOME": "/h"}, "/h/.cache/newsbeam"),
        ({"HOME": "/h"}, "/h/.cache/newsbeam"),
    ],
)
def test_folder_is_the_variables(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    for name in ("NEWSBEAM_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert user_cache.cache_folder() == Path(expected)


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("NEWSBEAM_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    user_cache.keep("name", never)
    assert user_cache.cache_folder() is None
    assert user_cache.read("name") is None
    assert not user_cache.is_kept("name")


@pytest.mark.parametrize("data", [b"", b"x" * 1000])
def test_what_was_kept_is_read(folder: Path, data: bytes) -> None:
    assert user_cache.read("name") is None
    assert not user_cache.is_kept("name")
    user_cache.keep("name", lambda: data)
    assert user_cache.read("name") == data
    assert user_cache.is_kept("name")
    assert [path.name for path in folder.iterdir()] == ["name"]


def test_damaged_file_is_as_if_absent_until_it_is_written_again(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    user_cache.keep("name", lambda: b"model" * 100)
    content = (folder / "name").read_bytes()
    middle = len(content) // 2
    flipped = bytes((content[middle] ^ 1,))
    for damaged in (
        b"",
        content[:10],
        content[:-1],
        content + b"x",
        content[:middle] + flipped + content[middle + 1 :],
        bytes(len(content)),
    ):
        (folder / "name").write_bytes(damaged)
        assert user_cache.read("name") is None
    assert caplog.messages == ["name in the cache is damaged"] * 6
    user_cache.keep("name", lambda: b"again")
    assert user_cache.read("name") == b"again"


def test_nothing_is_made_where_nothing_can_be_written(folder: Path) -> None:
    folder.parent.write_text("a file where the folder's parent should be")
    user_cache.keep("name", never)
    assert user_cache.read("name") is None
    assert not user_cache.is_kept("name")


def test_a_full_disk_and_an_interruption_leave_no_file(folder: Path) -> None:
    def full() -> bytes:
        raise OSError(28, "No space left on device")

    def interrupted() -> bytes:
        raise KeyboardInterrupt

    user_cache.keep("name", full)
    with pytest.raises(KeyboardInterrupt):
        user_cache.keep("name", interrupted)
    assert list(folder.iterdir()) == []


def test_many_may_write_and_read_at_once(folder: Path) -> None:
    def keep_and_read(number: int) -> bytes | None:
        user_cache.keep("name", lambda: bytes((number,)) * 100_000)
        return user_cache.read("name")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(keep_and_read, range(40)))
    assert all(data is not None and len(data) == 100_000 for data in found)
    assert [path.name for path in folder.iterdir()] == ["name"]
