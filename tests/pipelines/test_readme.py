"""README.md shows what its commands print; every target and document it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import readme


@pytest.fixture(scope="module")
def shown(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    text = (repository / "README.md").read_text(encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("readme"))
        return text, readme.filled(text, readme.make_tables())


def test_commands_print_what_the_page_shows(shown: tuple[str, str]) -> None:
    page, now = shown
    assert page == now, "run `make readme` and read what it changed"
    assert page.count("```console") >= 4


def test_targets_of_make_are_there(repository: Path) -> None:
    page = (repository / "README.md").read_text(encoding="utf-8")
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    extras = re.search(r"^EXTRAS := (.*)$", makefile, re.M)
    assert extras is not None
    targets |= {f"setup-{name}" for name in extras[1].split()}
    named = set(re.findall(r"(?:^|[`$] ?|^make |, `)make ((?:[a-z][a-z0-9-]* ?)+)", page, re.M))
    assert {word for words in named for word in words.split()} <= targets
    assert {f"setup-{name}" for name in ("s3", "gcs", "azure", "iceberg")} <= targets


def test_links_lead_to_files(repository: Path) -> None:
    page = (repository / "README.md").read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", page)
    assert [path for path in linked if not (repository / path).exists()] == []


def test_options_of_the_page_are_known(repository: Path) -> None:
    from pipelines.__main__ import underscored
    from pipelines.completion import options_of_commands

    page = (repository / "README.md").read_text(encoding="utf-8")
    known = {flag for flags in options_of_commands().values() for flag in flags}
    used = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", page)) - {"--help-all"}
    assert used <= known
    assert underscored(["--write-mode"]) == ["--write_mode"]
