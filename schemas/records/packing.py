"""Many small records ↔ one compressed value.

A local runner holds everything that is shuffled in its own process, and a record by itself takes
several times its size there.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

#: Records in one value, at most.
PACKED = 256


def pack(records: Iterable[tuple[Any, ...]]) -> bytes:
    """Records as plain tuples, compressed.

    >>> unpack(pack([("a", 1), ("b", None)]))
    [('a', 1), ('b', None)]
    """
    return zlib.compress(pickle.dumps([tuple(record) for record in records], 5), 1)


def unpack(data: bytes) -> list[tuple[Any, ...]]:
    """What `pack` was given."""
    records: list[tuple[Any, ...]] = pickle.loads(zlib.decompress(data))
    return records


def packed(records: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """Records as values of up to `PACKED` each.

    >>> [len(unpack(data)) for data in packed([(n,) for n in range(600)])]
    [256, 256, 88]
    """
    waiting: list[tuple[Any, ...]] = []
    for record in records:
        waiting.append(record)
        if len(waiting) == PACKED:
            yield pack(waiting)
            waiting.clear()
    if waiting:
        yield pack(waiting)
