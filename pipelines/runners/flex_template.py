"""Options → metadata of the Dataflow Flex Template (flex_template_metadata.json).

    python -m pipelines.runners.flex_template > pipelines/runners/container/flex_template_metadata.json

Google's format: https://cloud.google.com/dataflow/docs/guides/templates/configuring-flex-templates
"""  # noqa: E501 (a command)

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from pipelines.options import own_parser

#: Options that make no sense for a job started from a template, and the one that may hold secrets:
#: the console shows every parameter.
_LEFT_OUT = ("config", "no_progress", "dry_run", "workers", "max_restarts", "storage_options")

_REQUIRED = ("input", "output", "sdk_container_image")


def metadata() -> dict[str, Any]:
    """The template's name and parameters, every option of ``newsbeam run`` among them."""
    actions = [a for a in own_parser()._actions if a.dest not in _LEFT_OUT]
    parameters = [_parameter(action) for action in actions]
    parameters.append(
        {
            "name": "sdk_container_image",
            "label": "Worker image",
            "helpText": "Image that holds newsbeam and its model (see docs/deploy.md). "
            "Example: europe-docker.pkg.dev/my-project/news/newsbeam:0.1.0",
            "isOptional": False,
        }
    )
    return {
        "name": "newsbeam",
        "description": "News corpora in, partitioned Parquet tables of articles, entities, "
        "quotes and events out.",
        "parameters": parameters,
    }


def _parameter(action: argparse.Action) -> dict[str, Any]:
    help_text = re.sub(r"Example: --\w+ ?", "Example: ", (action.help or "").replace("%%", "%"))
    parameter: dict[str, Any] = {
        "name": action.dest,
        "label": action.dest.replace("_", " ").capitalize(),
        "helpText": help_text,
        "isOptional": action.dest not in _REQUIRED,
    }
    if action.nargs == 0:
        parameter["regexes"] = ["^(true|false)$"]
    elif action.choices:
        parameter["regexes"] = [f"^({'|'.join(map(str, action.choices))})$"]
    elif action.type in (int, float):
        parameter["regexes"] = [r"^[0-9]+(\.[0-9]+)?$"]
    return parameter


def command_words(given: Sequence[str]) -> list[str]:
    """The launcher's ``--name=value`` words → words of ``newsbeam run``.

    The launcher knows no flags without a value: ``--incremental=true`` stands for
    ``--incremental``, ``--incremental=false`` for its absence.
    """
    flags = {a.option_strings[0] for a in own_parser()._actions if a.nargs == 0}
    words = ["run", "--no_progress", "--runner", "DataflowRunner"]
    for word in given:
        name, sign, value = word.partition("=")
        if name in flags and sign:
            words += [name] if value.lower() == "true" else []
        else:
            words.append(word)
    return words


if __name__ == "__main__":
    sys.stdout.write(json.dumps(metadata(), indent=2) + "\n")
