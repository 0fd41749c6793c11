"""Iceberg over the same files: what pyiceberg reads back is what the plain tables hold."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from schemas.tables import TABLES
from tests.support.write_samples import Row, corpus, merge_all, write_corpus
from transforms.write import Storage, WriteError, begin_run, iceberg
from transforms.write.check import check_output
from transforms.write.commit import commit as commit_run
from transforms.write.commit import roll_forward
from transforms.write.compact import compact
from transforms.write.iceberg import iceberg_columns, open_catalog, partition_value
from transforms.write.log import unfinished
from transforms.write.manifest import manifest_path
from transforms.write.partitions import partition_rule

pytest.importorskip("pyiceberg", reason="needs newsbeam[iceberg]")

# pyiceberg's own use of what its dependencies are about to drop
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

Pairs = Sequence[tuple[Row, list[Row]]]


def write(output: Path, run_id: str, pairs: Pairs, mode: str = "append", **values: Any) -> None:
    """One run, as a job would do it."""
    begun = begin_run(str(output), [], run_id=run_id, mode=mode, table_format="iceberg", **values)
    results = write_corpus(begun.run, pairs)
    commit_run(begun.run, merge_all(begun.run, results), {})


def table_of(output: Path, name: str) -> Any:
    catalog, namespace = open_catalog(Storage(str(output)))
    return catalog.load_table(f"{namespace}.{name}")


def through_iceberg(output: Path, name: str) -> list[Row]:
    return in_order(table_of(output, name).scan().to_arrow(), name)


def through_files(output: Path, name: str, partition_by: str = "date") -> list[Row]:
    """The rows as pyarrow finds them without a catalog."""
    rule = partition_rule(TABLES[name], partition_by)
    parts = None
    if rule is not None:
        parts = ds.HivePartitioning(pa.schema([(rule.key, pa.string())]))
    table = ds.dataset(f"{output}/{name}", partitioning=parts).to_table()
    if rule is not None and rule.column not in table.schema.names:
        told = [None if v == "none" else v for v in table.column(rule.key).to_pylist()]
        table = table.append_column(rule.column, pa.array(told, pa.string()))
    return in_order(table, name)


def in_order(table: pa.Table, name: str) -> list[Row]:
    names = [*TABLES[name].schema.names]
    names += [extra for extra in ("source", "language") if extra in table.schema.names]
    rows = table.select(list(dict.fromkeys(names))).to_pylist()
    return sorted(rows, key=repr)


def sound(output: Path) -> bool:
    """Whether `newsbeam check` finds nothing but the stories that these samples lack."""
    return {problem.code for problem in check_output(str(output))} <= {"W016"}


def snapshots(output: Path, name: str) -> list[tuple[str, str]]:
    """Operation and run of each snapshot."""
    return [
        (str(entry.summary.operation.value), entry.summary["newsbeam.run_id"])
        for entry in table_of(output, name).snapshots()
        if entry.summary is not None
    ]


def test_tables_come_back_through_iceberg(tmp_path: Path) -> None:
    write(tmp_path, "one", corpus(60, days=4), mode="error")
    for name in TABLES:
        assert through_iceberg(tmp_path, name) == through_files(tmp_path, name)
    assert len(through_iceberg(tmp_path, "articles")) == 60
    assert {row["published_date"] for row in through_iceberg(tmp_path, "entities")} == {
        None,
        *(dt.date(2024, 1, day) for day in range(1, 5)),
    }
    assert snapshots(tmp_path, "articles") == [("append", "one")]
    assert snapshots(tmp_path, "rejects") == []
    assert sound(tmp_path)
    found = table_of(tmp_path, "articles")
    assert found.schema().find_field("published_date").doc
    assert found.schema().find_field("article_id").required


def test_filters_on_the_partition_read_its_files_only(tmp_path: Path) -> None:
    write(tmp_path, "one", corpus(60, days=4))
    scan = table_of(tmp_path, "articles").scan(row_filter="published_date = '2024-01-02'")
    files = [task.file.file_path for task in scan.plan_files()]
    assert len(files) == 1
    assert "published_day=2024-01-02" in files[0]
    rows = scan.to_arrow().to_pylist()
    assert rows
    assert {row["published_date"] for row in rows} == {dt.date(2024, 1, 2)}
    undated = table_of(tmp_path, "articles").scan(row_filter="published_date is null")
    assert undated.to_arrow().num_rows == len(range(0, 60, 11))


@pytest.mark.parametrize("partition_by", ["month", "year", "source", "language"])
def test_tables_partitioned_otherwise_come_back(tmp_path: Path, partition_by: str) -> None:
    write(tmp_path, "one", corpus(40, days=70), partition_by=partition_by)
    for name in ("articles", "entities"):
        found = through_iceberg(tmp_path, name)
        assert found
        assert found == through_files(tmp_path, name, partition_by)
    fields = table_of(tmp_path, "entities").spec().fields
    assert [field.name for field in fields] == [
        {"month": "published_month", "year": "published_year"}.get(
            partition_by, f"by_{partition_by}"
        )
    ]


def test_each_mode_is_one_snapshot(tmp_path: Path) -> None:
    whole = corpus(60, days=6)
    write(tmp_path, "one", whole[:30])
    write(tmp_path, "two", whole[30:])
    assert snapshots(tmp_path, "articles") == [("append", "one"), ("append", "two")]
    assert len(through_iceberg(tmp_path, "articles")) == 60
    day = [pair for pair in whole if pair[0]["published_date"] == dt.date(2024, 1, 3)][:1]
    write(tmp_path, "three", day, mode="overwrite_partitions")
    assert snapshots(tmp_path, "articles")[-1] == ("overwrite", "three")
    assert through_iceberg(tmp_path, "articles") == through_files(tmp_path, "articles")
    write(tmp_path, "four", whole[:7], mode="overwrite", partition_by="month")
    assert snapshots(tmp_path, "articles")[-1] == ("overwrite", "four")
    assert len(through_iceberg(tmp_path, "articles")) == 7
    assert through_iceberg(tmp_path, "articles") == through_files(tmp_path, "articles", "month")
    assert table_of(tmp_path, "articles").properties["newsbeam.runs"] == "four"
    assert sound(tmp_path)


def test_registering_again_adds_nothing(tmp_path: Path) -> None:
    write(tmp_path, "one", corpus(30, days=3))
    before = table_of(tmp_path, "articles").metadata_location
    iceberg.register_runs(Storage(str(tmp_path)))
    assert table_of(tmp_path, "articles").metadata_location == before
    write(tmp_path, "again", corpus(30, days=3))  # the same rows: the same files
    assert len(through_iceberg(tmp_path, "articles")) == 30
    assert snapshots(tmp_path, "articles") == [("append", "one")]


def test_earlier_plain_runs_are_registered_as_well(tmp_path: Path) -> None:
    whole = corpus(40, days=4)
    begun = begin_run(str(tmp_path), [], run_id="plain")
    commit_run(begun.run, merge_all(begun.run, write_corpus(begun.run, whole[:20])), {})
    write(tmp_path, "second", whole[20:])
    assert snapshots(tmp_path, "articles") == [("append", "plain"), ("append", "second")]
    assert len(through_iceberg(tmp_path, "articles")) == 40
    with pytest.raises(WriteError, match="W020"):
        begin_run(str(tmp_path), [], run_id="plain-again", mode="append")


def test_commit_cut_off_between_files_and_snapshot_is_rolled_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = corpus(40, days=4)
    write(tmp_path, "one", whole[:20])

    class KilledError(BaseException):
        pass

    real = iceberg._add_snapshot
    for stop in range(4):  # before the first table's snapshot, the second's, ...
        calls = iter(range(stop))

        def dying(*arguments: Any, calls: Any = calls) -> None:
            if next(calls, None) is None:
                raise KilledError
            real(*arguments)

        monkeypatch.setattr(iceberg, "_add_snapshot", dying)
        with pytest.raises(KilledError):
            write(tmp_path, f"two-{stop}", whole[:20] if stop % 2 else whole[20:], "overwrite")
        assert len(unfinished(Storage(str(tmp_path)))) == 1
        assert Path(tmp_path, manifest_path(f"two-{stop}")).exists()
        # what the catalog shows can be read, whichever table is behind
        for name in ("articles", "entities"):
            assert len(through_iceberg(tmp_path, name)) > 0
        monkeypatch.setattr(iceberg, "_add_snapshot", real)
        assert roll_forward(Storage(str(tmp_path))) == [f"two-{stop}"]
        for name in TABLES:
            assert through_iceberg(tmp_path, name) == through_files(tmp_path, name)
        assert len(snapshots(tmp_path, "articles")) == stop + 2
    assert sound(tmp_path)
    assert not Path(tmp_path, "_work").exists()


def test_replaced_files_stay_until_the_snapshot_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "one", corpus(20, days=2))
    old = {task.file.file_path for task in table_of(tmp_path, "articles").scan().plan_files()}
    seen: list[bool] = []
    real = iceberg.register_runs

    def watched(output: Storage, properties: Any = None) -> None:
        seen.append(all(Path(path.removeprefix("file://")).exists() for path in old))
        real(output, properties)

    monkeypatch.setattr("transforms.write.commit.register_runs", watched)
    write(tmp_path, "two", corpus(20, days=2, seed=5)[:9], "overwrite")
    assert seen == [True]
    assert not any(Path(path.removeprefix("file://")).exists() for path in old)
    assert len(through_iceberg(tmp_path, "articles")) == 9


def test_compaction_is_a_snapshot_too(tmp_path: Path) -> None:
    whole = corpus(40, days=2)
    for number in range(3):
        write(tmp_path, f"n{number}", whole[number::3])
    before = through_iceberg(tmp_path, "articles")
    summary = compact(str(tmp_path))
    assert summary is not None
    assert snapshots(tmp_path, "articles")[-1] == ("overwrite", summary.run_id)
    assert through_iceberg(tmp_path, "articles") == before
    assert through_files(tmp_path, "articles") == before
    files = list(table_of(tmp_path, "articles").scan().plan_files())
    assert len(files) == len({row["published_date"] for row in before})


def test_any_catalog_by_its_properties(tmp_path: Path) -> None:
    properties = {
        "type": "sql",
        "uri": f"sqlite:///{tmp_path}/other.db",
        "warehouse": f"file://{tmp_path}/elsewhere",
        "name": "mine",
        "namespace": "news",
    }
    output = tmp_path / "out"
    write(output, "one", corpus(10, days=1), catalog=properties)
    catalog, namespace = open_catalog(Storage(str(output)), properties)
    assert namespace == "news"
    assert catalog.load_table("news.articles").scan().to_arrow().num_rows == 10
    manifest = Path(output, manifest_path("one")).read_text()
    assert "sqlite" not in manifest
    assert json.loads(manifest)["table_format"] == "iceberg"
    # no other catalog is taken for it by whoever forgets to name it
    with pytest.raises(WriteError, match="has to be named"):
        write(output, "two", corpus(3, days=1, seed=3))
    Path(output, "_runs/one.commit").write_text(
        json.dumps(
            {
                "run_id": "one",
                "work": None,
                "moves": [],
                "switched": [],
                "removed": [],
                "iceberg": True,
                "manifest": json.loads(manifest),
            }
        )
    )
    with pytest.raises(WriteError, match="has to be named"):
        roll_forward(Storage(str(output)))
    assert roll_forward(Storage(str(output)), properties) == ["one"]
    assert not Path(output, "_iceberg", "catalog.db").exists()


def test_catalog_that_cannot_be_opened_is_told_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="W021") as caught:
        begin_run(
            str(tmp_path),
            [],
            run_id="run",
            table_format="iceberg",
            catalog={"type": "sql", "uri": "sqlite:////nowhere/at/all.db"},
        )
    assert caught.value.code == "W021"
    with pytest.raises(WriteError, match="no catalog inside an object store"):
        begin_run("memory://iceberg-test", [], run_id="run", table_format="iceberg")


def test_partition_value_is_what_iceberg_stores() -> None:
    def value(table: str, partition_by: str, folder: str) -> int | str | None:
        rule = partition_rule(TABLES[table], partition_by)
        assert rule is not None
        return partition_value(rule, f"{table}/{folder}/part.parquet")

    assert value("articles", "date", "published_day=1970-01-03") == 2
    assert value("articles", "date", "published_day=1969-12-31") == -1
    assert value("articles", "month", "published_month=1971-02") == 13
    assert value("articles", "month", "published_month=1969-12") == -1
    assert value("stories", "year", "first_year=1965") == -5
    assert value("entities", "source", "source=a%2Fb") == "a/b"
    assert value("entities", "source", "by_source=none") is None


def test_iceberg_columns_keep_descriptions_inside_lists() -> None:
    columns = iceberg_columns(TABLES["events"], None)
    for field in columns:
        assert field.metadata[b"doc"]
    actor = columns.field("actors").type.value_type
    wanted = TABLES["events"].schema.field("actors").type.value_type
    assert [child.name for child in actor] == [child.name for child in wanted]
