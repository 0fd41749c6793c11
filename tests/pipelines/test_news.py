"""The main job on the sample corpus, whole tables compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from benchmarks.evaluate_sample import PINS, evaluate, load_gold
from pipelines import news
from pipelines.summary import query_command
from tests.support.tables import count_rows, file_hashes, read_rows


def run_apart(corpus: Path, output: Path, hash_seed: int, *more: str) -> None:
    """Run the command in a process whose sets have their own order."""
    words = [sys.executable, "-m", "pipelines", "run", "--input", str(corpus), "--no_progress"]
    subprocess.run(
        [*words, "--output", str(output), "--events", "all", *more],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
    )


@pytest.fixture(scope="module")
def tables(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tables of the sample corpus, made by two worker processes."""
    output = tmp_path_factory.mktemp("news") / "out"
    run_apart(corpus, output, 1, "--workers", "2", "--latest_date", "2026-01-01")
    return output


def test_same_bytes_with_one_worker_other_shards_another_hash_seed_and_a_later_day(
    corpus: Path, tables: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    more = ("--workers", "1", "--shard_mb", "0.03", "--latest_date", "2031-12-31")
    run_apart(corpus, output, 2, *more)
    assert file_hashes(output) == file_hashes(tables)


def test_same_duplicates_found_by_key(
    newsbeam: Callable,
    corpus: Path,
    tables: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a model: what is extracted depends on the verdicts, not on how they were found."""
    monkeypatch.setattr(news, "duplicates_by_key", lambda files, local: True)
    words = ("run", "--input", corpus, "--output", tmp_path / "out", "--no_progress")
    ran = newsbeam(*words, "--workers", "2", "--spacy_model", "none")
    assert ran.code == 0, ran.err
    mine, theirs = (
        [{**row, "topics": None} for row in read_rows(output, "articles")]
        for output in (tmp_path / "out", tables)
    )
    assert mine == theirs
    for table in ("stories", "rejects"):
        assert read_rows(tmp_path / "out", table) == read_rows(tables, table)


def test_every_record_is_accounted_for(tables: Path) -> None:
    manifest = json.loads(next((tables / "_runs").glob("*.json")).read_text())
    counts = manifest["counts"]
    assert counts["records_read"] == counts["articles"] + counts["records_rejected"]
    for table in ("articles", "entities", "events", "quotes", "stories", "rejects"):
        assert count_rows(tables, table) == manifest["tables"][table]["rows"], table
    assert count_rows(tables, "articles") == counts["articles"] >= 80


def test_offsets_point_at_what_they_name(tables: Path) -> None:
    texts = {row["article_id"]: row["text"] for row in read_rows(tables, "articles")}
    entities = read_rows(tables, "entities")
    events = read_rows(tables, "events")
    assert len(entities) > 500
    assert len(events) > 200
    for row in entities:
        assert texts[row["article_id"]][row["start"] : row["end"]] == row["text"]
    for row in events:
        text = texts[row["article_id"]]
        assert text[row["trigger_start"] : row["trigger_end"]] == row["trigger"]
        assert row["start"] <= row["trigger_start"] < row["trigger_end"] <= row["end"]
        for party in row["actors"] + row["recipients"]:
            assert text[party["start"] : party["end"]] == party["text"]


def test_article_ids_and_event_ids_are_unique(tables: Path) -> None:
    for table, key in (("articles", "article_id"), ("events", "event_id"), ("quotes", "quote_id")):
        ids = [row[key] for row in read_rows(tables, table)]
        assert len(ids) == len(set(ids)), table


def test_copies_are_known_and_not_extracted_twice(tables: Path) -> None:
    articles = {row["article_id"]: row for row in read_rows(tables, "articles")}
    copies = [row for row in articles.values() if row["duplicate_of"] is not None]
    assert copies
    extracted = {row["article_id"] for row in read_rows(tables, "entities")}
    for copy in copies:
        assert articles[copy["duplicate_of"]]["story_id"] == copy["story_id"]
        assert copy["article_id"] not in extracted
    stories = {row["story_id"]: row for row in read_rows(tables, "stories")}
    assert {row["story_id"] for row in articles.values()} == set(stories)


def test_line_of_the_summary_prints_events(tables: Path) -> None:
    shown = subprocess.run(
        query_command(str(tables)), shell=True, capture_output=True, text=True, check=True
    ).stdout
    assert shown.split()[:3] == ["event_class", "actor_name", "events"]
    assert "(10 rows)" in shown


def test_tables_hold_what_the_gold_says(tables: Path, repository: Path) -> None:
    floors = PINS.read()
    scores = evaluate(tables, load_gold(repository / "examples" / "gold"))
    assert set(scores) == set(floors)
    assert PINS.fell(scores, floors) == []


def test_seed_article_gives_its_meetings(newsbeam: Callable, shared: Path, tmp_path: Path) -> None:
    ran = newsbeam("run", "--input", shared / "seed", "--output", tmp_path / "out", "--no_progress")
    assert ran.code == 0, ran.err
    output = tmp_path / "out"
    (article,) = read_rows(output, "articles")
    assert article["published_date"] == date(2019, 1, 29)
    assert ">>" not in article["text"]
    entities = read_rows(output, "entities")
    named = {(row["text"], row["label"]) for row in entities}
    assert {
        ("Benjamin Netanyahu", "PERSON"),
        ("Vladimir Putin", "PERSON"),
        ("Alexander Lavrentiev", "PERSON"),
        ("Sergey Vershinin", "PERSON"),
        ("Maria Zakharova", "PERSON"),
        ("Syria", "GPE"),
        ("CNN", "ORG"),
    } <= named
    countries = {row["text"]: row["country"] for row in entities if row["country"]}
    assert (countries["Iran"], countries["Israel"]) == ("IRN", "ISR")
    meetings = {
        (str(row["event_date_start"]), row["modality"], bool(row["recipients"]))
        for row in read_rows(output, "events")
        if row["event_type"] == "CONSULT"
    }
    assert ("2019-01-29", "asserted", True) in meetings
    assert ("2019-01-28", "asserted", True) in meetings
