"""Every Python snippet of docs/querying.md runs on real tables."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.write_samples import corpus, merge_all, new_run, write_corpus, write_shard
from tests.unit.write.test_rows import event
from transforms.write.commit import commit

ROOT = Path(__file__).resolve().parents[3]
SNIPPETS = re.findall(
    r"^## ([^\n]+)\n|```python\n(.*?)```", (ROOT / "docs" / "querying.md").read_text(), re.S | re.M
)


def snippets() -> list[tuple[str, str]]:
    found, heading = [], ""
    for title, code in SNIPPETS:
        heading = title or heading
        if code:
            found.append((heading, code))
    return found


def has_pyiceberg() -> bool:
    return importlib.util.find_spec("pyiceberg") is not None


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    run = new_run(folder, table_format="iceberg" if has_pyiceberg() else "parquet")
    rows = corpus(40, days=2)
    dated = [row for row, _ in rows if row["published_date"]]
    events = [
        event(event_id=f"e{n}", article_id=row["article_id"], published_date=row["published_date"])
        for n, row in enumerate(dated)
    ]
    results = [*write_corpus(run, rows), write_shard(run, "events", {"events": events})]
    commit(run, merge_all(run, results), {})
    return folder


def test_docs_have_a_snippet_for_every_engine() -> None:
    assert [title for title, _ in snippets()] == [
        "DuckDB",
        "DuckDB",
        "Polars",
        "pandas",
        "pyarrow",
        "Spark",
        "Iceberg",
    ]


@pytest.mark.parametrize(
    ("title", "code"),
    [s for s in snippets() if s[0] not in ("Spark", "Iceberg")],
    ids=lambda v: v[:6],
)
def test_snippet_runs(
    tables: Path, title: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if title == "pandas":
        pytest.importorskip("pandas", reason="needs pandas (make setup-dev)")
    exec(compile(code, title, "exec"), {"tables": str(tables)})
    shown = capsys.readouterr().out
    expected = {"DuckDB": "│", "Polars": "asserted", "pandas": "paper", "pyarrow": "OntoNotes"}
    assert expected[title] in shown
    assert "0 rows" not in shown


@pytest.mark.skipif(not has_pyiceberg(), reason="needs newsbeam[iceberg]")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_iceberg_snippet_runs(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = next(code for title, code in snippets() if title == "Iceberg")
    exec(compile(code, "Iceberg", "exec"), {"tables": str(tables)})
    shown = capsys.readouterr().out
    assert shown.strip() == "36 ['published_date', 'predicate', 'event_type']"


@pytest.mark.integration
def test_spark_snippet_runs(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql: Any = pytest.importorskip("pyspark.sql", reason="pip install pyspark, and Java 17")
    spark = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        code = next(code for title, code in snippets() if title == "Spark")
        exec(compile(code, "Spark", "exec"), {"tables": str(tables), "spark": spark})
        frame = spark.read.parquet(f"{tables}/articles")
        assert frame.count() == 40
        assert frame.filter("published_date is null").count() == 4
        assert dict(frame.dtypes)["published_date"] == "date"
        assert dict(frame.dtypes)["published_at"] == "timestamp"
    finally:
        spark.stop()
    assert "2024-01-01" in capsys.readouterr().out
