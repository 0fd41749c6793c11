"""``newsbeam check``, ``newsbeam compact`` and ``newsbeam repair``."""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipelines.values import UsageError, parse_catalog, parse_storage_options
from transforms.write import Storage, WriteError
from transforms.write.check import check_output
from transforms.write.commit import roll_forward, unfinished_commits
from transforms.write.compact import compact as compact_output
from transforms.write.manifest import committed_runs

#: Options of the last run that say how rows are made; a repair makes rows as that run did.
_HOW_ROWS_ARE_MADE = (
    "models",
    "events",
    "min_confidence",
    "actor_file",
    "duplicates",
    "article_timeout_s",
)


def _in_one_line(command: str, work: Callable[[], int]) -> int:
    """Run ``work``; print its error in one line and return 2 for a usage error, 1 for a failure."""
    try:
        return work()
    except UsageError as error:
        print(f"newsbeam {command}: {error}", file=sys.stderr)
        return 2
    except WriteError as error:
        print(f"newsbeam {command}: {error}", file=sys.stderr)
        return 2 if error.code == "W024" else 1


def _tables_at(arguments: argparse.Namespace) -> Storage:
    """The output that a command is about.

    Raises:
        UsageError: there never was a run.
    """
    storage = Storage(arguments.output, parse_storage_options(arguments.storage_options))
    storage.reach()
    if not committed_runs(storage) and not unfinished_commits(storage):
        raise UsageError(f"{arguments.output}: no run was ever committed here")
    return storage


def check(arguments: argparse.Namespace) -> int:
    """Verify an output; prints what is wrong and what to do about it.

    Returns:
        0: nothing is wrong, 1: something, 2: no tables there.
    """

    def work() -> int:
        storage = _tables_at(arguments)
        problems = check_output(
            arguments.output,
            storage.options,
            repair=arguments.repair,
            catalog=parse_catalog(arguments.iceberg_catalog),
        )
        for problem in problems:
            print(f"{problem.code}: {problem.message}\n      {problem.advice}")
        print(f"{len(problems):,} problems" if problems else "all well")
        return 1 if problems else 0

    return _in_one_line("check", work)


def compact(arguments: argparse.Namespace) -> int:
    """Merge the small files of an output."""

    def work() -> int:
        storage = _tables_at(arguments)
        catalog = parse_catalog(arguments.iceberg_catalog)
        summary = compact_output(
            arguments.output, arguments.target_file_mb, storage.options, catalog=catalog
        )
        if summary is None:
            print("nothing to merge")
            return 0
        for table in summary.tables:
            if table.files:
                print(f"{table.table}: {table.rows:,} rows in {table.files:,} new files")
        return 0

    return _in_one_line("compact", work)


def repair(arguments: argparse.Namespace, words: Sequence[str]) -> int:
    """Mend tables: finish cut-off commits, make again what stands twice or leads nowhere.

    Args:
        words: options of `newsbeam run` besides.
    """

    def work() -> int:
        began = time.perf_counter()
        storage = _tables_at(arguments)
        catalog = parse_catalog(arguments.iceberg_catalog)
        finished = roll_forward(storage, catalog)
        if finished:
            print(f"finished the commit of {', '.join(finished)}")
        problems = check_output(arguments.output, storage.options, catalog=catalog)
        mendable = [problem for problem in problems if problem.code in ("W016", "W017")]
        for problem in problems:
            if problem not in mendable:
                print(f"{problem.code}: {problem.message}\n      {problem.advice}")
        if not mendable:
            print("nothing to mend" if not problems else "nothing that can be mended here")
            return 1 if problems else 0
        code = _run_again(arguments, storage, words, began)
        return code or check(arguments)

    return _in_one_line("repair", work)


def _run_again(
    arguments: argparse.Namespace, storage: Storage, words: Sequence[str], began: float
) -> int:
    from apache_beam.options.pipeline_options import PipelineOptions

    from pipelines.config import config_from_options
    from pipelines.logs import set_up_logging
    from pipelines.run import begin, execute
    from pipelines.runners import presets

    last = committed_runs(storage)[-1]
    given = ["--input", "none", "--output", arguments.output, *words]
    for name in ("storage_options", "iceberg_catalog"):
        if getattr(arguments, name):
            given += [f"--{name}", getattr(arguments, name)]
    if last.get("table_format") == "iceberg":
        given += ["--table_format", "iceberg"]
    options = PipelineOptions(given, save_main_session=False)
    config = config_from_options(options)
    config = dataclasses.replace(
        config,
        inputs=(),
        write_mode="repair",
        partition_by=last.get("partition_by", "date"),
        **_as_before(_last_options(storage), words),
    )
    set_up_logging(config.log_level, config.log_format)
    presets.prepare(options)
    return execute("repair", config, begin(config, []), options, began)


def _last_options(storage: Storage) -> Mapping[str, Any]:
    """Options of the last run that extracted anything."""
    for manifest in reversed(committed_runs(storage)):
        if manifest.get("options", {}).get("models"):
            return dict(manifest["options"])
    return {}


def _as_before(last: Mapping[str, Any], words: Sequence[str]) -> dict[str, Any]:
    """Values of the last run for what ``words`` do not say."""
    named = {word.split("=", 1)[0].lstrip("-") for word in words if word.startswith("--")}
    aliases = {"models": "spacy_model"}
    return {
        name: last[name]
        for name in _HOW_ROWS_ARE_MADE
        if name in last and aliases.get(name, name) not in named
    }
