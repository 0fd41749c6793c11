"""The command ``newsbeam``; also ``python -m pipelines``.

Exit codes: 0 success, 1 a failed run or a check that found something wrong, 2 a wrong command
line or an input that does not exist.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import re
import sys
from collections.abc import Sequence
from importlib import metadata

from pipelines.threads import one_thread_each

USAGE = """\
newsbeam: news corpora in, partitioned Parquet tables of articles, entities and events out.

  newsbeam run --input PATH --output PATH [options]   read, extract, write tables
  newsbeam check OUTPUT                               verify tables against their manifests
  newsbeam compact OUTPUT                             merge small files
  newsbeam repair OUTPUT                              mend repeated ids and ids that lead nowhere
  newsbeam report TABLES [--output FILE] [--open]     one page for a browser: charts, articles
  newsbeam query "SELECT ..."                         SQL over the tables and ready-made views
  newsbeam show ARTICLE_ID|FILE                       one article in the terminal, marked up
  newsbeam export TABLES --layout L --output FILE     columns of GDELT, POLECAT, ICEWS, ...
  newsbeam schema [TABLE]                             columns of a table, queries of a view
  newsbeam completion bash|zsh|fish                   completion script of a shell
  newsbeam explain FILE                               events of articles, the step of each column
  newsbeam languages                                  what each language supports, as Markdown
  newsbeam options                                    every option of run, as Markdown
  newsbeam version                                    versions of newsbeam and its libraries

  newsbeam run --help lists the options with an example each; any other flag goes to the runner.
"""


#: Commands over finished tables → the functions that run them; imported when they are called.
_ROOMS = {
    "completion": "pipelines.completion:completion",
    "export": "pipelines.export.commands:export",
    "query": "pipelines.tables.commands:query",
    "report": "pipelines.report.commands:report",
    "schema": "pipelines.tables.commands:schema",
    "show": "pipelines.tables.show:show",
}


#: An option with dashes inside, as most commands of today have them.
_DASHED = re.compile(r"^--[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?==|$)", re.ASCII)


def underscored(words: Sequence[str]) -> list[str]:
    """Options with dashes → the same with underscores, as Beam writes its own.

    >>> underscored(["--write-mode", "append", "--table-format=iceberg"])
    ['--write_mode', 'append', '--table_format=iceberg']
    """
    return [
        _DASHED.sub(lambda m: "--" + m[0][2:].replace("-", "_"), word, count=1)
        if word.startswith("--")
        else word
        for word in words
    ]


def version_lines() -> list[str]:
    """Versions of the distribution and of what decides its output."""
    names = ("newsbeam", "apache-beam", "spacy", "pyarrow", "onnxruntime", "fsspec")
    return [f"{name} {metadata.version(name)}" for name in names]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    one_thread_each()
    # Before anything imports Beam, which warns of optional packages as it is imported.
    logging.basicConfig(
        level=logging.ERROR, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if not words or words[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0 if words else 2
    command, rest = words[0], underscored(words[1:])
    if command in ("version", "--version"):
        print("\n".join(version_lines()))
        return 0
    if command == "languages":
        from transforms.lang.offers import offers_markdown, parts_markdown

        print(f"{offers_markdown()}\n{parts_markdown()}", end="")
        return 0
    if command == "options":
        from pipelines.reference import options_markdown

        print(options_markdown(), end="")
        return 0
    if command == "run":
        if "--help_all" in rest:
            from pipelines.options import own_parser

            own_parser().print_help()
            return 0
        if "-h" in rest or "--help" in rest:
            from pipelines.options import everyday_help

            print(everyday_help(), end="")
            return 0
        from pipelines.run import run_command

        return run_command(rest)
    if command in ("check", "compact", "repair"):
        return _maintenance(command, rest)
    if command in _ROOMS:
        return _room(command, rest)
    if command == "explain":
        from pipelines import explain

        parser = argparse.ArgumentParser(prog="newsbeam explain", allow_abbrev=False)
        explain.add_arguments(parser)
        try:
            return explain.explain(parser.parse_args(rest))
        except SystemExit as stop:
            return int(stop.code or 0)
    print(f"newsbeam: no command {command!r}; try: newsbeam --help", file=sys.stderr)
    return 2


def _room(command: str, words: Sequence[str]) -> int:
    module, _, function = _ROOMS[command].partition(":")
    try:
        return int(getattr(importlib.import_module(module), function)(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    except BrokenPipeError:  # newsbeam query ... | head
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - lives to the end
        return 0


def _maintenance(command: str, words: Sequence[str]) -> int:
    from pipelines import maintenance

    parser = argparse.ArgumentParser(prog=f"newsbeam {command}", allow_abbrev=False)
    parser.add_argument("output", help="Folder or URL of the tables. Example: out/tables")
    parser.add_argument(
        "--storage_options", default=None, help="As for run. Example: '{\"anon\": true}'"
    )
    parser.add_argument("--iceberg_catalog", default=None, help="As for run. Example: catalog.json")
    if command == "check":
        parser.add_argument(
            "--repair", action="store_true", help="First finish interrupted commits."
        )
    elif command == "compact":
        parser.add_argument(
            "--target_file_mb", type=float, default=128.0, help="As for run. Example: 256"
        )
    try:
        arguments, rest = parser.parse_known_args(words)
        if rest and command != "repair":
            parser.error(f"no such option: {rest[0]}")
    except SystemExit as stop:
        return int(stop.code or 0)
    if command == "repair":
        arguments.repair = False
        return maintenance.repair(arguments, rest)
    return maintenance.check(arguments) if command == "check" else maintenance.compact(arguments)


if __name__ == "__main__":
    sys.exit(main())
