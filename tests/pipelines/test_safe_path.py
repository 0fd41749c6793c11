"""Runs started from folders that hold packages named like ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import newsbeam


def test_run_imports_nothing_from_the_working_directory(corpus: Path, tmp_path: Path) -> None:
    for name in ("schemas", "transforms", "pipelines", "newsbeam"):
        package = tmp_path / name
        package.mkdir()
        (package / "__init__.py").write_text("raise RuntimeError('imported from where it stands')")
    command = [Path(sys.executable).with_name("newsbeam"), "run", "--no_progress"]
    command += ["--input", corpus / "lakeshorebusiness.jsonl.gz", "--output", tmp_path / "out"]
    command += ["--spacy_model", "none", "--workers", "2"]
    for mode in ((), ("--direct_running_mode", "multi_processing", "--direct_num_workers", "2")):
        ran = subprocess.run(
            [*map(str, command), "--write_mode", "overwrite", *mode],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stderr
        assert "articles" in ran.stdout


def test_public_package_says_its_version() -> None:
    assert newsbeam.__version__.count(".") == 2
