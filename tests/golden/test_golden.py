"""Each golden input, read and normalized, gives what a person wrote down for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Article, Failure
from transforms.normalize.article import normalize
from transforms.normalize.options import NormalizeOptions
from transforms.read import ReadOptions, expand_inputs, plan_shards, read_shard

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.jsonl"))


def results_of(case: Path) -> list[Article | Failure]:
    (file,) = case.glob("input.*")
    found: list[Article | Failure] = []
    for shard in plan_shards(expand_inputs(str(file)), 2**20):
        for record in read_shard(shard, ReadOptions()):
            if isinstance(record, Failure):
                found.append(record)
            else:
                found.append(normalize(record, NormalizeOptions()))
    return found


def plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def test_golden_cases_are_found() -> None:
    assert len(CASES) >= 7


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_golden_case_reads_as_expected(case: Path) -> None:
    lines = (case / "expected.jsonl").read_text("utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    found: list[dict[str, Any]] = []
    for result, wanted in zip(results_of(case), expected, strict=True):
        if isinstance(result, Failure):
            found.append({"position": result.input_position, "code": result.code})
        else:
            columns = wanted.get("article", {"text": None})
            row = {column: plain(getattr(result, column)) for column in columns}
            found.append({"position": result.input_position, "article": row})
    assert found == expected
