"""``newsbeam completion``: a script for bash, zsh or fish that completes commands and options."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping, Sequence

#: Commands without a parser function of their own → their options.
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "check": ("--repair", "--storage-options", "--iceberg-catalog"),
    "compact": ("--target-file-mb", "--storage-options", "--iceberg-catalog"),
    "repair": ("--storage-options", "--iceberg-catalog"),
    "completion": (),
    "options": (),
    "version": (),
}
_PARSERS: Mapping[str, str] = {
    "export": "pipelines.export.commands:export_parser",
    "query": "pipelines.tables.commands:query_parser",
    "report": "pipelines.report.commands:report_parser",
    "run": "pipelines.options:own_parser",
    "schema": "pipelines.tables.commands:schema_parser",
    "show": "pipelines.tables.show:show_parser",
}


def options_of_commands() -> dict[str, tuple[str, ...]]:
    """Return the options of every command, with dashes."""
    found = dict(_PLAIN)
    for command, place in _PARSERS.items():
        module, _, name = place.partition(":")
        parser: argparse.ArgumentParser = getattr(importlib.import_module(module), name)()
        flags = (flag for action in parser._actions for flag in action.option_strings)
        found[command] = tuple(f.replace("_", "-") for f in flags if f.startswith("--"))
    return dict(sorted(found.items()))


def bash(options: Mapping[str, Sequence[str]]) -> str:
    """Return the script for bash; files complete where no option is begun."""
    cases = "\n".join(
        f'    {command}) words="{" ".join(flags)}" ;;' for command, flags in options.items()
    )
    return f"""\
# newsbeam completion bash >> ~/.bashrc
_newsbeam() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=( $(compgen -W "{" ".join(options)}" -- "$word") )
    return
  fi
  case "${{COMP_WORDS[1]}}" in
{cases}
  esac
  case "$word" in
    -*) COMPREPLY=( $(compgen -W "$words" -- "$word") ) ;;
    *) COMPREPLY=( $(compgen -f -- "$word") ) ;;
  esac
}}
complete -o filenames -F _newsbeam newsbeam
"""


def zsh(options: Mapping[str, Sequence[str]]) -> str:
    """Return the script for zsh, which reads the one for bash."""
    return "autoload -U +X bashcompinit && bashcompinit\n" + bash(options).replace(
        "bash >>", "zsh >>"
    )


def fish(options: Mapping[str, Sequence[str]]) -> str:
    """Return the script for fish."""
    lines = [
        "# newsbeam completion fish > ~/.config/fish/completions/newsbeam.fish",
        f'complete -c newsbeam -n __fish_use_subcommand -f -a "{" ".join(options)}"',
    ]
    for command, flags in options.items():
        lines += [
            f'complete -c newsbeam -n "__fish_seen_subcommand_from {command}" -l {flag[2:]}'
            for flag in flags
        ]
    return "\n".join(lines) + "\n"


def completion(argv: Sequence[str]) -> int:
    """Run ``newsbeam completion``; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="newsbeam completion",
        description="Print a script that completes commands and options.",
        allow_abbrev=False,
    )
    shells = {"bash": bash, "zsh": zsh, "fish": fish}
    parser.add_argument("shell", choices=tuple(shells))
    print(shells[parser.parse_args(argv).shell](options_of_commands()), end="")
    return 0
