"""Messages and addresses → the same without secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SECRET_KEY = re.compile(
    r"secret|token|password|passwd|key|credential|sas|signature|auth|connection", re.I
)
_URL_PASSWORD = re.compile(r"(?<=://)[^/@\s:]+:[^/@\s]+(?=@)")
_URL_SIGNATURE = re.compile(
    r"(?i)([?&](?:[^=&\s]*(?:signature|token|secret|credential|key|password)|sig)=)[^&\s'\"]+"
)


def secrets_of(storage_options: Mapping[str, Any]) -> tuple[str, ...]:
    """Collect the values in ``storage_options`` that must not be shown, longest first."""
    found: set[str] = set()

    def walk(value: Any, secret: bool) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(inner, secret or bool(_SECRET_KEY.search(str(key))))
        elif isinstance(value, (list, tuple)):
            for inner in value:
                walk(inner, secret)
        elif secret and isinstance(value, (str, bytes)):
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if len(text) >= 6:
                found.add(text)

    walk(storage_options, False)
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


def mask(message: str, storage_options: Mapping[str, Any] | None = None) -> str:
    """Blank out secrets in ``message``: option values, passwords and signatures in URLs."""
    for secret in secrets_of(storage_options or {}):
        message = message.replace(secret, "***")
    message = _URL_PASSWORD.sub("***", message)
    return _URL_SIGNATURE.sub(r"\1***", message)


def describe(error: BaseException, storage_options: Mapping[str, Any] | None = None) -> str:
    """One line about ``error`` without secrets and without the machine's addresses in memory."""
    text = f"{type(error).__name__}: {error}".strip().removesuffix(":")
    text = re.sub(r" at 0x[0-9a-fA-F]+", "", " ".join(text.split()))
    return mask(text, storage_options)[:500]
