"""Article → a fingerprint small enough to shuffle: 512 bytes of MinHash and what ranks copies.

MinHash (Broder 1997) over the set of hashed word 3-shingles of the text, case and punctuation
ignored. All constants are drawn from BLAKE2, so that every process on every machine computes the
same values. Sixteen bits of each minimum are kept: two different minima agree by chance once in
65,536, far below the sampling error of 256 permutations (Li and König 2010, b-bit minwise hashing).
"""

from __future__ import annotations

import hashlib
import re
import zlib
from functools import cache
from typing import NamedTuple, Optional

import numpy as np

from schemas.records import Article
from schemas.records.coding import register

PERMUTATIONS = 256
SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")
_CHUNK = 4096


class Fingerprint(NamedTuple):
    """What duplicates are found by.

    ``signature`` holds PERMUTATIONS 16-bit minima, little endian; ``shingles`` the number of
    distinct shingles (for containment); ``published_at`` microseconds UTC.
    """

    article_id: str
    shard_id: str
    input_uri: str
    input_position: int
    published_at: Optional[int]
    published_date: Optional[str]
    source: Optional[str]
    word_count: int
    shingles: int
    text_sha256: str
    signature: bytes


register(Fingerprint)


@cache
def _coefficients() -> tuple[np.ndarray, np.ndarray]:
    """Odd multipliers and addends of the permutations, uint64, shape (PERMUTATIONS, 1)."""
    values = [
        int.from_bytes(
            hashlib.blake2b(f"newsbeam minhash {i}".encode(), digest_size=8).digest(), "little"
        )
        for i in range(2 * PERMUTATIONS)
    ]
    multipliers = np.array(values[:PERMUTATIONS], dtype=np.uint64) | np.uint64(1)
    addends = np.array(values[PERMUTATIONS:], dtype=np.uint64)
    return multipliers[:, None], addends[:, None]


def shingle_hashes(text: str) -> np.ndarray:
    """Distinct 32-bit hashes of the word shingles of ``text``, ascending, dtype uint64."""
    words = _WORD.findall(text.casefold())
    if not words:
        return np.zeros(0, dtype=np.uint64)
    crcs = np.array([zlib.crc32(w.encode("utf-8")) for w in words], dtype=np.uint64)
    n = max(1, len(words) - SHINGLE_WORDS + 1)
    mixed = np.zeros(n, dtype=np.uint64)
    for k in range(min(SHINGLE_WORDS, len(words))):
        mixed = (mixed ^ crcs[k : k + n]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


def minhash(hashes: np.ndarray) -> np.ndarray:
    """Signature of a set of hashes: uint16, shape (PERMUTATIONS,); all ones for the empty set."""
    multipliers, addends = _coefficients()
    minima = np.full(PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for start in range(0, len(hashes), _CHUNK):
        # multiply-shift: the upper half of a * x + b modulo 2^64 (Dietzfelbinger 1997)
        values = (hashes[start : start + _CHUNK][None, :] * multipliers + addends) >> np.uint64(32)
        minima = np.minimum(minima, values.min(axis=1).astype(np.uint32))
    # the low bits of a minimum are uniform, its high bits are nearly always zero
    return (minima & np.uint32(0xFFFF)).astype(np.uint16)


def fingerprint(article: Article, shard_id: str) -> Fingerprint:
    """Fingerprint of ``article``, which lies in shard ``shard_id``."""
    hashes = shingle_hashes(article.text)
    return Fingerprint(
        article_id=article.article_id,
        shard_id=shard_id,
        input_uri=article.input_uri,
        input_position=article.input_position,
        published_at=article.published_at,
        published_date=article.published_date,
        source=article.source,
        word_count=article.word_count,
        shingles=len(hashes),
        text_sha256=article.text_sha256,
        signature=minhash(hashes).astype("<u2").tobytes(),
    )
