"""What the person says of undated articles, through the command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.dataset as ds

QUICK = ("--direct_running_mode", "multi_threading", "--no_progress", "--spacy_model", "none")


def test_paths_defaults_and_sidecars_reach_the_tables(newsbeam: Callable, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    (inputs / "2019-01-29").mkdir(parents=True)
    for name, place in (("2019-01-29/a.txt", "Lima"), ("b.txt", "Oslo"), ("c.txt", "Rome")):
        text = f"Rain floods {place}\n\nRain fell in {place}, and all roads to {place} were shut.\n"
        (inputs / name).write_text(text)
    (inputs / "c.txt.meta.json").write_text('{"source": "Post", "published": "2018-07-08"}')
    ran = newsbeam(
        "run", "--input", inputs, "--output", tmp_path / "out", *QUICK,
        "--date-from-path", "%Y-%m-%d", "--default_date", "2001-02-03",
        "--default_source", "Daily Planet", "--field_map", "section='Weather'",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    table = ds.dataset(
        [str(path) for path in (tmp_path / "out" / "articles").rglob("*.parquet")]
    ).to_table(columns=["input_uri", "published_date", "published_origin", "source", "section"])
    rows = {
        Path(row["input_uri"]).name: (
            str(row["published_date"]), row["published_origin"], row["source"], row["section"]
        )
        for row in table.to_pylist()
    }  # fmt: skip
    assert rows == {
        "a.txt": ("2019-01-29", "path", "Daily Planet", "Weather"),
        "b.txt": ("2001-02-03", "option", "Daily Planet", "Weather"),
        "c.txt": ("2018-07-08", "field", "Post", "Weather"),
    }


def test_a_wrong_sidecar_ends_the_command_in_one_line(newsbeam: Callable, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained.")
    (tmp_path / "a.txt.meta.json").write_text('{"colour": "red"}')
    ran = newsbeam("run", "--input", tmp_path, "--output", tmp_path / "out", *QUICK)
    assert ran.code == 2
    assert "a.txt.meta.json: no field 'colour'" in ran.err
    assert ran.err.count("\n") == 1
