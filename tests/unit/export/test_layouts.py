"""Exports have another system's columns, in its order and types, and say what they lack."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.__main__ import main
from pipelines.export import Layout, all_layouts, export, layout_named, relation_of
from pipelines.export.reference import codebook_markdown, layouts_markdown
from pipelines.export.write import countries
from pipelines.tables import open_tables, views
from pipelines.tables.annotated import Annotated
from pipelines.tables.opened import Tables
from schemas.tables import EVENTS
from tests.support import small_tables

#: Columns of each layout, as its codebook counts them.
WIDTHS = {"gdelt": 58, "gdelt2": 61, "gkg": 27, "polecat": 40, "icews": 20, "phoenix": 26,
          "acled": 31, "ucdp": 49}  # fmt: skip
PEERS = {"gdelt2": "gdelt_events_2_0", "gkg": "gdelt_gkg_2_1", "polecat": "polecat",
         "icews": "icews", "phoenix": "phoenix"}  # fmt: skip


@pytest.fixture(scope="module")
def tables(folder: Path) -> Tables:
    return open_tables(str(folder))


@pytest.mark.parametrize("layout", all_layouts(), ids=lambda layout: layout.name)
def test_every_layout_gives_its_columns_and_types(tables: Tables, layout: Layout) -> None:
    relation = relation_of(tables, layout)
    assert relation.columns == [column.name for column in layout.columns]
    assert [str(kind) for kind in relation.types] == [column.type for column in layout.columns]
    assert len(layout.columns) == WIDTHS.get(layout.name, len(tables.table("events_flat").columns))
    assert all(column.sql or column.note for column in layout.columns)
    if layout.name != "ucdp":  # nobody counts the dead in the small tables
        assert len(relation.fetchall()) > 0


@pytest.mark.parametrize(("name", "peer"), PEERS.items())
def test_column_names_are_those_of_the_other_system(shared: Path, name: str, peer: str) -> None:
    theirs = json.loads((shared / "ontology" / "peer_table_columns.json").read_text())[peer]
    names = [column.partition("(")[0] for column in theirs["columns"]]
    assert [column.name for column in layout_named(name).columns] == names


def test_gdelt_1_is_gdelt_2_without_the_second_divisions() -> None:
    second = [column.name for column in layout_named("gdelt2").columns]
    first = [column.name for column in layout_named("gdelt").columns]
    assert first == [name for name in second if not name.endswith("ADM2Code")]


def test_a_query_for_gdelt_finds_its_rows(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "e.csv"
    assert main(["export", str(folder), "--layout", "gdelt2", "--output", str(target),
                 "--header", "yes"]) == 0  # fmt: skip
    rows = pd.read_csv(target, dtype={"EventCode": str, "EventRootCode": str})
    found = rows[(rows.Actor1CountryCode == "GBR") & (rows.Actor2CountryCode == "IRN")]
    assert list(found.EventRootCode) == ["16"]
    assert list(found.SQLDATE.between(20240110, 20240116)) == [True]
    assert list(found.NumMentions) == [1]
    assert rows.GLOBALEVENTID.is_unique
    meeting = rows[rows.EventRootCode == "04"].iloc[0]
    assert (meeting.Actor1Code, meeting.Actor2Code) == ("FRAGOV", "DEUGOV")
    assert (meeting.ActionGeo_CountryCode, round(meeting.ActionGeo_Lat)) == ("GM", 53)


def test_systems_without_a_head_line_have_none(tables: Tables, tmp_path: Path) -> None:
    export(tables, layout_named("phoenix"), tmp_path / "p.tsv")
    lines = (tmp_path / "p.tsv").read_text().splitlines()
    assert {line.count("\t") for line in lines} == {25}
    assert not lines[0].startswith("EventID")
    export(tables, layout_named("polecat"), tmp_path / "p.tsv")
    lines = (tmp_path / "p.tsv").read_text().splitlines()
    assert lines[0].startswith("Event ID\tEvent Date\tEvent Type")
    assert "\tNone\t" in lines[1]


def test_reports_of_one_event_are_one_row_that_counts_them(
    articles: list[Annotated], tmp_path: Path
) -> None:
    first = articles[1]
    copies = []
    for number in range(2):
        row = dict(first.article, article_id=f"copy{number}")
        events = [
            dict(event, article_id=row["article_id"], event_id=f"{number}{event['event_id']}",
                 duplicate_of=event["event_id"])
            for event in first.events
        ]  # fmt: skip
        copies.append(Annotated(row, events=events))
    folder = small_tables.write(tmp_path, [first, *copies])
    with open_tables(str(folder)) as tables:
        rows = relation_of(tables, layout_named("gdelt2")).df()
        assert len(rows) == sum(event["cameo_code"] is not None for event in first.events)
        assert set(rows.NumMentions) == {3}
        assert set(rows.NumArticles) == {3}
        assert set(rows.NumSources) == {2}


def test_the_fullest_report_that_tells_a_fact_stands_for_its_incident(
    articles: list[Annotated], tmp_path: Path
) -> None:
    told = dict(articles[1].events[0], incident_id="one")
    others = [
        dict(told, actors=[], recipients=[]),  # says less
        dict(told, negated=True),
        dict(told, modality="future"),
    ]
    reports = [
        Annotated(
            dict(articles[1].article, article_id=f"early{number}"),
            events=[dict(other, article_id=f"early{number}", event_id=f"{number}")],
        )
        for number, other in enumerate(others)
    ]
    last = Annotated(articles[1].article, events=[told])
    with open_tables(str(small_tables.write(tmp_path, [*reports, last]))) as tables:
        rows = relation_of(tables, layout_named("gdelt2")).df()
        assert set(rows.NumMentions) == {4}
        assert len(rows) == max(len(told["actors"]), 1) * max(len(told["recipients"]), 1)
        assert set(rows.Actor1CountryCode) == {told["actors"][0]["country"]}
        months = tables.sql("SELECT sum(events) FROM dyads_by_month").fetchall()
        assert months == [(1,)]


def test_incidents_take_over_where_the_contract_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    wider = EVENTS.schema
    if "incident_id" not in wider.names:
        wider = wider.append(pa.field("incident_id", pa.string()))
    monkeypatch.setattr(views, "TABLES", {"events": replace(EVENTS, schema=wider)})
    query = next(v for v in views.read("pipelines.tables", "views.sql") if v.name == "mentions")
    assert "coalesce(e.incident_id, e.duplicate_of, e.event_id)" in query.query


def test_hostile_text_breaks_no_line(articles: list[Annotated], tmp_path: Path) -> None:
    party = dict(articles[1].events[0]["actors"][0], name='a\tb\n"c"' + small_tables.HOSTILE)
    event = dict(articles[1].events[0], actors=[party])
    small_tables.write(tmp_path, [Annotated(articles[1].article, events=[event])])
    with open_tables(str(tmp_path)) as tables:
        export(tables, layout_named("icews"), tmp_path / "i.tsv")
        export(tables, layout_named("icews"), tmp_path / "i.parquet")
    lines = (tmp_path / "i.tsv").read_text().split("\n")
    assert {line.count("\t") for line in lines if line} == {19}
    assert pq.read_table(tmp_path / "i.parquet")["Source Name"].to_pylist() == [party["name"]]


def test_an_unknown_ending_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["export", str(folder), "--layout", "flat", "--output", str(tmp_path / "a.doc")]
    assert main(words) == 2
    assert ".parquet" in capsys.readouterr().err


def test_countries_have_the_codes_of_other_systems() -> None:
    rows = {row["iso3"]: row for row in countries().to_pylist()}
    assert len(rows) > 240
    germany = rows["DEU"]
    assert (germany["fips"], germany["cow"], germany["gw"]) == ("GM", 255, 260)
    states = [row["cow"] for row in rows.values() if row["cow"] is not None]
    assert len(states) == len(set(states)) == 195


def test_documents_are_those_of_the_code(repository: Path) -> None:
    assert (repository / "docs" / "layouts.md").read_text() == layouts_markdown()
    assert (repository / "docs" / "codebook.md").read_text() == codebook_markdown()
