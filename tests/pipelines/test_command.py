"""Exit codes and the one line that says what was wrong, before any work starts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

QUICK = ("--direct_running_mode", "multi_threading", "--no_progress", "--spacy_model", "none")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "usage"),
        (("frobnicate",), "no command"),
        (("run", "--output", "x"), "--input"),
        (("run", "--input", "/no/such/file.jsonl", "--output", "x"), "/no/such/file.jsonl"),
        (("run", "--input", "x", "--output", "y", "--wrte_mode", "append"), "--write_mode"),
        (("run", "--config", "/no/such.toml"), "--config"),
    ],
)
def test_wrong_command_lines_exit_with_2(
    newsbeam: Callable, tmp_path: Path, words: tuple[str, ...], says: str
) -> None:
    ran = newsbeam(*words)
    assert ran.code == 2
    if says != "usage":
        assert says in ran.err
        assert ran.err.count("\n") == 1


def test_output_that_holds_tables_is_refused(newsbeam: Callable, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text("Rain in Lima\n\nIt rained in Lima on Monday, officials said.\n")
    words = ("run", "--input", article, "--output", tmp_path / "out", *QUICK)
    assert newsbeam(*words).code == 0
    before = sorted(tmp_path.glob("out/**/*"))
    again = newsbeam(*words)
    assert again.code == 2
    assert "--write_mode" in again.err
    assert sorted(tmp_path.glob("out/**/*")) == before
    assert newsbeam(*words, "--write_mode", "overwrite").code == 0


def test_incremental_takes_only_new_files(newsbeam: Callable, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text("Rain in Lima\n\nIt rained in Lima on Monday.\n")
    words = ("run", "--input", inputs, "--output", tmp_path / "out", *QUICK)
    words += ("--write_mode", "append", "--incremental")
    assert newsbeam(*words).code == 0
    nothing = newsbeam(*words)
    assert (nothing.code, "nothing to do" in nothing.out) == (0, True)
    (inputs / "b.txt").write_text("Snow in Oslo\n\nIt snowed in Oslo on Tuesday.\n")
    more = newsbeam(*words)
    assert "records read 1 = articles 1" in more.out


def test_config_file_gives_the_options(newsbeam: Callable, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain in Lima\n\nIt rained in Lima on Monday.\n")
    config = tmp_path / "run.toml"
    config.write_text(
        f'input = "{tmp_path}/a.txt"\noutput = "{tmp_path}/unused"\nspacy_model = "none"\n'
        'direct_running_mode = "multi_threading"\nno_progress = true\n'
    )
    ran = newsbeam("run", "--config", config, "--output", tmp_path / "out")
    assert ran.code == 0
    assert (tmp_path / "out" / "_SUCCESS").exists()
    assert not (tmp_path / "unused").exists()
