"""Bad input: each record becomes a reject with its place, and nothing else is lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

from tests.support.tables import read_rows

QUICK = ("--direct_running_mode", "multi_threading", "--no_progress", "--spacy_model", "none")
BODY = "The council met on Monday and approved the budget for the coming year. "


def _good(number: int) -> str:
    text = f"{BODY}Speaker number {number} thanked the {number} residents who had come."
    return json.dumps({"title": f"Council meets {number}", "text": text})


def test_bad_records_become_rejects(newsbeam: Callable, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    lines = [
        _good(1).encode(),
        b'{"title": "broken", "text": "no end',
        b"[1, 2]",
        json.dumps({"title": "empty", "text": "   "}).encode(),
        json.dumps({"title": "typed", "text": 7}).encode(),
        b'{"title": "latin", "text": "Caf\xe9 owners in Orl\xe9ans met the mayor on Friday."}',
        json.dumps({"title": "nul", "text": f"\x00{BODY}\x00"}).encode(),
        json.dumps({"title": "long", "text": BODY * 150_000}).encode(),
        _good(2).encode(),
    ]
    (folder / "mixed.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    whole = gzip.compress("".join(_good(n) + "\n" for n in range(3, 60)).encode())
    (folder / "cut.jsonl.gz").write_bytes(whole[: len(whole) * 2 // 3])
    (folder / "dangling.txt").symlink_to(folder / "nowhere.txt")
    ran = newsbeam("run", "--input", folder, "--output", tmp_path / "out", *QUICK)
    assert ran.code == 0, ran.err
    rejects = read_rows(tmp_path / "out", "rejects")
    found = {(Path(r["input_uri"]).name, r["code"]) for r in rejects}
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    by_position = {
        r["input_position"]: r["code"] for r in rejects if r["input_uri"].endswith("mixed.jsonl")
    }
    assert by_position[starts[1]] == "R001"
    assert by_position[starts[4]] == "R004"
    assert by_position[starts[7]] == "N006"
    assert {starts[2], starts[3]} <= set(by_position)
    assert ("cut.jsonl.gz", "R005") in found
    assert ("dangling.txt", "R006") in found
    articles = read_rows(tmp_path / "out", "articles")
    titles = {a["title"] for a in articles}
    assert {"Council meets 1", "Council meets 2", "latin", "nul"} <= titles
    assert all("\x00" not in a["text"] for a in articles)
    counts = json.loads(next((tmp_path / "out" / "_runs").glob("*.json")).read_text())["counts"]
    assert counts["records_read"] == counts["articles"] + counts["records_rejected"]
    assert counts["articles"] == len(articles)
    assert counts["records_rejected"] == len(rejects)
