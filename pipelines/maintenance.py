"""``newsbeam check`` and ``newsbeam compact``."""

from __future__ import annotations

import argparse
import sys

from pipelines.options import UsageError, parse_catalog, parse_storage_options
from transforms.write import Storage, WriteError
from transforms.write.check import check_output
from transforms.write.commit import unfinished_commits
from transforms.write.compact import compact as compact_output
from transforms.write.manifest import committed_runs


def check(arguments: argparse.Namespace) -> int:
    """Verify an output; prints what is wrong. 0: nothing, 1: something, 2: no tables there."""
    try:
        options = parse_storage_options(arguments.storage_options)
        storage = Storage(arguments.output, options)
        if not committed_runs(storage) and not unfinished_commits(storage):
            raise UsageError(f"{arguments.output}: no run was ever committed here")
        problems = check_output(
            arguments.output,
            options,
            repair=arguments.repair,
            catalog=parse_catalog(arguments.iceberg_catalog),
        )
    except UsageError as error:
        print(f"newsbeam check: {error}", file=sys.stderr)
        return 2
    except WriteError as error:
        print(f"newsbeam check: {error}", file=sys.stderr)
        return 1
    for problem in problems:
        print(f"{problem.code}: {problem.message}")
    print(f"{len(problems):,} problems" if problems else "all well")
    return 1 if problems else 0


def compact(arguments: argparse.Namespace) -> int:
    """Merge the small files of an output."""
    try:
        options = parse_storage_options(arguments.storage_options)
        catalog = parse_catalog(arguments.iceberg_catalog)
        summary = compact_output(
            arguments.output, arguments.target_file_mb, options, catalog=catalog
        )
    except UsageError as error:
        print(f"newsbeam compact: {error}", file=sys.stderr)
        return 2
    except WriteError as error:
        print(f"newsbeam compact: {error}", file=sys.stderr)
        return 1
    if summary is None:
        print("nothing to merge")
        return 0
    for table in summary.tables:
        if table.files:
            print(f"{table.table}: {table.rows:,} rows in {table.files:,} new files")
    return 0
