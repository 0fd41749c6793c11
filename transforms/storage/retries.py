"""One way to try again what a network may have spoilt, for readers and writers alike."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: Tries of one request, and the first pause between two in seconds; pauses double.
ATTEMPTS = 6
FIRST_PAUSE_S = 0.25
MAX_PAUSE_S = 20.0

#: Tries where nobody answers at the address at all: a service that restarts, not a busy one.
UNREACHABLE_ATTEMPTS = 3


class ChangedError(OSError):
    """The file is not the one that was listed; the message says what tells so."""


#: Errors that another attempt cannot mend.
_PERMANENT = (
    ChangedError,
    FileNotFoundError,
    FileExistsError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
    ImportError,
    NotImplementedError,
    TypeError,
)

#: The same by their number: a full disk, a read-only one, a name too long.
_PERMANENT_NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENAMETOOLONG}

#: Names of errors by which stores' libraries say that nobody answers.
_UNREACHABLE = {
    "ConnectionRefusedError",
    "EndpointConnectionError",
    "ClientConnectorError",
    "ClientConnectorDNSError",
    "ConnectTimeoutError",
    "gaierror",
    "NewConnectionError",
}


def is_permanent(error: BaseException) -> bool:
    """Whether another attempt cannot mend ``error``."""
    return isinstance(error, _PERMANENT) or getattr(error, "errno", None) in _PERMANENT_NUMBERS


def is_unreachable(error: BaseException | None) -> bool:
    """Whether an error says that nobody answers at the address."""
    while error is not None:
        if type(error).__name__ in _UNREACHABLE:
            return True
        error = error.__cause__ or error.__context__
    return False


def with_retries(
    action: Callable[[], T],
    attempts: int = ATTEMPTS,
    backoff_s: float | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> T:
    """Run ``action``, again after each passing error, with doubling pauses of at most 20 s.

    Raises:
        Exception: the last error, once ``attempts`` are used up or the error cannot pass.
    """
    first = FIRST_PAUSE_S if backoff_s is None else backoff_s
    for attempt in range(1, attempts + 1):
        try:
            return action()
        except Exception as error:
            last = attempt >= attempts or (
                attempt >= UNREACHABLE_ATTEMPTS and is_unreachable(error)
            )
            if last or is_permanent(error):
                raise
            sleep(min(first * 2 ** (attempt - 1), MAX_PAUSE_S))
    raise ValueError("attempts must be at least 1")
