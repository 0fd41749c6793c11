"""``newsbeam check`` and ``newsbeam compact``."""

from __future__ import annotations

import argparse


def check(arguments: argparse.Namespace) -> int:
    """Verify an output; prints what is wrong. Exit code 0 when nothing is."""
    raise SystemExit(f"check {arguments.output}")


def compact(arguments: argparse.Namespace) -> int:
    """Merge the small files of an output."""
    raise SystemExit(f"compact {arguments.output}")
