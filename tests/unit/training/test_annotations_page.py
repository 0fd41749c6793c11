"""docs/annotations.md has the corpus' counts as they are."""

from __future__ import annotations

from pathlib import Path

from training.annotations.load import entries
from training.annotations.summary import events, tables


def test_page_has_the_tables_that_the_summary_prints(repository: Path) -> None:
    page = (repository / "docs" / "annotations.md").read_text(encoding="utf-8")
    for name, lines in tables().items():
        assert "\n".join(lines) in page, f"{name}: run training/annotations/summary.py"


def test_corpus_is_as_large_as_the_page_says() -> None:
    written = [one for one in entries() if one.source == "written"]
    assert len(entries()) >= 420
    assert len(written) >= 200
    assert sum(one.words for one in entries()) >= 110_000
    assert sum(map(len, events().values())) >= 4_500
    assert sum(one.names for one in entries()) >= 160
    judged = [one for one in entries() if one.split != "train"]
    assert sum(one.second_reader for one in judged) >= 0.18 * len(judged)


def test_every_common_genre_of_written_texts_is_in_train_and_test() -> None:
    for split in ("train", "test"):
        genres = {one.genre for one in entries() if one.split == split and one.source == "written"}
        assert {"sport", "business", "courts", "crime", "accidents", "world", "science"} <= genres
