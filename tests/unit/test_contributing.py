"""What CONTRIBUTING.md names is there."""

from __future__ import annotations

import re
from pathlib import Path


def test_files_and_targets_that_it_names_exist(repository: Path) -> None:
    page = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    code = re.findall(r"`([^`]+)`", page)
    paths = {word for span in code for word in span.split() if "/" in word and word[0] != "<"}
    paths = {path.rstrip(":") for path in paths if not re.search("NAME|CODE|\\.\\.", path)}
    assert len(paths) > 20
    assert [path for path in sorted(paths) if not (repository / path).exists()] == []
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.M))
    assert {span.split()[1] for span in code if span.startswith("make ")} <= targets
