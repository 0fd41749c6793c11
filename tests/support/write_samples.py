"""Rows, shards and small helpers for the tests of `transforms.write`."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from schemas.ids import stable_id
from schemas.tables import TABLES
from transforms.write import Run, ShardResult, ShardWriter, Storage, work_area
from transforms.write.merge import MergedFile, merge, plan_merges

Row = dict[str, Any]


class InputFile(NamedTuple):
    """An input as the readers list it."""

    uri: str
    size: int
    checksum: str | None = None


def article(number: int, date: dt.date | None = None, **values: Any) -> Row:
    """A row of articles; what is not given is made from ``number``."""
    row: Row = {
        "article_id": stable_id("article", number),
        "input_uri": "in.jsonl",
        "input_position": number,
        "source": f"paper{number % 3}.example",
        "authors": ["Ann Lee"] if number % 2 else [],
        "published_date": date,
        "keywords": [],
        "text": f"Text of article {number}. " * (1 + number % 7),
        "text_sha256": stable_id("text", number) * 2,
        "word_count": 4,
        "captions": [],
        "removed": [],
        "topics": [],
        "extraction_method": "field",
        "story_id": stable_id("story", number),
        "language": "en",
    }
    row.update(values)
    return row


def entities_of(row: Row, count: int) -> list[Row]:
    """``count`` rows of entities of one article."""
    return [
        {
            "article_id": row["article_id"],
            "published_date": row["published_date"],
            "sentence_index": index,
            "start": 5 * index,
            "end": 5 * index + 4,
            "text": "Text",
            "label": "ORG",
            "confidence": 0.5,
        }
        for index in range(count)
    ]


def corpus(count: int, days: int = 10, seed: int = 1) -> list[tuple[Row, list[Row]]]:
    """Articles with their entities over ``days`` dates, one in eleven undated."""
    rng = random.Random(seed)
    rows = []
    for number in range(count):
        date = dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(days))
        row = article(number, None if number % 11 == 0 else date)
        rows.append((row, entities_of(row, rng.randrange(4))))
    return rows


def new_run(output: str | Path, run_id: str = "run", **values: Any) -> Run:
    """A run that no `begin_run` has prepared."""
    return Run(run_id, Storage(str(output)), work_area(str(output)), **values)


def write_shard(
    run: Run, key: str, rows: Mapping[str, Sequence[Row]], **options: Any
) -> ShardResult:
    """Write one shard in one go."""
    writer = ShardWriter(run.area, key, run.partition_by, **options)
    for name, some in rows.items():
        writer.write(name, some)
    return writer.finish({"records_read": len(rows.get("articles", ()))})


def write_corpus(
    run: Run, rows: Sequence[tuple[Row, list[Row]]], shards: int = 3
) -> list[ShardResult]:
    """Deal a corpus out to ``shards`` shards and write them."""
    results = []
    for number in range(shards):
        mine = rows[number::shards]
        tables = {
            "articles": [row for row, _ in mine],
            "entities": [entity for _, entities in mine for entity in entities],
        }
        results.append(write_shard(run, stable_id("shard", run.run_id, number, shards), tables))
    return results


def merge_all(run: Run, results: Iterable[ShardResult], **options: Any) -> list[MergedFile]:
    """Plan and merge in this process."""
    files = [file for result in results for file in result.files]
    return [
        entry
        for task in plan_merges(run.area, files, TABLES)
        for entry in merge(
            run.area,
            task,
            TABLES[task.table],
            run.run_id,
            run.partition_by,
            run.target_bytes,
            **options,
        )
    ]


def tree(folder: str | Path, pattern: str = "*.parquet") -> dict[str, str]:
    """Relative path → hash of every matching file below ``folder``."""
    root = Path(folder)
    return {
        str(path.relative_to(root)): hashlib.sha1(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob(pattern))
    }


def chunks(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Consecutive pieces of at most ``size``."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
