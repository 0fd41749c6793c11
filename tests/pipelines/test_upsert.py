"""A feed that corrects itself: upsert leaves the tables that one run over the final state gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.feed import incidents
from tests.support.tables import read_rows
from transforms.write.check import check_output

QUICK = ("--direct_running_mode", "multi_threading", "--no_progress")
UPSERT = ("--write_mode", "upsert")

MEETING = (
    "French President Emmanuel Macron met Chancellor Olaf Scholz in Berlin on Tuesday. The two "
    "leaders discussed the war in Ukraine and agreed to send more ammunition to Kyiv. "
)
STRIKE = (
    "Israeli aircraft bombed a warehouse in Gaza City on Monday, killing four people. The army "
    "said the building had been used by Hamas. Egypt condemned the attack. "
)
FILLER = [
    "The council of the harbour town also heard about repairs to the northern breakwater. ",
    "Prices for winter wheat rose again at the exchange in the regional capital this week. ",
    "A new footbridge over the river is to be opened by the mayor before the summer holidays. ",
    "Teachers at the village school have asked parents for help with the autumn concert. ",
]


def item(name: str, text: str, day: int = 2, **more: Any) -> dict[str, Any]:
    """A record of a feed."""
    return {
        "url": f"https://{name}.example/news/2024/{name}-story",
        "title": f"What {name} reports",
        "text": text,
        "published": f"2024-01-{day:02d}T10:00:00Z",
        **more,
    }


def write(path: Path, *items: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in items))
    return path


def state(output: Path) -> dict[str, list[Any]]:
    """All rows but for where they were read from and what incidents are called, in order."""
    found = {}
    for table in ("articles", "entities", "events", "quotes", "stories"):
        rows = read_rows(output, table)
        for row in rows:
            row.pop("input_uri", None)
            row.pop("input_position", None)
            row.pop("incident_id", None)
        found[table] = sorted(rows, key=repr)
    return found


@pytest.fixture
def upsert(newsbeam: Callable, tmp_path: Path) -> Callable[..., Any]:
    """Run over a file into ``out``; the tables must be sound afterwards."""

    def call(path: Path, *more: str, output: str = "out") -> Any:
        words = ("run", "--input", path, "--output", tmp_path / output, *QUICK, *UPSERT)
        ran = newsbeam(*words, *more)
        assert ran.code == 0, ran.err
        assert check_output(str(tmp_path / output)) == []
        return ran

    return call


def test_upsert_gives_what_one_run_over_the_final_state_gives(
    upsert: Callable, tmp_path: Path
) -> None:
    long = MEETING + "".join(FILLER)
    other = STRIKE + "".join(reversed(FILLER))
    feed = tmp_path / "feed.jsonl"
    # two articles; a copy of the first comes next day, the first is corrected and changes its day,
    # the copy's outlet has a longer text then, at last the second is published anew
    steps = [
        [item("one", long), item("two", other, 3)],
        [item("copy", long, 4), item("two", other, 3)],
        [item("one", STRIKE + FILLER[0] * 3, 5)],
        [item("copy", long + FILLER[0] + "It rained. ", 4)],
        [item("two", other + MEETING, 3)],
    ]
    final: dict[str, dict[str, Any]] = {}
    for number, records in enumerate(steps):
        upsert(write(feed, *records))
        final.update({record["url"]: record for record in records})
        if number == 0:
            continue  # one run over the final state is what has just been done
        once = write(tmp_path / "final.jsonl", *final.values())
        output = f"once{number}"
        upsert(once, output=output)
        assert state(tmp_path / "out") == state(tmp_path / output)
        assert incidents(tmp_path / "out") == incidents(tmp_path / output)


def test_unchanged_articles_cost_no_extraction(upsert: Callable, tmp_path: Path) -> None:
    feed = write(tmp_path / "a.jsonl", item("one", MEETING), item("two", STRIKE))
    upsert(feed)
    before = state(tmp_path / "out"), sorted(tmp_path.glob("out/*/**/*.parquet"))
    write(feed, item("one", MEETING), item("two", STRIKE), item("three", FILLER[0] * 9, 9))
    ran = upsert(feed)
    assert "records read 3 = articles 1 + unchanged articles 2 + rejected records 0" in ran.out
    kept = [path for path in before[1] if path.exists() and "rejects" not in path.parts]
    assert {path.parent for path in kept} == {
        path.parent for path in before[1] if "rejects" not in path.parts
    }


def test_changed_options_make_rows_again(upsert: Callable, tmp_path: Path) -> None:
    feed = write(tmp_path / "a.jsonl", item("one", MEETING))
    upsert(feed)
    assert len(read_rows(tmp_path / "out", "events")) > 0
    upsert(feed, "--min_confidence", "1.0")
    assert read_rows(tmp_path / "out", "events") == []
    ran = upsert(feed, "--min_confidence", "1.0")
    assert "unchanged articles 1" in ran.out


def ninjs(uri: str, text: str, status: str = "usable", version: int = 1) -> dict[str, Any]:
    """An agency's item without an address."""
    return {
        "uri": f"urn:agency:{uri}",
        "type": "text",
        "pubstatus": status,
        "versioncreated": f"2024-01-02T10:0{version}:00Z",
        "firstcreated": "2024-01-02T09:00:00Z",
        "headline": f"Item {uri}",
        "body_text": text,
    }


