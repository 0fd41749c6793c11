"""Numpy's products on one thread a process: a run has a process a core already.

With a thread a core in each process, OpenBLAS spends more time in waiting for its threads than in
the small products of the event heads: coding took five times the CPU time on two cores.
"""

from __future__ import annotations

import os

__all__ = ["one_thread_each"]

_NAMES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def one_thread_each() -> None:
    """Ask for one thread wherever the environment says nothing.

    It holds for what this process starts, and for itself where numpy is not imported yet.
    """
    for name in _NAMES:
        os.environ.setdefault(name, "1")
