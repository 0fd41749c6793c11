"""What a run warns of: the counts, the words, and nothing where all is well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transforms.write.warnings import warnings_of


def test_run_without_oddities_warns_of_nothing() -> None:
    assert warnings_of({"records_read": 100, "articles": 96, "records_rejected": 4}) == []


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"articles": 9, "articles_undated": 3}, "3 of 9 articles without a date"),
        ({"rows.events": 40, "events_undated": 2}, "2 of 40 events without a date"),
        ({"articles_without_pipeline.es": 7}, "es × 7"),
        ({"articles_without_pipeline.es": 7}, "no entities, events and quotes"),
        ({"articles_other_language.es": 2, "articles_other_language.de": 1}, "de × 1, es × 2"),
        ({"articles_other_language.es": 2}, "does not offer quotes, events;"),
        ({"articles_other_language.fi": 2}, "not offer lines, countries, times, quotes, events;"),
        ({"rejects.R013": 5}, "5 files or records are of an unexpected kind"),
        ({"rejects.R013": 1}, "1 file or record is of an unexpected kind"),
        (
            {"records_read": 9, "records_rejected": 9, "rejects.R003": 9},
            "R003 × 9 (no body in the fields …)",
        ),
        (
            {"records_read": 10, "records_rejected": 6, "rejects.N001": 5, "rejects.R001": 1},
            "6 of 10 records were rejected (60%): N001 × 5 (the body is empty after cleaning)",
        ),
        ({"extraction_failures": 1}, "extraction failed"),
    ],
)
def test_warning_says(counts: dict[str, int], says: str) -> None:
    (line,) = warnings_of(counts)
    assert says in line
    assert "\n" not in line


def test_summary_and_manifest_say_the_same(tmp_path: Path) -> None:
    from pipelines.__main__ import main

    feed = tmp_path / "a.jsonl"
    spanish = "El presidente del gobierno visitó ayer la ciudad y habló con los vecinos. " * 4
    feed.write_text(
        json.dumps({"title": "Visita", "text": spanish, "language": "es"}) + "\n"
        + json.dumps({"title": "Rain", "text": "It rained in Lima on Monday."}) + "\n"
    )  # fmt: skip
    words = ["run", "--input", str(feed), "--output", str(tmp_path / "out"), "--no_progress"]
    assert main([*words, "--direct_running_mode", "multi_threading"]) == 0
    (manifest,) = (tmp_path / "out" / "_runs").glob("*.json")
    told = json.loads(manifest.read_text())["warnings"]
    assert any("2 of 2 articles without a date" in line for line in told)
    assert any("es × 1" in line for line in told)
