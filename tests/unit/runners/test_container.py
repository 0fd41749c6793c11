"""The files that images and templates are made of, against the code they must agree with."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import apache_beam
import pytest

from pipelines.config import config_from_options
from pipelines.options import PipelineOptions, check_words
from pipelines.runners import flex_template


@pytest.fixture
def container(repository: Path) -> Path:
    return repository / "pipelines" / "runners" / "container"


def test_image_is_beams_own_version(container: Path) -> None:
    text = (container / "Dockerfile").read_text()
    assert f"ARG BEAM={apache_beam.__version__}\n" in text
    assert "ENTRYPOINT" not in text, "Beam's boot program must stay the entry point"


def test_flex_metadata_is_current(container: Path) -> None:
    kept = json.loads((container / "flex_template_metadata.json").read_text())
    assert kept == flex_template.metadata()


def test_flex_metadata_names_what_is_needed() -> None:
    parameters = {p["name"]: p for p in flex_template.metadata()["parameters"]}
    needed = {name for name, p in parameters.items() if not p["isOptional"]}
    assert needed == {"input", "output", "sdk_container_image"}
    assert re.fullmatch(parameters["partition_by"]["regexes"][0], "month")
    assert not re.fullmatch(parameters["partition_by"]["regexes"][0], "week")


def test_flex_words_are_a_command_line() -> None:
    given = ["--input=gs://b/in", "--output=gs://b/out", "--incremental=true", "--dry_run=false"]
    words = flex_template.command_words(given)
    assert words[0] == "run"
    check_words(words[1:], allow_unknown=True)
    config = config_from_options(PipelineOptions(words[1:]))
    assert config.inputs == ("gs://b/in",)
    assert config.incremental is True
    assert "--dry_run" not in words


@pytest.mark.integration
def test_steps_of_the_image_work_in_an_empty_environment(
    repository: Path, container: Path, tmp_path: Path
) -> None:
    """Every RUN line of the Dockerfile, in a fresh environment in place of the base image."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", tmp_path / "dist", repository], check=True)
    staging = tmp_path / "newsbeam"
    venv.create(tmp_path / "env", with_pip=True)
    text = (container / "Dockerfile").read_text().replace("\\\n", " ")
    arguments = dict(re.findall(r"^ARG (\w+)=(.*)$", text, re.MULTILINE))
    ran = 0
    for kind, rest in re.findall(r"^(COPY|RUN) (.*)$", text, re.MULTILINE):
        if kind == "COPY":
            staging.mkdir(exist_ok=True)
            source = rest.split()[0]
            root = tmp_path if source.startswith("dist/") else repository
            for path in root.glob(source):
                (staging / path.name).write_bytes(path.read_bytes())
            continue
        command = rest.replace("/tmp/newsbeam", str(staging))
        environment = {"PATH": f"{tmp_path / 'env' / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path)}
        kept = {k: v for k, v in os.environ.items() if k.startswith("PIP_")}
        subprocess.run(
            ["/bin/sh", "-ec", command],
            check=True,
            cwd=tmp_path,
            env={**kept, **arguments, **environment},
        )
        ran += 1
    assert ran == 3
    worker = tmp_path / "env" / "bin" / "newsbeam-worker"
    assert subprocess.run([worker, "--help"], check=True, cwd="/").returncode == 0
