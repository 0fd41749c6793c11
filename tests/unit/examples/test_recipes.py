"""The recipes' commands are commands of newsbeam; the files are what their systems read."""

from __future__ import annotations

import re
import runpy
import shlex
import sys
import tomllib
import types
from pathlib import Path
from typing import Any

import pytest

from pipelines.__main__ import main, underscored
from pipelines.options import check_words, read_config


@pytest.fixture
def recipes(repository: Path) -> Path:
    return repository / "examples" / "recipes"


def is_a_run(words: list[str]) -> bool:
    """Whether every word is an option of ``newsbeam run`` with a value that it takes."""
    check_words(underscored(words), allow_unknown=False)
    return True


def test_cron_entry_is_a_schedule_and_a_run(recipes: Path) -> None:
    entry = (recipes / "newsbeam.cron").read_text().splitlines()[-1]
    fields = entry.split(None, 5)
    assert all(re.fullmatch(r"\*|\d+", field) for field in fields[:5])
    command = re.search(r"newsbeam run (.*?) >", fields[5])
    assert command is not None
    words = shlex.split(command[1])
    assert words[:2] == ["--config", "nightly.toml"]
    assert is_a_run([*read_config(str(recipes / "nightly.toml")), *words[2:]])
    assert tomllib.loads((recipes / "nightly.toml").read_text())["write_mode"] == "upsert"


def test_airflow_dag_builds_and_its_commands_are_ours(
    recipes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []

    class Operator:
        def __init__(self, task_id: str, bash_command: str, do_xcom_push: bool = False) -> None:
            self.command = bash_command
            made.append(self)

        def __rshift__(self, other: Operator) -> Operator:
            return other

    class Dag:
        def __init__(self, name: str, **options: Any) -> None:
            self.options = options

        def __enter__(self) -> Dag:
            return self

        def __exit__(self, *_: object) -> None:
            return None

    standard = "airflow.providers.standard"
    bash = f"{standard}.operators.bash"
    for name in ("airflow", "airflow.providers", standard, f"{standard}.operators", bash):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    sys.modules["airflow"].DAG = Dag  # type: ignore[attr-defined]
    sys.modules[bash].BashOperator = Operator  # type: ignore[attr-defined]
    runpy.run_path(str(recipes / "airflow_dag.py"))
    run, check = (
        shlex.split(operator.command.replace("{{ ds }}", "2024-01-31"))[1:] for operator in made
    )
    assert run[0] == "run"
    assert is_a_run(run[1:])
    assert check[0] == "check"


def test_kubernetes_arguments_are_ours(recipes: Path) -> None:
    text = (recipes / "kubernetes.yaml").read_text()
    arguments = re.findall(r"^ {16}- (run|--\S+)$", text, re.M)
    assert arguments[0] == "run"
    assert is_a_run(arguments[1:])


def test_help_fits_a_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--help"]) == 0
    short = capsys.readouterr().out
    assert len(short.splitlines()) <= 32
    assert main(["run", "--help-all"]) == 0
    assert len(capsys.readouterr().out) > 2 * len(short)


def test_keys_of_a_config_may_have_dashes(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('write-mode = "append"\n[storage-options]\nanon = true\n')
    assert read_config(str(tmp_path / "a.toml")) == [
        "--write_mode", "append", "--storage_options", '{"anon": true}',
    ]  # fmt: skip
