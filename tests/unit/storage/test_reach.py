"""Mistakes about a store are told in one line that names the option; nobody waits for a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.__main__ import main
from transforms.storage import Storage, WriteError, resolve, with_retries
from transforms.storage.retries import UNREACHABLE_ATTEMPTS, is_unreachable
from transforms.storage.stores import StorageOptionsError

NOBODY = {"endpoint_url": "http://127.0.0.1:9", "key": "k", "secret": "s3cr3t-value"}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.storage.retries.FIRST_PAUSE_S", 0.0)


def test_misspelt_option_is_named_with_the_right_one() -> None:
    with pytest.raises(StorageOptionsError, match="no option 'secrt'; did you mean secret"):
        resolve("s3://bucket/x", {"secrt": "x"})
    with pytest.raises(StorageOptionsError, match="'endpoint'"):
        resolve("s3://bucket/x", {"endpoint": "http://x"})


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_store_where_nobody_answers_is_told_at_once() -> None:
    with pytest.raises(WriteError) as caught:
        Storage("s3://bucket/tables", NOBODY).reach()
    assert caught.value.code == "W024"
    assert "--output s3://bucket/tables cannot be reached" in str(caught.value)
    assert "--storage_options" in str(caught.value)
    assert "s3cr3t-value" not in str(caught.value)


def test_silent_store_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    forever = threading.Event()
    monkeypatch.setattr("fsspec.implementations.memory.MemoryFileSystem.ls",
                        lambda *_, **__: forever.wait(60))  # fmt: skip
    with pytest.raises(WriteError, match=r"no answer in 0\.2 s"):
        Storage("memory://x/y").reach(0.2)
    forever.set()


def test_local_folder_need_not_exist(tmp_path: Path) -> None:
    Storage(str(tmp_path / "new")).reach()


def test_unreachable_address_is_tried_less_often_than_a_busy_one() -> None:
    tries: list[int] = []

    def refused() -> None:
        tries.append(1)
        raise OSError("wrapped") from ConnectionRefusedError("nobody")

    with pytest.raises(OSError, match="wrapped") as caught:
        with_retries(refused, 6, 0.0)
    assert is_unreachable(caught.value)
    assert len(tries) == UNREACHABLE_ATTEMPTS


@pytest.mark.parametrize("command", ["run", "check", "compact"])
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_commands_say_it_in_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Rain in Lima\n\nIt rained in Lima on Monday.\n")
    words = ["s3://bucket/tables"]
    if command == "run":
        words = ["--input", str(article), "--output", "s3://bucket/tables"]
    options = '{"s3": {"endpoint_url": "http://127.0.0.1:9", "key": "k", "secret": "s3cr3t"}}'
    assert main([command, *words, "--storage_options", options]) == 2
    told = capsys.readouterr().err
    assert "cannot be reached" in told
    assert told.count("\n") == 1
