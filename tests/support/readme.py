"""README.md: its console blocks, run on the sample corpus; what they print is what it shows.

python tests/support/readme.py      writes the output of every command into README.md
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

_CONSOLE = re.compile(r"```console\n(?P<body>\$ .*?)```", re.S)
_SUMMARY = re.compile(r"```text\n(?P<body>.*?)```", re.S)
#: Lines of a run's summary that differ from machine to machine.
_VARIES = re.compile(r"^\d[\d,]* articles in ")


def newsbeam(command: str) -> str:
    """What a command line of the README prints, run in this process."""
    from pipelines.__main__ import main

    words = shlex.split(command)
    assert words[0] == ".venv/bin/newsbeam", command
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(words[1:])
    assert code == 0, command
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n")) + "\n"


def make_tables() -> str:
    """Do here what ``make run-local`` does in the repository; the summary's lines."""
    printed = newsbeam(
        f".venv/bin/newsbeam run --input {ROOT}/examples/corpus --output out/tables --no_progress "
        "--workers 2"
    )
    lines = printed.strip().split("\n")
    return "\n".join(lines[: next(n for n, line in enumerate(lines) if _VARIES.match(line))]) + "\n"


def filled(readme: str, summary: str) -> str:
    """The README with what its commands print, in a folder that has ``out/tables``."""

    def console(match: re.Match[str]) -> str:
        commands = [line for line in match["body"].splitlines() if line.startswith("$ ")]
        if not commands[0].startswith("$ .venv/bin/newsbeam "):
            return match[0]
        shown = "".join(f"{command}\n{newsbeam(command[2:])}" for command in commands)
        return f"```console\n{shown}```"

    text = _CONSOLE.sub(console, readme)
    return _SUMMARY.sub(lambda _: f"```text\n{summary}```", text, count=1)


def main() -> None:
    path = ROOT / "README.md"
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        summary = make_tables()
        path.write_text(filled(path.read_text(encoding="utf-8"), summary), encoding="utf-8")


if __name__ == "__main__":
    main()
