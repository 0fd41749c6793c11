"""Identifiers → hashes of content and origin.

Rows must come out the same on every runner and in every run, so ids are never counters, clocks
or random numbers.
"""

from __future__ import annotations

import hashlib

#: Hex digits in an id: 128 bits, so that a collision among a billion articles is out of reach.
ID_HEX_DIGITS = 32


def stable_id(*parts: str | int | None) -> str:
    """Hash ``parts`` to a 32-digit hexadecimal id.

    Parts are length-prefixed before hashing, so ``("ab", "c")`` and ``("a", "bc")`` differ, and
    ``None`` differs from ``""``.

    >>> stable_id("a", 1) == stable_id("a", 1)
    True
    >>> stable_id("ab", "c") == stable_id("a", "bc")
    False
    """
    digest = hashlib.blake2b(digest_size=ID_HEX_DIGITS // 2)
    for part in parts:
        if part is None:
            digest.update(b"n;")
            continue
        data = str(part).encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()
