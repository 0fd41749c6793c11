"""The table contract: descriptions everywhere, docs that match, records that fit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemas.errors import ERRORS
from schemas.records import (
    Annotation,
    Article,
    Count,
    EntityMention,
    Event,
    Failure,
    Participant,
    Place,
    Quote,
    Theme,
    Topic,
    failure,
)
from schemas.records.failure import MAX_PAYLOAD_BYTES
from schemas.tables import (
    ARTICLES,
    ENTITIES,
    EVENTS,
    QUOTES,
    REJECTS,
    TABLES,
    column_docs,
    rows_to_table,
)
from schemas.tables import rows as to_rows

ARTICLE = Article(
    article_id="a1",
    input_uri="file.jsonl",
    input_position=7,
    url=None,
    canonical_url=None,
    source="post.example",
    title="T",
    subtitle=None,
    authors=("Ann Example",),
    dateline_place=None,
    agency=None,
    published_at=1_548_768_600_000_000,
    published_date="2019-01-29",
    published_origin="field",
    language="en",
    section=None,
    keywords=(),
    text="They met.",
    text_sha256="0" * 64,
    word_count=2,
    captions=(),
    extraction_method="field",
)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described(name: str) -> None:
    docs = column_docs(TABLES[name].schema)
    assert [column for column, doc in docs.items() if not doc.endswith(".")] == []


@pytest.mark.parametrize("name", TABLES)
def test_sort_and_partition_columns_exist(name: str) -> None:
    table = TABLES[name]
    assert set(table.sort_by) <= set(table.schema.names)
    assert table.date_column is None or table.date_column in table.schema.names


@pytest.mark.parametrize("name", TABLES)
def test_what_a_table_declares_are_columns(name: str) -> None:
    table = TABLES[name]
    named = {*table.references, *table.looked_up, *table.distinct, *table.prose}
    assert named | ({table.unique} - {None}) <= set(table.schema.names)
    for other, key in table.references.values():
        assert TABLES[other].unique == key
    assert table.of_article == ("article_id" in table.schema.names and name not in {"rejects"})


@pytest.mark.parametrize("name", TABLES)
def test_long_text_has_no_bounds(name: str) -> None:
    table = TABLES[name]
    running = {"text", "title", "subtitle", "payload", "message"} & set(table.schema.names)
    assert running == table.prose


@pytest.mark.parametrize(
    ("module", "file"), [("schemas.tables", "tables.md"), ("pipelines options", "options.md")]
)
def test_generated_docs_are_current(repository: Path, module: str, file: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", *module.split()],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert (repository / "docs" / file).read_text() == printed, "run `make docs`"


@pytest.mark.parametrize("topics", [None, (), (Topic("medtop:15000000", "sport", 0.9),)])
def test_article_row_survives_parquet(topics: tuple[Topic, ...] | None) -> None:
    article = ARTICLE._replace(topics=topics)
    table = rows_to_table(ARTICLES, [to_rows.article_row(article)])
    back = to_rows.article_from_row(table.to_pylist()[0])
    assert back.topics == topics
    assert to_rows.article_row(back) == to_rows.article_row(article)


def test_rows_fit_their_tables() -> None:
    mention = EntityMention(0, 0, 4, "They", "PERSON", time_start=0, confidence=0.5)
    quote = Quote("q1", 0, 0, 9, "They met.", direct=True)
    event = Event(
        *("e1", 0, 0, 9, "met", 5, 8, "meet"),
        actors=(Participant("They", 0, 4, sectors=("GOV",)),),
        theme=Theme("trade", 10, 15),
        counts=(Count("killed", 12, ">="),),
        place=Place("Rome", "Rome", country="ITA", precision="town"),
        event_date_start="2019-01-29",
    )
    annotation = Annotation("a1", (), (mention,), (quote,))
    entities = rows_to_table(ENTITIES, to_rows.entity_rows(ARTICLE, annotation)).to_pylist()
    assert [(e["text"], e["label"]) for e in entities] == [("They", "PERSON")]
    quotes = rows_to_table(QUOTES, to_rows.quote_rows(ARTICLE, annotation)).to_pylist()
    assert quotes[0]["text"] == "They met."
    events = rows_to_table(EVENTS, [to_rows.event_row(ARTICLE, event)]).to_pylist()
    assert events[0]["actors"][0]["sectors"] == ["GOV"]
    assert str(events[0]["event_date_start"]) == "2019-01-29"
    assert events[0]["counts"] == [{"role": "killed", "value": 12, "relation": ">="}]
    assert events[0]["theme"]["text"] == "trade"
    assert events[0]["place"]["precision"] == "town"
    assert events[0]["event_class"] is None


def test_failure_keeps_the_first_64_kib() -> None:
    made = failure("R001", "f.jsonl", 3, b"x" * 100_000, error="oops")
    assert made.stage == "read"
    assert made.message == "not valid JSON: oops"
    assert len(made.payload or b"") == MAX_PAYLOAD_BYTES
    table = rows_to_table(REJECTS, [to_rows.failure_row(made)])
    assert table.to_pylist()[0]["input_position"] == 3


def test_failure_needs_its_details() -> None:
    with pytest.raises(KeyError):
        failure("R001", "f.jsonl")


def test_error_codes_start_with_their_stage() -> None:
    letters = {
        "read": "R",
        "normalize": "N",
        "dedupe": "D",
        "extract": "X",
        "events": "V",
        "write": "W",
        "run": "P",
    }
    assert [c for c, kind in ERRORS.items() if letters[kind.stage] != c[0]] == []
    assert Failure._fields[:3] == ("stage", "code", "message")