def test_withdrawn_article_goes_and_its_copy_takes_its_place(
    upsert: Callable, tmp_path: Path
) -> None:
    text = MEETING + "".join(FILLER)
    feed = write(tmp_path / "a.jsonl", ninjs("a", text), item("copy", text, 4))
    upsert(feed)
    articles = {row["title"]: row for row in read_rows(tmp_path / "out", "articles")}
    assert len(articles) == 2
    first = articles["Item a"]["article_id"]
    assert articles["What copy reports"]["duplicate_of"] == first
    write(tmp_path / "b.jsonl", ninjs("a", "", "canceled", 2))
    ran = upsert(tmp_path / "b.jsonl")
    assert "N010 × 1" in ran.out
    (left,) = read_rows(tmp_path / "out", "articles")
    assert left["duplicate_of"] is None
    assert {row["article_id"] for row in read_rows(tmp_path / "out", "events")} == {
        left["article_id"]
    }
    # the same in one file, whatever the order of its lines
    write(tmp_path / "c.jsonl", ninjs("a", "", "canceled", 2), ninjs("a", text), item("copy", text))
    ran = upsert(tmp_path / "c.jsonl", output="once")
    assert "D004 × 1" in ran.out
    assert len(read_rows(tmp_path / "once", "articles")) == 1


def test_corrected_agency_item_keeps_its_id(upsert: Callable, tmp_path: Path) -> None:
    upsert(write(tmp_path / "a.jsonl", ninjs("a", MEETING)))
    (before,) = read_rows(tmp_path / "out", "articles")
    upsert(write(tmp_path / "a.jsonl", ninjs("a", STRIKE, version=2), ninjs("a", MEETING)))
    (after,) = read_rows(tmp_path / "out", "articles")
    assert after["article_id"] == before["article_id"]
    assert after["text"].startswith("Israeli aircraft")


def test_append_never_repeats_an_id(newsbeam: Callable, tmp_path: Path) -> None:
    feed = write(tmp_path / "a.jsonl", item("one", MEETING))
    words = ("run", "--input", feed, "--output", tmp_path / "out", *QUICK, "--write_mode", "append")
    assert newsbeam(*words).code == 0
    write(feed, item("one", MEETING + FILLER[0]), item("two", STRIKE))
    ran = newsbeam(*words)
    assert ran.code == 0
    assert "D003 × 1" in ran.out
    ids = [row["article_id"] for row in read_rows(tmp_path / "out", "articles")]
    assert len(ids) == len(set(ids)) == 2
    assert check_output(str(tmp_path / "out")) == []
    (reject,) = read_rows(tmp_path / "out", "rejects")
    assert "already" in reject["message"]


@pytest.mark.parametrize("compacted", [False, True])
def test_repair_mends_tables_that_hold_ids_twice(
    newsbeam: Callable,
    upsert: Callable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    compacted: bool,
) -> None:
    out = tmp_path / "out"
    words = ("run", "--output", out, *QUICK, "--write_mode", "append", "--input")
    first = [item("one", MEETING), item("two", STRIKE, 3), item("three", FILLER[0] * 8, 4)]
    then = [item("one", STRIKE + FILLER[1], 5), item("two", STRIKE, 3)]
    with monkeypatch.context() as patch:
        patch.setattr("transforms.write.plan.LOOKING_BACK", ())  # as append was once
        assert newsbeam(*words, write(tmp_path / "a.jsonl", *first)).code == 0
        assert newsbeam(*words, write(tmp_path / "b.jsonl", *then)).code == 0
    if compacted:
        assert newsbeam("compact", out).code == 0
    found = newsbeam("check", out)
    assert found.code == 1
    assert "newsbeam repair" in found.out
    ran = newsbeam("repair", out, *QUICK)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "all well"), ran.err
    once = write(tmp_path / "c.jsonl", then[0], first[1], first[2])
    upsert(once, output="once")
    if not compacted:  # what was written last is not known any more where all is one file
        assert state(out) == state(tmp_path / "once")
    assert newsbeam("repair", out).out == "nothing to mend\n"


def test_repair_gives_lost_ids_up(newsbeam: Callable, upsert: Callable, tmp_path: Path) -> None:
    text = MEETING + "".join(FILLER)
    feed = write(
        tmp_path / "a.jsonl", item("one", text, 2), item("copy", text, 4), item("x", STRIKE)
    )
    upsert(feed)
    (lost,) = (tmp_path / "out" / "articles" / "published_day=2024-01-02").glob("*.parquet")
    manifest = next((tmp_path / "out" / "_runs").glob("*.json"))
    told = json.loads(manifest.read_text())
    told["files"] = [entry for entry in told["files"] if not lost.match(f"*/{entry['path']}")]
    manifest.write_text(json.dumps(told))
    lost.unlink()
    assert newsbeam("check", tmp_path / "out").code == 1
    ran = newsbeam("repair", tmp_path / "out", *QUICK)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "all well"), ran.err
    upsert(write(tmp_path / "b.jsonl", item("copy", text, 4)), output="once")
    assert state(tmp_path / "out") == state(tmp_path / "once")


@pytest.mark.parametrize("command", ["check", "compact", "repair"])
def test_commands_about_nothing_say_so_in_one_line(
    newsbeam: Callable, tmp_path: Path, command: str
) -> None:
    ran = newsbeam(command, tmp_path / "nothing")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "no run was ever committed here" in ran.err
    assert not (tmp_path / "nothing").exists()
