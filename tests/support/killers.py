"""Work that kills its process; light to import, because fresh processes do."""

from __future__ import annotations

import os
import signal


def work(poison: int, item: int) -> None:
    """Kill this process on ``poison``; fail on 3."""
    print("noise")
    if item == poison:
        os.kill(os.getpid(), signal.SIGKILL)
    if item == 3:
        raise ValueError("an error is no death")
