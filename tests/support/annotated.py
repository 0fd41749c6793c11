"""A document of the annotated corpus in miniature, for tests of its loader and its scorer."""

from __future__ import annotations

from training.annotations.load import WRITTEN, Entry, digest

TEXT = "Mr. Okoro won the vote in Enugu on Friday. He thanked Enugu. The U.S. team lost the vote."
ROW = "1\twon\tELECTION\t-\tMr. Okoro\t-\t2024-01-05\tEnugu\tasserted\tHe=Okoro\t1\tkilled>=3"


def entry(**changes: object) -> Entry:
    values = {
        "doc": "t1",
        "split": "dev",
        "genre": "politics",
        "subjects": ("politics",),
        "form": "wire",
        "variety": "NG",
        "date": "2024-01-06",
        "source": WRITTEN,
        "source_id": "t1",
        "first": 0,
        "last": 0,
        "sha256": digest(TEXT),
        "words": 17,
        "names": True,
        "second_reader": False,
        "headline": None,
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]
