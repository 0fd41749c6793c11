"""Text → a number that stands for it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

__all__ = ["key_hash"]


@lru_cache(maxsize=1 << 16)
def key_hash(text: str) -> int:
    """``text`` → a number of 31 bits that is never 0.

    >>> key_hash("london") == key_hash("london") != 0
    True
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") & 0x7FFFFFFF or 1
