"""A feed of some days, short form of `benchmarks/feed.py`: the tables are those of one run."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.feed import Place, kill_all, place_of, start
from tests.support.feed import Feed, difference, incidents, reports, rows, write_records
from transforms.storage import Storage
from transforms.write.check import check_output

pytestmark = [
    # the store's client leaves sessions to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

QUICK = ("--direct_running_mode", "multi_threading", "--no_progress", "--write_mode", "upsert")
KINDS = {"new", "late", "copy", "again", "correct", "withdraw"}


def kill_in_commit(words: list[str], place: Place, log: Path) -> bool:
    """Start a run and kill it once its commit has begun; False where it ended before."""
    command, output = start(words, log), Storage(place.url, place.direct)
    while command.exitcode is None:
        if any(name.endswith(".commit") for name in output.files("_runs")):
            kill_all(command)
            return True
        time.sleep(0.005)
    return False


@pytest.mark.parametrize(
    ("store", "days", "partition_by"), [(False, 6, "date"), (True, 4, "month")]
)
def test_feed_ends_with_the_tables_of_one_run(
    newsbeam: Callable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    store: bool,
    days: int,
    partition_by: str,
) -> None:
    """On a disk the run of the third day is killed in its commit; on S3 (moto's server) one request
    in twenty fails. The fourth delivers everything again, the fifth is a later version's."""
    if store:
        for library in ("s3fs", "moto.server"):
            if importlib.util.find_spec(library.partition(".")[0]) is None:
                pytest.skip(f"needs {library}")
    feed, inbox = Feed(seed=9), tmp_path / "in"
    words = [*QUICK, "--partition_by", partition_by]
    with place_of(tmp_path, store) as place:
        for day in range(days):
            write_records(inbox / f"day{day:02d}.jsonl", feed.day(day))
            more = ["--input", str(inbox), *place.words(), *(["--incremental"] if day != 3 else [])]
            if day == 2 and not store:
                assert kill_in_commit([*words, *more], place, tmp_path / "log")
            if day == 4:
                monkeypatch.setattr("pipelines.identity.code_identity", lambda: "a later version")
            ran = newsbeam("run", *words, *more)
            assert ran.code == 0, ran.err
            assert check_output(place.url, place.direct) == [], f"after day {day}"
        out = place.local(tmp_path / "fetched")
        assert place.proxy is None or place.proxy.failed > 5
    assert store or set(feed.brought) == KINDS
    write_records(tmp_path / "final.jsonl", list(feed.live.values()))
    once = tmp_path / "once"
    ran = newsbeam("run", *words, "--input", tmp_path / "final.jsonl", "--output", once)
    assert ran.code == 0, ran.err
    assert difference(rows(out), rows(once)) == ""
    assert reports(out) == reports(once)
    assert incidents(out) == incidents(once)
    assert len(rows(out)["events"]) > 3 * days
