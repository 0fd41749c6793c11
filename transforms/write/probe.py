"""Pickled (function, items) on standard input → one dot on standard output per item survived.

The other half of `transforms.write.crumbs.condemned`: a process that may die.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys


def main() -> None:
    """Work through the items; what the function raises or prints does not matter."""
    report = os.dup(1)
    os.dup2(2, 1)
    work, items = pickle.load(sys.stdin.buffer)
    for item in items:
        with contextlib.suppress(Exception):
            work(item)
        os.write(report, b".")


if __name__ == "__main__":
    main()
