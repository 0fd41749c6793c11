"""Article → a fingerprint small enough to shuffle: 512 bytes of MinHash and what ranks copies.

MinHash (Broder 1997) over the set of hashed word 3-shingles of the text, case and punctuation
ignored. All constants are drawn from BLAKE2, so that every process on every machine computes the
same values. Sixteen bits of each minimum are kept: two different minima agree by chance once in
65,536, far below the sampling error of 256 permutations (Li and König 2010, b-bit minwise hashing).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, Optional

import numpy as np

from schemas.ids import stable_id
from schemas.records import Article
from schemas.records.coding import register

PERMUTATIONS = 256
SHINGLE_WORDS = 3
_WORD = re.compile(r"\w+")
_CHUNK = 4096


#: Kinds of fingerprints: an article that this run has read, a withdrawal that it has read, an
#: article that stands in the tables, and one there whose rows other options or versions have made.
FRESH, WITHDRAWN, STORED, OUTDATED = "fresh", "withdrawn", "stored", "outdated"


class Fingerprint(NamedTuple):
    """What duplicates are found by.

    ``signature`` holds PERMUTATIONS 16-bit minima, little endian; ``shingles`` the number of
    distinct shingles (for containment); ``published_at`` and ``modified`` microseconds UTC;
    ``content`` is `article_content`; ``kind`` one of the above.
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
    content: str = ""
    modified: Optional[int] = None
    kind: str = FRESH


register(Fingerprint)

#: Fields of an article that say where it was read and what it is a copy of, not what it is; and the
#: text, which its hash stands for.
_NOT_CONTENT = {"text", "input_uri", "input_position", "duplicate_of", "story_id", "topics",
                "modified"}  # fmt: skip


def article_content(article: Article) -> str:
    """Hash of everything that an article says, wherever it was read from."""
    values = article._asdict()
    return stable_id(*(f"{k}={_plain(v)!r}" for k, v in values.items() if k not in _NOT_CONTENT))


def _plain(value: Any) -> Any:
    """The same value for what a reader made and what came back out of Parquet."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return tuple((name, _plain(entry)) for name, entry in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(_plain(entry) for entry in value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


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


def withdrawal(
    article_id: str, shard_id: str, input_uri: str, input_position: int, modified: int | None
) -> Fingerprint:
    """What a record leaves that takes the article ``article_id`` back."""
    return Fingerprint(
        article_id, shard_id, input_uri, input_position, None, None, None, 0, 0, "", b"",
        modified=modified, kind=WITHDRAWN,
    )  # fmt: skip


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
        content=article_content(article),
        modified=article.modified,
    )
