"""ninjs 1.x, 2.x and 3.0 objects → RawDocument (https://iptc.org/standards/ninjs/)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from transforms.read.source import Record, Source


def is_ninjs(value: dict[str, Any]) -> bool:
    return False


def records_of(
    value: dict[str, Any],
    source: Source,
    position: int,
    payload: Callable[[], bytes],
    body_bytes: Callable[[str], bytes] | None = None,
) -> Iterator[Record]:
    raise NotImplementedError
