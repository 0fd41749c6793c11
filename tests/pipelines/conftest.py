"""Running the whole job in tests."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.__main__ import main


class Ran(NamedTuple):
    """Exit code, standard output and standard error of one command."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def newsbeam() -> Callable[..., Ran]:
    """Call the command in this process; the work is done by worker threads or processes."""

    def call(*words: str | Path) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([str(word) for word in words])
        return Ran(code, out.getvalue(), err.getvalue())

    return call


#: One worker in threads of this process: quick to start, for tests that are not about processes.
QUICK = ("--direct_running_mode", "multi_threading", "--no_progress")


@pytest.fixture(scope="session")
def corpus(repository: Path) -> Path:
    """The sample corpus."""
    return repository / "examples" / "corpus"
