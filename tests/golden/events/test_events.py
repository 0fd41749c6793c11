"""Each golden article, coded by the shipped model and heads, gives the rows written down for it.

A case is a folder: input.json (published_date, dateline_place, text) and expected.jsonl, one row a
line. A line names a trigger (``nth`` where it stands several times) and the columns that are
checked; people by their text, places by their name. ``absent`` says that there must be no row.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Event
from tests.unit.events.trees import article
from transforms.events import code_events
from transforms.extract.annotate import annotate
from transforms.extract.model import shared_pipeline

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.jsonl"))


def rows_of(case: Path) -> list[Event]:
    given = json.loads((case / "input.json").read_text("utf-8"))
    doc = shared_pipeline()(given["text"])
    row = article(doc, given["published_date"])._replace(dateline_place=given["dateline_place"])
    return code_events(doc, row, annotate(doc, row))


def column(event: Event, name: str) -> Any:
    value = getattr(event, {"duplicate": "duplicate_of"}.get(name, name))
    if name in {"actors", "recipients"}:
        return [person.text for person in value]
    if name == "counts":
        return [list(count) for count in value]
    if name == "place":
        return value.name if value is not None else None
    return value is not None if name == "duplicate" else value


def test_golden_cases_are_found() -> None:
    assert len(CASES) >= 7


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_golden_case_is_coded_as_expected(case: Path) -> None:
    events = rows_of(case)
    for line in (case / "expected.jsonl").read_text("utf-8").splitlines():
        wanted = json.loads(line)
        trigger = wanted.pop("trigger")
        named = [e for e in events if e.trigger == trigger]
        number = wanted.pop("nth", 1)
        if wanted.pop("absent", False):
            assert not named
            continue
        assert len(named) >= number, (line, [e.trigger for e in events])
        event = named[number - 1]
        assert {name: column(event, name) for name in wanted} == wanted
