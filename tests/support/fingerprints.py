"""Drawn fingerprints with everything that makes duplicates hard."""

from __future__ import annotations

import random

from transforms.dedupe.fingerprint import Fingerprint, minhash, shingle_hashes


def drawn_corpus(seed: int, chains: int = 12) -> list[Fingerprint]:
    """Chains of texts each a little unlike the one before, exact copies, short notices that are
    equal or only share a form, and records of one article in several places."""
    rng = random.Random(seed)
    texts: list[list[str]] = []
    for number in range(chains):
        words = [f"w{rng.randrange(9000)}" for _ in range(rng.randrange(60, 200))]
        texts.append(list(words))
        for _ in range(rng.randrange(0, 8)):
            cut = rng.randrange(len(words) // 2)
            words = [*words[cut:], *(f"w{rng.randrange(9000)}" for _ in range(cut))]
            texts.append(list(words))
        texts += [texts[-1]] * (number % 3)
        texts.append(f"notice of the day number {number % 4}".split())
    made = []
    for place, words in enumerate(texts):
        hashes = shingle_hashes(" ".join(words))
        # ids of several lengths: real ones all have one
        name = f"{rng.randrange(16**6):x}" + "é" * (place % 2)
        told = f"sha {' '.join(words)}"
        signature = minhash(hashes).astype("<u2").tobytes()
        for record in range(1 + (rng.random() < 0.2)):
            time = rng.choice([None, 1_500_000_000_000_000 + place])
            day = rng.choice([None, "2020-01-01"])
            made.append(
                Fingerprint(
                    name, f"shard-{place % 7}", f"file-{place}", record, time, day,
                    f"{place % 5}.example", len(words), len(hashes), told, signature,
                )
            )  # fmt: skip
    return made
