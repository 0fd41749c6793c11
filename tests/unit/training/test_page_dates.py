"""Our own pages with a known day: each has a day that it states, and an address of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path


def test_pages_of_our_own_have_days_and_addresses(repository: Path) -> None:
    heads = [
        line.removeprefix("== ").split()
        for file in sorted((repository / "training/page_dates").glob("*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("== ")
    ]
    assert len(heads) >= 150
    assert len({url for _, url in heads}) == len(heads)
    assert all(".example/" in url for _, url in heads)
    assert all(day == "-" or date.fromisoformat(day).year > 1990 for day, _ in heads)


def test_pages_stand_for_sentences_by_languages_that_there_are(repository: Path) -> None:
    folder = repository / "training/page_dates"
    known = {line.split("\t")[0] for line in (folder / "prose.tsv").read_text("utf-8").splitlines()}
    for file in folder.glob("*.txt"):
        pieces = file.read_text("utf-8").split("{{")[1:]
        assert {piece.partition("}}")[0] for piece in pieces} <= known | {"p", "s"}
