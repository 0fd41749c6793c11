"""A feed of some days, short form of `benchmarks/feed.py`: the tables are those of one run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.feed import Feed, difference, incidents, reports, rows, write_records
from transforms.write.check import check_output

QUICK = ("--direct_running_mode", "multi_threading", "--no_progress", "--write_mode", "upsert")


@pytest.mark.parametrize("partition_by", ["date", "month"])
def test_feed_ends_with_the_tables_of_one_run(
    newsbeam: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, partition_by: str
) -> None:
    feed, out = Feed(seed=5), tmp_path / "out"
    words = ("run", *QUICK, "--partition_by", partition_by)
    for day in range(8):
        write_records(tmp_path / "in" / f"day{day:02d}.jsonl", feed.day(day))
        more: tuple[str, ...] = ("--incremental",)
        if day == 3:  # everything that came so far is delivered again
            more = ()
        if day == 5:
            monkeypatch.setattr("pipelines.identity.code_identity", lambda: "a later version")
        ran = newsbeam(*words, *more, "--input", tmp_path / "in", "--output", out)
        assert ran.code == 0, ran.err
        assert check_output(str(out)) == [], f"after day {day}"
    write_records(tmp_path / "final.jsonl", list(feed.live.values()))
    once = tmp_path / "once"
    ran = newsbeam(*words, "--input", tmp_path / "final.jsonl", "--output", once)
    assert ran.code == 0, ran.err
    assert difference(rows(out), rows(once)) == ""
    assert reports(out) == reports(once)
    assert incidents(out) == incidents(once)
    assert len(rows(out)["events"]) > 20
