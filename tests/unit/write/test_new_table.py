"""A table that is declared is written, merged, checked and queried: no other list names it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.tables import open_tables
from schemas.tables import TABLES, Table
from schemas.tables.base import column
from schemas.tables.fields import ARTICLE_ID, PUBLISHED_DATE
from tests.support.tables import read_rows
from tests.support.write_samples import corpus, merge_all, new_run, write_shard
from transforms.write.check import check_output
from transforms.write.commit import commit

WEATHER = Table(
    "weather",
    "One row a remark about the weather.",
    pa.schema([ARTICLE_ID, PUBLISHED_DATE, column("text", pa.string(), "Remark.", required=True)]),
    ("article_id", "text"),
    "published_date",
    unique=None,
    references={"article_id": ("articles", "article_id")},
    looked_up=("article_id",),
    distinct=frozenset(),
    prose=frozenset({"text"}),
    long=None,
)


def test_declared_table_needs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES, WEATHER.name, WEATHER)
    articles = [{**row, "story_id": None} for row, _ in corpus(6, days=2)]
    remarks = [
        {name: row[name] for name in ("article_id", "published_date")} | {"text": "It rained."}
        for row in articles
    ]
    run = new_run(tmp_path / "out")
    results = [write_shard(run, "shard", {"articles": articles, WEATHER.name: remarks})]
    commit(run, merge_all(run, results), {}, [])
    assert check_output(str(tmp_path / "out")) == []
    assert len(read_rows(tmp_path / "out", WEATHER.name)) == len(remarks)
    with open_tables(str(tmp_path / "out")) as tables:
        assert tables.sql("SELECT count(*) FROM weather").fetchall() == [(len(remarks),)]
