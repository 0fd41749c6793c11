"""``newsbeam.run``: the job started from Python, with the options of the command line."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.run import run_command
from pipelines.tables.opened import Tables, open_tables


class RunError(Exception):
    """The job failed; the message is that of the command."""


@dataclass(frozen=True)
class RunResult:
    """A finished run.

    Attributes:
        output: folder or URL of the tables.
        summary: what ``newsbeam run --summary json`` prints: run_id, counts, tables, seconds.
        storage_options: options of the storage, for `tables`.
    """

    output: str
    summary: Mapping[str, Any]
    storage_options: Mapping[str, Any]

    def tables(self) -> Tables:
        """Open the tables."""
        return open_tables(self.output, self.storage_options)


def words_of(options: Mapping[str, Any]) -> list[str]:
    """Return options as words of a command line.

    >>> words_of({"partition_by": "month", "incremental": True, "spacy_model": ["de=x", "y"]})
    ['--partition_by', 'month', '--incremental', '--spacy_model', 'de=x', '--spacy_model', 'y']
    """
    words: list[str] = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        if value is True:
            words.append(f"--{name}")
        elif isinstance(value, Mapping):
            words += [f"--{name}", json.dumps(value)]
        elif isinstance(value, Sequence) and not isinstance(value, str):
            for entry in value:
                words += [f"--{name}", str(entry)]
        else:
            words += [f"--{name}", str(value)]
    return words


def run(input: str | Sequence[str], output: str, **options: Any) -> RunResult:
    """Read articles, extract, write tables; the same job as ``newsbeam run``.

    Args:
        input: file, folder, glob or URL, or several.
        output: folder or URL of the tables.
        options: options of ``newsbeam run`` (docs/options.md) and of the Beam runner, by their
            names with underscores; True sets a flag, a list repeats an option, a mapping is JSON.

    Raises:
        RunError: a wrong option or input, or a job that failed; the message says which and why.
    """
    given: dict[str, Any] = {"input": input, "output": output, **options, "summary": "json"}
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(words_of(given))
    if code != 0:
        raise RunError(err.getvalue().strip() or f"newsbeam run ended with {code}")
    printed = out.getvalue().strip().splitlines()
    summary = json.loads(printed[-1]) if printed and printed[-1].startswith("{") else {}
    return RunResult(output, summary, options.get("storage_options") or {})
